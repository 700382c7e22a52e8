"""``needcheck criteria try``: each rule of a pathway on one set of answers, and why."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.test_prove import flat

HARM = """
[scenario]
title = "Harm is known."
authority = "hull"
pathway = "level"
as_of = 2026-11-20

[answers]
harm = "known"
"""


def tried(run: Run, tmp_path: Path, answers: str, *more: str) -> str:
    """What is shown of Hull's level rules for these answers."""
    path = tmp_path / "answers.toml"
    path.write_text(f"[answers]\n{answers}", "utf-8")
    done = run("criteria", "try", "hull", "level", "--answers", path, *more)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def section(shown: str, title: str) -> str:
    """The part of a page below a heading."""
    _, _, rest = shown.partition(f"\n{title}\n")
    return flat(rest.partition("\n\n")[0])


def test_what_fires_and_what_does_not_says_why(run: Run, tmp_path: Path) -> None:
    """Each rule with the answers that it rests on."""
    shown = tried(run, tmp_path, 'harm = "no"\nneeds = "emerging"\n')
    assert "additional_needs -> additional" in section(shown, "Fires")
    assert "kind of needs: Emerging needs" in section(shown, "Fires")
    assert "targeted_multiple -> targeted" in section(shown, "Does not fire")
    assert "specialist_harm -> specialist" in section(shown, "May fire yet")


def test_a_rule_that_rests_on_silence_says_what_would_hold_it(run: Run, tmp_path: Path) -> None:
    """A concern of harm stands until it is said that the child is not disabled."""
    shown = tried(run, tmp_path, 'harm = "no"\nharm_concern = "yes"\n')
    resting = section(shown, "Fires, resting on silence (provisional)")
    assert "specialist_disabled_harm -> specialist" in resting
    assert "would be changed by: disability" in resting


def test_a_rule_that_a_stated_answer_holds_says_so(run: Run, tmp_path: Path) -> None:
    """With the child not disabled the same rule is held."""
    answers = 'harm = "no"\nharm_concern = "yes"\ndisabled = "no"\n'
    assert "specialist_disabled_harm" in section(
        tried(run, tmp_path, answers), "Held down by a stated answer"
    )


def test_rules_that_no_scenario_covers_are_named(run: Run, tmp_path: Path) -> None:
    """With one scenario of known harm every rule is one of them, but for that of harm."""
    cases = tmp_path / "cases"
    cases.mkdir()
    (cases / "harm.toml").write_text(HARM, "utf-8")
    body = json.loads(tried(run, tmp_path, "", "--scenarios", str(cases), "--json"))["data"]
    rules = [each["id"] for each in body["elements"] if each["kind"] == "rule"]
    assert set(rules) - set(body["uncovered"]) == {"specialist_harm"}
    shipped = json.loads(tried(run, tmp_path, "", "--json"))["data"]
    assert shipped["uncovered"] == []


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("atlantis", "level"), 2, "There are: birmingham, hull"),
        (("hull", "walk"), 2, "There is: level"),
        (("hull", "level"), 3, "harm can be"),
    ],
)
def test_what_is_wrong_is_one_sentence(
    run: Run, tmp_path: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    """An authority, a pathway or an answer that is not there."""
    path = tmp_path / "answers.toml"
    path.write_text('[answers]\nharm = "maybe"\n', "utf-8")
    done = run("criteria", "try", *words, "--answers", path)
    assert done.returncode == code
    assert said in flat(done.stderr)
