"""``needcheck criteria prove`` as a criteria author uses it: claims, counter-cases, exit codes."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from needcheck.cli.context import Context
from needcheck.cli.criteria_prove import Wanted, run_prove
from needcheck.cli.main import run as run_here
from needcheck.criteria.load import data_root
from tests import small
from tests.cli.conftest import Run
from tests.jobs.proof.test_prover import Tired

z3 = pytest.importorskip("z3")
VISIT = """
id = "visit"
title = "A visit"
sections = []

[[outcome]]
id = "go"
name = "Go"
cites = ["TOY-1"]

[[outcome]]
id = "not_yet"
name = "Not yet"
cites = ["TOY-1"]

[[rule]]
id = "go_danger"
outcome = "go"
when = 'immediate_danger'
text = "There is danger."
cites = ["TOY-1"]

[[action]]
id = "call"
kind = "do"
for = ["go"]
text = "Call the desk."
contact = "desk"
cites = ["TOY-1"]

[[action]]
id = "wait"
kind = "do"
for = ["not_yet"]
text = "Ask more."
cites = ["TOY-1"]

[[invariant]]
id = "TOY.A"
text = "Whoever is willing or in danger is called."
when = 'willing or immediate_danger'
shows = ["call"]
cites = ["TOY-1"]
"""
MENDED = VISIT.replace("when = 'immediate_danger'", "when = 'immediate_danger or willing'")
AGAIN = VISIT[VISIT.index("[[invariant]]") :].replace("TOY.A", "TOY-A")
FILE = "toytown-visit-toy-a.toml"


def council(root: Path, visit: str = VISIT, **more: str) -> Path:
    """A council's folder with one authority; ``more`` are further pathways by id."""
    own = root / "authorities" / "toytown"
    own.mkdir(parents=True, exist_ok=True)
    for name in ("authority", "contacts", "actions"):
        (own / f"{name}.toml").write_text(small.FILES[f"authorities/toytown/{name}.toml"], "utf-8")
    with (own / "contacts.toml").open("a", encoding="utf-8") as file:
        file.write('checked_on = "2026-11-02"\n')
    for name, text in {"visit": visit, **more}.items():
        (own / f"{name}.toml").write_text(text.replace('"visit"', f'"{name}"', 1), "utf-8")
    return root


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A council's folder with a claim that does not hold."""
    return council(tmp_path / "council")


def flat(text: str) -> str:
    """Text with every wrapped line joined."""
    return " ".join(text.split())


def claims(text: str) -> dict[str, dict[str, Any]]:
    """The claims of a JSON envelope, by id."""
    return {claim["id"]: claim for claim in json.loads(text)["data"]["claims"]}


