"""The shapes of what belongs to a whole authority: document, sayings, contacts, the register."""

from __future__ import annotations

from pydantic import Field

from needcheck.criteria.part import ClauseId, Element, Id, Part


class Contact(Element):
    """Who to reach. ``not_for`` warns what must not go there; nothing here is ever invented."""

    id: Id
    name: str
    phone: str = ""
    phone_note: str = ""
    email: str = ""
    email_note: str = ""
    url: str = ""
    url_note: str = ""
    address: str = ""
    not_for: str = ""
    printed_in: str
    checked_on: str = ""


class Document(Element):
    """The document that an authority's criteria come from."""

    title: str
    publisher: str
    date: str
    verify: str


class Saying(Element):
    """A line said on every screen or result: the emergency line, who decides, review."""

    id: Id
    text: str


class Authority(Part):
    """A local authority's criteria: names, document, and what is said in every output.

    ``owns_scale`` where the framework's scale is its own; elsewhere a result says that it is not.
    """

    id: Id
    name: str
    document: Document
    owns_scale: bool = False
    standing: tuple[Saying, ...] = Field(alias="saying", min_length=1)

    def saying(self, name: str) -> Saying:
        """The saying of this id; every authority has ``emergency`` and ``judgement``."""
        return next(saying for saying in self.standing if saying.id == name)


class Clause(Part):
    """One sentence of the register: what a document says at a line, in our words.

    ``not_formalised`` is the reason why no element implements it, "" where one does. ``by`` names
    the elements that a reader has held against it (``level/rule:x``); where it is given, what
    cites the clause and what is named there must be the same.
    """

    id: ClauseId
    line: int
    kind: str
    section: str
    statement: str
    not_formalised: str = ""
    by: tuple[str, ...] = ()
