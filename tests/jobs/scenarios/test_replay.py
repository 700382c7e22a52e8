from __future__ import annotations

import json
import random
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st

from needcheck.case.note import render_note
from needcheck.case.scenario import load_scenario
from needcheck.cli.replay import ReplayRequest, run
from needcheck.errors import InputError
from needcheck.jobs.casework import Author, Decision, draft_note, final_note
from needcheck.jobs.engine import Engine, noon
from needcheck.jobs.scenarios.replay import Replay, find, replay

SCENARIOS = Path(__file__).resolve().parents[3] / "data" / "scenarios"
FILES = find([SCENARIOS / "hull"])
ENGINE = Engine()
FEW = [file for file in FILES if file.name.startswith(("a-toddler", "multiple", "an-unborn"))]
SMALL = """\
[scenario]
title = "A small one."
authority = "hull"
as_of = 2026-11-20

[answers]
harm = "suspected"
informing_raises_risk = "yes"

[expect]
outcome = "specialist"
"""


@pytest.fixture(scope="module")
def replays() -> dict[str, Replay]:
    """Every shipped scenario of Hull, replayed once."""
    return {file.stem: replay(file, ENGINE) for file in FILES}


def written(folder: Path, text: str) -> Path:
    """A scenario file of that text."""
    path = folder / "scenario.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_shipped_scenario(file: Path, replays: dict[str, Replay]) -> None:
    """A shipped scenario comes out as it expects, and every answer in it is read by some rule."""
    assert replays[file.stem].differences == ()
    assert replays[file.stem].unused == ()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_shipped_scenario_is_fit_for_training(file: Path) -> None:
    """A scenario is named by its title, tells its story, teaches something and expects much."""
    scenario = load_scenario(file)
    words = re.sub("[^a-z0-9]+", "-", scenario.head.title.lower()).strip("-")
    assert file.stem == words
    assert len(scenario.head.about.splitlines()) in range(1, 5)
    assert scenario.head.learning_points
    assert scenario.expect.outcome
    assert scenario.expect.first_action or scenario.expect.due
    assert scenario.expect.settled is not None


def test_every_rule_leads_to_its_outcome_in_some_scenario(replays: dict[str, Replay]) -> None:
    """No rule of the pathway is without a scenario that it decides."""
    led = {reason.rule for each in replays.values() for reason in each.recommendation.reasons}
    assert {rule.id for rule in ENGINE.plan("hull", "level").pathway.rules} - led == set()


def test_every_action_is_shown_in_some_scenario(replays: dict[str, Replay]) -> None:
    """No action is without a scenario that shows it plainly, and on its condition if it has one."""
    shown = {(a.id, a.state) for each in replays.values() for a in each.recommendation.actions}
    actions = ENGINE.plan("hull", "level").actions
    wanted = {(action.id, "now") for action in actions}
    wanted |= {(action.id, "if") for action in actions if action.if_text}
    assert wanted - shown == set()


def test_every_query_is_raised_in_some_scenario(replays: dict[str, Replay]) -> None:
    """No query is without a scenario that raises it."""
    raised = {query.id for each in replays.values() for query in each.recommendation.queries}
    assert {query.id for query in ENGINE.plan("hull", "level").pathway.queries} - raised == set()


def test_every_outcome_has_both_a_settled_and_an_open_scenario(replays: dict[str, Replay]) -> None:
    """Every level is met settled, and with answers that could still change it."""
    seen = {(r.recommendation.outcome.id, r.recommendation.settled) for r in replays.values()}
    levels = ("specialist", "targeted", "additional")
    assert {(level, settled) for level in levels for settled in (True, False)} <= seen
    assert {("universal", True), ("not_yet", False)} <= seen


def test_harm_is_shown_before_the_next_question(replays: dict[str, Replay]) -> None:
    """Where harm is the first answer, the route stands right after it and its words."""
    result = replays["a-toddler-with-unexplained-bruises-goes-to-ehash-at-once"]
    assert result.route_after == 1
    assert [line.key for line in result.lines][:2] == ["harm:0", "words:harm"]


