"""Every candidate as a row, whatever became of it: one list for the CSV file, the picture and the report."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict, fields

from automl_comparison.meta import Candidate, Choice, Facts
from automl_shared.candidate_rows import CandidateRow, Outcome
from automl_shared.lazy import pd
from automl_shared.phase_io import LeaderboardRow

COLUMNS = tuple(field.name for field in fields(CandidateRow))
_RANKED = tuple(name for name in LeaderboardRow.model_fields if name != "rank")


def leaderboard(choice: Choice) -> list[LeaderboardRow]:
    """Everybody who was scored, best CV mean first."""
    return [
        LeaderboardRow(rank=rank, **{name: getattr(candidate, name) for name in _RANKED})
        for rank, candidate in enumerate(choice.ranking, start=1)
    ]


def rows(facts: Facts) -> list[CandidateRow]:
    """The scored ones in their order, then the failed, then what was skipped."""
    choice = facts.choice
    scored = [
        CandidateRow.scored(row, _outcome(candidate, choice), complexity=candidate.complexity)
        for row, candidate in zip(leaderboard(choice), choice.ranking, strict=True)
    ]
    skipped = [CandidateRow.skipped(name, why) for name, why in facts.skipped.items()]
    missing = [*map(CandidateRow.without_result, facts.failures), *skipped]
    return [*scored, *sorted(missing, key=lambda row: row.outcome == "skipped")]


def as_csv(table: Sequence[CandidateRow]) -> str:
    """The rows as CSV text with a header line."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(row.values(COLUMNS) for row in table)
    return text.getvalue()


def as_frame(table: Sequence[CandidateRow]) -> pd.DataFrame:
    """The rows as a table, with gaps where something does not apply."""
    kinds = {"rank": "Int64", "size_bytes": "Int64", "complexity": "Int64"}
    numbers = dict.fromkeys(("cv_mean", "cv_std", "fit_seconds", "predict_seconds"), "float64")
    return pd.DataFrame([asdict(row) for row in table]).astype({**kinds, **numbers})


def _outcome(candidate: Candidate, choice: Choice) -> Outcome:
    return "baseline" if candidate.is_baseline else "recommended" if candidate is choice.recommended else "scored"
