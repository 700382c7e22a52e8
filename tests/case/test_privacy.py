"""What points at a person is found, and never repeated."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needcheck.case.privacy import Finding, describe, findings, looks_like_a_name, phone_digits


def kinds(text: str, allowed: frozenset[str] = frozenset()) -> list[str]:
    """Return the kinds found, in the order of the text."""
    return [finding.kind for finding in findings(text, allowed)]


FOUND = {
    "nhs_number": [
        "943 476 5919",
        "9434765919",
        "943-476-5919",
        "401\u00a0023\u00a02137",
        "x9434765919x",
    ],
    "postcode": [
        *("HU1 2AA", "hu12aa", "M1 1AE", "M60 1NW", "CR2 6XH", "DN55 1PT", "W1A 1HQ"),
        *("EC1A 1BB", "GIR 0AA", "gir0aa", "(HU13  0ND)", "SE1P\u00a05LX"),
    ],
    "date": [
        *("03/03/2015", "3/3/15", "03-03-15", "3.3.2015", "03 / 03 / 2015", "12/25/2015"),
        *("3 March 2015", "3rd of March 2015", "3 Mar '15", "03mar2015", "29 February 2016"),
        *("March 3, 2015", "Sept. 3rd 2015", "2015-03-03", "2015/3/3", "2015-03-03T10:00"),
    ],
    "email": ["jo.o'neil+x@example.org.uk", "a@b.co", "mailto:a_b@nhs-x.net."],
    "phone": [
        *("01482 300300", "(01482) 300 300", "01482-300-300", "020 7946 0018", "07700900123"),
        *(
            "+44 7700 900123",
            "+44 (0)7700 900123",
            "0044 7700 900 123",
            "016977 2345",
            "07700.900.123",
        ),
    ],
    "upn": ["B801200005001", "b801200005001"],
    "ni_number": ["AB123456C", "ab 12 34 56 c", "JG 12 34 56 A"],
}

NOT_FOUND = [
    *("943 476 5918", "94347659190", "19434765919", "943 47 65919", "9434 765919"),
    *("HU1 2A", "HU1 2AAA", "QX1 2AA", "XHU1 2AA", "HU1 2CK", "Level 2, step 3"),
    *("31/02/2015", "32/01/15", "2015-13-45", "29 February 2015", "24/7", "3 March", "4.10.12"),
    *("2015", "version 1.2", "ages 3-4", "3 marked 20", "10:30", "03/03/20155"),
    *("a@b", "@example.org", "meet @ 10.30"),
    *("999", "101", "0800 1111", "01482 300", "12345 678901", "00000 000000", "701482300300"),
    *("C801200005001", "B80120000500", "B8012000050011"),
    *("BG123456C", "AB123456E", "QQ123456C", "AB12345C", "HC-2031", "HUL-355"),
    *("", "The child is 7, one of 3; seen on Monday at 4 pm, twice in week 12."),
]


@pytest.mark.parametrize(
    ("kind", "text"), [(k, text) for k, texts in FOUND.items() for text in texts]
)
def test_each_way_of_writing_is_found(kind: str, text: str) -> None:
    """An identifier is found alone and within a sentence, as one finding."""
    assert kinds(text) == [kind]
    assert kinds(f"Seen: {text}, then.") == [kind]


@pytest.mark.parametrize("text", NOT_FOUND)
def test_what_is_no_identifier_is_left_alone(text: str) -> None:
    """A wrong check digit, an impossible date or part of a longer run is not a finding."""
    assert kinds(text) == []


def test_a_finding_says_where() -> None:
    """Findings stand in the order of the text and cover just what was found."""
    text = "born 3 March 2015, HU1 2AA, tel 01482 300300; NHS 943 476 5919."
    found = findings(text)
    assert [text[each.start : each.end] for each in found] == [
        "3 March 2015",
        "HU1 2AA",
        "01482 300300",
        "943 476 5919",
    ]
    assert found[0] == Finding("date", 5, 17)


def test_a_date_with_a_time_is_no_phone_number() -> None:
    """Digits that belong to a date are not counted again."""
    assert kinds("01-02-2015 10:30") == ["date"]


@given(st.integers(0, 10**9 - 1))
def test_the_nhs_check_digit_decides(nine: int) -> None:
    """Of the ten numbers with the same first nine digits at most one is an NHS number.

    The oracle adds the check digit itself: the weighted sum of all ten is a multiple of 11.
    """
    for last in range(10):
        number = f"{nine:09}{last}"
        total = sum((10 - place) * int(mark) for place, mark in enumerate(number[:9])) + last
        assert ("nhs_number" in kinds(number)) == (total % 11 == 0)


@given(st.integers(0, 10**12 - 1))
def test_the_letter_of_a_pupil_number_decides(digits: int) -> None:
    """Just one of the letters in use makes twelve digits a pupil number."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    assert [kinds(f"{letter}{digits:012}") for letter in letters].count(["upn"]) == 1


