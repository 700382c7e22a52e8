"""How an id looks: characters that look like others, and words that conditions keep for themselves.

An id that a reader takes for another one is how a wrong rule gets past a second pair of eyes.
"""

from __future__ import annotations

import keyword
import unicodedata

from needcheck.criteria.plainly import pattern_fault

RESERVED = frozenset(
    {*keyword.kwlist, *keyword.softkwlist} - {"type", "case", "match"}
    | {"known", "count", "prompts", "absent", "strengths", "months", "weeks", "outcome", "scale"}
)
"""Words that an id of a fact or a derived condition cannot be: conditions read them otherwise."""

_ALIKE = str.maketrans({"1": "l", "i": "l", "|": "l", "0": "o", "5": "s", "-": "_"})
_SHAPES = (("rn", "m"), ("vv", "w"), ("__", "_"))


def id_fault(value: object, pattern: str) -> str:
    """What is wrong with an id that does not fit its pattern, in a sentence without full stop."""
    if not isinstance(value, str):
        return ""
    strange = next((char for char in value if not char.isascii()), "")
    if strange:
        name = unicodedata.name(strange, "a character without a name")
        return f"this id holds U+{ord(strange):04X} ({name}); only plain ASCII is allowed"
    return pattern_fault(pattern)


def skeleton(name: str) -> str:
    """What an id looks like: two ids with one skeleton are easily taken for each other."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    plain = plain.translate(_ALIKE)
    for shape, other in _SHAPES:
        plain = plain.replace(shape, other)
    return plain.strip("_")
