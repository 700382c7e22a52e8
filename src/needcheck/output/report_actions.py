"""The parts of a result that say what to do: actions, contacts, deadlines, conditions, services."""

from __future__ import annotations

from collections.abc import Iterator

from needcheck.output.page import Block, Heading, Item, Line, Pair, Style
from needcheck.output.phrases import condition, due_text, first_action, source_mark, unlike
from needcheck.recommend.result import (
    ActionView,
    ContactView,
    OfferView,
    Recommendation,
    RequirementView,
)

ONLY_IF = "Only if"
KINDS = {"do": "Do", "do_not": "Do not", "say": "Say", "ask": "Ask", "watch": "Watch"}
# Words that already say the kind: an instruction not to do something must never read as one to do.
_OPENINGS = {
    "do_not": ("do not ", "don't ", "never "),
    "say": ("say ", "say:"),
    "ask": ("ask ", "ask:"),
    "watch": ("watch ", "watch:", "check ", "look "),
}
REQUIREMENT_STATES = {"not_met": "Not met", "not_known": "Not known yet", "met": "Met"}
OFFER_STATES = {"offered": "Offered", "if": "Only if", "not_offered": "Not offered"}
CONDITIONS = "Consent, agreement and other conditions"
NO_DELAY = "None of these delays the contact."


def first_blocks(rec: Recommendation, *, called: bool = False) -> Iterator[Block]:
    """Yield the first thing to do; ``called`` where its phone number stands above already."""
    action = first_action(rec)
    if action is None:
        return
    yield Line(action_words(action), "strong", 2, source_mark(action.source))
    yield from _under(action, set(), indent=4, skip_phone=called)


def further_blocks(rec: Recommendation) -> Iterator[Block]:
    """Yield the other actions by kind, in file order; conditional ones stand apart, at the end."""
    first = first_action(rec)
    shown = {first.contact.id} if first and first.contact else set()
    rest = [action for action in rec.actions if action is not first]
    for kind, title in KINDS.items():
        plain = [action for action in rest if action.kind == kind and action.state == "now"]
        yield from _group(title, plain, shown)
    yield from _group(ONLY_IF, [action for action in rest if action.state == "if"], shown)


def action_words(action: ActionView) -> str:
    """Return what an action says where no heading names its kind: condition, kind, text."""
    text = action.text
    if action.kind != "do" and not text.lstrip().lower().startswith(_OPENINGS[action.kind]):
        text = f"{KINDS[action.kind]}: {text}"
    return f"{condition(action.if_text)}: {text}" if action.state == "if" else text


def requirement_blocks(rec: Recommendation) -> Iterator[Block]:
    """Yield who must consent, agree or be told, and what else must hold: the open ones first."""
    if rec.requirements:
        yield Heading(CONDITIONS)
    if rec.requirements and rec.harm_route:
        yield Line(NO_DELAY, "strong")
    for state in REQUIREMENT_STATES:
        for item in rec.requirements:
            if item.state == state:
                yield _requirement(item)


def offer_blocks(rec: Recommendation) -> Iterator[Block]:
    """Yield the services in three lists: offered, only if, not offered and why."""
    if rec.offers:
        yield Heading("Services")
    for state, title in OFFER_STATES.items():
        offers = [offer for offer in rec.offers if offer.state == state]
        if offers:
            yield Heading(title, 3)
        for offer in offers:
            yield _offer(offer)


def contact_lines(
    contact: ContactView, *, indent: int = 0, skip_phone: bool = False
) -> Iterator[Block]:
    """Yield how to reach a contact, each way with its caution."""
    if contact.phone and not (skip_phone and not contact.phone_note):
        yield _way("Phone", contact.phone, contact.phone_note, indent, "contact")
    if contact.email:
        yield _way("E-mail", contact.email, contact.email_note, indent)
    if contact.url:
        yield _way("Web", contact.url, contact.url_note, indent)
    if contact.not_for:
        yield Pair("Not for", contact.not_for, indent, "strong")


def _group(title: str, actions: list[ActionView], shown: set[str]) -> Iterator[Block]:
    """Yield actions under a heading, nothing where there are none; ``shown`` grows."""
    if actions:
        yield Heading(title)
    for action in actions:
        words = action_words(action) if title == ONLY_IF else action.text
        yield Item(words, note=source_mark(action.source))
        yield from _under(action, shown, indent=2)


def _under(
    action: ActionView, shown: set[str], *, indent: int, skip_phone: bool = False
) -> Iterator[Block]:
    """Yield what belongs to an action: deadline, contact, form, details."""
    if action.due:
        yield Pair("By when", due_text(action.due), indent, "strong")
    if action.contact:
        yield from _contact(action.contact, shown, indent, skip_phone=skip_phone)
    if action.form:
        yield Pair("Form", action.form, indent)
    for detail in action.detail:
        yield Item(detail, indent=indent)


def _contact(
    contact: ContactView, shown: set[str], indent: int, *, skip_phone: bool
) -> Iterator[Block]:
    """Yield a contact in full the first time, and by name and phone after that."""
    if contact.id in shown:
        yield Pair("Contact", " ".join((contact.name, contact.phone)).strip(), indent)
        return
    shown.add(contact.id)
    if not skip_phone:
        yield Pair("Contact", contact.name, indent, "contact")
    yield from contact_lines(contact, indent=indent, skip_phone=skip_phone)


def _way(label: str, address: str, caution: str, indent: int, style: Style = "plain") -> Pair:
    """Return one way to reach someone, its caution in brackets."""
    return Pair(label, address, indent, style, f"({caution})" if caution else "")


def _requirement(item: RequirementView) -> Item:
    """Return one condition with its state in words; an open "consider" is a gap, no bar."""
    gap = item.kind == "consider" and item.state != "met"
    state = "To consider" if gap else REQUIREMENT_STATES[item.state]
    style: Style = "plain" if item.state == "met" or gap else "strong"
    return Item(f"{state}: {item.text}", style=style, note=source_mark(item.source))


def _offer(offer: OfferView) -> Item:
    """Return one service with the words for its state."""
    why = unlike(offer.why, offer.name)
    return Item(f"{offer.name}: {why}" if why else offer.name, note=source_mark(offer.source))
