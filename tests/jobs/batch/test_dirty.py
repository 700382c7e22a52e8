"""Dirty files: what is no record is rejected by number and line, and nothing else is lost."""

from __future__ import annotations

import pytest

from needcheck.errors import InputError
from needcheck.jobs.batch.layout import Wishes
from needcheck.jobs.batch.maps import read_map
from needcheck.jobs.batch.result import FIELDS
from tests.jobs.tables import batches, lost, scored, table

ENGINES = ("polars", "scalar")
GOOD = {"id": "A1", "harm": "no", "impact": "none", "needs": "none"}
COLUMNS = ("id", "harm", "impact", "needs", "disabled")
HEAD = ",".join(COLUMNS).encode() + b"\n"


def outcomes(data: bytes, engine: str, **more: object) -> dict[str, str]:
    """Id to outcome."""
    return {row[0]: row[1] for row in scored(data, engine, **more)}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + HEAD + b"A1,suspected,,,\nA2,no,none,none,\n",
        HEAD.replace(b"\n", b"\r\n") + b"A1,suspected,,,\r\nA2,no,none,none,\r\n",
        HEAD.replace(b"\n", b"\r") + b"A1,suspected,,,\rA2,no,none,none,\r",
        HEAD + b"A1,suspected,,,\nA2,no,none,none,",
        HEAD + b"\nA1,suspected,,,\n\n\nA2,no,none,none,\n\n",
        HEAD.replace(b",", b";") + b"A1;suspected;;;\nA2;no;none;none;\n",
        HEAD.replace(b",", b"\t") + b"A1\tsuspected\t\t\t\nA2\tno\tnone\tnone\t\n",
        b'"id","harm","impact","needs","disabled"\n"A1","suspected","","",""\n"A2","no","none","none",""\n',
        (HEAD + b"A1,suspected,,,\nA2,no,none,none,\n").decode().encode("utf-16"),
        (HEAD + b"A1,suspected,,,\nA2,no,none,none,\n").decode().encode("utf-8-sig"),
    ],
    ids=("bom", "crlf", "cr", "no end", "blank", "semicolon", "tab", "quoted", "utf-16", "sig"),
)
def test_a_table_is_read_as_it_is_written(data: bytes, engine: str) -> None:
    """Marks, line ends, delimiters, quotation and encoding change nothing."""
    found = outcomes(data, engine)
    assert found == {"A1": "specialist", "A2": "universal"}
    assert lost(data, engine) == []


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("size", [40, 1 << 20])
def test_quoted_cells_may_hold_anything(engine: str, size: int) -> None:
    """A newline, a delimiter or a quotation mark inside a quoted cell belongs to the cell."""
    columns = (*COLUMNS, "words")
    words = ["a, b", "one\ntwo\n\nthree", 'he said "no"', '"', "\r\n", "x" * 300]
    data = table([GOOD | {"id": f"A{i}", "words": w} for i, w in enumerate(words)], columns)
    more = {"wishes": Wishes(kept=("words",)), "allowed": ("words",), "size": size}
    assert [row[-1] for row in scored(data, engine, **more)] == words


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_no_record_is_rejected_and_the_rest_is_scored(engine: str) -> None:
    """Ragged rows, stray marks, NUL and wrong bytes cost their own record; numbers fit."""
    lines = [
        b"A1,no,none,none,",  # record 1, line 2
        b"A2,no,none",
        b"A3,no,none,none,,",
        b'A4,no,none,"none"x,',
        b"A5,no,none,none,\0",
        b"A6,no,none,no\xffne,",
        b'A7,"no,none,none,',  # never closed
        b"A8,no,none,none,",
        b'A9,no,none,none,"',
        b'B1,"no","none","none",""',
        b"B2,no,none,none,",
    ]
    data = HEAD + b"\n".join(lines) + b"\n"
    found = outcomes(data, engine, encoding="utf-8")
    rejected = lost(data, engine, encoding="utf-8")
    assert list(found) == ["A1", "A8", "B1", "B2"]
    assert [(row.number, row.line) for row in rejected] == [
        (n, n + 1) for n in (2, 3, 4, 5, 6, 7, 9)
    ]
    assert [row.value_class for row in rejected[:2]] == ["3 cells", "6 cells"]
    assert rejected[4].value_class == "bytes that are not UTF-8"


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("size", [1 << 16, 1 << 24])
def test_a_record_of_more_than_a_mebibyte_is_rejected(engine: str, size: int) -> None:
    """It is one rejected record, however it is long, and what comes after it is scored."""
    long = b"A2,no,none,none," + b"y" * (1 << 21)
    quoted = b'A3,no,none,none,"' + (b"y" * 127 + b"\n") * (1 << 14) + b'"'
    data = HEAD + b"A1,no,none,none,\n" + long + b"\nA4,no,none,none,\n"
    assert list(outcomes(data, engine, size=size)) == ["A1", "A4"]
    assert [row.number for row in lost(data, engine, size=size)] == [2]
    assert "A5" in outcomes(HEAD + quoted + b"\nA5,no,none,none,\n", engine, size=size)


