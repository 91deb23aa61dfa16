"""What `docs/DATA.md` shows of cells is read as it says, every single example."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from automl_data.intake.moments import moments
from automl_data.intake.recognition import Asked, recognised, recognised_numbers

PAGE = Path(__file__).parents[3] / "docs" / "DATA.md"
PLAIN = [f"{n}.5" for n in range(2, 16)]
GAP, TEXT = float("nan"), None

Expected = float | str | None
"""A number, a day, or None for a text that stays one."""

ALONE: dict[str, Expected] = {
    "$1,434.84": 1434.84, "145,20 €": 145.2, "CHF 2’414.50": 2414.5, "USD 12": 12, "￥1,200": 1200, "1,234円": 1234,
    "£1.2m": 1.2e6, "42.6%": 42.6, "70.1 kg": 70.1, "12 m²": 12, "3ヶ月": 3, "12 rooms": 12, "$1,500/mo": 1500,
    "5.5 x10^9/L": 5.5, "4.5/5": 4.5, "6,5 l/100km": 6.5, "5'11\"": 71, "5 ft 11 in": 71, "7 lb 3 oz": 115,
    "2 years 3 months": 27, "48°08'14\"N": 48 + 8 / 60 + 14 / 3600, "3€10": 3.1, "★★★☆☆": 3, "'12.5": 12.5,
    "~5": 5, "ca. 7": 7, "approx. 10": 10, "約100": 100, "±5": 5, "½": 0.5, "85 m³/h": 85,
    "-5": -5, "−5": -5, "‐5": -5, "(5)": -5, "(5,00 €)": -5, "5-": -5, "▲5": -5, "△5": -5, "99.-": 99, "¥500-": 500,
    "Rs. 500/-": 500, "59.9K": 59900, "1.5 million": 1.5e6, "350 Tsd.": 350e3, "3 Mrd.": 3e9, "1,5 млн": 1.5e6,
    "₹ 20 Lakh": 2e6, "1.5万": 15000, "1億2,345万円": 123450000, "12,34,567": 1234567, "1.03E+05": 103000,
    "1.5×10^3": 1500, "５１９２": 5192, "١٢٣": 123,
    "Mo, 01.05.2024": "2024-05-01", "12. März 2021": "2021-03-12", "3 févr. 2020 à 14:05": "2020-02-03",
    "1 мая 2019 г.": "2019-05-01", "Mai-20": "2020-05-01", "3. 2. 2020": "2020-02-03", "2020년 2월 3일": "2020-02-03",
    "03FEB2020:14:05:00": "2020-02-03", "2024年5月1日": "2024-05-01", "令和6年5月1日": "2024-05-01",
    "R6.5.1": "2024-05-01", "R.06/05/01": "2024-05-01", "H31/4/30": "2019-04-30",
    "08:30": 8.5, "8 PM": 20, "8:30p": 20.5, "14.30 Uhr": 14.5, "午後8:30": 20.5, "1:23:45": 1 + 23 / 60 + 45 / 3600,
    "2 days 03:04:05": 51 + 4 / 60 + 5 / 3600, "1h 30m": 1.5, "8h30": 8.5, "PT45M": 0.75, "1時間30分": 1.5,
    "3:07.5": 3.125, "5:32 /km": 5 + 32 / 60,
    "2017-W19": "2017-05-08", "KW19/2017": "2017-05-08", "2020M02": "2020-02-01", "2017Q2": "2017-04-01",
    "2020-T1": "2020-01-01", "1. Quartal 2020": "2020-01-01", "2023年第1四半期": "2023-01-01",
    "12rooms": 12, "from $20": 20, "ab 20 €": 20, "税込200円": 200, "5,00 €-": -5,
    "12,5 T€": 12500, "3Q17": "2017-07-01", "3.2.2020 klo 14.05": "2020-02-03", "2020. 02. 03. 14:05": "2020-02-03",
    "03.02.2020 14:05 Uhr": "2020-02-03", "2020-02-03_14-05-09": "2020-02-03", "2020-034": "2020-02-03",
    "2020/2/3 下午2:05:09": "2020-02-03", "民國109年2月3日": "2020-02-03", "109/02/03": "2020-02-03",
    "2020-S1": "2020-01-01", "H1 2020": "2020-01-01", "00123": TEXT, "'00123": TEXT,
    "01.01.2024 00:00 - 01.01.2024 01:00": "2024-01-01",
    "5 มี.ค. 2567": "2024-03-05", "2020年2月3日 14时05分": "2020-02-03", "Mon Feb 03 14:05:09 UTC 2020": "2020-02-03",
    "KW 19/17": "2017-05-08", "19. KW 2017": "2017-05-08", "IV kw. 2020": "2020-10-01",
    "1st quarter 2020": "2020-01-01",
    "1.5亿元": 1.5e8, "3억 2,021만원": 320210000, "9 4 5 8": TEXT,
}  # fmt: skip
MARKS = (
    "?", "-", ".", ":", ".a", ".z", r"\N", "unknown", "n.n.", "<LOD", ": u", "不明", "NA", "NULL", "nan", "DNF", "#NV",
    "#REF!", "#NULL!", "#WERT!", "#¡DIV/0!", "#Н/Д", "unavailable",
    "keine Angabe", "non renseigné", "нет данных", "해당없음")  # fmt: skip
BESIDE: dict[str, tuple[Expected, Sequence[str]]] = {
    "$ -": (0, ["$ 5", "$ 7.50"]),
    "1.2 MB": (1.2, ["3 MB", "300 KB"]), "300 KB": (0.3, ["3 MB", "1.2 MB"]), "500 g": (500, ["300 g", "1,2 kg"]),
    "1,2 kg": (1200, ["300 g", "500 g"]), "90 min": (90, ["30 min", "1.5 h"]), "1.5 h": (90, ["30 min", "90 min"]),
    "2 years": (2, ["1 year", "3 months"]), "3 months": (0.25, ["1 year", "2 years"]),
    "45%": (45, ["0.45", "30%", "0.3"]), "0.45": (45, ["45%", "30%", "0.3"]),
    "1 1/2": (1.5, ["3/4", "2 1/2"]), "3/4": (0.75, ["1 1/2", "2 1/2"]), "1/2": (TEXT, ["1/4", "3/4"]),
    "120/80": (TEXT, ["135/90", "118/76"]),
    "7.1 b": (7.1, PLAIN), "0,93 H": (0.93, [one.replace(".", ",") for one in PLAIN]), "7.1*": (7.1, PLAIN),
    "1,234[a]": (1234, [f"{n},500" for n in range(2, 16)]),
    "12 (34.5%)": (12, [f"{n} ({n}.5%)" for n in range(20, 34)]),
    "5.1 ± 0.2": (5.1, [f"{one} ± 0.2" for one in PLAIN]),
    "123.00 CR": (123, ["45.00 DR"]), "45.00 DR": (-45, ["123.00 CR"]),
    "48.1° N": (48.1, ["33.9° S"]), "33.9° S": (-33.9, ["48.1° N"]),
    "<5": (5, PLAIN), "≤ 5": (5, PLAIN), ">200": (200, PLAIN), "90+": (90, PLAIN), "5未満": (5, PLAIN),
    "200以上": (200, PLAIN), "under 5": (5, PLAIN), "90 or more": (90, PLAIN), "mehr als 90": (90, PLAIN),
    "inferior a 60,0": (60, [one.replace(".", ",") for one in PLAIN]), "319abc": (TEXT, ["326abc", "333abc"]),
    "5 MN": (5, ["700 kN", "2 MN"]), "700 kN": (0.7, ["5 MN", "2 MN"]),
    "326abc": (TEXT, ["319abc", "312abc"]), "250tab": (250, ["100tab", "500tab"]),
    "3+": (TEXT, ["0", "1", "2"]),
    "1,000+": (1000, ["5,000+", "10,000+", "50,000+"]), "5,000+": (5000, ["1,000+", "10,000+", "50,000+"]),
    "384": (384, ["416", "15.972"]), "416": (416, ["384", "15.972"]),
    "15.972": (15972, ["384", "416", "3.520", "1.166"]),
    "1.234,- €": (1234, ["2.345,50 €"]), "12A": (TEXT, ["13B", "7C"]),
    "R1": (TEXT, ["R2", "R12"]), "R12": (TEXT, ["R1", "R2"]),
    "58.21": (58.21 / 60, ["3:07.5", "1:02.35"]),
    "59:30": (59.5, ["1:02:30", "58:10"]), "1:02:30": (62.5, ["59:30", "58:10"]),
    "03/02/2020 14h05": ("2020-02-03", ["13/02/2020 14h05"]), "14:05 03/02/2020": ("2020-02-03", ["14:05 13/02/2020"]),
    "ngày 3 tháng 2 năm 2020": ("2020-02-03", ["ngày 13 tháng 2 năm 2020"]),
    "3/2/2020 2:05 μμ": ("2020-02-03", ["13/2/2020 2:05 μμ"]),
    "03.02.2020 24:00": ("2020-02-04", ["13.02.2020 23:00"]),
    "03/02/2563": ("2020-02-03", ["13/02/2563"]),
    "20/02/03": ("2020-02-03", [f"20/02/{day:02d}" for day in range(4, 29)]),
    **dict.fromkeys(("F", "T", "ogV"), (GAP, [f"{n}.5" for n in range(2, 32)])),
    **dict.fromkeys(MARKS, (GAP, PLAIN)),
    "0000-00-00": (GAP, ["2020-02-03", "2021-03-04"]),
}  # fmt: skip
NUMBERS: dict[str, tuple[str, str]] = {
    "20240131": ("day", "2024-01-31"), "2024013114": ("time", "2024-01-31"), "202401": ("month", "2024-01-01")
}  # fmt: skip
"""Numbers that are dates: the name of their column, and the day."""
COMMAS = {"1,234[a]", "1,000+", "5,000+"}
"""Cells whose comma is told by the one that parts the file's fields."""
PARTS = {
    "170 123 456", "version", "1.1", "1.10", "H", "S", "GMT+2", "CET", "EST", "0", "1", "2", "Yes", "yes",
    "R-1000", "R-1001",
}  # fmt: skip
"""What the page quotes of cells, and of columns that are no example of a row of it, or need a file or a text in one row
alone: those are in test_intake_csv and test_recognition."""


