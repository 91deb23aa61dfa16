"""Columns without any value, however emptiness is written."""

from __future__ import annotations

import json
from io import BytesIO

import pandas as pd
from tests.hard_files import ROWS, File, drawn, one_of, text_of


def x(i: int) -> float:
    return drawn(i, 0, 99)


def y(i: int) -> str:
    return one_of(i, "in", "out")


def with_empty(cell: object = "", by: str = ",", **more: object) -> str:
    return text_of(
        {"x": x, "Remarks (en)": lambda i: cell(i) if callable(cell) else cell, "Note 2": lambda _i: "", "y": y},
        by=by,
        **more,
    )


FRAME = pd.DataFrame(
    {"x": [x(i) for i in range(ROWS)], "Remarks (en)": [None] * ROWS, "y": [y(i) for i in range(ROWS)]}
)


def written(method: str, **options: object) -> bytes:
    file = BytesIO()
    getattr(FRAME, method)(file, index=False, **options)
    return file.getvalue()


def file(content: str | bytes, **more: object) -> File:
    return File(
        **{
            "content": content,
            "target": "y",
            "kinds": "numeric constant constant",
            "said": ["constant"],
            "numbers": {"x": x},
            **more,
        }
    )


FILES = {
    "nothing between separators": file(with_empty()),
    "quotes with nothing inside": file(with_empty(quote=lambda _cell: True)),
    "blanks": file(with_empty("   ", ";")),
    "NULL of a database": file(with_empty("NULL", "\t")),
    "marks for gaps": file(with_empty(lambda i: ("NA", "", "n/a")[i % 3])),
    "dashes": file(with_empty("-", ";")),
    "N of a MySQL dump": file(with_empty(r"\N", "\t")),
    "separators at the end of each line": file(
        text_of({"x": x, "y": y, "": lambda _i: "", " ": lambda _i: ""}, by=";"),
        kinds="numeric",
        said=["unnamed_dropped"],
    ),
    "Excel": file(written("to_excel"), name="export.xlsx", kinds="numeric constant"),
    "Parquet": file(written("to_parquet"), name="export.parquet", kinds="numeric constant"),
    "JSON lines": file(
        "\n".join(json.dumps({"x": x(i), "Remarks (en)": None, "y": y(i)}) for i in range(ROWS)),
        name="e.jsonl",
        kinds="numeric constant",
    ),
    "a target without values": file(
        text_of({"x": x, "y": lambda _i: ""}), refused="the target column has no values at all"
    ),
    "twelve of them": file(
        text_of({"x": x, **{f"Q{n}_other": lambda _i: "" for n in range(12)}, "y": y}),
        kinds=" ".join(["numeric", *["constant"] * 12]),
    ),
    "not available in every row": file(with_empty("#N/A", ";")),
    "no breaking spaces": file(with_empty("\u00a0")),
}
