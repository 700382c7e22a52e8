"""The JSON form: one envelope a command, the same bytes for the same input.

Data is complete here, what other answers would change included; the screen shows less.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from needcheck import __version__
from needcheck.output.clean import HIDDEN
from needcheck.recommend.result import PossibleView, Recommendation, Source


def envelope(
    command: str, status: str, data: Mapping[str, Any], problems: Sequence[Any] = ()
) -> dict[str, Any]:
    """Return what ``--json`` prints: version, command, status, data and problems."""
    return {
        "needcheck": __version__,
        "command": command,
        "status": status,
        "data": dict(data),
        "problems": list(problems),
    }


def dumps(value: object) -> str:
    """Return JSON with a line end, keys in the order given, readable beyond ASCII.

    Controls and what reorders a line are escaped: the data stays whole, and a terminal harmless.
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2)
    # The encoder's own line ends are the only newlines left here: those in values are escaped.
    return HIDDEN.sub(lambda match: json.dumps(match[0])[1:-1], text) + "\n"


def assess_data(rec: Recommendation) -> dict[str, Any]:
    """Return the ``data`` of ``assess``: ids and texts, in the order of the result."""
    return {
        **_head(rec),
        "provisional": [asdict(item) for item in rec.provisional],
        "held": [asdict(item) for item in rec.held],
        "still_possible": [_possible(item, rec) for item in rec.still_possible],
        "requirements": [_sourced(item) for item in rec.requirements],
        "offers": [_sourced(item) for item in rec.offers],
        "actions": [_sourced(item) for item in rec.actions],
        "reasons": [
            {
                "rule": item.rule,
                "text": item.text,
                "facts": [answer.fact for answer in item.answers],
                **_source(item.source),
            }
            for item in rec.reasons
        ],
        "queries": [_sourced(item) for item in rec.queries],
        "strengths": [item.fact for item in rec.strengths],
        "missing": [item.fact for item in rec.missing],
        "would_change": [
            {**asdict(item), "outcome_name": "" if rec.harm_route else item.outcome_name}
            for item in rec.would_change
        ],
        "sayings": [_sourced(item) for item in rec.sayings],
    }


def _head(rec: Recommendation) -> dict[str, Any]:
    """Return whose criteria decided what, and the outcome."""
    criteria = rec.criteria
    return {
        "authority": criteria.id,
        "pathway": rec.pathway,
        "as_of": rec.as_of,
        "criteria": {
            "id": criteria.id,
            "edition": criteria.edition,
            "sha256": criteria.sha256,
            "overlays": list(criteria.overlays),
        },
        "outcome": rec.outcome.id,
        "outcome_name": rec.outcome.name,
        "scale": rec.scale,
        "settled": rec.settled,
        "harm_route": rec.harm_route,
    }


def _sourced(item: Any) -> dict[str, Any]:
    """Return an element with ``cites``, ``basis`` and ``our_reason`` in place of its source.

    ``contact`` and ``due`` of an action are null where there is none.
    """
    data = asdict(item)
    del data["source"]
    return data | _source(item.source)


def _source(source: Source) -> dict[str, Any]:
    """Return the parts of a source; our own reason only where there is one."""
    why = {"our_reason": source.why} if source.why else {}
    return {"cites": list(source.cites), "basis": source.basis, **why}


def _possible(item: PossibleView, rec: Recommendation) -> dict[str, Any]:
    """An outcome that is possible; while the harm route holds no calmer one is put into words."""
    return {**asdict(item), "name": "" if rec.harm_route else item.name}
