"""A proof says what is so: of generated pathways every verdict is held against every answer."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from needcheck.criteria.model import Invariant, Pathway
from needcheck.jobs.proof.prover import Verdict
from tests.jobs.proof.brute import Brute, different, key, size
from tests.jobs.proof.generated import claims_of, pathways
from tests.jobs.proof.toy import engine, verdicts

pytest.importorskip("z3")
FEW = settings(max_examples=60, suppress_health_check=list(HealthCheck))


def judge(own: Pathway) -> set[str]:
    """Hold every verdict of a pathway against brute force; the kinds of claims that failed."""
    made = engine(own)
    brute = Brute(made.plan("toytown", own.id))
    laws = {name: item for name, item in claims_of(own).items() if item.monotone}
    failed = set()
    for name, verdict in verdicts(made).items():
        assert verdict.state != "undecided"
        if verdict.state == "refuted":
            failed.add(name.split(":")[0])
        if name in laws:
            judge_law(brute, laws[name], verdict)
        elif (broken := brute.broken(name)) is not None:
            smallest = min((r.size for r in brute.rows if broken(r)), default=None)
            assert (verdict.state == "refuted") == (smallest is not None), name
            if verdict.before is not None:
                row = brute.by_answers.get(key(verdict.before))
                assert row is None or broken(row), name
                assert size(verdict.before) == smallest, name
        else:
            assert (verdict.state == "proved") == brute.happens(name), name
            assert verdict.before is None
    return failed


def judge_law(brute: Brute, item: Invariant, verdict: Verdict) -> None:
    """Hold the verdict on a law against every pair of answers."""
    pairs = list(brute.pairs(item))
    assert (verdict.state == "refuted") == bool(pairs), item.text
    if pairs:
        assert verdict.before is not None
        assert verdict.after is not None
        least = min((len(different(*pair)), pair[0].size + pair[1].size) for pair in pairs)
        sizes = size(verdict.before) + size(verdict.after)
        one, other = (brute.by_answers.get(key(a)) for a in (verdict.before, verdict.after))
        if one is not None and other is not None:
            assert brute.moved(item, one, other)
            assert brute.against(item, one, other)
            assert (len(different(one, other)), sizes) == least
        assert sizes == least[1]


@FEW
@given(pathways())
def test_every_verdict_is_what_all_answers_say(own: Pathway) -> None:
    """Proved is true of every set of answers; refuted is not, and the case shown is smallest."""
    judge(own)


@pytest.mark.long
@pytest.mark.timeout(3_600)
@settings(FEW, max_examples=1_000)
@given(pathways())
def test_every_verdict_is_what_all_answers_say_at_length(own: Pathway) -> None:
    """The same for 1,000 pathways."""
    judge(own)
