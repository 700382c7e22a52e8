"""Criteria of a toy authority in which nothing is to be found: with a register and scenarios."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

from needcheck.criteria.lint.check import Check
from needcheck.criteria.lint.finding import Finding
from needcheck.criteria.lint.target import target
from needcheck.jobs.scenarios.coverage import cover
from tests import small

DAY = dt.date(2026, 11, 20)
FOLDER = "authorities/toytown"
VISIT, FACTS = f"{FOLDER}/visit.toml", f"{FOLDER}/facts.toml"
CONTACTS, ACTIONS = f"{FOLDER}/contacts.toml", f"{FOLDER}/actions.toml"
AUTHORITY = f"{FOLDER}/authority.toml"
QUESTIONS, PROMPTS = "framework/questions.toml", "framework/prompts.toml"
INTERVIEW = "framework/interview.toml"
CLAUSES = "clauses/toytown.toml"
OURS = 'basis = "needcheck"\nwhy = "A toy."\n'


def _fact(name: str, kind: str, more: str = "") -> str:
    head = f'[[fact]]\nid = "{name}"\ntype = "{kind}"\nask = "{name}?"\nshort = "{name}"\n'
    return f"{head}{more}{OURS}\n"


def _scenario(title: str, answers: str) -> str:
    head = f'[scenario]\ntitle = "{title}"\nauthority = "toytown"\npathway = "visit"\n'
    return f"{head}as_of = 2026-11-20\n\n[answers]\n{answers}\n"


_GRADES = 'choices = [{ id = "mild", text = "Mild" }, { id = "grave", text = "Grave" }]\n'
_ROLES = 'choices = [{ id = "education", text = "School" }, { id = "police", text = "Police" }]\n'

FILES: dict[str, str] = {
    QUESTIONS: _fact("worried", "yes_no")
    + _fact("grade", "choice", f"ordered = true\n{_GRADES}")
    + _fact("role", "choice", _ROLES),
    INTERVIEW: '[[section]]\nid = "first"\ntitle = "First"\n'
    f'[[section.step]]\nfact = "worried"\n{OURS}'
    f'[[section.step]]\nfact = "grade"\nwhen = "worried"\n{OURS}'
    f'[[section.step]]\nprompts = "child"\n{OURS}',
    PROMPTS: f"[classification]\n{OURS}"
    '[[prompt]]\nid = "toy-101"\nlevel = "specialist"\ngroup = "child"\npolarity = "concern"\n'
    f'harm = "either"\ntext = "A sign"\nimplies = "worried == yes"\n{OURS}',
    AUTHORITY: small.AUTHORITY,
    CONTACTS: '[[contact]]\nid = "desk"\nname = "The desk"\nphone = "01234 567890"\n'
    'printed_in = "Section 1"\nchecked_on = "2026-10-01"\ncites = ["TOY-1"]\n',
    ACTIONS: '[[set]]\nid = "standing"\n[[set.action]]\nid = "look_again"\nkind = "say"\n'
    f'text = "Look again."\n{OURS}',
    FACTS: _fact("days", "number", 'unit = "days"\nminimum = 0\nmaximum = 30\n')
    + _fact("called_at", "datetime")
    + _fact("for_long", "elapsed", 'unit = "months"\n'),
    CLAUSES: 'authority = "toytown"\ndocument = "D"\nsource = "S"\ndate = "May 2018"\n'
    '[[clause]]\nid = "TOY-1"\nline = 1\nkind = "rule"\nsection = "1"\nstatement = "Ring."\n'
    '[[clause]]\nid = "TOY-2"\nline = 2\nkind = "text"\nsection = "2"\nstatement = "Hello."\n'
    'not_formalised = "A greeting."\n',
    VISIT: f"""\
id = "visit"
title = "A visit"
alarm = "grave"
first_fact = "worried"
sections = ["first"]
for_roles = ["education"]
close_with = ["standing"]
suggest_when = 'prompts(harm="either") >= 1'

[[derived]]
id = "grave"
text = "it is grave"
[[derived.any]]
when = 'worried and grade == "grave"'
cites = ["TOY-1"]

[[outcome]]
id = "go"
name = "Go"
cites = ["TOY-1"]

[[outcome]]
id = "wait"
name = "Wait"
{OURS}
[[outcome]]
id = "not_yet"
name = "Not yet"
{OURS}
[[rule]]
id = "go_grave"
outcome = "go"
when = "grave or days >= 5"
unless = "for_long < months(3)"
text = "It is grave."
cites = ["TOY-1"]

[[requirement]]
id = "not_worried"
for = ["wait"]
gates = true
when = "not worried"
text = "Nobody is worried."
unmet = "Somebody is worried."
unknown = "Is somebody worried?"
{OURS}
[[action]]
id = "ring"
kind = "do"
for = ["go"]
text = "Ring the desk."
contact = "desk"
due = {{ from = "called_at", hours = 48, text = "within 48 hours" }}
cites = ["TOY-1"]

[[action]]
id = "wait"
kind = "say"
for = ["wait", "not_yet"]
text = "Wait."
{OURS}
[[query]]
id = "odd"
when = "days >= 5 and not worried"
text = "That does not fit together."
asks = ["worried"]
{OURS}
[[invariant]]
id = "INV-1"
text = "Whoever goes rings."
when = 'outcome == "go"'
shows = ["ring"]
says = ['Ring\\s+the\\s+desk']
{OURS}
[[section]]
id = "more"
title = "More"
[[section.step]]
facts = ["worried"]
title = "What is so?"
{OURS}
[[section.step]]
fact = "days"
{OURS}
[[section.step]]
fact = "for_long"
{OURS}
[[section.step]]
fact = "called_at"
when = 'outcome == "go"'
{OURS}
""",
    "scenarios/toytown/below.toml": _scenario("Below", 'days = 4\nfor_long = "2 months"'),
    "scenarios/toytown/at.toml": _scenario("At", 'days = 5\nfor_long = "3 months"'),
    "scenarios/toytown/above.toml": _scenario("Above", 'days = 6\nfor_long = "4 months"'),
}


def write(root: Path, changes: Mapping[str, str | None] | None = None) -> Path:
    """Write the toy authority below ``root``, some files with other text or none; the root."""
    for name, text in {**FILES, **(changes or {})}.items():
        if text is not None:
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return root


def found(root: Path, given: Path | None = None, *, stale: int | None = None) -> list[Finding]:
    """What a check of the data folder, or of a part of it, finds; scenarios included."""
    wanted = target(str(given or root), root)
    check = Check(wanted, root, DAY, stale)
    cover(check, check.run())
    return list(check.findings.within(wanted.places))
