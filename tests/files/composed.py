"""Files composed by chance: kinds of columns, a country's ways to write them, and what programs put around a table.

Every file has one right reading. So a difference is a fault of the reader, whatever is composed.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from tests.hard_files import GAP, File

ROWS = 40


@dataclass(frozen=True, kw_only=True)
class Country:
    """How its people write numbers, and what their programs save."""

    decimal: str
    group: str
    separators: str
    encodings: Sequence[str]
    money: str
    """`{}` is the amount."""

    def number(self, value: float, digits: int, *, grouped: bool = False) -> str:
        """1234.5 as `1.234,50`."""
        marks = str.maketrans({",": self.group if grouped else "", ".": self.decimal})
        return f"{value:,.{digits}f}".translate(marks)


UNICODE = ("utf-8", "utf-8-sig", "utf-16")
COUNTRIES = (
    Country(decimal=".", group=",", separators=",\t;|", encodings=(*UNICODE, "cp1252"), money="${}"),
    Country(decimal=".", group=",", separators=",\t", encodings=(*UNICODE, "cp1252"), money="£{}"),
    Country(decimal=",", group=".", separators=";\t", encodings=(*UNICODE, "cp1252"), money="{} €"),
    Country(decimal=",", group="\u00a0", separators=";\t", encodings=("utf-8", "cp1250"), money="{} zł"),
    Country(decimal=",", group=" ", separators=";", encodings=UNICODE, money="{}€"),
    Country(decimal=".", group="'", separators=";,\t", encodings=("utf-8", "cp1252"), money="CHF {}"),
    Country(decimal=".", group=",", separators=",\t", encodings=("utf-8", "cp932"), money="¥{}"),
)


@dataclass(frozen=True, kw_only=True)
class Column:
    """``cells``: what stands in the file. ``truth``: what a person reads, numbers, days or words by its ``kind``."""

    cells: Sequence[str]
    kind: str = "numeric"
    truth: Sequence[Any] | None = None


def _numbers(values: Sequence[float], write: Callable[[float], str]) -> Column:
    return Column(cells=[write(one) for one in values], truth=values)


def _amounts(chance: Random, country: Country) -> Column:
    """Money, with a minus in one of its places."""
    minus = chance.choice(("-{}", "({})", "{}-", "−{}"))
    digits = 0 if "¥" in country.money else 2
    values = [round(chance.lognormvariate(7, 1.2), digits) * chance.choice((1, 1, 1, -1)) for _ in range(ROWS)]

    def write(value: float) -> str:
        text = country.money.format(country.number(abs(value), digits, grouped=True))
        return text if value >= 0 else (minus if digits else "-{}").format(text)

    return _numbers(values, write)


def _measures(chance: Random, country: Country) -> Column:
    unit, digits = chance.choice(("kg", " kg", " m²", "km/h", " days", "rooms", "Stk", " °C", " %", "%")), 1
    values = [round(chance.uniform(1, 900), digits) for _ in range(ROWS)]
    return _numbers(values, lambda value: country.number(value, digits) + unit)


def _thousands(chance: Random, country: Country) -> Column:
    """Whole numbers with marks between thousands, some too small for one."""
    unit = chance.choice(("", " kg", " pcs"))
    values = [float(chance.randint(100, 99_999) if row % 3 else chance.randint(100, 999)) for row in range(ROWS)]
    return _numbers(values, lambda value: country.number(value, 0, grouped=True) + unit)


def _powers(chance: Random, country: Country) -> Column:
    texts = [f"{chance.uniform(1, 9.9):.3f}E{chance.randint(-6, 9):+03d}" for _ in range(ROWS)]
    return Column(cells=[text.replace(".", country.decimal) for text in texts], truth=list(map(float, texts)))


def _counts(chance: Random, _country: Country) -> Column:
    return _numbers([float(int(chance.expovariate(0.2))) for _ in range(ROWS)], lambda value: f"{value:.0f}")


def _with_gaps(chance: Random, country: Country) -> Column:
    mark = chance.choice(("NA", "n/a", "-", "?", "unknown", "keine Angabe", "NULL", "", "n.d.", "#N/A", "--"))
    values = [round(chance.uniform(0, 400), 1) if chance.random() > 0.1 else GAP for _ in range(ROWS)]
    return _numbers(values, lambda value: mark if value != value else country.number(value, 1))


def _limits(chance: Random, country: Country) -> Column:
    sign = chance.choice(("<", "> ", "<="))
    values = [5.0 if row % 8 == 5 else round(chance.uniform(6, 60), 1) for row in range(ROWS)]
    return _numbers(values, lambda value: (sign if value == 5.0 else "") + country.number(value, 1))


def _times(chance: Random, _country: Country) -> Column:
    form = chance.choice(("{:02d}:{:02d}", "{}h {}m", "PT{}H{}M"))
    parts = [(chance.randint(0, 23), chance.randint(0, 59)) for _ in range(ROWS)]
    return Column(cells=[form.format(*one) for one in parts], truth=[hour + minute / 60 for hour, minute in parts])


DATES = (
    "%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%Y/%m/%d", "%d-%b-%Y", "%d %B %Y", "%B %d, %Y", "%d.%m.%y",
    "%Y%m%d", "%Y年%m月%d日", "%A, %d.%m.%Y", "%Y-%m-%dT%H:%M:%SZ", "%d.%m.%Y %H:%M", "%m/%d/%Y %I:%M %p",
    "%d.%m.%Y, %H:%M Uhr", "%a, %d %b %Y %H:%M:%S GMT", "%Y-%m-%d-%H.%M.%S.%f", "%Y%m%d%H%M%S", "%Y%m%dT%H%M%S",
    "%H:%M %d.%m.%Y",
)  # fmt: skip


def _dates(chance: Random, _country: Country) -> Column:
    """In one of many forms, sometimes with gaps as databases write them."""
    form, gap = chance.choice(DATES), chance.choice((None, "", "0000-00-00"))
    minutes = 1440 if "%M" in form else 1
    moments = [
        datetime(2016, 1, 1) + timedelta(days=chance.randrange(1500), minutes=chance.randrange(minutes))
        for _ in range(ROWS)
    ]
    told = [None if gap is not None and row % 9 == 4 else moment for row, moment in enumerate(moments)]
    return Column(
        cells=[str(gap) if one is None else one.strftime(form) for one in told],
        kind="datetime",
        truth=[one and one.isoformat() for one in told],
    )


def _codes(chance: Random, _country: Country) -> Column:
    words = [f"{chance.choice((101, 203, 45, 7, 912)):05d}" for _ in range(ROWS)]
    return Column(cells=words, kind="categorical", truth=words)


def _keys(chance: Random, _country: Country) -> Column:
    form = chance.choice(("A-{:06d}", "DE{:05d}/7", "{:04x}-{:04x}"))
    return Column(cells=[form.format(100 + 7 * row, 900 + row) for row in range(ROWS)], kind="identifier")


def _phones(chance: Random, _country: Country) -> Column:
    form = chance.choice(("+49 {} {}", "0{}-{}", "(0{}) {}", "0{}/{}"))
    return Column(cells=[form.format(30 + row, 1_000_000 + 7919 * row) for row in range(ROWS)], kind="identifier")


def _labels(chance: Random, _country: Country) -> Column:
    labels = chance.choice(
        (("north", "south", "east"), ("18-25", "26-35", "36+"), ("A+", "A-", "O"), ("B2B", "B2C"), ("2+kk", "3+1"))
    )
    words = [labels[row % len(labels)] if chance.random() > 0.2 else labels[0] for row in range(ROWS)]
    return Column(cells=words, kind="categorical", truth=words)


def _remarks(chance: Random, _country: Country) -> Column:
    """Text with everything that parts fields and rows."""
    words = 'late but kind, staff; was helpful "again" and\nnever | 12,50 € more\tof it\'s these # please'.split(" ")
    texts = [f"row {row} " + " ".join(chance.sample(words, 9)) for row in range(ROWS)]
    return Column(cells=texts, kind="text")


COLUMNS = (
    _amounts, _measures, _thousands, _powers, _counts, _with_gaps, _limits, _times, _dates, _codes, _keys, _phones,
    _labels, _remarks,
)  # fmt: skip
ABOVE: Sequence[Sequence[str]] = ((), (), ("Sales report 2024", ""), ("Branch: all", "Created: 03.05.2024 10:11", ""))
BELOW: Sequence[Sequence[str]] = ((), (), ("", "Source: own survey"), ("(40 rows affected)",))


@dataclass(frozen=True, kw_only=True)
class _Target:
    problem: str
    cells: Sequence[str]
    unit: str = ""


def _target(chance: Random, country: Country) -> _Target:
    """Classes, or numbers with one cell that is none, a limit or a sign of money."""
    pair = chance.choice((("paid", "open"), ("J", "N"), ("TRUE", "FALSE"), ("0", "1"), ("oui", "non")))
    if chance.random() < 0.4:
        return _Target(problem="binary", cells=[pair[row % 2] for row in range(ROWS)])
    make = chance.choice((_amounts, _limits, _powers))
    cells = [*make(chance, country).cells[:-1], chance.choice(("unknown", "see note", ""))]
    return _Target(problem="regression", cells=cells, unit=country.money.strip(" {}") if make is _amounts else "")


def composed(seed: int) -> File:
    """A file and its truth, the same for a seed."""
    chance = Random(seed)
    country = chance.choice(COUNTRIES)
    columns = {f"name {place}": make(chance, country) for place, make in enumerate(chance.sample(COLUMNS, 6))}
    target = _target(chance, country)
    by, encoding = chance.choice(country.separators), chance.choice(country.encodings)
    lines = [[*columns, "result"], *zip(*(one.cells for one in columns.values()), target.cells, strict=True)]
    if chance.random() < 0.2:
        lines.insert(chance.randrange(5, ROWS), lines[0])
    text = io.StringIO(newline="")
    quoting = chance.choice((csv.QUOTE_MINIMAL, csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
    csv.writer(text, delimiter=by, quoting=quoting, lineterminator="\r\n").writerows(lines)
    content = "\r\n".join([*chance.choice(ABOVE), text.getvalue().removesuffix("\r\n"), *chance.choice(BELOW), ""])
    told: dict[str, dict[str, Any]] = {kind: {} for kind in ("numeric", "datetime", "categorical")}
    for name, one in columns.items():
        if one.truth is not None:
            told[one.kind][name] = one.truth.__getitem__
    return File(
        content=content,
        target="result",
        kinds=" ".join(one.kind for one in columns.values()),
        problem=target.problem,
        rows=ROWS - (target.problem == "regression"),
        unit=target.unit,
        numbers=told["numeric"],
        days=told["datetime"],
        words=told["categorical"],
        encoding=encoding if _fits(content, encoding) else "utf-8",
    )


def _fits(text: str, encoding: str) -> bool:
    return text.encode(encoding, errors="replace").decode(encoding) == text
