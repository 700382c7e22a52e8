"""``needcheck criteria``: what decides, read without a case."""

from __future__ import annotations

import sys
from typing import Any

from needcheck.cli.context import Context
from needcheck.jobs.engine import Engine


def run_list(*, json: bool) -> int:
    """The authorities, their documents, and what each can decide."""
    engine = Engine()
    listed = [_authority(engine, name) for name in engine.authorities]
    if json:
        from needcheck.output.envelope import dumps, envelope

        sys.stdout.write(dumps(envelope("criteria list", "done", {"authorities": listed})))
        return 0
    from needcheck.output.page import Block, Heading, Item, Line

    blocks: list[Block] = []
    for entry in listed:
        blocks += [Heading(f"{entry['name']} ({entry['id']})")]
        blocks += [Line(f"{entry['document']}, {entry['date']}")]
        blocks += [Item(f"{p['id']}: {p['title']}") for p in entry["pathways"]]
    Context().print_page(blocks)
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
