from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

import needcheck
from needcheck.case.note import load_note
from needcheck.case.privacy import findings
from tests.cli.conftest import Run
from tests.terminal import environment

HULL = ("assess", "--authority", "hull", "--no-input")
DATA_KEYS = {
    "authority", "pathway", "as_of", "criteria", "outcome", "outcome_name", "scale", "settled",
    "harm_route", "provisional", "held", "still_possible", "requirements", "offers", "actions",
    "reasons", "queries", "strengths", "missing", "would_change",
}  # fmt: skip
BESIDE = {"note", "sayings"}
ITEM_KEYS = {
    "provisional": {"rule", "settles"},
    "held": {"rule", "by"},
    "still_possible": {"outcome", "settles"},
    "requirements": {"id", "state", "text"},
    "offers": {"id", "state", "why"},
    "actions": {"id", "kind", "state", "text", "contact", "due", "cites"},
    "reasons": {"rule", "text", "facts", "cites"},
    "would_change": {"fact", "to", "outcome"},
}
CASES = (
    ("--set", "harm=suspected"),
    ("--set", "harm=no", "--present", "hul-355", "--set", "impact=impaired"),
    ("--set", "harm=no", "--set", "needs=none", "--set", "impact=none"),
    ("--set", "harm=no", "--set", "disabled=yes", "--set", "needs=multiple"),
    (),
)
COMMANDS = (
    "assess", "show", "follow-up", "drafts", "replay", "settings", "criteria", "criteria list",
)  # fmt: skip


def envelope(text: str) -> dict[str, Any]:
    """The one envelope that stdout is, and nothing else."""
    found = json.loads(text)
    assert list(found) == ["needcheck", "command", "status", "data", "problems"]
    assert found["needcheck"] == needcheck.__version__
    assert text == json.dumps(found, ensure_ascii=False, indent=2) + "\n"
    return dict(found)


def data(run: Run, *words: str, **how: Any) -> dict[str, Any]:
    """The data of ``assess --json``."""
    done = run(*HULL, "--json", *words, **how)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return dict(envelope(done.stdout)["data"])


# assess without a person


@pytest.mark.parametrize("words", CASES, ids=" ".join)
def test_json_is_one_envelope_with_the_documented_keys(run: Run, words: tuple[str, ...]) -> None:
    """Whatever the answers: one envelope, every documented key, and every key of an item."""
    found = data(run, *words)
    assert set(found) == DATA_KEYS | BESIDE
    assert set(found["criteria"]) == {"id", "edition", "sha256", "overlays"}
    for name, keys in ITEM_KEYS.items():
        assert all(keys <= set(item) for item in found[name]), name
    assert all(isinstance(item, str) for item in found["missing"] + found["strengths"])
    assert found["actions"]


def test_the_same_answers_give_the_same_bytes(run: Run) -> None:
    """Two runs on the same day say the same, byte for byte, as JSON and as text."""
    words = (*HULL, "--as-of", "2026-11-20", "--set", "harm=no", "--present", "hul-355")
    for more in ((), ("--json",), ("--explain",)):
        assert run(*words, *more).stdout == run(*words, *more).stdout


def test_text_result_is_on_stdout_and_nothing_else_anywhere(run: Run) -> None:
    """The result goes to stdout, with the contact first; stderr is empty."""
    done = run(*HULL, "--set", "harm=known")
    assert (done.returncode, done.stderr) == (0, "")
    assert "CONTACT NOW" in "\n".join(done.stdout.splitlines()[:6])
    assert "\x1b" not in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_missing_answers_are_listed_and_not_filled_in(run: Run) -> None:
    """Nothing given: no level, the harm question among what is missing, exit 0."""
    found = data(run)
    assert found["outcome"] == "not_yet"
    assert "harm" in found["missing"]
    assert not found["settled"]


def test_complete_asks_for_a_settled_result(run: Run) -> None:
    """--complete prints the result all the same and ends with 4 until nothing can change it."""
    open_ = run(*HULL, "--complete", "--json", "--set", "harm=no")
    assert open_.returncode == 4
    assert envelope(open_.stdout)["data"]["settled"] is False
    assert open_.stderr.count("needcheck: ") == 1
    closed = run(*HULL, "--complete", "--json", "--set", "harm=suspected")
    assert closed.returncode == 0
    assert envelope(closed.stdout)["data"]["settled"] is True


