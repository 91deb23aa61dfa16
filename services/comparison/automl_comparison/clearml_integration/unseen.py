"""What the recommended candidate said about rows it had not seen: its out-of-fold predictions."""

from __future__ import annotations

import numpy as np

from automl_comparison.clearml_integration.tables import UNREADABLE, fold_table, truth
from automl_comparison.ensembles import Rows, rows_of
from automl_comparison.ensembles.predictions import out_of_fold
from automl_comparison.meta import Facts
from automl_shared.frozen import Frozen
from automl_shared.phase_run import PhaseRun


class Unseen(Frozen):
    """predicted: (n_rows,) values or (n_rows, n_classes) probabilities, in the order of ``rows``."""

    rows: Rows
    predicted: np.ndarray


def unseen(run: PhaseRun, facts: Facts) -> Unseen | None:
    """None when nothing is recommended, or when the tables cannot be read, which is told and never fails the work."""
    if facts.choice.recommended is None:
        return None
    try:
        return _read(run, facts)
    except UNREADABLE as error:
        run.could_not("the errors to expect", error)
        return None


def _read(run: PhaseRun, facts: Facts) -> Unseen:
    chosen, data = facts.choice.recommended, facts.data
    assert chosen is not None, "somebody is recommended"
    rows = rows_of(data, fold_table(run, data.task_id, data.fold_plan.hash), truth(run, data))
    ensemble = facts.ensembles.of(chosen)
    if ensemble is not None:
        return Unseen(rows=rows, predicted=ensemble.out_of_fold)
    return Unseen(rows=rows, predicted=out_of_fold(run.file_of(chosen.task_id, "oof_predictions"), rows))
