"""A summary as a page: opens offline, has a structure, and says the same in every format."""

from __future__ import annotations

import json
import re
from collections import Counter
from itertools import pairwise

import pytest

from needcheck.errors import UsageError
from needcheck.jobs.engine import Engine
from needcheck.jobs.summary.counts import Gaps, Kind, Tallies
from needcheck.jobs.summary.figures import Summary, summarise
from needcheck.jobs.summary.rule import RULES
from needcheck.output.summary_page import as_html, as_markdown, check_ending, render
from needcheck.output.summary_page_parts import parts
from tests.output.test_html import Seen

PLAN = Engine().plan("hull", "level")
NASTY = "<script>x</script>|`=cmd"


def summary(rule: str = "round5", *, audited: bool = True) -> Summary:
    """A summary of some invented counts."""
    kinds: Counter[Kind] = Counter()
    for group, outcome, decided, count in (
        ("a", "specialist", "specialist", 44), ("a", "targeted", "specialist", 3),
        (NASTY, "targeted", "targeted", 31), (NASTY, "specialist", "targeted", 22),
        ("", "universal", "", 17), ("", "not_yet", "targeted", 12),
    ):  # fmt: skip
        kinds[Kind((group,), outcome, decided, outcome == "specialist", False)] += count
    gaps = Gaps()
    gaps.add("harm;prompts:child;impact", 41)
    gaps.add("harm", 13)
    tallies = Tallies(("team",), "level" if audited else "", kinds=kinds, gaps=gaps)
    tallies.present = Counter({"hul-282": 30, "hul-286": 2})
    tallies.rejected = 8
    return summarise(tallies, PLAN, RULES[rule], "2026-11-20")


def test_the_page_opens_offline() -> None:
    """Nothing leads anywhere: no address, no script, no link, and a policy against loading."""
    markup = as_html(summary())
    seen = Seen(markup)
    tags = [tag for tag, _ in seen.tags]
    assert not re.search(r"https?:|//|url\(|@import|src=|href=", markup)
    assert not {"script", "link", "img", "iframe", "object", "base"} & set(tags)
    (policy,) = [a["content"] for _, a in seen.tags if "http-equiv" in a]
    assert str(policy).startswith("default-src 'none'")
    assert "size:A4" in markup


def test_the_page_has_a_language_a_title_and_headings_in_order() -> None:
    """One first heading; no level is passed over; every table has a caption and headed rows."""
    seen = Seen(as_html(summary()))
    tags = [tag for tag, _ in seen.tags]
    assert dict(seen.tags)["html"] == {"lang": "en"}
    assert tags.count("title") == 1 + tags.count("svg")
    levels = [int(tag[1]) for tag in tags if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert tags.count("caption") == tags.count("table") > 5
    assert all(a.get("scope") in ("row", "col") for tag, a in seen.tags if tag == "th")
    ids = [a["id"] for _, a in seen.tags if "id" in a]
    assert len(set(ids)) == len(ids)
    named = [str(a["aria-labelledby"]).split() for tag, a in seen.tags if tag == "svg"]
    assert all(set(two) <= set(ids) for two in named)
    assert tags.count("desc") == len(named) > 3


@pytest.mark.parametrize("rule", RULES)
def test_every_format_says_the_same(rule: str) -> None:
    """Cells of the HTML tables are those of the Markdown, and all counts are in the JSON."""
    made = summary(rule)
    seen = Seen(as_html(made))
    data = json.loads(render(made, "x.json"))["data"]
    text = json.dumps(data)
    lines = as_markdown(made)
    for part in parts(made):
        for row in part.grid.rows if part.grid else ():
            assert all(cell in seen.words for cell in row if cell != NASTY)
            for cell in row[1:]:
                count = cell.split(" ")[0].replace(",", "")
                if count.isdigit():
                    assert re.search(rf"\b{count}\b", text), cell
                    assert cell in lines
    assert data["rule"]["id"] == rule
    assert data["scored"] == made.scored


def test_the_rule_stands_on_the_page() -> None:
    """Which rule was used, and what c means; without protection the page says so."""
    page = as_html(summary())
    assert "Rule of disclosure (round5)" in page
    assert "c is a small count" in page
    assert "NOT FOR PUBLICATION" not in page
    assert "NOT FOR PUBLICATION" in as_html(summary("none"))


def test_foreign_names_stay_text_in_every_format() -> None:
    """A group that is called like markup is neither a tag nor a cell of its own."""
    made = summary()
    assert "<script" not in as_html(made)
    lines = as_markdown(made).splitlines()
    (row,) = [line for line in lines if line.startswith("| \\<script") and line.count("(") > 1][:1]
    head = next(line for line in lines if line.startswith("| team"))
    assert len(re.findall(r"(?<!\\)\|", row)) == len(re.findall(r"(?<!\\)\|", head))


def test_a_summary_without_an_audit_has_no_word_of_it() -> None:
    """No decisions, no audit."""
    page = as_html(summary(audited=False))
    assert "audit" not in page.lower()


def test_the_name_says_the_format() -> None:
    """Any other ending is refused before a row is read."""
    for name in ("x.html", "x.md", "x.JSON"):
        check_ending(name)
    with pytest.raises(UsageError, match="--summary ends in"):
        check_ending("x.pdf")
