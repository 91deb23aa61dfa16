"""Between ensembles and the tables of the run's tasks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from automl_comparison.ensembles.build import Request, build
from automl_comparison.ensembles.outcome import Ensemble, Ensembles, Said, reasons
from automl_comparison.ensembles.predictions import Fetch, Predictions, held_out, prediction_columns
from automl_comparison.rows import Rows, scored_rows
from automl_shared.errors import ContractError, DataError, NotFound
from automl_shared.lazy import pd
from automl_shared.phase_io import PreprocessingInfo


def ensembles_for(
    request: Request,
    data: PreprocessingInfo,
    folds: pd.DataFrame,
    *,
    truth: Callable[[], pd.DataFrame],
    fetch: Fetch,
) -> Ensembles:
    """`build` on a run's tables.

    ``truth``: reads target and weights, by ``row_id``; ``fetch``: finds out-of-fold predictions.

    Tables that cannot be read are no reason to have no decision: they are told as why there is no ensemble.
    """
    if not request.kinds:
        return Ensembles(best_single=request.best_single)
    try:
        rows = rows_of(data, folds, truth())
    except (ContractError, DataError, NotFound) as error:
        return _none(request, Said("failed", reasons(error, request.language)))
    except (ValueError, KeyError) as error:  # a file that is no Parquet, or lacks the target
        return _none(request, Said("failed", {"cause": str(error), "remedy": "run it again"}))
    return build(request, Predictions(fetch, rows), rows)


def rows_of(data: PreprocessingInfo, folds: pd.DataFrame, truth: pd.DataFrame) -> Rows:
    """The rows that a preprocessing's folds score. truth: target and weights, by ``row_id``.

    Raises as `scored_rows` does.
    """
    return scored_rows(
        folds,
        truth[data.target],
        data.classes,
        weights=None if data.weight is None else truth[data.weight],
        in_time_order=data.fold_plan.kind == "timeseries",
    )


def _none(request: Request, why: Said) -> Ensembles:
    return Ensembles(left_out={kind.name: why for kind in request.kinds}, best_single=request.best_single)


def held_out_table(ensemble: Ensemble, row_ids: Sequence[int], *, n_classes: int, fetch: Fetch) -> pd.DataFrame:
    """The ensemble's ``holdout_predictions``, mixed from its members'. Raises ContractError or NotFound."""
    rows = np.asarray(row_ids)
    predicted = ensemble.combination.combine(lambda name: held_out(fetch(name), rows, n_classes))
    columns = prediction_columns(n_classes)
    return pd.DataFrame({"row_id": rows, **dict(zip(columns, predicted.reshape(len(rows), -1).T, strict=True))})
