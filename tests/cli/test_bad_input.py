from __future__ import annotations

import errno
import os
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest

from needcheck.case.note import load_note
from needcheck.cli import main
from needcheck.errors import NeedcheckError
from tests.cli.conftest import Run
from tests.terminal import PROGRAM, environment

WRITTEN = "Jolene-was-hit"
"""What stands for something that a person wrote about a child: no error may repeat it."""

ESCAPE = "\x1b[31mred\x1b]0;owned\x07\x9b2J\x9d"
MARKUP = "[bold red]loud[/bold red]"
HOSTILE = f"{ESCAPE}{MARKUP}\u202e"
HIDDEN = ("\x1b", "\x07", "\x9b", "\x9d", "\u202e")
HULL = ("assess", "--authority", "hull", "--no-input")


def check(done: subprocess.CompletedProcess[str], code: int, *parts: str, stdout: str = "") -> None:
    """One sentence with these parts on stderr, nothing on stdout, and this exit code."""
    said = " ".join(done.stderr.split())
    assert done.returncode == code, said
    assert said.startswith("needcheck: ")
    assert said.count("needcheck: ") == 1
    assert "Traceback" not in said
    assert WRITTEN not in said
    assert all(part in said for part in parts), said
    assert done.stdout == stdout


USAGE = [
    (("--set", "harmm=no"), 2, ("harm", "--set")),
    (("--set", f"harm={WRITTEN}"), 2, ("harm", '"suspected"', "--set")),
    (("--set", f"age={WRITTEN}"), 2, ("age",)),
    (("--set", f"{WRITTEN}=yes"), 2, ("--set",)),
    (("--set", "harm"), 2, ("fact=value",)),
    (("--set", "plan=none;cp"), 2, ("none", "alone")),
    (("--set", f"contact_made_at={WRITTEN}"), 2, ("contact_made_at",)),
    (("--present", "hul-999"), 2, ("--present", "hul-278")),
    (("--present", WRITTEN), 2, ("--present",)),
    (("--present", "hul-355", "--absent", "HUL-355"), 2, ("hul-355", "once")),
    (("--looked-through", WRITTEN), 2, ("child, parents", "home")),
    (("--pathway", WRITTEN), 2, ("level",)),
    (("--as-of", WRITTEN), 2, ("--as-of",)),
    (("--as-of", "2026-02-30"), 2, ("--as-of",)),
    (("--resume", "nothing-there"), 3, ("no draft", "needcheck drafts")),
    (("--resume", "../../etc/passwd"), 2, ("draft",)),
    (("--resume",), 2, ("no draft",)),
    (("--unheard-of",), 2, ("--help",)),
    (("--answers", "-", "--resume", "x"), 2, ("--answers",)),
]


@pytest.mark.parametrize(("words", "code", "parts"), USAGE, ids=lambda value: str(value)[:60])
def test_what_the_command_line_may_not_say(
    run: Run, words: tuple[str, ...], code: int, parts: tuple[str, ...]
) -> None:
    """An unknown name or value ends in a sentence with the place and what is allowed."""
    check(run(*HULL, *words), code, *parts)


def test_unknown_authority_names_those_there_are(run: Run) -> None:
    """The authorities are named, in assess as in settings."""
    check(run("assess", "--authority", WRITTEN, "--no-input"), 2, "There are: birmingham, hull")
    check(run("settings", "--authority", WRITTEN), 2, "There are: birmingham, hull")
    check(run("settings", "--role", WRITTEN), 2, "education")


def test_no_authority_and_nobody_to_ask(run: Run, home: Path) -> None:
    """Without an authority, and with nobody to ask, the exit code is 4 and the flag is named."""
    (home / "settings.toml").unlink()
    check(run("assess", "--no-input"), 4, "--authority")


def test_nobody_to_ask_and_nothing_given(run: Run) -> None:
    """No terminal and no answers: exit 4, naming the flags; an empty stdin is no answer."""
    check(run("assess"), 4, "--answers", "--no-input", "--plain")
    check(run("assess", stdin=None), 4, "--answers")


def test_closed_standard_input(home: Path) -> None:
    """A closed stdin is as good as none: a sentence, no traceback."""
    words = " ".join([*PROGRAM, "assess"])
    done = subprocess.run(
        ["sh", "-c", f"{words} <&-"],
        capture_output=True,
        text=True,
        env=environment(home),
        check=False,
    )
    check(done, 4, "--answers")


