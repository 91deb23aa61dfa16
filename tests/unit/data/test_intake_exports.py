"""Files as R's `write.table` and programs that call a web page `.xls` write them, each with the right cells."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from automl_data.intake import read_table, ready
from automl_shared.config.models import CrossValidationSettings, DataSettings

MORE = range(4, 10)


def cells(path: Path, content: str | bytes) -> dict[str, list[Any]]:
    """Column to its values after everything that a run does with them; gaps as None."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    table = read_table(path)
    target = str(table.frame.columns[-1])
    found = ready(table, DataSettings(target_column=target), CrossValidationSettings()).frame
    return {str(name): [None if pd.isna(one) else one for one in found[name]] for name in found.columns}


def quoted(text: str) -> str:
    return f'"{text}"'


def r_lines(separator: str, *, quote: bool = True, names: bool = True, decimal: str = ".", gap: str = "NA") -> str:
    """`write.table` of town (text), size (numbers with a gap), sold (logical) and price."""
    text = quoted if quote else str
    rows = [["Bern", "1.5", "TRUE", "10.25"], ["Basel", gap, "FALSE", "11.5"], ["Chur", "2.25", "TRUE", "1e+05"]]
    rows += [["Bern", f"{place}.75", "FALSE", f"{place}00.5"] for place in MORE]
    lines = [
        [
            *([text(str(place))] if names else []),
            text(town),
            size.replace(".", decimal),
            sold,
            price.replace(".", decimal),
        ]
        for place, (town, size, sold, price) in enumerate(rows, 1)
    ]
    return "\n".join([separator.join(map(text, ("town", "size", "sold", "price"))), *map(separator.join, lines), ""])


TOWNS = ["Bern", "Basel", "Chur", *["Bern"] * 6]
SIZES = [1.5, None, 2.25, *[place + 0.75 for place in MORE]]
SOLD = [True, False, True, *[False] * 6]
PRICES = [10.25, 11.5, 100000.0, *[place * 100 + 0.5 for place in MORE]]
CORNER = r_lines(",").replace('"town"', '"","town"', 1)

R_TABLES = {
    "write.table": r_lines(" "),
    "quote=FALSE": r_lines(" ", quote=False),
    "sep=tab": r_lines("\t"),
    "sep=tab, quote=FALSE, row.names=FALSE": r_lines("\t", quote=False, names=False),
    "row.names=FALSE": r_lines(" ", names=False),
    "sep=';', dec=','": r_lines(";", decimal=","),
    "sep=tab, dec=','": r_lines("\t", decimal=","),
    "sep=',', col.names=NA (write.csv)": CORNER,
    "write.csv2": r_lines(";", decimal=",").replace('"town"', '"";"town"', 1),
    "write.csv, row.names=FALSE": r_lines(",", names=False),
    "na=''": r_lines("\t", gap=""),
    "na='.'": r_lines("\t", quote=False, gap="."),
    "na='-'": r_lines(";", gap="-"),
    "eol=CRLF": r_lines(",").replace("\n", "\r\n"),
    "sep='|'": r_lines("|", quote=False),
}


@pytest.mark.parametrize("text", R_TABLES.values(), ids=list(R_TABLES))
def test_tables_of_r(tmp_path: Path, text: str) -> None:
    found = cells(tmp_path / "t.txt", text)

    assert list(found)[-4:] == ["town", "size", "sold", "price"]
    assert len(found) in (4, 5)
    assert (found["town"], found["size"], found["price"]) == (TOWNS, SIZES, PRICES)
    assert [bool(one) for one in found["sold"]] == SOLD


def test_names_of_rows_that_are_texts_with_blanks(tmp_path: Path) -> None:
    """`write.table(mtcars)`."""
    cars = ["Mazda RX4", "Datsun 710", "Hornet 4 Drive", "Valiant", "Duster 360", "Merc 240D", "Merc 230", "Fiat 128"]
    lines = [f'"{car}" {20 + place / 10} {4 + place % 3} {2.5 + place / 7:.3f}' for place, car in enumerate(cars)]
    found = cells(tmp_path / "t.txt", "\n".join(['"mpg" "cyl" "wt"', *lines, ""]))

    assert list(found)[1:] == ["mpg", "cyl", "wt"]
    assert next(iter(found.values())) == cars
    assert found["mpg"] == [pytest.approx(20 + place / 10) for place in range(8)]


@pytest.mark.parametrize("qmethod", ['""', '\\"'])
def test_quotes_within_texts_of_r(tmp_path: Path, qmethod: str) -> None:
    said = ["say hi", f"say {qmethod}hi{qmethod}", "a, b", "c; d", "line", "e", "f", "g"]
    lines = [f'"{place}","{one}",{place}.5' for place, one in enumerate(said, 1)]
    found = cells(tmp_path / "t.csv", "\n".join(['"note","y"', *lines, ""]))

    assert found["note"] == [one.replace(qmethod, '"') for one in said]
    assert found["y"] == [place + 0.5 for place in range(1, 9)]


def test_infinite_and_missing_numbers_of_r(tmp_path: Path) -> None:
    values = ["Inf", "-Inf", "NaN", "NA", "1.5", "2.5", "3e-04", "4L".rstrip("L"), "5", "6"]
    lines = [f"{place} {value} {place}.5" for place, value in enumerate(values, 1)]
    found = cells(tmp_path / "t.txt", "\n".join(["x y", *lines, ""]))

    assert found["x"][:4] == [float("inf"), float("-inf"), None, None]
    assert found["x"][4:] == [1.5, 2.5, 0.0003, 4.0, 5.0, 6.0]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-16"])
