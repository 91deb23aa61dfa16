"""What a search has tried, as plain data."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any, Literal

import numpy as np
import pandas as pd

from automl_shared.frozen import Frozen
from automl_shared.phase_io import SearchInfo
from automl_shared.plugins import Metric
from automl_training.candidate import Candidate
from automl_training.meta import json_safe
from automl_training.processing import FoldResult
from automl_training.search.space import Settings, Space

State = Literal["complete", "pruned", "failed", "stopped"]
"""Scored on every fold · given up after some, clearly behind · raised · cut off by the time limit."""


class Trial(Frozen):
    """One setting, tried. Number 1 is the model's default with the person's own parameters."""

    number: int
    state: State
    settings: Settings
    scores: Sequence[float]
    """Of the metric that decides, one per fold that was finished, in fold order."""
    seconds: float
    error: str = ""

    @property
    def mean(self) -> float:
        """Over the folds with a value; NaN without any."""
        values = np.asarray(self.scores, dtype=np.float64)
        return float(np.nanmean(values)) if np.isfinite(values).any() else float("nan")


class Search(Frozen):
    """A finished search. ``candidate`` has the best setting, ``folds`` are that trial's: nothing is fitted again."""

    method: str
    metric: Metric
    space: Space
    trials: Sequence[Trial]
    candidate: Candidate
    folds: Sequence[FoldResult]
    best: Trial
    n_wanted: int
    """Trials that were asked for."""
    seconds: float
    out_of_time: bool = False
    grid_size: int | None = None
    """Settings of the whole grid but the default, where a grid was searched and it had to be cut."""
    importance: Mapping[str, float] = field(default_factory=dict)
    """Searched parameter to its share in the differences between the scores; empty when that cannot be told."""

    @property
    def default(self) -> Trial:
        return self.trials[0]

    @property
    def gain(self) -> float | None:
        """How much better the best trial scores than the default, never negative; None when the default has none."""
        if self.default.state != "complete":
            return None
        return abs(self.best.mean - self.default.mean)

    def count(self, state: State) -> int:
        return sum(one.state == state for one in self.trials)

    def info(self) -> SearchInfo:
        """For the phase output."""
        default = self.default.mean
        return SearchInfo(
            method=self.method,
            n_trials=len(self.trials),
            n_pruned=self.count("pruned"),
            n_failed=self.count("failed"),
            best_trial=self.best.number,
            best_score=self.best.mean,
            default_score=default if self.gain is not None else None,
            gain=self.gain,
            best_params=json_safe(self.best.settings),
            seconds=self.seconds,
            out_of_time=self.out_of_time,
        )

    def table(self) -> pd.DataFrame:
        """The artifact ``trials``: one row per trial, one column ``score_<fold>`` per fold."""
        names = [one.fold.name for one in self.folds]
        return pd.DataFrame([_row(one, names) for one in self.trials])

    def facts(self) -> dict[str, Any]:
        """What the pictures are drawn from."""
        params = self.space.params
        return {
            "method": self.method,
            "metric": self.metric.name,
            "unit": self.metric.unit,
            "greater_is_better": self.metric.greater_is_better,
            "trials": [
                {"number": one.number, "mean": one.mean, "settings": json_safe(one.settings)}
                for one in self.trials
                if one.state == "complete"
            ],
            "n_trials": len(self.trials),
            "n_pruned": self.count("pruned"),
            "n_failed": self.count("failed"),
            "best": self.best.mean,
            "best_settings": json_safe(self.best.settings),
            "default": self.default.mean if self.gain is not None else None,
            "default_settings": json_safe(self.default.settings),
            "out_of_time": self.out_of_time,
            "grid_size": self.grid_size,
            "n_drawn": self.n_wanted - 1,
            "importance": dict(self.importance),
            "params": {name: {"log": one.log, "choice": one.kind == "choice"} for name, one in params.items()},
        }


def _row(trial: Trial, names: Sequence[str]) -> dict[str, Any]:
    scores = dict(zip((f"score_{name}" for name in names), trial.scores, strict=False))
    return {
        "number": trial.number,
        "state": trial.state,
        "params": json.dumps(json_safe(trial.settings), ensure_ascii=False),
        "score": trial.mean,
        **{f"score_{name}": scores.get(f"score_{name}") for name in names},
        "seconds": round(trial.seconds, 3),
        "error": trial.error,
    }
