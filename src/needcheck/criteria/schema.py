"""JSON Schemas of the criteria files, so that an editor completes and checks them while typing.

They come from the same shapes that the loader validates with. A file names its schema in its first
line, ``#:schema ../../schema/contacts.schema.json`` (Taplo, Even Better TOML). The draft is 7,
which those editors read. What only a whole set of files can tell is left to ``criteria check``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from needcheck.criteria.authority import Authority
from needcheck.criteria.load import Clauses, Contacts, Interview, Prompts, Questions, Sets
from needcheck.criteria.model import Pathway
from needcheck.criteria.overlay import Laid

KINDS: Mapping[str, type[BaseModel]] = {
    "authority": Authority,
    "contacts": Contacts,
    "facts": Questions,
    "actions": Sets,
    "pathway": Pathway,
    "clauses": Clauses,
    "questions": Questions,
    "prompts": Prompts,
    "interview": Interview,
}
"""The kinds of criteria files and their shapes; the last three are the framework's own."""

_LAID: Mapping[str, tuple[str, ...]] = {
    "authority": ("extends", "without", "instead"),
    "pathway": ("extends", "without"),
    **dict.fromkeys(("contacts", "facts", "actions"), ("without",)),
}

_ASKED = "Shown while this condition may hold"
WORDS: Mapping[str, str] = {
    "id": "Short name in small letters, digits and _; other elements and scenarios use it.",
    "name": "The name as people read it.",
    "title": "The title as people read it.",
    "about": "What this decides, in a sentence.",
    "Fact.about": "Whether the answer is about the child or the family; siblings share the latter.",
    "text": "What people read, in plain words.",
    "help": "Shown when somebody asks for help.",
    "cites": "Clauses of the document that this rests on, as in the register (HUL-133).",
    "basis": "document (give cites), or needcheck for a choice of your own (give why).",
    "why": "Why this choice of your own was made, in a sentence.",
    "extends": "What this is laid over: an authority's id, or in a pathway the pathway's own id.",
    "without": 'Elements below that are left out, as "action:x" or in authority.toml "pathway:x".',
    "instead": 'New words for words in texts that are taken over: "EHASH" = "Front Door".',
    "document": "The document that the criteria come from.",
    "Clauses.document": "The title of the document that the clauses come from.",
    "publisher": "Who published the document.",
    "date": "The date printed on the document, or undated.",
    "verify": "What a practitioner should check before relying on a detail.",
    "owns_scale": "true only where the framework's levels are this authority's own thresholds.",
    "saying": "Lines that stand in every output; emergency and judgement must be among them.",
    "fact": "One answerable question.",
    "Step.fact": "The question that this screen asks.",
    "type": "What kind of answer the question takes.",
    "ask": "The question as the practitioner reads it.",
    "short": "The question in a few words, for lists of answers.",
    "why_asked": "Why this is asked.",
    "not_known": "What it means if the answer is not known.",
    "choices": "The answers that can be chosen; where ordered, from mild to grave.",
    "ordered": "true where the choices run from mild to grave and may be compared with < and >=.",
    "none_choice": "The choice that says that none of the others is so.",
    "graver": "Which answer to a yes/no question is a concern, if either is.",
    "words": "An invitation to add words of one's own; empty where none are taken.",
    "words_except": "Choices after which no words are asked for.",
    "unit": "What is counted: years, weeks, months.",
    "length_only": "true where a time adds up spells: a length is taken, and no day.",
    "minimum": "The smallest number that can be right.",
    "maximum": "The largest number that can be right.",
    "judgement": "1 to 5 for one of the five judgement questions of the framework, else 0.",
    "contact": "Who to reach.",
    "Action.contact": "The id of the contact whom this action reaches.",
    "phone": "The number exactly as printed.",
    "phone_note": "A caution about the number.",
    "email": "The address exactly as printed.",
    "email_note": "A caution about the e-mail address.",
    "url": "The web address exactly as printed.",
    "url_note": "A caution about the web address.",
    "address": "The postal address exactly as printed.",
    "not_for": "What must never go to this contact.",
    "printed_in": "Document, date and section in which the contact is printed.",
    "checked_on": "The day on which somebody checked it, as 2026-11-20.",
    "set": "Actions that several pathways share, under one name.",
    "kind": "What kind of element this is.",
    "Requirement.kind": "must stands in the way until it is met; consider is a point to weigh.",
    "Action.kind": "do, do_not, say, ask or watch.",
    "for": "Outcomes that this belongs to; all where it is left out.",
    "when": 'The condition, for example: harm >= "suspected" and not disabled.',
    "Step.when": f"{_ASKED}; always where it is left out.",
    "unless": "A stated answer that holds this down. Silence never does.",
    "applies": "When the requirement matters at all.",
    "if_text": "The opening where this is only possible: If the parent agrees.",
    "at_once": "true where it stands on the screen that shows the harm route at once.",
    "Offer.if_text": "What is said where the service is only possible.",
    "not_text": "Why the service is not offered.",
    "detail": "Further lines below the action.",
    "form": "The form to use, by its printed name.",
    "due": "By when.",
    "action": "One thing to do, not to do, say, ask or watch. Order here is order on screen.",
    "from": "The question (a date and time) from which a deadline counts.",
    "hours": "Hours after that moment.",
    "working_days": "Working days after that moment.",
    "before": "The action before which this is due.",
    "uses": "A framework pathway whose rules are used, with outcomes named here.",
    "derived_from": "A framework pathway whose named conditions are used.",
    "sections": "Sections of the framework's interview that are asked; all where it is left out.",
    "include": "Action sets shown before this pathway's own actions: harm comes first.",
    "close_with": "Action sets shown after this pathway's own actions.",
    "suggest_when": "When this pathway is offered after the level.",
    "for_roles": "Roles that can take this decision; all where it is left out.",
    "offers_title": "The heading above the services.",
    "offers_when": "When services are shown at all.",
    "call_script": "true where words for the call are offered.",
    "exclusive": "true where no two outcomes may hold together.",
    "alarm": "The named condition that is the harm route.",
    "first_fact": "The harm question.",
    "scenario": "What the case is about, whose criteria decide it, and on which day.",
    "answers": "Questions by id and what is answered; prompts and words in tables of their own.",
    "expect": "What must come out.",
    "pause": "A question to discuss before a fact is answered.",
    "vary": "The same case with some answers changed, and what must come out then.",
    "ScenarioHead.about": "The story, as it is read aloud.",
    "weighed": "What the people in the story made of it; not shown to raters who judge themselves.",
    "Vary.about": "What is different in this variant.",
    "learning_points": "What the case teaches.",
    "tags": "Words to find the case by.",
    "difficulty": "starter, practised or expert.",
    "pathway": "What is decided.",
    "as_of": "The day on which it is decided, as 2026-11-20.",
    "harm_route": "Whether the harm route holds.",
    "actions": "Actions that are shown plainly, among others.",
    "conditional": "Actions that are shown with an if, among others.",
    "not_actions": "Actions that are not shown at all.",
    "contacts": "Contacts that plainly shown actions name, among others.",
    "conditional_offers": "Services that are offered with an if; exact.",
    "queries": "Queries that are shown, among others.",
    "held": "Rules that a stated answer holds down; exact.",
    "still_possible": "Outcomes that missing answers could still give; exact.",
    "missing": "Questions that are missing; exact.",
    "settled": "Whether no missing answer can change the outcome.",
    "provisional": "Whether the outcome rests on silence.",
    "Expect.cites": "Clauses that shown elements rest on, among others.",
    "Expect.outcome": "The outcome that must come out.",
    "Expect.first_action": "The first action that must be shown.",
    "Expect.offers": "Services that are offered; exact.",
    "Expect.requirements": (
        "Requirements by state: met, not_met, not_known, or not_listed; among others."
    ),
    "Expect.due": "Deadlines by action: the moment that must come out.",
    "Pause.before": "The fact before which the question is discussed.",
    "derived": "A condition under a name, to be used in other conditions.",
    "any": "Ways in which the named condition holds; one is enough.",
    "outcome": "The possible results, most urgent first, not_yet last.",
    "Rule.outcome": "The outcome that this rule leads to.",
    "meaning": "What the outcome means, in a sentence.",
    "rule": "A condition that leads to an outcome.",
    "requirement": "A condition that an outcome needs, with words for when it is not met.",
    "gates": "true where the outcome is not reached until the requirement is met.",
    "unmet": "What is said where it is surely not met.",
    "unknown": "What is said where it is not known.",
    "offer": "A service beside the outcome.",
    "query": "Something that does not fit together; it never changes an outcome.",
    "asks": "Questions that the query brings back.",
    "before_acting": "true where it stands above the first thing to do.",
    "invariant": "A claim that must hold for every combination of answers.",
    "then": "What must then be so.",
    "first_action": "The first action must be one of these.",
    "shows": "Actions that must be shown plainly.",
    "offers": "Actions that must be shown, plainly or with an if.",
    "never_shows": "Actions that must not be shown plainly.",
    "never_offers": "Actions that must not be shown at all.",
    "says": "Patterns that the text must contain.",
    "never_says": "Patterns that the text must not contain.",
    "possible": "Outcomes that missing answers must still be able to give.",
    "never_possible": "Outcomes that missing answers must not be able to give.",
    "monotone": "A law about pairs of answers, M1 to M5.",
    "facts": "The questions that this is about.",
    "Step.facts": "Yes/no questions asked as one list to tick.",
    "prompts": "Whether the law is about the prompts, too.",
    "Step.prompts": "Which list of prompts is shown.",
    "law": "The law in words.",
    "section": "A part of the interview.",
    "Clause.section": "The heading under which the clause stands.",
    "step": "One screen.",
    "Step.instead": "A yes/no question that may be answered in place of this one.",
    "surely": "true where a question is asked only if its condition is surely so.",
    "again": "true where a question is asked once more although it was answered.",
    "classification": "Where the classes of the prompts come from.",
    "prompt": "One indicator of the framework.",
    "level": "The level that lists the prompt.",
    "also": "Further levels that list it.",
    "group": "The list in which it stands.",
    "polarity": "concern or strength.",
    "harm": "What the wording says of harm.",
    "topics": "Topics that conditions may name.",
    "implies": "The answer that ticking this prompt gives, as disabled == yes.",
    "authority": "The authority's id.",
    "source": "Where the document is from.",
    "clause": "One sentence of the document, in your own words.",
    "line": "The line of the document's text.",
    "statement": "What the document says, in your own words.",
    "by": 'Elements that a reader has held against the clause, as "level/rule:x".',
    "not_formalised": "Why no element implements the clause; empty where one does.",
}
"""What each key means, by key, or by shape and key where one key means different things."""


