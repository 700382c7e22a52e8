"""A council's own criteria on the command line: said everywhere, left out nowhere."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from needcheck.criteria.load import data_root
from tests.cli.conftest import Run, Start

SAMPLE = data_root() / "samples" / "exampleshire"
NUMBER = "00000 111111"
OLD = "01482 448879"
CONTACT = f"""
[[contact]]
id = "ehash"
name = "Early Help and Safeguarding Hub (EHASH)"
phone = "{NUMBER}"
email = "EHASHgc@hullcc.gcsx.gov.uk"
printed_in = "Letter of the hub (invented)"
checked_on = "2026-11-02"
cites = ["HUL-226"]
"""
HARM = ("assess", "--authority", "hull", "--set", "harm=suspected", "--no-input")
SAID = "council: changes hull (May 2018) in contacts.toml, sha256 "


@pytest.fixture
def council(tmp_path: Path) -> Path:
    """A data folder that changes one number of Hull."""
    return contacts(tmp_path / "council", CONTACT)


def contacts(root: Path, text: str) -> Path:
    """A data folder with Hull's contacts."""
    path = root / "authorities" / "hull" / "contacts.toml"
    path.parent.mkdir(parents=True)
    path.write_text(text, "utf-8")
    return root


def flat(text: str) -> str:
    """Text with every wrapped line joined."""
    return " ".join(text.split())


def data(run: Run, *words: object) -> dict[str, Any]:
    """The data of a JSON envelope."""
    return dict(json.loads(run(*words, "--json").stdout)["data"])


def test_the_new_number_is_shown_and_the_old_one_nowhere(run: Run, council: Path) -> None:
    """On the screen, explained, and in JSON; the overlay is named in each, and on stderr."""
    for extra in ((), ("--explain",), ("--json",)):
        done = run(*HARM, "--data", council, *extra)
        assert done.returncode == 0, done.stderr
        assert NUMBER in done.stdout
        assert OLD not in done.stdout
        assert SAID in flat(done.stdout)
        assert SAID in flat(done.stderr)
        assert str(council.parent) not in done.stdout + done.stderr


def test_without_it_nothing_of_it_is_there(run: Run, council: Path) -> None:
    """The folder is used only where it is named."""
    assert council.is_dir()
    done = run(*HARM)
    assert OLD in done.stdout
    assert "Changed locally" not in done.stdout
    assert done.stderr == ""


def test_the_user_s_folder_needs_no_flag(run: Run, home: Path) -> None:
    """``criteria`` in the needcheck folder is laid over what is shipped, and said."""
    contacts(home / "criteria", CONTACT)
    done = run(*HARM)
    assert NUMBER in done.stdout
    assert "criteria: changes hull" in flat(done.stdout)


def test_the_flag_has_the_last_word(run: Run, home: Path, council: Path) -> None:
    """``--data`` lies over the user's own folder; both are named."""
    contacts(home / "criteria", CONTACT.replace(NUMBER, "00000 222222"))
    done = run(*HARM, "--data", council)
    assert NUMBER in done.stdout
    assert "00000 222222" not in done.stdout
    said = flat(done.stdout)
    assert said.index("criteria: changes hull") < said.index(SAID)


def test_the_note_keeps_what_was_laid_over(run: Run, council: Path, tmp_path: Path) -> None:
    """Id, edition and digest stand in the note; ``show`` says so from the note alone."""
    note = tmp_path / "case.toml"
    run(*HARM, "--data", council, "--note", note)
    kept = tomllib.loads(note.read_text("utf-8"))["criteria"]
    assert [line.partition(SAID)[0] for line in kept["overlays"]] == [""]
    assert kept["sha256"] == data(run, *HARM, "--data", council)["criteria"]["sha256"]
    with_ = run("show", note, "--data", council).stdout
    without = run("show", note).stdout
    for shown in (with_, without, run("show", note, "--record").stdout):
        assert SAID in flat(shown)
        assert NUMBER in shown
    assert "The criteria have changed" not in flat(with_)
    assert "The criteria have changed" in flat(without)


def test_show_does_not_hide_that_an_overlay_is_broken(
    run: Run, council: Path, tmp_path: Path
) -> None:
    """The note stands as it was saved, and the fault is named."""
    note = tmp_path / "case.toml"
    run(*HARM, "--note", note)
    (council / "authorities" / "hull" / "contacts.toml").write_text(CONTACT.replace("phone", "f"))
    done = run("show", note, "--data", council)
    assert done.returncode == 0
    assert "criteria cannot be read" in flat(done.stdout)
    assert "unknown key 'f'" in flat(done.stdout)


