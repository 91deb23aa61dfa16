"""Ensembles over many seeds: honest estimates, and nothing made of noise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from tests.unit.comparison.test_ensembles import RULES, Kept, Made, opinions

from automl_comparison.ensembles import build
from automl_comparison.meta import Candidate
from automl_comparison.processing import choose, difference
from automl_shared.plugins import METRICS

WEIGHTED: Mapping[str, Any] = {}
LINEAR = {"weighted": {"enable": False}, "stacking": {"enable": True, "final_estimator": "linear"}}
LOGISTIC = {"weighted": {"enable": False}, "stacking": {"enable": True}}


@pytest.mark.parametrize(
    ("n_classes", "n_folds", "settings"),
    [(0, 5, WEIGHTED), (0, 10, WEIGHTED), (3, 5, WEIGHTED), (0, 5, LINEAR), (2, 5, LOGISTIC)],
)
def test_the_own_estimate_is_the_score_on_fresh_rows_within_two_standard_errors(
    n_classes: int, n_folds: int, settings: Mapping[str, Any]
) -> None:
    """Few rows and many models, where an estimate on the rows the weights were fitted on is far too good."""
    apart = []
    for seed in range(20):
        rows = opinions(np.random.default_rng(seed), 12, n_classes)
        y, predicted = rows(150)
        made = Made(
            y=y,
            predicted={f"m{place}": one for place, one in enumerate(predicted)},
            metric=METRICS.get("log_loss" if n_classes else "rmse"),
            n_classes=n_classes,
            n_folds=n_folds,
        )
        fresh_y, fresh = rows(100_000)
        by_name = {f"m{place}": one for place, one in enumerate(fresh)}
        for one in made.build(**settings).built:
            truth = made.metric.score(fresh_y, one.combination.combine(by_name.__getitem__))
            spread = one.candidate.cv_std * np.sqrt(1 / n_folds + 1 / (n_folds - 1))
            apart.append((one.candidate.cv_mean - truth) / spread)
    assert len(apart) >= 19
    assert np.mean(np.abs(apart) <= 2) >= 0.9
    assert np.mean(apart) > -0.5, "too good on average"


def test_pure_noise_beats_no_guessing() -> None:
    """Not once in twenty is a mixture of noise clearly better than the mean, which is what guessing says.

    So little of it that some of it beats the mean by luck: else there is nothing to mix.
    """
    rng = np.random.default_rng(0)
    clearly = []
    for _ in range(20):
        y = rng.normal(size=300)
        noise = {f"m{place}": 0.1 * rng.normal(size=300) for place in range(20)}
        made = Made(y=y, predicted={"dummy": np.zeros(300), **noise})
        dummy = made.candidate("dummy")
        made_of_noise = Made(y=y, predicted=noise)
        request = replace(made.request(), candidates=[_named_dummy(dummy), *made_of_noise.candidates])
        found = build(request, Kept(noise), made.rows)
        clearly += [difference(one.candidate, dummy, RULES).clearly_better for one in found.built]
    assert len(clearly) >= 10
    assert not any(clearly)


def test_with_ensembles_in_the_field_noise_is_no_useful_model() -> None:
    """By ROC AUC noise is as good as guessing; weights fitted on the rows they are judged on would find something."""
    useful = []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        share = np.clip(0.5 + 0.1 * rng.normal(size=(8, 150)), 0.01, 0.99)
        noise = {f"m{place}": np.column_stack([1 - one, one]) for place, one in enumerate(share)}
        made = Made(
            y=rng.integers(0, 2, size=150),
            predicted={"dummy": np.full((150, 2), 0.5), **noise},
            metric=METRICS.get("roc_auc_ovr"),
            n_classes=2,
        )
        found = build(made.request(), Kept(noise), made.rows)
        choice = choose([*made.candidates, *found.candidates], replace(RULES, greater_is_better=True))
        useful.append(choice.recommended is not None)
    assert np.mean(useful) <= 0.05


def _named_dummy(one: Candidate) -> Candidate:
    return Candidate(**{**vars(one), "registry_name": "dummy", "is_baseline": True})
