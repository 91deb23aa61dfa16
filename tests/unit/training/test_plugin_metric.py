"""A metric of a plugin decides like a built-in one: in scores, importance, pictures and the summary."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from tests.outputs import by_name

from automl_shared.config.models import EvaluationSettings
from automl_shared.phase_io import ARTIFACT, TrainingSummaryInfo
from automl_shared.plugins import METRICS, Metric

NAME = "share_within_1"
CHOSEN = EvaluationSettings(primary_metric=NAME)


@pytest.fixture(autouse=True)
def plugin(monkeypatch: pytest.MonkeyPatch) -> None:
    """Greater is better, unlike for the built-in scores of numbers that would decide otherwise."""
    mine = Metric(
        name=NAME,
        function=lambda y, predicted: np.mean(np.abs(y - predicted) < 1.0),
        task_types=("regression",),
        greater_is_better=True,
        needs="prediction",
        unit="share",
    )
    monkeypatch.setitem(METRICS._items, NAME, mine)


def test_it_is_scored_first_and_shown(bench: Any) -> None:
    task = bench.training(bench.ready("regression"), "ridge", CHOSEN)
    assert bench.work_off(task) == 0
    made, reported = bench.trained(task), bench.reported(task)
    assert made.reporting_failures == []
    assert (made.primary_metric, next(iter(made.scores))) == (NAME, NAME)
    assert bench.tracker.document(task, "scores")["primary_metric"] == NAME
    assert reported.scalars[f"metric/{NAME}"] == made.cv_mean[NAME] > 0
    assert max(made.feature_importance.values()) > 0
    shown = {name for name, figure in by_name(reported.figures).items() if NAME in figure.to_json()}
    assert {"scores per fold", "feature importance"} <= shown


def test_it_ranks_the_candidates_of_the_summary(bench: Any) -> None:
    ready = bench.ready("regression")
    tasks = [bench.training(ready, model, CHOSEN) for model in ("dummy", "ridge")]
    assert [bench.work_off(task) for task in tasks] == [0, 0]
    task = bench.summary(tasks, CHOSEN)
    assert bench.work_off(task) == 0
    made = TrainingSummaryInfo.model_validate(bench.tracker.document(task, ARTIFACT))
    assert (made.primary_metric, made.greater_is_better) == (NAME, True)
    assert [child.model for child in made.children] == ["ridge", "dummy"]
