"""A small scenario to change line by line, for the tests of what is made of scenarios."""

from __future__ import annotations

from pathlib import Path

HEAD = """\
[scenario]
title = "A small one."
about = "A story. It has two sentences."
learning_points = ["Think (HUL-133)."]
tags = ["harm"]
difficulty = "starter"
authority = "hull"
as_of = 2026-11-20
"""
HARM = """
[answers]
harm = "suspected"
informing_raises_risk = "yes"

[expect]
outcome = "specialist"
"""
CALM = """
[answers]
harm = "no"
impact = "none"
needs = "none"
age = 8
plan = ["none"]

[answers.prompts]
looked_through = ["child", "parents", "home"]

[expect]
outcome = "universal"
"""
VARY = """
[[vary]]
title = "Suspected after all"
about = "A bruise is seen."
[vary.answers]
harm = "suspected"
[vary.expect]
outcome = "specialist"
harm_route = true
"""


def written(folder: Path, *parts: str, name: str = "scenario.toml") -> Path:
    """A scenario file of these parts after ``HEAD``."""
    path = folder / name
    path.write_text(HEAD + "".join(parts), encoding="utf-8")
    return path


def line_of(path: Path, text: str) -> int:
    """The number of the one line that holds a text."""
    (found,) = [at for at, line in enumerate(path.read_text().splitlines(), 1) if text in line]
    return found
