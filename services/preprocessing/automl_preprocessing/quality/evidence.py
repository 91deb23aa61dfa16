"""What the checks look at, and how they say what they found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from automl_data.intake import Problem
from automl_data.intake.options import beside, leaving_out
from automl_preprocessing.lights import green, named, red, yellow
from automl_preprocessing.words.findings import word
from automl_shared.config.models import ColumnKind, CrossValidationSettings, DataSettings, Language, task_type_of
from automl_shared.frozen import Frozen
from automl_shared.phase_io import ColumnInfo, Finding, FoldPlan
from automl_shared.recipe import Recipe
from automl_shared.words import paragraph

SAMPLE_ROWS = 20_000
SAMPLE_CELLS = 20_000_000
"""Rows, and values, that a check looks at where a sample is enough."""


class Dropped(Frozen):
    """Rows of the whole file that could not be used, and numbers too large to compute with."""

    no_target: int = 0
    no_time: int = 0
    no_group: int = 0
    """Rows that share a group because they have none; they are used."""
    infinite: int = 0

    @property
    def rows(self) -> int:
        return self.no_target + self.no_time


class Evidence(Frozen):
    """The training rows and what is known of them.

    train: (n_train, n_columns) as read. target: (n_train,), labels as text or numbers. sample: features of at most
    `SAMPLE_ROWS` training rows in the types of the recipe, in the order of the data; times: (n_sample,) or None, and
    all_times: (n_train,) or None.
    """

    train: pd.DataFrame
    target: pd.Series
    problem: Problem
    columns: list[ColumnInfo]
    unread: Mapping[str, int]
    sample: pd.DataFrame
    times: pd.Series | None
    recipe: Recipe
    plan: FoldPlan
    folds: CrossValidationSettings
    data: DataSettings
    all_times: pd.Series | None = None
    dropped: Dropped = field(default_factory=Dropped)
    language: Language = "en"

    @property
    def features(self) -> list[ColumnInfo]:
        return [column for column in self.columns if column.role == "feature"]

    @property
    def sample_target(self) -> pd.Series:
        """(n_sample,): the target of the sampled rows."""
        target: pd.Series = self.target.loc[self.sample.index]
        return target

    @property
    def are_classes(self) -> bool:
        return task_type_of(self.problem.type) == "classification"

    @property
    def numbers(self) -> NDArray[np.float64]:
        """(n_sample, n_numeric): the sampled values of the numeric features, in the order of the recipe."""
        return self.sample[self.recipe.numeric].to_numpy(dtype="float64")

    def left_out(self, kind: ColumnKind) -> list[str]:
        return [column.name for column in self.columns if column.role == "left_out" and column.kind == kind]

    def red(self, code: str, *, text: str = "", **values: object) -> Finding:
        return self._about(red(code, self.language, text=text, **self._worded(values)), values)

    def yellow(self, code: str, *, text: str = "", **values: object) -> Finding:
        return self._about(yellow(code, self.language, text=text, **self._worded(values)), values)

    def green(self, code: str, *, text: str = "", **values: object) -> Finding:
        return green(code, self.language, text=text, **values)

    def _about(self, finding: Finding, values: dict[str, object]) -> Finding:
        """The finding with the names of its columns, which its words may cut."""
        columns = values.get("columns")
        return finding.model_copy(update={"columns": columns}) if isinstance(columns, list) else finding

    def judged_by_sample(self, finding: Finding) -> Finding:
        """The finding, with a word on how many rows were looked at when it was not all of them."""
        if len(self.sample) == len(self.train):
            return finding
        note = word("sampled", self.language, rows=len(self.sample), total=len(self.train))
        return finding.model_copy(update={"message": paragraph([finding.message, note], self.language)})

    def _worded(self, values: Mapping[str, object]) -> dict[str, object]:
        """``columns`` as a list of names in words; options beside what is set, with one that leaves the columns out."""
        told = beside(values, self.data)
        if isinstance(columns := values.get("columns"), list):
            told |= {"columns": named(columns, self.language), "drop": leaving_out(*columns).beside(self.data)}
        return told


Check = Callable[[Evidence], Finding | None]
"""Looks at one thing; None when there was nothing to look at."""


def sample_positions(n_rows: int, n_columns: int, seed: int = 0) -> NDArray[np.int64]:
    """Positions of the rows to look at, ascending; all of them when there are few."""
    most = max(100, min(SAMPLE_ROWS, SAMPLE_CELLS // max(n_columns, 1)))
    if n_rows <= most:
        return np.arange(n_rows)
    return np.sort(np.random.default_rng(seed).choice(n_rows, most, replace=False))


def share(part: float, whole: float) -> str:
    """A share in per cent; a small one with the digit that shows it is there."""
    in_per_cent = 100 * part / whole
    return f"{in_per_cent:.1f} %" if in_per_cent >= 0.1 or not part else f"{in_per_cent:.1g} %"


def names_where(names: Iterable[str], shining: Iterable[object]) -> list[str]:
    """The names that a mask picks."""
    return [name for name, shines in zip(names, shining, strict=True) if shines]
