"""Features that say where a column had gaps."""

from __future__ import annotations

from typing import Any

from automl_data.recipe import categorical, dates, numeric
from automl_data.recipe.frames import Steps, each
from automl_data.recipe.gaps import GapFlags
from automl_shared.recipe import Recipe


def indicators(recipe: Recipe) -> list[tuple[str, Any, list[str]]]:
    """The parts that say where a column had gaps, for every group whose gaps are filled without a trace."""
    native = recipe.encodings.get("native", [])
    traceless = recipe.categorical_imputation != "constant"
    filled = [name for names in recipe.encodings.values() for name in names if name not in native]
    parts: list[tuple[str, Any, list[str]]] = []
    if recipe.numeric:
        parts.append(("numeric gaps", _flags(each(numeric.finite)), recipe.numeric))
    if traceless and filled:
        parts.append(("categorical gaps", _flags(each(categorical.plain_text)), filled))
    if recipe.datetime:
        parts.append(("datetime gaps", _flags(dates.Moments(recipe.datetime)), list(recipe.datetime)))
    return parts


def _flags(reader: Any) -> Steps:
    return Steps([("type", reader), ("flag", GapFlags())])
