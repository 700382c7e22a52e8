"""JUnit XML of a check: well formed whatever stands in the files, and its counts are right."""

from __future__ import annotations

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from needcheck.jobs.scenarios.verdicts import Verdict
from needcheck.output.junit import junit

VERDICTS = [
    Verdict("a.toml", "One", "", "hull.level", "universal"),
    Verdict("a.toml", "One / Two", "Two", "hull.level", "targeted", ("outcome: <x> & y",)),
    Verdict("b.toml", "b.toml", error="b.toml, line 3: broken"),
]


def test_each_file_is_a_suite_and_each_case_a_testcase() -> None:
    """A difference is a failure, what cannot be read an error; the counts say so."""
    root = ElementTree.fromstring(junit(VERDICTS))  # noqa: S314 -- our own text
    assert root.attrib["tests"] == "3"
    assert (root.attrib["failures"], root.attrib["errors"]) == ("1", "1")
    suites = root.findall("testsuite")
    assert [suite.attrib["name"] for suite in suites] == ["a.toml", "b.toml"]
    failure = root.find(".//failure")
    assert failure is not None
    assert failure.text == "outcome: <x> & y"
    assert [case.attrib["name"] for case in root.iter("testcase")] == ["One", "One / Two", "b.toml"]


@given(st.text(), st.text())
def test_any_text_makes_a_well_formed_document(name: str, difference: str) -> None:
    """Control characters, quotes and half characters never break the document."""
    text = junit([Verdict(name, name, name, name, name, (difference,), error="")])
    ElementTree.fromstring(text.encode("utf-8"))  # noqa: S314 -- our own text
