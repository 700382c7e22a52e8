"""Files of ratings: what is written is read, raters are codes, and errors have a line."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needcheck.case.ratings import (
    CriteriaSeen,
    Rated,
    Rater,
    Ratings,
    case_digest,
    load_ratings,
    rater_code,
    render_ratings,
    save_ratings,
)
from needcheck.case.scenario import load_scenario
from needcheck.errors import InputError, StorageError

WHEN = "2026-11-20T10:00:00+00:00"
SHA = "0" * 64
SECRET = "Sam Jones"  # noqa: S105 -- a name that no message may repeat

words = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12)
rated = st.builds(
    Rated,
    path=words,
    sha256=st.just(SHA),
    authority=words,
    pathway=words,
    outcome=words,
    answers=st.dictionaries(st.sampled_from(["impact", "severity", "views"]), words, max_size=3),
    left_out=st.lists(st.sampled_from(["tried", "views"]), unique=True).map(tuple),
)


def ratings(*items: Rated, code: str = "R7") -> Ratings:
    """Ratings of these scenarios."""
    rater = Rater(code=code, shown="facts", started=WHEN, updated=WHEN)
    seen = CriteriaSeen(id="hull", edition="May 2018", sha256=SHA)
    return Ratings(rater=rater, folder="set", criteria=(seen,), scenario=items)


def item(path: str = "a.toml", **more: object) -> Rated:
    """One scenario of a set."""
    return Rated.model_validate(
        {"path": path, "sha256": SHA, "authority": "hull", "pathway": "level", **more}
    )


@given(st.lists(rated, max_size=4, unique_by=lambda one: one.path))
def test_what_is_written_is_read(items: list[Rated]) -> None:
    """Every file of ratings comes back as it was, its version before anything else."""
    text = render_ratings(ratings(*items))
    assert text.startswith("ratings = 1\n")
    assert Ratings.model_validate(tomllib.loads(text)) == ratings(*items)


def test_saving_refuses_what_somebody_else_wrote(tmp_path: Path) -> None:
    """A file changed since it was read is left as it is."""
    path = tmp_path / "ratings-R7.toml"
    print_ = save_ratings(path, ratings(item()), None)
    assert load_ratings(path).fingerprint == print_
    path.write_text(path.read_text("utf-8") + "\n# by hand\n", "utf-8")
    with pytest.raises(StorageError):
        save_ratings(path, ratings(item(outcome="targeted")), print_)
    assert "by hand" in path.read_text("utf-8")


@pytest.mark.parametrize("code", ["R7", "r7", " A12 ", "HC1", "AB9999"])
def test_codes(code: str) -> None:
    """One or two capitals and a number are a code, however they are typed."""
    if code == "HC1":
        assert rater_code(code) == "HC1"
    assert rater_code(code) == code.strip().upper()


@pytest.mark.parametrize(
    "name", ["", "Sam", "Sam Jones", "S. Jones", "Sam7", "sjones1", "7", "R", "R7 Sam", "R77777"]
)
def test_names_are_no_codes(name: str) -> None:
    """A name, part of one, or anything else that is no code is refused and not repeated."""
    with pytest.raises(ValueError, match="never a name") as raised:
        rater_code(name)
    assert not name or name not in str(raised.value).replace("such as R7", "")


@pytest.mark.parametrize(
    ("before", "after", "line", "said"),
    [
        ("ratings = 1", "ratings = 2", 1, "another version"),
        ("ratings = 1", "needcheck = 1", None, "first line must be ratings = 1"),
        ('code = "R7"', f'code = "{SECRET}"', 5, "never a name"),
        ('shown = "facts"', f'shown = "{SECRET}"', 6, "must be 'story', 'facts' or 'all'"),
        (SHA + '"\nauthority', SECRET + '"\nauthority', 17, "sha256"),
        ('outcome = "targeted"', f'outcom = "{SECRET}"', 20, "did you mean 'outcome'"),
        ('"b.toml"', '"a.toml"', 23, "stands twice"),
        ("[rater]", "[rater", None, "not valid TOML"),
    ],
)
def test_what_is_wrong_has_a_line(
    tmp_path: Path, before: str, after: str, line: int | None, said: str
) -> None:
    """Each fault is named with file and line, and no value of the file is repeated."""
    path = tmp_path / "ratings-R7.toml"
    text = render_ratings(ratings(item(outcome="targeted"), item("b.toml")))
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")
    with pytest.raises(InputError) as raised:
        load_ratings(path)
    assert said in str(raised.value)
    assert SECRET not in str(raised.value)
    assert raised.value.place.file == str(path)
    if line is not None:
        assert raised.value.place.line == line


def digest(path: Path, text: str) -> str:
    """The digest of a scenario with this text."""
    path.write_text(text, "utf-8", newline="")
    return case_digest(load_scenario(path))


def test_the_digest_is_of_what_is_shown(tmp_path: Path) -> None:
    """Story, answers and whose case change it; teaching, expectation and line ends do not."""
    path = tmp_path / "s.toml"
    text = (
        '[scenario]\ntitle = "T"\nabout = """\nOne.\nTwo.\n"""\nauthority = "hull"\n'
        'as_of = 2026-11-20\n[answers]\nharm = "no"\n[expect]\noutcome = "universal"\n'
    )
    first = digest(path, text)
    for same in (
        text.replace('"T"', '"Another"'),
        text.replace("universal", "additional"),
        text.replace("as_of", 'learning_points = ["L"]\nas_of'),
        text.replace("\n", "\r\n"),
    ):
        assert digest(path, same) == first
    for other in (
        text.replace("One.", "Once."),
        text.replace('"no"', '"known"'),
        text.replace('"hull"', '"southwark"'),
        text.replace("2026-11-20", "2026-11-21"),
    ):
        assert digest(path, other) != first