def test_file_encodings_of_r(tmp_path: Path, encoding: str) -> None:
    towns = ["Zürich", "Genève", "Köln", "Malmö", "Besançon", "Düsseldorf", "Nîmes", "Århus"]
    lines = [f'"{place}" "{town}" {place}.5' for place, town in enumerate(towns, 1)]
    found = cells(tmp_path / "t.txt", "\n".join(['"Stadt" "Größe"', *lines, ""]).encode(encoding))

    assert found["Stadt"] == towns
    assert list(found)[-1] == "Größe"


def page(rows: list[str], *, before: str = "", after: str = "", head: str = "") -> str:
    return f"<html><head>{head}</head><body>{before}<table border=1>{''.join(rows)}</table>{after}</body></html>"


def row(*values: str, tag: str = "td") -> str:
    return "<tr>" + "".join(f"<{tag}>{value}</{tag}>" for value in values) + "</tr>"


NAMES = ("code", "town", "amount")
CODES = [f"00{place}37" for place in range(8)]
PLACES = ["Bern", "Basel", "Chur", "Genf", "Thun", "Olten", "Visp", "Brig"]
AMOUNTS = [1234.5 + place for place in range(8)]
PLAIN = [row(*one) for one in zip(CODES, PLACES, [f"{amount:.2f}" for amount in AMOUNTS], strict=True)]
GERMAN = [f"{amount:,.2f}".translate(str.maketrans(",.", ".,")) for amount in AMOUNTS]

PAGES: dict[str, str | bytes] = {
    "th as header": page([row(*NAMES, tag="th"), *PLAIN]),
    "td as header": page([row(*NAMES), *PLAIN]),
    "thead, tbody": page(["<thead>", row(*NAMES, tag="th"), "</thead><tbody>", *PLAIN, "</tbody>"]),
    "title over all columns": page(["<tr><td colspan=3><b>Sales 2024</b></td></tr>", row(*NAMES), *PLAIN]),
    "cells that are never closed": page(
        [one.replace("</td>", "").replace("</tr>", "") for one in [row(*NAMES), *PLAIN]]
    ),
    "capital tags": page([row(*NAMES), *PLAIN]).replace("<t", "<T").replace("</t", "</T").replace("td>", "TD>"),
    "fonts and breaks": page([row(*(f"<font face='Arial'><b>{name}</b></font>" for name in NAMES), tag="th"), *PLAIN]),
    "a layout table before": page([row(*NAMES), *PLAIN], before="<table><tr><td>Logo</td><td>Shop</td></tr></table>"),
    "Excel's namespaces and comments": page(
        [row(*NAMES), *PLAIN],
        head="<!--[if gte mso 9]><xml><x:ExcelWorkbook><x:Name>a</x:Name></x:ExcelWorkbook></xml><![endif]-->"
        "<style>td{mso-number-format:'\\@'}</style>",
    ),
    "styles with number formats": page(
        [row(*NAMES), *(one.replace("<td>", "<td style='mso-number-format:\"\\@\"' class=xl65>") for one in PLAIN)]
    ),
    "decimal commas": page(
        [row(*NAMES), *(row(*one) for one in zip(CODES, PLACES, GERMAN, strict=True))], head="<meta charset=utf-8>"
    ),
    "money": page(
        [
            row(*NAMES),
            *(row(*one) for one in zip(CODES, PLACES, [f"&euro;&nbsp;{a:.2f}" for a in AMOUNTS], strict=True)),
        ]
    ),
    "blanks that do not break": page([row(*NAMES), *(one.replace("<td>", "<td>&nbsp;") for one in PLAIN)]),
    "a total below": page([row(*NAMES), *PLAIN, f"<tfoot>{row('Total', '', f'{sum(AMOUNTS):.2f}')}</tfoot>"]),
    "UTF-16": page([row(*NAMES), *PLAIN]).encode("utf-16"),
    "a byte order mark": page([row(*NAMES), *PLAIN]).encode("utf-8-sig"),
    "lines and blanks everywhere": page([row(*NAMES), *PLAIN]).replace("><", ">\r\n  <"),
    "a paragraph after": page([row(*NAMES), *PLAIN], after="<p>Printed by Shop 3.1</p>"),
}


@pytest.mark.parametrize("content", PAGES.values(), ids=list(PAGES))
def test_workbooks_that_are_web_pages(tmp_path: Path, content: str | bytes) -> None:
    found = cells(tmp_path / "export.xls", content)

    assert list(found) == list(NAMES)
    assert (found["code"], found["town"]) == (CODES, PLACES)
    assert found["amount"] == pytest.approx(AMOUNTS)


def test_a_japanese_export(tmp_path: Path) -> None:
    towns = ["東京", "大阪", "京都", "札幌", "福岡", "仙台", "神戸", "千葉"]
    rows = [row("都市", "売上"), *(row(town, f"￥{1000 + place * 7:,}") for place, town in enumerate(towns))]
    content = page(rows, head='<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">')
    found = cells(tmp_path / "売上.xls", content.encode("cp932"))

    assert found == {"都市": towns, "売上": [1000 + place * 7 for place in range(8)]}


def test_a_cell_over_several_rows_counts_for_each(tmp_path: Path) -> None:
    rows = [row("shop", "year", "y")]
    for shop in ("north", "south", "west", "east"):
        rows.append(f"<tr><td rowspan=2>{shop}</td><td>2023</td><td>1.5</td></tr>")
        rows.append(row("2024", "2.5"))
    found = cells(tmp_path / "t.xls", page(rows))

    assert found["shop"] == [shop for shop in ("north", "south", "west", "east") for _ in range(2)]
    assert found["y"] == [1.5, 2.5] * 4
