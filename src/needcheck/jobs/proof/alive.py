"""Claims that every pathway must meet: nothing dead in it, and something to do in every case."""

from __future__ import annotations

from collections.abc import Iterator

from needcheck.criteria.model import Action, Offer, Requirement, Rule
from needcheck.jobs.proof.claims import Claim
from needcheck.jobs.proof.decided import Decided
from needcheck.readings.symbols import Bool


class Alive:
    """The claims of one pathway; each element that is written must matter for some answers."""

    def __init__(self, decided: Decided) -> None:
        self.d, self.plan, self.s = decided, decided.plan, decided.symbols

    def claims(self) -> Iterator[Claim]:
        """All of them, in the order of the file."""
        yield from self._outcomes()
        if self.plan.pathway.alarm:
            yield from self._alarm()
        alone = self._alone()
        for rule in self.plan.pathway.rules:
            decides = self.s.all_of((self.d.chosen[rule.outcome], alone[rule.id]))
            yield self._some(f"rule:{rule.id}", "The rule decides for some answers.", decides)
        for need in self.plan.pathway.requirements:
            yield from self._requirement(need)
        for action in self.plan.pathway.actions:
            yield self._some(f"action:{action.id}", "The action is shown for some answers.",
                             self.d.now(action))  # fmt: skip
            if action.if_text:
                yield self._some(f'action:{action.id}:"if"', "The action is shown as possible.",
                                 self.d.perhaps(action))  # fmt: skip
        for offer in self.plan.pathway.offers:
            yield from self._offer(offer)
        for query in self.plan.pathway.queries:
            yield self._some(f"query:{query.id}", "The query is raised for some answers.",
                             self.d.asked(query))  # fmt: skip

    def _outcomes(self) -> Iterator[Claim]:
        own = [self.d.now(action) for action in self._beside_standing()]
        for outcome in self.plan.pathway.outcomes:
            name = f"outcome:{outcome.id}"
            chosen = self.d.chosen[outcome.id]
            yield self._some(name, "The outcome is reached by some answers.", chosen)
            yield self._never(
                f"{name}:action",
                "Whenever this is the outcome, there is something to do beside the standing lines.",
                self.s.all_of((chosen, self.s.denied(self.s.any_of(own)))),
            )
        yield self._never(
            "silence",
            "With nothing answered the outcome is the last one.",
            self.s.all_of(
                (self._nothing_said(), self.s.denied(self.d.chosen[self.plan.outcomes[-1]]))
            ),
        )
        if self.plan.pathway.exclusive:
            yield from self._exclusive()

    def _exclusive(self) -> Iterator[Claim]:
        """No two outcomes' own conditions hold together, whatever their order."""
        named = [
            (o, self.d.formula.plain.sure(self.plan.trees[f"outcome:{o}"]))
            for o in self.plan.outcomes[:-1]
        ]
        for index, (one, first) in enumerate(named):
            for other, second in named[index + 1 :]:
                yield self._never(
                    f"exclusive:{one}:{other}",
                    "The two outcomes' own conditions never hold together.",
                    self.s.all_of((first, second)),
                )

    def _nothing_said(self) -> Bool:
        return self.s.all_of(self.s.denied(part) for part in self.s.given())

    def _alarm(self) -> Iterator[Claim]:
        """With harm there is something to do; what it must be, the invariants say."""
        done = [self.d.now(a) for a in self._beside_standing() if a.kind == "do"]
        yield self._never(
            "harm:action",
            "With harm there is something to do at once beside the standing lines.",
            self.s.all_of((self.d.alarm, self.s.denied(self.s.any_of(done)))),
        )

    def _beside_standing(self) -> list[Action]:
        """The actions of the pathway, without those that close every result."""
        sets, names = self.plan.bundle.sets, self.plan.pathway.close_with
        standing = {action.id for name in names for action in sets[name].actions}
        return [action for action in self.plan.actions if action.id not in standing]

    def _alone(self) -> dict[str, Bool]:
        """For each rule that it fires and no other of its outcome does, in one pass each way."""
        found: dict[str, Bool] = {}
        by_outcome: dict[str, list[Rule]] = {}
        for rule in self.plan.pathway.rules:
            by_outcome.setdefault(rule.outcome, []).append(rule)
        for rules in by_outcome.values():
            fired = [self.d.tree(f"rule:{rule.id}") for rule in rules]
            none = self.s.all_of(())
            after = [none]
            for each in reversed(fired[1:]):
                after.append(self.s.all_of((after[-1], self.s.denied(each))))
            before = none
            for rule, each, rest in zip(rules, fired, reversed(after), strict=True):
                found[rule.id] = self.s.all_of((each, before, rest))
                before = self.s.all_of((before, self.s.denied(each)))
        return found

    def _requirement(self, need: Requirement) -> Iterator[Claim]:
        name = f"requirement:{need.id}"
        met, unknown, unmet = self.d.states(f"must:{need.id}", self.d.listed(need))
        yield self._some(f"{name}:met", "The requirement is printed as met.", met)
        yield self._some(
            f"{name}:open",
            "The requirement is printed as not met, or not known.",
            self.s.any_of((unknown, unmet)),
        )

    def _offer(self, offer: Offer) -> Iterator[Claim]:
        name = f"offer:{offer.id}"
        offered, unknown, not_offered = self.d.states(name, self.d.offered(offer))
        yield self._some(name, "The service is offered for some answers.", offered)
        if offer.when or offer.unless:
            yield self._some(f"{name}:not", "The service is not offered for some.", not_offered)
            yield self._some(f'{name}:"if"', "The service is possible for some answers.", unknown)

    def _some(self, name: str, text: str, formula: Bool) -> Claim:
        return Claim(name, self.plan.pathway.id, text, "somewhere", formula)

    def _never(self, name: str, text: str, formula: Bool) -> Claim:
        return Claim(name, self.plan.pathway.id, text, "always", formula)
