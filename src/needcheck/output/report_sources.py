"""The parts of a result that say where it comes from: document, contacts' age, standing lines."""

from __future__ import annotations

from collections.abc import Iterator

from needcheck.output.page import Block, Heading, Item, Line, Pair
from needcheck.output.phrases import source_mark
from needcheck.recommend.result import ContactView, Recommendation, SayingView

SHORT_SHA = 12
EMERGENCY = "emergency"
_NO_EMERGENCY = SayingView(
    EMERGENCY, "If anyone is in immediate danger call 999 now. (Not from the document.)"
)


def emergency(rec: Recommendation) -> SayingView:
    """Return the emergency line; a recommendation that lacks one still says whom to call."""
    return next((item for item in rec.sayings if item.id == EMERGENCY), _NO_EMERGENCY)


def saying_blocks(rec: Recommendation) -> Iterator[Block]:
    """Yield the standing lines other than the emergency line, in the authority's order."""
    others = [item for item in rec.sayings if item.id != EMERGENCY]
    if others:
        yield Heading("Always")
    for item in others:
        yield Item(item.text, note=source_mark(item.source))


def source_blocks(rec: Recommendation) -> Iterator[Block]:
    """Yield the document with its date, what to verify, which criteria decided, and when."""
    criteria = rec.criteria
    yield Heading("Sources")
    yield Pair("Document", f"{criteria.document}, {criteria.edition or 'undated'}")
    if criteria.publisher:
        yield Pair("Publisher", criteria.publisher)
    if criteria.verify:
        yield Line(criteria.verify)
    yield from _contact_ages(rec)
    digest = criteria.sha256[:SHORT_SHA]
    yield Pair("Criteria", f"{criteria.id} {digest}".strip() + f", as of {rec.as_of}")
    if criteria.overlays:
        yield Pair("Changed locally by", "; ".join(criteria.overlays))


def _contact_ages(rec: Recommendation) -> Iterator[Block]:
    """Yield where each group of contacts was printed, and when it was last checked."""
    ages: dict[tuple[str, str], dict[str, ContactView]] = {}
    same = f"{rec.criteria.document}, {rec.criteria.edition}, "
    for action in rec.actions:
        contact = action.contact
        if contact and (contact.printed_in or contact.checked_on):
            age = (contact.printed_in, contact.checked_on)
            ages.setdefault(age, {})[contact.id] = contact
    for (printed, checked), contacts in ages.items():
        names = ", ".join(contact.name for contact in contacts.values())
        where = f"{names}: as printed in {printed.removeprefix(same)}" if printed else names
        when = f"checked on {checked}" if checked else "not checked since"
        yield Pair("Contact", f"{where}; {when}")