def shown() -> Iterator[str]:
    """The examples of the column `by itself`."""
    section = PAGE.read_text(encoding="utf-8").split("## What the cells say")[1].split("### Money and units")[0]
    for line in section.splitlines():
        what, itself, *_ = [*re.split(r"(?<!\\)\|", line)[1:], "", ""]
        if what.strip() not in ("", "what", "---"):
            yield from re.findall(r"`([^`]+)`", f"{what} {itself}")


def test_the_page_shows_nothing_that_is_not_tried() -> None:
    assert set(shown()) - PARTS == ALONE.keys() | BESIDE.keys() | NUMBERS.keys()


@pytest.mark.parametrize(
    ("cell", "expected", "beside"),
    [*((cell, expected, ()) for cell, expected in ALONE.items()), *((cell, *one) for cell, one in BESIDE.items())],
    ids=[*ALONE, *BESIDE],
)
def test_a_cell_is_read_as_the_page_says(cell: str, expected: Expected, beside: Sequence[str]) -> None:
    in_file = Asked(separator="," if cell in COMMAS else "")
    found = recognised(pd.Series([cell, *beside * 3], dtype="str", name="x"), in_file)
    if expected is None:
        assert found is None
        return
    if isinstance(expected, str):
        assert moments(found.values, found.reading.format)[0].strftime("%Y-%m-%d") == expected
    elif np.isnan(expected):
        assert found.said.tolist() == [cell] or cell in ("NA", "NULL", "nan")
    else:
        assert found.values[0] == pytest.approx(expected)


@pytest.mark.parametrize(("number", "name", "day"), [(number, *one) for number, one in NUMBERS.items()])
def test_numbers_that_are_dates(number: str, name: str, day: str) -> None:
    found = recognised_numbers(pd.Series([int(number)] * 5, name=name), Asked())
    assert moments(found.values, found.reading.format)[0].strftime("%Y-%m-%d") == day
