"""Gaps and categories that a recipe leaves to the model."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
import pandas as pd
import pytest

from automl_shared.errors import ConfigError
from automl_shared.plugins import MODELS
from automl_training.estimators.category_codes import CategoryCodes

INSTALLED = [name for name in MODELS if MODELS.get(name).installed()]
TAKING_GAPS = [name for name in INSTALLED if MODELS.get(name).takes_gaps]
TAKING_CATEGORIES = [name for name in INSTALLED if MODELS.get(name).takes_categories]


@pytest.mark.parametrize("problem_type", ["regression", "multiclass"])
@pytest.mark.parametrize(
    ("model", "changes"),
    [
        *((name, {"numeric_imputation": "none", "missing_indicators": True}) for name in TAKING_GAPS),
        *((name, {"numeric_imputation": "none", "categorical_encoding": "native"}) for name in TAKING_CATEGORIES),
    ],
    ids=str,
)
def test_a_model_that_says_it_takes_them_does(
    bench: Any, model: str, changes: dict[str, Any], problem_type: Any
) -> None:
    task_type = "regression" if problem_type == "regression" else "classification"
    made = bench.recipe(task_type=task_type, **changes)
    candidate = bench.candidate(model, problem_type, made)
    data = bench.material(problem_type, made=made)
    candidate.check()

    result = bench.train(candidate, data, importance=True)

    unseen = data.X.iloc[:3].assign(a=[np.nan, np.inf, 1.0], colour=["violet", None, "red"])
    assert np.isfinite(result.bundle.average(unseen)).all()
    np.testing.assert_allclose(result.bundle.average(unseen.iloc[:1]), result.bundle.average(unseen)[:1])
    assert set(result.importance) == {"a", "b", "colour"}


@pytest.mark.parametrize(
    ("changes", "word"), [({"numeric_imputation": "none"}, "gaps"), ({"categorical_encoding": "native"}, "categories")]
)
def test_one_that_does_not_is_refused_in_words(bench: Any, changes: dict[str, Any], word: str) -> None:
    with pytest.raises(ConfigError, match=f"ridge does not take {word}"):
        bench.candidate("ridge", "regression", bench.recipe(**changes)).check()


def test_without_such_columns_nothing_is_left_to_the_model(bench: Any) -> None:
    bench.candidate("ridge", "regression", bench.recipe(categorical_encoding="native", categorical=[])).check()


def test_codes_stand_for_categories_where_a_library_wants_them() -> None:
    class Library:
        def fit(self, X: pd.DataFrame, _y: Any, cat_features: list[str], **_: Any) -> Self:
            self.seen, self.cat_features = X, cat_features
            return self

        def predict(self, X: pd.DataFrame) -> np.ndarray:
            return X["x1"].to_numpy()

    class Taking(CategoryCodes, Library):
        pass

    colours = pd.Series(pd.Categorical([1, None, 0], categories=[0, 1]))
    frame = pd.DataFrame({"x0": [0.1, np.nan, 0.3], "x1": colours})
    fitted = Taking().fit(frame, [1, 2, 3])

    assert fitted.cat_features == ["x1"]
    assert fitted.predict(frame).tolist() == [1, -1, 0]
    assert fitted.seen.dtypes.tolist() == ["float64", "int64"]