@pytest.mark.parametrize("plain", [[], ["--plain"]])
def test_closed_standard_input_with_answers(home: Path, plain: list[str]) -> None:
    """Where nothing needs to be asked a closed stdin does not matter."""
    words = " ".join([*PROGRAM, *HULL, "--set", "harm=known", *plain])
    done = subprocess.run(
        ["sh", "-c", f"{words} <&-"],
        capture_output=True,
        text=True,
        env=environment(home),
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "Specialist" in done.stdout


def test_plain_interview_with_empty_standard_input(run: Run) -> None:
    """The end of the input before the first answer: interrupted, nothing saved."""
    done = run("assess", "--plain", stdin="")
    assert done.returncode == 130
    assert done.stdout == ""
    assert "nothing was saved" in done.stderr


FILES: list[tuple[str, int, tuple[str, ...]]] = [
    (f'[answers]\nharm = "{WRITTEN}"\n', 3, ("line 2", "harm")),
    (f'[answers]\n{WRITTEN} = "yes"\n', 3, ("line 2",)),
    (f'[answers\nharm = "{WRITTEN}"\n', 3, ("line 1", "TOML")),
    (f'[answers]\nharm = "{WRITTEN}\n', 3, ("line 2", "TOML")),
    ('[answers]\nharm = "no"\nharm = "no"\n', 3, ("line 3", "TOML")),
    (f'{WRITTEN} = 1\n[answers]\nharm = "no"\n', 3, ("[answers]",)),
    ("answers = 3\n", 3, ("[answers]",)),
    (f'[answers.words]\nharm = 3\nage = "{WRITTEN}"\n', 3, ("words",)),
    ('[answers.prompts]\npresent = ["hul-355", "hul-355"]\n', 3, ("hul-355", "once")),
    (f'[answers.prompts]\n{WRITTEN} = ["hul-355"]\n', 3, ("present, absent", "looked_through")),
    ('[answers.prompts]\npresent = "hul-355"\n', 3, ("present",)),
    ('authority = "atlantis"\n[answers]\nharm = "no"\n', 2, ("There are: birmingham, hull",)),
    ("authority = 3\n", 3, ("authority",)),
    ('pathway = "sideways"\n', 2, ("level",)),
    ("a = " + "[" * 5000 + "\n", 3, ("TOML",)),
]


@pytest.mark.parametrize(("text", "code", "parts"), FILES, ids=range(len(FILES)))
def test_what_an_answers_file_may_not_say(
    run: Run, tmp_path: Path, text: str, code: int, parts: tuple[str, ...]
) -> None:
    """A file of answers, or the same from stdin, is refused with the line, never the value."""
    path = tmp_path / "answers.toml"
    path.write_text(text, "utf-8")
    check(run("assess", "--answers", path, "--no-input"), code, *parts)
    check(run("assess", "--answers", "-", "--no-input", stdin=text), code, *parts)
    assert path.read_text("utf-8") == text


def test_garbage_on_standard_input(run: Run) -> None:
    """Bytes that are no text, and more than a file may have, are refused in a sentence."""
    check(run("assess", "--answers", "-", "--no-input", stdin=b"\xff\xfe\x00"), 3, "stdin", "UTF")
    big = b"# " + b"x" * 5_100_000
    check(run("assess", "--answers", "-", "--no-input", stdin=big), 3, "stdin", "5,000,000")


COMMANDS = [
    ("assess", "--no-input", "--answers"),
    ("assess", "--no-input", "--note"),
    ("show",),
    ("show", "--record"),
    ("show", "--json"),
    ("follow-up",),
    ("replay",),
]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_files_that_cannot_be_read(run: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    """A folder, a 50 MB file, a binary and a missing file: exit 3 and why, for every reader."""
    folder, large, binary = (tmp_path / name for name in ("folder", "large.toml", "binary.toml"))
    folder.mkdir()
    with large.open("wb") as file:
        file.truncate(50_000_000)
    binary.write_bytes(b"\x80\x81" * 100)
    if words != ("replay",):
        check(run(*words, folder), 3, "folder")
    check(run(*words, large), 3, "too large", "5,000,000", stdout=counted(words))
    check(run(*words, binary), 3, "UTF-8", stdout=counted(words))
    if "--note" not in words:
        check(run(*words, tmp_path / "gone.toml"), 3, "no such file", stdout=counted(words))
    assert large.stat().st_size == 50_000_000
    assert binary.read_bytes() == b"\x80\x81" * 100


def counted(words: tuple[str, ...]) -> str:
    """What replay counts on stdout where its one scenario cannot be read."""
    expected = "1 scenario: 0 as expected, 0 differing, 1 not readable.\n"
    return expected if words == ("replay",) else ""


def test_a_folder_without_scenarios(run: Run, tmp_path: Path) -> None:
    """Replaying nothing is an error, not a success."""
    folder = tmp_path / "empty"
    folder.mkdir()
    check(run("replay", folder), 3, "no scenario")
    check(run("replay", "--check", folder / "gone.toml"), 3, stdout=counted(("replay",)))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_files_without_permission(run: Run, tmp_path: Path, note: Path) -> None:
    """No permission to read, or to write beside it: said so, and the note is what it was."""
    before = note.read_bytes()
    note.chmod(0)
    check(run("show", note), 3, "permission")
    note.chmod(0o600)
    tmp_path.chmod(0o500)
    try:
        check(run("follow-up", note, "--done", "harm_outcome"), 3, "permission")
    finally:
        tmp_path.chmod(0o700)
    assert note.read_bytes() == before


NOTES = [
    ("needcheck = 1", "needcheck = 2", ("version",)),
    ("needcheck = 1", "", ("not a case note", "needcheck = 1")),
    ("[practitioner]", 'refrence = "x"\n[practitioner]', ("unknown key", "'reference'")),
    ('harm = "suspected"', "harm = {}", ("harm",)),
    ('status = "final"', f'status = "{WRITTEN}"', ("status", "draft")),
]


@pytest.mark.parametrize(("old", "new", "parts"), NOTES, ids=range(len(NOTES)))
def test_notes_that_were_broken_by_hand(
    run: Run, note: Path, old: str, new: str, parts: tuple[str, ...]
) -> None:
    """Another version, an unknown key, a value out of range: refused, and left as it was."""
    text = note.read_text("utf-8")
    assert old in text
    broken = text.replace(old, new, 1)
    note.write_text(broken, "utf-8")
    for words in (("show",), ("follow-up",), ("assess", "--no-input", "--note")):
        check(run(*words, note), 3, str(note), *parts)
    assert note.read_text("utf-8") == broken


def test_a_recommendation_that_was_broken_by_hand(run: Run, note: Path) -> None:
    """Where the kept result is not whole, show says so and the answers can be decided again."""
    text = note.read_text("utf-8")
    note.write_text(text.replace("harm_route = true", f'harm_route = "{WRITTEN}"'), "utf-8")
    check(run("show", note), 3, "recommendation")
    assert run("assess", "--note", note, "--no-input").returncode == 0
    assert run("show", note).returncode == 0


def test_a_draft_is_no_result(run: Run, home: Path) -> None:
    """Showing a draft says that there is nothing to show yet."""
    run("assess", "--plain", stdin="1\n")
    (draft,) = (home / "drafts").glob("*.toml")
    check(run("show", draft), 3, "draft")


def test_a_broken_draft_is_kept(run: Run, home: Path) -> None:
    """A draft that cannot be read is named and left where it is."""
    run("assess", "--plain", stdin="1\n")
    (draft,) = (home / "drafts").glob("*.toml")
    draft.write_text(f"needcheck = 1\n[{WRITTEN}", "utf-8")
    check(run("assess", "--resume", "--no-input"), 3, draft.stem)
    assert WRITTEN in draft.read_text("utf-8")


def test_broken_settings(run: Run, home: Path) -> None:
    """Settings that cannot be read name their file; they are not quietly forgotten."""
    (home / "settings.toml").write_text(f"authority = {WRITTEN}\n", "utf-8")
    check(run("assess", "--set", "harm=no", "--no-input"), 3, "settings.toml", "line 1")
    (home / "settings.toml").write_text(f'{WRITTEN} = "x"\n', "utf-8")
    check(run("settings"), 3, "settings.toml", "authority, role and agency")


# Saving


def test_a_note_that_changed_on_disk_is_not_overwritten(
    home: Path, note: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Somebody else writes the note between reading and saving: nothing is overwritten."""
    monkeypatch.setenv("NEEDCHECK_HOME", str(home))
    changed = note.read_text("utf-8") + "# a colleague's line\n"

    def meanwhile(*_: object) -> object:
        from needcheck.jobs.casework import ticked

        note.write_text(changed, "utf-8")
        return ticked(*_)  # type: ignore[arg-type]

    monkeypatch.setattr("needcheck.cli.follow_up.ticked", meanwhile)
    assert main.run(["follow-up", str(note), "--done", "harm_outcome"]) == 3
    said = capsys.readouterr()
    assert said.out == ""
    assert "changed since it was read" in " ".join(said.err.split())
    assert note.read_text("utf-8") == changed


@pytest.mark.parametrize("call", ["write", "fsync"])
def test_a_full_disk_leaves_the_note_as_it_was(
    home: Path,
    note: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    call: str,
) -> None:
    """No space while writing: exit 3, why, the old note whole, no temporary file."""
    monkeypatch.setenv("NEEDCHECK_HOME", str(home))
    before, names = note.read_bytes(), sorted(note.parent.iterdir())

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(f"needcheck.case.store.os.{call}", full)
    assert main.run(["follow-up", str(note), "--done", "harm_outcome"]) == 3
    monkeypatch.undo()
    said = capsys.readouterr()
    assert said.out == ""
    assert "the disk is full" in " ".join(said.err.split())
    assert note.read_bytes() == before
    assert sorted(note.parent.iterdir()) == names


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Path:
    """A disk of 64 KB, full but for a little; skipped where none can be mounted."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    if not mount:
        pytest.skip("no mount here")
    done = subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)],
        capture_output=True,
        check=False,
    )
    if done.returncode:
        pytest.skip("may not mount a disk here")
    yield disk  # type: ignore[misc]
    subprocess.run(["umount", str(disk)], check=False)