def test_an_ehc_plan_below_the_limit_brings_no_question(replays: dict[str, Replay]) -> None:
    """At 24 nothing is asked about an EHC plan's age; at 25 it is."""
    by_age = {
        age: {q.id for q in each.recommendation.queries}
        for name, each in replays.items()
        for age in (24, 25)
        if name.startswith(f"an-education-health-and-care-plan-at-{age}")
    }
    assert "ehc_plan_age" not in by_age[24]
    assert "ehc_plan_age" in by_age[25]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("outcome", '"specialst"'),
        ("first_action", '"call_the_hub"'),
        ("actions", '["contact_ehash_now", "call_the_hub"]'),
        ("conditional", '["call_the_hub"]'),
        ("not_actions", '["call_the_hub"]'),
        ("offers", '["a_service"]'),
        ("conditional_offers", '["a_service"]'),
        ("requirements", '{ a_requirement = "met" }'),
        ("queries", '["a_query"]'),
        ("held", '["a_rule"]'),
        ("still_possible", '["level_9"]'),
        ("missing", '["a_fact"]'),
        ("due", '{ call_the_hub = "2026-11-20" }'),
    ],
)
def test_an_unknown_name_to_expect_is_an_error_with_a_line(
    key: str, value: str, tmp_path: Path
) -> None:
    """No expectation passes because its name is misspelt: the error names file and line."""
    head, _ = SMALL.split("outcome =")
    path = written(tmp_path, f"{head}{key} = {value}\n")
    with pytest.raises(InputError, match="to expect") as caught:
        replay(path, ENGINE)
    assert caught.value.place.file == str(path)
    assert caught.value.place.line in (10, 11)


