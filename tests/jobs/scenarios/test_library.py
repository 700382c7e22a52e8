"""Choosing scenarios: by all tags, by one of the levels, by one of the difficulties."""

from __future__ import annotations

from pathlib import Path

import pytest

from needcheck.errors import InputError
from needcheck.jobs.engine import Engine
from needcheck.jobs.scenarios.library import Entry, Wanted, entries
from needcheck.output.library_page import library_blocks
from needcheck.output.plain import plain_text
from tests.jobs.written import CALM, HARM, VARY, written

ENGINE = Engine()
ONE = Entry("f.toml", "T", "hull", "level", "not_yet", "No level yet", ("step-up", "harm"),
            "starter", ())  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "fits"),
    [
        (Wanted(), True),
        (Wanted(tags=("harm", "step_up")), True),
        (Wanted(tags=("harm", "consent")), False),
        (Wanted(levels=("targeted", "not-yet")), True),
        (Wanted(levels=("No level yet",)), True),
        (Wanted(levels=("targeted",)), False),
        (Wanted(difficulties=("expert", "starter")), True),
        (Wanted(difficulties=("expert",)), False),
        (Wanted(("harm",), ("not_yet",), ("expert",)), False),
    ],
)
def test_an_entry_fits_what_is_wanted(wanted: Wanted, fits: bool) -> None:
    """Hyphens and underlines are the same; kinds of wish all have to be met."""
    assert wanted.fits(ONE) is fits


def test_a_list_says_what_each_scenario_is_about(tmp_path: Path) -> None:
    """Title, authority and pathway, level, tags, difficulty, variants and file."""
    written(tmp_path, CALM, VARY, name="a.toml")
    written(tmp_path, HARM, name="b.toml")
    found = list(entries(sorted(tmp_path.glob("*.toml")), ENGINE))
    assert [(e.level, e.difficulty, len(e.variants)) for e in found] == [
        ("universal", "starter", 1), ("specialist", "starter", 0),
    ]  # fmt: skip
    text = plain_text(library_blocks(found, found), 200)
    for words in ("A small one.", "Hull: Level of need and route", "Specialist support",
                  "Tags: harm", "Suspected",
                  "b.toml", "2 scenarios"):  # fmt: skip
        assert words in text


def test_where_nothing_fits_the_list_says_what_there_is() -> None:
    """Nobody has to guess how a tag is written."""
    text = plain_text(library_blocks([], [ONE, ONE]), 200)
    assert "step-up" in text
    assert "starter" in text


def test_a_scenario_that_expects_what_there_is_not_is_an_error(tmp_path: Path) -> None:
    """A list never shows a level that the pathway does not have."""
    path = written(tmp_path, HARM.replace('"specialist"', '"special"'))
    with pytest.raises(InputError) as caught:
        list(entries([path], ENGINE))
    assert caught.value.place.line