def test_a_disk_that_is_really_full(run: Run, tiny_disk: Path) -> None:
    """On a full disk nothing is saved, what was there stays, and the sentence says why."""
    note = tiny_disk / "case.toml"
    assert run(*HULL, "--set", "harm=known", "--note", note).returncode == 0
    before = note.read_bytes()
    with (tiny_disk / "filler").open("wb", buffering=0) as file, suppress(OSError):
        while file.write(b"x" * 4096):
            pass
    check(run("follow-up", note, "--done", "harm_outcome"), 3, "the disk is full")
    check(run(*HULL, "--set", "harm=no", "--note", tiny_disk / "b.toml"), 3, "the disk is full")
    assert note.read_bytes() == before
    assert sorted(path.name for path in tiny_disk.iterdir()) == ["case.toml", "filler"]


def test_an_interview_that_cannot_keep_its_draft(run: Run, home: Path) -> None:
    """Where the draft cannot be written the interview ends with the reason, not silently."""
    (home / "drafts").write_text("in the way", "utf-8")
    done = run("assess", "--plain", stdin="1\n8\n")
    assert done.returncode == 3
    assert "folder for drafts cannot be made" in " ".join(done.stderr.split())
    assert (home / "drafts").read_text("utf-8") == "in the way"


def test_an_interview_that_cannot_save_names_its_draft(run: Run, home: Path) -> None:
    """Where the note cannot be written at the end, the draft is kept and named."""
    (home / "notes").write_text("in the way", "utf-8")
    done = run("assess", "--plain", stdin="3\n\n\n\n\n1\n\n")
    said = " ".join(done.stderr.split())
    assert done.returncode == 3, said
    assert "Your answers are kept. Go on with:" in said
    assert "needcheck assess --resume" in said
    (draft,) = (home / "drafts").glob("*.toml")
    assert load_note(draft)[0].answers.facts["harm"] == "known"


