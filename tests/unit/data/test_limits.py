"""Values beyond what could be measured are numbers: `<5`, `>200`, `90+`, `5未満`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from automl_data.intake import Ready, read_table, ready
from automl_data.intake.recognition import read_as, recognised
from automl_shared.config.models import CrossValidationSettings, DataSettings

NUMBERS = [f"{value:.1f}" for value in np.random.default_rng(0).normal(60, 20, 80)]
SIGNS = [
    ("<5", 5), ("< 5", 5), ("<5.0", 5), ("<=5", 5), ("≤5", 5), ("≦ 5", 5), ("＜5", 5), (">200", 200), (">= 200", 200),
    ("≥200", 200), ("200+", 200), ("5未満", 5), ("5以下", 5), ("200以上", 200), ("200超", 200), ("<0.5", 0.5),
]  # fmt: skip


def of(folder: Path, values: list[str], name: str = "y", **data: Any) -> Ready:
    file = folder / "t.csv"
    others = [f"{place * 0.37 % 5:.2f}" for place in range(len(values))]
    lines = [f"x,{name}", *(f"{one},{value}" for one, value in zip(others, values, strict=True))]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return ready(read_table(file), DataSettings(**{"target_column": "y", **data}), CrossValidationSettings())


def note(found: Ready, code: str) -> Any:
    return next((note for note in found.notes if note.code == code), None)


@pytest.mark.parametrize(("text", "number"), SIGNS, ids=[text for text, _ in SIGNS])
@pytest.mark.parametrize("count", [1, 10, 40])
def test_a_limit_among_numbers_is_its_number(tmp_path: Path, text: str, number: float, count: int) -> None:
    found = of(tmp_path, [*NUMBERS, *[text] * count])

    assert (found.problem.type, found.gaps.rows) == ("regression", 0)
    assert found.frame["y"].tolist() == pytest.approx([*map(float, NUMBERS), *[number] * count])
    assert f"`y`: {text!r}" in note(found, "limits").message()
    assert "82" in note(found, "limits").message()
    assert note(found, "limits").level == "yellow"


def test_the_laboratory_value_of_a_real_table(tmp_path: Path) -> None:
    values = [*NUMBERS, *["<5"] * 6, *[">200"] * 3, "haemolytic"]
    found = of(tmp_path, values)

    assert found.problem.type == "regression"
    assert found.gaps.rows == 1
    assert "'haemolytic' (line 91)" in note(found, "target_missing").message()
    assert "'<5' (6: lines 82, 83, 84, 85, 86 …), '>200' (3: lines 88, 89, 90)" in note(found, "limits").message()


def test_limits_in_a_feature_are_numbers_and_new_rows_are_read_alike(tmp_path: Path) -> None:
    values = pd.Series([*NUMBERS, *["< 5 mg/l"] * 20], dtype="str").where(
        lambda one: one.str.contains("mg"), lambda one: one + " mg/l"
    )
    found = recognised(values)

    assert (found.reading.kind, found.reading.unit) == ("numeric", "mg/l")
    assert found.limits is not None
    reading = found.reading.model_copy(update={"limits": [{"text": "< 5 mg/l", "rows": 20, "places": []}]})
    new = pd.Series(["12 mg/l", ">300 mg/l", "<1 mg/l", "?"], dtype="str")
    assert read_as(new, reading).tolist() == pytest.approx([12, 300, 1, np.nan], nan_ok=True)


def test_a_person_may_take_them_for_gaps(tmp_path: Path) -> None:
    found = of(tmp_path, [*NUMBERS, *["<5"] * 6], missing_markers=["<5"])

    assert (found.problem.type, found.gaps.rows) == ("regression", 6)
    assert note(found, "limits") is None


@pytest.mark.parametrize(
    "values",
    [
        ["<5", "5-10", ">10"] * 20,
        ["<18", "18+"] * 30,
        ["0", "1", "2", "3+"] * 20,
        ["<1", "1", "2", "3"] * 20,
        ["<5", "47"] * 20,
    ],
)
def test_few_values_stay_classes(tmp_path: Path, values: list[str]) -> None:
    found = of(tmp_path, values)

    assert sorted(found.problem.classes) == sorted(set(values))
    assert note(found, "limits") is None


ALONE = {
    "of installs": (["1,000+", "5,025+", "10,500+", "50,001+"], [1000, 5025, 10500, 50001]),
    "below": (["<5", "<10", "<25", "<51"], [5, 10, 25, 51]),
    "in Japanese": (["5未満", "10未満", "25未満", "51未満"], [5, 10, 25, 51]),
    "too few": (["1,000+", "5,025+", "10,500+"], None),
    "of two kinds": (["5未満", "10以上", "25未満", "51以上"], None),
}


@pytest.mark.parametrize(("texts", "numbers"), ALONE.values(), ids=list(ALONE))
def test_limits_alone_are_numbers_where_they_are_many_of_one_kind(texts: list[str], numbers: list[int] | None) -> None:
    found = recognised(pd.Series(texts * 10, dtype="str"))

    assert (found and found.values.tolist()) == (numbers and numbers * 10)


def test_mostly_limits_stay_text() -> None:
    assert recognised(pd.Series([*NUMBERS[:30], *["<5"] * 70], dtype="str")) is None


def test_regression_that_was_set_takes_limits(tmp_path: Path) -> None:
    found = of(tmp_path, [*NUMBERS[:8], *["<5"] * 30], problem_type="regression")

    assert (found.problem.type, found.gaps.rows) == ("regression", 0)
    assert (found.frame["y"] == 5).sum() == 30


@pytest.mark.parametrize("text", ["<", ">", "<LOD", "<5>", "<<5", "a<5", "<5-10", "+5", "5+5", "<b>5</b>"])
def test_what_is_no_limit_is_none(text: str) -> None:
    found = recognised(pd.Series([*NUMBERS, *[text] * 3], dtype="str"))

    assert found.limits is None
