"""Out-of-fold and hold-out predictions of candidates, read from their tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from automl_comparison.rows import Rows
from automl_shared.errors import ContractError
from automl_shared.lazy import pq
from automl_shared.words import T_, TN_

KEEP_BYTES = 256_000_000
"""Predictions kept in memory at most; what is over is read again when it is needed."""

Fetch = Callable[[str], Path]
"""Candidate to the local file of its out-of-fold predictions."""


class Predictions:
    """The out-of-fold predictions of candidates, in the order of ``rows``.

    (n_rows,) float64 values, or (n_rows, n_classes) float32 probabilities. Fetching is done one at a time.
    """

    def __init__(self, fetch: Fetch, rows: Rows, keep_bytes: int = KEEP_BYTES) -> None:
        self._fetch, self._rows, self._room = fetch, rows, keep_bytes
        self._kept: dict[str, np.ndarray] = {}

    def of(self, candidate: str) -> np.ndarray:
        """Raises ContractError when the table is not for these rows, or has predictions that are no numbers."""
        if candidate in self._kept:
            return self._kept[candidate]
        predicted = out_of_fold(self._fetch(candidate), self._rows)
        if predicted.nbytes <= self._room:
            self._room -= predicted.nbytes
            self._kept[candidate] = predicted
        return predicted

    def on(self, rows: slice) -> Callable[[str], np.ndarray]:
        """`of` for some of the rows."""
        return lambda candidate: self.of(candidate)[rows]


def out_of_fold(path: Path, rows: Rows) -> np.ndarray:
    """The predictions in a training's ``oof_predictions``, in the order of ``rows``."""
    columns = prediction_columns(rows.n_classes)
    table = _columns(path, ["row_id", "repeat", "fold", *columns])
    order = _order(table, rows)
    if not rows.n_classes:
        return _finite(table["prediction"][order].astype(np.float64), path)
    return _finite(np.column_stack([table[name] for name in columns]).astype(np.float32)[order], path)


def held_out(path: Path, row_ids: np.ndarray, n_classes: int) -> np.ndarray:
    """The predictions in a training's ``holdout_predictions`` for these rows, (n_rows,) or (n_rows, n_classes)."""
    columns = prediction_columns(n_classes)
    table = _columns(path, ["row_id", *columns])
    order = np.argsort(table["row_id"], kind="stable")
    places = np.searchsorted(table["row_id"], row_ids, sorter=order)
    if len(order) != len(row_ids) or not np.array_equal(table["row_id"][order[places % len(order)]], row_ids):
        raise ContractError(T_("a member's predictions are not for the rows of the hold-out"), fix=T_("run it again"))
    values = np.column_stack([table[name] for name in columns])[order[places]].astype(np.float64)
    return _finite(values if n_classes else values[:, 0], path)


def prediction_columns(n_classes: int) -> list[str]:
    return [f"proba_{number}" for number in range(n_classes)] or ["prediction"]


def _columns(path: Path, names: list[str]) -> dict[str, np.ndarray]:
    there = pq.read_schema(path).names
    missing = [name for name in names if name not in there]
    if missing:
        raise ContractError(T_("the predictions lack columns"), value=", ".join(missing), fix=T_("run it again"))
    table: Any = pq.read_table(path, columns=names)
    return {name: table.column(name).to_numpy() for name in names}


def _order(table: dict[str, np.ndarray], rows: Rows) -> Any:
    """What brings the table into the order of the rows. Trainings write it so; any other order is found out."""
    place = _fold_place(table, rows)
    if np.array_equal(table["row_id"], rows.row_id) and np.array_equal(place, rows.fold):
        return slice(None)
    given, wanted = np.lexsort((table["row_id"], place)), np.lexsort((rows.row_id, rows.fold))
    same = len(given) == len(wanted) and np.array_equal(place[given], rows.fold[wanted])
    if not same or not np.array_equal(table["row_id"][given], rows.row_id[wanted]):
        raise ContractError(
            T_("the out-of-fold predictions are not for the rows of the folds"),
            value=T_("{given} predictions, {wanted} rows", given=len(given), wanted=len(wanted)),
            fix=T_("run it again"),
        )
    order = np.empty(len(given), dtype=np.int64)
    order[wanted] = given
    return order


def _fold_place(table: dict[str, np.ndarray], rows: Rows) -> np.ndarray:
    """(n,) place of each prediction's fold among all; folds count from 0 in each repeat, in their order."""
    first = {repeat: rows.repeats.index(repeat) for repeat in dict.fromkeys(rows.repeats)}
    starts = np.array([first.get(repeat, rows.n_folds) for repeat in range(max(rows.repeats) + 1)])
    known = np.clip(table["repeat"], 0, len(starts) - 1)
    return np.asarray(starts[known] + table["fold"])


def _finite(predicted: np.ndarray, path: Path) -> np.ndarray:
    broken = ~np.isfinite(predicted)
    if broken.any():
        raise ContractError(
            T_("predictions are not finite numbers"),
            value=TN_("{n} value in {file}", "{n} values in {file}", n=int(broken.sum()), file=path.name),
            fix=T_("run it again"),
        )
    return predicted
