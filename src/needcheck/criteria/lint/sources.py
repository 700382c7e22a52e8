"""Where elements come from: the register of clauses beside what cites it; how old contacts are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from needcheck.criteria.authority import Clause, Contact
from needcheck.criteria.bundle import Bundle
from needcheck.criteria.contacts_laid import WRITE_THE_DAY
from needcheck.criteria.lint.finding import Severity
from needcheck.criteria.lint.reader import Reader
from needcheck.criteria.overlay import TO_FILL
from needcheck.criteria.part import Element, Part
from needcheck.criteria.register import entries

DEFAULT_MONTHS = 12
"""After how many months a contact that was checked once is worth checking again."""


@dataclass(frozen=True)
class Registers:
    """The clauses of every register that is known, each with the authorities that have it.

    ``own`` is the authority whose files are checked; ``broken`` says that its register cannot be
    read. A document without any register is not noted, nor is what a broken one may hold.
    """

    owners: Mapping[str, frozenset[str]]
    own: str
    broken: bool = False

    def fault(self, clause: str, *, shared: bool) -> str:
        """Why an element cannot cite a clause, "" where it can; ``shared`` are all councils'."""
        owners = self.owners.get(clause)
        if owners is None:
            return self._unknown(clause)
        if shared or self.own in owners:
            return ""
        return (
            f"{clause} is a clause of another document ({', '.join(sorted(owners))}), and yours "
            'does not say it: cite your own, or say basis = "needcheck" with a why.'
        )

    def _unknown(self, clause: str) -> str:
        known = sorted(name for name, owners in self.owners.items() if self.own in owners)
        prefixes = {name.partition("-")[0] for name in self.owners}
        if self.broken or not (known or clause.partition("-")[0] in prefixes):
            return ""
        near = get_close_matches(clause, known, 1)
        meant = f" (did you mean {near[0]}?)" if near else ""
        return f"the register has no clause {clause}{meant}; every clause that is cited is there."


def check_cites(reader: Reader, elements: Iterable[Part], registers: Registers) -> None:
    """Note every clause that is cited and stands in no register, or in another council's."""
    for element in elements:
        for index, clause in enumerate(element.cites if isinstance(element, Element) else ()):
            fault = registers.fault(clause, shared=not reader.own(element))
            if fault and clause not in reader.lost:
                reader.note("error", "no-clause", element, fault, ("cites", index))


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
        yield "error", WRITE_THE_DAY
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
