"""The cheap booster that says what a feature is worth.

scikit-learn's own, because preprocessing and comparison have no LightGBM; one thread, so that the sums, and with them
the features that are chosen, are the same on every machine.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

from automl_data.recipe.generated.targets import Targets
from automl_shared.threads import libraries

ROUNDS = 30
TREES = 60
"""Of one fit: several classes grow a tree each in a round."""
LEAST_ROUNDS = 10
SETTINGS: dict[str, Any] = {
    "learning_rate": 0.2,
    "max_leaf_nodes": 8,
    "min_samples_leaf": 20,
    "l2_regularization": 1.0,
    "max_features": 0.5,
    "early_stopping": False,
    "random_state": 0,
}
SURE = 1e-6
"""Least probability that counts in a loss."""


def fitted(matrix: np.ndarray, targets: Targets) -> Any:
    """The booster fitted on (n_rows, n_features) floats, gaps as NaN."""
    trees = targets.n_classes if targets.n_classes > 2 else 1
    rounds = int(np.clip(TREES // trees, LEAST_ROUNDS, ROUNDS))
    kind = HistGradientBoostingClassifier if targets.n_classes else HistGradientBoostingRegressor
    with libraries().limit(limits=1):
        return kind(max_iter=rounds, **SETTINGS).fit(matrix, targets.judged)


def gains(model: Any) -> np.ndarray:
    """(n_features,) what the splits on each feature gained in sum: scikit-learn keeps them in the trees, unnamed."""
    total = np.zeros(model.n_features_in_)
    for trees in model._predictors:
        for tree in trees:
            splits = tree.nodes[tree.nodes["is_leaf"] == 0]
            np.add.at(total, splits["feature_idx"], splits["gain"])
    return total


def losses(model: Any, matrix: np.ndarray, targets: Targets) -> np.ndarray:
    """(n_rows,) squared errors, or the negative logarithm of the true class's probability."""
    with libraries().limit(limits=1):
        if targets.places is None:
            return np.asarray((model.predict(matrix) - targets.values[:, 0]) ** 2)
        said = model.predict_proba(matrix)
    column = np.minimum(np.searchsorted(model.classes_, targets.places), said.shape[1] - 1)
    own = np.where(model.classes_[column] == targets.places, said[np.arange(len(said)), column], 0.0)
    return np.asarray(-np.log(np.maximum(own, SURE)))
