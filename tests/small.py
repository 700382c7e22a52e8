"""A small authority for tests of the engine: one toy fact of every type and eight toy prompts.

Nothing in it is guidance. ``bundle`` makes it in memory with any pathway; ``write`` puts it into
a folder as criteria files, for tests of the loader.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from needcheck.case.answers import Answers, Case
from needcheck.case.facts import Gate
from needcheck.criteria import model
from needcheck.criteria.authority import Authority, Contact
from needcheck.criteria.bundle import Bundle
from needcheck.errors import Place
from needcheck.recommend.compile import Plan, compile_pathway

DAY = dt.date(2026, 11, 20)
NOW = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
OURS = {"basis": "needcheck", "why": "A toy."}

FACTS = """
[[fact]]
id = "worried"
type = "yes_no"
graver = "yes"
ask = "Worried?"
short = "worried"
cites = ["TOY-1"]

[[fact]]
id = "asked"
type = "yes_no"
graver = "no"
ask = "Asked?"
short = "asked"
cites = ["TOY-1"]

[[fact]]
id = "grade"
type = "choice"
ordered = true
ask = "Grade?"
short = "grade"
choices = [
  { id = "mild", text = "Mild" },
  { id = "middle", text = "Middle" },
  { id = "grave", text = "Grave" },
]
cites = ["TOY-1"]

[[fact]]
id = "colour"
type = "choice"
ask = "Colour?"
short = "colour"
choices = [{ id = "red", text = "Red" }, { id = "blue", text = "Blue" }]
cites = ["TOY-1"]

[[fact]]
id = "things"
type = "many"
none_choice = "none"
ask = "Things?"
short = "things"
choices = [
  { id = "none", text = "None" },
  { id = "cup", text = "Cup" },
  { id = "dish", text = "Dish" },
  { id = "fork", text = "Fork" },
]
cites = ["TOY-1"]

[[fact]]
id = "tools"
type = "many"
ask = "Tools? (one at least)"
short = "tools"
choices = [{ id = "saw", text = "Saw" }, { id = "axe", text = "Axe" }]
cites = ["TOY-1"]

[[fact]]
id = "age"
type = "number"
unit = "years"
minimum = 0
maximum = 18
ask = "Age?"
short = "age"
cites = ["TOY-1"]

[[fact]]
id = "born"
type = "date"
ask = "Born?"
short = "born"
cites = ["TOY-1"]

[[fact]]
id = "called_at"
type = "datetime"
ask = "Called?"
short = "called"
cites = ["TOY-1"]

[[fact]]
id = "in_months"
type = "elapsed"
unit = "months"
ask = "How long?"
short = "how long (months)"
cites = ["TOY-1"]

[[fact]]
id = "in_weeks"
type = "elapsed"
unit = "weeks"
ask = "How long?"
short = "how long (weeks)"
cites = ["TOY-1"]

[[fact]]
id = "reason"
type = "reason"
ask = "Why not?"
short = "reason"
cites = ["TOY-1"]
"""


def _prompt(number: int, level: str, group: str, harm: str = "none", **more: Any) -> dict[str, Any]:
    strength = level == "universal"
    return {
        "id": f"toy-{number}",
        "level": level,
        "group": group,
        "polarity": "strength" if strength else "concern",
        "harm": harm,
        "text": f"Toy prompt {number}",
        "cites": (f"TOY-{number}",),
        **more,
    }


PROMPTS = [
    _prompt(101, "specialist", "child", "either"),
    _prompt(102, "specialist", "parents", "protection", topics=("play",)),
    _prompt(103, "specialist", "home", "explicit"),
    _prompt(104, "targeted", "child", cites=("TOY-104", "TOY-204"), topics=("play",)),
    _prompt(105, "targeted", "home", implies="worried == yes"),
    _prompt(106, "additional", "child", also=("targeted",)),
    _prompt(107, "universal", "child", topics=("safety",)),
    _prompt(108, "universal", "home", topics=("safety",)),
]

AUTHORITY = """
id = "toytown"
name = "Toytown"

[document]
title = "The toy document"
publisher = "Toytown"
date = "May 2018"
verify = "Ask."
cites = ["TOY-1"]

[[saying]]
id = "emergency"
text = "Immediate danger: 999."
basis = "needcheck"
why = "A toy."
"""

CONTACTS = """
[[contact]]
id = "desk"
name = "The desk"
phone = "01234 567890"
printed_in = "Section 1"
cites = ["TOY-1"]
"""

ACTIONS = """
[[set]]
id = "standing"

