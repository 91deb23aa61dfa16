"""The same table in every kind of file, as programs write it."""

from __future__ import annotations

import bz2
import datetime as dt
import gzip
import json
import lzma
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.feather as feather
import pytest

from automl_data.intake import Table, read_table, recognised
from automl_data.intake.pieces import pieces
from automl_shared.config.models import DataSettings
from automl_shared.errors import DataError

FRAME = pd.DataFrame(
    {
        "größe": [1.5, 2.25, 3.0, 4.75],
        "count": [1, 20, 300, 4000],
        "plz": ["01067", "80331", "00123", "10115"],
        "farbe": ["grün", "blau", None, 'r"o,t'],
        "day": ["2024-01-31", "2024-02-01", "2024-02-02", "2024-02-03"],
    }
)
CSV = FRAME.to_csv(index=False).encode()


def same(table: Table) -> bool:
    pd.testing.assert_frame_equal(table.frame, FRAME, check_dtype=False)
    return True


def codes(table: Table) -> list[str]:
    return [note.code for note in table.notes]


def workbook(file: Path, **sheets: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(file)
    return file


def cells(frame: pd.DataFrame = FRAME) -> list[list[Any]]:
    return [list(frame.columns), *frame.astype(object).where(frame.notna(), None).to_numpy().tolist()]


def html(rows: list[list[Any]]) -> str:
    lines = ["".join(f"<td>{'' if one is None else one}</td>" for one in row) for row in rows]
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return f"<html><head><meta charset=utf-8></head><body><table>{body}</table></body></html>"


def zipped(file: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("t.csv.gz", gzip.compress),
        ("t.csv.bz2", bz2.compress),
        ("t.csv.xz", lzma.compress),
        ("t.csv.zst", lambda content: pa.compress(content, "zstd", asbytes=True)),
        ("t.bin", gzip.compress),
    ],
)
def test_packed_text_is_unpacked(tmp_path: Path, name: str, pack: Callable[[bytes], bytes]) -> None:
    file = tmp_path / name
    file.write_bytes(pack(CSV))
    assert same(read_table(file))
    file.write_bytes(pack(CSV * 50)[:-20])
    with pytest.raises(DataError, match="damaged"):
        read_table(file)


def test_a_long_packed_file_has_its_footer_cut_off(tmp_path: Path) -> None:
    rows = "".join(f"{number},x{number % 7},{number / 8}\n" for number in range(20_000))
    file = tmp_path / "t.csv.gz"
    file.write_bytes(gzip.compress(f"Title\na,b,c\n{rows}Total,,24998750\n".encode()))
    table = read_table(file)
    assert table.frame.shape == (20_000, 3)
    assert codes(table) == ["lines_above", "lines_below"]


@pytest.mark.parametrize("name", ["t.feather", "t.arrow", "stream.arrow", "t.parquet"])
def test_arrow_in_all_its_forms(tmp_path: Path, name: str) -> None:
    file, content = tmp_path / name, pa.Table.from_pandas(FRAME)
    if name == "t.parquet":
        FRAME.to_parquet(file)
    elif name == "t.feather":
        feather.write_feather(FRAME, file)
    else:
        opener = pa.ipc.new_stream if name.startswith("stream") else pa.ipc.new_file
        with opener(file, content.schema) as writer:
            writer.write_table(content)
    table = read_table(file)
    assert same(table)
    assert table.source(file).format == ("parquet" if name == "t.parquet" else "arrow")
    file.write_bytes(file.read_bytes()[:-40])
    with pytest.raises(DataError, match="cannot be read"):
        read_table(file)


def test_arrow_inside_gzip(tmp_path: Path) -> None:
    FRAME.to_parquet(tmp_path / "t.parquet")
    file = tmp_path / "t.parquet.gz"
    file.write_bytes(gzip.compress((tmp_path / "t.parquet").read_bytes()))
    assert same(read_table(file))


