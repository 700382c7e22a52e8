"""The comparison page: whose outcome is whose, and that the same word is not the same level."""

from __future__ import annotations

from dataclasses import replace

import pytest

from needcheck.jobs.compare import Compared, LeftOut
from needcheck.output.comparison import NAMES, comparison
from needcheck.output.plain import plain_text
from needcheck.recommend.result import Recommendation
from tests.output.conftest import Make

LEFT = LeftOut("visit", "A visit", "it is for these roles: health")


def text(*compared: Compared) -> str:
    """The page as it is read, wrapped lines joined."""
    return " ".join(plain_text(comparison(compared)).split())


def one(name: str, *results: Recommendation, unread: tuple[str, ...] = ()) -> Compared:
    """One authority's share, with a pathway left out."""
    words = tuple(f"words of {fact}" for fact in unread)
    return Compared(name.lower(), name, results, (LEFT,), unread, words)


def test_the_caution_on_names_comes_first(make: Make) -> None:
    """Before any outcome the page says that equal names are not equal levels."""
    page = text(one("Oldtown", make()))
    assert page.index(" ".join(NAMES.split())) < page.index("Outcomes at a glance")
    assert page.index("Outcomes at a glance") < page.index("Oldtown")


def test_each_outcome_stands_beside_its_authority(make: Make) -> None:
    """Two authorities: each has its own line and its own part, in the order given."""
    rec = make()
    page = text(one("Oldtown", rec), one("Newtown", replace(rec, pathway_title="Other way")))
    assert f"Oldtown: {rec.pathway_title}: {rec.outcome.name}" in page
    assert f"Newtown: Other way: {rec.outcome.name}" in page
    assert page.index("Oldtown") < page.index("Newtown")


def test_what_is_left_out_and_unread_is_said(make: Make) -> None:
    """A pathway that was not run says why; an answer that is not asked for is named."""
    page = text(one("Oldtown", make(), unread=("hub_talk",)))
    assert f"Left out: {LEFT.title}: {LEFT.why}" in page
    assert "Answers that this authority does not ask for: words of hub_talk" in page
    assert "does not ask for" not in text(one("Oldtown", make()))


def test_every_result_names_its_document(rec: Recommendation) -> None:
    """Whatever the result: document and edition stand in its part, and lines keep to 80 columns."""
    shown = comparison((one("Oldtown", rec),))
    page = " ".join(plain_text(shown).split())
    assert rec.criteria.document in page
    assert max(map(len, plain_text(shown).splitlines())) <= 80
    assert "\x1b" not in page


def test_the_first_action_and_its_contact_are_shown(cases: dict[str, Recommendation]) -> None:
    """On the harm route the first thing to do and its phone stand under the authority."""
    rec = cases["harm"]
    first = next(a for a in rec.actions if a.state == "now")
    page = text(one("Oldtown", rec))
    assert first.text in page
    assert first.contact is not None
    assert f"{first.contact.name}, phone {first.contact.phone}" in page


@pytest.mark.parametrize("state", ["not_met", "not_known"])
def test_a_must_that_is_open_is_named(cases: dict[str, Recommendation], state: str) -> None:
    """Musts that are not surely met are listed; what is only to consider is not."""
    rec = cases["targeted"]
    musts = [r for r in rec.requirements if r.kind == "must"]
    assert musts
    changed = replace(musts[0], state=state, text="a must that is open")  # type: ignore[arg-type]
    beside = replace(musts[0], id="beside", kind="consider", state="not_met", text="a mere gap")
    page = text(one("Oldtown", replace(rec, requirements=(changed, beside))))
    assert "a must that is open" in page
    assert "a mere gap" not in page