[[set.action]]
id = "ring"
kind = "do"
text = "Ring the desk."
contact = "desk"
cites = ["TOY-1"]
"""

INTERVIEW = """
[[section]]
id = "first"
title = "First"

[[section.step]]
fact = "worried"
cites = ["TOY-1"]
"""

PATHWAY = """
id = "visit"
title = "A visit"

[[outcome]]
id = "go"
name = "Go"
cites = ["TOY-1"]

[[outcome]]
id = "not_yet"
name = "Not yet"
cites = ["TOY-1"]

[[rule]]
id = "go_worried"
outcome = "go"
when = "worried"
unless = "asked"
text = "You are worried."
cites = ["TOY-1"]
"""


def rule(name: str, outcome: str, when: str, unless: str = "") -> dict[str, Any]:
    """A rule as it would stand in a file."""
    return {"id": name, "outcome": outcome, "when": when, "unless": unless, "text": name, **OURS}


def pathway(
    outcomes: Iterable[str], rules: Iterable[Mapping[str, Any]] = (), **more: Any
) -> model.Pathway:
    """A pathway with these outcomes, most urgent first, and ``not_yet`` at the end."""
    named = [{"id": o, "name": o.capitalize(), **OURS} for o in (*outcomes, "not_yet")]
    return model.Pathway.model_validate(
        {"id": "toy", "title": "Toy", "outcome": named, "rule": list(rules), **more}
    )


def bundle(own: model.Pathway | None = None) -> Bundle:
    """The toy authority with one pathway."""
    own = own or model.Pathway.model_validate(tomllib.loads(PATHWAY))
    return replace(_authority(), pathways={own.id: own})


@cache
def _authority() -> Bundle:
    facts = [model.Fact.model_validate(f) for f in tomllib.loads(FACTS)["fact"]]
    prompts = [model.Prompt.model_validate(p) for p in PROMPTS]
    contacts = [Contact.model_validate(c) for c in tomllib.loads(CONTACTS)["contact"]]
    sets = [model.ActionSet.model_validate(s) for s in tomllib.loads(ACTIONS)["set"]]
    return Bundle(
        authority=Authority.model_validate(tomllib.loads(AUTHORITY)),
        facts={f.id: f for f in facts},
        prompts={p.id: p for p in prompts},
        sections=(),
        contacts={c.id: c for c in contacts},
        pathways={},
        clauses={},
        sets={s.id: s for s in sets},
        sha256="0" * 64,
    )


def plan(own: model.Pathway) -> Plan:
    """One pathway of the toy authority, compiled."""
    return compile_pathway(bundle(own), own.id)


def answers(raw: Mapping[str, Any], own: Bundle | None = None) -> Answers:
    """Answers through the gate, as from a file."""
    return Gate(own or bundle(), NOW).read(raw, lambda _: Place("answers.toml", 1))


def case(
    facts: Mapping[str, Any] | None = None,
    present: Iterable[str] = (),
    absent: Iterable[str] = (),
) -> Case:
    """A case of typed facts and prompts, on ``DAY``."""
    return Case(dict(facts or {}), frozenset(present), frozenset(absent), DAY)


def prompts_toml() -> str:
    """The toy prompts as a file."""
    lines = ["[classification]", 'basis = "needcheck"', 'why = "A toy."']
    for prompt in PROMPTS:
        lines += ["", "[[prompt]]"]
        for key, value in prompt.items():
            shown = list(value) if isinstance(value, tuple) else value
            lines.append(f"{key} = {shown!r}")
    return "\n".join(lines).replace("'", '"') + "\n"


FILES = {
    "framework/questions.toml": FACTS,
    "framework/interview.toml": INTERVIEW,
    "authorities/toytown/authority.toml": AUTHORITY,
    "authorities/toytown/contacts.toml": CONTACTS,
    "authorities/toytown/actions.toml": ACTIONS,
    "authorities/toytown/visit.toml": PATHWAY,
}


def write(root: Path, changes: Mapping[str, str] | None = None) -> Path:
    """Write the toy authority below ``root``, some files with other text; the data root."""
    files = {**FILES, "framework/prompts.toml": prompts_toml(), **(changes or {})}
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


HULL_LEVELS = 'id = "level"\ntitle = "Level"\nuses = "level"\n' + "".join(
    f'\n[[outcome]]\nid = "{name}"\nname = "{name}"\ncites = ["TOY-1"]\n'
    for name in ("specialist", "targeted", "additional", "universal", "not_yet")
)