def test_an_unknown_fact_to_pause_before_is_an_error(tmp_path: Path) -> None:
    """A pause stands before a fact that exists."""
    path = written(tmp_path, SMALL + '\n[[pause]]\nbefore = "a_fact"\ntext = "Why?"\n')
    with pytest.raises(InputError, match="a_fact"):
        replay(path, ENGINE)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('outcome = "targeted"', "outcome: expected targeted, came out as specialist"),
        ("harm_route = false", "harm_route: expected False, came out as True"),
        ('first_action = "record_it"', "came out as contact_ehash_now"),
        ('actions = ["inform_family"]', "action inform_family is not shown"),
        ('conditional = ["record_it"]', "conditional action record_it is not shown"),
        ('not_actions = ["do_not_inform"]', "not_actions: do_not_inform is shown"),
        (
            'requirements = { harm_answered = "met" }',
            "requirement harm_answered: expected met, came out as not_listed",
        ),
        ('queries = ["adult"]', "query adult is not shown"),
        ('held = ["targeted_prompt"]', "held: expected targeted_prompt, came out as none"),
        ("settled = false", "settled: expected False"),
        ("provisional = true", "provisional: expected True"),
        ('still_possible = ["targeted"]', "came out as none"),
        ('missing = ["needs"]', "missing: expected needs, came out as none"),
        ('offers = ["youth_services"]', "offers: expected youth_services, came out as none"),
        ('conditional_offers = ["youth_services"]', "came out as none"),
        ('due = { confirm_in_writing = "2026-11-22" }', "due: confirm_in_writing expected"),
        ('due = { inform_family = "2026-11-22" }', "came out as not shown"),
    ],
)
def test_a_wrong_expectation_is_a_difference_and_exit_code_1(
    line: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What does not come out as expected is said in words, and the command ends with 1."""
    head, _ = SMALL.split("outcome =")
    path = written(tmp_path, head + line + "\n")
    (difference,) = replay(path, ENGINE).differences
    assert said in difference
    assert run(ReplayRequest((str(path),), check=True, json=False)) == 1
    printed = " ".join(capsys.readouterr().out.split())
    assert difference in printed
    assert "0 as expected, 1 differing" in printed


def test_as_expected_is_exit_code_0_and_quiet(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """``--check`` prints nothing but the count where all is as expected."""
    assert run(ReplayRequest((str(written(tmp_path, SMALL)),), check=True, json=False)) == 0
    assert capsys.readouterr().out == "1 scenario: 1 as expected, 0 differing.\n"


def test_one_unreadable_file_does_not_hide_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A broken scenario is named with its place, the rest is replayed, and the command ends 3."""
    written(tmp_path, SMALL)
    (tmp_path / "broken.toml").write_text(SMALL.replace("suspected", "perhaps"), encoding="utf-8")
    assert run(ReplayRequest((str(tmp_path),), check=True, json=False)) == 3
    said = capsys.readouterr()
    assert "broken.toml, line 7" in said.err
    assert "perhaps" not in said.err
    assert "1 as expected, 0 differing, 1 not readable" in said.out


def test_json_lists_what_differs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """``--json`` prints one envelope with outcome and differences for every scenario."""
    path = written(tmp_path, SMALL.replace('"specialist"', '"universal"'))
    assert run(ReplayRequest((str(path),), check=False, json=True)) == 1
    said = json.loads(capsys.readouterr().out)
    assert (said["command"], said["status"]) == ("replay", "failed")
    (one,) = said["data"]["scenarios"]
    assert one["outcome"] == "specialist"
    assert one["differences"] == ["outcome: expected universal, came out as specialist"]


def a_note(folder: Path, outcome: str) -> Path:
    """A finished note on suspected harm that kept ``outcome`` as its recommendation."""
    bundle = ENGINE.bundle("hull")
    now = noon(load_scenario(FEW[0]).head.as_of)
    session = ENGINE.session("hull", "level", now)
    raw: dict[str, Any] = {"harm": "suspected", "prompts": {"present": ["hul-357"]}}
    answers = session.gate.read(raw, session_place)
    recommendation = ENGINE.recommender("hull", "level").recommend(answers, now.date())
    at = "2026-11-20T12:00:00+00:00"
    note = final_note(
        draft_note(answers, bundle, "level", Author(), at), recommendation, Decision(), at
    )
    kept = {**note.recommendation, "outcome": {**note.recommendation["outcome"], "id": outcome}}
    return written(folder, render_note(note.model_copy(update={"recommendation": kept})))


def session_place(path: tuple[str | int, ...]) -> Any:
    """No place: these answers come from no file."""
    from needcheck.errors import Place

    return Place()


def test_a_note_is_a_scenario_that_expects_its_own_outcome(tmp_path: Path) -> None:
    """A case note replays as expected; one whose kept outcome is another one differs."""
    assert replay(a_note(tmp_path, "specialist"), ENGINE).differences == ()
    (difference,) = replay(a_note(tmp_path, "targeted"), ENGINE).differences
    assert "expected targeted, came out as specialist" in difference


def test_a_file_that_is_neither_is_refused(tmp_path: Path) -> None:
    """Only scenarios and case notes are replayed."""
    with pytest.raises(InputError, match="neither a scenario"):
        replay(written(tmp_path, 'title = "x"\n'), ENGINE)


def test_a_folder_without_scenarios_is_an_error(tmp_path: Path) -> None:
    """Checking nothing never passes as a check."""
    with pytest.raises(InputError, match="no scenario"):
        find([tmp_path])


def test_unused_and_unasked_answers_are_reported(tmp_path: Path) -> None:
    """An answer that no rule reads, and one that is not asked for, are both named."""
    answers = 'informing_raises_risk = "yes"\nwas_on_plan = "no"\nneeds = "none"'
    text = SMALL.replace('informing_raises_risk = "yes"', answers)
    result = replay(written(tmp_path, text), ENGINE)
    assert result.unused == ("was_on_plan",)
    assert "needs" in result.unasked
    assert "informing_raises_risk" not in result.unasked


def test_pauses_come_before_their_question(tmp_path: Path) -> None:
    """A pause is held once its fact is about to be answered, and only then."""
    pause = '\n[[pause]]\nbefore = "informing_raises_risk"\ntext = "Think first."\n'
    later = '\n[[pause]]\nbefore = "locality"\ntext = "Never reached."\n'
    result = replay(written(tmp_path, SMALL + pause + later), ENGINE)
    ((at, held),) = result.pauses
    assert held.text == "Think first."
    assert "raise the risk" in result.lines[at].question
    assert [item.before for item in result.unheld] == ["locality"]


def shuffled(table: dict[str, Any], order: random.Random) -> dict[str, Any]:
    """The same table with its keys, and those below, in another order."""
    items = [(k, shuffled(v, order) if isinstance(v, dict) else v) for k, v in table.items()]
    order.shuffle(items)
    return dict(items)


def decided(results: Iterable[Replay]) -> list[Any]:
    """What a replay comes to."""
    return [(r.recommendation, r.lines, r.route_after, r.differences, r.unused) for r in results]


@settings(max_examples=25)
@given(file=st.sampled_from(FEW), order=st.randoms(use_true_random=False))
def test_the_order_of_answers_makes_no_difference(
    file: Path, order: random.Random, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Answers in any order give the same interview and the same result."""
    raw = tomllib.loads(file.read_text(encoding="utf-8"))
    mixed = {**raw, "answers": shuffled(raw["answers"], order)}
    path = written(tmp_path_factory.mktemp("mixed"), tomli_w.dumps(mixed))
    assert decided([replay(path, ENGINE)]) == decided([replay(file, ENGINE)])
