"""Tables with lines above, between and below that are no rows."""

from __future__ import annotations

from tests.hard_files import GAP, ROWS, File, comma, drawn, one_of, text_of


def a(i: int) -> float:
    return drawn(i, 10, 99, 1)


def b(i: int) -> float:
    return drawn(i, 1000, 9000, 2, 4)


def y(i: int) -> str:
    return one_of(i, "up", "down")


BOTH = {"numbers": {"a": a, "b": b}}


def file(content: str, **more: object) -> File:
    return File(**{"content": content, "target": "y", "kinds": "numeric numeric", **BOTH, **more})


def bordered(corner: str, middle: bool = True) -> str:
    rule = f"{corner}{'-' * 12}{corner}{'-' * 12}{corner}{'-' * 8}{corner}"
    body = [f"| {a(i):>10} | {b(i):>10} | {y(i):<6} |" for i in range(ROWS)]
    head = f"| {'a':<10} | {'b':<10} | {'y':<6} |"
    return "\n".join([rule, head, rule, *body, rule, ""])


def total_above(first: str, last: str = "") -> File:
    """Campaigns, and what they cost together in the first line."""
    total = f"{first},{sum(map(a, range(ROWS))):.1f},{sum(map(b, range(ROWS))):.2f},{last}"
    content = text_of({"campaign": lambda i: f"Sale {i}", "a": a, "b": b, "state": y}).replace("\n", f"\n{total}\n", 1)
    return file(
        content, target="b", problem="regression", kinds="identifier numeric categorical", said=["second_lines"]
    )


LOGGER = "\n".join(
    [
        '"TOA5","Mast7","CR1000","12345","CR1000.Std.31","CPU:mast.CR1","4821","Ten_min"',
        '"TIMESTAMP","RECORD","a","b","y"',
        '"TS","RN","Deg C","W/m^2",""',
        '"","","Avg","Avg","Smp"',
        *(f'"2021-03-{1 + i % 28:02d} 1{i // 28}:00:00",{7000 + i},{a(i)},{b(i)},"{y(i)}"' for i in range(ROWS)),
        "",
    ]
)
LOGGER_WITHOUT_UNIT = LOGGER.replace('"","","Avg","Avg","Smp"', '"","Smp","Avg","Avg","Smp"')
PSQL = "\n".join(
    [
        "    a     |    b    |  y   ",
        "----------+---------+------",
        *(f" {a(i):8} | {b(i):7} | {y(i)}" for i in range(ROWS)),
        f"({ROWS} rows)",
        "",
        "",
    ]
)
SQLCMD = "\n".join(
    [
        "a       b       y    ",
        "------- ------- -----",
        *(f"{a(i):<7} {b(i):<7} {y(i):<5}" for i in range(ROWS)),
        "",
        f"({ROWS} rows affected)",
        "",
    ]
)
MARKDOWN = "\n".join(["| a | b | y |", "|---|--:|:-:|", *(f"| {a(i)} | {b(i)} | {y(i)} |" for i in range(ROWS)), ""])
PLAIN = {"a": a, "b": b, "y": y}

