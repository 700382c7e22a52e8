"""The first files of a new authority, for a policy officer to fill: valid, and saying TO FILL.

A whole authority comes from the templates in ``data/skeleton``. One that builds on another takes
its pathways over, and has what is always its own: document, contacts, and words for names and
numbers that the other one's texts contain. No number, name or address is ever made up.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from needcheck.criteria.overlay import AUTHORITY, CONTACTS, TO_FILL, Layer, Raw, elements
from needcheck.criteria.rewording import named, prose
from needcheck.criteria.stack import Stack

NO_NUMBER = "00000 000000"
"""Stands where a number is still to be filled; no such number exists."""

_PREFIX_LETTERS = 4
_ADDRESSES = ("phone", "email", "url", "address")


@dataclass(frozen=True)
class New:
    """A new authority: its id, the folder as the author named it, and the day it was begun."""

    id: str
    folder: str
    day: dt.date

    @property
    def title(self) -> str:
        """The id as a name: ``new_town`` is New Town."""
        return self.id.replace("_", " ").title()

    @property
    def prefix(self) -> str:
        """The letters before the numbers of its clauses, four, so that no shipped one has them."""
        return re.sub("[^A-Z]", "", self.id.upper())[:_PREFIX_LETTERS].ljust(_PREFIX_LETTERS, "X")

    def filled(self, text: str) -> str:
        """A template with what is known put in."""
        known = {
            "ID": self.id,
            "TITLE": self.title,
            "PREFIX": self.prefix,
            "DIR": self.folder,
            "DAY": self.day.isoformat(),
        }
        return re.sub("@([A-Z]+)@", lambda found: known[found[1]], text)

    @property
    def own(self) -> str:
        """Where the authority's own files stand, below the data folder."""
        return f"authorities/{self.id}"


def whole(new: New, root: Path) -> dict[str, str]:
    """``{path below the data folder: text}`` of a whole authority, from the templates."""
    templates = root / "skeleton"
    files = {f"{new.own}/{path.name}": path for path in sorted(templates.glob("*.toml"))}
    files[f"clauses/{new.id}.toml"] = files.pop(f"{new.own}/clauses.toml")
    for path in sorted((templates / "scenarios").glob("*.toml")):
        files[f"scenarios/{new.id}/{path.name}"] = path
    return {name: new.filled(path.read_text(encoding="utf-8")) for name, path in files.items()}


def extending(new: New, base: Stack, layers: tuple[Layer, ...]) -> dict[str, str]:
    """``{path below the data folder: text}`` of an authority that builds on another."""
    words = dict(_instead(new, base, layers))
    return {
        f"{new.own}/{AUTHORITY}": _authority(new, base.id, words),
        f"{new.own}/{CONTACTS}": _contacts(base),
        f"clauses/{new.id}.toml": _register(new),
        **_scenarios(new, base.id, layers),
    }


def _authority(new: New, base: str, words: Mapping[str, str]) -> str:
    head = f"""#:schema ../../schema/authority.schema.json
#
# {new.title} builds on {base}: its pathways, questions, actions and claims are taken over, and
# every one of them says so. What stands here and in contacts.toml is {new.title}'s own.
#
# To change more, put files of the same name into this folder. facts.toml and actions.toml are laid
# over by id. A pathway is replaced whole, or, with  extends = "its id"  as its first key, laid over
# by id: an element of a known id replaces that element, a new one is added, and
# without = ["action:x"]  leaves one out.  without = ["pathway:x"]  here leaves out a pathway.

id = "{new.id}"
name = "{new.title}"
extends = "{base}"

[document]
title = "{TO_FILL}: title of your threshold document"
publisher = "{TO_FILL}: who published it"
date = "{TO_FILL}: date printed on it"
verify = "Contacts, forms and duties may have changed since this was written: check before you \
rely on a detail, but never let checking delay a contact about significant harm."
cites = ["{new.prefix}-001"]

# Names of {base} that its texts contain, and what yours say instead. A text that still names one of
# its contacts is an error, so that nobody is ever sent to another council.

[instead]
"""
    return head + "".join(f"{_quoted(old)} = {_quoted(own)}\n" for old, own in words.items())


