"""Everything wrong with a scenario file, each with its line, for the person who writes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from needcheck.case.answers import Answers
from needcheck.case.facts import Gate
from needcheck.case.scenario import Scenario, load_scenario
from needcheck.case.variants import family, prompt_changes
from needcheck.criteria.model import GROUPS
from needcheck.errors import InputError, Place
from needcheck.interview.script import asks
from needcheck.jobs.engine import Engine
from needcheck.jobs.scenarios.cannot_occur import cannot_occur
from needcheck.jobs.scenarios.expected import KeyPath, Remark, misspelt
from needcheck.jobs.scenarios.replay import Replay, replayed, started
from needcheck.recommend.compile import Plan
from needcheck.recommend.whatif import LIST

ROLE = "role"
TAKES_AWAY = "the variant takes away a prompt that the case does not have: {}."
NOTHING_CHANGED = "this variant changes nothing: it has the answers of the case."
SAME_TITLE = "another variant of this case has the same title."
NEVER_ASKED = "{} is never asked in this case, so this pause is never held."


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, where it stands, and in which case of the file ("": in all)."""

    place: Place
    text: str
    case: str = ""


@dataclass(frozen=True)
class Checked:
    """One file: how many cases it has, and what is wrong."""

    file: str
    cases: int = 0
    findings: tuple[Finding, ...] = field(default=())


def check(path: Path, engine: Engine) -> Checked:
    """Check one file; nothing in it is raised as an error."""
    file = str(path)
    try:
        base = load_scenario(path)
        session = started(base, engine)
        cases = tuple(family(base))
    except InputError as error:
        return Checked(file, 0, (_from_error(error, file),))
    found = [*_answers(base, session.gate), *_variants(base)]
    for case in cases:
        found += [Finding(case.place_of(r.path), r.text, case.variant)
                  for r in misspelt(session.plan, case)]  # fmt: skip
    if not found:
        for case in cases:
            found += _case(case, session.plan, engine)
    return Checked(file, len(cases), tuple(sorted(found, key=lambda f: f.place.line or 0)))


def _from_error(error: InputError, file: str, case: str = "") -> Finding:
    place = error.place if error.place.file else Place(file)
    return Finding(place, f"{error.message} {error.hint}".strip(), case)


def _answers(base: Scenario, gate: Gate) -> Iterator[Finding]:
    """Every answer, of the case and of its variants, that the gate refuses."""
    tables: list[tuple[KeyPath, Mapping[str, Any], str]] = [(("answers",), base.answers, "")]
    tables += [
        (("vary", i, "answers"), vary.answers, vary.title) for i, vary in enumerate(base.vary)
    ]
    for path, table, case in tables:
        for one in _one_by_one(table):
            yield from _refused(base, gate, one, path, case)
        yield from _prompts(base, gate, (*path, "prompts"), table.get("prompts"), case)


def _one_by_one(table: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Answers apart from one another, so that one that is refused does not hide the next."""
    for key, value in table.items():
        if key == "words" and isinstance(value, Mapping):
            yield from ({key: {name: text}} for name, text in value.items())
        elif key != "prompts" or not isinstance(value, Mapping):
            yield {key: value}


def _refused(
    base: Scenario, gate: Gate, raw: Mapping[str, Any], path: KeyPath, case: str
) -> Iterator[Finding]:
    try:
        gate.read(raw, lambda key: base.place_of((*path, *key[1:])))
    except InputError as error:
        yield _from_error(error, base.file, case)


def _prompts(
    base: Scenario, gate: Gate, path: KeyPath, table: object, case: str
) -> Iterator[Finding]:
    """Every prompt and group that there is not, at the line of its entry."""
    for key, names in table.items() if isinstance(table, Mapping) else ():
        for index, name in enumerate(names if isinstance(names, list) else ()):
            place = base.place_of((*path, key, index))
            if key == "looked_through" and name not in GROUPS:
                yield Finding(place, f"looked_through can be {', '.join(GROUPS)}.", case)
            elif key != "looked_through":
                try:
                    gate.prompt(str(name), place=place)
                except InputError as error:
                    yield _from_error(error, base.file, case)


def _variants(base: Scenario) -> Iterator[Finding]:
    """Variants of one title, and those that take away what is not there."""
    if not base.vary:
        return
    given = base.answers.get("prompts", {})
    lists = [given.get(key) for key in ("present", "absent")]
    named = (name for names in lists if isinstance(names, list) for name in names)
    has = {str(name).strip().lower() for name in named}
    for index, vary in enumerate(base.vary):
        if vary.title in (other.title for other in base.vary[:index]):
            yield Finding(base.place_of(("vary", index, "title")), SAME_TITLE, vary.title)
        gone = prompt_changes(base, index, vary.answers)["remove"]
        for at, name in enumerate(gone):
            if name not in has:
                place = base.place_of(("vary", index, "answers", "prompts", "remove", at))
                yield Finding(place, TAKES_AWAY.format(f"{name!r:.40}"), vary.title)


def _case(case: Scenario, plan: Plan, engine: Engine) -> Iterator[Finding]:
    """What is wrong with one case all of whose names are right."""
    try:
        result = replayed(case, engine, changes=False)
    except InputError as error:
        yield _from_error(error, case.file, case.variant)
        return
    impossible = list(cannot_occur(plan, case.expect, result.answers))
    places = {remark.path for remark in impossible}
    differing = [remark for remark in result.remarks if remark.path not in places]
    remarks = [*impossible, *differing, *_pauses(result)]
    remarks += _idle(result, plan, engine)
    if case.variant and _same_answers(case, result.answers, engine):
        remarks.append(Remark(("answers",), NOTHING_CHANGED))
    yield from (Finding(case.place_of(r.path), r.text, case.variant) for r in remarks)


def _pauses(result: Replay) -> Iterator[Remark]:
    """Pauses before a question that this case never comes to."""
    for index, pause in enumerate(result.scenario.pauses):
        if pause in result.unheld:
            yield Remark(("pause", index, "before"), NEVER_ASKED.format(pause.before))


def _same_answers(case: Scenario, answers: Answers, engine: Engine) -> bool:
    base = load_scenario(Path(case.file))
    return started(base, engine).gate.read(base.answers, base.place_of) == answers


def _idle(result: Replay, plan: Plan, engine: Engine) -> Iterator[Remark]:
    """Answers that nothing asks for and no condition reads: they could be left out.

    Who asks (the role) decides which pathways are for them, and is never idle.
    """
    head = result.scenario.head
    scale = engine.recommender(head.authority, head.pathway).scale
    asked = {name for part in (plan.sections, plan.pathway.follow_on)
             for section in part for step in section.steps for name in asks(step)}  # fmt: skip
    for name in result.unused:
        if name not in asked and name != ROLE:
            yield Remark(("answers", name), f"{name} is answered, and nothing asks or reads it.")
    reads = plan.reads | (scale.reads if scale else frozenset())
    for key in ("present", "absent"):
        listed = result.scenario.answers.get("prompts", {}).get(key, ())
        for index, raw in enumerate(listed):
            prompt = plan.bundle.prompts.get(str(raw).strip().lower())
            seen = f"{LIST}{prompt.group}" in asked if prompt else True
            if prompt and not seen and prompt.id not in reads:
                path: KeyPath = ("answers", "prompts", key, index)
                yield Remark(path, f"{prompt.id} is given, and nothing asks or reads it.")
