"""Targets of numbers in which some cells say something else."""

from __future__ import annotations

from tests.hard_files import File, comma, drawn, one_of, text_of


def age(i: int) -> float:
    return 20 + i * 3 % 61


def level(i: int) -> float:
    return drawn(i, 20, 480, 1)


def some(cell: object, word: str, *places: int):
    return lambda i: word if i in places else cell(i)


FILES = {
    "HbA1c, one sample spoilt": File(
        content=text_of(
            {
                "Sex": lambda i: one_of(i, "M", "F"),
                "Age": age,
                "HbA1c (%)": some(lambda i: drawn(i, 4, 12, 1), "haemolysed", 7),
            }
        ),
        target="HbA1c (%)",
        kinds="categorical numeric",
        problem="regression",
        rows=39,
        numbers={"HbA1c (%)": lambda i: drawn(i, 4, 12, 1)},
        said=["target_missing"],
    ),
    "river gauge under ice": File(
        content=text_of(
            {
                "Zeitpunkt": lambda i: f"{1 + i % 28:02d}.{1 + i // 28:02d}.2022 06:00",
                "Abfluss": lambda i: comma(drawn(i, 1, 99, 1, 4), 1),
                "Wasserstand": some(lambda i: comma(level(i), 1), "Eis", 3, 30),
            },
            by=";",
        ),
        target="Wasserstand",
        kinds="datetime numeric",
        problem="regression",
        rows=38,
        numbers={"Wasserstand": level},
        said=["target_missing"],
        encoding="cp1252",
    ),
    "rents on request": File(
        content=text_of(
            {
                "Zimmer": lambda i: comma(1 + i % 8 / 2, 1),
                "Kaltmiete": some(lambda i: f"{comma(400 + i * 37, 2, '.')} €", "auf Anfrage", 11),
            },
            by=";",
        ),
        target="Kaltmiete",
        kinds="numeric",
        problem="regression",
        rows=39,
        unit="€",
        numbers={"Kaltmiete": lambda i: 400 + i * 37, "Zimmer": lambda i: 1 + i % 8 / 2},
    ),
    "race results with those who did not finish": File(
        content=text_of(
            {
                "Bib": lambda i: 101 + i,
                "Age": age,
                "Club": lambda i: one_of(i, "Harriers", "Striders", "AC"),
                "Time": lambda i: ("DNF", "DNS")[i % 2] if i % 8 == 5 else f"{2 + i % 3}:{10 + i}:{20 + i % 30}",
            }
        ),
        target="Time",
        kinds="numeric numeric categorical",
        problem="regression",
        rows=35,
        unit="h",
        numbers={"Time": lambda i: 2 + i % 3 + (10 + i) / 60 + (20 + i % 30) / 3600},
        said=["target_missing"],
    ),
    "nutrient below detection": File(
        content=text_of(
            {
                "Depth": lambda i: f"{5 * (i % 9)} m",
                "Station": lambda i: one_of(i, "ST-1", "ST-2", "ST-3"),
                "Phosphate": lambda i: "<0.01" if i % 5 == 0 else "BDL" if i % 9 == 4 else drawn(i, 0.02, 3, 2),
            }
        ),
        target="Phosphate",
        kinds="numeric categorical",
        problem="regression",
        rows=36,
        numbers={"Phosphate": lambda i: 0.01 if i % 5 == 0 else drawn(i, 0.02, 3, 2), "Depth": lambda i: 5 * (i % 9)},
        said=["limits", "target_missing"],
    ),
    "estimates marked": File(
        content=text_of(
            {
                "Region": lambda i: one_of(i, "North", "South", "East"),
                "Year": lambda i: 1980 + i * 7 % 40,
                "Catch": lambda i: f"{1200 + i * 310 % 4001:,}" + (" (est.)" if i % 6 == 2 else ""),
            }
        ),
        target="Catch",
        kinds="categorical numeric",
        problem="regression",
        numbers={"Catch": lambda i: 1200 + i * 310 % 4001},
        said=["flags"],
    ),
    "exam marks, two absent": File(
        content=text_of(
            {
                "出席番号": lambda i: i + 1,
                "組": lambda i: one_of(i, "A組", "B組"),
                "小テスト": lambda i: i * 7 % 31,
                "点数": some(lambda i: 30 + i * 11 % 67, "欠席", 4, 21),
            }
        ),
        target="点数",
        kinds="identifier categorical numeric",
        problem="regression",
        rows=38,
        encoding="cp932",
        numbers={"点数": lambda i: 30 + i * 11 % 67},
        said=["target_missing"],
    ),
    "Russian statistics without data": File(
        content=text_of(
            {
                "Регион": lambda i: one_of(i, "Север", "Юг", "Восток"),
                "Площадь": lambda i: comma(drawn(i, 2, 90), 2),
                "Доход": lambda i: "н/д" if i % 5 == 1 else comma(drawn(i, 9000, 90000, 1, 2), 1, "\u00a0"),
            },
            by=";",
        ),
        target="Доход",
        kinds="categorical numeric",
        problem="regression",
        rows=32,
        encoding="cp1251",
        numbers={"Доход": lambda i: drawn(i, 9000, 90000, 1, 2)},
        said=["target_missing"],
    ),
    "query result with (null)": File(
        content=text_of(
            {
                "plan": lambda i: one_of(i, "basic", "pro"),
                "tenure": lambda i: i % 25,
                "ltv": lambda i: "(null)" if i % 4 == 3 else drawn(i, 10, 999),
            }
        ),
        target="ltv",
        kinds="categorical numeric",
        problem="regression",
        rows=30,
        numbers={"ltv": lambda i: drawn(i, 10, 999)},
        said=["target_missing"],
    ),
    "precipitation with traces": File(
        content=text_of(
            {
                "DATE": lambda i: f"2021-{1 + i // 28:02d}-{1 + i % 28:02d}",
                "TMAX": lambda i: 30 + i * 5 % 41,
                "PRCP": lambda i: "T" if i % 6 == 1 else f"{drawn(i, 0, 2):.2f}",
            }
        ),
        target="PRCP",
        kinds="datetime numeric",
        problem="regression",
        rows=33,
        numbers={"PRCP": lambda i: drawn(i, 0, 2)},
        said=["target_missing"],
    ),
    "answers on a scale with don't know": File(
        content=text_of({"age": age, "Satisfaction": lambda i: "don't know" if i % 9 == 0 else 1 + i % 5}),
        target="Satisfaction",
        kinds="numeric",
        problem="multiclass",
        classes=["1", "2", "3", "4", "5", "don't know"],
    ),
    "wind speeds of a pilot's report": File(
        content=text_of(
            {
                "QNH": lambda i: f"{1000 + i % 33} hPa",
                "Richtung": lambda i: one_of(i, "N", "O", "S", "W"),
                "Wind": some(lambda i: f"{5 + i * 7 % 38} kt", "variabel", 9),
            },
            by="\t",
        ),
        target="Wind",
        kinds="numeric categorical",
        problem="regression",
        rows=39,
        unit="kt",
        numbers={"Wind": lambda i: 5 + i * 7 % 38, "QNH": lambda i: 1000 + i % 33},
    ),
    "long jump with fouls": File(
        content=text_of(
            {
                "Athlet": lambda i: f"Athlet {i}",
                "Wind": lambda i: f"{drawn(i, -2, 2, 1, 5):+}",
                "Weite": lambda i: "ogV" if i % 6 == 3 else f"{comma(drawn(i, 5, 8), 2)} m",
            },
            by=";",
        ),
        target="Weite",
        kinds="identifier numeric",
        problem="regression",
        rows=33,
        unit="m",
        numbers={"Weite": lambda i: drawn(i, 5, 8)},
        said=["target_missing"],
    ),
    "turnover in thousands of euros": File(
        content=text_of(
            {
                "Branche": lambda i: one_of(i, "Bau", "Handel"),
                "MA": lambda i: 3 + i % 17,
                "Umsatz": some(lambda i: f"{comma(drawn(i, 10, 900), 1, '.')} T€", "geschätzt", 3),
            },
            by=";",
        ),
        target="Umsatz",
        kinds="categorical numeric",
        problem="regression",
        rows=39,
        unit="€",
        numbers={"Umsatz": lambda i: 1000 * float(f"{drawn(i, 10, 900):.1f}")},
    ),
    "a sensor that failed": File(
        content=text_of(
            {
                "time": lambda i: f"2021-03-{1 + i % 28:02d} {i // 28:02d}:30",
                "rpm": lambda i: 900 + i * 17 % 301,
                "temp": some(lambda i: f"{drawn(i, 18, 30, 1)} °C", "sensor error", 8, 30),
            }
        ),
        target="temp",
        kinds="datetime numeric",
        problem="regression",
        rows=38,
        unit="°C",
        numbers={"temp": lambda i: drawn(i, 18, 30, 1)},
    ),
    "ratios that divide by nought": File(
        content=text_of(
            {
                "a": lambda i: i % 7,
                "shop": lambda i: one_of(i, "A", "B", "C"),
                "ratio": lambda i: "#DIV/0!" if i % 7 == 0 else drawn(i, 0, 9, 3),
            }
        ),
        target="ratio",
        kinds="numeric categorical",
        problem="regression",
        rows=34,
        numbers={"ratio": lambda i: drawn(i, 0, 9, 3)},
    ),
    "pages of books, some unknown": File(
        content=text_of(
            {
                "lingua": lambda i: one_of(i, "it", "fr"),
                "anno": lambda i: 1950 + i * 7 % 60,
                "pagine": lambda i: "non disponibile" if i % 8 == 1 else f"{90 + i * 31 % 700} pp.",
            },
            by=";",
        ),
        target="pagine",
        kinds="categorical numeric",
        problem="regression",
        rows=35,
        unit="pp.",
        numbers={"pagine": lambda i: 90 + i * 31 % 700},
    ),
}
