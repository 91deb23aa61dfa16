"""Single rows: those the candidate is most wrong about are found, and what moves their answers is what made them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from automl_training.material import Fold
from automl_training.processing import FoldResult
from automl_training.single_rows import EACH, single_rows

N = 200
WRONG = (3, 50, 97, 144, 191)


class Line:
    """Predicts 3 a, and 5 more for red."""

    def predict(self, rows: pd.DataFrame) -> np.ndarray:
        return np.asarray(3 * rows["a"] + 5 * (rows["colour"] == "red"), dtype=np.float64)


class Odds(Line):
    def predict(self, rows: pd.DataFrame) -> np.ndarray:
        chance = 1 / (1 + np.exp(4 - super().predict(rows)))
        return np.column_stack([1 - chance, chance])


def world(model: Any) -> tuple[Any, Any]:
    """Rows whose truth is what the model says, but for five; the third column has a name of its own in every row."""
    random = np.random.default_rng(0)
    X = pd.DataFrame(
        {
            "a": random.integers(0, 3, N),
            "colour": random.choice(["red", "blue"], N, p=[0.2, 0.8]),
            "who": [f"name {at}" for at in range(N)],
        }
    )
    predicted = model.predict(X)
    y = predicted.argmax(axis=1) if predicted.ndim == 2 else predicted.copy()
    y[list(WRONG)] = 1 - y[list(WRONG)] if predicted.ndim == 2 else y[list(WRONG)] + 100
    folds = [np.flatnonzero(np.arange(N) % 4 == fold) for fold in range(4)]
    results = [
        FoldResult(
            fold=Fold(repeat=0, fold=at, fitted_on=np.setdiff1d(np.arange(N), rows), scored_on=rows),
            predicted=predicted[rows],
            scores={},
            train_scores={},
            fit_seconds=0.0,
            predict_seconds=0.0,
            pipeline=model,
            shown=np.array([], dtype=int),
            on_train=predicted[:0],
        )
        for at, rows in enumerate(folds)
    ]
    data = SimpleNamespace(X=X, y=y, row_ids=np.arange(N) + 1000, training=np.arange(N))
    importance = {"a": 1.0, "colour": 2.0, "who": 0.5}
    return SimpleNamespace(folds=results, importance=importance, predict_seconds_per_1000=0.01), data


@pytest.mark.parametrize("model", [Line(), Odds()])
def test_the_rows_it_is_most_wrong_about_are_the_surprising_ones(model: Any) -> None:
    result, data = world(model)
    found = single_rows(result, data)
    assert {one.row_id - 1000 for one in found if one.kind == "surprising"} == set(WRONG)
    typical = [one.row_id - 1000 for one in found if one.kind == "typical"]
    assert 1 <= len(typical) <= EACH
    assert not set(typical) & set(WRONG)


def test_a_reason_is_what_the_column_adds_against_its_usual_value() -> None:
    result, data = world(Line())
    for one in single_rows(result, data):
        row = data.X.iloc[one.row_id - 1000]
        parts = {reason.column: (reason.value, reason.by) for reason in one.reasons}
        expected = {
            "a": (float(row["a"]), 3.0 * (row["a"] - 1)),
            "colour": (row["colour"], 5.0 * (row["colour"] == "red")),
        }
        assert parts == {name: pytest.approx(part) for name, part in expected.items() if part[1]}
        assert [reason.column for reason in one.reasons] == sorted(parts, key=lambda name: -abs(parts[name][1]))


def test_a_value_that_few_rows_have_is_not_told() -> None:
    result, data = world(Line())
    data.X.loc[3, "colour"] = "red "
    data.X["colour"] = data.X["colour"].replace({"red": "blue"})
    data.X.loc[[3, 50], "colour"] = "red"
    told = [reason.value for one in single_rows(result, data) for reason in one.reasons if reason.column == "colour"]
    assert told
    assert set(told) == {""}


def test_what_would_take_too_long_is_left_out() -> None:
    result, data = world(Line())
    result.predict_seconds_per_1000 = 1000.0
    assert single_rows(result, data) == []
