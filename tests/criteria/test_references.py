"""Names that lead nowhere stop whoever runs the criteria, at the file and line of their element."""

from __future__ import annotations

from pathlib import Path

import pytest

from needcheck.criteria.load import load
from needcheck.criteria.references import shared_problems
from needcheck.errors import CriteriaError
from needcheck.recommend.compile import compile_pathway
from tests.criteria.lint import clean
from tests.criteria.lint.clean import FILES, PROMPTS, VISIT


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('close_with = ["standing"]', 'close_with = ["other"]', "no action set other"),
        ('sections = ["first"]', 'sections = ["second"]', "no section second; there is: first"),
        ('alarm = "grave"', 'alarm = "harm_route"', "no condition harm_route"),
        ('first_fact = "worried"', 'first_fact = "harm"', "no fact harm"),
        ('for_roles = ["education"]', 'for_roles = ["teacher"]', "no role teacher"),
        ('shows = ["ring"]', 'shows = ["rung"]', "no action rung"),
        ("says = ['Ring", "says = ['(Ring", "not a regular expression"),
        ('facts = ["worried"]', 'facts = ["days"]', "no yes/no fact days"),
        ('from = "called_at"', 'from = "days"', "no datetime fact days"),
    ],
)
def test_compiling_stops_at_a_name_that_leads_nowhere(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    """Whoever runs the criteria is told as the author is."""
    assert old in FILES[VISIT]
    clean.write(tmp_path, {VISIT: FILES[VISIT].replace(old, new, 1)})
    with pytest.raises(CriteriaError, match=said) as caught:
        compile_pathway(load("toytown", tmp_path), "visit")
    assert said in caught.value.message


@pytest.mark.parametrize(
    ("implies", "said"),
    [
        ("worried == yes", []),
        ("grade == grave", []),
        ("worried=yes", ["such as disabled == yes"]),
        ("days == 5", ["no yes/no fact or choice days"]),
        ("grade == black", ["no answer to grade black; there is: mild, grave"]),
    ],
)
def test_what_a_prompt_implies_is_an_answer(tmp_path: Path, implies: str, said: list[str]) -> None:
    """``implies`` names a fact and one of its answers; anything else would fail only in use."""
    text = FILES[PROMPTS].replace("worried == yes", implies)
    bundle = load("toytown", clean.write(tmp_path, {PROMPTS: text}))
    found = [problem.message for problem in shared_problems(bundle)]
    assert len(found) == len(said)
    assert all(part in message for part, message in zip(said, found, strict=True))
