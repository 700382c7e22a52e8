"""What is wrong with a scenario is told with its file and line, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from needcheck.jobs.engine import Engine
from needcheck.jobs.scenarios.check import Finding, check
from needcheck.jobs.scenarios.replay import find
from tests.jobs.written import CALM, HARM, VARY, line_of, written

ENGINE = Engine()
LIBRARY = Path(__file__).resolve().parents[3] / "data" / "scenarios" / "training"


def findings(path: Path) -> tuple[Finding, ...]:
    """What is wrong in a file; every place names the file."""
    found = check(path, ENGINE).findings
    assert all(each.place.file == str(path) for each in found)
    return found


def the_one(path: Path, at: str) -> str:
    """The text of the only finding, which stands at the line that holds ``at``."""
    (found,) = findings(path)
    assert found.place.line == line_of(path, at)
    return found.text


@pytest.mark.parametrize("parts", [(HARM,), (CALM,), (CALM, VARY)])
def test_a_sound_scenario_has_no_finding(parts: tuple[str, ...], tmp_path: Path) -> None:
    """A case, and a case with a variant, pass."""
    checked = check(written(tmp_path, *parts), ENGINE)
    assert checked.findings == ()
    assert checked.cases == len(parts)


@pytest.mark.parametrize("path", find([LIBRARY])[::12], ids=lambda path: path.stem)
def test_what_is_shipped_has_no_finding(path: Path) -> None:
    """The library passes its own check (CI runs it over every file)."""
    assert check(path, ENGINE).findings == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('impact = "none"', 'impct = "none"', "did you mean impact"),
        ('impact = "none"', 'impact = "big"', "impact can be"),
        ('looked_through = ["child"', 'looked_through = ["kitchen"', "looked_through can be"),
        ("[answers.prompts]\n", '[answers.prompts]\npresent = ["hul-999"]\n', "no prompt hul-999"),
        ('outcome = "universal"', 'outcome = "universe"', "did you mean universal"),
        ('outcome = "universal"', 'outcome = "additional"', "came out as universal"),
        ('authority = "hull"', 'authority = "hall"', "no criteria for that authority"),
    ],
)
def test_a_wrong_id_or_value_is_told_at_its_line(
    old: str, new: str, said: str, tmp_path: Path
) -> None:
    """Misspelt facts, values, groups, prompts, outcomes and authorities."""
    path = written(tmp_path, CALM)
    path.write_text(path.read_text().replace(old, new))
    assert said in the_one(path, new.splitlines()[-1])


def test_every_fault_is_told_and_not_only_the_first(tmp_path: Path) -> None:
    """Two wrong answers and a wrong expectation are three findings, in the order of the file."""
    case = CALM.replace('impact = "none"', 'impct = "none"').replace("age = 8", "agee = 8")
    path = written(tmp_path, case.replace('"universal"', '"universe"'))
    found = findings(path)
    assert [each.place.line for each in found] == [
        line_of(path, "impct"), line_of(path, "agee"), line_of(path, "universe"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('actions = ["targeted_contact_ehash"]', "never shown with universal"),
        ('first_action = "targeted_contact_ehash"', "never shown with universal"),
        ('conditional = ["universal_signposting"]', "never shown on a condition"),
        ('due = { supervisor = "2026-11-22" }', "no deadline of the action supervisor"),
        ('missing = ["impact"]', "is answered in this case"),
        ('missing = ["prompts:child"]', "is answered in this case"),
        ('still_possible = ["universal"]', "the expected outcome itself"),
        ('cites = ["HUL-333"]', "nothing that is shown with universal rests on HUL-333"),
        ('contacts = ["hub_email"]', "no action that is shown with universal names hub_email"),
    ],
)
def test_an_expectation_that_cannot_occur_is_told_at_its_line(
    line: str, said: str, tmp_path: Path
) -> None:
    """It is the author's mistake whatever comes out, and it is told as that, once."""
    path = written(tmp_path, CALM, line + "\n")
    (found,) = [each for each in findings(path) if said in each.text]
    assert found.place.line == line_of(path, line)


@pytest.mark.parametrize(
    "lines",
    [
        'settled = true\nstill_possible = ["targeted"]',
        "settled = false\nstill_possible = []",
        'actions = ["supervisor"]\nnot_actions = ["supervisor"]',
        'first_action = "universal_signposting"\nnot_actions = ["universal_signposting"]',
    ],
)
def test_expectations_that_exclude_one_another_are_told(lines: str, tmp_path: Path) -> None:
    """Two expectations that cannot both be are found even where one of them holds."""
    assert findings(written(tmp_path, CALM, lines + "\n"))


def test_a_scenario_that_expects_no_outcome_is_told(tmp_path: Path) -> None:
    """A check that cannot fail is no check."""
    path = written(tmp_path, CALM.replace('outcome = "universal"\n', ""))
    assert "no outcome is expected" in the_one(path, "[expect]")


def test_a_pause_that_is_never_held_is_told_at_its_line(tmp_path: Path) -> None:
    """After harm the needs are not asked, so nobody would ever discuss them."""
    path = written(tmp_path, HARM, '\n[[pause]]\nbefore = "needs"\ntext = "Think."\n')
    assert "never asked" in the_one(path, "before")


def test_an_answer_that_nothing_asks_or_reads_is_told_at_its_line(tmp_path: Path) -> None:
    """An answer of another pathway says nothing here."""
    path = written(tmp_path, CALM.replace("age = 8", 'age = 8\nwas_on_plan = "no"'))
    assert "nothing asks or reads it" in the_one(path, "was_on_plan")


@pytest.mark.parametrize(
    ("old", "new", "at", "said"),
    [
        ('harm = "suspected"', 'harm = "no"', "[vary.answers]", "changes nothing"),
        ('harm = "suspected"', 'harmm = "suspected"', "harmm", "did you mean harm"),
        ("harm_route = true", "harm_route = false", "harm_route", "expected False"),
        ('outcome = "specialist"', 'outcome = "special"', '"special"', "did you mean specialist"),
        ('harm = "suspected"', 'harm = "suspected"\nprompts = { remove = ["hul-301"] }',
         "remove", "takes away a prompt that the case does not have"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_variant_is_told_at_its_line_with_its_name(
    old: str, new: str, at: str, said: str, tmp_path: Path
) -> None:
    """A variant is checked as its case is."""
    path = written(tmp_path, CALM, VARY.replace(old, new))
    (found,) = [each for each in findings(path) if said in each.text]
    assert found.place.line == line_of(path, at)
    assert found.case == "Suspected after all"


def test_two_variants_of_one_title_are_told(tmp_path: Path) -> None:
    """Each variant is reported by its own name, so no two may have the same."""
    path = written(tmp_path, CALM, VARY, VARY)
    (found,) = findings(path)
    assert "same title" in found.text


@pytest.mark.parametrize("text", ["[scenario", '[scenario]\ntitle = "x"\n', "x = 1\n", ""])
def test_a_file_that_cannot_be_read_is_a_finding_and_no_error(text: str, tmp_path: Path) -> None:
    """One broken file does not keep the others from being checked."""
    path = tmp_path / "broken.toml"
    path.write_text(text)
    assert findings(path)


@pytest.mark.parametrize(
    "answers", ['prompts = "x"', "prompts = { present = 3 }", "words = 3", "harm = []"]
)
def test_answers_of_the_wrong_form_are_findings(answers: str, tmp_path: Path) -> None:
    """Whatever TOML allows, the check says what is wrong with it."""
    case = f'\n[answers]\n{answers}\n[expect]\noutcome = "not_yet"\n'
    assert findings(written(tmp_path, case, VARY))
