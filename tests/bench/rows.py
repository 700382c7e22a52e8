"""A seeded generator of invented rows for the batch: any authority, every column, as CSV text.

Most rows have answers that a real form would have; the others are silent or contradict themselves.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator

from needcheck.criteria.bundle import Bundle
from needcheck.criteria.model import GROUPS, Fact
from needcheck.jobs.batch.layout import LOOKED

MILD = {"harm": "no", "severity": "none", "impact": "none", "if_unchanged": "settles"}
MILD |= {"needs": "none", "plan": "none", "immediate_danger": "no", "coordination_required": "no"}
MILD |= {"harm_concern": "no", "assessed_in_need": "no", "multiple_services": "no"}


def header(bundle: Bundle) -> list[str]:
    """The columns of a full table."""
    looked = [f"{LOOKED}_{group}" for group in GROUPS]
    return ["id", *bundle.facts, *looked, *bundle.prompts]


def cell(fact: Fact, rng: random.Random) -> str:
    """Any allowed cell of a fact."""
    if fact.type == "choice":
        return rng.choice(fact.choice_ids)
    if fact.type == "many":
        return _some(fact, rng)
    if fact.type == "number":
        return str(rng.randint(fact.minimum or 0, fact.maximum or 30))
    return _time(fact, rng) or ("given" if fact.type == "reason" else rng.choice(("yes", "no")))


def _some(fact: Fact, rng: random.Random) -> str:
    real = [c for c in fact.choice_ids if c != fact.none_choice]
    if fact.none_choice and rng.random() < 0.5:
        return fact.none_choice
    return ";".join(rng.sample(real, rng.randint(1, min(2, len(real)))))


def _time(fact: Fact, rng: random.Random) -> str:
    """A day, a moment or a length; "" for other facts."""
    if fact.type == "elapsed":
        length = f"{rng.randint(0, 8)} {fact.unit or 'months'} {rng.randint(0, 6)} days"
        if fact.length_only:
            return length
        return rng.choice((length, f"{rng.randint(1, 28)}/{rng.randint(1, 11)}/2026"))
    if fact.type in ("date", "datetime"):
        day = f"2026-{rng.randint(1, 11):02}-{rng.randint(1, 19):02}"
        return day if fact.type == "date" else f"{day} {rng.randint(0, 23):02}:15"
    return ""


def rows(bundle: Bundle, count: int, seed: int) -> Iterator[list[str]]:
    """So many rows, the same for the same seed."""
    rng = random.Random(seed)
    prompts = list(bundle.prompts.values())
    for number in range(1, count + 1):
        answered = rng.choice((0.05, 0.3, 0.7, 0.95))
        mild = rng.random() < 0.5
        row = [f"C{number:07}"]
        for name, fact in bundle.facts.items():
            given = rng.random() < answered
            usual = MILD.get(name, "") if mild and rng.random() < 0.95 else ""
            row.append((usual or cell(fact, rng)) if given else "")
        row += ["yes" if rng.random() < answered else "" for _ in GROUPS]
        ticked = rng.choice((0.0, 0.0, 0.01, 0.04))
        for prompt in prompts:
            draw = rng.random()
            strength = prompt.polarity == "strength"
            present = draw < ticked * (5 if strength else 1)
            row.append("yes" if present else ("no" if draw > 1 - answered / 4 else ""))
        yield row


def generate(bundle: Bundle, count: int, seed: int = 1) -> str:
    """A whole table as CSV text."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header(bundle))
    writer.writerows(rows(bundle, count, seed))
    return text.getvalue()