FILES = {
    "data logger of a weather mast": file(LOGGER, kinds="datetime identifier numeric numeric"),
    "data logger, a column without a unit": file(LOGGER_WITHOUT_UNIT, kinds="datetime identifier numeric numeric"),
    "table of psql": file(PSQL),
    "table of sqlcmd": file(SQLCMD),
    "table of mysql": file(bordered("+")),
    "table of a readme": file(MARKDOWN),
    "search trends": file(text_of({"a": a, "b": b, "y": y}, above=["Category: All categories", ""])),
    "World Bank": file(
        text_of(
            {
                "Country Name": lambda i: f"Land {chr(65 + i % 26)}{i}",
                "Country Code": lambda i: f"L{chr(65 + i % 26)}{chr(65 + i // 26)}",
                "2019": a,
                "2020": lambda i: "" if i % 9 == 2 else b(i),
                "y": y,
            },
            quote=lambda _cell: True,
            above=['"Data Source","World Development Indicators",', "", '"Last Updated Date","2021-03-19",', ""],
        ),
        kinds="identifier identifier numeric numeric",
        numbers={"2019": a, "2020": lambda i: GAP if i % 9 == 2 else b(i)},
    ),
    "World Bank's other export": file(
        text_of(
            {"Series": lambda i: one_of(i, "GDP", "Debt"), "a": a, "b": lambda i: ".." if i % 7 == 3 else b(i), "y": y},
            below=["", "", "", "Data from database: World Development Indicators", "Last Updated: 03/19/2021"],
        ),
        kinds="categorical numeric numeric",
        numbers={"a": a, "b": lambda i: GAP if i % 7 == 3 else b(i)},
    ),
    "opening and closing balance": file(
        text_of(
            {
                "Fecha": lambda i: f"{1 + i % 28:02d}/03/2022",
                "a": lambda i: comma(a(i), 1),
                "b": lambda i: comma(b(i), 2, "."),
                "y": y,
            },
            by=";",
            above=["Extracto de cuenta;;;", "Titular;JUAN PEREZ;;", ";;;"],
            below=["Saldo final;;1.234,56;"],
        ),
        kinds="datetime numeric numeric",
    ),
    "pages with their headers again": file(
        "\n".join(
            line
            for page in range(4)
            for line in ("a,b,y", *(f"{a(i)},{b(i)},{y(i)}" for i in range(page * 10, page * 10 + 10)))
        )
        + "\n"
    ),
    "measuring device, with its settings": file(
        text_of(
            PLAIN,
            by="\t",
            above=[
                "Instrument:\tSpectro 3000",
                "Serial:\tA-118",
                "Operator:\tMeier",
                "Date:\t2021-03-01 10:00",
                "[Data]",
            ],
        )
    ),
    "key and value comments": file(
        text_of(PLAIN, above=["# station: 10382", "# lat: 52.5", "# lon: 13.3", "# units: degC, hPa"])
    ),
    "per cent comments": file(text_of(PLAIN, above=["% made by a simulation", "% run 12"])),
    "sum below in German": file(
        text_of(
            {
                "Filiale": lambda i: one_of(i, "Nord", "Süd"),
                "a": lambda i: comma(a(i), 1),
                "b": lambda i: comma(b(i), 2, "."),
                "y": y,
            },
            by=";",
            below=[
                f"Summe;{comma(sum(map(a, range(ROWS))), 1)};{comma(sum(map(b, range(ROWS))), 2, '.')};",
                "Stand: 31.03.2021",
                "Quelle: eigene Berechnung",
            ],
        ),
        kinds="categorical numeric numeric",
        encoding="cp1252",
    ),
    "Japanese statistics with notes": file(
        text_of(
            {"地域": lambda i: one_of(i, "北", "南", "東"), "a": a, "b": b, "y": y},
            above=["第３表　事業所の状況,,,", ",,,"],
            below=["注１）概数である。,,,", "資料：統計局,,,"],
        ),
        kinds="categorical numeric numeric",
        encoding="cp932",
    ),
    "a group of names above the names": file(text_of(PLAIN, above=[",Measured,", ""][:1])),
    "explanations below the names": file(
        text_of(PLAIN).replace("a,b,y\n", "a,b,y\nTemperature in the hall,Power of the fan,Result of the test\n")
    ),
    "units in brackets below the names": file(text_of(PLAIN, by=";").replace("a;b;y\n", "a;b;y\n[°C];[W];[-]\n")),
    "an end mark": file(text_of(PLAIN, by=";", below=["EOF"])),
    "stated lines": file(
        "\n".join(["junk 1", "junk 2", *text_of(PLAIN).splitlines(), "end 1"]),
        stated={"skip_rows": 2, "skip_footer": 1},
    ),
    "fifteen lines of a head": file(text_of(PLAIN, by=";", above=[f"Key {n};value {n}" for n in range(15)])),
    "a total of advertising above the rows": total_above(""),
    "a total of visits above the rows": total_above("", "Grand total"),
    "a total by its name above the rows": total_above("Total"),
    "an end in words": file(text_of(PLAIN, below=["---- end of report ----"])),
    "a second table below": file(text_of(PLAIN, below=["", "Summary", "n,mean", "40,5.5"])),
    "a time of printing below": file(text_of(PLAIN, by=";", below=["", "Gedruckt am 31.03.2021 10:15;;"])),
    "French sums": file(
        text_of(
            {
                "ville": lambda i: one_of(i, "Lyon", "Nice"),
                "a": lambda i: comma(a(i), 1),
                "b": lambda i: comma(b(i), 2, " "),
                "y": y,
            },
            by=";",
            below=[f"Total général;{comma(sum(map(a, range(ROWS))), 1)};{comma(sum(map(b, range(ROWS))), 2, ' ')};"],
        ),
        kinds="categorical numeric numeric",
        encoding="cp1252",
    ),
    "the mean of a class": file(
        text_of(
            {"élève": lambda i: f"Élève {i}", "a": a, "b": b, "marks": lambda i: f"{i % 20}/20", "y": y},
            by=";",
            below=["Moyenne de la classe;55.1;4810.2;9.5/20;"],
        ),
        kinds="identifier numeric numeric numeric",
    ),
    "the same measure below every region": File(
        content=text_of({"Region": lambda i: f"Branch {i}", "North": a, "South": b, "Up": y}).replace(
            "\n", "\n,Sales,Sales,\n", 1
        ),
        target="Up",
        kinds="identifier numeric numeric",
        numbers={"North": a, "South": b},
        said=["second_lines"],
    ),
    "zeros that a power cut left": file(
        (text_of({"a": a, "b": b, "y": y}) + "12.5,99").encode() + b"\x00" * 700, said=["torn"]
    ),
    "a balance below a blank line, in the last columns": file(
        text_of(
            {"bank": lambda i: one_of(i, "Kiel", "Ulm"), "a": a, "b": b, "y": y},
            by=";",
            below=["", ";;closing balance;12 345,67 PLN"],
        ),
        kinds="categorical numeric numeric",
        said=["lines_below"],
    ),
    "a total in Polish, and how many rows a database found": file(
        text_of(
            {"ware": lambda i: f"Produkt {i}", "a": a, "b": b, "y": y},
            by="|",
            below=[f"Ogółem|{sum(map(a, range(ROWS))):.1f}|{sum(map(b, range(ROWS))):.2f}|", "", "40|rows|selected."],
        ),
        kinds="identifier numeric numeric",
        said=["lines_below"],
    ),
}
