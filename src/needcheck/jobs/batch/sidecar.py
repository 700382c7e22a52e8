"""The record beside a scored table: by which criteria, from what, how many, and how."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from needcheck import __version__

if TYPE_CHECKING:
    from needcheck.jobs.batch.scoring import Batcher, Counts


def record(  # noqa: PLR0913, PLR0917 -- one argument for each part of what is recorded
    batcher: Batcher,
    counts: Counts,
    engine: str,
    command: Sequence[str],
    made: str,
    seconds: float,
) -> dict[str, Any]:
    """The record as a TOML table; nothing in it is of one row."""
    ask, bundle, layout = batcher.ask, batcher.plan.bundle, batcher.layout
    return {
        "needcheck": __version__,
        "made": made,
        "command": list(command),
        "engine": engine,
        "seconds": round(seconds, 3),
        "authority": bundle.authority.id,
        "pathway": batcher.plan.pathway.id,
        "as_of": batcher.cells.gate.today.isoformat(),
        "possible": "searched, as assess does" if ask.exact else "bounded: may be one too many",
        "criteria": {
            "id": bundle.authority.id,
            "edition": bundle.edition,
            "sha256": bundle.sha256,
            "overlays": list(bundle.overlays),
        },
        "input": {
            "encoding": batcher.reader.encoding,
            "delimiter": batcher.reader.delimiter,
            "sample": ask.sample,
            "allowed": list(ask.allowed),
            "kept": [layout.label(c) for c in layout.kept],
            "ignored": [layout.label(c) for c in layout.texts if c.kind == "ignored"],
            "no_column_for": [name for name, _ in batcher.absent],
        },
        "counts": {
            "read": counts.read,
            "scored": counts.scored,
            "rejected": counts.rejected,
            "blank_lines": counts.blank_lines,
            "outcomes": dict(sorted(counts.outcomes.items())),
            "rejected_by_column": dict(sorted(counts.reasons.items())),
        },
    }
