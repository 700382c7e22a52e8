"""One fault after another in clean criteria: each is found, at its line and column, and no more."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from needcheck.criteria.lint.finding import Finding
from tests.criteria.lint import clean
from tests.criteria.lint.clean import (
    ACTIONS,
    AUTHORITY,
    CLAUSES,
    CONTACTS,
    FACTS,
    FILES,
    INTERVIEW,
    OURS,
    PROMPTS,
    QUESTIONS,
    VISIT,
)

CARET = "¦"
"""Stands before the character at which a finding must point; taken out before a file is written."""

Change = Callable[[str], str]


def put(old: str, new: str) -> Change:
    """Change the first ``old`` into ``new``."""

    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return change


def end(new: str) -> Change:
    """Put text at the end of a file."""
    return lambda text: text + new


def broken(root: Path, file: str, change: Change) -> tuple[list[Finding], int, int]:
    """What is found after a change, and the line and column where the caret should stand."""
    text = change(FILES[file])
    before = text[: text.index(CARET)]
    clean.write(root, {file: text.replace(CARET, "")})
    return clean.found(root), before.count("\n") + 1, len(before) - before.rfind("\n") - 1


def ours(kind: str, text: str) -> Change:
    """One more element of ours."""
    return end(f"[[{kind}]]\n{text}\n{OURS}")


ERRORS: list[tuple[str, str, Change, str, str]] = [
    # --- TOML and shape ---
    ("a string that does not end", VISIT, put('name = "Go"', 'name = "Go¦'), "toml", "not valid"),
    ("a key twice", VISIT, put('name = "Go"', 'name = "Go"\nname = "Go"¦'), "toml", "given twice"),
    ("an unknown key", VISIT, put('name = "Go"', 'name = "Go"\n¦nane = "Go"'), "shape",
     "unknown key 'nane', did you mean 'name'?"),
    ("a misspelt key", VISIT, put('outcome = "go"', '¦outcom = "go"'), "shape",
     "did you mean 'outcome'? allowed:"),
    ("a key that is missing", CONTACTS, put('[[contact]]\nid = "desk"\nname = "The desk"',
     '¦[[contact]]\nid = "desk"'), "shape", "the key 'name' is missing"),
    ("a number for a text", CONTACTS, put('"01234 567890"', "¦1234"), "shape", "text in quotes"),
    ("a text for a list", VISIT, put('for = ["go"]', 'for = ¦"go"'), "shape", "must be a list"),
    ("a wrong word", VISIT, put('kind = "do"', 'kind = ¦"doo"'), "shape", "'do', 'do_not'"),
    ("a word that is no value", VISIT, put("gates = true", "gates = ¦yes"), "toml", "yes is true"),
    ("quotes in quotes", VISIT, put('"grave or days >= 5"', '"grave or days >= "¦five""'), "toml",
     "between the other kind"),
    ("a smallest number above the greatest", FACTS, put('[[fact]]\nid = "days"\ntype = "number"\n'
     'ask = "days?"\nshort = "days"\nunit = "days"\nminimum = 0', '¦[[fact]]\nid = "days"\n'
     'type = "number"\nask = "days?"\nshort = "days"\nunit = "days"\nminimum = 31'), "shape",
     "minimum is above maximum"),
    ("a number without end", FACTS, put("maximum = 30", f"maximum = ¦{'9' * 300}"), "shape",
     "less than or equal to 1000000000"),
    ("no source", VISIT, put('[[outcome]]\nid = "go"\nname = "Go"\ncites = ["TOY-1"]',
     '¦[[outcome]]\nid = "go"\nname = "Go"'), "shape", "give cites"),
    ("a clause in small letters", VISIT, put('cites = ["TOY-1"]', 'cites = [¦"toy-1"]'), "shape",
     "two to six capital letters"),
    ("an unknown key of the head", VISIT, put('title = "A visit"',
     'title = "A visit"\n¦titel = "A"'), "shape", "unknown key 'titel'"),
    # --- ids ---
    ("an id that is code", VISIT, put('id = "odd"', 'id = ¦"__import__"'), "shape",
     "this is no id"),
    ("an id with a look-alike letter", FACTS, put('id = "days"',
     'id = ¦"d\N{CYRILLIC SMALL LETTER A}ys"'), "shape", "U+0430 (CYRILLIC SMALL LETTER A)"),
    ("an id in capitals", VISIT, put('id = "odd"', 'id = ¦"Odd"'), "shape", "lower-case"),
    ("a fact twice", FACTS, put('id = "days"', 'id = ¦"grade"'), "twice",
     "fact grade stands twice"),
    ("a contact twice", CONTACTS, end('[[contact]]\nid = ¦"desk"\nname = "d"\nprinted_in = "p"\n'
     + OURS), "twice", "contact desk stands twice"),
    ("an outcome twice", VISIT, put('id = "wait"\nname', 'id = ¦"go"\nname'), "twice",
     "outcome go stands twice"),
    ("an action that a pathway has", ACTIONS, put('id = "look_again"', 'id = ¦"ring"'), "twice",
     "action ring stands twice"),
    ("a rule twice", VISIT, ours("rule", 'id = ¦"go_grave"\noutcome = "go"\nwhen = "worried"\n'
     'text = "t"'), "twice", "rule go_grave stands twice"),
    ("a query twice", VISIT, ours("query", 'id = ¦"odd"\nwhen = "worried"\ntext = "t"'), "twice",
     "query odd"),
    ("a clause twice", CLAUSES, end('[[clause]]\nid = ¦"TOY-2"\nline = 3\nkind = "k"\n'
     'section = "s"\nstatement = "s"\nnot_formalised = "n"\n'), "twice", "clause TOY-2"),
    ("a condition called as a fact", VISIT, put('id = "grave"', 'id = ¦"days"'), "twice",
     "days is a fact already"),
    ("a fact called as a word of conditions", FACTS, put('id = "called_at"', 'id = ¦"not"'),
     "reserved", "a word of their own"),
    # --- conditions ---
    ("an unknown fact", VISIT, put('"grave or days >= 5"', '"grave or ¦dayz >= 5"'), "condition",
     "did you mean days"),
    ("a second unknown fact", VISIT, put('"grave or days >= 5"', '"grove or ¦dayz >= 5"'),
     "condition", "did you mean days"),
    ("one = for two", VISIT, put('"grave or days >= 5"', '"grave or days ¦= 5"'), "condition",
     'write == for "is"'),
    ("a wrong choice", VISIT, put('grade == "grave"', 'grade == ¦"grey"'), "condition",
     "grade can be mild, grave"),
    ("a wrong type", VISIT, put('"grave or days >= 5"', "'grave or days >= ¦\"5\"'"),
     "condition", "a whole number"),
    ("a call", VISIT, put('"not worried"', "\"¦__import__('os').system('id')\""), "condition",
     "only count(fact)"),
    ("outcome in a rule", VISIT, put('"for_long < months(3)"', "'¦outcome == \"go\"'"), "condition",
     "no fact or condition named outcome"),
    ("the unit of an elapsed time", VISIT, put("months(3)", "¦weeks(3)"), "condition", "months"),
    ("a step's condition", INTERVIEW, put('when = "worried"', 'when = "worried and ¦wurried"'),
     "condition", "did you mean worried"),
    ("an action's condition", VISIT, put('for = ["go"]\ntext = "Ring', 'for = ["go"]\n'
     'when = "known(¦wurried)"\ntext = "Ring'), "condition", "wurried"),
    ("a query's condition", VISIT, put("days >= 5 and not worried", "days >= 5 and ¦wurried"),
     "condition", "wurried"),
    ("an invariant's condition", VISIT, put("'outcome == \"go\"'", "'outcome == ¦\"gone\"'"),
     "condition", "outcome can be go, wait, not_yet"),
    ("when a pathway is suggested", VISIT, put('harm="either"', 'harm=¦"neither"'), "condition",
     "harm can be"),
    ("a condition over several lines", VISIT, put('when = "grave or days >= 5"',
     'when = """\ngrave \\\n  or\n  ¦dayz >= 5"""'), "condition", "dayz"),
    ("a condition with escapes", VISIT, put("'worried and grade == \"grave\"'",
     '"worried and grade == ¦\\"grey\\""'), "condition", "grade can be"),
    ("a condition that rests on itself", VISIT, put('id = "grave"\ntext = "it is grave"\n'
     '[[derived.any]]\nwhen = \'worried and', 'id = ¦"grave"\ntext = "it is grave"\n'
     '[[derived.any]]\nwhen = \'grave and'), "circle", "grave -> grave"),
    # --- names ---
    ("the outcome of a rule", VISIT, put('outcome = "go"', 'outcome = ¦"went"'), "name",
     "no outcome went; there is: go, wait, not_yet"),
    ("for", VISIT, put('["wait", "not_yet"]', '["wait", ¦"nt_yet"]'), "name",
     "(did you mean not_yet?)"),
    ("a contact", VISIT, put('contact = "desk"', 'contact = ¦"dsk"'), "name", "no contact dsk"),
    ("an action set", VISIT, put('close_with = ["standing"]', 'close_with = ["standing", ¦"x"]'),
     "name", "no action set x"),
    ("a section", VISIT, put('sections = ["first"]', 'sections = ["first", ¦"frst"]'), "name",
     "no section frst"),
    ("the fact of a step", INTERVIEW, put('fact = "grade"', 'fact = ¦"grde"'), "name", "grde"),
    ("a listed fact that is no yes/no fact", VISIT, put('facts = ["worried"]',
     'facts = ["worried", ¦"days"]'), "name", "no yes/no fact days"),
    ("asks", VISIT, put('asks = ["worried"]', 'asks = [¦"wurried"]'), "name", "no fact wurried"),
    ("due from", VISIT, put('from = "called_at"', 'from = ¦"days"'), "name",
     "no datetime fact days"),
    ("due before", VISIT, put('{ from = "called_at", hours = 48,', '{ before = ¦"leave",'), "name",
     "no action leave"),
    ("alarm", VISIT, put('alarm = "grave"', 'alarm = ¦"harm_route"'), "name", "there is: grave"),
    ("first_fact", VISIT, put('first_fact = "worried"', 'first_fact = ¦"harm"'), "name", "harm"),
    ("for_roles", VISIT, put('for_roles = ["education"]', 'for_roles = [¦"teacher"]'), "name",
     "no role teacher; there is: education, police"),
    ("the action of an invariant", VISIT, put('shows = ["ring"]', 'shows = [¦"rung"]'), "name",
     "no action rung"),
    ("a regular expression", VISIT, put("says = ['Ring", "says = [¦'(Ring"), "pattern",
     "not a regular expression"),
    ("a regular expression without end", VISIT, put("says = ['Ring", "says = [¦'(a+)+$', 'Ring"),
     "pattern", "repeats no group"),
    ("implies that cannot be read", PROMPTS, put('"worried == yes"', '¦"worried = yes"'), "name",
     "such as disabled == yes"),
    ("implies of an unknown fact", PROMPTS, put('"worried == yes"', '¦"wurried == yes"'), "name",
     "wurried"),
    ("implies with a wrong answer", PROMPTS, put('"worried == yes"', '¦"worried == ja"'), "name",
     "no answer to worried ja"),
    ("uses", VISIT, put('title = "A visit"', 'title = "A visit"\nderived_from = ¦"levle"'), "name",
     "the framework has no pathway levle"),
    # --- meaning ---
    ("not_yet is not last", VISIT, put('id = "not_yet"\nname', 'id = ¦"unsure"\nname'),
     "last-outcome", "the last outcome of every pathway is not_yet"),
    ("an outcome that nothing leads to", VISIT, lambda text: put("gates = true\n", "")(
     put('id = "wait"\nname', 'id = ¦"wait"\nname')(text)), "no-way-to", "nothing leads to wait"),
    ("an outcome without a route", VISIT, lambda text: put('for = ["wait", "not_yet"]',
     'for = ["not_yet"]')(put('id = "wait"\nname', 'id = ¦"wait"\nname')(text)), "no-way-on",
     "nothing is to be done at wait"),
    ("a clause that is in no register", VISIT, put('cites = ["TOY-1"]',
     'cites = ["TOY-1", ¦"TOY-9"]'), "no-clause", "no clause TOY-9"),
    ("a clause of a document that is not there", VISIT, put('cites = ["TOY-1"]',
     'cites = ["TOY-1", ¦"TOI-1"]'), "no-clause", "no clause TOI-1 (did you mean TOY-1?)"),
    ("no first question", VISIT, lambda text: put('alarm = "grave"', 'alarm = ¦"grave"')(
     put('first_fact = "worried"\n', "")(text)), "no-first-fact", "give first_fact"),
    ("a day that is none", CONTACTS, put('"2026-10-01"', '¦"1 October 2026"'), "stale",
     "2026-11-20"),
    ("a day to come", CONTACTS, put('"2026-10-01"', '¦"2026-12-01"'), "stale", "still to come"),
]  # fmt: skip

WARNINGS: list[tuple[str, str, Change, str, str]] = [
    ("ids that look alike", FACTS, end(f'[[fact]]\nid = ¦"day5"\ntype = "yes_no"\nask = "?"\n'
     f'short = "s"\n{OURS}'), "look-alike", "easily taken for days"),
    ("a fact that no step asks", VISIT, put('[[section.step]]\nfact = "days"\n' + OURS, ""),
     "unasked", "no step asks days"),
    ("a deadline from a moment that no step asks", VISIT, put('[[section.step]]\n'
     'fact = "called_at"\nwhen = \'outcome == "go"\'\n' + OURS, ""), "unasked", "never counted"),
    ("a step whose answer nothing reads", VISIT, put('unless = "for_long < months(3)"\n', ""),
     "unread", "for_long is asked here and nothing"),
    ("a contact that no action names", VISIT, put('contact = "desk"\n', ""), "unused",
     "the contact desk"),
    ("an action set that no pathway has", ACTIONS, end('[[set]]\nid = ¦"other"\n'), "unused",
     "the action set other"),
    ("a fact for nobody", FACTS, end(f'[[fact]]\nid = ¦"spare"\ntype = "yes_no"\nask = "?"\n'
     f'short = "s"\n{OURS}'), "unused", "the fact spare"),
    ("a condition that is named nowhere", VISIT, end(f'[[derived]]\nid = ¦"spare"\ntext = "t"\n'
     f'[[derived.any]]\nwhen = "worried"\n{OURS}'), "unused", "no condition names spare"),
    ("a clause that nothing cites", CLAUSES, end('[[clause]]\nid = ¦"TOY-3"\nline = 3\nkind = "k"\n'
     'section = "s"\nstatement = "s"\n'), "unused", "nothing cites TOY-3"),
    ("a clause that is cited and not formalised", VISIT, put('cites = ["TOY-1"]',
     'cites = ["TOY-1", "TOY-2"]'), "both", "TOY-2 is cited by"),
    ("a contact checked long ago", CONTACTS, put('"2026-10-01"', '¦"2025-11-20"'), "stale",
     "12 months ago or more"),
    ("a text to be filled in", AUTHORITY, put('"The toy document"', '"¦TO FILL: a title"'),
     "to-fill", "1 text is still"),
    ("a rule that no scenario makes fire", VISIT, ours("rule", 'id = ¦"more"\noutcome = "go"\n'
     'when = "worried"\ntext = "t"'), "never-fires", "the rule more fires in no scenario"),
    ("a limit that no scenario tries", VISIT, put("days >= 5", "days >= 7"), "boundary",
     "no scenario tries days at and above 7 days"),
    ("a time that no scenario tries", VISIT, put("months(3)", "months(2)"), "boundary",
     "no scenario tries for_long below 2 months"),
]  # fmt: skip


def test_nothing_is_found_where_nothing_is_wrong(tmp_path: Path) -> None:
    """The criteria that all these tests break are clean, so that every finding has its cause."""
    assert clean.found(clean.write(tmp_path)) == []


@pytest.mark.parametrize(
    ("file", "change", "check", "said"), [x[1:] for x in ERRORS], ids=[x[0] for x in ERRORS]
)
def test_an_error_is_found_at_its_line_and_column(
    tmp_path: Path, file: str, change: Change, check: str, said: str
) -> None:
    """What is wrong is an error, at the very character, with the line and what is allowed."""
    findings, line, column = broken(tmp_path, file, change)
    errors = [f for f in findings if f.severity == "error"]
    found = [f for f in errors if (f.check, f.line, f.column) == (check, line, column)]
    assert found, findings
    assert said in found[0].message
    assert found[0].path == tmp_path / file
    assert found[0].shown == (tmp_path / file).read_text("utf-8").split("\n")[line - 1]


@pytest.mark.parametrize(
    ("file", "change", "check", "said"), [x[1:] for x in WARNINGS], ids=[x[0] for x in WARNINGS]
)
def test_a_warning_is_found(
    tmp_path: Path, file: str, change: Change, check: str, said: str
) -> None:
    """What is doubtful is a warning, at its place, and never an error."""
    text = change(FILES[file])
    clean.write(tmp_path, {file: text.replace(CARET, "")})
    findings = clean.found(tmp_path)
    assert not [f for f in findings if f.severity == "error"], findings
    found = [f for f in findings if f.check == check and said in f.message]
    assert found, findings
    if CARET in text:
        before = text[: text.index(CARET)]
        assert found[0].line == before.count("\n") + 1
        assert found[0].column == len(before) - before.rfind("\n") - 1
    assert found[0].line is not None


def test_many_findings_come_in_one_run(tmp_path: Path) -> None:
    """Faults of every kind in several files are told at once, in the order of the files."""
    clean.write(
        tmp_path,
        {
            VISIT: put("days >= 5", "dayz >= 5")(
                put('outcome = "go"', 'outcome = "went"')(
                    put('kind = "say"', 'kind = "sy"')(FILES[VISIT])
                )
            )
            + '[[query]]\nid = "a\n[[query]]\nid = "b"\nwhen = "x"\n',
            CONTACTS: put('phone = "', 'fone = "')(FILES[CONTACTS]),
            QUESTIONS: put('type = "yes_no"', 'type = "yes"')(FILES[QUESTIONS]),
        },
    )
    found = clean.found(tmp_path)
    checks = [(f.path.name, f.check) for f in found]
    assert ("visit.toml", "toml") in checks
    assert checks.count(("visit.toml", "shape")) == 2
    assert ("visit.toml", "condition") in checks
    assert ("visit.toml", "name") in checks
    assert ("contacts.toml", "shape") in checks
    assert ("questions.toml", "shape") in checks
    assert [(str(f.path), f.line or 0) for f in found] == sorted(
        (str(f.path), f.line or 0) for f in found
    )


@pytest.mark.parametrize("lost", ["worried", "go", "desk"])
def test_what_could_not_be_read_is_not_missed_elsewhere(tmp_path: Path, lost: str) -> None:
    """An element that is wrong itself gives one finding, not one more for each that names it."""
    file = {"worried": QUESTIONS, "go": VISIT, "desk": CONTACTS}[lost]
    text = put(f'id = "{lost}"\n', f'id = "{lost}"\nbasis = "no"\n')(FILES[file])
    text = text.replace('\nbasis = "needcheck"', "", 1) if lost == "worried" else text
    found = clean.found(clean.write(tmp_path, {file: text}))
    assert [f.check for f in found] == ["shape"]


def test_what_the_framework_holds_is_unused_only_if_nobody_uses_it(tmp_path: Path) -> None:
    """A fact that one authority leaves unread may serve another; what none reads is found."""
    spare = f'[[fact]]\nid = "spare"\ntype = "yes_no"\nask = "?"\nshort = "s"\n{OURS}'
    clean.write(tmp_path, {QUESTIONS: FILES[QUESTIONS] + spare})
    assert [f.check for f in clean.found(tmp_path)] == ["unused"]
    reads = put("days >= 5 and not worried", "days >= 5 and not worried and not spare")
    asks = put('fact = "days"\n', 'fact = "days"\n' + OURS + '[[section.step]]\nfact = "spare"\n')
    for name in [n for n in FILES if n.startswith(clean.FOLDER)]:
        text = FILES[name].replace("toytown", "other").replace("TOY-", "OTH-")
        other = name.replace("toytown", "other")
        (tmp_path / other).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / other).write_text(asks(reads(text)) if name == VISIT else text, "utf-8")
    assert clean.found(tmp_path) == []


def test_a_clause_of_another_document_is_no_source(tmp_path: Path) -> None:
    """What another council's document says is never said as if this one's did."""
    other = FILES[CLAUSES].replace("toytown", "other").replace("TOY-", "OTH-")
    text = put('cites = ["TOY-1"]', 'cites = ["TOY-1", "OTH-1"]')(FILES[VISIT])
    found = clean.found(clean.write(tmp_path, {"clauses/other.toml": other, VISIT: text}))
    assert [(f.check, f.severity) for f in found] == [("no-clause", "error")]
    assert "another document (other)" in found[0].message


@pytest.mark.parametrize("fault", ['statement = "Ring."', "[[clause]]"])
def test_a_broken_register_is_one_finding(tmp_path: Path, fault: str) -> None:
    """What cites its clauses is not wrong on that account."""
    text = FILES[CLAUSES].replace(fault, fault[:-1], 1)
    found = clean.found(clean.write(tmp_path, {CLAUSES: text}))
    assert {f.check for f in found if f.severity == "error"} == {"toml"}


@pytest.mark.parametrize("mended", [True, False])
def test_harm_stops_every_pathway(tmp_path: Path, mended: bool) -> None:
    """A pathway beside a framework that says what harm is names what comes before all else."""
    level = (
        'id = "level"\ntitle = "Level"\nalarm = "harmed"\nfirst_fact = "worried"\n'
        '[[derived]]\nid = "harmed"\ntext = "harm"\n[[derived.any]]\nwhen = "worried"\n' + OURS
    )
    text = put('title = "A visit"', 'title = "A visit"\nderived_from = "level"')(FILES[VISIT])
    text = text if mended else put('alarm = "grave"\n', "")(text)
    found = clean.found(clean.write(tmp_path, {"framework/level.toml": level, VISIT: text}))
    errors = [f.check for f in found if f.severity == "error"]
    assert errors == ([] if mended else ["no-alarm"])


def test_contacts_that_were_never_checked_are_found_on_request(tmp_path: Path) -> None:
    """Without an age nothing is said of them; with one they count as old."""
    clean.write(tmp_path, {CONTACTS: put('checked_on = "2026-10-01"\n', "")(FILES[CONTACTS])})
    assert clean.found(tmp_path) == []
    assert ["never checked" in f.message for f in clean.found(tmp_path, stale=1)] == [True]


@pytest.mark.parametrize(("months", "old"), [(2, False), (1, True)])
def test_an_age_is_counted_in_whole_months(tmp_path: Path, months: int, old: bool) -> None:
    """A contact checked on 1 October is one month old on 20 November, not two."""
    assert bool(clean.found(clean.write(tmp_path), stale=months)) == old


def test_a_scenario_that_cannot_be_read_is_found(tmp_path: Path) -> None:
    """It would otherwise count for nothing in silence."""
    name = "scenarios/toytown/at.toml"
    clean.write(tmp_path, {name: FILES[name].replace("days = 5", "days = 5\nnothing = 1")})
    found = [f for f in clean.found(tmp_path) if f.check == "scenario"]
    assert [(f.path, f.line) for f in found] == [(tmp_path / name, 9)]


def test_without_scenarios_nothing_is_said_of_them(tmp_path: Path) -> None:
    """Limits and rules are held against scenarios only where there are some."""
    none = dict.fromkeys((name for name in FILES if name.startswith("scenarios")), None)
    text = put("days >= 5", "days >= 7")(FILES[VISIT])
    assert clean.found(clean.write(tmp_path, {**none, VISIT: text})) == []
