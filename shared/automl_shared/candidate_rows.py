"""Every candidate of a run as a row, whatever became of it: for tables, CSV files and documents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal, Self

from automl_shared.frozen import Frozen
from automl_shared.phase_io import Failure, LeaderboardRow, TrainingInfo
from automl_shared.plugins import METRICS

Outcome = Literal["recommended", "scored", "baseline", "failed", "skipped"]


class CandidateRow(Frozen):
    """What does not apply is None; ``fit_seconds`` of all folds, ``predict_seconds`` for 1,000 rows."""

    rank: int | None = None
    candidate: str
    title: str = ""
    """What people read; empty for what gave no result."""
    outcome: Outcome
    preprocess: str | None = None
    model: str | None = None
    cv_mean: float | None = None
    cv_std: float | None = None
    fit_seconds: float | None = None
    predict_seconds: float | None = None
    size_bytes: int | None = None
    complexity: int | None = None
    task_id: str = ""
    cause: str = ""
    remedy: str = ""

    @classmethod
    def scored(cls, row: LeaderboardRow, outcome: Outcome, *, complexity: int | None = None) -> Self:
        return cls(**row.model_dump(), outcome=outcome, complexity=complexity)

    @classmethod
    def without_result(cls, failure: Failure) -> Self:
        """Failed; skipped where the time budget had no room for it, or it never became a task."""
        skipped = failure.left_out or not failure.task_id
        return cls(**failure.model_dump(exclude={"left_out"}), outcome="skipped" if skipped else "failed")

    @classmethod
    def skipped(cls, candidate: str, why: str) -> Self:
        return cls(candidate=candidate, outcome="skipped", cause=why)

    def values(self, columns: Sequence[str]) -> dict[str, Any]:
        """The named columns, in this order."""
        return {name: getattr(self, name) for name in columns}


def ranked(trained: Iterable[TrainingInfo]) -> list[LeaderboardRow]:
    """What is trained so far, by the metric that decides; the best mean first, equal ones by name."""
    scored = [info for info in trained if info.primary_metric in info.cv_mean]
    if not scored:
        return []
    metric = scored[0].primary_metric
    sign = -1 if metric in METRICS and METRICS.get(metric).greater_is_better else 1
    scored.sort(key=lambda info: (sign * info.cv_mean[info.primary_metric], info.candidate))
    return [info.row(rank) for rank, info in enumerate(scored, start=1)]