@pytest.mark.parametrize("engine", ENGINES)
def test_ids_stand_once_and_are_there(engine: str) -> None:
    """The second row of an id and a row without one are rejected, across blocks too."""
    ids = ["A1", "A2", "A1", "", " A2 ", *(f"B{i}" for i in range(50)), "B7"]
    data = table([GOOD | {"id": name} for name in ids], COLUMNS)
    for size in (64, 1 << 20):
        rejected = lost(data, engine, size=size)
        assert [row.number for row in rejected] == [3, 4, 5, 56]
        assert {row.column for row in rejected} == {"id"}
        assert len(scored(data, engine, size=size)) == len(ids) - 4


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("maybe", "text"),
        ("NA", "missing-value word"),
        ("None", "missing-value word"),
        ("nan", "missing-value word"),
        ("-", "missing-value word"),
        ("2", "number"),
        ("1/2/2015", "date"),
        ("Suspected", "allowed value in other capitals"),
        ("yes", "yes or no"),
        ("no;suspected", "list"),
    ],
)
def test_a_cell_that_is_no_answer_is_never_a_quiet_no(cell: str, kind: str, engine: str) -> None:
    """The row is rejected, with what kind of thing stood there and what is allowed."""
    rejected = lost(table([GOOD | {"harm": cell}, GOOD | {"id": "A2"}], COLUMNS), engine)
    assert [(row.number, row.line, row.column, row.value_class) for row in rejected] == [
        (1, 2, "harm", kind)
    ]
    assert "suspected" in rejected[0].allowed or "blank" in rejected[0].allowed
    assert cell not in "".join(rejected[0].row) or cell in ("-", "2", "yes", "NA", "nan")


@pytest.mark.parametrize("engine", ENGINES)
def test_every_refused_column_of_a_row_is_named(engine: str) -> None:
    """A row comes out once, and tells all of its columns that need a look."""
    bad = GOOD | {"harm": "x", "needs": "y", "disabled": "z"}
    [row] = lost(table([bad], COLUMNS), engine)
    assert (row.column, row.also) == ("harm", "needs;disabled")


@pytest.mark.parametrize("engine", ENGINES)
def test_a_header_alone_gives_no_rows(engine: str) -> None:
    """A table without rows is scored: there are none."""
    assert sum(len(batch.table) for batch in batches(HEAD, engine)) == 0
    assert lost(HEAD, engine) == []


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n",
        b"\0\0\0",
        HEAD.replace(b"needs", b"harm"),
        HEAD.replace(b"needs", b"nedes"),
        HEAD.replace(b"needs", b"needs,HUL-310,hul-310"),
        HEAD.replace(b"needs", b"looked_through,looked_through_child"),
        ",".join(f"column_{i}" for i in range(10_000)).encode() + b"\n",
        b"x" * (1 << 21),
        b'"id\n' + b"y\n" * 10,
        b"A1,no,none,none,\n",
        b"id,harm,\nA1,no,\n",
        b"\n  \n",
    ],
    ids=(
        *("empty", "blank", "nul", "doubled", "unknown", "two for one", "lists twice", "10,000"),
        *("no lines", "open", "no header", "unnamed", "only spaces"),
    ),
)
def test_a_header_that_does_not_fit_is_one_clear_error(data: bytes) -> None:
    """It is found before a row is read, in one sentence."""
    with pytest.raises(InputError) as caught:
        batches(data, "polars")
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize("engine", ENGINES)
def test_a_column_without_a_header_is_left_out_when_asked(engine: str) -> None:
    """A delimiter at the end of every line makes one; it is never taken for what was decided."""
    data = b"id,harm,,\nA1,no,x,\nA2,known,,y\n"
    done = batches(data, engine, wishes=Wishes(ignored=("",)))
    assert [row[:2] for batch in done for row in batch.table.rows()] == [
        ("A1", "not_yet"),
        ("A2", "specialist"),
    ]
    assert all(batch.table.columns == FIELDS for batch in done)


