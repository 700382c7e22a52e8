"""The prompts of Appendix 2 and the register of the Hull document, as data.

Every expected number, line and id is a literal, taken from the document and not from the files
under test.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

Row = dict[str, Any]

DATA = Path(__file__).resolve().parents[2] / "data"

# First and last line, level and group of each list of the appendix.
LISTS = [
    (437, 450, "universal", "child"),
    (452, 462, "additional", "child"),
    (466, 471, "universal", "parents"),
    (473, 482, "additional", "parents"),
    (486, 489, "universal", "home"),
    (491, 496, "additional", "home"),
    (510, 526, "targeted", "child"),
    (528, 541, "specialist", "child"),
    (547, 556, "targeted", "parents"),
    (558, 565, "specialist", "parents"),
    (569, 577, "targeted", "home"),
    (579, 585, "specialist", "home"),
]
PLACE_OF_LINE = {
    line: (level, group) for first, last, level, group in LISTS for line in range(first, last + 1)
}
# First and last clause number of each unbroken run of indicators.
INDICATOR_RUNS = [(278, 302), (304, 319), (321, 330), (338, 368), (371, 388), (390, 405)]
INDICATORS = [
    f"HUL-{number}" for first, last in INDICATOR_RUNS for number in range(first, last + 1)
]
HARM_LINES = {
    "explicit": {562},
    "protection": {530, 532, 535, 538, 558, 560, 561, 579, 581, 583, 585},
    "either": {528, 529, 534, 537, 539, 541, 559, 564, 584},
    "in_need": {531, 533, 536, 540, 563, 565, 580, 582},
    "ask": {492, 518, 519, 520, 522, 523, 524, 525, 526}
    | {549, 550, 552, 553, 554, 556, 571, 573, 574, 577},
}
EXACT_TOPICS = {
    "inform_danger": {553, 558, 561, 579, 583, 585},
    "fgm": {553, 558, 579},
    "safety": {466, 486, 489},
    "domestic_abuse": {495, 556, 560},
    "young_carer": {516, 531},
    "pregnancy": {470, 477, 478, 480, 537},
    "engagement": {475, 555},
    "extremism": {492, 571, 584},
    "sibling_risk": {573},
    "previous_plan": {552},
    "parent_substance": {548, 562},
    "child_substance": {457, 526},
    "self_harm_suicide": {524, 525, 526, 528, 529, 534},
    "neet": {455},
    "missing": {522, 539},
    "offending": {496, 533, 540},
}
TOPICS = {
    *EXACT_TOPICS,
    *("child_sexual_exploitation", "disability", "education", "emotional_wellbeing"),
    *("family_conflict", "health", "housing", "mental_health", "neglect", "parenting", "send"),
}
SECTIONS = {
    5: "Title page",
    154: "Informed professional judgement",
    224: "Targeted early help support",
    240: "Supporting children and young people with a disability",
    344: "Early Help and Safeguarding Hub (EHASH)",
    384: "'Stepping down' to targeted early help from children's social care",
    390: "'Stepping up' to children's social care from targeted early help",
    466: "Threshold of needs: Universal services, parents and carers",
    496: "Threshold of needs: Additional support, family and environment",
    526: "Threshold of needs: Targeted early help support, "
    "child or young person's health and development",
    585: "Threshold of needs: Specialist support, family and environment",
}


def _read(name: str) -> dict[str, Any]:
    """One data file, parsed."""
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


PROMPT_FILE = _read("framework/prompts.toml")
PROMPTS: list[Row] = PROMPT_FILE["prompt"]
REGISTER_FILE = _read("clauses/hull.toml")
CLAUSES: list[Row] = REGISTER_FILE["clause"]
LINE = {clause["id"]: clause["line"] for clause in CLAUSES}


def _lines(prompts: list[Row]) -> set[int]:
    """Lines of the document that the prompts cite, all but the second of a pair."""
    return {LINE[prompt["cites"][0]] for prompt in prompts}


def _topic(name: str) -> list[Row]:
    """Prompts that carry a topic."""
    return [prompt for prompt in PROMPTS if name in prompt["topics"]]


def test_every_indicator_is_cited_once_by_112_prompts() -> None:
    """The 116 indicator clauses are cited once each, and by 112 prompts."""
    cited = [clause for prompt in PROMPTS for clause in prompt["cites"]]
    assert len(PROMPTS) == 112
    assert len(INDICATORS) == 116
    assert sorted(cited) == INDICATORS


def test_a_prompt_is_named_after_its_first_clause() -> None:
    """A prompt's id is its first clause id in lower case, and no id stands twice."""
    assert [prompt["id"] for prompt in PROMPTS] == [p["cites"][0].lower() for p in PROMPTS]
    assert len({prompt["id"] for prompt in PROMPTS}) == 112


