"""``needcheck criteria ...``: the options of each command. Its module is imported when it runs."""

from __future__ import annotations

from typing import Annotated

import typer

from needcheck.cli.options import Json

criteria = typer.Typer(
    help="Read the criteria that decide.",
    epilog="Example: needcheck criteria list",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@criteria.command("list", epilog="Example: needcheck criteria list --json")
def criteria_list(json: Json = False) -> None:
    """List the local authorities, their documents and what each can decide."""
    from needcheck.cli.criteria import run_list

    raise typer.Exit(run_list(json=json))


@criteria.command("show", epilog="Example: needcheck criteria show hull --pathway level")
def criteria_show(
    authority: Annotated[str, typer.Argument(metavar="AUTHORITY", help="E.g. hull.")],
    pathway: Annotated[str, typer.Option(help="Only this pathway.")] = "",
    json: Json = False,
) -> None:
    """Show what an authority decides, from which document, with contacts and cautions."""
    from needcheck.cli.criteria import run_show

    raise typer.Exit(run_show(authority, pathway=pathway, json=json))


@criteria.command("trace", epilog="Example: needcheck criteria trace hull --clause HUL-133")
def criteria_trace(
    authority: Annotated[str, typer.Argument(metavar="AUTHORITY", help="E.g. hull.")],
    clause: Annotated[str, typer.Option(metavar="ID", help="Only this clause.")] = "",
    html: Annotated[str, typer.Option(metavar="FILE", help="Write one HTML page.")] = "",
    json: Json = False,
) -> None:
    """Show each clause of the document beside the rules that implement it, and back."""
    from needcheck.cli.criteria import run_trace

    raise typer.Exit(run_trace(authority, clause=clause, html=html, json=json))
