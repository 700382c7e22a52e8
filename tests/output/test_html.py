"""The small builder of pages: foreign text is harmless, and nothing is ever loaded."""

from __future__ import annotations

from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needcheck.output import html
from needcheck.output.clean import clean

NASTY = "<script>alert(\"x\")</script><img src=http://a.example/ onerror='y'>&amp;\x1b[31m"


class Seen(HTMLParser):
    """Tags with their attributes, and the text between them."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.declarations: list[str] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Keep text."""
        self.words += data

    def handle_decl(self, decl: str) -> None:
        """Keep a declaration."""
        self.declarations.append(decl)


@given(st.text(max_size=60) | st.just(NASTY))
def test_foreign_text_stays_text(value: str) -> None:
    """Whatever is written: no tag comes of it, and what is read is what was written, cleaned."""
    markup = html.text(value)
    assert not {"<", ">", '"', "'"} & set(markup)
    assert unescape(markup) == clean(value)
    assert Seen(html.element("p", markup)).tags == [("p", {})]


@given(st.text(max_size=40) | st.just(NASTY))
def test_names_and_targets_cannot_leave_their_attribute(value: str) -> None:
    """A name, a class and a target stay the one value that they are."""
    (tag,) = Seen(html.element("b", css=value, name=value)).tags
    assert set(tag[1]) == ({"class", "id"} if value else set())
    (link,) = Seen(html.link(value, value)).tags
    assert set(link[1]) == {"href"}
    assert str(link[1]["href"]).startswith("#")


def test_a_link_reaches_the_element_of_its_name() -> None:
    """The same name gives a target and an id that match."""
    (link,) = Seen(html.link("level/rule:x", "x")).tags
    (element,) = Seen(html.element("code", name="level/rule:x")).tags
    assert link[1]["href"] == f"#{element[1]['id']}"


def test_a_table_has_its_cells_in_order() -> None:
    """Head cells are foreign text, body cells are markup that was built here."""
    seen = Seen(html.table((NASTY, "b"), (["<b>1</b>", "2"], ["3", "4"])))
    assert [tag for tag, _ in seen.tags].count("td") == 4
    assert [tag for tag, _ in seen.tags].count("th") == 2
    assert "script" not in [tag for tag, _ in seen.tags]
    assert seen.words.endswith("1234")


@pytest.mark.parametrize("title", ["A title", NASTY])
def test_a_page_is_whole_and_loads_nothing(title: str) -> None:
    """One document with a language, a character set, a title and a policy against loading."""
    seen = Seen(html.page(title, "<p>in it</p>"))
    assert seen.declarations == ["doctype html"]
    tags = dict(seen.tags)
    assert tags["html"] == {"lang": "en"}
    assert {"charset": "utf-8"} in [attributes for tag, attributes in seen.tags if tag == "meta"]
    (policy,) = [a["content"] for _, a in seen.tags if "http-equiv" in a]
    assert str(policy).startswith("default-src 'none'")
    assert not {"script", "link", "img", "iframe"} & set(tags)
    assert [tag for tag, _ in seen.tags].count("h1") == 1
