"""What candidates are trained on: the rows of a preprocessing, their targets and folds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace

import numpy as np
import pandas as pd

from automl_data.recipe import NO_TIES, Ties
from automl_data.recipe.past import history_of
from automl_shared.errors import ContractError, DataError
from automl_shared.folds import FITTED_ON, SCORED_ON, fold_column, fold_of
from automl_shared.frozen import Frozen
from automl_shared.phase_io import PreprocessingInfo
from automl_shared.plugins import Metric
from automl_shared.readings import Reading
from automl_shared.words import T_, TN_
from automl_training.candidate import Candidate, FittedPipeline


class Fold(Frozen):
    """Positions of the rows a fold is fitted on and scored on."""

    repeat: int
    fold: int
    fitted_on: np.ndarray
    scored_on: np.ndarray

    @property
    def name(self) -> str:
        return fold_column(self.repeat, self.fold)

    @property
    def label(self) -> str:
        """What a reader calls it: folds and repeats counted from 1."""
        return f"{self.fold + 1}" if self.repeat == 0 else f"{self.fold + 1} (repeat {self.repeat + 1})"


class Material(Frozen):
    """What a candidate is trained on. Positions count the rows of ``X``.

    X: (n_rows, n_columns) raw. y: (n_rows,) floats, or class indices. row_ids: (n_rows,).
    ``training``: positions of all rows that are not held out, ``holdout`` of those that are. ``as_read``: column to its
    dtype as the file was read, where it is known. ``readings``: how texts of columns were read. weights: (n_rows,)
    above 0, how much each row counts; None where all count the same.
    """

    X: pd.DataFrame
    y: np.ndarray
    row_ids: np.ndarray
    folds: Sequence[Fold]
    training: np.ndarray
    holdout: np.ndarray
    readings: Mapping[str, Reading] = field(default_factory=dict)
    as_read: Mapping[str, str] = field(default_factory=dict)
    weights: np.ndarray | None = None
    ties: Ties = NO_TIES
    """What splits inside the rows fitted on respect."""

    def weights_of(self, rows: np.ndarray) -> np.ndarray | None:
        """The weights of the rows at these positions."""
        return None if self.weights is None else self.weights[rows]

    def fitted(self, candidate: Candidate, rows: np.ndarray) -> FittedPipeline:
        """A candidate fitted on the rows at these positions. Raises as `Candidate.fit` does."""
        return candidate.fit(self.X.iloc[rows], self.y[rows], self.weights_of(rows), self.ties.at(rows))

    def scored(self, metric: Metric, rows: np.ndarray, predicted: np.ndarray) -> float:
        """The metric on the rows at these positions; NaN for none. predicted: (n,) or (n, n_classes) of these rows."""
        return metric.score(self.y[rows], predicted, self.weights_of(rows))


def material(data: pd.DataFrame, folds: pd.DataFrame, info: PreprocessingInfo) -> Material:
    """The rows of a preprocessing, in the order of its fold table.

    data: (n_rows, n_columns), index ``row_id``; a feature may be called that too. folds: (n_rows, 2 + n_folds). Raises
    ContractError when the two do not belong together, DataError when no column is left to predict from.
    """
    rows = data if data.index.name == "row_id" else data.set_index("row_id")
    if not rows.index.is_unique or not np.array_equal(np.sort(rows.index), np.sort(folds["row_id"])):
        raise ContractError(
            T_("the data and the folds of the preprocessing have different rows"),
            value=T_("{rows} and {folds} rows", rows=len(rows), folds=len(folds)),
            fix=T_("run it again"),
        )
    if not np.array_equal(rows.index, folds["row_id"]):
        rows = rows.loc[folds["row_id"]]
    columns = info.recipe.names
    if not columns:
        raise DataError(
            T_("no column is left to predict from"),
            value=info.preproc_id,
            fix=T_("check the data-quality lights of the preprocessing, and data.feature_columns"),
        )
    held = folds["holdout"].to_numpy(dtype=bool)
    y = target_values(rows[info.target], info.classes)
    return Material(
        X=rows[columns].reset_index(drop=True),
        y=y,
        row_ids=folds["row_id"].to_numpy(),
        folds=read_folds(folds),
        training=np.flatnonzero(~held),
        holdout=np.flatnonzero(held),
        readings={column.name: column.reading for column in info.columns if column.reading},
        as_read={column.name: column.dtype for column in info.columns},
        weights=None if info.weight is None else rows[info.weight].to_numpy(dtype=np.float64),
        ties=replace(_ties(rows, info), history=history_of(info.recipe, rows, y)),
    )


def _ties(rows: pd.DataFrame, info: PreprocessingInfo) -> Ties:
    """What the folds respect. A preprocessing of an earlier version has not stored it."""
    if info.tie is None or info.tie not in rows:
        return NO_TIES
    codes = pd.factorize(rows[info.tie], sort=True)[0].astype(np.int64)
    return Ties(times=codes) if info.fold_plan.kind == "timeseries" else Ties(groups=codes)


def target_values(target: pd.Series, classes: Sequence[str]) -> np.ndarray:
    """(n_rows,) floats, or indices into ``classes``. Raises DataError for a value that is neither."""
    if not classes:
        values = pd.to_numeric(target, errors="coerce").to_numpy(dtype=np.float64)
        if not np.isfinite(values).all():
            raise DataError(
                T_("the target has values that are not finite numbers"),
                value=TN_(
                    "{column}: {n} row", "{column}: {n} rows", column=target.name, n=int((~np.isfinite(values)).sum())
                ),
                fix=T_("correct or drop these rows"),
            )
        return values
    index = {label: position for position, label in enumerate(classes)}
    places, labels = pd.factorize(target, use_na_sentinel=False)
    codes = np.array([index.get(str(label), -1) for label in labels], dtype=np.int64)[places]
    if (codes < 0).any():
        raise DataError(
            T_("the target has a value that is none of its classes"),
            value=repr(target[codes < 0].iloc[0]),
            allowed=", ".join(classes),
            fix=T_("run it again"),
        )
    return codes


def read_folds(folds: pd.DataFrame) -> list[Fold]:
    """The folds of a fold table, in column order. Raises ContractError when there is none, or one is empty."""
    found = []
    for column in folds.columns:
        if place := fold_of(column):
            marks = folds[column].to_numpy()
            found.append(
                Fold(
                    repeat=place[0],
                    fold=place[1],
                    fitted_on=np.flatnonzero(marks == FITTED_ON),
                    scored_on=np.flatnonzero(marks == SCORED_ON),
                )
            )
    broken = [fold.name for fold in found if not len(fold.fitted_on) or not len(fold.scored_on)]
    if not found or broken:
        raise ContractError(
            T_("the fold table has no usable folds"),
            value=", ".join(broken) or list(folds.columns),
            fix="--set cross_validation.n_folds=null",
        )
    return found
