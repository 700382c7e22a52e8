"""What is ticked in a list, where the pointer stands and what has been typed: no terminal here.

Rows are numbered as they are shown. A checklist has the rows 0 ("Not looked at yet") and 1
("Nothing in this list"), then its entries from 2; ``several`` has row 0, then entries from 1.

The rules that keep a slip from becoming an answer:

* the pointer starts on row 0, so that Enter at once never says "nothing" and never ticks; only
  where "nothing in this list" is the answer in force it starts there, and Enter keeps it;
* Enter on an entry that was just reached ticks it, since leaving the list there would record a
  concern that somebody was about to tick as absent; Enter on a ticked entry leaves the list;
* Enter on the entry for "none", which nothing can stand beside, ticks it and leaves at once;
* after a search is cleared the pointer is back on row 0;
* Space between the words of a search that finds several rows is a space, so that the first word of
  a phrase never ticks what it happens to find; and no Space after a search takes a tick away.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import chain

from needcheck.interview.asker import Answered, Option, Question
from needcheck.interview.shown import (
    CHOOSE_WORDS,
    NOT_LOOKED_WORDS,
    NOTHING_WORDS,
    UNCHOSEN_ERROR,
    left_empty,
    zero_words,
)

MAX_TYPED = 40
BEGINNING = 4
"""Letters that a word must share to be found by its beginning."""
ENDING = 4
"""Letters at the end of a longer word that may differ: bullying, bullied."""


@dataclass
class Ticks:
    """The state of one list.

    ``moved``: the arrows moved the pointer since the last tick or letter. ``spent``: Space could
    tick nothing under the number that is typed, so that the next character starts anew.
    """

    question: Question
    ticked: set[str] = field(default_factory=set)
    absent: set[str] = field(default_factory=set)
    pointer: int = 0
    typed: str = ""
    message: str = ""
    moved: bool = False
    spent: bool = False

    def __post_init__(self) -> None:
        known = {option.id for option in self.question.options}
        self.ticked |= known & set(self.question.current)
        self.absent |= (known & set(self.question.current_absent)) - self.ticked
        checklist = self.question.kind == "checklist"
        if checklist and self.question.current_looked_through and not self.ticked:
            self.pointer = 1

    @property
    def first(self) -> int:
        """The row number of the first entry."""
        return 2 if self.question.kind == "checklist" else 1

    def entry(self, row: int | None) -> Option | None:
        """Return the option on a row; ``None`` for an action row, or where there is no such row."""
        index = -1 if row is None else row - self.first
        options = self.question.options
        return options[index] if 0 <= index < len(options) else None

    def row(self, option: Option) -> int:
        """Return the row number of an option."""
        return self.question.options.index(option) + self.first

    def actions(self) -> dict[int, str]:
        """Return the words of the rows above the entries, by row number."""
        if self.question.kind != "checklist":
            ticked = f"Done: {len(self.ticked)} ticked"
            return {0: ticked if self.ticked else zero_words(self.question) or CHOOSE_WORDS}
        if self.ticked:
            return {0: f"Done: {self.counted()}, and I have looked through this list"}
        if self.absent:
            return {0: f"Leave it at {self.counted()}, the rest not looked at", 1: NOTHING_WORDS}
        return {0: NOT_LOOKED_WORDS, 1: NOTHING_WORDS}

    def counted(self) -> str:
        """How many entries are marked, in words."""
        parts = [f"{len(self.ticked)} ticked"] if self.ticked or not self.absent else []
        parts += [f"{len(self.absent)} clearly not so"] if self.absent else []
        return ", ".join(parts)

    def chosen(self) -> list[Option]:
        """Return the ticked options in the order of the list."""
        return [option for option in self.question.options if option.id in self.ticked]

    def mark(self, option: Option) -> str:
        """``[x]`` ticked, ``[-]`` clearly not so, ``[ ]`` neither."""
        if option.id in self.ticked:
            return "[x]"
        return "[-]" if option.id in self.absent else "[ ]"

    def section(self, row: int) -> str:
        """Return the heading that an entry stands under, or ``""``."""
        above = self.question.options[: max(row - self.first + 1, 0)]
        return next((option.heading for option in reversed(above) if option.heading), "")

    # What is shown and pointed at

    @property
    def number(self) -> int | None:
        """The row number that is typed, if a number is typed."""
        return int(self.typed) if self.typed.isascii() and self.typed.isdecimal() else None

    def matching(self, typed: str) -> list[Option]:
        """Return the options that hold every typed word in their text or help, in any order.

        Where there is none, the beginnings of the words are looked for: "debts" finds "debt".
        """
        options = self.question.options
        return [o for o in options if _holds(f"{o.text} {o.help}", typed)] or [
            o for o in options if _holds(f"{o.text} {o.help}", typed, beginnings=True)
        ]

    def best(self, rows: list[int]) -> int:
        """Return the found row to point at: the first with the words in its text, not its help."""
        texts = {row: option.text for row in rows if (option := self.entry(row))}
        named = (row for row, text in texts.items() if _holds(text, self.typed))
        begun = (row for row, text in texts.items() if _holds(text, self.typed, beginnings=True))
        return next(chain(named, begun, rows), 0)

    def rows(self) -> list[int]:
        """Return the row numbers to show: all, or the entries that match the typed words."""
        if self._words():
            return [self.row(option) for option in self.matching(self.typed)]
        last = self.first + len(self.question.options)
        return [*self.actions(), *range(self.first, last)]

    def pointed(self) -> int | None:
        """Return the row that Space and Enter act on; ``None`` where nothing is found."""
        if self.number is not None and self.number != self.pointer:
            return None
        return self.pointer if self.pointer in self.rows() else None

    # Keys

    def move(self, step: int) -> None:
        """Move the pointer by so many shown rows, stopping at either end."""
        self.message = ""
        if self.number is not None:
            self.typed, self.spent = "", False
        rows = self.rows()
        if rows:
            at = rows.index(self.pointer) if self.pointer in rows else 0
            self.pointer = rows[min(max(at + step, 0), len(rows) - 1)]
            self.moved = True

    def type(self, text: str) -> None:
        """Add to what is typed and point at what it finds; ``several`` takes only numbers."""
        for character in text:
            if character == "-" and self.question.allow_absent and not self._words():
                self.deny()
            elif character.isprintable() and self._takes(character):
                self._search((("" if self.spent else self.typed) + character)[:MAX_TYPED])

    def erase(self) -> None:
        """Take back the last typed character."""
        self._search(self.typed[:-1])

    def clear(self) -> None:
        """Forget what is typed and go back to row 0."""
        self._search("")

    def space(self) -> None:
        """Tick what is pointed at; between the words of a search that still finds several, a space.

        A phrase such as "self harm" must never tick the first row that its first word finds, nor
        "forced marriage" take away with its second word what its first has ticked.
        """
        if self.between_words():
            self._search(f"{self.typed} "[:MAX_TYPED])
        elif option := self.entry(self.pointed()) if self._words() else None:
            self._tick(option, again=True)
        else:
            self.toggle()

    def between_words(self) -> bool:
        """Whether Space goes on with a search: it finds several rows and none was chosen yet."""
        if not self._words() or self.moved or self.typed.endswith(" "):
            return False
        return len(self.matching(self.typed)) > 1

    def toggle(self) -> None:
        """Tick or untick the pointed entry and forget what is typed."""
        option = self.entry(self.pointed())
        if option is not None:
            self.flip(option)
            self._settle(self.row(option), "" if option.id in self.ticked else "Not ticked now.")
        elif self.number is not None:
            self.spent = True
            self.message = self.message or "Enter takes this row."

    def deny(self) -> None:
        """Mark the pointed entry as clearly not so, or take that back."""
        option = self.entry(self.pointed())
        if option is not None and self.question.allow_absent:
            self.flip_absent(option)
            self._settle(self.row(option), "")

    def enter(self) -> Answered | None:
        """Tick the entry that was just reached, or leave the list with an answer."""
        row = self.pointed()
        if row is None:
            return None
        option = self.entry(row)
        if option is None:
            return self.leave(row)
        if self.typed or (self.moved and self.mark(option) == "[ ]"):
            self._tick(option)
            return self.leave(0) if self.ticked == {self.question.none_option} else None
        if self.ticked or self.absent:
            return self.leave(0)
        self._settle(0, "Nothing is ticked now.")
        return None

    # What the keys are made of

    def flip(self, option: Option) -> None:
        """Tick or untick; the option for "none" and the others exclude one another."""
        none = self.question.none_option
        self.absent.discard(option.id)
        if option.id in self.ticked:
            self.ticked.remove(option.id)
        elif option.id == none:
            self.ticked = {option.id}
        else:
            self.ticked = (self.ticked - {none}) | {option.id}
        self._tell()

    def flip_absent(self, option: Option) -> None:
        """Mark as clearly not so, or take that back."""
        self.ticked.discard(option.id)
        self.absent ^= {option.id}
        self._tell()

    def _tell(self) -> None:
        """Say what is marked now, so that it is kept however the list is left."""
        if self.question.marked:
            self.question.marked(self._marks(looked_through=False))

    def _marks(self, *, looked_through: bool) -> Answered:
        """What is marked, in the order of the list."""
        order = [option.id for option in self.question.options]
        values = tuple(key for key in order if key in self.ticked)
        absent = tuple(key for key in order if key in self.absent)
        return Answered(values, absent, looked_through)

    def leave(self, row: int) -> Answered | None:
        """Return the answer of an action row; ``None`` with a message where one is needed."""
        if self.question.kind == "checklist":
            return self._marks(looked_through=bool(self.ticked) or row == 1)
        reply = self._marks(looked_through=True) if self.ticked else left_empty(self.question)
        self.message = "" if reply else UNCHOSEN_ERROR.capitalize()
        return reply

    def _tick(self, option: Option, *, again: bool = False) -> None:
        """Tick what was found by number or word; what is ticked already stays as it is.

        What is marked as clearly not so is ticked only by Space (``again``).
        """
        marked = self.mark(option)
        if marked == "[ ]" or (again and marked == "[-]"):
            self.flip(option)
            marked = "[ ]"
        words = {"[x]": "Ticked already.", "[-]": "Marked as clearly not so: Space ticks it."}
        self._settle(self.row(option), words.get(marked, ""))

    def _settle(self, row: int, message: str) -> None:
        """Rest on a row with nothing typed."""
        self.typed, self.pointer, self.message = "", row, message
        self.moved = self.spent = False

    def _words(self) -> bool:
        """Whether words are typed, and not a number."""
        return bool(self.typed) and self.number is None

    def _takes(self, character: str) -> bool:
        """Whether this list searches for such a character."""
        return self.question.kind == "checklist" or character in "0123456789"

    def _search(self, typed: str) -> None:
        """Point at what the typed number or words find; nothing typed means row 0."""
        self.typed, self.message, self.moved, self.spent = typed, "", False, False
        rows = self.rows()
        number = 0 if not typed else self.number
        if number is None:
            self.pointer = self.best(rows)
        elif number in rows:
            self.pointer = number
        if self.pointed() is None:
            missed = "Nothing matches" if number is None else f"There is no row {number}"
            self.message = f"{missed}; Esc clears this."


def _holds(text: str, typed: str, *, beginnings: bool = False) -> bool:
    """Whether a text holds every typed word, or at least its beginning, in any order."""
    words = re.findall(r"\w+", typed.casefold())
    parts = [word[: max(BEGINNING, len(word) - ENDING)] if beginnings else word for word in words]
    return all(part in text.casefold() for part in parts)
