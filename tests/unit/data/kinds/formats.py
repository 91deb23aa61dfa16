"""The same small table, in the ways programs write tables that are no plain CSV."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import zipfile

import pandas as pd
from tests.hard_files import ROWS, File, comma, drawn, one_of, text_of


def size(i: int) -> float:
    return drawn(i, 20, 99, 1)


def town(i: int) -> str:
    return one_of(i, "Bern", "Basel", "Chur")


def y(i: int) -> str:
    return one_of(i, "yes", "no", salt=8)


COLUMNS = {"size": size, "town": town, "y": y}
ROWS_OF = [{name: cell(i) for name, cell in COLUMNS.items()} for i in range(ROWS)]
FRAME = pd.DataFrame(ROWS_OF)
CSV = text_of(COLUMNS)


def written(method: str, **options: object) -> bytes:
    file = io.BytesIO()
    getattr(FRAME, method)(file, **options)
    return file.getvalue()


def zipped(members: dict[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return file.getvalue()


def html(cell: str = "<td>{}</td>", head: str = "") -> str:
    rows = "".join("<tr>" + "".join(cell.format(one) for one in row.values()) + "</tr>\n" for row in ROWS_OF)
    names = "<tr><th>size</th><th>town</th><th>y</th></tr>"
    return f"<html><head>{head}</head><body><table border=1>{names}\n{rows}</table></body></html>"


def spreadsheet_xml() -> str:
    def cell(one: object) -> str:
        kind = "Number" if isinstance(one, float) else "String"
        return f'<Cell><Data ss:Type="{kind}">{one}</Data></Cell>'

    rows = "".join(
        "<Row>" + "".join(map(cell, row.values())) + "</Row>"
        for row in [dict(zip(COLUMNS, COLUMNS, strict=True)), *ROWS_OF]
    )
    return (
        '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="S"><Table>'
        + rows
        + "</Table></Worksheet></Workbook>"
    )


def file(content: str | bytes, name: str, **more: object) -> File:
    return File(
        **{
            "content": content,
            "name": name,
            "target": "y",
            "kinds": "numeric categorical",
            "numbers": {"size": size},
            "words": {"town": town},
            **more,
        }
    )


def r_table(sep: str = " ") -> str:
    return "\n".join(
        [
            sep.join(f'"{name}"' for name in COLUMNS),
            *(sep.join([f'"{i + 1}"', str(size(i)), f'"{town(i)}"', f'"{y(i)}"']) for i in range(ROWS)),
            "",
        ]
    )


WITH_ROW_NAMES = {"kinds": "identifier numeric categorical"}
FILES = {
    "JSON lines": file("\n".join(map(json.dumps, ROWS_OF)), "e.jsonl"),
    "JSON lines called .json": file("\n".join(map(json.dumps, ROWS_OF)) + "\n", "e.json"),
    "JSON lines in other orders": file(
        "\n".join(json.dumps(dict(sorted(row.items(), reverse=bool(i % 2)))) for i, row in enumerate(ROWS_OF)),
        "e.ndjson",
    ),
    "a list of objects": file(json.dumps(ROWS_OF, indent=1), "e.json"),
    "a list within an object": file(json.dumps({"count": ROWS, "next": None, "results": ROWS_OF}), "e.json"),
    "columns and data of pandas": file(FRAME.to_json(orient="split"), "e.json"),
    "a table of pandas": file(FRAME.to_json(orient="table"), "e.json", **WITH_ROW_NAMES),
    "columns of pandas": file(FRAME.to_json(orient="columns"), "e.json"),
    "lists of a service": file(json.dumps([list(COLUMNS), *(list(row.values()) for row in ROWS_OF)]), "e.json"),
    "objects within objects": file(
        json.dumps([{"home": {"size": row["size"], "town": row["town"]}, "y": row["y"]} for row in ROWS_OF]),
        "e.json",
        numbers={"home.size": size},
        words={"home.town": town},
    ),
    "GeoJSON": file(
        json.dumps(
            {
                "type": "FeatureCollection",
                "features": [
                    {
                        "type": "Feature",
                        "geometry": {"type": "Point", "coordinates": [7 + i / 9, 47]},
                        "properties": row,
                    }
                    for i, row in enumerate(ROWS_OF)
                ],
            }
        ),
        "e.geojson",
    ),
    "R's write.table": file(r_table(), "e.txt", **WITH_ROW_NAMES),
    "R's write.table with tabs": file(r_table("\t"), "e.tsv", **WITH_ROW_NAMES),
    "a web page called .xls": file(html(), "e.xls"),
    "a web page with signs of Excel": file(
        html("<td style='mso-number-format:\"\\@\"'>&nbsp;{}</td>", '<meta charset="utf-8">'), "e.xls"
    ),
    "XML of Excel 2003": file(spreadsheet_xml(), "e.xls"),
    "tabs of UTF-16 called .xls": file(text_of(COLUMNS, "\t"), "e.xls", encoding="utf-16"),
    "Unicode text of Excel": file(text_of(COLUMNS, "\t"), "e.txt", encoding="utf-16"),
    "Excel": file(written("to_excel", index=False), "e.xlsx"),
    "Excel with a title": file(written("to_excel", index=False, startrow=3, startcol=1), "e.xlsx"),
    "Feather": file(written("to_feather"), "e.feather"),
    "Parquet": file(written("to_parquet"), "e.pq"),
    "ORC": file(b"ORC" + b"\x00" * 40, "e.orc", refused="."),
    "gzip": file(gzip.compress(CSV.encode()), "e.csv.gz"),
    "bzip2": file(bz2.compress(CSV.encode()), "e.csv.bz2"),
    "xz": file(lzma.compress(CSV.encode()), "e.csv.xz"),
    "ZIP": file(zipped({"e.csv": CSV}), "e.zip"),
    "ZIP of a Mac": file(
        zipped({"data/e.csv": CSV, "__MACOSX/data/._e.csv": "\x00\x05\x16\x07", "data/.DS_Store": "x"}), "e.zip"
    ),
    "ZIP with a readme": file(zipped({"README.md": "about", "e.csv": CSV}), "e.zip"),
    "a page of an error": file("<html><body><h1>403 Forbidden</h1></body></html>", "e.csv", refused="."),
    "columns of one width": file(
        "\n".join(
            f"{a:<8}{b:<12}{c:<5}"
            for a, b, c in [("size", "town", "y"), *((size(i), town(i), y(i)) for i in range(ROWS))]
        )
        + "\n",
        "e.txt",
    ),
    "separators of two signs": file(CSV.replace(",", "||"), "e.txt"),
    "comma and blank": file(CSV.replace(",", ", "), "e.csv"),
    "semicolons and decimal commas": file(
        text_of({**COLUMNS, "size": lambda i: comma(size(i), 1)}, ";"), "e.csv", encoding="utf-8-sig"
    ),
}
