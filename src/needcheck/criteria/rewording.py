r"""Words of one authority's texts put into those of another, and what still names the first.

Only texts that somebody reads are touched (``PROSE``), and the patterns of invariants, which speak
of such texts; never an id, a condition or a contact's own number. A name followed by "scale" stays:
the scale keeps its name wherever it is used.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

PROSE = frozenset({
    *("text", "name", "title", "about", "meaning", "detail", "form", "unmet", "unknown"),
    *("if_text", "not_text", "ask", "short", "help", "why_asked", "not_known", "words", "why"),
    *("offers_title", "phone_note", "email_note", "url_note", "not_for", "verify"),
})  # fmt: skip
"""Keys whose texts are read by people."""

SAYS, NEVER_SAYS = "says", "never_says"
_BEFORE, _AFTER = r"(?<!\w)", r"(?!\w)(?!(?:'s)?\s+scale\b)"
_BEFORE_IN_PATTERN = r"(?:(?<!\w)|(?<=\\b))"
_SHORT_NAME = re.compile(r"\(([A-Z]{3,})\)")
ENOUGH_DIGITS = 5
"""A number with fewer may stand for something else in a text."""
_TAKEN = re.compile(r"(Taken over from the criteria of [^()]* \([^()]*\)\.)")

Raw = dict[str, Any]


class Rewording:
    """Old words and the new ones that stand for them, replaced in one pass, longest first."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._words = sorted(words.items(), key=lambda pair: -len(pair[0]))

    def __bool__(self) -> bool:
        """Whether there is anything to replace."""
        return bool(self._words)

    def of(self, raw: Raw) -> Raw:
        """The same values with every text reworded; the structure does not change."""
        return {key: self._value(key, value) for key, value in raw.items()} if self else raw

    def _value(self, key: str, value: Any) -> Any:
        if isinstance(value, dict):
            return self.of(value)
        if isinstance(value, list):
            return [self._value(key, item) for item in value]
        if not isinstance(value, str):
            return value
        if key in PROSE:
            return self._text(value)
        return self._pattern(value) if key in (SAYS, NEVER_SAYS) else value

    def _text(self, text: str) -> str:
        parts = _TAKEN.split(text)  # where it was taken from keeps its name
        parts[::2] = [self._replaced(p, _BEFORE, _as_text, lambda new: new) for p in parts[::2]]
        return "".join(parts)

    def _pattern(self, text: str) -> str:
        return self._replaced(text, _BEFORE_IN_PATTERN, _as_pattern, _pattern_of)

    def _replaced(
        self, text: str, before: str, form: Callable[[str], str], write: Callable[[str], str]
    ) -> str:
        either = "|".join(f"(?P<w{i}>{form(old)})" for i, (old, _) in enumerate(self._words))
        flags = re.IGNORECASE if write is _pattern_of else 0
        found = re.compile(f"{before}(?:{either}){_AFTER}", flags)
        return found.sub(lambda hit: write(self._words[int(str(hit.lastgroup)[1:])][1]), text)


def _as_text(words: str) -> str:
    """What finds words in a text, over line ends, too."""
    return r"\s+".join(map(re.escape, words.split()))


def _as_pattern(words: str) -> str:
    r"""What finds words inside a pattern, where a space is ``\s+`` and a dot ``\.``."""
    return r"(?:\\s\+|\s)".join(
        "".join(char if char.isalnum() else rf"\\?{re.escape(char)}" for char in word)
        for word in words.split()
    )


def _pattern_of(words: str) -> str:
    r"""Words as a pattern, with ``\s+`` for spaces, because a rendered line may break there."""
    return r"\s+".join(map(re.escape, words.split()))


def taken_over(name: str, edition: str) -> str:
    """The sentence that says from which authority's criteria an element was taken."""
    said = re.sub("[()]", "", edition)
    return f"Taken over from the criteria of {re.sub('[()]', '', name)} ({said})."


def marked(value: Any, source: str) -> Any:
    """The same values; what cites the other document says that it is taken over."""
    if isinstance(value, list):
        return [marked(item, source) for item in value]
    if not isinstance(value, dict):
        return value
    inner = {key: marked(item, source) for key, item in value.items()}
    if value.get("cites") and value.get("basis") != "needcheck":
        inner |= {"basis": "needcheck", "why": f"{source} {value.get('why', '')}".strip()}
    return inner


def prose(raw: Raw) -> Iterator[str]:
    """Every text that somebody reads, and what invariants want said (not what they forbid)."""
    for key, value in raw.items():
        yield from _prose(key, value)


def _prose(key: str, value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from prose(value)
    elif isinstance(value, list):
        for item in value:
            yield from _prose(key, item)
    elif isinstance(value, str) and key in PROSE:
        yield _TAKEN.sub("", value)
    elif isinstance(value, str) and key == SAYS:
        yield re.sub(r"\\s\+", " ", value).replace("\\", "")


def marks_of(contact: Mapping[str, Any]) -> Iterator[str]:
    """What points to one contact: name, its parts and its short form, number, addresses."""
    name = contact.get("name", "")
    yield from (name, *name.split(" - "), *_SHORT_NAME.findall(name))
    yield from (contact.get(key, "") for key in ("phone", "email", "url", "address"))


def forms_in(value: object) -> Iterator[str]:
    """The name of every form that some action asks for."""
    if isinstance(value, dict):
        if isinstance(value.get("form"), str):
            yield value["form"]
        value = list(value.values())
    for item in value if isinstance(value, list) else ():
        yield from forms_in(item)


def named(mark: str, text: str) -> bool:
    """Whether a text names a mark: as words of its own in any case, or its digits in a row."""
    if re.search(_BEFORE + _as_text(mark) + _AFTER, text, re.IGNORECASE):
        return True
    digits = re.sub(r"\D", "", mark)
    phone = digits if not re.search("[A-Za-z]", mark) else ""
    return len(phone) >= ENOUGH_DIGITS and phone in re.sub(r"(?<=\d)[ -](?=\d)", "", text)
