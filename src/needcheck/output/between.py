"""What is shown between two questions: the route at once, and what to do while harm is not known.

Both are short enough to stay above the question that follows.
"""

from __future__ import annotations

from needcheck.jobs.casework import first_action
from needcheck.output.page import Block, Gap, Heading, Line, Pair
from needcheck.output.phrases import in_brackets, source_mark
from needcheck.output.report import FIRST, headline, top
from needcheck.output.report_actions import action_words
from needcheck.recommend.result import Recommendation

NOT_A_NO = "Not known is not a no."


def at_once(rec: Recommendation) -> list[Block]:
    """What cannot wait: contact, what stands with it, deadlines, and the level."""
    blocks = top(rec)
    if not rec.harm_route or Gap() not in blocks:
        return blocks
    return [*blocks[: blocks.index(Gap())], Line(headline(rec), "strong")]


def meanwhile(rec: Recommendation) -> list[Block]:
    """What to do while nobody knows whether there is harm: the first thing to do, and its phone."""
    action = first_action(rec)
    if action is None:
        return []
    blocks: list[Block] = [Line(NOT_A_NO, "strong"), Heading(FIRST)]
    blocks.append(Line(action_words(action), "strong", 2, source_mark(action.source)))
    contact = action.contact
    if contact and contact.phone:
        phone = f"{contact.name}, phone {contact.phone}"
        blocks.append(Pair("Contact", phone, 4, note=in_brackets(contact.phone_note)))
    return blocks
