"""Are there enough rows, and could all of them be used?"""

from __future__ import annotations

from math import ceil

from automl_preprocessing.folding import are_repeatable
from automl_preprocessing.quality.evidence import Evidence
from automl_preprocessing.words.findings import word
from automl_shared.phase_io import Finding

FEW_ROWS, VERY_FEW_ROWS = 200, 50
FEW_SCORED_ROWS = 10
LEAST_FOLDS = 2


def rows(e: Evidence) -> Finding:
    """Too few rows for steady scores, which repeats make steadier where none are done yet."""
    n_train = len(e.train)
    if n_train >= FEW_ROWS:
        return e.green("rows", rows=n_train)
    light = e.red if n_train < VERY_FEW_ROWS else e.yellow
    finding = light("rows", rows=n_train, enough=ceil(FEW_ROWS / (1 - e.data.test_size)))
    if e.folds.n_repeats > 1 or not are_repeatable(e.plan.kind, e.folds):
        return finding
    return finding.model_copy(update={"action": f"{finding.action} {word('rows_repeat', e.language)}"})


def rows_per_fold(e: Evidence) -> Finding | None:
    """More folds than the rows are good for; few rows alone are told by `rows`."""
    scored = len(e.train) // e.plan.n_folds
    if len(e.train) < VERY_FEW_ROWS:
        return None
    if scored >= FEW_SCORED_ROWS:
        return e.green("rows_per_fold", rows=scored)
    fewer = max(LEAST_FOLDS, len(e.train) // FEW_SCORED_ROWS)
    return e.yellow("rows_per_fold", rows=scored, folds=e.plan.n_folds, fewer=fewer)


def wide(e: Evidence) -> Finding:
    """More columns than rows: something always fits by chance."""
    n_features, n_train = len(e.features), len(e.train)
    if n_features <= n_train:
        return e.green("wide")
    return e.yellow("wide", features=n_features, rows=n_train)