@pytest.mark.parametrize(
    "words",
    [
        HARM,
        ("compare", "{root}/samples/answers.toml"),
        ("replay", "{root}/scenarios/hull", "--check"),
        ("criteria", "list"),
        ("criteria", "show", "hull"),
        ("criteria", "trace", "hull"),
        ("criteria", "prove", "hull", "--list"),
        ("score", "{root}/samples/rows.csv", "--authority", "hull"),
    ],
    ids=lambda words: " ".join(words[:2]),
)
@pytest.mark.parametrize("door", ["flag", "home"])
def test_a_broken_overlay_stops_every_command(
    run: Run, home: Path, tmp_path: Path, words: tuple[str, ...], door: str
) -> None:
    """Exit 3, the file and the line; never what was shipped instead."""
    root = home / "criteria" if door == "home" else tmp_path / "council"
    contacts(root, CONTACT.replace("phone", "phnoe"))
    flag = ("--data", root) if door == "flag" else ()
    done = run(*(word.format(root=data_root()) for word in words), *flag)
    assert done.returncode == 3
    assert done.stdout == ""
    said = flat(done.stderr)
    assert f"{root.name}/authorities/hull/contacts.toml, line 5" in said
    assert "did you mean 'phone'" in said


def test_a_folder_that_is_not_there_is_an_error(run: Run, tmp_path: Path) -> None:
    """A misspelt ``--data`` is no wish for the shipped criteria."""
    done = run(*HARM, "--data", tmp_path / "cuoncil")
    assert done.returncode == 3
    assert "cuoncil" in flat(done.stderr)
    assert done.stdout == ""


def test_list_and_show_name_the_overlay(run: Run, council: Path) -> None:
    """In words, and in JSON with id, edition and the whole digest."""
    for words in (("criteria", "list"), ("criteria", "show", "hull")):
        assert SAID in flat(run(*words, "--data", council).stdout)
    listed = data(run, "criteria", "list", "--data", council)["authorities"]
    found = {entry["id"]: entry.get("overlays", []) for entry in listed}
    assert [name for name, overlays in found.items() if overlays] == ["hull"]
    (overlay,) = found["hull"]
    assert {k: overlay[k] for k in ("folder", "id", "edition", "does", "files")} == {
        "folder": "council",
        "id": "hull",
        "edition": "May 2018",
        "does": "changes",
        "files": ["contacts.toml"],
    }
    assert len(overlay["sha256"]) == 64
    assert data(run, "criteria", "show", "hull", "--data", council)["overlays"] == found["hull"]


def test_compare_and_replay_use_the_overlay(run: Run, council: Path, tmp_path: Path) -> None:
    """The same case under every authority, the council's own among them."""
    words = ("compare", data_root() / "samples" / "answers.toml", "--data", SAMPLE)
    names = [one["authority"] for one in data(run, *words)["authorities"]]
    assert "exampleshire" in names
    done = run("replay", SAMPLE / "scenarios", "--check", "--data", SAMPLE)
    assert (done.returncode, done.stderr) == (0, "")
    assert "0 differing" in done.stdout


def test_the_invented_council_is_not_shipped(run: Run) -> None:
    """Nobody meets it who has not asked for it."""
    assert "xampleshire" not in run("criteria", "list").stdout
    done = run("assess", "--authority", "exampleshire", "--no-input")
    assert done.returncode == 2
    assert "exampleshire" not in flat(done.stderr).partition("There are")[2]
    done = run("assess", "--authority", "exampleshire", "--no-input", "--data", SAMPLE)
    assert done.returncode == 0


def test_no_output_of_the_invented_council_names_hull_s_contacts(run: Run) -> None:
    """INV-30 for an authority of a council's own."""
    for harm in ("suspected", "no"):
        words = ("--set", f"harm={harm}", "--set", "needs=multiple", "--explain", "--no-input")
        done = run("assess", "--authority", "exampleshire", *words, "--data", SAMPLE)
        assert done.returncode == 0
        for mark in ("EHASH", "01482", "hullcc"):
            assert mark not in done.stdout


@pytest.mark.terminal
def test_a_stopped_interview_says_which_data_to_go_on_with(start: Start) -> None:
    """A draft of a council's own authority can only be gone on with where its criteria are."""
    person = start("assess", "--authority", "exampleshire", "--data", str(SAMPLE))
    person.see("suffering")
    person.press("2\r")
    person.see("CONTACT NOW")
    person.press("\x18")
    assert person.end() == 0
    assert "--data" in "\n".join(person.scrolled)
