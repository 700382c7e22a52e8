"""What an asker is given and what it may reply: the seam between session and front ends.

The session makes ``Question`` values and understands ``Reply`` values; it knows nothing of
terminals. An asker puts one question to a person and returns one reply; it knows nothing of
criteria. Both front ends (``terminal``, ``plain``) and the scripted one obey this protocol.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, Protocol

Kind = Literal["choose", "several", "text", "checklist"]

NOT_KNOWN = "not known"


@dataclass(frozen=True)
class Option:
    """One choice of a list; ``id`` is what the reply carries.

    ``heading`` starts a new section above this option (checklists only).
    """

    id: str
    text: str
    help: str = ""
    heading: str = ""


@dataclass(frozen=True)
class Question:
    """One thing to ask, ready to be shown.

    ``choose``: one of ``options``. ``several``: any of ``options`` (``none_option`` excludes the
    others). ``text``: one line, which may be empty where ``optional``. ``checklist``: tick what
    is present; leaving it says that the list has been looked through.
    ``allow_not_known`` offers "Not known yet" as the *first* choice, so that Enter never picks
    an answer; ``not_known_words`` says it otherwise ("Not decided yet"). ``allow_absent`` lets a
    checklist mark an entry as clearly not so.
    ``current`` is the answer in force (option ids, or text), for going back and changing.
    ``error`` is the sentence to show when the last reply was not accepted.
    ``number`` 0 is not shown. ``kept`` says whether stopping keeps the answers and they can be
    reviewed, as in all but a quiz.
    ``marked`` is told what is ticked, or written in the person's own words, while there is no reply
    yet: whatever ends the question, a concern that was ticked is kept.
    """

    key: str
    number: int
    kind: Kind
    text: str
    help: str = ""
    why: str = ""
    options: tuple[Option, ...] = ()
    none_option: str = ""
    optional: bool = False
    allow_not_known: bool = True
    not_known_words: str = ""
    allow_absent: bool = False
    current: tuple[str, ...] = ()
    current_absent: tuple[str, ...] = ()
    current_looked_through: bool = False
    progress: str = ""
    emergency: str = ""
    error: str = ""
    kept: bool = True
    marked: Callable[[Answered], None] | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Answered:
    """The person answered.

    ``values``: one option id or the text for ``choose`` and ``text`` (``"not known"`` where they
    said so, an empty tuple where an optional text was skipped); option ids for ``several`` and
    ``checklist``. ``absent``: checklist entries marked as clearly not so. ``looked_through`` is
    False where a checklist was left with "not looked at".
    """

    values: tuple[str, ...]
    absent: tuple[str, ...] = ()
    looked_through: bool = True


@dataclass(frozen=True)
class Back:
    """Go back to the question before."""


@dataclass(frozen=True)
class Review:
    """Show all answers so that one can be changed."""


@dataclass(frozen=True)
class SaveAndQuit:
    """Keep a draft and stop."""


Reply = Answered | Back | Review | SaveAndQuit


@dataclass(frozen=True)
class View:
    """Something to show between questions; ``content`` is for the renderer the cli hands in."""

    kind: str
    content: object = field(default=None)


class Asker(Protocol):
    """One front end.

    ``ask`` raises ``KeyboardInterrupt`` on Ctrl-C and ``EOFError`` at the end of input; the
    caller keeps the draft.
    """

    def ask(self, question: Question) -> Reply:
        """Put one question and wait for one reply."""
        ...

    def show(self, view: View) -> None:
        """Show a view through the renderer that the asker was given."""
        ...
