"""``needcheck criteria prove``: every claim about an authority's criteria, over all answers."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from typing import Any

from needcheck.case.store import write_atomic
from needcheck.cli.context import Context
from needcheck.cli.program import command
from needcheck.errors import UsageError
from needcheck.jobs.engine import Engine
from needcheck.jobs.proof.prover import Asked, Verdict, prove

Found = dict[str, tuple[Verdict, ...]]
"""Verdicts by authority."""
Files = dict[tuple[str, str, str], str]
"""Files of counter-cases by authority, pathway and claim."""


@dataclass(frozen=True)
class Wanted:
    """What to prove and how to show it: ids or "", seconds a claim, where counter-cases go."""

    authority: str = ""
    pathway: str = ""
    claim: str = ""
    limit: float = 20.0
    folder: str = "counter-cases"
    listed: bool = False
    json: bool = False


def run_prove(wanted: Wanted, context: Context) -> int:
    """Prove, print, keep counter-cases; 1 where a claim is refuted or undecided."""
    found = _proved(wanted, context.engine)
    files = _keep(found, context, Path(wanted.folder))
    if wanted.json:
        _print_json(found, files)
    else:
        from needcheck.output.proof_page import blocks

        data = ("--data", context.data) if context.data else ()
        again = {key: command("replay", file, *data) for key, file in files.items()}
        kept = {key: (file, again[key]) for key, file in files.items()}
        shown = blocks(context.engine, found, kept, context.now.date(), listed=wanted.listed)
        context.print_page(list(shown))
    every = [v for verdicts in found.values() for v in verdicts]
    return 0 if all(v.state == "proved" for v in every) else 1


def _proved(wanted: Wanted, engine: Engine) -> Found:
    """The claims of one authority, or of all that have the pathway and the claim asked for."""
    pathway = wanted.pathway.replace("-", "_")
    asked = Asked(pathway, wanted.claim, wanted.limit, workers=os.cpu_count() or 1)
    names = [wanted.authority] if wanted.authority else [
        name for name in engine.authorities if pathway in ("", *engine.bundle(name).pathways)
    ]  # fmt: skip
    if not names:
        raise UsageError("no authority has a pathway of that name.")
    found = {name: verdicts for name in names if (verdicts := prove(engine, name, asked))}
    if not found:
        hint = "needcheck criteria prove --list names them all."
        raise UsageError("there is no claim of that id.", hint=hint)
    return found


def _keep(found: Found, context: Context, folder: Path) -> Files:
    """Write each counter-case as a scenario file of its own; their names."""
    import tomli_w

    from needcheck.jobs.proof.counter import scenario

    files: Files = {}
    for authority, verdicts in found.items():
        for verdict in (v for v in verdicts if v.before is not None):
            tables = scenario(context.engine, authority, verdict, context.now.date())
            name = f"{authority} {verdict.pathway} {verdict.id}".lower()
            path = _free(folder, re.sub(r"[^a-z0-9_]+", "-", name).strip("-"), files)
            folder.mkdir(parents=True, exist_ok=True)
            write_atomic(path, tomli_w.dumps(tables))
            files[authority, verdict.pathway, verdict.id] = str(path)
    return files


def _free(folder: Path, name: str, files: Files) -> Path:
    """A file of that name which no other counter-case of this run has."""
    more = (f"{name}-{number}" for number in count(2))
    paths = (folder / f"{each}.toml" for each in chain([name], more))
    return next(path for path in paths if str(path) not in files.values())


def _print_json(found: Found, files: Files) -> None:
    from needcheck.output.envelope import dumps, envelope

    claims: list[dict[str, Any]] = [
        {
            "id": v.id,
            "authority": name,
            "pathway": v.pathway,
            "text": v.text,
            "state": v.state,
            "seconds": v.seconds,
            "counter_case": files.get((name, v.pathway, v.id)),
        }
        for name, verdicts in found.items()
        for v in verdicts
    ]
    status = "done" if all(c["state"] == "proved" for c in claims) else "failed"
    sys.stdout.write(dumps(envelope("criteria prove", status, {"claims": claims})))