def _instead(new: New, base: Stack, layers: tuple[Layer, ...]) -> Iterator[tuple[str, str]]:
    """Each mark of the base that some text names, longest first, with what is to be filled in."""
    texts = list(_texts(base, layers))
    name = str(base.raw(AUTHORITY).get("name", ""))
    longest = sorted(base.own_marks(), key=lambda mark: (-len(mark), mark))
    given = {c[key] for c in _used_contacts(base) for key in _ADDRESSES if c.get(key)}
    found = [m for m in longest if m not in given and any(named(m, text) for text in texts)]
    for number, mark in enumerate(found, 1):
        yield mark, new.title if mark == name else f"{TO_FILL} {number}"


def _texts(base: Stack, layers: tuple[Layer, ...]) -> Iterator[str]:
    for file in base.sheets:
        if file != CONTACTS:
            yield from prose(base.raw(file))
    for path in sorted((layers[0].root / "framework").glob("*.toml")):
        yield from prose(tomllib.loads(path.read_text(encoding="utf-8")))


def _contacts(base: Stack) -> str:
    head = f"""#:schema ../../schema/contacts.schema.json
#
# Every contact that the actions taken over from {base.id} name. Copy each number and address as it
# is printed; make nothing up. 00000 is no dialling code: the numbers stand here until you know the
# real ones.
# Texts that say a number or an address of {base.id} say the one of the same contact here.
"""
    used = enumerate(_used_contacts(base), 1)
    return head + "".join(_contact(was, number) for number, was in used)


def _used_contacts(base: Stack) -> list[Raw]:
    """The contacts that some action of the base names."""
    used = {name for file in base.sheets for name in _named_contacts(base.raw(file))}
    return [c for c in elements(base.raw(CONTACTS), "contact") if c["id"] in used]


def _contact(was: Raw, number: int) -> str:
    """A contact to fill, with the same kinds of address; numbers differ, so that claims hold."""
    kinds = [kind for kind in _ADDRESSES[1:] if was.get(kind)]
    addresses = "".join(f'{kind} = "{TO_FILL}"\n' for kind in kinds)
    return f"""
# There it is: {was.get("name", "")}
[[contact]]
id = "{was["id"]}"
name = "{TO_FILL}: who this is"
phone = "{NO_NUMBER[:-2]}{number:02}"
{addresses}printed_in = "{TO_FILL}: document, date, section"
checked_on = "{TO_FILL}: day on which it was checked"
basis = "needcheck"
why = "{TO_FILL}: cite the clause of your document that names this contact instead."
"""


def _named_contacts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("contact"), str):
            yield value["contact"]
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _named_contacts(item)


def _register(new: New) -> str:
    return f"""#:schema ../schema/clauses.schema.json
#
# The register: what your document says, one sentence for each clause, in your own words.

authority = "{new.id}"
document = "{TO_FILL}: title of your threshold document"
source = "{TO_FILL}: where the text is from"
date = "{TO_FILL}: date printed on it"

[[clause]]
id = "{new.prefix}-001"
line = 1
kind = "service"
section = "Title"
statement = "{TO_FILL}: what the document is and who it is for."
"""


def _scenarios(new: New, base: str, layers: tuple[Layer, ...]) -> dict[str, str]:
    """One example case of the base for each outcome of each of its pathways."""
    found: dict[tuple[str, str], Path] = {}
    for layer in layers:
        for path in sorted((layer.root / "scenarios" / base).rglob("*.toml")):
            raw = tomllib.loads(path.read_text(encoding="utf-8"))
            outcome = raw.get("expect", {}).get("outcome")
            if outcome:
                found.setdefault((raw["scenario"].get("pathway", "level"), outcome), path)
    first = "#:schema ../../schema/scenario.schema.json\n"
    mine = re.compile(f'^authority = "{base}"$', re.MULTILINE)
    return {
        f"scenarios/{new.id}/{path.name}": first
        + mine.sub(f'authority = "{new.id}"', path.read_text(encoding="utf-8"))
        for path in found.values()
    }


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
