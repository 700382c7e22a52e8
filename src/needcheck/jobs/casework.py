"""From a decided case to its note, and what happens to the note afterwards."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

from needcheck.case import note as n
from needcheck.case.answers import Answers
from needcheck.case.facts import as_raw
from needcheck.case.moments import LONDON, moment_text
from needcheck.criteria.bundle import Bundle
from needcheck.criteria.model import Fact
from needcheck.errors import InputError, UsageError
from needcheck.recommend.result import ActionView, AnswerView, Recommendation

LOWER = "judged below the harm route, with a reason"
CONTACT_MADE = "contact_made_at"
"""The fact that says when the contact of the harm route was made."""
_AGREEMENT = re.compile(r"\b(consent(s|ed)?|agree(s|d|ment)?|willing)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Author:
    """Who fills in the note: role and agency, no name."""

    role: str = ""
    agency: str = ""


@dataclass(frozen=True)
class Decision:
    """What the person decided, as the note keeps it.

    ``follows`` is what a graver judgement than recommended brings: its follow-ups are the note's.
    """

    reference: str = ""
    judgement: n.Judgement = field(default_factory=n.Judgement)
    follows: Recommendation | None = None


def stamp(now: dt.datetime) -> str:
    """A moment as notes carry it: London time with offset, to the second."""
    return now.astimezone(LONDON).isoformat(timespec="seconds")


def draft_note(
    answers: Answers, bundle: Bundle, pathway: str, author: Author, now: str
) -> n.CaseNote:
    """A note of answers alone, begun now and kept while the interview goes on."""
    return n.CaseNote(
        case=n.CaseHead(authority=bundle.authority.id, pathway=pathway, created=now, updated=now),
        practitioner=n.Practitioner(role=author.role, agency=author.agency),
        criteria=n.CriteriaUsed(
            id=bundle.authority.id,
            edition=bundle.edition,
            sha256=bundle.sha256,
            overlays=bundle.overlays,
        ),
        answers=note_answers(answers, bundle),
    )


def final_note(draft: n.CaseNote, rec: Recommendation, decision: Decision, now: str) -> n.CaseNote:
    """The finished note: recommendation with everything shown, judgement and follow-ups."""
    head = draft.case.model_copy(
        update={"reference": decision.reference, "status": "final", "updated": now}
    )
    history = [*draft.history, n.HistoryEntry(at=now, what=f"recommended {rec.outcome.id}")]
    if decision.judgement.below_harm_route:
        history.append(n.HistoryEntry(at=now, what=LOWER))
    return n.CaseNote(
        case=head,
        practitioner=draft.practitioner,
        criteria=draft.criteria,
        answers=draft.answers,
        recommendation=rec.as_data(),
        judgement=decision.judgement,
        follow_ups=merged_follow_ups(draft.follow_ups, follow_ups(decision.follows or rec)),
        history=tuple(history),
    )


def first_action(rec: Recommendation) -> ActionView | None:
    """The first thing to do: the first action that is not conditional, if there is one."""
    plain = (action for action in rec.actions if action.state == "now")
    return next(plain, next(iter(rec.actions), None))


def contact_made(rec: Recommendation) -> AnswerView | None:
    """The answer that says when the contact of the harm route was made; None where it was not.

    On any other route the first thing to do may be something else than that contact.
    """
    made = (answer for answer in rec.answers if answer.fact == CONTACT_MADE and answer.value)
    return next(made, None) if rec.harm_route else None


def follow_ups(rec: Recommendation) -> tuple[n.FollowUp, ...]:
    """The first thing to do, and what has a deadline or a time to come back to.

    Only actions that are shown plainly. The contact of the harm route is done once it is made.
    """
    first, made = first_action(rec), contact_made(rec)
    plain = [a for a in rec.actions if a.state == "now"]
    listed = [a for a in plain if a.due or (a is first and a.kind != "do_not")]
    found = {a.id: n.FollowUp(id=a.id, what=a.text, due=_due(a)) for a in listed}
    if made and first and first.id in found:
        at = moment_text(dt.datetime.fromisoformat(made.value))
        done = found[first.id].model_copy(update={"done": True, "done_at": at})
        found[first.id] = done
    return tuple(found.values())


def _due(action: ActionView) -> str:
    """When an action is due: the moment where it is known, else its words, "" for none."""
    return (action.due.at or action.due.text) if action.due else ""


def merged_follow_ups(
    old: tuple[n.FollowUp, ...], new: tuple[n.FollowUp, ...]
) -> tuple[n.FollowUp, ...]:
    """New follow-ups, keeping what was ticked off before; done ones never vanish."""
    done = {f.id: f for f in old if f.done}
    kept = tuple(done.get(f.id, f) for f in new)
    ids = {f.id for f in new}
    return kept + tuple(f for f in old if f.done and f.id not in ids)


def note_answers(answers: Answers, bundle: Bundle) -> n.Answers:
    """Answers as a note keeps them."""
    raw = as_raw(answers, bundle)
    prompts = n.PromptAnswers(**{k: tuple(v) for k, v in raw.pop("prompts", {}).items()})
    words = raw.pop("words", {})
    facts = {k: tuple(v) if isinstance(v, list) else v for k, v in raw.items()}
    return n.Answers(facts=facts, words=words, prompts=prompts)


def raw_answers(note: n.CaseNote) -> dict[str, object]:
    """A note's answers as the gate reads them."""
    prompts = note.answers.prompts.model_dump()
    return {
        **{k: list(v) if isinstance(v, tuple) else v for k, v in note.answers.facts.items()},
        "words": dict(note.answers.words),
        "prompts": {key: list(value) for key, value in prompts.items()},
    }


