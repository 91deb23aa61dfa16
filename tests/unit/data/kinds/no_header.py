"""Tables that begin with their first row."""

from __future__ import annotations

from tests.hard_files import ROWS, File, comma, drawn, one_of, text_of


def u(i: int) -> float:
    return drawn(i, 1, 9, 1)


def v(i: int) -> float:
    return drawn(i, 100, 900, 2, 4)


def k(i: int) -> str:
    return one_of(i, "setosa", "virginica")


def bare(*cells: object, by: str = ",") -> str:
    return text_of({str(place): cell for place, cell in enumerate(cells)}, by, header=False)


def file(content: str, target: str = "column_3", **more: object) -> File:
    return File(
        **{
            "content": content,
            "target": target,
            "kinds": "numeric numeric",
            "said": ["no_header"],
            "numbers": {"column_1": u, "column_2": v},
            **more,
        }
    )


FILES = {
    "flowers": file(bare(u, v, k)),
    "people of a census": file(
        bare(
            lambda i: 20 + i * 7 % 31,
            lambda i: " " + one_of(i, "Private", "State-gov"),
            lambda i: 70000 + i * 311,
            lambda i: " " + one_of(i, "<=50K", ">50K", salt=6),
        ),
        "column_4",
        kinds="numeric categorical numeric",
        numbers={"column_1": lambda i: 20 + i * 7 % 31, "column_3": lambda i: 70000 + i * 311},
        classes=["<=50K", ">50K"],
    ),
    "shells": file(
        bare(lambda i: one_of(i, "M", "F", "I"), u, v, lambda i: 1 + i),
        "column_4",
        kinds="categorical numeric numeric",
        problem="regression",
        numbers={"column_2": u, "column_3": v, "column_4": lambda i: 1 + i},
    ),
    "houses in columns of blanks": file(
        "\n".join(f" {u(i):>8}  {v(i):>8}   {i % 2:d}  {20 + drawn(i, 0, 30, 1, 9):6.2f}" for i in range(ROWS)) + "\n",
        "column_4",
        kinds="numeric numeric numeric",
        problem="regression",
    ),
    "credit data in codes": file(
        "\n".join(f"A1{1 + i % 4} {6 + i * 7 % 31} A3{i % 5} {v(i)} {1 + i % 2}" for i in range(ROWS)) + "\n",
        "column_5",
        kinds="categorical numeric categorical numeric",
        numbers={"column_2": lambda i: 6 + i * 7 % 31, "column_4": v},
    ),
    "votes": file(
        bare(
            lambda i: one_of(i, "y", "n", "?"),
            lambda i: one_of(i, "y", "n", salt=8),
            lambda i: one_of(i, "democrat", "republican", salt=6),
        ),
        kinds="categorical boolean",
        numbers={},
    ),
    "sensor lines": file(
        bare(lambda i: f"2021-03-{1 + i % 28:02d} 0{i // 28}:00:00", u, v, k, by=";"),
        "column_4",
        kinds="datetime numeric numeric",
        numbers={"column_2": u, "column_3": v},
    ),
    "bank lines, Germany": file(
        bare(
            lambda i: f"{1 + i % 28:02d}.03.2021",
            lambda i: one_of(i, "Miete", "Essen", "Auto"),
            lambda i: comma(v(i)),
            k,
            by=";",
        ),
        "column_4",
        kinds="datetime categorical numeric",
        numbers={"column_3": v},
    ),
    "wine": file(
        bare(lambda i: 1 + i % 3, u, v, lambda i: 300 + i * 7),
        "column_1",
        problem="multiclass",
        kinds="numeric numeric numeric",
        numbers={"column_2": u, "column_3": v, "column_4": lambda i: 300 + i * 7},
    ),
    "gaps in the first row": file(bare(lambda i: "" if i == 0 else u(i), v, k), numbers={"column_2": v}),
    "question marks in the first row": file(bare(lambda i: "?" if i % 6 == 0 else u(i), v, k), numbers={"column_2": v}),
    "what is stated": file(
        bare(lambda i: one_of(i, "red", "green", "blue"), lambda i: one_of(i, "S", "L", salt=8), k),
        kinds="categorical categorical",
        numbers={},
        stated={"header_row": "none"},
        said=[],
    ),
    "MySQL's load file": file(bare(lambda i: r"\N" if i % 7 == 0 else u(i), v, k, by="\t"), numbers={"column_2": v}),
    "answers of a survey": file(
        bare(lambda i: 1 + i % 5, lambda i: 1 + i * 3 % 5, lambda i: one_of(i, "yes", "no")), numbers={}
    ),
    "tabs and codes": file(
        bare(u, v, lambda i: one_of(i, "0001", "0002", "0101"), by="\t"), kinds="numeric numeric", problem="multiclass"
    ),
    "shares with their sign": file(bare(lambda i: f"{u(i)}%", v, k)),
    "money": file(bare(lambda i: f"${u(i)}", v, k)),
    "blanks between": file("\n".join(f"{u(i)} {v(i)} {k(i)}" for i in range(ROWS)) + "\n"),
}
