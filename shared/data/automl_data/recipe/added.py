"""Features that plugins make of categories, dates and texts, beside what the recipe makes of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from automl_data.recipe.categorical import plain_text
from automl_data.recipe.dates import Moments
from automl_data.recipe.frames import FrameTransformer, Part, Steps, each
from automl_data.recipe.gaps import imputer
from automl_data.recipe.numeric import finite
from automl_data.recipe.scales import scaler
from automl_shared.plugins import PREPROCESSORS
from automl_shared.recipe import MISSING, Recipe


def parts(recipe: Recipe) -> list[Part]:
    """One part a plugin that is for other columns than numbers and finds some; what it makes is filled and scaled as
    numbers are. Raises UnknownPlugin, and ConfigError for a parameter that a plugin does not take."""
    made: list[Part] = []
    for place, choice in enumerate(recipe.plugins):
        plugin = PREPROCESSORS.get(choice.name)
        names = recipe.of_type(plugin.columns)
        if names and plugin.columns != "numeric":
            transformer = plugin.transformer(choice.params)
            made.append((f"plugin{place}", _steps(recipe, _reader(recipe, plugin.columns), transformer), names))
    return made


def _steps(recipe: Recipe, reader: Any, transformer: Any) -> Steps:
    made = [("type", reader), ("plugin", transformer), ("finite", each(finite)), ("impute", imputer(recipe))]
    return Steps(made if recipe.scaling == "none" else [*made, ("scale", scaler(recipe.scaling))])


def _reader(recipe: Recipe, kind: str) -> FrameTransformer:
    if kind == "datetime":
        return Moments(recipe.datetime)
    return Texts("" if kind == "text" else MISSING)


class Texts(FrameTransformer):
    """Every value as text. ``gap``: what stands for a missing one."""

    def __init__(self, gap: str) -> None:
        self.gap = gap

    def transform(self, X: pd.DataFrame) -> pd.DataFrame:
        """(n_rows, n_columns) Python strings."""
        texts = plain_text(X).to_numpy(dtype=object)
        filled = np.where(pd.isna(texts), self.gap, texts)
        return pd.DataFrame(filled, index=X.index, columns=X.columns, dtype=object, copy=False)