def test_ten_thousand_columns_that_are_ignored_are_fine() -> None:
    """A wide table is scored by what is ours in it."""
    wide = [f"c_{i}" for i in range(10_000)]
    data = table([GOOD | dict.fromkeys(wide, "1")], (*COLUMNS, *wide))
    for engine in ENGINES:
        assert outcomes(data, engine, wishes=Wishes(ignored=tuple(wide))) == {"A1": "universal"}


@pytest.mark.parametrize("engine", ENGINES)
def test_latin_1_is_found_out_or_given(engine: str) -> None:
    """A table that is not UTF-8 from its beginning is read as Windows-1252, or as it is said."""
    data = (HEAD.decode()[:-1] + ",place\nA1,no,none,none,,Orléans 1\n").encode("cp1252")
    more = {"wishes": Wishes(kept=("place",))}
    assert scored(data, engine, **more)[0][-1] == "Orléans 1"
    assert scored(data, engine, encoding="latin-1", **more)[0][-1] == "Orléans 1"


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("id", "Ann Lee"),
        ("id", "smith"),
        ("id", "943 476 5919"),
        ("words", "born 3 March 2015"),
        ("words", "HU1 1AA"),
        ("words", "ann@example.org"),
        ("words", "01482 448879"),
        ("words", "with Ann Lee today"),
        ("harm_no_reason", "Ann Lee says so"),
    ],
)
def test_what_identifies_somebody_stops_the_run(column: str, cell: str, engine: str) -> None:
    """The column is named, never the cell; a column that the person allows is scored."""
    columns = (*COLUMNS, "words", "harm_no_reason")
    data = table([GOOD, GOOD | {"id": "A2", column: cell}], columns)
    more = {"wishes": Wishes(kept=("words",))}
    with pytest.raises(InputError) as caught:
        scored(data, engine, **more)
    assert column in str(caught.value)
    assert cell not in str(caught.value)
    assert len(scored(data, engine, allowed=(column,), **more)) == 2


@pytest.mark.parametrize("header", ["Surname", "date_of_birth", "NHS no", "943 476 5919"])
def test_a_header_that_identifies_stops_the_run(header: str) -> None:
    """A column named after what identifies people is not even carried past."""
    data = table([GOOD | {header: "1"}], (*COLUMNS, header))
    with pytest.raises(InputError, match="personal details"):
        scored(data, wishes=Wishes(ignored=(header,)))


MAP = {
    "id": "Case ref",
    "ignore": ["Team"],
    "columns": {
        "Harm?": {"to": "harm", "codes": {"0": "no", "1": "suspected", "NA": ""}},
        "Impact": "impact",
        "Needs": "needs",
    },
}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_map_says_what_columns_and_codes_are(engine: str) -> None:
    """Their names and codes lead to ours; a code that it does not list is refused."""
    data = b"Case ref,Harm?,Impact,Needs,Team\nA1,1,,,7\nA2,NA,none,none,7\nA3,no,none,none,7\n"
    more = {"wishes": read_map(MAP, "map.toml")}
    assert outcomes(data, engine, **more) == {"A1": "specialist", "A2": "not_yet"}
    [row] = lost(data, engine, **more)
    assert (row.number, row.column, row.value_class) == (3, "Harm?", "yes or no")


@pytest.mark.parametrize(
    "change",
    [
        {"columns": {"Harm?": "harms"}},
        {"columns": {"Harm?": {"to": "harm", "codes": {"0": "none"}}}},
        {"columns": {"Harm?": "harm", "Impact": "harm"}},
        {"columns": {"Nowhere": "harm"}},
        {"columns": {"Harm?": 3}},
        {"columns": {"Harm?": {"to": "harm", "codes": {"1": "no", " 1": "known"}}}},
        {"colums": {}},
        {"ignore": "Team"},
        {"id": "Nowhere"},
    ],
)
def test_a_map_is_checked_before_a_row_is_read(change: dict[str, object]) -> None:
    """A target, code, column or shape that does not fit is an error before any row."""
    data = b"Case ref,Harm?,Impact,Needs,Team\nbroken\n"
    with pytest.raises(InputError):
        scored(data, wishes=read_map({**MAP, **change}, "map.toml"))


@pytest.mark.parametrize("engine", ENGINES)
def test_a_sample_is_the_first_records(engine: str) -> None:
    """Only so many records are read, scored or rejected."""
    rows = [GOOD | {"id": f"A{i}", "harm": "x" if i == 3 else "no"} for i in range(1, 30)]
    data = table(rows, COLUMNS)
    assert [row[0] for row in scored(data, engine, sample=5)] == ["A1", "A2", "A4", "A5"]
    assert [row.number for row in lost(data, engine, sample=5)] == [3]
