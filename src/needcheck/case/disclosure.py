"""What in a table may identify somebody: its headers, and cells that could hold anything.

``SUSPECT`` is a pattern that finds at least whatever ``privacy.findings`` finds, in a grammar that
dataframe engines read, too: what it does not find needs no second look.
"""

from __future__ import annotations

import re

from needcheck.case.privacy import findings, looks_like_a_name

_TELLING = frozenset(
    {
        *("name", "names", "forename", "forenames", "firstname", "surname", "lastname"),
        *("fullname", "initials", "dob", "birthday", "birthdate", "born", "address", "postcode"),
        *("email", "mail", "phone", "telephone", "mobile", "nhs", "upn", "uln", "ni", "nino"),
    }
)
_GAP = r"[ \t\x{a0}.()-]{0,2}"
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
SUSPECT_PARTS = (
    r"@",
    r"[0-9]{3}[ \t\x{a0}-]?[0-9]{3}[ \t\x{a0}-]?[0-9]{4}",
    r"[0-9]{11}",
    r"[a-z]{2}[ \t\x{a0}]?([0-9]{2}[ \t\x{a0}]?){3}[a-d]",
    r"[0-9][ \t\x{a0}]?[/.-][ \t\x{a0}]?[0-9]{1,2}[ \t\x{a0}]?[/.-][ \t\x{a0}]?[0-9]",
    rf"[0-9](st|nd|rd|th)?[ \t-]?(of )?{_MONTH}",
    rf"{_MONTH}[a-z]*\.?[ \t][0-9]",
    rf"[1-9]({_GAP}[0-9]){{8}}",
    r"[a-z][0-9a-z]{1,3}[ \t\x{a0}]{0,2}[0-9][a-z]{2}",
)
SUSPECT = f"(?i)({'|'.join(SUSPECT_PARTS)})"
_SUSPECT = re.compile(SUSPECT.replace(r"\x{a0}", r"\xa0"))
_DIGITS = re.compile(r"\d")
FULL_NAME = r"(?:^|[^A-Za-z0-9_])[A-Z][a-z'’-]+,? +[A-Z][a-z'’-]+(?:$|[^A-Za-z0-9_])"
_FULL_NAME = re.compile(FULL_NAME)


def telling_header(header: str) -> bool:
    """Whether a column is named after something that identifies: a name, a birthday, a number."""
    words = re.split(r"[^a-z]+", re.sub(r"([a-z])([A-Z])", r"\1 \2", header).lower())
    birth = {"date", "birth"} <= set(words)
    return birth or bool(_TELLING & set(words)) or bool(findings(header))


def identifies(text: str, *, reference: bool) -> bool:
    """Whether a cell may identify somebody; ``reference`` holds it to what an id may be."""
    if (not text.isascii() or _SUSPECT.search(text)) and findings(text):
        return True
    if reference:
        return looks_like_a_name(text)
    return bool(_FULL_NAME.search(text))


def name_form(text: str) -> str:
    """The text with its digits alike: whether it looks like a name does not depend on them."""
    return _DIGITS.sub("0", text)