def test_counts_by_level_group_and_polarity() -> None:
    """Each list has all its lines, a repeated one once; the universal lines are the strengths."""
    counts = Counter((p["group"], p["level"], p["polarity"]) for p in PROMPTS)
    assert counts == {
        ("child", "specialist", "concern"): 14,
        ("child", "targeted", "concern"): 14,
        ("child", "additional", "concern"): 11,
        ("child", "universal", "strength"): 13,
        ("parents", "specialist", "concern"): 8,
        ("parents", "targeted", "concern"): 10,
        ("parents", "additional", "concern"): 10,
        ("parents", "universal", "strength"): 6,
        ("home", "specialist", "concern"): 7,
        ("home", "targeted", "concern"): 9,
        ("home", "additional", "concern"): 6,
        ("home", "universal", "strength"): 4,
    }


def test_level_and_group_are_those_of_the_list_a_line_stands_in() -> None:
    """Level, further level and group are read off the document's lists and nowhere else."""
    for prompt in PROMPTS:
        found = [PLACE_OF_LINE[LINE[clause]] for clause in prompt["cites"]]
        levels = list(dict.fromkeys(level for level, _ in found))
        assert levels == [prompt["level"], *prompt.get("also", [])], prompt["id"]
        assert {group for _, group in found} == {prompt["group"]}, prompt["id"]


def test_repeated_lines_are_one_prompt() -> None:
    """Four prompts stand for two lines each; three of them support Additional and Targeted."""
    pairs = {p["id"]: [LINE[c] for c in p["cites"]] for p in PROMPTS if len(p["cites"]) > 1}
    assert pairs == {
        "hul-286": [445, 450],
        "hul-299": [459, 510],
        "hul-301": [461, 512],
        "hul-302": [462, 513],
    }
    also = {p["id"]: p["also"] for p in PROMPTS if "also" in p}
    assert also == {name: ["targeted"] for name in ("hul-299", "hul-301", "hul-302")}


def test_gravest_first_inside_each_group() -> None:
    """Groups stand in order; inside a group the levels fall, and inside a level lines rise."""
    groups = ["child", "parents", "home"]
    levels = ["specialist", "targeted", "additional", "universal"]
    order = [
        (groups.index(p["group"]), levels.index(p["level"]), LINE[p["cites"][0]]) for p in PROMPTS
    ]
    assert order == sorted(order)


@pytest.mark.parametrize(
    ("harm", "count"),
    [("explicit", 1), ("protection", 11), ("either", 9), ("in_need", 8), ("ask", 19), ("none", 64)],
)
def test_harm_classes_hold_the_lines_they_should(harm: str, count: int) -> None:
    """Each harm class has its exact lines; all that is in no class is "none"."""
    prompts = [prompt for prompt in PROMPTS if prompt["harm"] == harm]
    assert len(prompts) == count
    classed: set[int] = set().union(*HARM_LINES.values())
    second_of_pair = {450, 510, 512, 513}
    rest = set(PLACE_OF_LINE) - classed - second_of_pair
    assert _lines(prompts) == HARM_LINES.get(harm, rest)


@pytest.mark.parametrize(("topic", "lines"), EXACT_TOPICS.items())
def test_topics_that_rules_rest_on_hold_exact_lines(topic: str, lines: set[int]) -> None:
    """A topic with a closed list of lines has those and no other."""
    assert _lines(_topic(topic)) == lines


def test_topics_are_a_closed_list_without_repeats() -> None:
    """Every topic is known and used, none stands twice; grooming and exploitation have theirs."""
    assert {523, 577, 585} <= _lines(_topic("child_sexual_exploitation"))
    assert {topic for prompt in PROMPTS for topic in prompt["topics"]} == TOPICS
    assert all(len(set(p["topics"])) == len(p["topics"]) for p in PROMPTS)


def test_strengths_carry_no_topic_that_leads_to_a_service() -> None:
    """What goes well must not, by its topic, make a service or a tool be offered."""
    strengths = [prompt for prompt in PROMPTS if prompt["polarity"] == "strength"]
    topics = {topic for prompt in strengths for topic in prompt["topics"]}
    assert topics <= {"safety", "pregnancy", "health", "education", "housing"}


