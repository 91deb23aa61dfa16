"""Columns of text as people write them: each with the kind, the values and the gaps that it has."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from automl_data.intake import Asked, read_as, recognised
from automl_data.intake.moments import moments
from automl_shared.errors import DataError


def column(values: list[Any], name: str = "x") -> pd.Series:
    return pd.Series(values, name=name, dtype="str")


NUMBERS: list[tuple[list[str], list[float], str]] = [
    (["$1,434.84", "$744.39", "$12"], [1434.84, 744.39, 12], "$"),
    (["$1,234", "$5,678"], [1234, 5678], "$"),
    (["-$1,234.50", "$99.00"], [-1234.5, 99], "$"),
    (["$-5.25", "$10"], [-5.25, 10], "$"),
    (["($1,234.50)", "$99.00"], [-1234.5, 99], "$"),
    ([" $ 1,234.50 ", "$ 7.00"], [1234.5, 7], "$"),
    (["US$ 12.50", "US$ 1,250.00"], [12.5, 1250], "US$"),
    (["USD 12", "USD 1,300.50"], [12, 1300.5], "USD"),
    (["1200.50 USD", "80 USD"], [1200.5, 80], "USD"),
    (["145,20 €", "1.145,20 €"], [145.2, 1145.2], "€"),
    (["€ 12,50", "€ 1.250,00"], [12.5, 1250], "€"),
    (["CHF 1'234.50", "CHF 99.00"], [1234.5, 99], "CHF"),
    (["CHF 1’234.50", "CHF 99.00"], [1234.5, 99], "CHF"),
    (["$ 1,234.50", "$ -", "$ (7.00)"], [1234.5, 0, -7], "$"),
    (["1.234,50 €", "- €", "99,00 €"], [1234.5, 0, 99], "€"),
    (["1 234,50 kr", "99,00 kr"], [1234.5, 99], "kr"),
    (["R$ 1.234,50", "R$ 99,00"], [1234.5, 99], "R$"),
    (["£1.2m", "£3.4bn", "£500k"], [1.2e6, 3.4e9, 5e5], "£"),
    (["₹12,34,567", "₹99,999"], [1234567, 99999], "₹"),
    (["1,234円", "567円"], [1234, 567], "円"),
    (["￥1,200", "￥300"], [1200, 300], "¥"),
    (["３，０００円", "５００円"], [3000, 500], "円"),
    (["1.5万", "120万", "3,000"], [15000, 1.2e6, 3000], ""),
    (["1億2,345万円", "3万5千円", "120万円"], [123450000, 35000, 1200000], "円"),
    (["▲1,234", "△56", "78.5"], [-1234, -56, 78.5], ""),
    (["42.6%", "7%", "-0.5%"], [42.6, 7, -0.5], "%"),
    (["42,6 %", "7,25 %"], [42.6, 7.25], "%"),
    (["12％", "3％"], [12, 3], "%"),
    (["70.1 kg", "66 kg", "81.5"], [70.1, 66, 81.5], "kg"),
    (["12 m²", "13.5 m²"], [12, 13.5], "m2"),
    (["5.5 µg/m3", "6 µg/m3"], [5.5, 6], "μg/m3"),
    (["21.5°C", "-3.0°C"], [21.5, -3], "°C"),
    (["12 rooms", "1 room"], [12, 1], "room"),
    (["12rooms", "1room"], [12, 1], "room"),
    (["12.5days", "1day"], [12.5, 1], "day"),
    (["984,41€-", "12,00 €-", "7,50 €"], [-984.41, -12, 7.5], "€"),
    (["12 kg-", "7.5 kg"], [-12, 7.5], "kg"),
    (["from $20", "from $1,250"], [20, 1250], "$"),
    (["ab 20,50 €", "ab 7,00 €", "ab 1.250,- €"], [20.5, 7, 1250], "€"),
    (["dès 20 CHF", "dès CHF 1'250.00"], [20, 1250], "CHF"),
    (["税込1,200円", "税抜300円"], [1200, 300], "円"),
    (["672 yen", "4,237 yen"], [672, 4237], "円"),
    (["672.50 Euro", "4,237.10 Euro"], [672.5, 4237.1], "€"),
    (["20歳", "35歳"], [20, 35], "歳"),
    (["3ヶ月", "12ヶ月"], [3, 12], "ヶ月"),
    (["59.9K", "75.2M", "1.1B"], [59900, 75200000, 1.1e9], ""),
    (["1.5 million", "20 million"], [1.5e6, 2e7], ""),
    (["(1,234.5)", "581", "(7)"], [-1234.5, 581, -7], ""),
    (["1,234.50-", "56.00"], [-1234.5, 56], ""),
    (["−0.03", "1.29"], [-0.03, 1.29], ""),
    (["５１９２", "５６２５"], [5192, 5625], ""),
    (["1.03E+05", "9.72e-4"], [103000, 9.72e-4], ""),
    (["12,34,567.5", "1,234"], [1234567.5, 1234], ""),
    (["1234.5", "1,234.5"], [1234.5, 1234.5], ""),
    (["1.2 MB", "300 KB", "2.5 MB", "800 B"], [1.2, 0.3, 2.5, 0.0008], "MB"),
    (["500 g", "1.2 kg", "750 g"], [500, 1200, 750], "g"),
    (["500 ml", "1,5 l", "750 ml"], [500, 1500, 750], "ml"),
    (["5 mg/l", "500 μg/l", "12 mg/l"], [5, 0.5, 12], "mg/l"),
    (["90 min", "1.5 h", "45 min"], [90, 90, 45], "min"),
    (["3 days", "2 weeks", "1 day"], [3, 14, 1], "day"),
    (["3 months", "2 years", "1 month"], [3, 24, 1], "month"),
    (["2年", "6ヶ月", "3年"], [2, 0.5, 3], "年"),
    (["100 Mbps", "1 Gbps", "500 Mbps"], [100, 1000, 500], "Mbps"),
    (["3.4k", "1.2M", "950"], [3400, 1.2e6, 950], ""),
    (["2.5K views", "1.1M views", "980 views"], [2500, 1.1e6, 980], "view"),
    (["1,2 Mio. €", "350 Tsd. €", "2,5 Mio. €"], [1.2e6, 3.5e5, 2.5e6], "€"),
    (["1,5 млн", "350 тыс.", "2 млн"], [1.5e6, 3.5e5, 2e6], ""),
    (["$3.5 Billion", "$200 Million"], [3.5e9, 2e8], "$"),
    (["₹ 1.5 Lakh", "₹ 20 Lakh", "₹ 1.2 Cr"], [1.5e5, 2e6, 1.2e7], "₹"),
    (["$1,500/mo", "$1,200/mo"], [1500, 1200], "$/mo"),
    (["1,234円/月", "567円/月"], [1234, 567], "円/月"),
    (["$150 per night", "$99 per night"], [150, 99], "$ per night"),
    (["1'234.-", "99.-", "12'345.50"], [1234, 99, 12345.5], ""),
    (["1.234,- €", "99,- €", "12,50 €"], [1234, 99, 12.5], "€"),
    (["CHF 1'234.--", "CHF 99.--"], [1234, 99], "CHF"),
    (["Rs. 1,23,456/-", "Rs. 99,999/-"], [123456, 99999], "Rs."),
    (["1´234.50", "12´345.00"], [1234.5, 12345], ""),
    (["12·5", "13·7"], [12.5, 13.7], ""),
    (["١٬٢٣٤٫٥", "٤٥٦٫٧"], [1234.5, 456.7], ""),
    (["‐123", "‑45", "‒6", "7"], [-123, -45, -6, 7], ""),
    (["123.00 CR", "45.00 DR", "1,234.56 CR"], [123, -45, 1234.56], "CR/DR"),
    (["123,00 S", "45,00 H", "1.234,56 S"], [-123, 45, -1234.56], "H/S"),
    (["48.1° N", "33.9° S"], [48.1, -33.9], "° N/S"),
    (["1.5×10^3", "2.25 x 10^-1", "3*10^2", "4×10³"], [1500, 0.225, 300, 4000], ""),
    (["1.5D+03", "2.25D-01"], [1500, 0.225], ""),
    (["(1.234,50 €)", "99,00 €", "(5,00) €"], [-1234.5, 99, -5], "€"),
    (["%42,6", "%7,1"], [42.6, 7.1], "%"),
    (["42 pct", "7 percent", "8 Prozent"], [42, 7, 8], "%"),
    (["45%", "0.45", "12%", "0.3"], [45, 45, 12, 30], "%, 0-1"),
    (["~5", "ca. 7", "about 9", "approx. 10"], [5, 7, 9, 10], ""),
    (["約100", "150"], [100, 150], ""),
    (["1 1/2", "3/4", "2 1/4", "2"], [1.5, 0.75, 2.25, 2], ""),
    (["1½", "¾", "2¼", "3"], [1.5, 0.75, 2.25, 3], ""),
    (["5'11\"", "6'2\"", "5 ft 4 in"], [71, 74, 64], "in"),
    (["7 lb 3 oz", "8 lb 0 oz"], [115, 128], "oz"),
    (["4.5/5", "3/5", "4/5"], [4.5, 3, 4], "/5"),
    (["4.5 out of 5 stars", "3 out of 5 stars"], [4.5, 3], "out of 5 star"),
    (["5.5 x10^9/L", "6.1 x10^9/L"], [5.5, 6.1], "x10^9/L"),
    (["5.5 10*3/uL", "6.1 10*3/uL"], [5.5, 6.1], "10*3/uL"),
    (["45 mL/min/1.73m2", "60 mL/min/1.73m2"], [45, 60], "mL/min/1.73m2"),
    (["6.5 l/100km", "7.1l/100km"], [6.5, 7.1], "l/100km"),
    (["85 m³/h", "8.5 m3/h"], [85, 8.5], "m3/h"),
    (["49 kWh/m2a", "120 kWh/m2a"], [49, 120], "kWh/m2a"),
    (["1,5 W/m2/K", "0,8 W/m2/K"], [1.5, 0.8], "W/m2/K"),
    (["15.6\"", "14\""], [15.6, 14], '"'),
    (["5 MN", "700 kN", "2 MN"], [5, 0.7, 2], "MN"), (["5 MN", "7 MN"], [5e6, 7e6], ""),
    (["R-1000", "R250", "R-1200"], [-1000, 250, -1200], "R"), (["R-50", "R-100", "R-50"], [-50, -100, -50], "R"),
]  # fmt: skip


@pytest.mark.parametrize(("values", "numbers", "unit"), NUMBERS, ids=[values[0] for values, _, _ in NUMBERS])
def test_numbers_with_what_is_written_around_them(values: list[str], numbers: list[float], unit: str) -> None:
    found = recognised(column(values))

    assert (found.reading.kind, found.reading.unit, found.reading.unread) == ("numeric", unit, 0)
    assert found.values.tolist() == pytest.approx(numbers)
    assert read_as(column([*values, "other"]), found.reading).tolist() == pytest.approx([*numbers, np.nan], nan_ok=True)


@pytest.mark.parametrize(("unit", "other"), [("B", "KB"), ("MN", "kN")])
def test_a_unit_that_is_also_a_power_of_ten_stays_one_in_new_rows(unit: str, other: str) -> None:
    found = recognised(column([f"512 {unit}", f"3 {other}", f"40 {unit}"]))

    assert read_as(column([f"512 {unit}"]), found.reading).tolist() == [512]


@pytest.mark.parametrize(("mark", "kind"), [("n.n.", "numeric"), ("<LOD", "numeric"), ("none", None)])
def test_few_numbers_beside_marks_of_laboratories_are_measured(mark: str, kind: str | None) -> None:
    found = recognised(column([str(12 + row) if row % 4 == 0 else mark for row in range(40)]))

    assert (found and found.reading.kind) == kind


def test_units_that_were_told_in_another_are_named() -> None:
    found = recognised(column(["2 years", "3 months", "5 years", "1 week"]))

    assert found.reading.units == "month, week → year"


WORDS = [
    ["00123", "04567"], ["A12", "B7"], ["12A", "13B", "14C"], ["3D", "2D", "3D"],
    ["1LDK", "2LDK"], ["1st", "2nd", "3rd"], ["40-49", "50-59"],
    ["30-39 years", "40-49 years"], ["1.2.3", "1.10.0"], ["192.168.0.1", "10.0.0.1"],
    ["5 kg", "5 lb", "7 st"], ["1200 USD", "1300 EUR", "1 GBP"], ["yes", "no"], ["1/2", "1/3"],
    ["(0.1, 0.2)", "(0.3, 0.4)"], ["12 Main St", "7 Oak Ave"], ["<5", "47"],
    ["9007199254740993", "9007199254740995"], ["+81 90-1234-5678", "+81 80-1111-2222"],
    ["+4917612345001", "+4917612345"], ["0x1F", "0x2A"],
    ["ISBN 978-3", "ISBN 979-1"], ["第3回", "第4回"], ["T-20", "T-30"], ["2 of 5", "3 of 5"], ["1;2", "3;4"],
    ["50% off", "3 for 2"], ["Q10", "Q7"], ["n.a.", "-"], ["none", "few", "1"], ["12'", "5'11\""],
    ["AB 1234", "AB 4521"], ["OD 12", "OD 7"], ["ab 18", "bis 18"], ["from 10", "up to 10"], ["ab 20 €", "bis 20 €"],
    ["R-1000", "R-1001", "R-1002"], ["R-1002", "R-1000", "R-1001"], ["TRY-9", "TRY-10", "TRY-11"],
    ["Sem 1 2020", "Sem 2 2020", "Sem 1 2021"], ["IT 2018", "IT 2019", "IT 2020"], ["IQ2018", "IQ2019"],
    [f"LAP-{number:02}" for number in range(1, 21)], [f"5.15.{number}" for number in range(10, 60)],
]  # fmt: skip


@pytest.mark.parametrize("values", WORDS, ids=[values[0] for values in WORDS])
def test_words_codes_and_mixed_units_stay_text(values: list[str]) -> None:
    assert recognised(column(values)) is None


@pytest.mark.parametrize(
    ("values", "habit", "expected"),
    [
        (["1,234", "5,678"], None, [1234, 5678]),
        (["1,234", "5,678"], ".", [1234, 5678]),
        (["1,234", "5,678"], ",", [1.234, 5.678]),
        (["€ 1.234", "€ 5.678"], None, [1234, 5678]),
        (["€ 1.234", "€ 5.678"], ",", [1234, 5678]),
        (["1.234 kg", "5.678 kg"], None, [1.234, 5.678]),
        (["1.234円", "5.678円"], None, [1234, 5678]),
        (["$1.234", "$5.678"], None, [1.234, 5.678]),
    ],
)
def test_three_digits_behind_a_sign_are_read_by_the_money_or_the_file(
    values: list[str], habit: Any, expected: list[float]
) -> None:
    found = recognised(column(values), Asked(habit=habit))

    assert found.values.tolist() == expected
    is_open = habit is None and values[0] in ("1,234", "€ 1.234")
    assert found.reading.other == (values[0].strip("€ ") if is_open else "")


DAY = date(2017, 10, 1)
DATES: list[tuple[str, str]] = [
    ("%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %I:%M:%S %p"), ("%m/%d/%Y %I:%M %p", "%m/%d/%Y %I:%M %p"),
    ("%d/%m/%Y %I:%M%p", "%d/%m/%Y %I:%M %p"), ("%d-%b-%Y", "%d-%b-%Y"), ("%d-%b-%y", "%d-%b-%y"),
    ("%d%b%Y", "%d%b%Y"), ("%d.%m.%y", "%d.%m.%y"), ("%d.%m.%Y", "%d.%m.%Y"),
    ("%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M:%S"),
    ("%d-%m-%Y %H:%M", "%d-%m-%Y %H:%M"), ("%m-%d-%Y", "%m-%d-%Y"), ("%d %B %Y", "%d %B %Y"),
    ("%A, %d %B %Y", "%d %B %Y"), ("%B %d, %Y", "%B %d, %Y"), ("%dth %B %Y", "%d %B %Y"),
    ("%a, %d %b %Y %H:%M:%S GMT", "%d %b %Y %H:%M:%S"), ("%a %b %d %H:%M:%S %Y", "%b %d %H:%M:%S %Y"),
    ("%Y-%m-%dT%H:%M:%SZ", "ISO8601"), ("%Y-%m-%d %H:%M:%S UTC", "ISO8601"), ("%Y年%m月%d日", "%Y年%m月%d日"),
    ("%Y年%m月%d日 %H時%M分", "%Y年%m月%d日 %H:%M"), ("%Y年%m月", "%Y年%m月"), ("%Y%m%d", "ISO8601"),
    ("%b-%y", "%b-%y"), ("%d/%b/%Y", "%d/%b/%Y"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "form"), DATES, ids=[written for written, _ in DATES])
def test_dates_in_the_forms_people_write(written: str, form: str) -> None:
    days = pd.date_range("2017-01-03 13:45:10", periods=60, freq="11D4h")
    read = days.strftime(written)
    found = recognised(column(list(read)))

    assert (found.reading.kind, found.reading.format, found.reading.other) == ("datetime", form, "")
    back = moments(column(list(read)), form).dt.strftime("%Y-%m")
    assert back.tolist() == days.strftime("%Y-%m").tolist()


@pytest.mark.parametrize(
    ("values", "form", "first"),
    [
        (["令和6年5月1日", "平成31年4月30日", "昭和64年1月7日"], "japanese_era", "2024-05-01"),
        (["令和元年5月1日", "令和2年12月31日"], "japanese_era", "2019-05-01"),
        (["R6.5.1", "H31.4.30"], "japanese_era", "2024-05-01"),
        (["R6/5/1", "R6/12/24"], "japanese_era", "2024-05-01"),
        (["R.06/05/01", "H.31/04/30"], "japanese_era", "2024-05-01"),
        (["2023/5/6 1:00:00 AM GMT+2", "2023/11/13 2:00:00 PM GMT+2"], "%Y/%m/%d %I:%M:%S %p %z", "2023-05-05"),
        (["05.06.2023 23:30 -01:00", "28.06.2023 10:00 -01:00"], "%d.%m.%Y %H:%M %z", "2023-06-06"),
        (["Mo, 01.05.2024", "Di, 24.12.2024", "So. 29.12.2024"], "%d.%m.%Y", "2024-05-01"),
        (["mar. 30/04/2024", "lundi 06/05/2024"], "%d/%m/%Y", "2024-04-30"),
        (["Mar 3 2024", "May 15 2024"], "%b %d %Y", "2024-03-03"),
        (["1/31/2024, 9:15:00 AM", "2/1/2024, 9:15:00 PM"], "%m/%d/%Y %I:%M:%S %p", "2024-01-31"),
        (["Jan 1, 2024, 1:00:09 AM", "Feb 2, 2024, 2:01:09 PM"], "%b %d, %Y %I:%M:%S %p", "2024-01-01"),
        (["01/Jan/23 1:05 AM", "02/Feb/23 2:05 PM"], "%d/%b/%y %I:%M %p", "2023-01-01"),
        (["2024年5月1日", "2024年12月24日"], "%Y年%m月%d日", "2024-05-01"),
        (["２０２４年５月１日", "２０２４年１２月２４日"], "%Y年%m月%d日", "2024-05-01"),
        (["2024/05/01(水)", "2024/05/02(木)"], "ISO8601", "2024-05-01"),
        (["2017-W19", "2017-W20"], "iso_week", "2017-05-08"),
        (["2017W19-3", "2017W20-1"], "iso_week", "2017-05-10"),
        (["KW19/2017", "KW20/2017"], "iso_week", "2017-05-08"),
        (["2017Q2", "2018Q4"], "quarter", "2017-04-01"),
        (["Q2 2017", "Q4 2018"], "quarter", "2017-04-01"),
        (["2017-Q2", "2018-Q4"], "quarter", "2017-04-01"),
        (["2023年第1四半期", "2023年第2四半期"], "quarter", "2023-01-01"),
        (["2023-05-06", "44927", "2023-07-01", "44999"] * 5, "ISO8601|excel", "2023-05-06"),
        (["01.02.2023", "31.12.2023", "44927"] * 5, "%d.%m.%Y|excel", "2023-02-01"),
        (["2020. 02. 03.", "2021. 03. 12."], "ISO8601", "2020-02-03"),
        (["3. 2. 2020", "22. 3. 2021"], "%d.%m.%Y", "2020-02-03"),
        (["2020년 2월 3일", "2021년 3월 12일"], "%Y年%m月%d日", "2020-02-03"),
        (["2020M02", "2021M03"], "%YM%m", "2020-02-01"),
        (["2020-T1", "2021-T4"], "quarter", "2020-01-01"),
        (["1. Quartal 2020", "4. Quartal 2021"], "quarter", "2020-01-01"),
        (["2020K1", "2021K4"], "quarter", "2020-01-01"),
        (["2020-S2", "2021-S1"], "half_year", "2020-07-01"),
        (["H1 2020", "H2 2021"], "half_year", "2020-01-01"),
        (["2020年度上期", "2021年度下期"], "half_year", "2020-01-01"),
        (["03-FEB-20 02.05.00.000000 PM", "12-MAR-21 09.10.00.000000 AM"], "%d-%b-%y %I:%M:%S.%f %p", "2020-02-03"),
        (["03FEB2020:14:05:00", "12MAR2021:09:10:00"], "%d%b%Y:%H:%M:%S", "2020-02-03"),
        (["Mon Feb 03 2020 00:05:00 GMT+0100 (CET)"] * 2, "%b %d %Y %H:%M:%S %z", "2020-02-02"),
        (["2020-02-03 14:05:00,123", "2021-03-12 09:10:00,456"], "ISO8601", "2020-02-03"),
        (["2020-02-03 00:05:00 CET", "2021-03-12 09:10:00 CET"], "ISO8601", "2020-02-02"),
        (["02/13/2020 22:05 EST", "03/12/2021 09:10 EDT"], "%m/%d/%Y %H:%M %z", "2020-02-14"),
        (["18/01/2021", "2021-06-25", "16/05/2021"] * 9, "%d/%m/%Y|ISO8601", "2021-01-18"),
        ([f"02.{day:02}.20" for day in range(3, 29)], "%m.%d.%y", "2020-02-03"),
        (["Mai-20", "Dez-20"] + [f"Mai-{year}" for year in range(21, 40)], "month_name", "2020-05-01"),
        (["II trimestre 2020", "IV trimestre 2021"], "quarter", "2020-04-01"),
    ],
)
def test_dates_in_other_calendars_and_mixtures(values: list[str], form: str, first: str) -> None:
    found = recognised(column(values))

    assert (found.reading.kind, found.reading.format) == ("datetime", form)
    read = moments(column(values), form)
    assert read.notna().all()
    assert read[0].date() == date.fromisoformat(first)


@pytest.mark.parametrize(
    ("name", "values", "form", "first"),
    [
        ("created_at", [1494360660 + 86400 * i for i in range(20)], "epoch_s", "2017-05-09 20:11:00"),
        ("timestamp", [1494360660000 + 86400000 * i for i in range(20)], "epoch_ms", "2017-05-09 20:11:00"),
        ("x", [20170509 + i for i in range(20)], "%Y%m%d", "2017-05-09"),
        ("dateHour", [2017050900 + i for i in range(24)], "%Y%m%d%H", "2017-05-09"),
        ("order", [2017050920 + i for i in range(24)], "", ""),
        ("order date", [42864 + i for i in range(20)], "excel", "2017-05-09"),
        ("年月", [201705, 201706, 201712], "%Y%m", "2017-05-01"),
        ("week", [201719, 201720], "iso_week", "2017-05-08"),
        ("amount", [1494360660 + 86400 * i for i in range(20)], "", ""),
        ("x", [42864 + i for i in range(20)], "", ""),
        ("x", [20170509, 20171309] * 10, "", ""),
        ("year", [2017, 2018] * 10, "", ""),
    ],
)
def test_numbers_that_are_dates_say_so(name: str, values: list[int], form: str, first: str) -> None:
    from automl_data.intake.named_dates import form_of

    numbers = pd.Series(values, name=name)

    assert form_of(numbers) == form
    if form:
        assert moments(numbers, form)[0] == pd.Timestamp(first, tz="UTC")


def test_a_day_that_could_be_a_month_is_open_until_it_is_said() -> None:
    values = column(["01/02/2024", "03/04/2024"])
    found = recognised(values)
    said = recognised(values, Asked(date_format="%d/%m/%Y"))

    assert {found.reading.format, found.reading.other} == {"%d/%m/%Y", "%m/%d/%Y"}
    assert (said.reading.format, said.reading.other) == ("%d/%m/%Y", "")


@pytest.mark.parametrize(("form", "words"), [("%Y-%m-%d", "do not have"), ("%Q", "not a format")])
def test_a_format_that_does_not_fit_is_refused_with_the_texts(form: str, words: str) -> None:
    with pytest.raises(DataError, match=words) as caught:
        recognised(column(["31.12.2024", "30.12.2024"], "day"), Asked(date_format=form))
    assert "31.12.2024" in str(caught.value) or form in str(caught.value)


@pytest.mark.parametrize(
    "mark", ["?", "-", ".", "\\N", "--", "n.a.", "…", "なし", "#DIV/0!", "unknown", "k.A.", "*", "NULL"]
)
def test_one_repeated_mark_among_numbers_is_a_gap_however_often(mark: str) -> None:
    values = [mark if i % 3 == 0 else f"{i * 0.37:.2f}" for i in range(60)]
    found = recognised(column(values))

    assert (found.reading.kind, found.reading.unread, set(found.said)) == ("numeric", 20, {mark})


def test_marks_beside_few_values_are_values() -> None:
    assert recognised(column(["-", "1"] * 20)) is None
    assert recognised(column(["none", "1", "2", "3"] * 20)) is None


def test_a_few_words_among_numbers_are_gaps_and_many_are_not() -> None:
    few = recognised(column([*map(str, range(96)), "see note", "room 7", "k", "m"]))
    many = column([*map(str, range(90)), *["see note"] * 10])
    set_ = recognised(many, Asked(kind="numeric"))

    assert few.said.to_dict() == {96: "see note", 97: "room 7", 98: "k", 99: "m"}
    assert recognised(many) is None
    assert set_.reading.unread == 10


def test_dates_that_databases_write_for_none_are_gaps() -> None:
    found = recognised(column([*["0000-00-00"] * 9, *pd.date_range("2021-01-01", periods=20).strftime("%Y-%m-%d")]))

    assert (found.reading.kind, found.reading.unread) == ("datetime", 9)


def test_what_somebody_set_is_kept() -> None:
    values = column(["$12.50", "$7.00"])

    assert recognised(values, Asked(kind="categorical")) is None
    assert recognised(values, Asked(kind="datetime")) is None
    with pytest.raises(DataError, match="for numeric that is not"):
        recognised(column(["Tokyo", "Osaka"]), Asked(kind="numeric"))


CENTS = st.integers(-(10**9), 10**9).map(lambda cents: cents / 100)
AROUND = [("${}", "."), ("USD {}", "."), ("{} €", ","), ("{} kr", ","), ("{}%", "."), ("{} kg", "."), ("{}°C", ".")]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    numbers=st.lists(CENTS, min_size=1, max_size=30).filter(lambda all_: any(one % 1 for one in all_)),
    around=st.sampled_from(AROUND),
    group=st.sampled_from(["", "usual", " "]),
    gaps=st.integers(0, 1),
)
def test_numbers_come_back_as_they_were_written(
    numbers: list[float], around: tuple[str, str], group: str, gaps: int
) -> None:
    template, decimal = around
    sign = {"usual": "." if decimal == "," else ",", " ": " ", "": ""}[group]
    texts = [f"{number:,.2f}".replace(",", "_").replace(".", decimal).replace("_", sign) for number in numbers]
    found = recognised(column([*map(template.format, texts), *[None] * gaps]))

    assert found.values.tolist() == pytest.approx([*numbers, *[np.nan] * gaps], nan_ok=True)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    days=st.lists(st.datetimes(datetime(1971, 1, 1), datetime(2060, 1, 1)), min_size=3, max_size=30),
    written=st.sampled_from([one for one, _ in DATES if "%d" in one and "%y" not in one]),
)
def test_dates_come_back_as_they_were_written_or_are_open(days: list[datetime], written: str) -> None:
    texts = column([day.strftime(written) for day in days])
    found = recognised(texts)

    assert found.reading.kind == "datetime"
    if not found.reading.other and any(day.day > 12 for day in days):
        assert [one.date() for one in moments(texts, found.reading.format)] == [day.date() for day in days]
