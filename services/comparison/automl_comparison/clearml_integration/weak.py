"""Where the recommended candidate is weak: its errors beside the columns of the rows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from automl_comparison.answers import said
from automl_comparison.clearml_integration.tables import parquet
from automl_comparison.clearml_integration.unseen import Unseen
from automl_comparison.groups import by_group
from automl_comparison.meta import Facts
from automl_comparison.pictures.drivers import strongest
from automl_comparison.segments import row_errors, weaknesses
from automl_shared.config.models import InterpretationSettings
from automl_shared.errors import ContractError, DataError, NotFound
from automl_shared.phase_run import PhaseRun

MOST_COLUMNS = 40
"""Looked at, the strongest first."""
KINDS = ("numeric", "categorical", "boolean")


def weak(run: PhaseRun, facts: Facts, seen: Unseen) -> Facts:
    """The facts with the weak parts; without where the data cannot be read, which is told and never fails the work."""
    sensitive = run.section(InterpretationSettings).sensitive_columns
    ordered = _columns(facts)
    names = {column.name for column in facts.data.columns if column.role == "feature"}
    wanted = list(dict.fromkeys([*ordered, *(name for name in sensitive if name in names)]))
    try:
        table = parquet(run, facts.data.task_id, "data", columns=wanted)
    except (ContractError, DataError, NotFound, ValueError) as error:  # no Parquet
        run.could_not("where the model is weak", error)
        return facts
    answer = said(facts, seen.predicted)
    errors = row_errors(seen.rows, answer)
    table = table.loc[errors.index]
    answers = None
    if len(facts.data.classes) <= 2:
        answers = pd.Series(answer.astype(np.float64), index=seen.rows.row_id).groupby(level=0).mean()
    return replace(
        facts,
        weaknesses=weaknesses(table[ordered], errors.to_numpy(), [name for name, _ in strongest(facts)]),
        sensitive=by_group(table, sensitive, errors, answers),
    )


def _columns(facts: Facts) -> list[str]:
    """The features that can be cut into parts."""
    fit = [column.name for column in facts.data.columns if column.role == "feature" and column.kind in KINDS]
    known = [name for name, _ in strongest(facts) if name in fit]
    return [*known, *(name for name in fit if name not in known)][:MOST_COLUMNS]
