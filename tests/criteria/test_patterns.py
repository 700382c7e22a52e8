r"""Which regular expressions are taken: none that Python may look for without end."""

from __future__ import annotations

import pytest

from needcheck.criteria.patterns import MAX_PATTERN, pattern_fault


@pytest.mark.parametrize(
    "pattern",
    [
        r"make\s+the\s+contact\s+now",
        r"\b(?:305770|708953)\b",
        r"\bblam(?:e|ed|es|ing)\b",
        r"020\s+752[57]",
        r"non-?\s?complian",
        r"(?i)(?P<name>a)?b",
        r"\(a\)+[)]+",
        r"\d+ to \d+",
        "a{3}",
        "x" * MAX_PATTERN,
    ],
)
def test_what_looks_for_words_is_taken(pattern: str) -> None:
    """Words, spaces, choices, optional groups, brackets that are meant, two open repeats."""
    assert pattern_fault(pattern) == ""


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("(a+)+$", "repeats no group"),
        (r"(\w+\s*)+!", "repeats no group"),
        ("(?:a|a)*b", "repeats no group"),
        ("(a{1,65000}){1,65000}", "repeats no group"),
        ("(?P<n>a)*", "repeats no group"),
        (r".*a\w*b[^x]+", "at most 2 things"),
        ("x" * (MAX_PATTERN + 1), "at most 1,000 characters"),
        ("a)", "not a regular expression"),
        ("[z-a]", "not a regular expression"),
        (r"752\s+[7-4]", "not a regular expression"),
    ],
)
def test_what_may_not_end_or_cannot_be_read_says_why(pattern: str, said: str) -> None:
    """Each in one sentence, and at once."""
    assert said in pattern_fault(pattern)