def test_a_note_in_a_folder_that_is_not_there(run: Run, tmp_path: Path) -> None:
    """The folder of a new note must be there: it is said, nothing is printed as if saved."""
    check(run(*HULL, "--set", "harm=no", "--note", tmp_path / "gone" / "n.toml"), 3, "folder")


# Output


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize(
    "words",
    [
        (*HULL, "--set", "harm=known"),
        (*HULL, "--json"),
        ("settings",),
        ("criteria", "list"),
        ("-h",),
    ],
    ids=" ".join,
)
def test_output_that_cannot_be_written(home: Path, words: tuple[str, ...]) -> None:
    """A full disk under stdout is an error with exit 3, not a success and not a traceback."""
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*PROGRAM, *words],
            stdin=subprocess.DEVNULL,
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment(home),
            text=True,
            check=False,
        )
    assert done.returncode == 3
    assert "output could not be written" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr


def test_a_reader_that_goes_away(home: Path) -> None:
    """``needcheck ... | head -1`` ends quietly."""
    words = " ".join([*PROGRAM, *HULL, "--set", "harm=known", "--explain"])
    done = subprocess.run(
        ["sh", "-c", f"{words} | head -1"],
        capture_output=True,
        text=True,
        env=environment(home),
        check=False,
    )
    assert done.stderr == ""
    assert len(done.stdout.splitlines()) == 1


