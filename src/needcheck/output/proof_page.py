"""What was proved, as a page: counts, then each refutation with its smallest case in words."""

from __future__ import annotations

import datetime as dt
from collections import Counter as Count
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from needcheck.output.page import Block, Heading, Item, Line, Pair
from needcheck.output.phrases import counted

if TYPE_CHECKING:
    from needcheck.jobs.engine import Engine
    from needcheck.jobs.proof.counter import Counter
    from needcheck.jobs.proof.prover import Verdict
    from needcheck.recommend.result import Recommendation

Files = Mapping[tuple[str, str, str], tuple[str, str]]
"""The file of each counter-case, and the command that replays it."""


def blocks(
    engine: Engine,
    found: Mapping[str, tuple[Verdict, ...]],
    files: Files,
    as_of: dt.date,
    *,
    listed: bool,
) -> Iterator[Block]:
    """Yield each authority's claims: counted, or ``listed`` one by one; refuted ones in full."""
    for authority, verdicts in found.items():
        yield Heading(engine.bundle(authority).authority.name, 1)
        for pathway in dict.fromkeys(v.pathway for v in verdicts):
            own = [v for v in verdicts if v.pathway == pathway]
            yield Pair(pathway, _counted(own))
            for verdict in own if listed else ():
                yield Item(f"{verdict.state}: {verdict.id} ({verdict.seconds:.2f} s)")
        for verdict in verdicts:
            if verdict.state != "proved":
                kept = files.get((authority, verdict.pathway, verdict.id), ("", ""))
                yield from _not_proved(engine, authority, verdict, kept, as_of)
    every = [v for verdicts in found.values() for v in verdicts]
    yield Heading("In all", 1)
    yield Line(f"{_counted(every)}, over all answers.")


def _counted(verdicts: list[Verdict]) -> str:
    states = Count(v.state for v in verdicts)
    words = [f"{states[s]} {s}" for s in ("proved", "refuted", "undecided") if states[s]]
    seconds = sum(v.seconds for v in verdicts)
    return f"{', '.join(words)} ({counted(len(verdicts), 'claim')}, {seconds:.1f} s)"


def _not_proved(
    engine: Engine, authority: str, verdict: Verdict, kept: tuple[str, str], as_of: dt.date
) -> Iterator[Block]:
    yield Heading(f"{verdict.state.capitalize()}: {verdict.pathway} {verdict.id}", 2)
    yield Line(verdict.text)
    if verdict.state == "undecided":
        yield Line("The time for one claim ran out. Give more with --limit.")
        return
    from needcheck.jobs.proof.counter import counter

    case = counter(engine, authority, verdict, as_of)
    if case is None:
        yield Line("No answers at all make it so: what it speaks of is dead, or says nothing.")
        return
    yield from _case(case)
    yield Pair("Saved as", kept[0])
    yield Pair("Run it with", kept[1])


def _case(case: Counter) -> Iterator[Block]:
    yield Line("The smallest case against it:")
    yield from map(Item, case.answers or ("nothing answered",))
    yield Pair("It gives", _gives(case.given))
    if case.after is not None:
        yield Line("With this changed:")
        yield from map(Item, case.changed)
        yield Pair("It gives", _gives(case.after))
    for sentence in case.wrong:
        yield Pair("Wrong", sentence)


def _gives(given: Recommendation) -> str:
    first = next((a.text for a in given.actions if a.state == "now"), "nothing to do")
    route = "; harm route" if given.harm_route else ""
    return f"{given.outcome.name}{route}. First: {first}"
