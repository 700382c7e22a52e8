"""Where elements come from: the register of clauses beside what cites it; how old contacts are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

from needcheck.criteria import model
from needcheck.criteria.authority import Clause, Contact
from needcheck.criteria.bundle import Bundle
from needcheck.criteria.lint.finding import Severity
from needcheck.criteria.lint.reader import Reader
from needcheck.criteria.overlay import TO_FILL
from needcheck.criteria.register import entries

DEFAULT_MONTHS = 12
"""After how many months a contact that was checked once is worth checking again."""


def check_cites(reader: Reader, elements: Iterable[model.Part], known: frozenset[str]) -> None:
    """Note every clause that is cited and stands in no register.

    ``known`` are the clauses of all registers; a document without any register is not noted.
    """
    prefixes = {clause.partition("-")[0] for clause in known}
    for element in elements:
        for index, clause in enumerate(element.cites if isinstance(element, model.Element) else ()):
            if clause not in known and clause.partition("-")[0] in prefixes:
                message = (
                    f"the register has no clause {clause}; every clause that is cited is there."
                )
                reader.note("error", "no-clause", element, message, ("cites", index))


def check_register(reader: Reader, bundle: Bundle, clauses: Mapping[str, Clause]) -> None:
    """Note clauses that nothing implements, and those that are implemented and not formalised."""
    for entry in entries(bundle, clauses):
        clause = entry.clause
        if not entry.elements and not clause.not_formalised:
            message = f"nothing cites {clause.id}: implement it, or say why not in not_formalised."
            reader.note("warning", "unused", clause, message, ("id",))
        elif entry.elements and clause.not_formalised:
            message = (
                f"{clause.id} is cited by {entry.elements[0].name} "
                "and not formalised at once; only one of the two can be."
            )
            reader.note("warning", "both", clause, message, ("not_formalised",))
        for name in entry.lost:
            message = f"{clause.id} is to be implemented by {name}, which does not cite it."
            reader.note("error", "register", clause, message, ("by", clause.by.index(name)))
        for name in entry.unread:
            message = f"{name} cites {clause.id} and is not among those named in by."
            reader.note("error", "register", clause, message, ("by",))


def check_filled(reader: Reader) -> None:
    """Note files of a skeleton in which texts are still to be filled in."""
    for path, source in reader.sources.items():
        count = source.text.count(TO_FILL)
        if count and path.parent == reader.folder:
            message = f"{count} {'text is' if count == 1 else 'texts are'} still to be filled in."
            offset = source.text.index(TO_FILL)
            reader.findings.add(source.finding("warning", "to-fill", message, offset))


def check_contacts(
    reader: Reader, contacts: Iterable[Contact], today: dt.date, months: int | None
) -> None:
    """Note contacts that were checked too long ago; with ``months``, those never checked, too."""
    limit = DEFAULT_MONTHS if months is None else months
    for contact in contacts:
        for severity, message in _stale(contact, today, limit, never=months is not None):
            path = ("checked_on",) if contact.checked_on else ("id",)
            reader.note(severity, "stale", contact, message, path)


def _stale(
    contact: Contact, today: dt.date, months: int, *, never: bool
) -> Iterator[tuple[Severity, str]]:
    if not contact.checked_on or TO_FILL in contact.checked_on:
        if never:
            yield "warning", f"the contact {contact.id} was never checked since it was printed."
        return
    try:
        checked = dt.date.fromisoformat(contact.checked_on)
    except ValueError:
        yield "error", "write the day of the check as 2026-11-20."
        return
    if checked > today:
        yield "error", "this day is still to come; give the day of the last check."
    elif _months_between(checked, today) >= months:
        yield "warning", f"the contact {contact.id} was last checked {_span(months)} ago or more."


def _span(months: int) -> str:
    return "a month" if months == 1 else f"{months} months"


def _months_between(start: dt.date, end: dt.date) -> int:
    """Whole calendar months from one day to another."""
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)
