"""Whether tasks that start warm give the same numbers as cold ones: twelve models on three data sets, to the last bit.

Brings up a stack of its own with two training workers and submits every run twice, the second time while the socket of
the fork server is away. Prints one JSON document with the candidates that differ.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import sklearn.datasets
from _report import report
from grid import children
from overhead import fork_server_away, own_stack

from automl_shared.config import parse_config
from automl_shared.config.models import Config
from automl_shared.naming import Phase
from automl_shared.phase_io import ARTIFACT
from automl_shared.tracker import Tracker

TREES = "decision_tree random_forest extra_trees hist_gradient_boosting gradient_boosting lightgbm mlp kernel svm knn"
MODELS = {
    "diabetes": f"ridge lasso elasticnet {TREES}",
    "wine": f"logistic naive_bayes gaussian_process {TREES}",
    "breast_cancer": f"logistic naive_bayes gaussian_process {TREES}",
}


def main() -> None:
    """Measures and prints."""
    differing: list[str] = []
    compared = 0
    with tempfile.TemporaryDirectory(prefix="automl-bench-") as folder, own_stack(training=2) as tracker:
        for name, models in MODELS.items():
            path = Path(folder) / f"{name}.csv"
            getattr(sklearn.datasets, f"load_{name}")(as_frame=True).frame.to_csv(path, index=False)
            config = config_of(path, models.split())
            warm = scores(tracker, config, path)
            with fork_server_away():
                cold = scores(tracker, config, path)
            compared += len(warm)
            differing += [f"{name}: {one}" for one in warm.keys() | cold.keys() if warm.get(one) != cold.get(one)]
    report(
        "the same numbers warm and cold",
        {
            "candidates_compared": compared,
            "differing": sorted(differing),
        },
    )


def config_of(path: Path, models: list[str]) -> Config:
    """Every model on one variant, two folds."""
    return parse_config(
        {
            "data": {"csv_path": str(path), "target_column": "target"},
            "models": models,
            "preprocessing": {"scaling": ["standard"]},
            "cross_validation": {"n_folds": 2},
            "ensembles": {"weighted": {"enable": False}},
            "interpretation": {"compute_feature_importance": False},
        }
    )


def scores(tracker: Tracker, config: Config, path: Path) -> dict[str, Any]:
    """Scores per fold of every candidate of one run."""
    tasks = [task for task in children(tracker, config, path) if task.unit and task.unit.phase is Phase.TRAINING]
    return {str(task.unit): tracker.document(task.id, ARTIFACT)["scores"] for task in tasks}


if __name__ == "__main__":
    main()
