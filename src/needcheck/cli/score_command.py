"""``needcheck score``: its options. The module that does it is imported when it runs."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from needcheck.cli.options import Data
from needcheck.errors import UsageError

Columns = list[str] | None


def score(  # noqa: PLR0913, PLR0917 -- one parameter for each option of the command line
    table: Annotated[
        str,
        typer.Argument(metavar="TABLE", help="CSV, Parquet or Excel; - for CSV on stdin."),
    ] = "",
    authority: Annotated[str, typer.Option(help="Whose criteria, e.g. hull.")] = "",
    pathway: Annotated[str, typer.Option(help="What to decide.")] = "level",
    out: Annotated[
        str, typer.Option(metavar="FILE", help="Result: .csv, .parquet or .xlsx; else stdout.")
    ] = "",
    rejects: Annotated[
        str, typer.Option(metavar="FILE", help="Rows not scored; beside --out or --summary.")
    ] = "",
    map_: Annotated[
        str, typer.Option("--map", metavar="TOML", help="Their columns and codes to ours.")
    ] = "",
    ident: Annotated[
        str, typer.Option("--id", metavar="COLUMN", help="The column of ids, if not id.")
    ] = "",
    keep: Annotated[
        Columns, typer.Option(metavar="COLUMN", help="Carry a column through; may be repeated.")
    ] = None,
    ignore: Annotated[
        Columns, typer.Option(metavar="COLUMN", help="Leave a column out; may be repeated.")
    ] = None,
    allow: Annotated[
        Columns,
        typer.Option(metavar="COLUMN", help="A column looked over by you; recorded."),
    ] = None,
    decided: Annotated[
        str, typer.Option(metavar="COLUMN", help="What people decided; audited in the summary.")
    ] = "",
    summary: Annotated[
        str, typer.Option(metavar="FILE", help="Figures of the table: .html, .md or .json.")
    ] = "",
    by: Annotated[
        Columns, typer.Option(metavar="COLUMN", help="Count by a column; may be repeated.")
    ] = None,
    disclosure: Annotated[
        str, typer.Option(metavar="RULE", help="Small counts: round5, round10 or none.")
    ] = "round5",
    harm_list: Annotated[
        str,
        typer.Option(metavar="FILE", help="Ids where harm held and less was decided; private."),
    ] = "",
    template: Annotated[
        str, typer.Option(metavar="AUTHORITY", help="Write an empty table and its dictionary.")
    ] = "",
    encoding: Annotated[str, typer.Option(help="utf-8, latin-1 ...; found out if not given.")] = "",
    delimiter: Annotated[str, typer.Option(help="One character, or tab; found out.")] = "",
    engine: Annotated[str, typer.Option(help="polars, scalar or spark.")] = "",
    sample: Annotated[int, typer.Option(min=0, metavar="N", help="Only the first N rows.")] = 0,
    strict: Annotated[bool, typer.Option("--strict", help="Stop at the first bad row.")] = False,
    exact: Annotated[
        bool, typer.Option("--exact", help="Search what is still possible, as assess; slower.")
    ] = False,
    as_of: Annotated[str, typer.Option(metavar="DATE", help="Decide as on this day.")] = "",
    data: Data = "",
) -> None:
    """Score a table of anonymised rows. Each comes out once: scored, or listed as rejected."""
    from needcheck.cli.score import ScoreRequest, run_score, run_template

    if template:
        raise typer.Exit(run_template(template, out, data))
    if not table:
        raise UsageError("which table? Give a file, or - for stdin; or --template AUTHORITY.")
    request = ScoreRequest(
        table=table, authority=authority, pathway=pathway, out=out, rejects=rejects, map=map_,
        ident=ident, keep=tuple(keep or ()), ignore=tuple(ignore or ()), allow=tuple(allow or ()),
        decided=decided, by=tuple(by or ()), summary=summary, disclosure=disclosure,
        harm_list=harm_list, encoding=encoding, delimiter=delimiter, engine=engine, sample=sample,
        strict=strict, exact=exact, as_of=as_of, data=data, command=("needcheck", *sys.argv[1:]),
    )  # fmt: skip
    raise typer.Exit(run_score(request))
