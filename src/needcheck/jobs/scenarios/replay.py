"""Replay scenarios: the same interview from a file, checked against what it expects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from needcheck.case.answers import Answers
from needcheck.case.facts import Gate
from needcheck.case.scenario import Pause, Scenario, load_scenario, nowhere
from needcheck.case.variants import family
from needcheck.criteria.positions import problems_error
from needcheck.errors import InputError, Place, UsageError
from needcheck.interview.conduct import MEANWHILE, Conduct
from needcheck.interview.script import Line, ScriptAsker
from needcheck.interview.session import Session
from needcheck.jobs.engine import Engine, noon
from needcheck.jobs.proof.single import single
from needcheck.jobs.scenarios.answer_changes import AnswerChange, changed_answers
from needcheck.jobs.scenarios.expected import Remark, differences, misspelt
from needcheck.jobs.scenarios.hidden import hidden
from needcheck.recommend.compile import Plan
from needcheck.recommend.result import Recommendation
from needcheck.recommend.words import label


@dataclass(frozen=True)
class Replay:
    """One case replayed.

    ``route_after`` counts the lines after which the harm route would have been shown (None where
    it never was). ``differences`` are what did not come out as expected, and what breaks a claim
    of the pathway. ``pauses`` stand before the line of their number; ``unheld`` are those whose
    question was never asked. ``unused`` are answers that no condition of the pathway reads;
    ``unasked`` are answers that the interview would not have asked for. ``changed`` is what a
    variant changes of its case.
    """

    scenario: Scenario
    answers: Answers
    recommendation: Recommendation
    lines: tuple[Line, ...]
    route_after: int | None
    remarks: tuple[Remark, ...]
    unused: tuple[str, ...]
    unasked: tuple[str, ...]
    pauses: tuple[tuple[int, Pause], ...] = ()
    unheld: tuple[Pause, ...] = ()
    changed: tuple[AnswerChange, ...] = ()

    @property
    def differences(self) -> tuple[str, ...]:
        """What did not come out as expected, in sentences."""
        return tuple(remark.text for remark in self.remarks)


SHIPPED = ("scenarios", "training")


def found(path: str, root: Path) -> Path:
    """What is named; where nothing of that name is here, what is shipped under it."""
    given = Path(path)
    if given.exists() or given.is_absolute():
        return given
    shipped = [root.joinpath(*SHIPPED, path), root.joinpath(*SHIPPED, f"{path}.toml")]
    return next((each for each in shipped if each.exists()), given)


def short_name(path: Path, root: Path) -> str:
    """A file as it can be named on the command line: one that is shipped by folder and name."""
    try:
        inside = path.resolve().relative_to(root.joinpath(*SHIPPED).resolve())
    except ValueError:
        return str(path)
    return inside.with_suffix("").as_posix()


def find(paths: Iterable[Path]) -> list[Path]:
    """Scenario files: each file given, and every ``*.toml`` below each folder, in order."""
    files: list[Path] = []
    for path in paths:
        inside = sorted(path.rglob("*.toml")) if path.is_dir() else [path]
        if not inside:
            raise InputError(
                "there is no scenario (*.toml) in this folder.", place=Place(str(path))
            )
        files.extend(inside)
    return files


def replay(path: Path, engine: Engine) -> Replay:
    """Replay the case of one file, without its variants; InputError with file and line."""
    return replayed(load_scenario(path), engine)


def replays(
    path: Path, engine: Engine, *, changes: bool = True, hide: bool = False
) -> Iterator[Replay]:
    """Replay the case of one file and then each of its variants; ``hide`` hides identifiers."""
    base: Replay | None = None
    for scenario in cases(path, engine, hide=hide):
        result = replayed(scenario, engine, changes=changes)
        if base is not None:
            bundle, day = engine.bundle(scenario.head.authority), scenario.head.as_of
            changed = changed_answers(bundle, base.answers, result.answers, day)
            result = replace(result, changed=tuple(changed))
        base = base or result
        yield result


def cases(path: Path, engine: Engine, *, hide: bool = False) -> Iterator[Scenario]:
    """The case of one file and then each of its variants, as ``replays`` takes them."""
    scenario = load_scenario(path)
    if hide:
        scenario = hidden(scenario, started(scenario, engine).plan.bundle)
    yield from family(scenario)


def replayed(scenario: Scenario, engine: Engine, *, changes: bool = True) -> Replay:
    """Replay one case; InputError with file and line where it is wrong.

    Without ``changes`` it is not worked out what other answers would give.
    """
    session = started(scenario, engine)
    session.counts = False
    head, plan = scenario.head, session.plan
    answers = read(scenario, session.gate)
    wrong = [(scenario.place_of(r.path), r.text) for r in misspelt(plan, scenario)]
    if wrong:
        raise problems_error(wrong)
    held: list[tuple[int, Pause]] = []

    def before(names: tuple[str, ...]) -> None:
        held.extend((len(asker.lines), p) for p in scenario.pauses if p.before in names)

    asker = ScriptAsker(session, answers, before)
    Conduct(session, asker, keep_nothing).run()
    recommender = engine.recommender(head.authority, head.pathway)
    recommendation = recommender.recommend(answers, head.as_of, changes=changes)
    broken = single(session.plan).broken(answers, head.as_of, recommendation)
    told = tuple(Remark(("scenario",), sentence) for sentence in broken)
    reached = [pause for _, pause in held]
    shown = [(at, kind) for at, kind in asker.views if kind != MEANWHILE]
    return Replay(
        scenario,
        answers,
        recommendation,
        tuple(asker.lines),
        next((at for at, _ in shown), None) if recommendation.harm_route else None,
        (*differences(scenario.expect, recommendation), *told),
        unused(plan, answers, recommender.scale),
        tuple(f for f in answers.facts if not session.answers.has(f)),
        tuple(held),
        tuple(pause for pause in scenario.pauses if pause not in reached),
    )


def read(scenario: Scenario, gate: Gate) -> Answers:
    """The typed answers of a case; InputError with file and line where one is not allowed.

    Lines are looked for only where something is wrong, since that takes a pass over the text.
    """
    try:
        return gate.read(scenario.answers, nowhere)
    except InputError:
        return gate.read(scenario.answers, scenario.place_of)


def started(scenario: Scenario, engine: Engine) -> Session:
    """An empty interview for a case; InputError with its line where there are no such criteria."""
    head = scenario.head
    try:
        engine.bundle(head.authority)
    except UsageError as error:
        raise _at(scenario, "authority", error) from None
    try:
        return engine.session(head.authority, head.pathway, noon(head.as_of))
    except UsageError as error:
        raise _at(scenario, "pathway", error) from None


def _at(scenario: Scenario, key: str, error: UsageError) -> InputError:
    table = "case" if scenario.is_note else "scenario"
    return InputError(error.message, place=scenario.place_of((table, key)), hint=error.hint)


def keep_nothing(session: Session) -> None:
    """A replay leaves no draft."""


def unused(plan: Plan, answers: Answers, scale: Plan | None = None) -> tuple[str, ...]:
    """Answered facts that no condition of the pathway, or of its scale, reads."""
    read = plan.reads | (scale.reads if scale else frozenset())
    counted = {a.due.from_ for a in plan.actions if a.due and a.due.from_}
    return tuple(f for f in plan.bundle.facts if f in answers.facts and f not in read | counted)


def labels(replayed: Replay, engine: Engine, facts: Iterable[str]) -> tuple[str, ...]:
    """Facts in words, for reports."""
    bundle = engine.bundle(replayed.scenario.head.authority)
    return tuple(label(bundle, fact) for fact in facts)
