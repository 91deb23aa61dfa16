"""The paired difference between two candidates over the same folds."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from automl_shared.folds import FITTED_ON, SCORED_ON, UNUSED, fold_sizes
from automl_shared.paired import difference, resampling_ratio


def test_the_variance_is_nadeau_and_bengios() -> None:
    found = difference([0.9, 0.8, 0.7], [0.8, 0.8, 0.5], greater_is_better=True, resampling_ratio=0.5)
    spread = np.var([0.1, 0.0, 0.2], ddof=1)
    assert found.mean == pytest.approx(0.1)
    assert found.standard_error == pytest.approx(np.sqrt(spread * (1 / 3 + 0.5)))


def test_a_lower_error_leads() -> None:
    found = difference([1.0, 1.1], [2.0, 2.2], greater_is_better=False, resampling_ratio=0.25)
    assert found.mean == pytest.approx(1.05)
    assert found.p_value < 0.5


def test_equal_scores_are_a_tie_and_a_steady_lead_is_clear() -> None:
    scores = [0.7, 0.8, 0.75, 0.72, 0.78]
    assert difference(scores, scores, greater_is_better=True, resampling_ratio=0.25).confidence == "tie"
    ahead = [score + 0.05 + place / 1000 for place, score in enumerate(scores)]
    assert difference(ahead, scores, greater_is_better=True, resampling_ratio=0.25).confidence == "clear"


def test_candidates_without_the_same_folds_are_refused() -> None:
    with pytest.raises(ValueError, match="2 and 1 scores"):
        difference([1.0, 2.0], [1.0], greater_is_better=True, resampling_ratio=0.25)


def test_rows_are_counted_per_fold() -> None:
    folds = pd.DataFrame(
        {
            "row_id": range(5),
            "holdout": [True, *[False] * 4],
            "r0f0": [UNUSED, SCORED_ON, FITTED_ON, FITTED_ON, FITTED_ON],
            "r0f1": [UNUSED, UNUSED, SCORED_ON, SCORED_ON, FITTED_ON],
        }
    )
    assert fold_sizes(folds) == [(3, 1), (1, 2)]
    assert resampling_ratio(fold_sizes(folds)) == pytest.approx((1 / 3 + 2) / 2)