def test_what_is_proved_is_counted_and_ends_with_0(run: Run, tmp_path: Path) -> None:
    """Where all is proved the page counts the claims of each pathway, and nothing is written."""
    mended = council(tmp_path / "council", MENDED)
    done = run("criteria", "prove", "toytown", "--data", mended, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    lines = [re.sub(r"\d+\.\d s", "T", line) for line in done.stdout.splitlines()]
    assert lines == [
        "Toytown",
        "visit: 14 proved (14 claims, T)",
        "",
        "In all",
        "14 proved (14 claims, T), over all answers.",
    ]
    assert not (tmp_path / "counter-cases").exists()


def test_a_refutation_is_shown_kept_and_ends_with_1(run: Run, data: Path, tmp_path: Path) -> None:
    """The smallest answers in words, what they give, what is wrong, the file, and how to run it."""
    done = run("criteria", "prove", "toytown", "--data", data, cwd=tmp_path)
    assert done.returncode == 1
    shown, again = done.stdout[done.stdout.index("Refuted") :].split("Run it with: ")
    assert shown.splitlines() == [
        "Refuted: visit TOY.A",
        "Whoever is willing or in danger is called.",
        "The smallest case against it:",
        "- family willing to accept support: yes",
        "It gives: Not yet. First: Ask more.",
        "Wrong: call is not shown",
        f"Saved as: counter-cases/{FILE}",
    ]
    command = flat(again[: again.index("In all")])
    assert command.endswith(f"needcheck replay counter-cases/{FILE} --data {data}")
    case = tomllib.loads((tmp_path / "counter-cases" / FILE).read_text("utf-8"))
    assert case["answers"] == {"willing": "yes"}
    assert case["expect"] == {"actions": ["call"]}


def test_the_counter_case_replays_and_passes_once_mended(
    run: Run, data: Path, tmp_path: Path
) -> None:
    """``replay --check`` ends with 1 while the criteria are wrong, and with 0 when they are not."""
    run("criteria", "prove", "toytown", "--data", data, "--save-to", tmp_path / "cases")
    again = ("replay", tmp_path / "cases" / FILE, "--check", "--data", data)
    done = run(*again)
    assert done.returncode == 1
    assert "TOY.A: call is not shown" in done.stdout
    council(data, MENDED)
    assert run(*again).returncode == 0
    assert run("criteria", "prove", "toytown", "--data", data).returncode == 0


def test_a_broken_claim_is_seen_in_any_scenario(run: Run, data: Path, tmp_path: Path) -> None:
    """Also where a scenario expects nothing of it: replay holds every case to the claims."""
    path = tmp_path / "mine.toml"
    path.write_text(
        '[scenario]\ntitle = "Mine."\nauthority = "toytown"\npathway = "visit"\n'
        'as_of = 2026-11-20\n\n[answers]\nwilling = "yes"\n\n[expect]\noutcome = "not_yet"\n',
        "utf-8",
    )
    done = run("replay", path, "--check", "--data", data)
    assert done.returncode == 1
    assert "TOY.A: call is not shown" in done.stdout
    council(data, MENDED)
    assert "TOY.A" not in run("replay", path, "--check", "--data", data).stdout


def test_json_is_one_envelope(run: Run, data: Path, tmp_path: Path) -> None:
    """Id, pathway, state and seconds of each claim, and the file of a counter-case."""
    done = run("criteria", "prove", "toytown", "--data", data, "--json", cwd=tmp_path)
    assert done.returncode == 1
    said = json.loads(done.stdout)
    assert said.keys() == {"needcheck", "command", "status", "data", "problems"}
    assert (said["command"], said["status"]) == ("criteria prove", "failed")
    found = claims(done.stdout)
    assert all({"id", "pathway", "state", "seconds"} <= claim.keys() for claim in found.values())
    assert found["TOY.A"]["state"] == "refuted"
    assert Path(found["TOY.A"]["counter_case"]).name == FILE
    assert found["TOY.A/applies"]["state"] == "proved"
    assert found["silence"]["counter_case"] is None
    assert isinstance(found["silence"]["seconds"], float)
    council(data, MENDED)
    done = run("criteria", "prove", "toytown", "--data", data, "--json", cwd=tmp_path)
    assert (done.returncode, json.loads(done.stdout)["status"]) == (0, "done")


def test_two_claims_never_share_a_file(run: Run, data: Path, tmp_path: Path) -> None:
    """Ids that are written alike in a file name still have a file each."""
    council(data, VISIT + AGAIN)
    done = run("criteria", "prove", "toytown", "--data", data, "--json", cwd=tmp_path)
    files = {c["counter_case"] for c in claims(done.stdout).values() if c["counter_case"]}
    assert {Path(file).name for file in files} == {FILE, FILE.replace(".toml", "-2.toml")}
    titles = {tomllib.loads((tmp_path / f).read_text("utf-8"))["scenario"]["title"] for f in files}
    assert len(titles) == 2


def test_every_claim_can_be_listed(run: Run, data: Path, tmp_path: Path) -> None:
    """``--list`` names each with its state and time."""
    done = run("criteria", "prove", "toytown", "--data", data, "--list", cwd=tmp_path)
    listed = [line for line in done.stdout.splitlines() if line.startswith("- ")]
    assert "- proved: silence (0.0" in done.stdout
    assert any(line.startswith("- refuted: TOY.A (") for line in listed)


def test_one_claim_or_pathway_can_be_asked_for(run: Run, data: Path, tmp_path: Path) -> None:
    """By id, of all authorities too; hyphens do for underscores."""
    council(data, MENDED, the_other=VISIT)
    ask = ("criteria", "prove", "--data", data, "--json")
    only = claims(run(*ask, "toytown", "--claim", "silence", cwd=tmp_path).stdout)
    assert only.keys() == {"silence"}
    done = run(*ask, "--pathway", "the-other", cwd=tmp_path)
    assert {claim["pathway"] for claim in claims(done.stdout).values()} == {"the_other"}
    done = run(*ask, "--claim", "TOY.A", cwd=tmp_path)
    assert (done.returncode, claims(done.stdout).keys()) == (1, {"TOY.A", "TOY.A/applies"})


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["toytown", "--claim", "INV-99"], "there is no claim of that id"),
        (["--claim", "INV-99", "--pathway", "visit"], "there is no claim of that id"),
        (["nowhere"], "there are no criteria for that authority"),
        (["toytown", "--pathway", "nowhere"], "Toytown has no pathway of that name"),
        (["--pathway", "nowhere"], "no authority has a pathway of that name"),
        (["toytown", "--limit", "0"], "--limit"),
    ],
)
def test_what_is_not_there_is_a_usage_error(
    words: list[str], said: str, run: Run, data: Path, tmp_path: Path
) -> None:
    """One clear sentence on stderr, nothing on stdout, exit code 2."""
    done = run("criteria", "prove", *words, "--data", data, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in flat(done.stderr)


def test_criteria_that_cannot_be_read_end_with_3(run: Run, data: Path, tmp_path: Path) -> None:
    """A claim's own condition is wrong: file, line, text and caret, also with many processes."""
    council(data, VISIT.replace("willing or", "wiling or"), other=MENDED)
    done = run("criteria", "prove", "toytown", "--data", data, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (3, "")
    assert "visit.toml, line 41, column 1" in flat(done.stderr)
    assert "did you mean willing?" in flat(done.stderr)


def test_counter_cases_that_cannot_be_written_end_with_3(
    run: Run, data: Path, tmp_path: Path
) -> None:
    """Where the folder is a file, that is said, and nothing is shown as if it had been kept."""
    (tmp_path / "cases").write_text("", "utf-8")
    done = run("criteria", "prove", "toytown", "--data", data, "--save-to", tmp_path / "cases")
    assert (done.returncode, done.stdout) == (3, "")
    assert "cases" in done.stderr


def test_an_undecided_claim_is_said_and_ends_with_1(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A claim for which the time runs out is neither proved nor refuted; more time may help."""
    make = z3.SolverFor
    monkeypatch.setattr(z3, "SolverFor", lambda logic: Tired(make(logic), "willing", []))
    council(data, MENDED)
    wanted = Wanted("toytown", folder=str(tmp_path / "cases"), limit=0.01)
    assert run_prove(wanted, Context(data=str(data))) == 1
    said = capsys.readouterr().out
    assert "Undecided: visit TOY.A" in said
    assert "Give more with --limit." in said
    assert not (tmp_path / "cases").exists()
    wanted = Wanted("toytown", claim="TOY.A", folder=str(tmp_path / "cases"), json=True)
    assert run_prove(wanted, Context(data=str(data))) == 1
    assert claims(capsys.readouterr().out)["TOY.A"]["state"] == "undecided"


def test_without_the_solver_it_is_said_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The core install has no solver: one sentence, exit code 2, nothing on stdout."""
    monkeypatch.setitem(sys.modules, "z3", None)
    assert run_here(["criteria", "prove", "hull"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "z3, which is not installed" in flat(said.err)
    assert "pip install 'needcheck[proof]'" in flat(said.err)


def test_a_law_is_shown_before_and_after(run: Run, data: Path, tmp_path: Path) -> None:
    """What the answers gave, the one answer that changed, and what it gave then."""
    law = '\n[[invariant]]\nid = "LAW"\ntext = "Severity never lowers."\nmonotone = "M1"\n'
    worse = VISIT.replace("'immediate_danger'", "'severity == \"low\"'")
    council(data, f'{worse}{law}facts = ["severity"]\ncites = ["TOY-1"]\n')
    ask = ("criteria", "prove", "toytown", "--claim", "LAW", "--data", data)
    done = run(*ask, cwd=tmp_path)
    assert done.returncode == 1
    start = done.stdout.index("The smallest")
    shown = done.stdout[start : done.stdout.index("Saved as")].splitlines()
    assert [line.split(":")[0] for line in shown] == [
        "The smallest case against it", "- severity of harm or likely harm", "It gives",
        "With this changed", "- severity of harm or likely harm", "It gives",
    ]  # fmt: skip
    assert "It gives: Go. First: Call the desk." in shown
    assert "It gives: Not yet. First: Ask more." in shown
    case = tomllib.loads((tmp_path / "counter-cases" / "toytown-visit-law.toml").read_text("utf-8"))
    assert case["expect"] == {"outcome": "go"}


def test_every_run_finds_the_same(run: Run, data: Path, tmp_path: Path) -> None:
    """Neither the order of sets nor of hashes shows in a counter-case."""
    council(
        data, VISIT + AGAIN.replace("willing or immediate_danger", 'willing or views == "heard"')
    )
    kept = []
    for seed in ("1", "4242"):
        folder = tmp_path / seed
        run(
            "criteria", "prove", "toytown", "--data", data, "--save-to", folder, PYTHONHASHSEED=seed
        )
        kept.append({path.name: path.read_text("utf-8") for path in folder.iterdir()})
    assert kept[0] == kept[1]
    assert len(kept[0]) == 2


def test_a_shipped_authority_broken_on_purpose_is_refuted(run: Run, tmp_path: Path) -> None:
    """A rule of Hull's that may cost a child when it is gone: the smallest case is shown.

    The harm route no longer holds where harm is only suspected; one answer is enough to show it.
    """
    root = tmp_path / "data"
    shutil.copytree(data_root(), root, ignore=shutil.ignore_patterns("scenarios", "clauses"))
    level = root / "framework" / "level.toml"
    text = level.read_text("utf-8")
    assert text.count('harm >= "suspected"') > 1
    level.write_text(text.replace('harm >= "suspected"', 'harm >= "known"', 1), "utf-8")
    from needcheck.jobs.engine import Engine
    from needcheck.jobs.proof.prover import Asked, prove

    asked = Asked(pathway="level", claim="PIN-harm-stated", workers=os.cpu_count() or 1)
    found = prove(Engine(root=root), "hull", asked)
    (refuted,) = [v for v in found if v.state == "refuted"]
    assert refuted.before is not None
    assert dict(refuted.before.facts) == {"harm": "suspected"}
    assert not refuted.before.present | refuted.before.absent
