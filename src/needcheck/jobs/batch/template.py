"""An empty table for an authority, and what may stand in each of its columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from needcheck.criteria.bundle import Bundle
from needcheck.criteria.model import GROUPS, Fact
from needcheck.jobs.batch.cells import LEAVE_BLANK
from needcheck.jobs.batch.layout import LOOKED
from needcheck.jobs.batch.result import csv_lines
from needcheck.recommend.compile import Plan

YES_NO = "yes (y) or no (n), in any capitals; " + LEAVE_BLANK
_ALLOWED = {
    "yes_no": YES_NO,
    "date": "2026-11-20 or 20/11/2026; " + LEAVE_BLANK,
    "datetime": "2026-11-20 14:30; " + LEAVE_BLANK,
    "reason": "the reason in words, without names; " + LEAVE_BLANK,
}


def template(bundle: Bundle) -> str:
    """The header line of a table with every column."""
    looked = [f"{LOOKED}_{group}" for group in GROUPS]
    header = ["id", *bundle.facts, *looked, *bundle.prompts]
    return csv_lines([header]).decode()


def dictionary(bundle: Bundle, plans: Iterable[Plan]) -> str:
    """The data dictionary as CSV: column, type, what is allowed, what it means, what reads it."""
    readers = _readers(plans)
    return csv_lines(
        [("column", "type", "allowed", "meaning", "decides_in"), *_rows(bundle, readers)]
    ).decode()


def _readers(plans: Iterable[Plan]) -> dict[str, list[str]]:
    """Fact or prompt id to the pathways whose outcome rests on it."""
    found: dict[str, list[str]] = {}
    for plan in plans:
        names = {name for a in plan.deciding for name in getattr(a, "ids", None) or (a.fact,)}  # type: ignore[union-attr]
        for name in names:
            found.setdefault(name, []).append(plan.pathway.id)
    return found


def _rows(bundle: Bundle, readers: dict[str, list[str]]) -> Iterator[tuple[str, ...]]:
    yield "id", "id", "each once; never a name or a number of a person", "The row's own id.", ""
    for name, fact in bundle.facts.items():
        yield name, fact.type, allowed(fact), fact.ask, ";".join(readers.get(name, ()))
    for group in GROUPS:
        said = f"Whether the list of prompts ({group}) was looked through: blank is then no."
        yield f"{LOOKED}_{group}", "yes_no", YES_NO, said, ""
    for name, prompt in bundle.prompts.items():
        said = "yes: present; no: stated absent; blank: not looked at, or no where looked through"
        yield name, "yes_no", said, prompt.text, ";".join(readers.get(name, ()))


def allowed(fact: Fact) -> str:
    """What may stand in a fact's cells."""
    if fact.type == "choice":
        return f"exactly {', '.join(fact.choice_ids)}; {LEAVE_BLANK}"
    if fact.type == "many":
        return f"{', '.join(fact.choice_ids)}, several with ; between them; {LEAVE_BLANK}"
    if fact.type == "number":
        ends = (fact.minimum, fact.maximum)
        low, high = ("" if end is None else str(end) for end in ends)
        return f"a whole number {low} to {high} ({fact.unit}); {LEAVE_BLANK}"
    if fact.type == "elapsed":
        day = "" if fact.length_only else "the day it began, or "
        return f"{day}a length in {fact.unit or 'months'}; {LEAVE_BLANK}"
    return _ALLOWED[fact.type]
