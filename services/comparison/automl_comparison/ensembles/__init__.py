"""Ensembles: mixtures of a run's candidates, made from their out-of-fold predictions alone.

An ensemble competes with an estimate of its own: for each fold its members and weights are chosen on the other folds.
"""

from automl_comparison.ensembles.build import Request, build
from automl_comparison.ensembles.outcome import Ensemble, Ensembles, Said
from automl_comparison.ensembles.predictions import Predictions
from automl_comparison.ensembles.stored import store
from automl_comparison.ensembles.tables import ensembles_for, held_out_table, rows_of
from automl_comparison.rows import Rows, scored_rows

__all__ = [
    "Ensemble",
    "Ensembles",
    "Predictions",
    "Request",
    "Rows",
    "Said",
    "build",
    "ensembles_for",
    "held_out_table",
    "rows_of",
    "scored_rows",
    "store",
]
