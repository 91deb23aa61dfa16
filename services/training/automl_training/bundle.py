"""The fitted candidate as a file: everything needed to predict from raw rows."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pandas as pd

from automl_shared.errors import DataError
from automl_shared.intake import file_hash
from automl_training.candidate import FittedPipeline

FILE_NAME = "model.joblib"
COMPRESSION = 1
RECORDED_PACKAGES = ("automl-training", "automl-shared", "joblib", "lightgbm", "numpy", "pandas", "scikit-learn")


def _versions() -> dict[str, str]:
    return {"python": platform.python_version(), **{name: version(name) for name in RECORDED_PACKAGES}}


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """One or several fitted pipelines, averaged, with the schema of the rows they take.

    ``schema``: raw column to its dtype while training. ``classes``: labels in order, as text; empty for regression.
    """

    members: Sequence[FittedPipeline]
    schema: Mapping[str, str]
    target: str
    classes: Sequence[str]
    versions: Mapping[str, str] = field(default_factory=_versions)

    def predict(self, frame: pd.DataFrame) -> np.ndarray:
        """frame: (n_rows, at least the schema's columns). Returns (n_rows,) values, or class labels as text.

        Raises DataError when columns are missing.
        """
        if not self.classes:
            return self.average(frame)
        named: np.ndarray = np.asarray(self.classes, dtype=object)[self.average(frame).argmax(axis=1)]
        return named

    def predict_proba(self, frame: pd.DataFrame) -> np.ndarray:
        """(n_rows, n_classes) probabilities in the order of ``classes``. Raises DataError for a regression model."""
        if not self.classes:
            raise DataError("this model predicts a number, not classes", value=self.target, fix="use predict")
        return self.average(frame)

    def average(self, frame: pd.DataFrame) -> np.ndarray:
        """Mean over the members: (n_rows,) values or (n_rows, n_classes) probabilities."""
        missing = [name for name in self.schema if name not in frame.columns]
        if missing:
            raise DataError(
                "the rows lack columns the model was trained on",
                value=", ".join(missing),
                allowed=", ".join(self.schema),
                fix="add the columns; their values may be empty",
            )
        rows = frame[list(self.schema)]
        return np.asarray(np.mean([member.predict(rows) for member in self.members], axis=0))

    def save(self, folder: Path) -> tuple[Path, str]:
        """Writes ``model.joblib``; the path and its sha256."""
        path = folder / FILE_NAME
        joblib.dump(self, path, compress=COMPRESSION)
        return path, file_hash(path)


def load_bundle(path: Path) -> Bundle:
    """The bundle in a file this project wrote. A joblib file can run code: never load a stranger's."""
    bundle: Any = joblib.load(path)
    if not isinstance(bundle, Bundle):
        raise DataError("the file is not a model of this project", value=path)
    return bundle
