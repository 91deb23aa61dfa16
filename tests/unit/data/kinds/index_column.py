"""Columns that count the rows: what programs write beside the data."""

from __future__ import annotations

from io import BytesIO

import pandas as pd
from tests.hard_files import ROWS, File, drawn, table, text_of


def price(i: int) -> float:
    return drawn(i, 10, 900)


def rising(i: int) -> float:
    return 100 + i * 7.5


ORDER = sorted(range(ROWS), key=lambda place: drawn(place, salt=8))
FRAME = pd.DataFrame({"size": [drawn(i, 20, 99, 1) for i in range(ROWS)], "price": [rising(i) for i in range(ROWS)]})


def of_excel() -> bytes:
    file = BytesIO()
    FRAME.to_excel(file)
    return file.getvalue()


def of_parquet() -> bytes:
    file = BytesIO()
    FRAME.rename_axis("index").reset_index().to_parquet(file, index=False)
    return file.getvalue()


def counted(name: str, first: int = 1, by: str = ",", **more: object) -> str:
    return text_of({name: lambda i: i + first, "size": lambda i: drawn(i, 20, 99, 1), "price": rising}, by=by, **more)


def file(content: str | bytes, **more: object) -> File:
    return File(
        **{"content": content, "target": "price", "kinds": "identifier numeric", "problem": "regression", **more}
    )


FILES = {
    "to_csv of rows that were shuffled": table({
        "": ("identifier", lambda i: ORDER[i]),
        "size": ("numeric", lambda i: drawn(i, 20, 99, 1)),
        "price": ("target", price),
    }, problem="regression"),
    "to_csv of some rows of a table": table({
        "": ("identifier", lambda i: i * 3 + i % 3),
        "size": ("numeric", lambda i: drawn(i, 20, 99, 1)),
        "price": ("target", price),
    }, problem="regression"),
    "to_csv twice": table({
        "": ("identifier", lambda i: i),
        "Unnamed: 0": ("identifier", lambda i: i),
        "size": ("numeric", lambda i: drawn(i, 20, 99, 1)),
        "price": ("target", rising),
    }, problem="regression"),
    "to_csv three times": table({
        "Unnamed: 0.2": ("identifier", lambda i: i),
        "Unnamed: 0.1": ("identifier", lambda i: i),
        "Unnamed: 0": ("identifier", lambda i: ORDER[i]),
        "size": ("numeric", lambda i: drawn(i, 20, 99, 1)),
        "price": ("target", price),
    }, problem="regression"),
    "to_excel": file(of_excel(), name="export.xlsx"),
    "reset_index to Parquet": file(of_parquet(), name="export.parquet"),
    "to_csv(sep=tab)": file(counted("", 0, "\t")),
    "polars with_row_index": file(counted("index", 0)),
    "R's rownames_to_column": file(
        text_of(
            {"rowname": lambda i: i + 1, "size": lambda i: drawn(i, 20, 99, 1), "price": rising},
            quote=lambda cell: not cell.replace(".", "").isdigit(),
        )
    ),
    "number sign": file(counted("#")),
    "Chinese": file(counted("序号"), encoding="gb18030"),
    "Japanese": file(counted("項番"), encoding="cp932"),
    "German": file(counted("lfd. Nr.", by=";")),
    "Polish": file(counted("Lp.", by=";")),
    "Russian": file(counted("№ п/п", by=";"), encoding="cp1251"),
    "Indian office": file(counted("S.No")),
    "SAS": file(counted("Obs")),
    "of a table in the web": file(counted("Rank", 1)),
    "counted down": table({
        "": ("identifier", lambda i: ROWS - i),
        "size": ("numeric", lambda i: drawn(i, 20, 99, 1)),
        "price": ("target", price),
    }, problem="regression"),
    "from a thousand on, without a name": table({
        "": ("identifier", lambda i: 1000 + i),
        "size": ("numeric", lambda i: drawn(i, 20, 99, 1)),
        "price": ("target", price),
    }, problem="regression"),
    "nameless, filled with noughts": table({
        "": ("identifier", lambda i: f"{i:05d}"),
        "size": ("numeric", lambda i: drawn(i, 20, 99, 1)),
        "price": ("target", price),
    }, problem="regression"),
    "years without a name are no index": table({
        "": ("numeric", lambda i: 1980 + i * 7 % 39),
        "size": ("numeric", lambda i: drawn(i, 20, 99, 1)),
        "price": ("target", price),
    }, problem="regression"),
}  # fmt: skip
