"""The rules of a pathway for other rule engines: two truths for each node, surely and surely not.

These engines know true and false. What is surely true, and what is surely false, of every node
are conditions of that kind, and together they are Kleene's three values.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from needcheck.case.answers import Answers, resolve
from needcheck.case.facts import Gate
from needcheck.criteria import nodes as n
from needcheck.jobs.batch.cells import Cells
from needcheck.jobs.batch.input import open_table
from needcheck.jobs.batch.layout import Wishes, lay_out
from needcheck.jobs.batch.scalar_engine import answers_of
from needcheck.jobs.engine import Engine, noon
from needcheck.recommend.compile import Plan
from needcheck.recommend.decide import decide

TIMED: list[float] = []
Context = dict[str, Any]


def cases(table: Path, day: dt.date) -> tuple[list[Context], list[str], Plan]:
    """Every row as a mapping of facts and prompts, the outcomes, and the plan."""
    plan = Engine().plan("hull", "level")
    bundle = plan.bundle
    reader = open_table(table, sys.stdin.buffer)
    layout, cells = (
        lay_out(reader.header, bundle, Wishes(), "bench"),
        Cells(Gate(bundle, noon(day))),
    )
    found, expected = [], []
    for record in (r for block in reader.blocks() for r in reader.rows(block)):
        answers = answers_of(cells, layout, record.cells)
        assert isinstance(answers, Answers)
        case = resolve(answers, bundle, day)
        context: Context = dict.fromkeys(map(name, (*bundle.facts, *bundle.prompts)))
        for fact, value in case.facts.items():
            choices = bundle.facts[fact].choice_ids
            context[name(fact)] = choices.index(value) if isinstance(value, str) else value
            if isinstance(value, frozenset):
                context[name(fact)] = sorted(value)
            elif isinstance(value, dt.date):
                context[name(fact)] = None
        context |= {name(p): True for p in case.present} | {name(p): False for p in case.absent}
        found.append(context)
        expected.append(decide(plan, case))
    return found, expected, plan


def name(of: str) -> str:
    """An id as these engines can have it."""
    return "v_" + of.replace("-", "_")


def surely(plan: Plan, node: n.Node, wanted: bool, has: str) -> str:
    """When a node is surely true, or surely false; ``has`` says that a list holds a value."""

    def both(parts: tuple[n.Node, ...], want: bool, word: str, empty: str) -> str:
        return (
            f"({f' {word} '.join(surely(plan, p, want, has) for p in parts)})" if parts else empty
        )

    match node:
        case n.Name(of):
            return surely(plan, plan.derived[of], wanted, has)
        case n.Not(inner):
            return surely(plan, inner, not wanted, has)
        case n.And(parts):
            return both(parts, wanted, "and" if wanted else "or", str(wanted).lower())
        case n.Or(parts):
            return both(parts, wanted, "or" if wanted else "and", str(not wanted).lower())
        case n.Fires(when, unless):
            stands, held = surely(plan, when, wanted, has), surely(plan, unless, True, has)
            return f"({stands} and not {held})" if wanted else f"({stands} or {held})"
        case _:
            return atom(plan, node, wanted, has)


def atom(plan: Plan, node: n.Node, wanted: bool, has: str) -> str:
    """An atom of the level pathway."""
    match node:
        case n.Yes(fact):
            return f"({name(fact)} == {str(wanted).lower()})"
        case n.Compare(fact, operator, value, _):
            place = plan.bundle.facts[fact].choice_ids.index(str(value))
            test = f"{name(fact)} {operator} {place}"
            return f"({name(fact)} != null and {'' if wanted else 'not '}({test}))"
        case n.Has(fact, value):
            test = has.format(list=name(fact), value=value)
            return f"({name(fact)} != null and {'' if wanted else 'not '}({test}))"
        case n.Prompts(ids, ">=", 1, "present"):
            said, word = str(wanted).lower(), "or" if wanted else "and"
            return f"({f' {word} '.join(f'{name(p)} == {said}' for p in sorted(ids))})"
    raise TypeError(f"the level pathway has no {type(node).__name__}")


def zen(plan: Plan) -> Callable[[Context], str]:
    """Zen-engine, one compiled expression."""
    import zen as library

    text = f"'{plan.outcomes[-1]}'"
    for outcome in reversed(plan.outcomes[:-1]):
        holds = surely(plan, plan.trees[f"outcome:{outcome}"], True, "'{value}' in {list}")
        text = f"({holds} ? '{outcome}' : {text})"
    compiled = library.compile_expression(text)
    return lambda context: str(compiled.evaluate(context))


def zen_table(plan: Plan) -> Callable[[Context], str]:
    """Zen-engine, the decision table that an author would keep: a row for each rule, first hit."""
    import zen as library

    order = plan.outcomes.index
    chosen = sorted(plan.pathway.rules, key=lambda rule: order(rule.outcome))
    table = [
        {
            "_id": rule.id,
            "when": surely(plan, plan.trees[f"rule:{rule.id}"], True, "'{value}' in {list}"),
            "then": f"'{rule.outcome}'",
        }
        for rule in chosen
    ]
    table.append({"_id": "last", "when": "", "then": f"'{plan.outcomes[-1]}'"})
    content = {
        "hitPolicy": "first",
        "inputs": [{"id": "when", "name": "when"}],
        "outputs": [{"id": "then", "name": "then", "field": "outcome"}],
        "rules": table,
    }
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode"},
        {"id": "rules", "name": "rules", "type": "decisionTableNode", "content": content},
        {"id": "out", "name": "out", "type": "outputNode"},
    ]
    edges = [
        {"id": "a", "type": "edge", "sourceId": "in", "targetId": "rules"},
        {"id": "b", "type": "edge", "sourceId": "rules", "targetId": "out"},
    ]
    decision = library.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))
    return lambda context: str(decision.evaluate(context)["result"]["outcome"])


def rule_engine(plan: Plan) -> Callable[[Context], str]:
    """Rule-engine, one rule for each outcome."""
    import rule_engine as library

    made = [
        (o, library.Rule(surely(plan, plan.trees[f"outcome:{o}"], True, "'{value}' in {list}")))
        for o in plan.outcomes[:-1]
    ]
    last = plan.outcomes[-1]
    return lambda context: next((o for o, rule in made if rule.matches(context)), last)
