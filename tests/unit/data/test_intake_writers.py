"""What programs write comes back cell for cell: pandas, R, Excel, polars and DuckDB in random dialects."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from automl_data.intake import Table, read_table

Row = tuple[str | None, float, int, bool | None]
NAMES = ["text", "größe", "count", "ok"]

LETTERS = "abcxyzäöüéß ,;\t|\"'\n-._#:/()0123456789"
TEXT = st.one_of(
    st.none(),
    st.text(LETTERS, max_size=14).map(lambda text: f"t {text}".strip()),
    st.sampled_from(["Total", "Source: me", "# note", "north", "Zürich", "sum", "a,b", 'say "hi"', "1) x"]),
)
NUMBER = st.floats(-1e6, 1e6).map(lambda value: round(value, 3) + 0.0001)
ROW = st.tuples(TEXT, NUMBER, st.integers(-(2**40), 2**40), st.sampled_from([True, False, None]))
ROWS = st.lists(ROW, min_size=5, max_size=25).filter(
    lambda rows: sum(row[0] is not None for row in rows) > 2 and rows[-1][0] not in ("Total", "sum")
)
"""A last row called Total is taken for one, which is said; see the tests of the layout."""


def frame_of(rows: list[Row]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=NAMES)


def check(table: Table, rows: list[Row], *, first: int = 0) -> None:
    """Names and cells; texts without the blanks around them, and line ends as they were written."""
    frame = table.frame
    assert list(frame.columns)[first:] == NAMES
    assert len(frame) == len(rows)
    expected = [row[0].strip() if row[0] else None for row in rows]
    assert [None if pd.isna(one) else one for one in frame["text"]] == expected
    assert frame["größe"].tolist() == pytest.approx([row[1] for row in rows])
    assert frame["count"].tolist() == [row[2] for row in rows]
    truths = [None if pd.isna(one) else bool(one) for one in frame["ok"]]
    assert truths == [row[3] for row in rows]


def joined(cells: list[str], separator: str, *, quote_all: bool, doubled: bool = True) -> str:
    """One line as R, polars and DuckDB write it."""
    special = (separator, '"', "\n", "\r")

    def quoted(cell: str) -> str:
        if not quote_all and not any(sign in cell for sign in special):
            return cell
        return '"' + cell.replace('"', '""' if doubled else '\\"') + '"'

    return separator.join(map(quoted, cells))


SETTINGS = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@example(
    rows=[(text, 0.0001, 0, None) for text in ("é", "ßß", "éé")],
    separator=",",
    decimal=".",
    quoting=csv.QUOTE_MINIMAL,
    encoding="cp1252",
    ending="\n",
    index=False,
    gap="",
)
@example(
    rows=[(None, 0.0001, 0, None), (None, 0.0001, 0, None), *[("a,b", 0.0001, 0, None)] * 3],
    separator=",",
    decimal=".",
    quoting=csv.QUOTE_MINIMAL,
    encoding="utf-8",
    ending="\n",
    index=False,
    gap="",
)
@SETTINGS
@given(
    rows=ROWS,
    separator=st.sampled_from([",", ";", "\t", "|"]),
    decimal=st.sampled_from([".", ","]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    ending=st.sampled_from(["\n", "\r\n"]),
    index=st.booleans(),
    gap=st.sampled_from(["", "NA", "NULL", "nan"]),
)
def test_pandas(
    tmp_path: Path,
    rows: list[Row],
    separator: str,
    decimal: str,
    quoting: Any,
    encoding: str,
    ending: str,
    index: bool,
    gap: str,
) -> None:
    file = tmp_path / "t.csv"
    frame_of(rows).to_csv(
        file,
        sep=separator,
        decimal=decimal,
        quoting=quoting,
        encoding=encoding,
        lineterminator=ending,
        index=index,
        na_rep=gap,
    )
    check(read_table(file), rows, first=int(index))


@SETTINGS
@given(
    rows=ROWS,
    separator=st.sampled_from([",", ";", "\t"]),
    decimal=st.sampled_from([".", ","]),
    row_names=st.booleans(),
    blank_corner=st.booleans(),
    doubled=st.booleans(),
)
def test_r(
    tmp_path: Path, rows: list[Row], separator: str, decimal: str, row_names: bool, blank_corner: bool, doubled: bool
) -> None:
    """`write.table` and `write.csv`: texts in quotes, NA for a gap, names of rows with and without a corner."""

    def cell(value: Any) -> str:
        if value is None:
            return "NA"
        if isinstance(value, str):
            return joined([value], separator, quote_all=True, doubled=doubled)
        if isinstance(value, bool):
            return str(value).upper()
        return str(value).replace(".", decimal)

    if decimal == separator:
        separator = ";"
    lines = [separator.join([*([f'"{n}"'] if row_names else []), *map(cell, row)]) for n, row in enumerate(rows, 1)]
    corner = ['""'] if row_names and blank_corner else []
    header = separator.join([*corner, *(f'"{name}"' for name in NAMES)])
    file = tmp_path / "t.csv"
    file.write_text("\n".join([header, *lines, ""]))
    check(read_table(file), rows, first=int(row_names))


@SETTINGS
@given(
    rows=ROWS.filter(lambda rows: all(row[0] != "Total" for row in rows)),
    german=st.booleans(),
    encoding=st.sampled_from(["utf-8-sig", "cp1252"]),
    hint=st.booleans(),
    title=st.booleans(),
    units=st.booleans(),
    total=st.booleans(),
    note=st.booleans(),
)
def test_excel(
    tmp_path: Path,
    rows: list[Row],
    german: bool,
    encoding: str,
    hint: bool,
    title: bool,
    units: bool,
    total: bool,
    note: bool,
) -> None:
    """`Save as`: CRLF, the list separator of the country, rows padded to the width of the sheet."""
    separator, decimal = (";", ",") if german else (",", ".")
    words = {True: "TRUE", False: "FALSE", None: ""}
    cells: list[list[str]] = [["Report on things", "", "", ""], ["", "", "", ""]] * title
    cells += [NAMES, *([["", "mm", "count", ""]] * units)]
    cells += [[row[0] or "", str(row[1]).replace(".", decimal), str(row[2]), words[row[3]]] for row in rows]
    cells += [["Total", "", str(sum(row[2] for row in rows)), ""]] * total
    cells += [["", "", "", ""], ["Source: the office, 2024", "", "", ""]] * note
    target = io.StringIO(newline="")
    csv.writer(target, delimiter=separator, lineterminator="\r\n").writerows(cells)
    file = tmp_path / "t.csv"
    file.write_bytes((f"sep={separator}\r\n" * hint + target.getvalue()).encode(encoding))
    check(read_table(file), rows)


@SETTINGS
@given(
    rows=ROWS,
    separator=st.sampled_from([",", ";", "\t", "|"]),
    quoting=st.sampled_from(["necessary", "always", "non_numeric"]),
    gap=st.sampled_from(["", "NULL", "null", "NA"]),
    bom=st.booleans(),
    ending=st.sampled_from(["\n", "\r\n"]),
    decimal_comma=st.booleans(),
)
def test_polars(
    tmp_path: Path, rows: list[Row], separator: str, quoting: Any, gap: str, bom: bool, ending: str, decimal_comma: bool
) -> None:
    """Written by polars itself."""
    file = tmp_path / "t.csv"
    polars_frame(rows).write_csv(
        file,
        separator=separator,
        quote_style=quoting,
        null_value=gap,
        include_bom=bom,
        line_terminator=ending,
        decimal_comma=decimal_comma and separator != ",",
    )
    check(read_table(file), rows)


@example(
    rows=[(None, 0.0001, 0, True)] * 2
    + [("t", 0.0001, 0, True), ('t "0', 0.0001, 0, True), ("# note", 0.0001, 0, True)],
    separator=",",
    force=False,
    gap="",
    escape="\\",
    packed="none",
)
@SETTINGS
@given(
    rows=ROWS,
    separator=st.sampled_from([",", ";", "\t", "|"]),
    force=st.booleans(),
    gap=st.sampled_from(["", "NULL", "null", "NA"]),
    escape=st.sampled_from(['"', "\\"]),
    packed=st.sampled_from(["none", "gzip", "zstd"]),
)
def test_duckdb(
    tmp_path: Path, rows: list[Row], separator: str, force: bool, gap: str, escape: str, packed: str
) -> None:
    """Written by DuckDB's COPY itself."""
    file = tmp_path / "t.csv"
    options = ["FORMAT csv", "HEADER", f"DELIMITER '{separator}'", f"NULLSTR '{gap}'", f"ESCAPE '{escape}'"]
    if force:
        options.append('FORCE_QUOTE ("text")')
    copied(rows, file, [*options, f"COMPRESSION {packed}"])
    check(read_table(file), rows)


