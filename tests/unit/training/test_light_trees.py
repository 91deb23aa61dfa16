"""What LightGBM leaves out of a file."""

from __future__ import annotations

import pickle
import zlib
from typing import Any

import numpy as np
import pytest
from lightgbm import LGBMClassifier, LGBMRegressor

from automl_training.estimators import light_trees
from automl_training.estimators.light_trees import LightClassifier, LightRegressor

SETTINGS: dict[str, Any] = {"n_estimators": 40, "n_jobs": 1, "verbosity": -1, "random_state": 0}
SEED = np.random.default_rng(0)
X = SEED.normal(size=(400, 5))
X[::7, 2] = np.nan
SUMS = X[:, 0] * X[:, 1] + SEED.normal(size=400)


@pytest.mark.parametrize(
    ("light", "plain", "y"),
    [
        (LightRegressor, LGBMRegressor, SUMS),
        (LightClassifier, LGBMClassifier, SUMS > 0),
        (LightClassifier, LGBMClassifier, np.digitize(SUMS, [-1, 0, 1])),
    ],
)
def test_a_file_is_a_fifth_smaller_at_least_and_says_the_same(light: Any, plain: Any, y: np.ndarray) -> None:
    fitted, whole = light(**SETTINGS).fit(X, y), plain(**SETTINGS).fit(X, y)
    kept = pickle.dumps(fitted)
    read = pickle.loads(kept)
    assert len(zlib.compress(kept, 1)) < 0.8 * len(zlib.compress(pickle.dumps(whole), 1))
    raw = {"raw_score": True}
    assert (read.predict(X, **raw) == whole.predict(X, **raw)).all()
    assert (read.booster_.predict(X, pred_contrib=True) == whole.booster_.predict(X, pred_contrib=True)).all()


def test_the_fitted_model_itself_keeps_all_of_it() -> None:
    fitted = LightRegressor(**SETTINGS, importance_type="gain").fit(X, SUMS)
    pickle.dumps(fitted)
    assert fitted.feature_importances_.sum() > 0


def test_what_is_not_fitted_can_be_stored() -> None:
    assert pickle.loads(pickle.dumps(LightRegressor(**SETTINGS))).get_params()["n_estimators"] == 40


def test_a_file_predicts_with_the_threads_of_the_process_it_is_read_in() -> None:
    fitted = LightClassifier(**SETTINGS).fit(X, SUMS > 0)
    read = pickle.loads(pickle.dumps(fitted))
    assert read.get_params()["n_jobs"] == light_trees.LIBRARY_S_THREADS
    assert (read.predict_proba(X) == fitted.predict_proba(X)).all()


def test_predicting_writes_no_file_in_passing(monkeypatch: pytest.MonkeyPatch) -> None:
    fitted = LightRegressor(**SETTINGS).fit(X, SUMS)
    monkeypatch.setattr(light_trees, "_bare", lambda _: pytest.fail("the model is written out"))
    assert np.isfinite(fitted.predict(X[:1])).all()
