"""From a file to its predictions, piece by piece: memory does not grow with the file."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Generator, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from automl_controller.predicting.drift import Shift, shifts
from automl_controller.predicting.known import Known
from automl_controller.predicting.output import written
from automl_controller.predicting.reasons import reasons
from automl_data.bundle import Bundle, Check, Inspection, Predictor, Problem
from automl_data.bundle.rows import rows_of, settings_of, typed
from automl_data.intake.naming import free_name
from automl_data.intake.pieces import pieces
from automl_shared.errors import ConfigError
from automl_shared.frozen import Frozen
from automl_shared.lazy import pa, pd
from automl_shared.machine import cores
from automl_shared.words import T_


@dataclass(kw_only=True)
class Predicted:
    """What was made of a file. ``classes``: rows by predicted class; else ``lowest``, ``mean`` and ``highest``.
    ``known``: how good it is where the file has the target."""

    output: Path
    rows: int = 0
    rows_warned: int = 0
    classes: Counter[str] = field(default_factory=Counter)
    lowest: float | None = None
    mean: float | None = None
    highest: float | None = None
    unused: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    shifts: list[Shift] = field(default_factory=list)
    known: Known = field(default_factory=Known)


def predict_file(
    bundle: Bundle[Predictor], source: Path, target: Path, *, check: Check = "refuse", explain: int = 0
) -> Predicted:
    """Predicts every row of a file, and writes it with the prediction, the probability of each class or
    between what the number lies (``low``, ``high``), what is odd
    about it (``warnings``) and, where ``explain`` is above 0, so many ``reasons``.

    Raises DataError when columns are missing, or hold something else than while learning; nothing is written then.
    """
    if target.exists() and source.exists() and target.samefile(source):
        raise ConfigError(
            T_("the predictions would overwrite the rows"), value=target, fix=T_("write them to another file: -o FILE")
        )
    made = Predicted(output=target)
    inspection = Inspection(bundle.columns, bundle.intake.language)
    looked_at = _looked_at(bundle, source, inspection, check)
    with written(target) as output, closing(looked_at), closing(_predicted(bundle, looked_at, explain)) as predicted:
        for one in predicted:
            output.add(_joined(one, bundle))
            _count(made, bundle, one)
            made.known.add(one.piece, one.predicted, bundle)
            made.unused = made.unused or _unused(one.piece, bundle)
    made.problems, made.shifts = inspection.problems, shifts(inspection.tallies, bundle.intake.language)
    return made


class _Piece(Frozen):
    """Rows of the file: as they came, as the model takes them, what is odd about each, and what is predicted."""

    piece: pa.Table
    rows: pd.DataFrame
    notes: np.ndarray
    predicted: np.ndarray = field(default_factory=lambda: np.empty(0))
    reasons: Sequence[str] | None = None


def _looked_at(bundle: Bundle[Predictor], source: Path, inspection: Inspection, check: Check) -> Generator[_Piece]:
    # closed at once when something is refused: Arrow reads ahead in a thread that must not outlive the process
    with closing(pieces(source, settings_of(bundle.intake))) as read:
        for piece in read:
            rows = rows_of(piece, bundle.columns, bundle.intake)
            notes = np.full(len(rows), "", dtype=object) if check == "off" else inspection.look(rows)
            if check == "refuse":
                inspection.refuse(by_command=True)
            yield _Piece(piece=piece, rows=typed(rows, bundle.columns), notes=notes)


def _predicted(bundle: Bundle[Predictor], looked_at: Iterable[_Piece], explain: int) -> Generator[_Piece]:
    """The pieces in order, predicted while the next ones are read."""

    def predict(one: _Piece) -> _Piece:
        predicted = bundle.answer(one.rows)
        return replace(
            one,
            predicted=predicted,
            reasons=reasons(bundle, one.rows, predicted, explain) if explain else None,
        )

    with ThreadPoolExecutor(cores()) as pool:
        waiting: deque[Future[_Piece]] = deque()
        for one in looked_at:
            waiting.append(pool.submit(predict, one))
            if len(waiting) > cores():
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _unused(piece: pa.Table, bundle: Bundle[Predictor]) -> list[str]:
    """Columns of the file that are not predicted from."""
    renamed = settings_of(bundle.intake).editing.rename_columns
    used = {column.name for column in bundle.columns} | {bundle.target}
    return [name for name in piece.column_names if name not in used and renamed.get(name) not in used]


def _joined(one: _Piece, bundle: Bundle[Predictor]) -> pa.Table:
    """The rows as they came, and ours behind them, under names that are free."""
    table = one.piece
    ours: dict[str, Any] = {**bundle.told(one.predicted)}
    if bundle.classes:
        ours["prediction"] = pa.array(ours["prediction"], pa.string())
    ours["warnings"] = pa.array(one.notes, pa.string())
    if one.reasons is not None:
        ours["reasons"] = pa.array(one.reasons, pa.string())
    for name, values in ours.items():
        table = table.append_column(free_name(name, table.column_names), pa.chunked_array([pa.array(values)]))
    return table


def _count(made: Predicted, bundle: Bundle[Predictor], one: _Piece) -> None:
    before, predicted = made.rows, one.predicted
    made.rows += len(predicted)
    made.rows_warned += int((one.notes != "").sum())
    if bundle.classes:
        made.classes.update(bundle.labels(predicted))
        return
    made.lowest = float(min(predicted.min(), made.lowest if made.lowest is not None else np.inf))
    made.highest = float(max(predicted.max(), made.highest if made.highest is not None else -np.inf))
    made.mean = float(((made.mean or 0.0) * before + predicted.sum()) / made.rows)
