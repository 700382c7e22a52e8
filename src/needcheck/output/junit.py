"""A check as JUnit XML, which build servers read: one suite a file, one case a scenario."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from needcheck.output.clean import one_line

if TYPE_CHECKING:
    from needcheck.jobs.scenarios.verdicts import Verdict


def junit(verdicts: Iterable[Verdict]) -> str:
    """Return the document: a difference is a failure, what cannot be read an error."""
    listed = list(verdicts)
    suites = "".join(_suite(file, list(of)) for file, of in groupby(listed, lambda v: v.file))
    name = 'name="needcheck replay" '
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<testsuites {name}{_counts(listed)}>\n{suites}</testsuites>\n"
    )


def _suite(file: str, verdicts: list[Verdict]) -> str:
    cases = "".join(map(_case, verdicts))
    return f'<testsuite name="{_text(file)}" {_counts(verdicts)}>\n{cases}</testsuite>\n'


def _counts(verdicts: list[Verdict]) -> str:
    failures = sum(bool(each.differences) for each in verdicts)
    errors = sum(bool(each.error) for each in verdicts)
    return f'tests="{len(verdicts)}" failures="{failures}" errors="{errors}"'


def _case(verdict: Verdict) -> str:
    where = f'file="{_text(verdict.file)}"'
    head = f'<testcase classname="{_text(verdict.pathway)}" name="{_text(verdict.name)}" {where}'
    if verdict.error:
        return f'{head}><error message="{_text(verdict.error)}"/></testcase>\n'
    if not verdict.differences:
        return f"{head}/>\n"
    inside = escape("\n".join(map(one_line, verdict.differences)))
    message = _text(f"{len(verdict.differences)} differing")
    return f'{head}><failure message="{message}">{inside}</failure></testcase>\n'


def _text(value: str) -> str:
    """A value as an attribute, without characters that XML cannot hold."""
    return escape(one_line(value), quote=True)
