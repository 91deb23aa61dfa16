"""Target transforms: fitted on the training rows, and always back to a number in the target's unit."""

from __future__ import annotations

from typing import Any, get_args

import numpy as np
import pytest

from automl_shared.config.models import TargetTransform
from automl_shared.errors import ConfigError
from automl_training.targets import Fitted, Straight, TargetScale, skewness, target_scale

TRANSFORMS = get_args(TargetTransform)


def skewed(n: int = 200) -> np.ndarray:
    return np.exp(np.random.default_rng(0).normal(3.0, 1.5, n))


@pytest.mark.parametrize("standardize", [False, True])
@pytest.mark.parametrize("transform", TRANSFORMS)
def test_there_and_back(transform: str, standardize: bool) -> None:
    y = skewed()
    scale = target_scale(y, transform, standardize=standardize)
    inner = np.sort(y)[1:-1]  # ranks cut the outermost rows off
    np.testing.assert_allclose(scale.back(scale.forward(inner)), inner, rtol=1e-6)


@pytest.mark.parametrize("standardize", [False, True])
@pytest.mark.parametrize("transform", [one for one in TRANSFORMS if one != "none"])
@pytest.mark.parametrize(
    "y", [skewed(), -0.9 + 1e-3 * skewed(), np.r_[np.zeros(99), 1e6]], ids=["skewed", "low", "one"]
)
def test_no_prediction_is_lost_on_the_way_back(y: np.ndarray, transform: str, standardize: bool) -> None:
    scale = target_scale(y, transform, standardize=standardize)
    values = scale.back(np.array([-1e30, -50.0, 0.0, 50.0, 1e30]))
    assert np.isfinite(values).all()
    assert (np.diff(values) >= 0).all()
    reach = 3.01 * np.ptp(y)
    assert y.min() - reach <= values[0] <= values[-1] <= y.max() + reach


@pytest.mark.parametrize("transform", TRANSFORMS)
def test_a_constant_target_stays_what_it_is(transform: str) -> None:
    y = np.full(20, 7.5)
    scale = target_scale(y, transform, standardize=True)
    np.testing.assert_allclose(scale.back(scale.forward(y)), y)


def test_a_straight_scale_lets_a_model_leave_the_range_it_has_seen() -> None:
    assert target_scale(np.arange(10.0), "none", standardize=True).back(np.array([10.0]))[0] > 30


@pytest.mark.parametrize(("y", "kind"), [(skewed(), Fitted), (-skewed(), Fitted), (np.arange(50.0), Straight)])
def test_auto_unbends_what_is_skewed_either_way(y: np.ndarray, kind: type) -> None:
    assert isinstance(target_scale(y, "auto", standardize=False).curve, kind)


@pytest.mark.parametrize("transform", ["power", "quantile", "log"])
def test_it_is_less_skewed_afterwards(transform: str) -> None:
    assert abs(skewness(target_scale(skewed(), transform, standardize=False).forward(skewed()))) < 0.5


def test_a_logarithm_that_does_not_exist_names_the_way_out() -> None:
    with pytest.raises(ConfigError, match="logarithm") as refused:
        target_scale(np.array([-1.0, 2.0]), "log", standardize=False)
    assert "target_transform=power" in str(refused.value)


def test_classes_are_left_alone(bench: Any) -> None:
    made = bench.recipe(task_type="classification", target_transform="log", target_standardize=True)
    data = bench.material("binary", made=made)
    fitted = bench.candidate("logistic", "binary", made).fit(data.X, data.y)
    assert fitted.target == TargetScale()


@pytest.mark.parametrize("transform", TRANSFORMS)
def test_a_fold_learns_its_own_scale_and_predicts_in_the_targets_unit(bench: Any, transform: str) -> None:
    made = bench.recipe(target_transform=transform)
    frame = bench.toy("regression").assign(y=lambda one: np.exp(one["y"]))
    data = bench.material("regression", frame, made=made)
    result = bench.train(bench.candidate("ridge", "regression", made), data, "r2")
    for one in result.folds:
        mine = target_scale(data.y[one.fold.fitted_on], transform, standardize=False)
        np.testing.assert_allclose(one.pipeline.target.forward(data.y), mine.forward(data.y))
        assert (one.predicted > data.y.min() - 3.01 * np.ptp(data.y)).all()
        assert one.scores["r2"] > 0 or transform == "none"
