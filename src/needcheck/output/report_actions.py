"""The parts of a result that say what to do: actions, contacts, deadlines, conditions, services."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import islice

from needcheck.jobs.casework import first_action
from needcheck.output.page import Block, Heading, Item, Line, Pair, Style
from needcheck.output.phrases import (
    condition,
    deadline,
    deadline_first,
    first_sentence,
    in_brackets,
    next_action,
    source_mark,
    unlike,
)
from needcheck.recommend.result import (
    ActionView,
    ContactView,
    OfferView,
    Recommendation,
    RequirementView,
)

ONLY_IF = "Depends on what is not known yet"
KINDS = {"do": "Do", "do_not": "Do not", "say": "Say", "ask": "Ask", "watch": "Watch"}
# Words that already say the kind: an instruction not to do something must never read as one to do.
_OPENINGS = {
    "do_not": ("do not ", "don't ", "never "),
    "say": ("say ", "say:"),
}
REQUIREMENT_STATES = {"not_met": "Not met", "not_known": "Open", "met": "Met"}
OFFER_STATES = {
    "offered": "Offered",
    "if": "Offered on a condition",
    "not_offered": "Not offered, and why",
}
CONDITIONS = "Consent, agreement and other conditions"
NEW_HARM = "If that contact was not about all of this, or there is something new"
NO_DELAY = "None of these delays the contact."


def first_blocks(rec: Recommendation, *, called: bool = False) -> Iterator[Block]:
    """Yield the first thing to do; ``called`` where its contact's phone stands above already.

    Other ways to that contact then wait for ``further_blocks``: first comes the call.
    """
    action = first_action(rec)
    if action is None:
        return
    yield Line(action_words(action), "strong", 2, source_mark(action.source))
    yield from _under(action, None if called else set(), indent=4)


def next_blocks(rec: Recommendation) -> Iterator[Block]:
    """Yield what comes after a contact that was made, and the contact in case it has to be again.

    The number stays: the contact that was made may not have been about all that is known now.
    """
    following, first = next_action(rec), first_action(rec)
    if following is not None:
        yield Line(f"Next: {action_words(following)}", "strong", 2)
        yield from _under(following, None, indent=4)
    if first is not None:
        yield Line(f"{NEW_HARM}: {action_words(first)}", "plain", 2, source_mark(first.source))
        yield from _under(first, None, indent=4)


def later_blocks(rec: Recommendation) -> Iterator[Block]:
    """Yield the deadlines that come after the first thing to do: by when, and what."""
    said = (first_action(rec), next_action(rec))
    later = [a for a in rec.actions if a.state == "now" and not any(a is one for one in said)]
    lines = [
        f"{deadline_first(a.due)}: {first_sentence(action_words(a))}"
        for a in later
        if a.due and a.due.counted
    ]
    if lines:
        yield Line("Later deadlines:", "strong")
    for line in dict.fromkeys(lines):
        yield Item(line, indent=2, style="strong")


def with_contact(rec: Recommendation) -> tuple[ActionView, ...]:
    """What stands with the contact of the harm route: 999 where it is needed, whom not to tell."""
    now = (action for action in rec.actions if action.at_once and action.state == "now")
    return tuple(now) if rec.harm_route else ()


def further_blocks(
    rec: Recommendation, *, called: bool = False, above: Collection[ActionView] = ()
) -> Iterator[Block]:
    """Yield the other actions by kind, in file order; conditional ones stand apart, at the end.

    ``above`` are actions that stand on the page already.
    """
    first = first_action(rec)
    rest = [action for action in rec.actions if action is not first and action not in above]
    contact = first.contact if first else None
    shown = {contact.id} if contact else set()
    if called and contact:
        again = any(item.contact == contact for item in rest)
        shown = set()
        yield from () if again else _other_ways(contact)
    for kind in _kinds(rec):
        plain = [action for action in rest if action.kind == kind and action.state == "now"]
        yield from _group(KINDS[kind], plain, shown)
    yield from _group(ONLY_IF, [action for action in rest if action.state == "if"], shown)


def _kinds(rec: Recommendation) -> list[str]:
    """Return the kinds of action in the order of the page: after harm, what not to do first."""
    return sorted(KINDS, key=lambda kind: rec.harm_route and kind != "do_not")


def action_words(action: ActionView) -> str:
    """Return what an action says where no heading names its kind: condition, kind, text."""
    text = action.text
    openings = _OPENINGS.get(action.kind)
    if openings and not text.lstrip().lower().startswith(openings):
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
        yield Heading(rec.offers_title)
    for state, title in OFFER_STATES.items():
        offers = [offer for offer in rec.offers if offer.state == state]
        if offers:
            yield Heading(title, 3)
        for offer in offers:
            yield _offer(offer)


def contact_lines(contact: ContactView, indent: int) -> Iterator[Block]:
    """Yield how to reach a contact, each way with its caution."""
    phone = f", phone {contact.phone}" if contact.phone else ""
    note = in_brackets(contact.phone_note)
    label = "Contact" if contact.phone or contact.email else "See"
    yield Pair(label, f"{contact.name}{phone}", indent, "contact", note)
    if contact.email:
        yield Pair("E-mail", contact.email, indent, note=in_brackets(contact.email_note))
    if contact.url:
        yield Pair("Web", contact.url, indent, note=in_brackets(contact.url_note))
    if contact.address:
        yield Pair("Address", contact.address, indent)
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


def _other_ways(contact: ContactView) -> Iterator[Block]:
    """Yield the ways to a contact that nothing else on the page would name."""
    if contact.email or contact.url or contact.not_for:
        yield Heading("In writing")
        yield from contact_lines(contact, 0)


def _under(action: ActionView, shown: set[str] | None, *, indent: int) -> Iterator[Block]:
    """Yield what belongs to an action: deadline, contact (None: not here), form, details."""
    if action.due:
        yield Pair("By when", deadline(action.due, note=True), indent, "strong")
    if action.contact and shown is not None:
        yield from _contact(action.contact, shown, indent)
    if action.form:
        yield Pair("Form", action.form, indent)
    for detail in action.detail:
        yield Item(detail, indent=indent)


def _contact(contact: ContactView, shown: set[str], indent: int) -> Iterator[Block]:
    """Yield a contact in full the first time, and by name and phone, without cautions, after."""
    if contact.id in shown:
        yield from islice(contact_lines(replace(contact, phone_note=""), indent), 1)
        return
    shown.add(contact.id)
    yield from contact_lines(contact, indent)


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
