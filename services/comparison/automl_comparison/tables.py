"""Every candidate as a row, whatever became of it: one list for the CSV file, the picture and the report."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Literal

from automl_comparison.meta import Candidate, Choice, Facts
from automl_shared.phase_io import LeaderboardRow

if TYPE_CHECKING:
    import pandas as pd

Outcome = Literal["recommended", "scored", "baseline", "failed", "skipped"]


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line; what does not apply is None."""

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


def leaderboard(choice: Choice) -> list[LeaderboardRow]:
    """Everybody who was scored, best CV mean first."""
    return [
        LeaderboardRow(
            rank=rank,
            candidate=one.candidate,
            title=one.title,
            preprocess=one.preprocess,
            model=one.model,
            cv_mean=one.cv_mean,
            cv_std=one.cv_std,
            fit_seconds=one.fit_seconds,
            predict_seconds=one.predict_seconds,
            size_bytes=one.size_bytes,
            task_id=one.task_id,
        )
        for rank, one in enumerate(choice.ranking, start=1)
    ]


def rows(facts: Facts) -> list[Row]:
    """The scored ones in their order, then the failed, then what was skipped."""
    scored = [_scored(rank, one, facts.choice) for rank, one in enumerate(facts.choice.ranking, start=1)]
    failed = [
        Row(candidate=one.candidate, outcome="failed", task_id=one.task_id, cause=one.cause, remedy=one.remedy)
        for one in facts.failures
    ]
    skipped = [Row(candidate=name, outcome="skipped", cause=why) for name, why in facts.skipped.items()]
    return [*scored, *failed, *skipped]


def as_csv(table: Sequence[Row]) -> str:
    """The rows as CSV text with a header line."""
    names = [field.name for field in fields(Row)]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([getattr(row, name) for name in names] for row in table)
    return text.getvalue()


def as_frame(table: Sequence[Row]) -> pd.DataFrame:
    """The rows as a table, with gaps where something does not apply."""
    import pandas as pd

    kinds = {"rank": "Int64", "size_bytes": "Int64", "complexity": "Int64"}
    numbers = dict.fromkeys(("cv_mean", "cv_std", "fit_seconds", "predict_seconds"), "float64")
    return pd.DataFrame([asdict(row) for row in table]).astype({**kinds, **numbers})


def _scored(rank: int, one: Candidate, choice: Choice) -> Row:
    outcome: Outcome = "baseline" if one.is_baseline else "recommended" if one is choice.recommended else "scored"
    return Row(
        rank=rank,
        candidate=one.candidate,
        title=one.title,
        outcome=outcome,
        preprocess=one.preprocess,
        model=one.model,
        cv_mean=one.cv_mean,
        cv_std=one.cv_std,
        fit_seconds=one.fit_seconds,
        predict_seconds=one.predict_seconds,
        size_bytes=one.size_bytes,
        complexity=one.complexity,
        task_id=one.task_id,
    )
