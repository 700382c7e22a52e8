"""Finding what points at a person in free text and case references, on this machine alone.

Patterns and check digits, no list of names: a finding is a reason to look again, and the absence
of findings is no promise. Nothing here repeats what was found; ``describe`` gives kinds and
counts. NHS number: modulus 11, as the NHS Data Dictionary has it. UPN: check letter as in the
Department for Education's guide to unique pupil numbers.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

Kind = Literal["date", "email", "nhs_number", "ni_number", "phone", "postcode", "upn"]

_NAMES: dict[Kind, tuple[str, str]] = {
    "nhs_number": ("an NHS number", "NHS numbers"),
    "date": (
        "a full date, which may be a date of birth",
        "full dates, which may be dates of birth",
    ),
    "postcode": ("a postcode", "postcodes"),
    "email": ("an e-mail address", "e-mail addresses"),
    "phone": ("a phone number", "phone numbers"),
    "upn": ("a unique pupil number", "unique pupil numbers"),
    "ni_number": ("a National Insurance number", "National Insurance numbers"),
}
_NUMBERS = ("phone", "nhs_number")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
_UNUSED_NI_PREFIXES = frozenset({"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"})
_MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR = r"(\d{4}|'?\d{2})"
_GAP = r"[ \t\u00a0]"
_SEP = r"[ \t\u00a0.()-]{0,2}"


@dataclass(frozen=True)
class Finding:
    """Something that points at a person: what kind, and where in the text, in characters."""

    kind: Kind
    start: int
    end: int


def findings(text: str, allowed: frozenset[str] = frozenset()) -> list[Finding]:
    """Find personal identifiers, in the order of the text and without overlaps.

    ``allowed`` are numbers that guidance prints, as ``phone_digits`` writes them.
    """
    found: list[Finding] = []
    taken = bytearray(len(text))
    for kind, start, end in _matches(text):
        printed = kind in _NUMBERS and phone_digits(text[start:end]) in allowed
        if not printed and not any(taken[start:end]):
            found.append(Finding(kind, start, end))
            taken[start:end] = b"x" * (end - start)
    return sorted(found, key=lambda finding: finding.start)


def phone_digits(number: str) -> str:
    """Return the digits of a phone number, in the national form (``0...``)."""
    digits = "".join(str(int(mark)) for mark in number if mark.isdecimal())
    if number.strip().startswith("+44") or digits.startswith("0044"):
        digits = "0" + digits.removeprefix("00").removeprefix("44").removeprefix("0")
    return digits


def describe(found: Sequence[Finding]) -> list[str]:
    """Say what kinds were found and how often, never what."""
    counts = Counter(finding.kind for finding in found)
    return [
        f"It holds what looks like {one if counts[kind] == 1 else f'{counts[kind]} {many}'}."
        for kind, (one, many) in _NAMES.items()
        if counts[kind]
    ]


def _matches(text: str) -> Iterator[tuple[Kind, int, int]]:
    """Yield what every pattern finds and its check passes; the surest kinds first."""
    for kind, pattern, passes in _PATTERNS:
        for match in pattern.finditer(text):
            if passes(match):
                yield kind, match.start(), match.end()


def _always(_: re.Match[str]) -> bool:
    """Accept: the pattern alone decides."""
    return True


def _is_nhs_number(match: re.Match[str]) -> bool:
    """Check the tenth digit: modulus 11 of the other nine."""
    digits = [int(mark) for mark in match[0] if mark.isdecimal()]
    check = -sum(weight * digit for weight, digit in zip(range(10, 1, -1), digits[:9], strict=True))
    return check % 11 == digits[9]


def _is_upn(match: re.Match[str]) -> bool:
    """Check the first letter against the twelve marks after it."""
    upn = match[0].upper()
    values = (int(mark) if mark.isdecimal() else _UPN_LETTERS.find(mark) for mark in upn[1:])
    total = sum(weight * value for weight, value in enumerate(values, 2))
    return _UPN_LETTERS[total % 23] == upn[0]


def _is_ni_number(match: re.Match[str]) -> bool:
    """Refuse prefixes that are never given."""
    return match[0][:2].upper() not in _UNUSED_NI_PREFIXES


def _is_day(year: str, month: str, day: str) -> bool:
    """Whether these digits (or a month's name) are a day of the calendar."""
    number = int(month) if month.isdecimal() else _MONTHS.index(month[:3].lower()) + 1
    short = year.lstrip("'")
    full = int(short) if len(short) > len("15") else 2000 + int(short)
    try:
        date(full, number, int(day))
    except ValueError:
        return False
    return True


def _is_day_first(match: re.Match[str]) -> bool:
    """Day, month, year; or month, day, year as some systems print it."""
    day, month, year = match.group("day", "month", "year")
    return _is_day(year, month, day) or _is_day(year, day, month)


def _is_month_in_words(match: re.Match[str]) -> bool:
    """Check ``3 March 2015``."""
    return _is_day(match[3], match[2], match[1])


def _is_month_first(match: re.Match[str]) -> bool:
    """Check ``March 3, 2015``."""
    return _is_day(match[3], match[1], match[2])


def _is_year_first(match: re.Match[str]) -> bool:
    """Check ``2015-03-03``."""
    return _is_day(match[1], match[3], match[4])


def _pattern(text: str, around: str = r"\w") -> re.Pattern[str]:
    """Compile a pattern that does not begin or end inside a longer run of ``around``."""
    return re.compile(rf"(?<!{around})(?:{text})(?!{around})", re.IGNORECASE)


_Check = Callable[[re.Match[str]], bool]
_PATTERNS: tuple[tuple[Kind, re.Pattern[str], _Check], ...] = (
    (
        "email",
        re.compile(r"[\w.+%'-]{1,64}@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}"),
        _always,
    ),
    ("nhs_number", _pattern(r"\d{3}[ \t\u00a0-]?\d{3}[ \t\u00a0-]?\d{4}", r"\d"), _is_nhs_number),
    ("upn", _pattern(r"[A-HJ-NP-RT-Z]\d{11}[\dA-HJ-NP-RT-Z]"), _is_upn),
    (
        "ni_number",
        _pattern(
            rf"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]{_GAP}?(?:\d\d{_GAP}?){{3}}[A-D]",
        ),
        _is_ni_number,
    ),
    (
        "date",
        _pattern(
            rf"(?P<day>\d{{1,2}}){_GAP}?(?P<sep>[/.-]){_GAP}?(?P<month>\d{{1,2}})"
            rf"{_GAP}?(?P=sep){_GAP}?(?P<year>\d{{4}}|(?<!\.)\d{{2}})",
            r"\d",
        ),
        _is_day_first,
    ),
    ("date", _pattern(r"(\d{4})([/.-])(\d{1,2})\2(\d{1,2})", r"\d"), _is_year_first),
    (
        "date",
        _pattern(rf"(\d{{1,2}})(?:st|nd|rd|th)?[ \t-]?(?:of )?{_MONTH}[ \t,-]{{0,2}}{_YEAR}"),
        _is_month_in_words,
    ),
    (
        "date",
        _pattern(rf"{_MONTH}[ \t](\d{{1,2}})(?:st|nd|rd|th)?[ \t,]{{1,2}}{_YEAR}"),
        _is_month_first,
    ),
    (
        "phone",
        re.compile(
            rf"(?<![\w+])(?:(?:\+|00)44{_SEP}(?:0{_SEP})?|\(?0)[1-35789](?:{_SEP}\d){{8,9}}(?!\d)"
        ),
        _always,
    ),
    (
        "postcode",
        _pattern(
            rf"GIR{_GAP}?0AA"
            rf"|[A-PR-UWYZ](?:\d[\dA-HJKPSTUW]?|[A-HK-Y]\d[\dABEHMNPRVWXY]?){_GAP}{{0,2}}\d[ABD-HJLNP-UW-Z]{{2}}"
        ),
        _always,
    ),
)

_TRADE_WORDS = frozenset(
    {
        "case",
        "child",
        "draft",
        "eh",
        "eham",
        "family",
        "file",
        "hub",
        "no",
        "note",
        "number",
        "record",
        "ref",
        "reference",
        "sibling",
        "team",
        "unit",
        "visit",
    }
)
_CODE_LETTERS = 3
_NAME_LETTERS = 3
_FULL_NAME_WORDS = 2


def looks_like_a_name(reference: str) -> bool:
    """Whether a case reference may name a person.

    With no digit, any word of three letters or more will do (``smith``, ``J Smith``). Beside
    digits it takes two capitalised words (``Ann Lee 17``) or ``Surname, First``; words of the
    trade and short codes in capitals do not count: ``HC-2031``, ``case 17``, ``A7`` are fine.
    """
    text = unicodedata.normalize("NFC", reference)
    words = _words(text)
    if any(_has_no_case(word) for word in words):
        return True
    if not any(mark.isdecimal() for mark in text):
        capitalised = [word for word in words if word[0].isupper() and len(word) > 1]
        return len(capitalised) >= _FULL_NAME_WORDS or any(
            len(word) >= _NAME_LETTERS for word in words
        )
    names = [word for word in words if word.lower() not in _TRADE_WORDS]
    capitalised = [word for word in names if word[0].isupper() and not _is_code(word)]
    initials = [word for word in names if len(word) == 1 and word.isupper()]
    surname_first = bool(re.search(r"[^\W\d_]{2,}\s*,\s*[^\W\d_]", text))
    full_name = bool(capitalised) and len(capitalised + initials) >= _FULL_NAME_WORDS
    return surname_first or full_name


def _words(text: str) -> list[str]:
    """Split into runs of letters, also where a capital follows a small letter (``AnnLee``)."""
    parts = re.sub(r"['\u2019]", "", text)
    parts = "".join(
        f" {mark}" if mark.isupper() and _starts_word(parts, index) else mark
        for index, mark in enumerate(parts)
    )
    return re.findall(r"[^\W\d_]+", parts)


def _starts_word(text: str, index: int) -> bool:
    """Whether the capital at ``index`` begins a word inside a run of letters."""
    before, after = text[index - 1 : index], text[index + 1 : index + 2]
    return before.islower() or (before.isupper() and after.islower())


def _is_code(word: str) -> bool:
    """Whether a word is a short code in capitals (``HC``), or one letter."""
    return word.isupper() and len(word) <= _CODE_LETTERS


def _has_no_case(word: str) -> bool:
    """Whether a word is in a script without capitals, which no reference number uses."""
    return any(unicodedata.category(mark) == "Lo" for mark in word)
