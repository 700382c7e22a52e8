"""``needcheck criteria prove``: every claim about an authority's criteria, over all answers."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from needcheck.case.store import write_atomic
from needcheck.cli.context import Context
from needcheck.jobs.engine import Engine
from needcheck.jobs.proof.prover import Asked, Verdict, prove


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
    engine = context.engine
    asked = Asked(wanted.pathway, wanted.claim, wanted.limit, workers=os.cpu_count() or 1)
    names = (wanted.authority,) if wanted.authority else engine.authorities
    found = {name: prove(engine, name, asked) for name in names}
    files = {
        (name, v.pathway, v.id): _keep(engine, name, v, context, Path(wanted.folder))
        for name, verdicts in found.items()
        for v in verdicts
        if v.before is not None
    }
    if wanted.json:
        _print_json(found, files)
    else:
        from needcheck.output.proof_page import blocks

        shown = blocks(engine, found, files, context.now.date(), listed=wanted.listed)
        context.print_page(list(shown))
    every = [v for verdicts in found.values() for v in verdicts]
    return 0 if all(v.state == "proved" for v in every) else 1


def _keep(engine: Engine, authority: str, verdict: Verdict, context: Context, folder: Path) -> str:
    """Write a counter-case as a scenario file; its name."""
    import tomli_w

    from needcheck.jobs.proof.counter import scenario

    tables = scenario(engine, authority, verdict, context.now.date())
    name = re.sub(r"[^a-z0-9]+", "-", f"{authority} {verdict.pathway} {verdict.id}".lower())
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name.strip('-')}.toml"
    write_atomic(path, tomli_w.dumps(tables))
    return str(path)


def _print_json(
    found: dict[str, tuple[Verdict, ...]], files: dict[tuple[str, str, str], str]
) -> None:
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
