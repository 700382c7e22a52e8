"""Recommendations made by hand, so that the output room is tested without criteria or engine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from needcheck.recommend.result import (
    ActionView,
    AnswerView,
    ChangeView,
    ContactView,
    CriteriaView,
    DueView,
    HeldView,
    MissingView,
    OfferView,
    OutcomeView,
    PossibleView,
    ProvisionalView,
    QueryView,
    ReasonView,
    Recommendation,
    RequirementView,
    SayingView,
    Source,
)

Make = Callable[..., Recommendation]

HUB = ContactView(
    id="hub",
    name="THE HUB (safeguarding hub)",
    phone="01482 448879",
    email="EHASHgc@hullcc.gcsx.gov.uk",
    email_note="the gcsx.gov.uk domain has closed: check before you send",
    url="http://hull.mylocaloffer.org/s4s/WhereILive/Council?pageId=3018&lockLA=True&section=abcdefg",
    not_for="details of the child by open e-mail",
    printed_in="Threshold framework, May 2018, section 8",
)
FORMS = ContactView(
    id="forms",
    name="West locality hub",
    phone="305770",
    phone_note="no dialling code is printed",
    email="Early.Help@hullcc.gcsx.gov.uk",
    email_note="the gcsx.gov.uk domain has closed: check before you send",
    printed_in="Threshold framework, May 2018, section 8",
)
LEVELS = (
    OutcomeView(
        "specialist",
        "Specialist support",
        "Complex needs, or a risk of harm.",
        Source(("HUL-261",)),
    ),
    OutcomeView(
        "targeted",
        "Targeted early help support",
        "Several needs at once, which agencies meet together with one plan and one lead.",
        Source(("HUL-126",)),
    ),
    OutcomeView(
        "additional",
        "Additional support",
        "Emerging needs that a few agencies can meet.",
        Source(("HUL-106",)),
    ),
    OutcomeView(
        "universal", "Universal services", "What every family can use.", Source(("HUL-102",))
    ),
    OutcomeView(
        "not_yet",
        "No level can be named yet",
        "Answer the open questions.",
        Source(basis="needcheck", why="Silence is no level."),
    ),
)
SAYINGS = (
    SayingView(
        "emergency",
        "If anyone is in immediate danger call 999 now; then THE HUB on 01482 448879.",
        Source(("HUL-208",), "needcheck", "999 is general knowledge."),
    ),
    SayingView(
        "standing",
        "If significant harm is known or suspected at any point, contact THE HUB on 01482 448879.",
        Source(("HUL-269",)),
    ),
    SayingView(
        "judgement",
        "Your professional judgement decides; the prompts only illustrate.",
        Source(("HUL-055",)),
    ),
    SayingView("individual", "This is for this child and this family only.", Source(("HUL-002",))),
    SayingView("review", "Look again when circumstances change.", Source(("HUL-031",))),
)
CRITERIA = CriteriaView(
    id="hull",
    name="Hull",
    edition="May 2018",
    sha256="0123456789abcdef" * 4,
    document="Threshold of need framework and guidance",
    publisher="Hull Safeguarding Children Board",
    verify="Check contacts and forms before use: the document is from 2018.",
)
HARM_ANSWER = AnswerView(
    "harm",
    "known or suspected significant harm",
    "Yes - I suspect it, or think it likely",
    words="He said: I do not want to go home.",
)
CALL_NOW = ActionView(
    "contact_now",
    "do",
    "now",
    "Contact THE HUB yourself and say that you believe a child is at risk of significant harm.",
    contact=HUB,
    due=DueView("immediately"),
    source=Source(("HUL-133", "HUL-208")),
)
WRITTEN = ActionView(
    "confirm",
    "do",
    "now",
    "Confirm the contact in writing.",
    contact=HUB,
    form="EHASH Referral Form",
    due=DueView(
        "within 48 hours of the contact",
        "2026-11-22T14:30:00+00:00",
        "Sunday 22 November 2026 at 14:30",
        counted=True,
    ),
    source=Source(("HUL-134",)),
)
CHASE = ActionView(
    "chase",
    "watch",
    "now",
    "If you have heard nothing, ask for feedback.",
    due=DueView(
        "5 working days after the contact",
        "2026-11-27",
        "Friday 27 November 2026",
        "bank holidays of that year are not known; weekdays counted",
        counted=True,
    ),
    source=Source(("HUL-225",)),
)
DO_NOT_TELL = ActionView(
    "do_not_tell",
    "do_not",
    "if",
    "tell the family before the hub has advised you.",
    if_text="If telling them could raise the risk",
    source=Source(("HUL-080",), "needcheck", "Said so that nobody is put at risk."),
)
SAY = ActionView(
    "say_referral",
    "say",
    "now",
    "I ask for a referral to children's social care.",
    source=Source(("HUL-211",)),
)


def build(**changes: Any) -> Recommendation:
    """Return a settled Universal recommendation, with the given parts changed."""
    calm = AnswerView("harm", "known or suspected significant harm", "No - I have considered it")
    base = Recommendation(
        criteria=CRITERIA,
        pathway="level",
        pathway_title="Level of need and route",
        as_of="2026-11-20",
        outcome=LEVELS[3],
        levels=LEVELS,
        scale="universal",
        foreign_scale=False,
        settled=True,
        harm_route=False,
        harm_known=False,
        provisional=(),
        held=(),
        still_possible=(),
        requirements=(),
        offers=(),
        actions=(
            ActionView(
                "signpost",
                "do",
                "now",
                "Point the family to universal services and local groups.",
                source=Source(("HUL-102",)),
            ),
            ActionView(
                "review",
                "watch",
                "now",
                "Look again if needs grow.",
                source=Source(basis="needcheck", why="Good practice."),
            ),
        ),
        reasons=(
            ReasonView(
                "universal_stated",
                "You have stated that there is no harm and no need.",
                (calm,),
                Source(("HUL-102", "HUL-035"), "needcheck", "Never a default."),
            ),
        ),
        queries=(),
        strengths=(AnswerView("hul-286", "strength", "Attends school regularly"),),
        concerns=(),
        missing=(),
        would_change=(),
        answers=(calm,),
        sayings=SAYINGS,
        labels={},
        offers_title="Services",
        call_script=True,
    )
    return replace(base, **changes)


def harm_case() -> Recommendation:
    """Return a recommendation on the harm route that also rests on silence."""
    return build(
        outcome=LEVELS[0],
        scale="specialist",
        harm_route=True,
        harm_known=True,
        settled=False,
        provisional=(
            ProvisionalView(
                "specialist_prompt", "A Specialist prompt is present.", ("impact", "severity")
            ),
        ),
        still_possible=(
            PossibleView("targeted", "Targeted early help support", ("harm",), rises=False),
        ),
        requirements=(
            RequirementView(
                "informed",
                "consider",
                "not_known",
                "Whether the parent or carer can be told first is open.",
                Source(("HUL-080",)),
            ),
        ),
        actions=(CALL_NOW, SAY, WRITTEN, DO_NOT_TELL, CHASE),
        reasons=(
            ReasonView(
                "specialist_harm",
                "Significant harm is known, suspected, or follows from your answers.",
                (HARM_ANSWER,),
                Source(("HUL-133",)),
            ),
        ),
        concerns=(AnswerView("hul-357", "prompt", "Injuries that are unexplained or suspicious"),),
        strengths=(),
        missing=(
            MissingView("impact", "impact on health and development"),
            MissingView("severity", "severity of harm"),
            MissingView("prompts:home", "what you have noticed: home"),
        ),
        would_change=(
            ChangeView(
                "harm",
                "known or suspected significant harm",
                "no",
                "No - I have considered it",
                "targeted",
                "Targeted early help support",
                rises=False,
                answered=True,
            ),
        ),
        answers=(
            HARM_ANSWER,
            AnswerView("role", "your role", "Education (school, college, early years)"),
        ),
    )


def targeted_case() -> Recommendation:
    """Return Targeted with consent not known: ask first, contact only if they agree."""
    impact = AnswerView(
        "impact",
        "impact on health and development",
        "Some impact; development is on course",
        words="Tired, falling behind in reading.",
    )
    needs = AnswerView("needs", "kind of needs", "Multiple needs")
    return build(
        outcome=LEVELS[1],
        scale="targeted",
        settled=False,
        provisional=(
            ProvisionalView(
                "targeted_multiple",
                "Multiple needs call for a co-ordinated response.",
                ("coordination_required",),
            ),
        ),
        held=(
            HeldView(
                "specialist_prompt",
                "A Specialist prompt is present and may indicate this level.",
                ("impact", "harm"),
            ),
        ),
        still_possible=(
            PossibleView(
                "specialist", "Specialist support", ("assessed_in_need", "plan"), rises=True
            ),
            PossibleView(
                "additional", "Additional support", ("coordination_required",), rises=False
            ),
        ),
        requirements=(
            RequirementView(
                "consent",
                "must",
                "not_known",
                "Whether the parent or carer consents.",
                Source(("HUL-074",)),
            ),
            RequirementView(
                "lead",
                "consider",
                "not_met",
                "There is no lead practitioner yet.",
                Source(("HUL-129",)),
            ),
            RequirementView(
                "willing", "must", "met", "The family is willing.", Source(("HUL-334",))
            ),
        ),
        actions=(
            ActionView(
                "ask_consent",
                "ask",
                "now",
                "Ask the parent or carer for consent, unless asking would be unsafe.",
                detail=("what is shared, and why", "who will see it"),
                source=Source(("HUL-074", "HUL-128")),
            ),
            ActionView(
                "send",
                "do",
                "if",
                "Contact THE HUB and propose a targeted early help response.",
                if_text="If the parent or carer consents",
                contact=HUB,
                form="EHASH Referral Form",
                source=Source(("HUL-212",)),
            ),
            ActionView(
                "tell_lead",
                "do",
                "now",
                "Agree who leads: the practitioner, the child and the family all agree.",
                source=Source(("HUL-149",)),
            ),
            CHASE,
        ),
        reasons=(
            ReasonView(
                "targeted_multiple",
                "There are multiple needs.",
                (needs,),
                Source(("HUL-126", "HUL-333")),
            ),
            ReasonView(
                "additional_impact",
                "There is some impact.",
                (impact, needs),
                Source(("HUL-171",), "needcheck", "The document sets no grade."),
            ),
        ),
        queries=(
            QueryView(
                "several",
                "Several factors together may raise concern.",
                ("harm",),
                Source(("HUL-219",)),
            ),
        ),
        missing=(
            MissingView("plan", "open plan"),
            MissingView("assessed_in_need", "assessed as in need"),
            MissingView("coordination_required", "co-ordinated response needed"),
        ),
        would_change=(
            ChangeView(
                "assessed_in_need",
                "assessed as in need",
                "yes",
                "Yes",
                "specialist",
                "Specialist support",
                rises=True,
                answered=False,
            ),
            ChangeView(
                "harm",
                "known or suspected significant harm",
                "known",
                "Yes - I know of it",
                "specialist",
                "Specialist support",
                rises=True,
                answered=True,
            ),
            ChangeView(
                "needs",
                "kind of needs",
                "none",
                "None",
                "universal",
                "Universal services",
                rises=False,
                answered=True,
            ),
        ),
        answers=(impact, needs),
    )


def additional_case() -> Recommendation:
    """Return Additional support with services in all three states."""
    return build(
        outcome=LEVELS[2],
        scale="additional",
        offers=(
            OfferView(
                "family_0",
                "Early Help Family Support (0-11yrs)",
                "offered",
                "The child is in this age band.",
                Source(("HUL-112",)),
            ),
            OfferView(
                "youth",
                "Youth Services (10-19yrs)",
                "if",
                "If the child is 10 to 19.",
                Source(("HUL-123",)),
            ),
            OfferView(
                "pregnancy",
                "Early Help Family Support (targeted pregnancy)",
                "not_offered",
                "The child is born.",
                Source(("HUL-115",)),
            ),
        ),
        actions=(
            ActionView(
                "send_form",
                "do",
                "now",
                "Send the form to the locality hub, by the address below.",
                contact=FORMS,
                form="Early Help Requests for Additional Support Form",
                source=Source(("HUL-124",)),
            ),
            ActionView(
                "not_hub",
                "do_not",
                "now",
                "Do not send it through the safeguarding hub.",
                source=Source(("HUL-224",)),
            ),
        ),
    )


def not_yet_case() -> Recommendation:
    """Return the outcome of an interview in which nothing was answered."""
    return build(
        outcome=LEVELS[4],
        scale="not_yet",
        settled=False,
        still_possible=tuple(
            PossibleView(level.id, level.name, ("harm",), rises=True) for level in LEVELS[:4]
        ),
        actions=(
            ActionView(
                "answer_harm",
                "ask",
                "now",
                "Answer the harm question first: you do not need proof.",
                contact=HUB,
                source=Source(("HUL-133",), "needcheck", "Ours."),
            ),
        ),
        reasons=(),
        strengths=(),
        missing=(MissingView("harm", "known or suspected significant harm"),),
        answers=(),
    )


NASTY = (
    "\x1b[31mred\x1b[0m [bold red]not markup[/bold red] \x9b2J \u202eesrever\u202c a\u200bb \a\r\n"
    "CONTACT :smile: \U0001f9d2 \u6f22\u5b57"
)


def hostile_case() -> Recommendation:
    """Return the harm case with foreign texts that try to get out of their place."""
    case = harm_case()
    answer = AnswerView("harm", NASTY, NASTY, words=NASTY + "x" * 300)
    return replace(
        case,
        actions=(
            *case.actions,
            ActionView(
                "nasty",
                "do",
                "now",
                NASTY,
                contact=replace(HUB, id="n", name=NASTY, email="e" * 120),
                detail=(NASTY,),
            ),
        ),
        concerns=(AnswerView("hul-001", "prompt", NASTY),),
        answers=(answer,),
        reasons=(ReasonView("nasty", NASTY, (answer,)),),
        criteria=replace(CRITERIA, verify=NASTY, overlays=(NASTY,)),
    )


CASES: dict[str, Callable[[], Recommendation]] = {
    "harm": harm_case,
    "targeted": targeted_case,
    "additional": additional_case,
    "universal": build,
    "not_yet": not_yet_case,
    "hostile": hostile_case,
}


@pytest.fixture(scope="session")
def make() -> Make:
    """Make a recommendation: settled Universal, with the given parts changed."""
    return build


@pytest.fixture(scope="session")
def cases() -> dict[str, Recommendation]:
    """All recommendations by name."""
    return {name: case() for name, case in CASES.items()}


@pytest.fixture(scope="session", params=list(CASES))
def rec(request: pytest.FixtureRequest) -> Recommendation:
    """Each recommendation in turn."""
    return CASES[request.param]()
