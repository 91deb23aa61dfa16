"""A model as ONNX: the same answers from raw columns, for every kind of model that has a converter; else refused."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO
from typing import Any

import numpy as np
import pandas as pd
import pytest
from tests.outputs import recipe

from automl_controller.exporting.onnx.check import checked, run
from automl_controller.exporting.onnx.model import onnx_model
from automl_data.bundle import Answers, Bundle, Calibration, raw_columns
from automl_shared.errors import ConfigError
from automl_shared.plugins import MODELS
from automl_training.candidate import Candidate
from automl_training.sharpness import Sharpness

pytest.importorskip("onnx", reason="the extra [onnx] of automl-controller is not installed")

N = 400
CLASSES = {"binary": ["no", "yes"], "several": ["a", "b", "c", "d", "e"], "number": []}
EVERYWHERE = ["decision_tree", "random_forest", "extra_trees", "hist_gradient_boosting", "lightgbm"]
OF_NUMBERS = ["linear", "ridge", "lasso", "elasticnet"]
FEW_TREES = {
    **{name: {"n_estimators": 30} for name in ("random_forest", "extra_trees", "lightgbm")},
    "hist_gradient_boosting": {"max_iter": 30},
}
"""What is said of thirty trees is said of three hundred."""


def rows(seed: int = 0) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "size": random.uniform(30, 130, N).round(2),
            "rooms": random.integers(1, 7, N).astype(float),
            "kind": random.choice(["flat", "house", "hut", "Müller's"], N, p=[0.5, 0.3, 0.15, 0.05]),
            "lift": random.choice(["True", "False"], N),
        }
    )
    return frame.mask(random.random(frame.shape) < 0.08)


def target(frame: pd.DataFrame, n_classes: int) -> np.ndarray:
    base = frame["size"].fillna(70) + 20 * (frame["kind"] == "house") + 9 * (frame["lift"] == "True")
    number = (base + np.random.default_rng(1).normal(0, 8, len(frame))).to_numpy()
    if not n_classes:
        return number
    return np.digitize(number, np.quantile(number, np.linspace(0, 1, n_classes + 1)[1:-1]))


def made(name: str, problem: str, answers: Answers | None = None, **changes: Any) -> Bundle[Any]:
    """A bag of two, of the model on a preparation; the usual one unless ``changes`` say otherwise."""
    classes, frame = CLASSES[problem], rows()
    columns = {"numeric": ["size", "rooms"], "categorical": ["kind", "lift"], "missing_indicators": True}
    asked = recipe(task_type="classification" if classes else "regression", **{**columns, **changes})
    y = target(frame, len(classes))
    candidate = Candidate(
        recipe=asked, model=MODELS.get(name), params=FEW_TREES.get(name, {}), n_classes=len(classes), random_seed=1
    )
    halves = [np.flatnonzero(np.arange(N) % 3 != fold) for fold in range(2)]
    read = {"size": "float64", "rooms": "float64", "kind": "str", "lift": "str"}
    return Bundle(
        members=[candidate.fit(frame.iloc[half], y[half]) for half in halves],
        columns=raw_columns(asked, frame, read),
        target="rent",
        classes=classes,
        answers=answers or Answers(),
    )


ALL = [(name, problem) for name in EVERYWHERE for problem in CLASSES]
ALL += [("logistic", "binary"), ("logistic", "several"), *((name, "number") for name in OF_NUMBERS)]


@pytest.mark.parametrize(("name", "problem"), ALL)
def test_it_says_what_the_model_says(name: str, problem: str) -> None:
    bundle, new = made(name, problem), rows(7)
    graph = onnx_model(bundle)
    assert checked(graph, bundle, new.head(5)) < 1e-4
    said, ours = run(graph, new, bundle), bundle.answer(new)
    if bundle.classes:
        np.testing.assert_allclose(said["probabilities"], ours, atol=1e-5)
        first, second = np.sort(ours, axis=1)[:, -2:].T
        clear = second - first > 1e-5
        np.testing.assert_array_equal(said["prediction"][clear], bundle.labels(ours)[clear])
        assert clear.mean() > 0.9
    else:
        np.testing.assert_allclose(said["prediction"], ours, atol=1e-5 * np.std(ours))


@pytest.mark.parametrize("scaling", ["none", "standard", "minmax", "robust"])
@pytest.mark.parametrize("encoding", ["onehot", "ordinal", "frequency", "target"])
def test_of_every_preparation_that_is_a_line_or_a_table(scaling: Any, encoding: Any) -> None:
    bundle, new = made("ridge", "number", scaling=scaling, categorical_encoding=encoding), rows(7)
    said = run(onnx_model(bundle), new, bundle)
    np.testing.assert_allclose(said["prediction"], bundle.answer(new), rtol=1e-9)


@pytest.mark.parametrize("method", ["sigmoid", "temperature"])
def test_probabilities_are_corrected_and_the_threshold_is_kept_to(method: Any) -> None:
    by = Calibration(method=method, slope=0.4, offset=-0.2 if method == "sigmoid" else 0.0)
    bundle, new = made("logistic", "binary", Answers(calibration=by, threshold=0.3)), rows(7)
    said, ours = run(onnx_model(bundle), new, bundle), bundle.answer(new)
    np.testing.assert_allclose(said["probabilities"], ours, atol=1e-12)
    np.testing.assert_array_equal(said["prediction"], bundle.labels(ours))
    assert (bundle.labels(ours) != made("logistic", "binary").labels(ours)).any()


def test_members_whose_probabilities_are_drawn_apart_say_the_same() -> None:
    plain, new = made("random_forest", "several"), rows(7)
    sharper = Sharpness(slope=3.0, soft=1e-3)
    bundle = replace(plain, members=[replace(one, sharpness=sharper) for one in plain.members])
    said, ours = run(onnx_model(bundle), new, bundle), bundle.answer(new)
    np.testing.assert_allclose(said["probabilities"], ours, atol=1e-5)
    assert np.abs(ours - plain.answer(new)).max() > 0.05


def test_numbers_come_with_their_range() -> None:
    bundle, new = made("ridge", "number", Answers(reach=12.5, level=0.9)), rows(7)
    said = run(onnx_model(bundle), new, bundle)
    np.testing.assert_allclose(said["high"] - said["prediction"], 12.5)
    np.testing.assert_allclose(said["prediction"] - said["low"], 12.5)


@pytest.mark.parametrize(
    ("name", "recipe", "why"),
    [
        ("ridge", {"scaling": "power"}, "a number is scaled by a curve"),
        ("ridge", {"polynomial_degree": 2}, "a number is scaled by a curve"),
        ("ridge", {"target_transform": "power"}, "its target is transformed by a curve"),
        ("lightgbm", {"categorical_encoding": "native"}, "it leaves categories to the model"),
        ("dummy", {}, "it is no linear model, forest or boosting"),
        ("mlp", {}, "it is no linear model, forest or boosting"),
        ("ridge", {"pca": 0.9}, "a feature is made of several columns"),
    ],
)
def test_what_onnx_has_no_word_for_is_refused_with_the_way_that_works(name: str, recipe: Any, why: str) -> None:
    with pytest.raises(ConfigError, match=f"cannot be written as ONNX: {why}") as refused:
        onnx_model(made(name, "number", **recipe))
    assert "--to folder" in str(refused.value)


def test_a_graph_that_says_something_else_is_not_written() -> None:
    bundle, other = made("ridge", "number"), made("ridge", "number", scaling="none", numeric_imputation="mean")
    table = pd.read_csv(StringIO("size,rooms,kind,lift\n50,2,flat,True\n"), dtype={"kind": "str", "lift": "str"})
    with pytest.raises(ConfigError, match="its answers differ from the model's"):
        checked(onnx_model(other), bundle, table)
