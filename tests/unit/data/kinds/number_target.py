"""Targets of numbers in which some cells say something else."""

from __future__ import annotations

from tests.hard_files import comma, drawn, one_of, table


def age(i: int) -> float:
    return 20 + i * 3 % 61


def level(i: int) -> float:
    return drawn(i, 20, 480, 1)


def some(cell: object, word: str, *places: int):
    return lambda i: word if i in places else cell(i)


FILES = {
    "HbA1c, one sample spoilt": table({
        "Sex": ("categorical", lambda i: one_of(i, "M", "F")),
        "Age": ("numeric", age),
        "HbA1c (%)": ("target", some(lambda i: drawn(i, 4, 12, 1), "haemolysed", 7), lambda i: drawn(i, 4, 12, 1)),
    }, problem="regression", rows=39, said=["target_missing"]),
    "river gauge under ice": table({
        "Zeitpunkt": ("datetime", lambda i: f"{1 + i % 28:02d}.{1 + i // 28:02d}.2022 06:00"),
        "Abfluss": ("numeric", lambda i: comma(drawn(i, 1, 99, 1, 4), 1)),
        "Wasserstand": ("target", some(lambda i: comma(level(i), 1), "Eis", 3, 30), level),
    }, by=";", problem="regression", rows=38, said=["target_missing"], encoding="cp1252"),
    "rents on request": table({
        "Zimmer": ("numeric", lambda i: comma(1 + i % 8 / 2, 1), lambda i: 1 + i % 8 / 2),
        "Kaltmiete": (
            "target", some(lambda i: f"{comma(400 + i * 37, 2, '.')} €", "auf Anfrage", 11), lambda i: 400 + i * 37,
        ),
    }, by=";", problem="regression", rows=39, unit="€"),
    "race results with those who did not finish": table({
        "Bib": ("numeric", lambda i: 101 + i),
        "Age": ("numeric", age),
        "Club": ("categorical", lambda i: one_of(i, "Harriers", "Striders", "AC")),
        "Time": (
            "target", lambda i: ("DNF", "DNS")[i % 2] if i % 8 == 5 else f"{2 + i % 3}:{10 + i}:{20 + i % 30}",
            lambda i: 2 + i % 3 + (10 + i) / 60 + (20 + i % 30) / 3600,
        ),
    }, problem="regression", rows=35, unit="h", said=["target_missing"]),
    "nutrient below detection": table({
        "Depth": ("numeric", lambda i: f"{5 * (i % 9)} m", lambda i: 5 * (i % 9)),
        "Station": ("categorical", lambda i: one_of(i, "ST-1", "ST-2", "ST-3")),
        "Phosphate": (
            "target", lambda i: "<0.01" if i % 5 == 0 else "BDL" if i % 9 == 4 else drawn(i, 0.02, 3, 2),
            lambda i: 0.01 if i % 5 == 0 else drawn(i, 0.02, 3, 2),
        ),
    }, problem="regression", rows=36, said=["limits", "target_missing"]),
    "estimates marked": table({
        "Region": ("categorical", lambda i: one_of(i, "North", "South", "East")),
        "Year": ("numeric", lambda i: 1980 + i * 7 % 40),
        "Catch": (
            "target", lambda i: f"{1200 + i * 310 % 4001:,}" + (" (est.)" if i % 6 == 2 else ""),
            lambda i: 1200 + i * 310 % 4001,
        ),
    }, problem="regression", said=["flags"]),
    "exam marks, two absent": table({
        "出席番号": ("identifier", lambda i: i + 1),
        "組": ("categorical", lambda i: one_of(i, "A組", "B組")),
        "小テスト": ("numeric", lambda i: i * 7 % 31),
        "点数": ("target", some(lambda i: 30 + i * 11 % 67, "欠席", 4, 21), lambda i: 30 + i * 11 % 67),
    }, problem="regression", rows=38, encoding="cp932", said=["target_missing"]),
    "Russian statistics without data": table({
        "Регион": ("categorical", lambda i: one_of(i, "Север", "Юг", "Восток")),
        "Площадь": ("numeric", lambda i: comma(drawn(i, 2, 90), 2)),
        "Доход": (
            "target", lambda i: "н/д" if i % 5 == 1 else comma(drawn(i, 9000, 90000, 1, 2), 1, "\u00a0"),
            lambda i: drawn(i, 9000, 90000, 1, 2),
        ),
    }, by=";", problem="regression", rows=32, encoding="cp1251", said=["target_missing"]),
    "query result with (null)": table({
        "plan": ("categorical", lambda i: one_of(i, "basic", "pro")),
        "tenure": ("numeric", lambda i: i % 25),
        "ltv": ("target", lambda i: "(null)" if i % 4 == 3 else drawn(i, 10, 999), lambda i: drawn(i, 10, 999)),
    }, problem="regression", rows=30, said=["target_missing"]),
    "precipitation with traces": table({
        "DATE": ("datetime", lambda i: f"2021-{1 + i // 28:02d}-{1 + i % 28:02d}"),
        "TMAX": ("numeric", lambda i: 30 + i * 5 % 41),
        "PRCP": ("target", lambda i: "T" if i % 6 == 1 else f"{drawn(i, 0, 2):.2f}", lambda i: drawn(i, 0, 2)),
    }, problem="regression", rows=33, said=["target_missing"]),
    "answers on a scale with don't know": table({
        "age": ("numeric", age),
        "Satisfaction": ("target", lambda i: "don't know" if i % 9 == 0 else 1 + i % 5),
    }, problem="multiclass", classes=["1", "2", "3", "4", "5", "don't know"]),
    "wind speeds of a pilot's report": table({
        "QNH": ("numeric", lambda i: f"{1000 + i % 33} hPa", lambda i: 1000 + i % 33),
        "Richtung": ("categorical", lambda i: one_of(i, "N", "O", "S", "W")),
        "Wind": ("target", some(lambda i: f"{5 + i * 7 % 38} kt", "variabel", 9), lambda i: 5 + i * 7 % 38),
    }, by="\t", problem="regression", rows=39, unit="kt"),
    "long jump with fouls": table({
        "Athlet": ("identifier", lambda i: f"Athlet {i}"),
        "Wind": ("numeric", lambda i: f"{drawn(i, -2, 2, 1, 5):+}"),
        "Weite": (
            "target", lambda i: "ogV" if i % 6 == 3 else f"{comma(drawn(i, 5, 8), 2)} m", lambda i: drawn(i, 5, 8),
        ),
    }, by=";", problem="regression", rows=33, unit="m", said=["target_missing"]),
    "turnover in thousands of euros": table({
        "Branche": ("categorical", lambda i: one_of(i, "Bau", "Handel")),
        "MA": ("numeric", lambda i: 3 + i % 17),
        "Umsatz": (
            "target", some(lambda i: f"{comma(drawn(i, 10, 900), 1, '.')} T€", "geschätzt", 3),
            lambda i: 1000 * float(f"{drawn(i, 10, 900):.1f}"),
        ),
    }, by=";", problem="regression", rows=39, unit="€"),
    "a sensor that failed": table({
        "time": ("datetime", lambda i: f"2021-03-{1 + i % 28:02d} {i // 28:02d}:30"),
        "rpm": ("numeric", lambda i: 900 + i * 17 % 301),
        "temp": (
            "target", some(lambda i: f"{drawn(i, 18, 30, 1)} °C", "sensor error", 8, 30), lambda i: drawn(i, 18, 30, 1),
        ),
    }, problem="regression", rows=38, unit="°C"),
    "ratios that divide by nought": table({
        "a": ("numeric", lambda i: i % 7),
        "shop": ("categorical", lambda i: one_of(i, "A", "B", "C")),
        "ratio": ("target", lambda i: "#DIV/0!" if i % 7 == 0 else drawn(i, 0, 9, 3), lambda i: drawn(i, 0, 9, 3)),
    }, problem="regression", rows=34),
    "pages of books, some unknown": table({
        "lingua": ("categorical", lambda i: one_of(i, "it", "fr")),
        "anno": ("numeric", lambda i: 1950 + i * 7 % 60),
        "pagine": (
            "target", lambda i: "non disponibile" if i % 8 == 1 else f"{90 + i * 31 % 700} pp.",
            lambda i: 90 + i * 31 % 700,
        ),
    }, by=";", problem="regression", rows=35, unit="pp."),
}  # fmt: skip