def schema(kind: str) -> dict[str, Any]:
    """The JSON Schema of one kind of criteria file (``KINDS``)."""
    return schema_of(KINDS[kind], kind)


def schema_of(shape: type[BaseModel], kind: str) -> dict[str, Any]:
    """The JSON Schema of a shape, its keys explained by ``WORDS``."""
    made = shape.model_json_schema(by_alias=True)
    _add_laid(made, _LAID.get(kind, ()))
    for name, table in _tables(made, shape.__name__):
        table["description"] = table["description"].replace("``", "'")
        table["properties"] = {
            key: _described(value, name, key) for key, value in table["properties"].items()
        }
        if {"cites", "basis"} <= set(table["properties"]):
            table["anyOf"] = [{"required": ["cites"]}, {"required": ["basis", "why"]}]
    draft = "http://json-schema.org/draft-07/schema#"
    return {"$schema": draft, **made, "title": f"needcheck: {kind}"}


def _tables(made: Mapping[str, Any], name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for title, table in [(name, made), *made.get("$defs", {}).items()]:
        if "properties" in table:
            yield title, table


def _add_laid(made: dict[str, Any], keys: tuple[str, ...]) -> None:
    """What a file says of the one below it; where it extends one, nothing has to be said again."""
    laid = Laid.model_json_schema()["properties"]
    made["properties"] |= {key: laid[key] for key in keys}
    if "extends" in keys:
        whole = {"required": made.pop("required")}
        made |= {"if": {"not": {"required": ["extends"]}}, "then": whole}


def _described(value: dict[str, Any], table: str, key: str) -> dict[str, Any]:
    """One key with its meaning; TOML has no null, so what may be left out is just its type."""
    options = [option for option in value.get("anyOf", ()) if option.get("type") != "null"]
    kept = {k: v for k, v in value.items() if k not in ("anyOf", "title", "default", "$ref")}
    kept |= options[0] if options else {}
    if "$ref" in kept or "$ref" in value:
        kept["allOf"] = [{"$ref": kept.pop("$ref", None) or value["$ref"]}]
    if isinstance(value.get("default"), bool | int | str) and value["default"] != "":
        kept["default"] = value["default"]
    return {"description": WORDS.get(f"{table}.{key}", WORDS.get(key, "")), **kept}
