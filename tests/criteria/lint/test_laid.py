"""A council's own folder, laid over shipped criteria: its files are checked as they will count."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from needcheck.criteria.lint.finding import Finding
from tests.criteria.lint import clean
from tests.criteria.lint.clean import CONTACTS, FILES, VISIT

DESK = FILES[CONTACTS].replace("01234 567890", "01234 999999")
HEAD = 'id = "newtown"\nname = "Newtown"\nextends = "toytown"\n\n[document]\n' + "".join(
    f'{key} = "{text}"\n' for key, text in (("title", "T"), ("publisher", "N"), ("date", "2026"),
                                             ("verify", "Ask."))
) + clean.OURS  # fmt: skip


@pytest.fixture(name="shipped")
def _shipped(tmp_path: Path) -> Path:
    """The clean criteria as what is shipped."""
    return clean.write(tmp_path / "shipped")


def laid(shipped: Path, files: Mapping[str, str]) -> list[Finding]:
    """What is found in a council's folder of these files."""
    council = shipped.parent / "council"
    for name, text in files.items():
        (council / name).parent.mkdir(parents=True, exist_ok=True)
        (council / name).write_text(text, "utf-8")
    return clean.found(shipped, council)


def placed(found: list[Finding]) -> list[tuple[str, str, int | None, int | None]]:
    """Check, file, line and column of each."""
    return [(f.check, f.path.name, f.line, f.column) for f in found]


def test_contacts_alone_can_be_laid_over(shipped: Path) -> None:
    """One file is enough, and what is right in it gives no finding."""
    assert laid(shipped, {CONTACTS: DESK}) == []


def test_a_fault_is_found_in_the_upper_file(shipped: Path) -> None:
    """Line and column are those of the council's own file."""
    found = laid(shipped, {CONTACTS: DESK.replace('phone = "', "phone = 1 # ")})
    assert placed(found) == [("shape", "contacts.toml", 4, 8)]


def test_several_files_that_are_no_toml_are_all_told(shipped: Path) -> None:
    """What cannot be read is told before anything is laid over anything."""
    found = laid(shipped, {CONTACTS: DESK + "x", VISIT: FILES[VISIT] + "y"})
    assert [f.check for f in found] == ["toml", "toml"]


def test_a_broken_file_does_not_hide_what_is_wrong_in_others(shipped: Path) -> None:
    """An open quotation mark costs its table alone; all else is told in the same run."""
    visit = FILES[VISIT].replace("grave or days >= 5", "grove or dayz >= 5")
    desk = f'[[contact]]\nid = "desk\n{DESK}'
    clauses = FILES[clean.CLAUSES].replace("line = 1", 'line = "one"')
    found = laid(shipped, {CONTACTS: desk, VISIT: visit, clean.CLAUSES: clauses})
    assert [(f.path.name, f.check) for f in found if f.severity == "error"] == [
        ("contacts.toml", "toml"),
        ("visit.toml", "condition"),
        ("visit.toml", "condition"),
        ("toytown.toml", "shape"),
    ]


@pytest.mark.parametrize(
    ("day", "check", "line"),
    [("", "laid", 1), ('checked_on = ""\n', "laid", 6), ('checked_on = "today"\n', "stale", 6)],
)
def test_every_contact_without_a_day_is_told(
    shipped: Path, day: str, check: str, line: int
) -> None:
    """Of two contacts that do not say when they were checked both are found, where it is wrong."""
    one = DESK.replace('checked_on = "2026-10-01"\n', day)
    two = one.replace('"desk"', '"ring"')
    visit = FILES[VISIT].replace('contact = "desk"', 'contact = "ring"')
    found = laid(shipped, {CONTACTS: one + two, VISIT: visit})
    errors = [(f.check, f.line) for f in found if f.severity == "error"]
    assert errors == [(check, line), (check, line + one.count("\n"))]


def test_a_folder_without_any_authority_is_an_error(shipped: Path) -> None:
    """A check of nothing is not a check in which nothing was found."""
    found = laid(shipped, {"authorities/toytown": "x"})
    assert [f.severity for f in found] == ["error"]
    assert "is not read" in found[0].message


def test_a_pathway_that_is_changed_in_part(shipped: Path) -> None:
    """A condition of the part is read with all that lies below it, and found where it stands."""
    text = (
        'extends = "visit"\n[[query]]\nid = "odd"\nwhen = "days >= 5 and wurried"\n'
        f'text = "t"\n{clean.OURS}'
    )
    assert placed(laid(shipped, {VISIT: text})) == [("condition", "visit.toml", 4, 22)]


def test_a_name_that_only_the_loader_refuses(shipped: Path) -> None:
    """What the loader says of overlays is a finding, at its line."""
    found = laid(shipped, {CONTACTS: 'without = ["contact:shop"]\n' + DESK})
    assert [(f.check, f.line) for f in found] == [("laid", 1)]
    assert "contact:shop" in found[0].message


def test_authorities_that_extend_each_other_in_a_circle(shipped: Path) -> None:
    """The circle is an error of each of them, in bounded time."""
    files = {
        f"authorities/{name}/authority.toml": HEAD.replace("newtown", name).replace(
            '"toytown"', f'"{other}"'
        )
        for name, other in (("newtown", "oldtown"), ("oldtown", "newtown"))
    }
    found = laid(shipped, files)
    assert {f.check for f in found} == {"laid"}
    assert all("goes round in a circle" in f.message and f.line == 3 for f in found)
    assert {f.path.parent.name for f in found} == {"newtown", "oldtown"}


def test_a_folder_that_nothing_would_read(shipped: Path) -> None:
    """A file that counts for nothing is an error, not silence."""
    found = laid(shipped, {CONTACTS: DESK, "authorities/toytown/notes.txt": "x"})
    assert [f.check for f in found] == ["laid"]
