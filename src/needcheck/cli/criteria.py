"""``needcheck criteria``: what decides, read without a case."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from needcheck.case.store import write_atomic
from needcheck.cli.context import Context
from needcheck.criteria.bundle import Bundle
from needcheck.criteria.load import clauses
from needcheck.criteria.register import elements, entries
from needcheck.errors import UsageError
from needcheck.jobs.engine import Engine
from needcheck.output.page import Line


def run_list(*, json: bool) -> int:
    """The authorities, their documents, and what each can decide."""
    engine = Engine()
    listed = [_authority(engine, name) for name in engine.authorities]
    if json:
        from needcheck.output.envelope import dumps, envelope

        sys.stdout.write(dumps(envelope("criteria list", "done", {"authorities": listed})))
        return 0
    from needcheck.output.page import Block, Heading, Item

    blocks: list[Block] = []
    for entry in listed:
        blocks += [Heading(f"{entry['name']} ({entry['id']})")]
        blocks += [Line(f"{entry['document']}, {entry['date']}")]
        blocks += [Item(f"{p['id']}: {p['title']}") for p in entry["pathways"]]
    Context().print_page(blocks)
    return 0


def run_show(authority: str, *, pathway: str, json: bool) -> int:
    """What one authority decides, with contacts and cautions."""
    bundle = Engine().bundle(authority)
    pathways = [bundle.pathway(pathway)] if pathway else list(bundle.pathways.values())
    if json:
        from needcheck.output.envelope import dumps, envelope

        only = pathways[0].id if pathway else ""
        data = {**_authority(Engine(), authority), **_elements(bundle, only)}
        sys.stdout.write(dumps(envelope("criteria show", "done", data)))
        return 0
    from needcheck.output.criteria_page import show_blocks

    Context().print_page(list(show_blocks(bundle, pathways)))
    return 0


def _elements(bundle: Bundle, pathway: str) -> dict[str, Any]:
    """Every element with its clauses, and the contacts in full."""
    cited = [c for c in elements(bundle) if not pathway or c.pathway in ("", pathway)]
    contacts = [c.model_dump(exclude_defaults=True) for c in bundle.contacts.values()]
    return {"elements": [asdict(c) for c in cited], "contacts": contacts}


def run_trace(authority: str, *, clause: str, html: str, json: bool) -> int:
    """Clause beside rule both ways, as text, JSON or one HTML page."""
    bundle = Engine().bundle(authority)
    found = entries(bundle, clauses(authority))
    if clause:
        found = tuple(entry for entry in found if entry.clause.id == clause.upper())
        if not found:
            raise UsageError("there is no clause of that id.", hint="They look like HUL-133.")
    from needcheck.output.criteria_page import counts, trace_blocks, trace_page

    if html:
        write_atomic(Path(html), trace_page(bundle, found, elements(bundle)))
        sys.stderr.write(f"Saved: {html}\n")
    elif json:
        from needcheck.output.envelope import dumps, envelope

        listed = [
            {
                **entry.clause.model_dump(),
                "state": entry.state,
                "elements": [c.name for c in entry.elements],
            }
            for entry in found
        ]
        sys.stdout.write(dumps(envelope("criteria trace", "done", {"clauses": listed})))
    else:
        Context().print_page([*trace_blocks(found), Line(counts(found))])
    return 0


def _authority(engine: Engine, name: str) -> dict[str, Any]:
    bundle = engine.bundle(name)
    return {
        "id": name,
        "name": bundle.authority.name,
        "document": bundle.authority.document.title,
        "date": bundle.authority.document.date,
        "pathways": [{"id": p.id, "title": p.title} for p in bundle.pathways.values()],
    }
