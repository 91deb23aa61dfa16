"""Where a model is weak: found where it is planted."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from tests.unit.comparison.test_expected_errors import rows_of

from automl_comparison.groups import by_group
from automl_comparison.ranges import mean_range
from automl_comparison.report.weak import weak
from automl_comparison.segments import Weaknesses, row_errors, weaknesses
from automl_shared.config.models import InterpretationSettings, OutputSettings


def table(random: np.random.Generator, n: int) -> pd.DataFrame:
    numbers = {f"x{place}": random.standard_normal(n) for place in range(4)}
    words = {f"c{place}": random.choice(list("abcde"), n) for place in range(3)}
    made = pd.DataFrame({**numbers, **words})
    made.loc[random.random(n) < 0.1, "x0"] = np.nan
    return made


def test_a_weak_level_a_weak_range_and_a_weak_pair_are_found_worst_first() -> None:
    random = np.random.default_rng(0)
    rows = table(random, 4000)
    chance = np.where((rows["c0"] == "b") & (rows["c1"] == "a"), 0.9, np.where(rows["x1"] > 1.0, 0.5, 0.1))
    found = weaknesses(rows, (random.random(4000) < chance).astype(float), ["c0", "c1", "x1"])
    worst = found.segments[0]
    assert {(one.column, one.level) for one in worst.conditions} == {("c0", "b"), ("c1", "a")}
    assert worst.error.low < 0.9 < worst.error.high
    assert worst.elsewhere < 0.3
    assert any(one.column == "x1" and (one.high or 0) > 2 for part in found.segments for one in part.conditions)
    assert [one.error.value for one in found.segments] == sorted(one.error.value for one in found.segments)[::-1]


def test_gaps_are_a_part_of_their_own() -> None:
    random = np.random.default_rng(1)
    rows = table(random, 2000)
    off = np.abs(random.standard_normal(2000)) * np.where(rows["x0"].isna(), 3.0, 1.0)
    (found,) = weaknesses(rows, off, ["x0"]).segments
    assert [(one.column, one.level, one.low) for one in found.conditions] == [("x0", None, None)]
    assert found.n_rows == int(rows["x0"].isna().sum())


def test_a_row_that_was_predicted_often_counts_once() -> None:
    y = np.array([0, 1] * 10)
    said = np.concatenate([y, 1 - y])
    errors = row_errors(rows_of(y, 2, repeats=2), said)
    assert errors.index.tolist() == list(range(20))
    assert set(errors) == {0.5}


def test_groups_are_counted_with_intervals() -> None:
    rows = pd.DataFrame({"sex": ["f"] * 60 + ["m"] * 39 + [None]})
    errors, answers = pd.Series([1.0] * 30 + [0.0] * 70), pd.Series([0.0] * 60 + [1.0] * 40)
    found, missing = by_group(rows, ["sex", "age"], errors, answers)
    assert [(one.name, one.n_rows, one.error.value) for one in found.groups] == [("f", 60, 0.5), ("m", 39, 0.0)]
    assert found.groups[0].error.low < 0.5 < found.groups[0].error.high
    assert found.groups[1].answer.value == 1.0
    assert missing.groups == ()


def test_the_interval_of_a_mean_holds_it_and_goes_below_0_only_where_values_do() -> None:
    profits, distances = mean_range(np.array([-8.0, -5.0, -2.0])), mean_range(np.array([0.0, 0.1, 8.0]))
    assert profits.low < profits.value == -5.0 < profits.high
    assert distances.low == 0.0


@pytest.mark.parametrize(
    ("language", "some", "gone"),
    [("en", "These parts of the rows", "does not have that column"), ("ja", "次の部分の行は", "集計できません")],
)
def test_the_report_says_where_it_is_weak(made_run: Any, language: Any, some: str, gone: str) -> None:
    made_run.add_dummy()
    task_id = made_run.add_training("ridge", [3.0, 3.2, 2.8, 3.1, 2.9])
    off = made_run.oof_predictions(3.0)
    wide = off["row_id"].map(made_run.truth["x"] > 0.8).to_numpy()
    truth = made_run.truth.loc[off["row_id"], "price"].to_numpy()
    bad = off.assign(prediction=truth + (off["prediction"] - truth) * np.where(wide, 5.0, 1.0))
    made_run.store_table(task_id, "oof_predictions", bad)
    wanted = InterpretationSettings(sensitive_columns=["x", "sex"])
    made_run.compare(interpretation=wanted, output=OutputSettings(language=language))
    document = made_run.told
    (worst,) = document["weaknesses"]["segments"]
    assert worst["conditions"][0]["column"] == "x"
    page = made_run.page
    assert some in page
    assert gone in page


@pytest.mark.parametrize(
    ("n", "told"), [(0, "takes a part of 30 rows"), (1, "The one part of"), (1234, "None of 1,234 parts of")]
)
def test_where_nothing_is_weak_it_says_how_much_was_looked_at(n: int, told: str) -> None:
    found = Weaknesses(segments=(), n_looked_at=n, n_rows=100)
    facts: Any = SimpleNamespace(language="en", weaknesses=found, sensitive=())
    (block,) = weak(facts)
    assert told in str(block)