def family_answers(note: n.CaseNote, bundle: Bundle) -> dict[str, object]:
    """What a note knows of the family and not of the child alone, as the gate reads it.

    Facts about the family with their words, and the prompts of the lists on parents and home. What
    belongs to one child is never carried to another, and no consent or agreement, whoever gave
    it: that belongs to one request.
    """
    facts = {f.id for f in bundle.facts.values() if f.about == "family" and not agreement(f)}
    groups = {p.id for p in bundle.prompts.values() if p.group != "child"}
    prompts = note.answers.prompts
    return {
        **{k: list(v) if isinstance(v, tuple) else v for k, v in note.answers.facts.items()
           if k in facts},
        "words": {k: v for k, v in note.answers.words.items() if k in facts},
        "prompts": {
            "present": [name for name in prompts.present if name in groups],
            "absent": [name for name in prompts.absent if name in groups],
            "looked_through": [group for group in prompts.looked_through if group != "child"],
        },
    }  # fmt: skip


def agreement(fact: Fact) -> bool:
    """Whether a question asks for somebody's consent or agreement, by its own words."""
    return bool(_AGREEMENT.search(f"{fact.short} {fact.ask}"))


def ticked(note: n.CaseNote, name: str, answer: str, at: str, now: str) -> n.CaseNote:
    """The note with one follow-up done and what was answered."""
    names = [f.id for f in note.follow_ups]
    if name not in names:
        known = ", ".join(names) or "none"
        raise UsageError(
            "there is no follow-up of that name in this note.", hint=f"There are: {known}."
        )
    done = tuple(
        f.model_copy(update={"done": True, "done_at": at, "answer": answer}) if f.id == name else f
        for f in note.follow_ups
    )
    entry = n.HistoryEntry(at=now, what=f"follow-up done: {name}")
    return note.model_copy(
        update={
            "follow_ups": done,
            "history": (*note.history, entry),
            "case": note.case.model_copy(update={"updated": now}),
        }
    )


def recommendation_of(note: n.CaseNote) -> Recommendation:
    """The recommendation that a note kept; InputError where it has none or it was broken."""
    from pydantic import ValidationError

    from needcheck.recommend.result import from_data

    if not note.recommendation:
        raise InputError("this note has no recommendation yet; it is a draft.")
    try:
        return from_data(note.recommendation)
    except ValidationError as error:
        where = ".".join(map(str, error.errors(include_input=False, include_url=False)[0]["loc"]))
        message = f"the [recommendation] of this note is not whole (at {where})."
    raise InputError(message, hint="Answers are kept: run `needcheck assess --note` on it again.")
