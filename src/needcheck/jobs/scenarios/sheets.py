"""What a hand-out is made of: each case with its variants, its questions and its clauses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from needcheck.criteria.model import Fact
from needcheck.jobs.engine import Engine
from needcheck.jobs.scenarios.replay import Replay, replays, short_name


@dataclass(frozen=True)
class Sheet:
    """One case with its variants: ``judgement`` are questions that the participants answer.

    ``clauses`` are what the document says, in our words, by clause id; ``file`` is its name, as
    short as it can be given on the command line, "" where it is hidden.
    """

    case: Replay
    variants: tuple[Replay, ...]
    judgement: tuple[Fact, ...]
    clauses: dict[str, str]
    file: str = ""


def sheets(files: Iterable[Path], engine: Engine, *, hide: bool) -> Iterator[Sheet]:
    """A sheet for each file; InputError with file and line where one is wrong."""
    statements: dict[str, dict[str, str]] = {}
    for path in files:
        case, *variants = replays(path, engine, changes=False, hide=hide)
        name = case.scenario.head.authority
        if name not in statements:
            register = engine.clauses(name)
            statements[name] = {clause.id: clause.statement for clause in register.values()}
        plan = engine.plan(name, case.scenario.head.pathway)
        file = short_name(path, engine.root) if case.scenario.file else ""
        yield Sheet(case, tuple(variants), plan.judgement_questions, statements[name], file)