def test_flags_stand_over_the_file(run: Run, tmp_path: Path) -> None:
    """What a flag says replaces what the file said, prompt by prompt."""
    path = tmp_path / "answers.toml"
    path.write_text(
        'authority = "hull"\n[answers]\nharm = "suspected"\n'
        '[answers.prompts]\npresent = ["hul-355"]\nlooked_through = ["child"]\n',
        "utf-8",
    )
    words = ("assess", "--no-input", "--json", "--answers", path)
    before = envelope(run(*words).stdout)["data"]
    after = envelope(run(*words, "--set", "harm=no", "--absent", "HUL-355").stdout)["data"]
    assert before["harm_route"]
    assert not after["harm_route"]
    assert after["outcome"] == "not_yet"


def test_answers_from_standard_input(run: Run) -> None:
    """``--answers -`` reads the same file from a pipe."""
    text = 'authority = "hull"\n[answers]\nharm = "known"\n'
    done = run("assess", "--answers", "-", "--no-input", "--json", stdin=text)
    assert envelope(done.stdout)["data"]["outcome"] == "specialist"


def test_answers_from_a_note_and_from_a_scenario(run: Run, note: Path, tmp_path: Path) -> None:
    """A case note and a scenario are answers, too; the scenario's day is the day."""
    from_note = envelope(run("assess", "--answers", note, "--no-input", "--json").stdout)["data"]
    assert from_note["harm_route"]
    path = scenario(tmp_path / "s.toml", "specialist")
    from_file = envelope(run("assess", "--answers", path, "--no-input", "--json").stdout)["data"]
    assert (from_file["outcome"], from_file["as_of"]) == ("specialist", "2026-11-20")


def test_as_of_is_the_day_of_the_decision(run: Run) -> None:
    """--as-of is the day that the result carries, and that "today" in answers means."""
    assert data(run, "--as-of", "2026-02-01")["as_of"] == "2026-02-01"


def test_answers_given_are_all_read_and_none_invented(run: Run, tmp_path: Path) -> None:
    """A note keeps exactly the answers that were given, and "not known" where it was said."""
    path = tmp_path / "n.toml"
    run(*HULL, "--set", "harm=no", "--set", "age=not known", "--set", "plan=cin;early_help",
        "--present", "HUL-355", "--looked-through", "child", "--note", path)  # fmt: skip
    answers = tomllib.loads(path.read_text("utf-8"))["answers"]
    prompts = answers.pop("prompts")
    assert not answers.pop("words", {})
    assert answers.pop("role") == "education"
    assert answers == {"harm": "no", "age": "not known", "plan": ["early_help", "cin"]}
    assert prompts["present"] == ["hul-355"]
    assert prompts["looked_through"] == ["child"]


# notes


def test_a_note_is_private_and_final(note: Path) -> None:
    """A saved note is readable by its owner alone and says that it is final."""
    kept = load_note(note)[0]
    assert kept.case.status == "final"
    assert kept.practitioner.role == "education"
    assert note.stat().st_mode & 0o777 == 0o600


def test_show_prints_what_was_recommended(run: Run, note: Path) -> None:
    """Show prints the note's result again: the same words as when it was decided."""
    done = run("show", note)
    assert (done.returncode, done.stderr) == (0, "")
    assert "CONTACT NOW" in done.stdout
    assert "criteria have changed" not in done.stdout
    decided = run(*HULL, "--set", "harm=suspected").stdout
    assert decided.splitlines()[:12] == done.stdout.splitlines()[:12]


def test_show_says_where_the_criteria_have_changed(run: Run, note: Path) -> None:
    """Another digest in the note: the old result stands, and it is said that criteria changed."""
    text = note.read_text("utf-8")
    digest = load_note(note)[0].criteria.sha256
    note.write_text(text.replace(digest, "0" * 64), "utf-8")
    done = run("show", note)
    assert done.returncode == 0
    assert "criteria have changed" in " ".join(done.stdout.split())
    assert "CONTACT NOW" in done.stdout
    shown = envelope(run("show", "--json", note).stdout)
    assert shown["data"]["criteria_changed"] == shown["problems"][0]


