"""One unknown set of answers, as variables of the solver.

A fact is one boolean for each answer that conditions can tell apart, at most one of them true and
none where it is missing; a set is one boolean for each choice and one for "answered"; a prompt is
present, absent or neither. All is propositional and finite, so the solver decides it.

The solver (z3) comes with the extra ``[proof]`` and is imported when symbols are made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from needcheck.case.answers import Answers, Case, Value, graver
from needcheck.criteria import nodes as n
from needcheck.criteria.model import Fact
from needcheck.readings.domain import domain

Bool = Any
"""A boolean expression of the solver, which has no types of its own."""


@dataclass(frozen=True)
class Choice:
    """A fact that has one answer or none: for each answer, whether it is that one."""

    fact: Fact
    values: Mapping[Value, Bool]


@dataclass(frozen=True)
class Chosen:
    """A fact that is a set: whether it is answered, and for each choice whether it is in."""

    fact: Fact
    known: Bool
    choices: Mapping[str, Bool]


class Symbols:
    """One unknown set of answers, as variables of the solver.

    ``atoms`` are all conditions that may be read, ``implied`` which prompts answer which facts.
    ``rules`` collects what any answers must be like. ``anything`` stands for any day or moment in
    ``case``, which is a case without answers on the day of the proof.
    """

    def __init__(
        self,
        facts: Mapping[str, Fact],
        atoms: Iterable[n.Atom],
        implied: Mapping[str, tuple[Fact, Value]],
        blank: Case,
        prefix: str = "",
    ) -> None:
        import z3

        self.z3 = z3
        self.blank, self.prefix = blank, prefix
        self.facts, self.atoms, self.implied = facts, tuple(atoms), implied
        self.rules: list[Bool] = []
        self.stated: dict[str, Choice | Chosen] = {}
        self.present: dict[str, Bool] = {}
        self.absent: dict[str, Bool] = {}
        self._standing: dict[str, Choice | Chosen] = {}

    def name(self, text: str) -> Bool:
        """A fresh variable, named for whoever reads the formulas."""
        return self.z3.Bool(self.prefix + text)

    def any_of(self, parts: Iterable[Bool]) -> Bool:
        """The disjunction; false where there is nothing."""
        listed = list(parts)
        return listed[0] if len(listed) == 1 else self.z3.Or(listed)

    def all_of(self, parts: Iterable[Bool]) -> Bool:
        """The conjunction; true where there is nothing."""
        listed = list(parts)
        return listed[0] if len(listed) == 1 else self.z3.And(listed)

    def denied(self, part: Bool) -> Bool:
        """The contrary."""
        return self.z3.Not(part)

    def at_least(self, parts: list[Bool], number: int) -> Bool:
        """Whether at least so many hold."""
        if number <= 0:
            return self.z3.BoolVal(True)
        if number > len(parts):
            return self.z3.BoolVal(False)
        if number == 1:
            return self.any_of(parts)
        return self.z3.AtLeast(*parts, number)

    def prompt(self, name: str) -> tuple[Bool, Bool]:
        """Whether a prompt is present, and whether it is absent; neither where not looked at."""
        if name not in self.present:
            self.present[name] = self.name(f"{name} present")
            self.absent[name] = self.name(f"{name} absent")
            self.rules.append(self.denied(self.all_of((self.present[name], self.absent[name]))))
        return self.present[name], self.absent[name]

    def said(self, name: str) -> Choice | Chosen:
        """A fact as it is answered."""
        if name not in self.stated:
            fact = self.facts[name]
            build = self._set if fact.type == "many" else self._single
            self.stated[name] = build(fact)
        return self.stated[name]

    def fact(self, name: str) -> Choice | Chosen:
        """A fact as it stands beside the prompts that are present."""
        if name not in self._standing:
            said = self.said(name)
            self._standing[name] = self._with_implied(said) if isinstance(said, Choice) else said
        return self._standing[name]

    def share(self, other: Symbols) -> None:
        """Speak of the same answers as ``other``; what prompts imply stays each one's own."""
        self.stated, self.present, self.absent = other.stated, other.present, other.absent
        self.rules = other.rules

    def define(self, fact: Fact, values: Mapping[str, Bool]) -> None:
        """Give a choice that is computed and not answered, such as the outcome."""
        self._standing[fact.id] = Choice(fact, dict(values.items()))

    def known(self, fact: Choice | Chosen) -> Bool:
        """Whether a fact has an answer."""
        return fact.known if isinstance(fact, Chosen) else self.any_of(fact.values.values())

    def _single(self, fact: Fact) -> Choice:
        values = domain(fact, self.atoms, self.blank.as_of)
        named = {value: self.name(f"{fact.id} = {value}") for value in values}
        if len(named) > 1:
            self.rules.append(self.z3.AtMost(*named.values(), 1))
        return Choice(fact, named)

    def _set(self, fact: Fact) -> Chosen:
        known = self.name(f"{fact.id} answered")
        choices = {c: self.name(f"{fact.id} has {c}") for c in fact.choice_ids}
        none = choices.get(fact.none_choice)
        self.rules.append(known == self.any_of(choices.values()))
        for name, choice in choices.items():
            if none is not None and name != fact.none_choice:
                self.rules.append(self.denied(self.all_of((none, choice))))
        return Chosen(fact, known, choices)

    def _with_implied(self, said: Choice) -> Choice:
        """The fact after each present prompt that implies an answer; the graver stands.

        A prompt that implies what is said anyhow changes nothing, whatever other prompts imply.
        """
        now = dict(said.values)
        for prompt, (fact, value) in self.implied.items():
            if fact.id == said.fact.id:
                same = self.any_of(holds for other, holds in said.values.items() if other == value)
                ticked = self.all_of((self.prompt(prompt)[0], self.denied(same)))
                missing = self.denied(self.any_of(now.values()))
                now = {
                    other: self.any_of((
                        self.all_of((self.denied(ticked), holds)),
                        self.all_of((ticked, self._graver(fact, value, other, now, missing))),
                    ))
                    for other, holds in now.items()
                }  # fmt: skip
        return Choice(said.fact, now)

    def _graver(
        self, fact: Fact, value: Value, wanted: Value, now: Mapping[Value, Bool], missing: Bool
    ) -> Bool:
        """Whether the graver of ``value`` and what stands now is ``wanted``."""
        same = [holds for other, holds in now.items() if graver(fact, value, other) == wanted]
        return self.any_of([*same, *([missing] if value == wanted else [])])

    def answers(self, model: Any) -> Answers:
        """The answers of a solution; what the solver left open is missing."""

        def true(part: Bool) -> bool:
            return bool(self.z3.is_true(model.eval(part)))

        facts: dict[str, Value] = {}
        for name, said in self.stated.items():
            if isinstance(said, Chosen):
                given = frozenset(c for c, part in said.choices.items() if true(part))
                facts |= {name: given} if given else {}
            else:
                facts.update((name, value) for value, part in said.values.items() if true(part))
        order = {name: facts[name] for name in self.facts if name in facts}
        present = frozenset(p for p, part in self.present.items() if true(part))
        absent = frozenset(p for p, part in self.absent.items() if true(part))
        return Answers(facts=order, present=present, absent=absent)

    def parts(self) -> dict[str, list[Bool]]:
        """For each fact and prompt, in order, its answers: choices, values, present and absent."""
        known = ((name, self.stated[name]) for name in self.facts if name in self.stated)
        facts = {
            name: list((said.choices if isinstance(said, Chosen) else said.values).values())
            for name, said in known
        }
        prompts = {name: [self.present[name], self.absent[name]] for name in sorted(self.present)}
        return facts | prompts

    def given(self) -> Iterator[Bool]:
        """Everything that counts as one answer given, for the smallest case."""
        for parts in self.parts().values():
            yield from parts
