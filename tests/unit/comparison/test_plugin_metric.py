"""A metric of a plugin decides like a built-in one: who wins, what is said, the final check and every picture."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from plotly.graph_objects import Figure
from tests.outputs import by_name

from automl_shared.figures import BREAK_IN_WORD
from automl_shared.plugins import METRICS, Metric

NAME = "share_within_5"


@pytest.fixture(autouse=True)
def plugin(monkeypatch: pytest.MonkeyPatch) -> None:
    """Greater is better, unlike for the built-in scores of numbers that would decide otherwise."""
    mine = Metric(
        name=NAME,
        function=lambda y, predicted: np.mean(np.abs(y - predicted) < 5.0),
        task_types=("regression",),
        greater_is_better=True,
        needs="prediction",
        unit="share",
        sentence="{value} of the predictions are within 5",
    )
    monkeypatch.setitem(METRICS._items, NAME, mine)


def _add(made_run: Any, model: str, scores: list[float]) -> None:
    made_run.add_training(
        model,
        scores,
        primary_metric=NAME,
        scores={NAME: scores},
        train_scores={NAME: scores},
        cv_mean={NAME: float(np.mean(scores))},
        cv_std={NAME: float(np.std(scores))},
    )


def test_it_decides_and_is_said_in_its_own_words(made_run: Any) -> None:
    _add(made_run, "dummy", [0.20, 0.25, 0.22, 0.21, 0.23])
    _add(made_run, "ridge", [0.50, 0.52, 0.51, 0.49, 0.53])
    _add(made_run, "lightgbm", [0.80, 0.82, 0.79, 0.81, 0.83])
    info = made_run.compare(primary_metric=NAME)
    assert (info.primary_metric, info.greater_is_better) == (NAME, True)
    assert [row.model for row in info.leaderboard] == ["lightgbm", "ridge", "dummy"]
    assert info.recommendation.model == "lightgbm"
    assert info.recommendation.holdout == 0.9
    assert "higher is better" in info.recommendation.reason
    reporter = made_run.reporter
    assert reporter.scalars[f"comparison/best_{NAME}"] == pytest.approx(0.81)
    page = made_run.tracker.file(reporter.task_id, "report").read_text(encoding="utf-8")
    assert NAME in page
    assert "81.0 % of the predictions are within 5" in re.sub("<.*?>", "", page)
    texts = {name: _text(figure) for name, figure in by_name(reporter.figures).items()}
    assert NAME in texts["ranking"]
    assert NAME in texts["all candidates"]


def _text(figure: Figure) -> str:
    """Without the marks of plotly's lines."""
    return re.sub("<.*?>", "", str(figure.to_plotly_json()).replace(repr(BREAK_IN_WORD)[1:-1], ""))
