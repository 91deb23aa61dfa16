"""What can be said of a table before anything is trained: the contract of `automl init` with the preprocessing.

Whoever prepares the rows of a run also looks at them beforehand, so that both agree on every column. It is found by an
entry point in the group ``automl.preview``; services never import each other.
"""

from __future__ import annotations

from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Protocol, cast

from automl_shared.config.models import Config, ProblemType
from automl_shared.errors import ConfigError
from automl_shared.phase_io import ColumnInfo, Finding, Part
from automl_shared.words import T_

if TYPE_CHECKING:
    from automl_data.intake import Table

ENTRY_POINT_GROUP = "automl.preview"


class ClassCount(Part):
    """A class of the target and its rows."""

    label: str
    rows: int


class Spread(Part):
    """Where the numbers of a target lie, in its own units; half of them between the quartiles."""

    least: float
    lower_quartile: float
    median: float
    upper_quartile: float
    greatest: float


class TargetPreview(Part):
    """The column to predict. ``classes``: the most frequent first; empty for numbers. ``spread``: None for classes."""

    name: str
    problem_type: ProblemType
    reason: str
    classes: list[ClassCount]
    spread: Spread | None = None
    unit: str = ""
    """Of its numbers, where the file says one."""
    positive: str = ""
    """Of two classes the one that is looked for."""


class Preview(Part):
    """A table as a run would see it. Counts of single columns are of the training rows."""

    rows: int
    """Of the file."""
    rows_used: int
    rows_dropped: int
    """Rows without a target, or without a time where that counts."""
    rows_train: int
    rows_holdout: int
    folds: int
    features: int
    """What a model sees after the first preprocessing variant."""
    target: TargetPreview
    columns: list[ColumnInfo]
    findings: list[Finding]

    @property
    def rows_fitted(self) -> int:
        """About how many rows a fold has to learn from."""
        return self.rows_train * (self.folds - 1) // self.folds


class Previewer(Protocol):
    """Looks at a table (n_rows, n_columns) as a run of the config would. Raises ConfigError or DataError."""

    def __call__(self, table: Table, config: Config) -> Preview: ...


def previewer() -> Previewer:
    """The one that is installed. Raises ConfigError where there is none."""
    for point in entry_points(group=ENTRY_POINT_GROUP):
        return cast(Previewer, point.load())
    raise ConfigError(
        T_("no package that can look at a table is installed here"),
        value=ENTRY_POINT_GROUP,
        fix="pip install automl-preprocessing",
    )
