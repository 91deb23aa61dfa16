"""A fitted thing in memory: everything needed to predict from raw rows."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from contextlib import closing
from dataclasses import field
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar

import numpy as np
import pandas as pd

from automl_data.bundle.calibration import calibrated
from automl_data.bundle.inspection import Inspection
from automl_data.bundle.manifest import Answers, Facts, Intake, RawColumn
from automl_data.bundle.prepared import Predictor, PreparedRows
from automl_data.bundle.rows import read_or_told, rows_of, settings_of
from automl_data.bundle.writing import Written, write_candidate
from automl_data.intake.columns import changed
from automl_shared.errors import DataError, did_you_mean
from automl_shared.frozen import Frozen
from automl_shared.words import T_

Check = Literal["refuse", "warn", "off"]
"""What to do about rows unlike those learned: raise DataError where predictions would be wrong and warn of the rest,
warn of both, or not look at all."""


class UnlikeLearned(UserWarning):
    """Rows are unlike those the model learned from."""


P = TypeVar("P", bound=Predictor, covariant=True)


class Bundle(Frozen, Generic[P]):
    """Fitted pipelines, combined, with the schema of the rows they take.

    ``classes``: labels in order, as text; empty for regression. ``weights``: one a member, of any sum; empty for the
    plain mean. ``final``: the fitted second level of a stacking, or None; see `write_ensemble` for what it is asked.
    ``facts``: of a bundle that was loaded. ``intake``: how the files it learned from were read.
    """

    members: Sequence[P]
    columns: Sequence[RawColumn]
    target: str
    classes: Sequence[str]
    weights: Sequence[float] = ()
    final: Any = None
    facts: Facts | None = None
    intake: Intake = field(default_factory=Intake)
    answers: Answers = field(default_factory=Answers)

    def predict(self, frame: pd.DataFrame, *, check: Check = "refuse") -> np.ndarray:
        """frame: (n_rows, at least the columns). Returns (n_rows,) values, or class labels as text.

        Raises DataError when columns are missing, or hold something else than while learning; see `Check`.
        """
        answer = self.answer(self._checked(frame, check))
        return self.labels(answer) if self.classes else answer

    def predict_proba(self, frame: pd.DataFrame, *, check: Check = "refuse") -> np.ndarray:
        """(n_rows, n_classes) probabilities in the order of ``classes``.

        Raises DataError as `predict` does, and for a regression model.
        """
        if not self.classes:
            raise DataError(T_("this model predicts a number, not classes"), value=self.target, fix=T_("use predict"))
        return self.answer(self._checked(frame, check))

    def predict_table(self, frame: pd.DataFrame, *, check: Check = "refuse") -> pd.DataFrame:
        """(n_rows, n) all that is told of the rows, in columns named as `told` says. Raises DataError as `predict`."""
        return pd.DataFrame(self.told(self.answer(self._checked(frame, check))), index=frame.index)

    def read(self, path: Path | str) -> pd.DataFrame:
        """(n_rows, n_columns) the columns it predicts from, in a file that is read as those it learned from were.

        Raises DataError for a file that is no table or lacks columns.
        """
        from automl_data.intake.pieces import pieces

        with closing(pieces(Path(path), settings_of(self.intake))) as found:
            return pd.concat([rows_of(piece, self.columns, self.intake) for piece in found], ignore_index=True)

    def answer(self, frame: pd.DataFrame) -> np.ndarray:
        """What is told of rows nobody checks: (n_rows,) values or (n_rows, n_classes) probabilities, calibrated where
        the file says how.

        What says how was fitted to what single models say: each of them is calibrated before they are averaged, which
        are less sure than any of them. Only what an ensemble's members say is combined first, as it was there.
        """
        by = self.answers.calibration
        if by is None or self.weights or self.final is not None:
            return calibrated(self.average(frame), by)
        rows = self.prepared(frame)
        if rows.rows.empty:
            return self._nothing()
        return np.asarray(np.mean([calibrated(rows.predicted(member), by) for member in self.members], axis=0))

    def labels(self, probabilities: np.ndarray) -> np.ndarray:
        """(n_rows,) the class said of each of (n_rows, n_classes) probabilities that `answer` gave, as text: the
        likeliest, or the second of two from ``answers.threshold`` on."""
        threshold = self.answers.threshold
        place = probabilities.argmax(axis=1) if threshold is None else (probabilities[:, 1] >= threshold).astype(int)
        named: np.ndarray = np.asarray(self.classes, dtype=object)[place]
        return named

    def told(self, answer: np.ndarray) -> dict[str, np.ndarray]:
        """Columns, (n_rows,) each: ``prediction``, and with it ``probability_<class>`` of each class, or ``low`` and
        ``high``, between which a number lies. answer: as `answer` gives it."""
        if self.classes:
            each = {f"probability_{name}": answer[:, place] for place, name in enumerate(self.classes)}
            return {"prediction": self.labels(answer), **each}
        between = self.interval(answer)
        return {"prediction": answer, **(dict(zip(("low", "high"), between, strict=True)) if between else {})}

    def interval(self, predicted: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
        """Between what the truth lies, (n_rows,) each, in a share ``answers.level`` of new rows; None where that is not
        known. predicted: (n_rows,) values."""
        reach = self.answers.reach
        return None if reach is None else (predicted - reach, predicted + reach)

    def average(self, frame: pd.DataFrame) -> np.ndarray:
        """What the members say together, not calibrated: (n_rows,) values or (n_rows, n_classes) probabilities."""
        return self.together(self.prepared(frame))

    def together(self, rows: PreparedRows) -> np.ndarray:
        """`average` of rows that other models may have prepared."""
        if rows.rows.empty:
            return self._nothing()
        said = [rows.predicted(member) for member in self.members]
        if self.final is not None:
            return self._second_level(np.column_stack(said))
        return np.asarray(np.average(said, axis=0, weights=self.weights or None))

    def prepared(self, frame: pd.DataFrame) -> PreparedRows:
        """The rows for all members together. Raises DataError as `rows` does."""
        return PreparedRows(self.rows(frame), self.columns)

    def _nothing(self) -> np.ndarray:
        """Of no rows."""
        return np.empty((0, len(self.classes)) if self.classes else (0,))

    def save(self, path: Path, facts: Facts) -> Written:
        """Writes the file of a candidate; `write_ensemble` writes an ensemble's."""
        return write_candidate(path, self.members, columns=self.columns, intake=self.intake, facts=facts)

    def rows(self, frame: pd.DataFrame) -> pd.DataFrame:
        """(n_rows, n_columns) the columns it predicts from. Raises DataError when one is missing, or there twice."""
        names = [column.name for column in self.columns]
        missing = [name for name in names if name not in frame.columns]
        if missing:
            spare = [str(name) for name in frame.columns if name not in names]
            raise DataError(
                T_("the rows lack columns the model was trained on{hint}", hint=did_you_mean(missing[0], spare)),
                value=", ".join(missing),
                allowed=", ".join(names),
                fix=T_("add the columns; their values may be empty"),
            )
        rows = frame[names]
        if rows.shape[1] > len(names):
            double = rows.columns[rows.columns.duplicated()].unique()
            raise DataError(
                T_("columns occur more than once"), value=", ".join(map(str, double)), fix=T_("rename or drop them")
            )
        return changed(
            rows, {one.name: read_or_told(rows[one.name], one.reading) for one in self.columns if one.reading}
        )

    def _checked(self, frame: pd.DataFrame, check: Check) -> pd.DataFrame:
        rows = self.rows(frame)
        if check == "off":
            return rows
        inspection = Inspection(self.columns, self.intake.language)
        inspection.look(rows)
        for problem in inspection.refuse() if check == "refuse" else inspection.problems:
            warnings.warn(problem.message, UnlikeLearned, stacklevel=3)
        return rows

    def _second_level(self, said: np.ndarray) -> np.ndarray:
        if not self.classes:
            return np.asarray(self.final.predict(said), dtype=np.float64)
        full = np.zeros((len(said), len(self.classes)))
        full[:, np.asarray(self.final.classes_, dtype=np.int64)] = self.final.predict_proba(said)
        return full