@pytest.fixture
def hostile(run: Run, tmp_path: Path) -> Path:
    """A note whose reference, words and answers carry control sequences and markup."""
    toml = HOSTILE.encode("unicode_escape").decode().replace("\\x", "\\u00")
    answers = tmp_path / "answers.toml"
    answers.write_text(
        f'[answers]\nharm = "suspected"\n[answers.words]\nharm = "{toml}"\n', "utf-8"
    )
    note = tmp_path / "hostile.toml"
    done = run("assess", "--answers", answers, "--reference", MARKUP, "--note", note, "--no-input")
    assert done.returncode == 0, done.stderr
    text = note.read_text("utf-8").replace(f'"{MARKUP}"', f'"{toml}"')
    text = text.replace('what = "', f'what = "{toml}').replace('text = "', f'text = "{toml}')
    note.write_text(text, "utf-8")
    return note


@pytest.mark.parametrize(
    "words",
    [("show",), ("show", "--record"), ("show", "--explain"), ("show", "--json"), ("follow-up",)],
    ids=" ".join,
)
def test_hostile_text_shows_as_text(run: Run, hostile: Path, words: tuple[str, ...]) -> None:
    """Control sequences never reach the terminal, and markup is printed as it was written."""
    done = run(*words, hostile)
    assert done.returncode == 0, done.stderr
    assert MARKUP in done.stdout
    assert not any(hidden in done.stdout + done.stderr for hidden in HIDDEN)


def test_hostile_text_in_a_terminal(start, hostile: Path) -> None:  # type: ignore[no-untyped-def]
    """On a real terminal the markup stands as text and nothing sets the title or the colour."""
    person = start("show", str(hostile), columns=100, rows=60)
    assert person.end() == 0
    assert MARKUP in "\n".join(person.scrolled)
    assert "\x1b]0;" not in person.raw
    assert "\x1b[31m" not in person.raw


def test_hostile_scenario_titles_show_as_text(run: Run, tmp_path: Path) -> None:
    """A scenario from a stranger is replayed as text."""
    toml = HOSTILE.encode("unicode_escape").decode().replace("\\x", "\\u00")
    path = tmp_path / "s.toml"
    path.write_text(
        f'[scenario]\ntitle = "{toml}"\nabout = "{toml}"\nauthority = "hull"\n'
        f'as_of = 2026-11-20\n[answers]\nharm = "no"\n[answers.words]\nimpact = "{toml}"\n'
        '[expect]\noutcome = "not_yet"\n',
        "utf-8",
    )
    done = run("replay", path)
    assert done.returncode == 0, done.stderr
    assert MARKUP in done.stdout
    assert not any(hidden in done.stdout for hidden in HIDDEN)


def test_hostile_names_in_errors_show_as_text(run: Run, tmp_path: Path) -> None:
    """File names and options in errors are cleaned, too."""
    path = tmp_path / f"a{HOSTILE.replace('/', '')}.toml"
    done = run("show", path)
    assert done.returncode == 3
    assert "no such file" in done.stderr
    assert not any(hidden in done.stderr for hidden in HIDDEN)


def test_an_error_inside_says_where_and_not_what(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Even a fault of needcheck ends in a sentence without any value; exit 1."""
    monkeypatch.setenv("NEEDCHECK_HOME", str(home))

    def broken(*_: object, **__: object) -> object:
        raise RuntimeError(WRITTEN)

    monkeypatch.setattr("needcheck.jobs.engine.Engine", broken)
    assert main.run(["criteria", "list"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "RuntimeError" in said.err
    assert WRITTEN not in said.err


def test_every_error_of_the_family_has_an_exit_code() -> None:
    """The exit codes are the documented ones."""
    kinds = NeedcheckError.__subclasses__()
    assert {kind.exit_code for kind in kinds} <= {1, 2, 3, 4, 130}
