"""The ranking of a run that has not decided yet."""

from __future__ import annotations

from collections.abc import Sequence

from automl_shared.phase_io import LeaderboardRow, TrainingInfo
from automl_shared.plugins import METRICS


def so_far(trained: Sequence[TrainingInfo]) -> tuple[LeaderboardRow, ...]:
    """A ranking of what is trained by now, by the metric that decides."""
    rows = [info for info in trained if info.primary_metric in info.cv_mean]
    up = bool(rows) and rows[0].primary_metric in METRICS and METRICS.get(rows[0].primary_metric).greater_is_better
    rows.sort(key=lambda info: info.cv_mean[info.primary_metric], reverse=up)
    return tuple(
        LeaderboardRow(
            rank=rank,
            candidate=info.candidate,
            title=info.title,
            preprocess=info.preproc_id,
            model=info.model,
            cv_mean=info.cv_mean[info.primary_metric],
            cv_std=info.cv_std[info.primary_metric],
            fit_seconds=info.fit_seconds,
            predict_seconds=info.predict_seconds,
            size_bytes=info.size_bytes,
            task_id=info.task_id,
        )
        for rank, info in enumerate(rows, 1)
    )
