"""Targets as people write them: numbers with marks, money and units, classes, and what is neither."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.exports import ROWS, german, lines

from automl_data.intake import Ready, read_table, ready
from automl_shared.config.models import CrossValidationSettings, DataSettings
from automl_shared.errors import DataError

VALUES = [round(134.5 * (place % 7) + 3.25 * place + 17, 2) for place in range(ROWS)]


def of_target(folder: Path, cell: Callable[[int], object], by: str = ",", **data: object) -> Ready:
    file = folder / "t.csv"
    file.write_text(lines(by.join("agy"), row=lambda i: [i, "AB"[i % 2], cell(i)], by=by))
    stated = DataSettings.model_validate({"target_column": "y", **data})
    return ready(read_table(file, stated), stated, CrossValidationSettings())


NUMBERS: dict[str, tuple[str, Callable[[int], object], list[float], str]] = {
    "marks of a laboratory": (";", lambda i: f"{VALUES[i]}{' H' if i % 9 == 8 else ''}", VALUES[:2], ""),
    "limits": (";", lambda i: "<5" if i % 8 == 0 else VALUES[i], [5, VALUES[1]], ""),
    "asterisks": (",", lambda i: f"{VALUES[i]}{'*' * (i % 6 == 1)}", VALUES[:2], ""),
    "euro": (";", lambda i: f"{german(VALUES[i] * 10)} €", [VALUES[0] * 10, VALUES[1] * 10], "€"),
    "yen": (",", lambda i: f"¥{int(VALUES[i] * 100):,}", [1700, 15475], "¥"),
    "ten thousands of yen": (",", lambda i: f"{5 + i / 10:.1f}万円", [50000, 51000], "円"),
    "accounts": (",", lambda i: f"({VALUES[i]:,.2f})" if i % 3 == 0 else f"{VALUES[i]:,.2f}", [-17, VALUES[1]], ""),
    "minus behind": (";", lambda i: german(VALUES[i]) + "-" * (i % 3 == 0), [-17, VALUES[1]], ""),
    "per cent": (",", lambda i: f"{i * 1.5:.1f}%", [0, 1.5], "%"),
    "per cent, with a comma": (";", lambda i: f"{i * 1.5:.1f} %".replace(".", ","), [0, 1.5], "%"),
    "kilograms": (";", lambda i: f"{VALUES[i]} kg", VALUES[:2], "kg"),
    "grams beside kilograms": (",", lambda i: f"{i + 1} {'g' if i % 3 else 'kg'}", [1000, 2, 3], "g"),
    "years beside months": (",", lambda i: f"{i + 1} {'years' if i % 3 else 'months'}", [1 / 12, 2, 3], "year"),
    "durations": (",", lambda i: f"{i % 3}h {i}m", [0, 1 + 1 / 60], "h"),
    "times of day": (",", lambda i: f"{8 + i % 10:02d}:{i + 10}", [8 + 10 / 60, 9 + 11 / 60], "h"),
    "years": (",", lambda i: 1980 + i, [1980, 1981], ""),
    "powers of ten": (",", lambda i: f"{VALUES[i]:.3e}", [17, float(f"{VALUES[1]:.3e}")], ""),
    "with their errors": (",", lambda i: f"{VALUES[i]} ± 0.2", VALUES[:2], ""),
    "counts with their shares": (",", lambda i: f"{i} ({i / 40:.1%})", [0, 1], ""),
    "grades with a comma": (";", lambda i: ("1,0", "1,3", "1,7", "2,0", "2,3")[i % 5], [1.0, 1.3], ""),
    "a word among them": (",", lambda i: "unknown" if i == 5 else VALUES[i], VALUES[:2], ""),
}  # fmt: skip


@pytest.mark.parametrize(("by", "cell", "first", "unit"), NUMBERS.values(), ids=list(NUMBERS))
def test_numbers(tmp_path: Path, by: str, cell: Callable[[int], object], first: list[float], unit: str) -> None:
    found = of_target(tmp_path, cell, by)
    assert found.problem.type == "regression"
    assert found.frame["y"].head(len(first)).tolist() == pytest.approx(first)
    assert (found.readings["y"].unit if "y" in found.readings else "") == unit


@pytest.mark.parametrize(
    ("classes", "kind"),
    [
        (["<1000", "1000-2000", ">2000"], "multiclass"),
        (["1 star", "2 stars", "3 stars"], "multiclass"),
        (["0", "1", "2", "3+"], "multiclass"),
        (["A+", "A", "B-"], "multiclass"),
        (["2020-Q1", "2020-Q2", "2020-Q3"], "multiclass"),
        (["0", "1"], "binary"),
        (["-", "+"], "binary"),
    ],
)
def test_classes(tmp_path: Path, classes: list[str], kind: str) -> None:
    assert of_target(tmp_path, lambda i: classes[i % len(classes)]).problem.type == kind


@pytest.mark.parametrize(
    "form",
    [
        *("{day}.{month:02d}.2021", "2021-{month:02d}-{day}", "{day} Mar 20{month}", "2021年{month}月{day}日"),
        *("2021{month:02d}{day}", "2021{month:02d}{day}140500"),
    ],
)
def test_dates_are_refused_by_name(tmp_path: Path, form: str) -> None:
    with pytest.raises(DataError, match="the target column holds dates") as caught:
        of_target(tmp_path, lambda i: form.format(day=f"{1 + i % 28:02d}", month=10 + i % 3), ";")
    assert "--set data.target_column" in str(caught.value)


@pytest.mark.parametrize(
    ("cell", "is_offered"),
    [
        (lambda i: f"{i}.5 {'EUR' if i % 2 else 'USD'}", True),
        (lambda i: f"{i * 1000}-{i * 1000 + 999}", False),
        (lambda i: f"{110 + i}/{70 + i}", False),
        (lambda i: f"somebody said {'x' * i}", False),
    ],
    ids=["two units", "ranges", "blood pressure", "texts"],
)
def test_a_text_for_each_row_is_no_class(tmp_path: Path, cell: Callable[[int], object], is_offered: bool) -> None:
    with pytest.raises(DataError, match="too many different values for classes") as caught:
        of_target(tmp_path, cell)
    assert str(cell(0)) in str(caught.value)
    assert ("data.problem_type=regression" in str(caught.value)) == is_offered


def test_of_two_units_regression_takes_the_numbers_of_one(tmp_path: Path) -> None:
    found = of_target(tmp_path, lambda i: f"{i}.5 {'USD' if i % 3 == 0 else 'EUR'}", problem_type="regression")
    assert found.readings["y"].unit == "EUR"
    assert found.gaps.rows == sum(i % 3 == 0 for i in range(ROWS))
