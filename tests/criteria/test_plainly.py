"""What TOML's reader says, in words for somebody who writes no programs."""

from __future__ import annotations

import pytest

from needcheck.criteria.plainly import pattern_fault, toml_fault
from needcheck.criteria.positions import parse_toml
from needcheck.errors import InputError

SLIPS = {
    'a = "x\n': "not closed: put the same quotation mark",
    'a = """x\n': "not closed: put the same quotation marks",
    'a = "b "c" d"': "between the other kind",
    "a = yes": "yes is true",
    "a = 1\na = 2": "this key is given twice",
    "[a]\n[a]": "this table is given twice",
    "a = { b = 1, b = 2 }": "given twice",
    "just a line": 'a line says key = "value"',
    "= 3": 'a line says key = "value"',
    "[[rule]": "ends with ]]",
    "[rule": "ends with ]",
    "a = [1 2]": "list is not closed",
    'a = "\\d"': "put the text between",
    "a = 1 # x\r": "ordinary line ends",
    "a = 1 # \x00": "nobody sees",
}


@pytest.mark.parametrize("text", SLIPS)
def test_a_slip_is_told_in_plain_words(text: str) -> None:
    """What to do about it, and nothing that the file says."""
    with pytest.raises(InputError) as caught:
        parse_toml(text, "x.toml")
    assert SLIPS[text] in caught.value.message


def test_what_is_not_known_stays_as_it_is() -> None:
    """Another Python may say something else, and another id have another pattern."""
    assert toml_fault("Something new") == "Something new"
    assert pattern_fault("^x$") == "must match pattern '^x$'"