@SETTINGS
@given(rows=ROWS, kind=st.sampled_from(["parquet", "ipc", "ndjson", "json", "ipc_stream"]))
def test_formats_of_polars(tmp_path: Path, rows: list[Row], kind: str) -> None:
    file = tmp_path / {"ndjson": "t.jsonl", "ipc": "t.feather", "ipc_stream": "t.arrows"}.get(kind, f"t.{kind}")
    getattr(polars_frame(rows), f"write_{kind}")(file)
    check(read_table(file), rows)


@SETTINGS
@given(rows=ROWS, kind=st.sampled_from(["FORMAT parquet", "FORMAT json", "FORMAT json, ARRAY true"]))
def test_formats_of_duckdb(tmp_path: Path, rows: list[Row], kind: str) -> None:
    file = tmp_path / ("t.parquet" if "parquet" in kind else "t.json" if "ARRAY" in kind else "t.jsonl")
    copied(rows, file, [kind])
    check(read_table(file), rows)


def polars_frame(rows: list[Row]) -> pl.DataFrame:
    kinds = [pl.String, pl.Float64, pl.Int64, pl.Boolean]
    return pl.DataFrame(rows, schema=dict(zip(NAMES, kinds, strict=True)), orient="row")


def copied(rows: list[Row], file: Path, options: list[str]) -> None:
    """Rows through a table of DuckDB into a file."""
    with duckdb.connect() as base:
        columns = ", ".join(
            f'"{name}" {kind}' for name, kind in zip(NAMES, ("VARCHAR", "DOUBLE", "BIGINT", "BOOLEAN"), strict=True)
        )
        base.execute(f"CREATE TABLE t ({columns})")
        base.executemany("INSERT INTO t VALUES (?, ?, ?, ?)", rows)
        base.execute(f"COPY t TO '{file}' ({', '.join(options)})")
