"""The study's first half: what every setting predicts on every table, and what that takes.

Each setting is fitted on the folds of a table's learning rows, as a training does. Kept are its out-of-fold
predictions, the mean of the fold models' predictions of the rows that were set aside, and the processor seconds: one
file a setting and table in ``--results``, which are not part of the repository. What is there is not done again, so it
can be ended and started at any time. `orders.py` reads them.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

sys.path[:0] = [str(Path(__file__).resolve().parent)]

from settings import SETTINGS, Setting  # noqa: E402  (found beside this file)
from tables import TABLES, Table, read  # noqa: E402

from automl_preprocessing.meta import Prepared  # noqa: E402
from automl_preprocessing.processing import prepare  # noqa: E402
from automl_shared.config.models import CrossValidationSettings, DataSettings, TaskType  # noqa: E402
from automl_shared.plugins import MODELS  # noqa: E402
from automl_shared.sections import VariantSection  # noqa: E402
from automl_training.candidate import Candidate, FittedPipeline  # noqa: E402
from automl_training.material import read_folds, target_values  # noqa: E402

FOLDS = 3


def main() -> None:
    """Fits what is not there yet."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--packages", type=Path, required=True, help="the folder with the packages that hold the tables"
    )
    parser.add_argument("--results", type=Path, required=True)
    parser.add_argument("--rows", type=int, default=2_000, help="rows of a table to learn from at most")
    parser.add_argument("--minutes", type=float, default=60.0, help="after which nothing further is begun")
    parser.add_argument("--tables", nargs="*", default=[one.name for one in TABLES])
    parser.add_argument("--only", nargs="*", default=[one.label for one in SETTINGS], help="settings")
    asked = parser.parse_args()
    asked.results.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + 60 * asked.minutes
    benches = [Bench(read(data, asked.packages, rows=asked.rows)) for data in TABLES if data.name in asked.tables]
    wanted = sorted((one for one in SETTINGS if one.label in asked.only), key=lambda one: asked.only.index(one.label))
    for setting in (one for one in wanted if MODELS.get(one.model).installed()):
        for bench in (one for one in benches if setting.fits(one.task_type)):
            path = asked.results / f"{bench.table.data.name}@{setting.label}.npz"
            if time.monotonic() > until:
                return
            if not path.exists():
                bench.keep(setting, path)


@dataclass(frozen=True)
class Bench:
    """A table, prepared once for all settings."""

    table: Table

    @property
    def task_type(self) -> TaskType:
        return "regression" if self.table.data.metric == "rmse" else "classification"

    @cached_property
    def made(self) -> Prepared:
        settings = DataSettings(target_column=self.table.data.target, test_size=0.0, problem_type=self.task_type)
        variant = VariantSection(scaling="standard", feature_generation="none")
        return prepare(self.table.train, settings, CrossValidationSettings(n_folds=FOLDS), variant)

    def keep(self, setting: Setting, path: Path) -> None:
        """Fits a setting and writes what came of it."""
        classes = self.made.problem.classes
        y = target_values(self.made.data[self.made.target], classes)
        test_y = target_values(self.table.test[self.made.target], classes)
        out_of_fold, held_out, used = None, [], 0.0
        for rows, predicted, tested, seconds in self._folds(setting, y):
            if out_of_fold is None:
                out_of_fold = np.full((len(y), *predicted.shape[1:]), np.nan)
            out_of_fold[rows] = predicted
            held_out.append(tested)
            used += seconds
        assert out_of_fold is not None
        line = {"table": self.table.data.name, "setting": setting.label, "seconds": round(used, 2)}
        print(json.dumps(line), flush=True)
        np.savez_compressed(
            path,
            y=y,
            test_y=test_y,
            out_of_fold=out_of_fold.astype(np.float32),
            held_out=np.mean(held_out, axis=0).astype(np.float32),
            seconds=used,
        )

    def _folds(self, setting: Setting, y: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray, float]]:
        """Of every fold its scored rows, their predictions, those of the rows set aside, and processor seconds."""
        candidate = self._candidate(setting)
        X = self.made.data[self.made.recipe.names]
        test = self.table.test[self.made.recipe.names]
        for fold in read_folds(self.made.folds):
            started = time.process_time()
            pipeline: FittedPipeline = candidate.fit(X.iloc[fold.fitted_on], y[fold.fitted_on])
            predicted = pipeline.predict(X.iloc[fold.scored_on])
            seconds = time.process_time() - started
            yield fold.scored_on, predicted, pipeline.predict(test), seconds

    def _candidate(self, setting: Setting) -> Candidate:
        return Candidate(
            recipe=self.made.recipe.model_copy(update={"feature_generation": setting.features}),
            model=MODELS.get(setting.model),
            params=setting.params,
            n_classes=len(self.made.problem.classes),
            random_seed=42 + setting.seed,
        )


if __name__ == "__main__":
    main()
