"""Which way a column pushes: the slope of a line is found again, and columns that go together are kept apart."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from automl_training.effects import effects


class Line:
    """Predicts 3 a - 2 b, and 5 more for red."""

    def predict(self, rows: pd.DataFrame) -> np.ndarray:
        return np.asarray(3 * rows["a"] - 2 * rows["b"] + 5 * (rows["colour"] == "red"), dtype=np.float64)


class Odds(Line):
    def predict(self, rows: pd.DataFrame) -> np.ndarray:
        chance = 1 / (1 + np.exp(-super().predict(rows)))
        return np.column_stack([1 - chance, chance])


def world(n: int = 400) -> Any:
    random = np.random.default_rng(0)
    a = random.uniform(0, 1, n)
    X = pd.DataFrame({"a": a, "b": a + random.normal(0, 0.01, n), "colour": random.choice(["red", "blue"], n)})
    return SimpleNamespace(X=X, training=np.arange(n))


def result(model: Any, classes: tuple[str, ...] = (), seconds: float = 0.001) -> Any:
    return SimpleNamespace(
        bundle=SimpleNamespace(members=[model, model], classes=classes),
        importance={"b": 1.0, "colour": 3.0, "a": 2.0, "nothing": 0.0},
        predict_seconds_per_1000=seconds,
    )


def test_the_strongest_come_first_and_slopes_are_found_again() -> None:
    colour, a, b = effects(result(Line()), world())
    assert [one.column for one in (colour, a, b)] == ["colour", "a", "b"]
    for one, slope in ((a, 3), (b, -2)):
        assert one.change[-1] - one.change[0] == pytest.approx(slope * (one.at[-1] - one.at[0]))
    red, blue = (colour.change[colour.levels.index(name)] for name in ("red", "blue"))
    assert red - blue == pytest.approx(5)
    assert red > 0 > blue


def test_of_two_classes_it_is_the_probability_of_the_second() -> None:
    _, a, _ = effects(result(Odds(), ("no", "yes")), world())
    assert a.change == sorted(a.change)
    assert a.change[-1] - a.change[0] < 1


class Opposed(Line):
    """``a`` raises the odds as much as ``b``, which goes with it, lowers them."""

    def predict(self, rows: pd.DataFrame) -> np.ndarray:
        chance = 1 / (1 + np.exp(-40 * (rows["a"] - rows["b"])))
        return np.column_stack([1 - chance, chance])


def test_no_probability_changes_by_more_than_from_none_to_all() -> None:
    _, a, b = effects(result(Opposed(), ("no", "yes")), world())
    for one in (a, b):
        assert 0.9 < max(one.change) - min(one.change) <= 1 + 1e-9


class Shares(Line):
    """Of three classes: the first for large ``a``, the others for small."""

    def predict(self, rows: pd.DataFrame) -> np.ndarray:
        a = rows["a"].to_numpy(dtype=np.float64)
        return np.column_stack([0.9 * a, 0.1 * (1 - a), 1 - 0.9 * a - 0.1 * (1 - a)])


def test_of_several_classes_the_one_that_a_column_moves_most_comes_first() -> None:
    found = [one for one in effects(result(Shares(), ("x", "y", "z")), world()) if one.column == "a"]
    assert [one.of_class for one in found] == ["x", "z", "y"]
    for one, slope in zip(found, (0.9, -0.8, -0.1), strict=True):
        assert one.change[-1] - one.change[0] == pytest.approx(slope * (one.at[-1] - one.at[0]))


def test_slow_models_and_few_rows_have_none() -> None:
    assert effects(result(Line(), seconds=100.0), world()) == []
    assert effects(result(Line()), world(20)) == []