def test_only_the_disability_prompt_answers_a_question() -> None:
    """Choosing "disabilities" answers the disability question, and no other prompt implies."""
    implied = {p["id"]: p["implies"] for p in PROMPTS if "implies" in p}
    assert implied == {"hul-345": "disabled == yes"}


@pytest.mark.parametrize(("key", "limit"), [("text", 75), ("help", 200)])
def test_words_are_short_trimmed_and_said_once(key: str, limit: int) -> None:
    """Texts and helps are there, differ from each other and keep to their length."""
    words = [prompt[key] for prompt in PROMPTS]
    assert len({word.casefold() for word in words}) == 112
    assert all(0 < len(word) <= limit and word == word.strip() for word in words)


def test_help_is_one_sentence() -> None:
    """A help text ends with its only full stop."""
    assert [p["id"] for p in PROMPTS if not re.fullmatch(r"[^.?!]+\.", p["help"])] == []


def test_prompts_name_no_contact_and_no_number() -> None:
    """Prompts serve every authority: no hub, no telephone, no count of points, no threshold."""
    wrong = re.compile(r"EHASH|Hull|\d|score|check ?list", re.IGNORECASE)
    assert [p["id"] for p in PROMPTS if wrong.search(p["text"] + p["help"])] == []


def test_lines_on_which_the_family_is_not_told_do_not_say_ask() -> None:
    """Where telling the family may be dangerous, the help does not send anyone to ask."""
    helps = [prompt["help"] for prompt in _topic("inform_danger")]
    assert len(helps) == 6
    assert not any(re.search(r"\bask\b", text, re.IGNORECASE) for text in helps)


def test_the_classification_says_that_it_is_ours() -> None:
    """Harm classes and topics are marked as needcheck's own, with the clause that is the reason."""
    classification = PROMPT_FILE["classification"]
    assert classification["basis"] == "needcheck"
    assert "HUL-336" in classification["why"]
    assert LINE["HUL-336"] == 506


def test_register_has_407_clauses_in_the_order_of_the_document() -> None:
    """HUL-001 to HUL-407 stand in order, their lines never fall and lie inside the document."""
    assert [clause["id"] for clause in CLAUSES] == [f"HUL-{n:03}" for n in range(1, 408)]
    lines = [clause["line"] for clause in CLAUSES]
    assert lines == sorted(lines)
    assert (lines[0], lines[-1]) == (5, 589)


def test_register_names_its_document() -> None:
    """The register says whose clauses these are, from which document and when."""
    head = {key: value for key, value in REGISTER_FILE.items() if key != "clause"}
    assert head == {
        "authority": "hull",
        "document": "Threshold of need framework and guidance",
        "source": "Hull Safeguarding Children Board",
        "date": "May 2018",
    }


def test_register_counts_by_kind() -> None:
    """No clause changes its kind unseen."""
    assert Counter(clause["kind"] for clause in CLAUSES) == {
        "indicator": 116, "principle": 52, "document": 27, "route": 27, "role": 27,
        "question": 21, "consent": 20, "level": 19, "form": 19, "service": 17, "contact": 15,
        "definition": 13, "meeting": 13, "eligibility": 12, "timescale": 6, "protective": 3,
    }  # fmt: skip


def test_indicator_clauses_are_the_lines_of_the_lists() -> None:
    """Indicators in the register are exactly the lines of the appendix lists, in order."""
    indicators = [clause for clause in CLAUSES if clause["kind"] == "indicator"]
    assert [clause["id"] for clause in indicators] == INDICATORS
    assert [clause["line"] for clause in indicators] == list(PLACE_OF_LINE)


@pytest.mark.parametrize(("line", "section"), SECTIONS.items())
def test_a_clause_stands_under_the_heading_of_its_line(line: int, section: str) -> None:
    """Section is the document's heading above the line; in the tables with level and group."""
    assert {c["section"] for c in CLAUSES if c["line"] == line} == {section}


def test_clauses_are_whole_sentences_and_differ() -> None:
    """Every clause has the five keys, perhaps a reason or readers, and a statement of its own."""
    keys = {"id", "line", "kind", "section", "statement"}
    assert all(set(clause) - {"not_formalised", "by"} == keys for clause in CLAUSES)
    statements = [clause["statement"] for clause in CLAUSES]
    assert len(set(statements)) == 407
    assert all(text == text.strip() and text.endswith(".") for text in statements)