@pytest.mark.parametrize("words", [(), ("--record",), ("--json",), ("--explain",)], ids=" ".join)
def test_show_needs_the_file_alone(
    run: Run, note: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    """Without any criteria installed the note is shown, whole, and says that there are none."""
    package = Path(needcheck.__file__).parent
    bare = tmp_path / "bare" / "src"
    skip = shutil.ignore_patterns("__pycache__", "data")
    shutil.copytree(package, bare / "needcheck", ignore=skip)
    done = run("show", *words, note, PYTHONPATH=str(bare))
    assert (done.returncode, done.stderr) == (0, "")
    assert "01482 448879" in done.stdout
    if words != ("--record",):
        assert "no criteria for that authority" in " ".join(done.stdout.split())
    assert run(*HULL, PYTHONPATH=str(bare)).returncode == 2


def test_record_is_plain_text_of_eighty_columns(run: Run, note: Path) -> None:
    """The record for another system is ASCII-safe lines of 80 columns with the reference."""
    done = run("show", "--record", note)
    assert done.returncode == 0
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert "\t" not in done.stdout
    assert "Specialist support" in done.stdout


def test_an_existing_note_is_gone_on_with(run: Run, note: Path) -> None:
    """--note on an existing file: its answers stand, the flags over them, its history grows."""
    before = load_note(note)[0]
    done = run("assess", "--note", note, "--set", "informing_raises_risk=yes", "--no-input")
    assert done.returncode == 0, done.stderr
    after = load_note(note)[0]
    assert after.answers.facts["harm"] == "suspected"
    assert after.answers.facts["informing_raises_risk"] == "yes"
    assert after.case.created == before.case.created
    assert len(after.history) == len(before.history) + 1


def test_a_note_of_another_authority_is_refused(run: Run, note: Path) -> None:
    """A note belongs to one authority; another flag is an error and nothing is written."""
    text = note.read_text("utf-8").replace('authority = "hull"', 'authority = "other"')
    note.write_text(text, "utf-8")
    done = run("assess", "--authority", "hull", "--note", note, "--no-input")
    assert done.returncode == 2
    assert "another authority" in done.stderr
    assert note.read_text("utf-8") == text


# follow-up


def test_follow_up_lists_and_ticks(run: Run, note: Path) -> None:
    """What is to follow up is listed; ticking keeps when and what was answered."""
    listed = run("follow-up", note)
    assert listed.returncode == 0
    assert "[ ] harm_outcome" in listed.stdout
    done = run("follow-up", note, "--done", "harm_outcome", "--answer", "accepted",
               "--at", "2026-11-20 14:30")  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "accepted" in done.stdout
    assert str(note) in done.stderr
    (ticked,) = [f for f in load_note(note)[0].follow_ups if f.done]
    assert (ticked.id, ticked.answer) == ("harm_outcome", "accepted")
    assert ticked.done_at.startswith("2026-11-20T14:30")
    again = run("assess", "--note", note, "--no-input")
    assert again.returncode == 0
    assert any(f.done and f.id == "harm_outcome" for f in load_note(note)[0].follow_ups)


@pytest.mark.parametrize(
    "words", [("--done", "unheard"), ("--done", "harm_outcome", "--at", "yesterweek")], ids=" ".join
)
def test_follow_up_that_is_not_there(run: Run, note: Path, words: tuple[str, ...]) -> None:
    """An unknown follow-up or a time that is none is a usage error; the note is unchanged."""
    before = note.read_bytes()
    done = run("follow-up", note, *words)
    assert done.returncode == 2
    assert done.stdout == ""
    assert note.read_bytes() == before


# settings, drafts, criteria, replay


def test_settings_are_shown_changed_and_forgotten(run: Run, home: Path) -> None:
    """Settings hold authority, role and agency; an empty text forgets one."""
    shown = run("settings").stdout
    assert shown == "authority: hull\nrole: education\nagency: not set\n"
    changed = run("settings", "--agency", "A school", "--role", "")
    assert changed.stdout == "authority: hull\nrole: not set\nagency: A school\n"
    assert tomllib.loads((home / "settings.toml").read_text("utf-8")) == {
        "authority": "hull",
        "agency": "A school",
    }


def test_drafts_are_listed_gone_on_with_and_removed(run: Run) -> None:
    """A broken-off interview is a draft that can be listed, gone on with, and removed."""
    assert run("drafts").stdout == ""
    assert "no drafts" in run("drafts").stderr
    run("assess", "--plain", stdin="2\n")
    (line,) = run("drafts").stdout.splitlines()
    name = line.split()[0]
    gone_on = run("assess", "--plain", "--resume", name, stdin="said so\n\n\n\n1\n\n")
    assert gone_on.returncode == 0, gone_on.stderr
    assert "CONTACT NOW" in gone_on.stdout
    assert run("drafts").stdout == ""
    run("assess", "--plain", stdin="1\n")
    name = run("drafts").stdout.split()[0]
    assert run("drafts", "--remove", name).returncode == 0
    assert run("drafts").stdout == ""
    assert run("drafts", "--remove", name).returncode == 3


def test_criteria_list_as_text_and_as_json(run: Run) -> None:
    """The authorities, with document, date and pathways."""
    text = run("criteria", "list").stdout
    found = envelope(run("criteria", "list", "--json").stdout)["data"]
    assert list(found) == ["authorities"]
    for authority in found["authorities"]:
        assert list(authority) == ["id", "name", "document", "date", "pathways"]
        assert f"{authority['name']} ({authority['id']})" in text
        assert all(list(pathway) == ["id", "title"] for pathway in authority["pathways"])
    assert "hull" in [authority["id"] for authority in found["authorities"]]


def scenario(path: Path, outcome: str) -> Path:
    """A scenario of suspected harm that expects an outcome."""
    path.write_text(
        '[scenario]\ntitle = "Suspected harm"\nauthority = "hull"\nas_of = 2026-11-20\n'
        f'[answers]\nharm = "suspected"\n[expect]\noutcome = "{outcome}"\n',
        "utf-8",
    )
    return path


def test_replay_checks_and_says_so_by_its_exit_code(run: Run, tmp_path: Path) -> None:
    """0 where all is as expected, 1 where a scenario differs, 3 where one cannot be read."""
    folder = tmp_path / "scenarios"
    folder.mkdir()
    scenario(folder / "a.toml", "specialist")
    good = run("replay", folder, "--check")
    assert (good.returncode, good.stderr) == (0, "")
    assert good.stdout == "1 scenario: 1 as expected, 0 differing.\n"
    scenario(folder / "b.toml", "universal")
    differs = run("replay", folder, "--check")
    assert differs.returncode == 1
    assert "expected universal, came out as specialist" in " ".join(differs.stdout.split())
    found = envelope(run("replay", folder, "--json").stdout)
    assert found["status"] == "failed"
    assert [len(s["differences"]) for s in found["data"]["scenarios"]] == [0, 1]
    (folder / "c.toml").write_text("[scenario", "utf-8")
    broken = run("replay", folder, "--check")
    assert broken.returncode == 3
    assert "1 as expected, 1 differing, 1 not readable" in broken.stdout


def test_a_saved_note_replays_as_it_was(run: Run, note: Path) -> None:
    """A case note is a scenario that expects its own recommendation."""
    assert run("replay", note, "--check").returncode == 0


# version and help


def test_version_is_said_before_anything_else_is_loaded(run: Run) -> None:
    """--version prints one line, however broken the settings are."""
    for word in ("--version", "-V"):
        done = run(word)
        assert (done.returncode, done.stdout) == (0, f"needcheck {needcheck.__version__}\n")


LOADED = """
import sys
from needcheck.cli.main import run
code = run(sys.argv[1:])
heavy = ("pydantic", "questionary", "prompt_toolkit", "rich", "tomli_w", "polars", "z3")
sys.exit(code or ", ".join(name for name in heavy if name in sys.modules))
"""


@pytest.mark.parametrize(
    ("words", "loaded"),
    [
        (["--help"], ""),
        (["assess", "--set", "harm=no", "--no-input"], "pydantic"),
        (["assess", "--set", "harm=no", "--no-input", "--json"], "pydantic"),
    ],
    ids=str,
)
def test_only_what_is_needed_is_loaded(home: Path, words: list[str], loaded: str) -> None:
    """Help needs no models (typer loads pydantic for a command), a result no terminal library."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *words],
        capture_output=True,
        env=environment(home),
        text=True,
        check=False,
    )
    assert done.stderr.strip() == loaded


def example_of(text: str) -> str:
    """The example line of a help text, wrapped or not."""
    found = re.search(r"Example: (needcheck .+?)\s*\Z", text, re.DOTALL)
    return " ".join(found[1].split()) if found else ""


@pytest.mark.parametrize("command", COMMANDS)
def test_every_help_has_an_example_that_runs(
    run: Run, note: Path, tmp_path: Path, command: str
) -> None:
    """The example under each --help can be copied and works."""
    shown = run(*command.split(), "--help")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert max(map(len, shown.stdout.splitlines())) <= 80
    example = example_of(shown.stdout)
    assert example, shown.stdout
    note.rename(tmp_path / "case-17.toml")
    (tmp_path / "data" / "scenarios").mkdir(parents=True)
    scenario(tmp_path / "data" / "scenarios" / "one.toml", "specialist")
    example = example.replace("chase_feedback", "harm_outcome")
    done = run(*shlex.split(example)[1:], cwd=tmp_path)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("group", ["", "criteria", "scenario"])
def test_no_command_is_described_by_half_a_sentence(run: Run, group: str) -> None:
    """What each command is for stands whole in the list of commands, on 80 columns."""
    _, listed = run(*group.split(), "--help").stdout.split("Commands:")
    described = [line for line in listed.splitlines() if re.match(r"  \S+  +\S", line)]
    assert described
    assert all(line.endswith(".") and not line.endswith("...") for line in described)


def test_bare_command_shows_its_help(run: Run) -> None:
    """Without a command the help is shown, as usage, without "needcheck:" in front."""
    for words in ((), ("criteria",)):
        done = run(*words)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("Usage: needcheck")


# privacy

NHS_NUMBER = "943 476 5919"


def test_the_number_of_these_tests_has_a_valid_check_digit() -> None:
    """Otherwise the tests below would prove nothing."""
    assert findings(NHS_NUMBER)


@pytest.mark.parametrize("reference", ["Sam Jones", NHS_NUMBER, "HU5 2DN", "born 01/02/2015"])
def test_a_reference_that_identifies_is_questioned(run: Run, home: Path, reference: str) -> None:
    """In the interview such a reference is not accepted at once, and another one is asked for."""
    lines = f"2\n\n\n\n\n1\n{reference}\nABC-17\n"
    done = run("assess", "--plain", stdin=lines)
    assert done.returncode == 0, done.stderr
    assert "Not accepted: That looks like" in done.stderr
    (path,) = (home / "notes").glob("*.toml")
    assert load_note(path)[0].case.reference == "ABC-17"
    assert reference not in path.read_text("utf-8")


@pytest.mark.parametrize("reference", ["Sam Jones", NHS_NUMBER])
def test_a_reference_flag_that_identifies_is_not_saved_quietly(
    run: Run, tmp_path: Path, reference: str
) -> None:
    """Without a person to ask, --reference that looks like personal data is said on stderr."""
    path = tmp_path / "n.toml"
    done = run(*HULL, "--set", "harm=no", "--reference", reference, "--note", path)
    assert "--reference" in done.stderr
    assert reference not in done.stderr


def test_words_that_identify_are_shown_by_kind_before_saving(run: Run, home: Path) -> None:
    """An NHS number in free text is named by kind; by default the words are left out."""
    words = f"told nurse {NHS_NUMBER}"
    done = run("assess", "--plain", stdin=f"2\n{words}\n\n\n\n1\n\n1\n")
    assert done.returncode == 0, done.stderr
    assert "Your words seem to identify somebody" in " ".join(done.stderr.split())
    (path,) = (home / "notes").glob("*.toml")
    assert NHS_NUMBER not in path.read_text("utf-8")


def test_words_that_identify_stay_if_the_person_says_so(run: Run, home: Path) -> None:
    """The person decides: "save as they are" keeps the words."""
    done = run("assess", "--plain", stdin=f"2\ntold nurse {NHS_NUMBER}\n\n\n\n1\n\n2\n")
    assert done.returncode == 0, done.stderr
    (path,) = (home / "notes").glob("*.toml")
    assert NHS_NUMBER in path.read_text("utf-8")


def test_a_follow_up_that_identifies_is_pointed_out(run: Run, note: Path) -> None:
    """What was written in an answer is looked at, and only its kind is repeated."""
    done = run("follow-up", note, "--done", "harm_outcome", "--answer", f"number {NHS_NUMBER}")
    assert done.returncode == 0
    assert "look at what you wrote" in " ".join(done.stderr.split())
    assert NHS_NUMBER not in done.stderr
