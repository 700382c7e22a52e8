"""``needcheck criteria``: what decides, read without a case."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from needcheck.case.store import write_atomic
from needcheck.cli.context import Context
from needcheck.criteria.bundle import Bundle
from needcheck.criteria.register import elements, entries
from needcheck.errors import UsageError
from needcheck.jobs.engine import Engine
from needcheck.output.page import Block, Line


def run_list(*, json: bool, data: str = "") -> int:
    """The authorities, their documents, what each can decide, and what is laid over them."""
    context = Context(data=data)
    engine = context.engine
    listed = [_authority(engine, name) for name in engine.authorities]
    if json:
        from needcheck.output.envelope import dumps, envelope

        sys.stdout.write(dumps(envelope("criteria list", "done", {"authorities": listed})))
        return 0
    from needcheck.output.page import Heading, Item

    blocks: list[Block] = []
    for entry in listed:
        blocks += [Heading(f"{entry['name']} ({entry['id']})")]
        blocks += [Line(f"{entry['document']}, {entry['date']}")]
        blocks += [Item(f"{p['id']}: {p['title']}") for p in entry["pathways"]]
        blocks += _changed(engine.bundle(entry["id"]))
    context.print_page(blocks)
    return 0


def run_show(authority: str, *, pathway: str, json: bool, data: str = "") -> int:
    """What one authority decides, with contacts and cautions, and what is laid over it."""
    context = Context(data=data)
    bundle = context.engine.bundle(authority)
    pathways = [bundle.pathway(pathway)] if pathway else list(bundle.pathways.values())
    if json:
        from needcheck.output.envelope import dumps, envelope

        only = pathways[0].id if pathway else ""
        shown = {**_authority(context.engine, authority), **_elements(bundle, only)}
        sys.stdout.write(dumps(envelope("criteria show", "done", shown)))
        return 0
    from needcheck.output.criteria_page import show_blocks

    context.print_page([*show_blocks(bundle, pathways), *_changed(bundle)])
    return 0


def _changed(bundle: Bundle) -> list[Block]:
    from needcheck.output.page import Pair

    return [Pair("Changed locally by", overlay) for overlay in bundle.overlays]


def _elements(bundle: Bundle, pathway: str) -> dict[str, Any]:
    """Every element with its clauses, and the contacts in full."""
    cited = [c for c in elements(bundle) if not pathway or c.pathway in ("", pathway)]
    contacts = [c.model_dump(exclude_defaults=True) for c in bundle.contacts.values()]
    return {"elements": [asdict(c) for c in cited], "contacts": contacts}


def run_trace(authority: str, *, clause: str, html: str, json: bool, data: str = "") -> int:
    """Clause beside rule both ways, as text, JSON or one HTML page."""
    context = Context(data=data)
    bundle = context.engine.bundle(authority)
    found = entries(bundle, context.engine.clauses(authority))
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
        context.print_page([*trace_blocks(found), Line(counts(found)), *_changed(bundle)])
    return 0


def _authority(engine: Engine, name: str) -> dict[str, Any]:
    bundle = engine.bundle(name)
    return {
        "id": name,
        "name": bundle.authority.name,
        "document": bundle.authority.document.title,
        "date": bundle.authority.document.date,
        "pathways": [{"id": p.id, "title": p.title} for p in bundle.pathways.values()],
        **({"overlays": [asdict(overlay) for overlay in bundle.laid]} if bundle.laid else {}),
    }