def test_a_temporary_pupil_number_ends_in_a_letter() -> None:
    """One letter of those in use fits eleven digits and a last letter."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    assert [kinds(f"{first}80120000500T") for first in letters].count(["upn"]) == 1


@given(
    st.dates(date(1990, 1, 1), date(2030, 12, 31)),
    st.sampled_from(["%d/%m/%Y", "%d-%m-%y", "%d %B %Y", "%Y-%m-%d", "%B %d, %Y", "%d %b %Y"]),
)
def test_every_day_is_found_however_it_is_written(day: date, form: str) -> None:
    """No day of the calendar slips through in any common form."""
    assert kinds(f"dob {day.strftime(form)}.") == ["date"]


def test_numbers_that_guidance_prints_are_allowed() -> None:
    """The council's own line is no finding, in whichever form; any other number is."""
    allowed = frozenset({phone_digits("01482 300 300")})
    assert kinds("call 01482 300300 or +44 1482 300 300 or 0044 (0)1482 300300", allowed) == []
    assert kinds("call 01482 300301", allowed) == ["phone"]


@pytest.mark.parametrize(
    "text", ["+44 (0)1482 300 300", "0044 1482 300300", "01482-300300", " (01482) 300300"]
)
def test_a_number_has_one_normal_form(text: str) -> None:
    """International and national forms have the same digits."""
    assert phone_digits(text) == "01482300300"


def test_a_description_has_kinds_and_counts_only() -> None:
    """Nothing of what was found is in the sentences, and each kind is said once."""
    text = "HU1 2AA and HU1 2AB, a@b.co"
    assert describe(findings(text)) == [
        "It holds what looks like 2 postcodes.",
        "It holds what looks like an e-mail address.",
    ]
    assert describe([]) == []


@given(st.text())
def test_any_text_can_be_looked_through(text: str) -> None:
    """Findings are inside the text, in order and apart, whatever the text is."""
    edges = [edge for each in findings(text) for edge in (each.start, each.end)]
    assert edges == sorted(edges)
    assert all(0 <= edge <= len(text) for edge in edges)


@pytest.mark.parametrize("unit", ["a", "1", "1 ", "a.", "0 (", "1/", "A1", "@a", "+44", "HU1 2AA "])
def test_long_text_takes_no_long_time(unit: str) -> None:
    """Fifty thousand repeated characters are looked through well within a second or two."""
    start = time.perf_counter()
    findings(unit * (50_000 // len(unit)))
    assert time.perf_counter() - start < 2


NAMES = [
    *("John Smith", "JOHN SMITH", "john smith", "J Smith", "J. Smith", "Smith, John", "Smith J"),
    *("smith", "SMITH", "Jane", "O'Brien", "Smith-Jones", "john_smith", "Zoë", "Li Wu", "Łukasz"),
    *("John Smith 17", "J Smith 2", "Smith, John 2031", "smith, j 17", "JohnSmith2015"),
    *("JSmith17", "Ann-Marie 12", "McDonald 4", "HC-2031 Ann Lee", "李明", "John Smith case 3"),
    "e\u0301milie",
]
FINE = [
    *("HC-2031", "case 17", "Case 17", "A7", "2026/114", "", "17", "HC/EH/2031", "EHAM-2026-004"),
    *("hc2031", "Case File 17", "Ref No 5", "AB12", "Family 3 Child 2", "2026-03-A", "B", "a1-b2"),
]


@pytest.mark.parametrize("reference", NAMES)
def test_a_reference_that_may_be_a_name_is_noticed(reference: str) -> None:
    """Names alone, with initials, with numbers behind them and in any script are noticed."""
    assert looks_like_a_name(reference)


@pytest.mark.parametrize("reference", FINE)
def test_a_plain_reference_is_left_alone(reference: str) -> None:
    """Codes, numbers and words of the trade are no names."""
    assert not looks_like_a_name(reference)


@given(st.from_regex(r"[A-Z]{1,3}[-/ ]?[0-9]{1,6}([-/][0-9]{1,4})?", fullmatch=True))
def test_codes_with_numbers_are_never_names(reference: str) -> None:
    """A short code with numbers is what a reference should be."""
    assert not looks_like_a_name(reference)


@given(st.text())
def test_any_reference_has_an_answer(reference: str) -> None:
    """Whatever is typed, the check answers, and spaces around it do not matter."""
    assert looks_like_a_name(reference) == looks_like_a_name(f" {reference} ")
