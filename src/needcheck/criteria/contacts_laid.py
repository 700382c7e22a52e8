"""What a layer's own contacts ask for: the day of their check, and new words in the texts below."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NoReturn

from needcheck.criteria.load import Contacts
from needcheck.criteria.overlay import CONTACTS, TO_FILL, Raw, elements, validated
from needcheck.criteria.rewording import ENOUGH_DIGITS, named, prose
from needcheck.errors import CriteriaError

if TYPE_CHECKING:
    from needcheck.criteria.stack import Stack, Step

Refuse = Callable[[CriteriaError], None]
"""What to do about a fault: raise it, or note it and go on."""

SAY_THE_DAY = "say in checked_on on which day this contact was checked, as 2026-11-20."
WRITE_THE_DAY = "write in checked_on the day of the check, as 2026-11-20."
_DAY = re.compile(r"20\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")


def stop(error: CriteriaError) -> NoReturn:
    """Raise it: a layer is never laid in part."""
    raise error


def check_contacts(step: Step, refuse: Refuse = stop) -> None:
    """A council's own contact says when it was checked; ``refuse`` is asked about each fault."""
    leaf = step.leaves.get(CONTACTS)
    if step.layer.shipped or leaf is None:
        return
    try:
        validated(leaf.raw, leaf, Contacts)
    except CriteriaError as error:
        refuse(error)
    for name, contact in _contacts(step).items():
        checked = str(contact.get("checked_on", ""))
        if not (TO_FILL in checked or _DAY.fullmatch(checked)):
            message = WRITE_THE_DAY if checked else SAY_THE_DAY
            refuse(CriteriaError(message, place=step.place_of_contact(name, "checked_on")))


def _contacts(step: Step) -> dict[str, Raw]:
    leaf = step.leaves.get(CONTACTS)
    return {c["id"]: c for c in elements(leaf.raw, "contact")} if leaf else {}


def new_words(stack: Stack, step: Step) -> Mapping[str, str]:
    """What texts say instead once a layer's contacts and its ``[instead]`` are in force."""
    words: dict[str, str] = {}
    instead = dict(step.head.laid.instead if step.head else {})
    for name, old in {c["id"]: c for c in elements(stack.raw(CONTACTS), "contact")}.items():
        for key in ("phone", "email", "url", "address"):
            before, after = old.get(key), _now(step, name, old).get(key, "")
            if not (before and isinstance(before, str) and isinstance(after, str)):
                continue
            if _short(before):
                if before != after and _said(stack, before) and before not in instead:
                    _refuse_short(step, name, key)
                continue
            if words.setdefault(before, after) != after and _said(stack, before):
                message = f"two contacts have the same {key} and only one of them changes."
                raise CriteriaError(message, place=step.place_of_contact(name))
            if not after and _said(stack, before):
                message = f"texts name the {key} of the contact {name} as it was; give a new one."
                raise CriteriaError(message, place=step.place_of_contact(name))
    changed = {old: new for old, new in words.items() if new not in ("", old)}
    return changed | instead


def _short(mark: str) -> bool:
    """Whether a number is too short to be told from others in a text: 101 is the police, too."""
    return not re.search("[A-Za-z]", mark) and len(re.sub(r"\D", "", mark)) < ENOUGH_DIGITS


def _refuse_short(step: Step, name: str, key: str) -> None:
    message = (
        f"texts may name the {key} of the contact {name} as it was, and it is too short to be "
        "told from other numbers: give what they say now under [instead] in authority.toml."
    )
    raise CriteriaError(message, place=step.place_of_contact(name, key))


def _now(step: Step, name: str, old: Raw) -> Raw:
    """A contact after a step: as it gives it, left out, or as it was."""
    leaf = step.leaves.get(CONTACTS)
    if leaf and f"contact:{name}" in leaf.laid.without:
        return {}
    return _contacts(step).get(name, old)


def _said(stack: Stack, mark: str) -> bool:
    files = (stack.raw(file) for file in stack.sheets if file != CONTACTS)
    return any(named(mark, text) for raw in files for text in prose(raw))
