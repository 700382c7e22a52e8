"""Foreign text made harmless: what criteria files, notes and people wrote, before it is shown.

Nothing in such a text may reach a terminal as a control sequence, turn the reading order of a
line round, or hide. Markup of the screen library is never written and never read: text goes to
it as plain text objects, so ``[bold]`` shows as typed.
"""

from __future__ import annotations

import re

_TAB = "    "
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# C0 and C1 controls, what reorders a line, what has no width, and half characters.
HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\ud800-\udfff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)


def clean(text: str) -> str:
    """Return ``text`` without hidden characters; line ends stay, tabs become spaces."""
    return HIDDEN.sub("", _LINE_ENDS.sub("\n", text).replace("\t", _TAB))


def one_line(text: str) -> str:
    """Return ``text`` cleaned and in one line, runs of white space as one space."""
    return " ".join(clean(text).split())
