"""New rows, written otherwise than those a model learned from: equal answers, or a word about what is wrong."""

from __future__ import annotations

import io
import json

import pandas as pd
from tests.hard_files import ROWS, Again, Cells, File, comma, drawn, one_of, text_of

ZIPS = ("00137", "01233", "01644", "10115")
ORDER = sorted(range(ROWS), key=lambda place: drawn(place, salt=9))


def size(i: int) -> float:
    return drawn(i, 20, 120, 1)


def place(i: int) -> str:
    return one_of(i, *ZIPS)


def sold(i: int) -> str:
    return f"2021-{1 + i % 12:02d}-{1 + i * 5 % 28:02d}"


def rent(i: int) -> float:
    return round(size(i) * 9.5 + 200 * ZIPS.index(place(i)) + i, 2)


COLUMNS: dict[str, Cells] = {"size": size, "zip": place, "sold": sold, "rent": rent}
FLATS = File(content=text_of(COLUMNS), target="rent", kinds="numeric categorical datetime", problem="regression")
EURO = File(
    content=text_of(
        {
            "Fläche": lambda i: f"{comma(size(i), 1)} m²",
            "Preis": lambda i: f"{comma(rent(i), 2, '.')} €",
            "PLZ": place,
            "y": size,
        },
        by=";",
    ),
    target="y", kinds="numeric numeric categorical", problem="regression", encoding="cp1252",
)  # fmt: skip

ONCE = File(
    content=text_of({"zip": lambda i: "" if i % 5 else place(i), "size": size, "rent": rent}),
    target="rent", kinds="categorical numeric", problem="regression", stated={"fill_down": ["zip"]},
)  # fmt: skip
TWICE = File(
    content=text_of({**COLUMNS, "size ": lambda i: size(i + 3)}).replace("size \n", "size\n"),
    target="rent", kinds="numeric categorical datetime numeric", problem="regression",
)  # fmt: skip


def frame(**more: Cells) -> pd.DataFrame:
    return pd.DataFrame({name: [cell(i) for i in range(ROWS)] for name, cell in {**COLUMNS, **more}.items()})


def written(made: pd.DataFrame, method: str) -> bytes:
    file = io.BytesIO()
    getattr(made, method)(file, index=False)
    return file.getvalue()


def without(name: str) -> dict[str, Cells]:
    return {one: cell for one, cell in COLUMNS.items() if one != name}


def again(new: str | bytes, learned: File = FLATS, **more: object) -> Again:
    return Again(**{"learned": learned, "new": new, **more})


FILES = {
    "without the target, in another order of columns": again(text_of(dict(reversed(without("rent").items())))),
    "in another order of rows": again(
        text_of({name: lambda i, cell=cell: cell(ORDER[i]) for name, cell in COLUMNS.items()}), order=ORDER
    ),
    "with columns that nobody asked for": again(
        text_of({"#": lambda i: i, **COLUMNS, "remark": lambda _i: "see note"})
    ),
    "semicolons and decimal commas": again(text_of({**COLUMNS, "size": lambda i: comma(size(i), 1)}, ";")),
    "Excel": again(written(frame(sold=lambda i: pd.Timestamp(sold(i))), "to_excel"), name="new.xlsx"),
    "Parquet": again(written(frame(sold=lambda i: pd.Timestamp(sold(i))), "to_parquet"), name="new.parquet"),
    "JSON lines": again(
        "\n".join(json.dumps({name: cell(i) for name, cell in COLUMNS.items()}) for i in range(ROWS)), name="new.jsonl"
    ),
    "UTF-16 with tabs": again(text_of(COLUMNS, "\t"), encoding="utf-16"),
    "lines above and below": again(text_of(COLUMNS, above=["Export of flats", ""], below=["", "Source: us"])),
    "days as Germans write them": again(
        text_of({**COLUMNS, "sold": lambda i: "{2}.{1}.{0}".format(*sold(i).split("-"))}), told={"sold": "unread"}
    ),
    "zeros lost": again(text_of({**COLUMNS, "zip": lambda i: int(place(i))}), refused="zip"),
    "zeros lost in Excel": again(
        written(frame(zip=lambda i: int(place(i))), "to_excel"), name="new.xlsx", refused="zip"
    ),
    "a column missing": again(text_of(without("size")), refused="lacks columns"),
    "a column with another name": again(text_of({**without("size"), "Size": size}), refused="did you mean"),
    "another unit": again(
        text_of(
            {
                "Fläche": lambda i: f"{size(i) * 10.76:.0f} sqft",
                "Preis": lambda i: f"{comma(rent(i), 2, '.')} €",
                "PLZ": place,
            },
            by=";",
        ),
        EURO,
        refused="Fläche",
    ),
    "money in plain numbers of Excel": again(
        written(
            pd.DataFrame(
                {
                    "Fläche": [size(i) for i in range(ROWS)],
                    "Preis": [rent(i) for i in range(ROWS)],
                    "PLZ": [place(i) for i in range(ROWS)],
                }
            ),
            "to_excel",
        ),
        EURO,
        name="new.xlsx",
    ),
    "money in the English way": again(
        text_of({"Fläche": lambda i: f"{size(i)} m²", "Preis": lambda i: f"€{rent(i):,.2f}", "PLZ": place}), EURO
    ),
    "times as a workbook keeps them": again(
        text_of({"opens": lambda i: round((7 + i % 9) / 24, 6), "size": size}),
        File(
            content=text_of({"opens": lambda i: f"{7 + i % 9:02d}:00", "size": size, "rent": rent}),
            target="rent",
            kinds="numeric numeric",
            problem="regression",
        ),
        refused="12:00 as 0.5",
    ),
    "limits and gaps, with decimal commas": again(
        text_of({"Pb": lambda i: "<0,5" if i % 8 == 3 else comma(size(i), 1), "pH": lambda i: comma(3 + i / 7)}, ";"),
        File(
            content=text_of(
                {"Pb": lambda i: "<0.5" if i % 8 == 3 else size(i), "pH": lambda i: f"{3 + i / 7:.2f}", "rent": rent}
            ),
            target="rent",
            kinds="numeric numeric",
            problem="regression",
        ),
    ),
    "money in no row": again(
        text_of({"Fläche": lambda i: f"{comma(size(i), 1)} m²", "Preis": lambda _i: "", "PLZ": place}, by=";"),
        EURO,
        told={"Preis": "gap"},
    ),
    "words that were never seen": again(text_of({**COLUMNS, "zip": lambda i: f"9{i:04d}"}), told={"zip": "unseen"}),
    "a thousand times as large": again(text_of({**COLUMNS, "size": lambda i: size(i) * 1000}), refused="size"),
    "numbers turned to words": again(
        text_of({**COLUMNS, "size": lambda i: one_of(i, "small", "large")}), refused="size"
    ),
    "a value written once, filled as while learning": again(
        text_of({"size": size, "zip": lambda i: " " if i % 5 else place(i)}, by=";"), ONCE
    ),
    "names twice": again(
        text_of({**without("rent"), "size ": lambda i: size(i + 3)}, by=";").replace("size \n", "size\n"), TWICE
    ),
    "a single row as JSON": again(
        json.dumps({name: cell(5) for name, cell in without("rent").items()}), name="new.json", order=[5]
    ),
}
