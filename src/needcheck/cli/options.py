"""Options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Print one JSON envelope and nothing else.")]
Data = Annotated[
    str,
    typer.Option("--data", metavar="DIR", help="Your council's own criteria, over those shipped."),
]
Plain = Annotated[
    bool, typer.Option("--plain", help="Plain numbered lines: screen readers, pipes, no redrawing.")
]
