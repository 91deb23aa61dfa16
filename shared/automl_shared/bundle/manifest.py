"""What a bundle says about itself, as JSON, readable without loading anything fitted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict

from automl_shared.config.models import ColumnKind, ProblemType
from automl_shared.readings import Reading
from automl_shared.recipe import Recipe

FORMAT = 1
"""Of the file. A reader refuses a newer one."""
ENTRY = "manifest.json"

Kind = Literal["candidate", "ensemble"]
Combination = Literal["mean", "weights", "stacking"]
Serialisation = Literal["skops", "joblib", "bundle"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class RawColumn(_Part):
    """A column of the rows it predicts from. ``format``: of dates that come as text, as pandas takes it; or empty.

    ``reading``: how its texts were read where they are numbers with what people write around them.
    """

    name: str
    dtype: str
    """While training; the same values in any other dtype are as good."""
    kind: ColumnKind
    format: str = ""
    reading: Reading | None = None


def raw_columns(
    recipe: Recipe, dtypes: Mapping[str, str], readings: Mapping[str, Reading] | None = None
) -> list[RawColumn]:
    """The columns a pipeline of this recipe takes. ``dtypes``, ``readings``: of the table it is fitted on."""
    read = readings or {}
    kinds: dict[str, ColumnKind] = {
        **dict.fromkeys(recipe.numeric, "numeric"),
        **dict.fromkeys([*recipe.categorical, *recipe.high_cardinality], "categorical"),
        **dict.fromkeys(recipe.datetime, "datetime"),
        **dict.fromkeys(recipe.text, "text"),
    }
    return [
        RawColumn(
            name=name, dtype=dtypes[name], kind=kind, format=recipe.datetime.get(name, ""), reading=read.get(name)
        )
        for name, kind in kinds.items()
    ]


class Facts(_Part):
    """Where a fitted thing comes from and how good it is.

    ``classes``: labels in the order of the probabilities, as text; empty for regression. ``model`` and ``preproc_id``
    name the candidate, ``weighted`` and ``ensemble`` for a weighted ensemble. ``cv_mean`` and ``cv_std`` are of
    ``primary_metric`` over the folds of ``fold_hash``; ``baseline``: the same mean of guessing, where it is known.
    """

    run_id: str | None
    task_id: str
    model: str
    preproc_id: str
    target: str
    problem_type: ProblemType
    classes: list[str] = []
    primary_metric: str
    cv_mean: float | None
    cv_std: float | None
    baseline: float | None = None
    fold_hash: str


class PartInfo(_Part):
    """One fitted thing in the file. ``bundle``: a file like this one. ``weight``: of its predictions in the mean."""

    file: str
    serialisation: Serialisation
    sha256: str
    size_bytes: int
    weight: float = 1.0


class Manifest(_Part):
    """The whole document. ``final``: the fitted second level of a stacking, which sees the parts' predictions."""

    format: int = FORMAT
    kind: Kind
    facts: Facts
    columns: list[RawColumn]
    combination: Combination
    parts: list[PartInfo]
    final: PartInfo | None = None
    versions: dict[str, str]
