"""The list of a pathway's conditions is what is compiled: none left out, none read wider."""

from __future__ import annotations

from typing import Any

import pytest

from needcheck.criteria.bundle import Bundle
from needcheck.criteria.conditions import conditions
from needcheck.criteria.load import authority_ids, data_root, load
from needcheck.jobs.invariants import Invariants
from needcheck.recommend.compile import asked_sections, compile_pathway


@pytest.mark.parametrize("authority", authority_ids(data_root()))
def test_what_is_listed_is_what_is_compiled(
    authority: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every text that compiling reads is listed with the same names allowed, and the other way."""
    bundle = load(authority)
    read: set[tuple[str, bool, bool]] = set()
    real = Bundle.condition

    def spy(self: Bundle, text: str, *args: Any, texts: bool = False, scale: bool = False) -> Any:
        if text:
            read.add((text, texts, scale))
        return real(self, text, *args, texts=texts, scale=scale)

    monkeypatch.setattr(Bundle, "condition", spy)
    for name, pathway in bundle.pathways.items():
        read.clear()
        Invariants(compile_pathway(bundle, name))
        sections = asked_sections(bundle, pathway)
        listed = conditions(pathway, bundle.actions(pathway), sections)
        assert {(w.text, w.texts, w.scale) for w in listed} == read
