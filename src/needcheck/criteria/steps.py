"""The shapes of an interview: sections, and in them the steps that ask."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from needcheck.criteria.part import Condition, Element, Id, Part


class Step(Element):
    """One screen of the interview, asked while ``when`` may hold (``outcome`` may be used there).

    It asks one ``fact``, or a list: of ``prompts``, or of yes/no ``facts`` that are ticked. Leaving
    a list says that it has been looked through, so what is not ticked is answered no. ``instead``
    names a yes/no fact whose id may be typed in place of the fact's own answer. ``again`` asks a
    fact once more although it was answered before; ``surely`` asks it only where ``when`` is
    surely so, since its words speak of an answer that was given.
    """

    fact: Id | None = None
    instead: Id | None = None
    facts: tuple[Id, ...] = ()
    prompts: Literal["child", "parents", "home", "strengths"] | None = None
    title: str = ""
    help: str = ""
    again: bool = False
    surely: bool = False
    when: Condition = ""

    @model_validator(mode="after")
    def _asks_one_thing(self) -> Step:
        if sum((self.fact is not None, bool(self.facts), self.prompts is not None)) != 1:
            raise ValueError("a step asks one fact, one list of facts or one list of prompts")
        return self


class Section(Part):
    """A part of the interview, with its steps in order."""

    id: Id
    title: str
    steps: tuple[Step, ...] = Field(alias="step", default=())