@pytest.mark.parametrize(
    "write",
    [
        lambda file: FRAME.to_json(file, orient="records", lines=True, force_ascii=False),
        lambda file: FRAME.to_json(file, orient="records"),
        lambda file: FRAME.to_json(file, orient="records", indent=2),
        lambda file: file.write_text(
            "\n".join(json.dumps(row) for row in FRAME.to_dict("records")).replace("NaN", "null")
        ),
    ],
)
def test_json_records_are_rows(tmp_path: Path, write: Callable[[Path], Any]) -> None:
    file = tmp_path / "t.jsonl"
    write(file)
    table = read_table(file)
    assert same(table)
    assert table.format == "json"


def test_json_objects_become_columns_and_lists_are_left_out(tmp_path: Path) -> None:
    file = tmp_path / "t.ndjson"
    lines = [
        {"id": "a", "at": {"x": 1.5, "y": 2}, "tags": ["u"], "ok": True, "deep": {"in": {"too": 1}}},
        {"id": "b", "at": {"x": 2.5, "y": None}, "tags": [], "ok": False, "n": "00137"},
    ]
    file.write_text("\n".join(map(json.dumps, lines)) + "\n\n")
    table = read_table(file)
    assert list(table.frame.columns) == ["id", "at.x", "at.y", "ok", "deep.in.too", "n"]
    assert table.frame["at.x"].tolist() == [1.5, 2.5]
    assert table.frame["ok"].tolist() == [True, False]
    assert table.frame["n"].tolist()[1] == "00137"
    (note,) = [note for note in table.notes if note.level == "yellow"]
    assert (note.code, note.values["columns"]) == ("nested_dropped", "`tags`")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"a": 1, "b": 2}\n{"a": 3,\n', "line 2"),
        ('[{"a": 1, "b": 2}, 7]', "not a list of objects"),
        ('{"a": {"x": 1, "y": 2}, "b": {"z": 3, "u": 4}}', "not a list of objects"),
        ('{"data": [{"a": 1}], "meta": {"b": [1]}}\n', "fewer than two columns"),
    ],
)
def test_other_json_is_refused_in_words(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "t.json"
    file.write_text(text)
    with pytest.raises(DataError, match=words) as caught:
        read_table(file)
    assert "one flat object a line" in (caught.value.fix or "")


def test_a_workbook_with_one_table(tmp_path: Path) -> None:
    file = workbook(tmp_path / "t.xlsx", Readme=[["About this file"], ["by the office"]], Daten=cells())
    table = read_table(file)
    assert same(table)
    assert table.format == "workbook"
    (chosen,) = [note for note in table.notes if note.code == "table_chosen"]
    assert (chosen.values["name"], chosen.values["others"]) == ("Daten", "`Readme`")


def test_a_workbook_with_titles_units_totals_and_merged_cells(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["B2"] = "Umsatz je Filiale"
    sheet.merge_cells("B2:E2")
    rows = [["Filiale", "Datum", "Umsatz", "Anteil"], ["", "", "EUR", "%"]]
    rows += [[f"F{n}", dt.date(2024, 1, n), 1000.5 * n, n / 8] for n in range(1, 7)]
    rows += [["Summe", None, 21010.5, None], ["Quelle: Controlling", None, None, None]]
    for number, row in enumerate(rows, start=4):
        for place, value in enumerate(row, start=2):
            sheet.cell(number, place, value)
    book.save(tmp_path / "t.xlsx")
    table = read_table(tmp_path / "t.xlsx")
    assert list(table.frame.columns) == ["Filiale", "Datum", "Umsatz", "Anteil"]
    assert table.frame.iloc[0].tolist() == ["F1", "2024-01-01", 1000.5, 0.125]
    assert len(table.frame) == 6
    assert codes(table) == ["lines_above", "units_line", "lines_below"]
    assert "2: `Umsatz je Filiale`" in table.notes[0].message()
    assert "5: `EUR, %`" in table.notes[1].message()


def test_cells_of_a_workbook_keep_what_they_are(tmp_path: Path) -> None:
    rows = [
        ["when", "day", "clock", "length", "truth", "whole", "code", "part"],
        [dt.datetime(2024, 1, 31), dt.date(2024, 1, 31), dt.time(8, 30), dt.timedelta(hours=27), True, 7, "007", 0.1],
        [dt.datetime(2024, 2, 1, 12, 5), None, dt.time(9, 0), None, False, 12345678901, "010", 1e-9],
        [None, dt.date(1999, 12, 31), None, dt.timedelta(minutes=5), True, None, "123", 2.0],
    ]
    frame = read_table(workbook(tmp_path / "t.xlsx", a=rows)).frame
    assert frame["when"].fillna("").tolist() == ["2024-01-31 00:00:00", "2024-02-01 12:05:00", ""]
    assert frame["day"].fillna("").tolist() == ["2024-01-31", "", "1999-12-31"]
    assert frame["clock"].fillna("").tolist() == ["08:30:00", "09:00:00", ""]
    assert frame["length"].fillna("").tolist() == ["1 day, 3:00:00", "", "0:05:00"]
    assert frame["truth"].tolist() == [True, False, True]
    assert frame["whole"].fillna(0).tolist() == [7, 12345678901, 0]
    assert frame["code"].tolist() == ["007", "010", "123"]
    assert frame["part"].tolist() == [0.1, 1e-9, 2.0]


def test_a_duration_of_a_day_and_more_is_no_day_of_1900(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["on air", "n"])
    for row, days in enumerate((0.5, 1.0, 1.25, 40.0), start=2):
        book.active.append([days, row])
        book.active.cell(row, 1).number_format = "h:mm:ss"
    book.save(tmp_path / "t.xlsx")
    found = recognised(read_table(tmp_path / "t.xlsx").frame["on air"])
    assert found.values.tolist() == [12, 24, 30, 960]


def test_formulas_that_were_never_calculated_are_told(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["a", "b", "sum"], *([n, n * 2, f"=A{n + 2}+B{n + 2}"] for n in range(6))):
        book.active.append(row)
    book.save(tmp_path / "t.xlsx")
    (note,) = (note for note in read_table(tmp_path / "t.xlsx").notes if note.code == "formulas_without_values")
    assert "sum" in note.message()
    assert note.action()


HIDDEN: dict[str, Callable[[Any], Any]] = {
    "row": lambda sheet: setattr(sheet.row_dimensions[3], "hidden", True),
    "column": lambda sheet: setattr(sheet.column_dimensions["B"], "hidden", True),
    "filter": lambda sheet: setattr(sheet.auto_filter, "ref", "A1:C7"),
    "formats of empty cells": lambda sheet: [
        setattr(sheet.cell(row, 1), "number_format", "0.00") for row in range(50, 90)
    ],
    "sheet beside it": lambda sheet: setattr(copy_of(sheet), "sheet_state", "hidden"),
    "chart": lambda sheet: sheet.parent.create_chartsheet("Chart"),
    "codes": lambda sheet: [sheet.parent.create_sheet("Codes").append(row) for row in (["A", "good"],)],
}


def copy_of(sheet: Any) -> Any:
    return sheet.parent.copy_worksheet(sheet)


@pytest.mark.parametrize("change", HIDDEN.values(), ids=list(HIDDEN))
def test_what_is_hidden_in_a_workbook_is_read_but_for_hidden_sheets(
    tmp_path: Path, change: Callable[[Any], Any]
) -> None:
    book = openpyxl.Workbook()
    for row in (["a", "b", "c"], *([n, n * 2.5, "xy"[n % 2]] for n in range(6))):
        book.active.append(row)
    change(book.active)
    book.save(tmp_path / "t.xlsx")
    assert read_table(tmp_path / "t.xlsx").frame["b"].tolist() == [n * 2.5 for n in range(6)]


def test_cells_are_read_by_their_values_whatever_their_format(tmp_path: Path) -> None:
    book, day = openpyxl.Workbook(), dt.datetime(2021, 3, 1)
    for row in (
        ["share", "money", "day", "serial", "text", "hours"],
        *([0.25, 12.5, day, 44256, "0012", 0.5] for _ in "abcd"),
    ):
        book.active.append(row)
    formats = ("0.00%", '#,##0.00 "€"', "[$-407]d. mmmm yyyy;@", 'yyyy"年"m"月"d"日"', "@", "[h]:mm")
    for cells in book.active.iter_rows(min_row=2):
        for cell, form in zip(cells, formats, strict=True):
            cell.number_format = form
    book.save(tmp_path / "t.xlsx")
    first = read_table(tmp_path / "t.xlsx").frame.iloc[0].tolist()
    assert first == [0.25, 12.5, "2021-03-01", "2021-03-01", "0012", pytest.approx(first[5])]


@pytest.mark.parametrize("name", ["t.csv", "t.txt", "t.data"])
def test_a_workbook_under_another_name(tmp_path: Path, name: str) -> None:
    workbook(tmp_path / "t.xlsx", data=cells()).rename(tmp_path / name)
    assert len(read_table(tmp_path / name).frame) == len(FRAME)


@pytest.mark.parametrize(("name", "encoding", "by"), [("t.xlsx", "utf-8", ","), ("t.xls", "utf-16", "\t")])
def test_text_under_the_name_of_a_workbook(tmp_path: Path, name: str, encoding: str, by: str) -> None:
    (tmp_path / name).write_text("\n".join(map(by.join, ["ab", "12", "34", "56"])), encoding=encoding)
    assert read_table(tmp_path / name).frame["a"].tolist() == [1, 3, 5]


def test_the_sheet_is_asked_for_where_several_may_be_meant(tmp_path: Path) -> None:
    file = workbook(tmp_path / "t.xlsx", jan=cells(), feb=cells(FRAME.iloc[:3]))
    with pytest.raises(DataError, match=r"jan \(5 rows\), feb \(4 rows\)") as caught:
        read_table(file)
    assert caught.value.fixes == ("--set data.sheet=jan", "--set data.sheet=feb")
    with pytest.raises(DataError, match="several sheets") as again:
        list(pieces(file))
    assert again.value.fix == "save the table alone, as CSV, and give that"
    assert len(read_table(file, DataSettings(sheet="feb")).frame) == 3
    with pytest.raises(DataError, match="did you mean 'feb'"):
        read_table(file, DataSettings(sheet="febr"))


def test_an_office_file_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read as a workbook"):
        read_table(zipped(tmp_path / "t.docx", **{"[Content_Types].xml": b"", "word/document.xml": b""}))


def test_an_excel_file_made_of_html(tmp_path: Path) -> None:
    file = tmp_path / "t.xls"
    file.write_text(html([["Bericht vom 31.01.2024"], *cells()]))
    table = read_table(file)
    assert same(table)
    assert (table.format, codes(table)[0]) == ("html", "lines_above")


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_html_is_read_in_its_encoding(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "t.xls"
    file.write_bytes(html(cells()).replace("charset=utf-8", f"charset={encoding}").encode(encoding))
    assert same(read_table(file))


def test_html_with_spans_hidden_numbers_and_nested_tables(tmp_path: Path) -> None:
    file = tmp_path / "t.xls"
    file.write_text(
        "<table><tr><td>menu</td></tr><tr><td><table border=1><thead><tr><th rowspan=2>Region<th colspan=2>Jahr</tr>"
        "<tr><th>2022</th><th>2023</th></tr></thead><tbody>"
        '<tr><td rowspan=2>Nord</td><td x:num="1234.5">1.234,50</td><td x:num>7</td></tr>'
        '<tr><td x:num="2.25">2,25</td><td>8</td></tr><tr><td>S&uuml;d<br>Ost</td><td x:num="0.5">0,50<td>9</tr>'
        "</tbody></table></td></tr></table>"
    )
    frame = read_table(file).frame
    assert list(frame.columns) == ["Region", "2022", "2023"]
    assert frame.to_numpy().tolist() == [["Nord", 1234.5, 7], ["Nord", 2.25, 8], ["Süd Ost", 0.5, 9]]


def test_excel_2003_xml(tmp_path: Path) -> None:
    rows = "".join(
        f'<Row><Cell><Data ss:Type="String">k{n}</Data></Cell><Cell ss:Index="3"><Data ss:Type="Number">{n / 4}</Data>'
        "</Cell></Row>"
        for n in range(5)
    )
    file = tmp_path / "t.xls"
    file.write_text(
        '<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Excel.Sheet"?><Workbook '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="a"><Table><Row>'
        "<Cell><Data>name</Data></Cell><Cell><Data>leer</Data></Cell><Cell><Data>wert</Data></Cell></Row>"
        f"{rows}</Table></Worksheet></Workbook>"
    )
    frame = read_table(file).frame
    assert list(frame.columns) == ["name", "leer", "wert"]
    assert frame["wert"].tolist() == [0, 0.25, 0.5, 0.75, 1.0]


@pytest.mark.parametrize(
    "content", [b"<!DOCTYPE html><html><body>Sign in</body></html>", b'<?xml version="1.0"?><rows><row a="1"/></rows>']
)
def test_a_page_without_a_table_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "t.csv").write_bytes(content)
    with pytest.raises(DataError, match="web page or XML without a table"):
        read_table(tmp_path / "t.csv")


def test_a_zip_with_one_table_beside_its_description(tmp_path: Path) -> None:
    members = {"data/prices.csv": CSV, "README.txt": b"about\nthis", "Metadata_x.csv": b"k,v\n1,2\n"}
    table = read_table(zipped(tmp_path / "t.zip", **members))
    assert same(table)
    (chosen,) = [note for note in table.notes if note.code == "table_chosen"]
    assert chosen.values["name"] == "data/prices.csv"


def test_a_zip_with_a_workbook(tmp_path: Path) -> None:
    inner = workbook(tmp_path / "t.xlsx", a=cells())
    assert same(read_table(zipped(tmp_path / "t.zip", **{"t.xlsx": inner.read_bytes()})))


def test_a_zip_with_files_of_one_shape_is_one_table(tmp_path: Path) -> None:
    first, second = (FRAME.iloc[rows].to_csv(index=False).encode() for rows in (slice(0, 2), slice(2, 4)))
    table = read_table(zipped(tmp_path / "t.zip", **{"2024-01.csv": first, "2024-02.csv": second}))
    assert same(table)
    assert codes(table)[0] == "files_joined"


def test_types_are_those_of_all_files_together(tmp_path: Path) -> None:
    members = {"1.csv": b"a,b,c\n1,2,x\n2,3,y\n", "2.csv": b"c;b;a\nz;2,5;007\nw;3,5;010\n"}
    frame = read_table(zipped(tmp_path / "t.zip", **members)).frame
    assert frame["a"].tolist() == ["1", "2", "007", "010"]
    assert frame["b"].tolist() == [2, 3, 2.5, 3.5]
    assert frame["c"].tolist() == ["x", "y", "z", "w"]


def test_files_of_other_columns_are_named(tmp_path: Path) -> None:
    file = zipped(tmp_path / "t.zip", **{"1.csv": b"a,b,y\n1,2,3\n", "2.csv": b"a,c,y\n1,2,3\n"})
    with pytest.raises(DataError, match=r"2\.csv lacks `b` and also has `c`, compared with 1\.csv"):
        read_table(file)
    assert list(read_table(file, DataSettings(sheet="2.csv")).frame.columns) == ["a", "c", "y"]


def test_parquet_files_together(tmp_path: Path) -> None:
    for name, rows in (("1", slice(0, 2)), ("2", slice(2, 4))):
        FRAME.iloc[rows].reset_index(drop=True).to_parquet(tmp_path / f"{name}.parquet")
    members = {name: (tmp_path / name).read_bytes() for name in ("1.parquet", "2.parquet")}
    assert same(read_table(zipped(tmp_path / "t.zip", **members)))
    with pytest.raises(DataError, match="different kinds"):
        read_table(zipped(tmp_path / "u.zip", **members, **{"3.csv": CSV}))


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"%PDF-1.7", "PDF"),
        (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
        (b"\x89HDF", "HDF5"),
        (b"$FL2@(#)", "SPSS"),
        (b"RDX3", "R data"),
    ],
)
def test_strangers_are_named(tmp_path: Path, start: bytes, kind: str) -> None:
    (tmp_path / "t.csv").write_bytes(start + b"\n1,2\n3,4\n")
    with pytest.raises(DataError, match=kind):
        read_table(tmp_path / "t.csv")
