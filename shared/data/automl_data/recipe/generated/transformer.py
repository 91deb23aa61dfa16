"""The step of a pipeline that makes the features."""

from __future__ import annotations

from typing import Any, Self

import pandas as pd

from automl_data.recipe.frames import SplitsRows, Steps, framed
from automl_data.recipe.gaps import imputer
from automl_data.recipe.generated.choosing import chosen
from automl_data.recipe.generated.feature import Feature
from automl_data.recipe.generated.inputs import Inputs
from automl_data.recipe.generated.targets import Targets
from automl_data.recipe.scales import scaler
from automl_data.recipe.ties import NO_TIES, Ties
from automl_shared.errors import ContractError
from automl_shared.recipe import Recipe
from automl_shared.words import T_


def steps(recipe: Recipe) -> GeneratedFeatures:
    """The step that makes features of all columns of a recipe; they are filled and scaled as numbers are."""
    made: list[tuple[str, Any]] = [("impute", imputer(recipe))]
    if recipe.scaling != "none":
        made.append(("scale", scaler(recipe.scaling)))
    return GeneratedFeatures(recipe.model_dump_json(), Steps(made))


class GeneratedFeatures(SplitsRows):
    """Features made of several columns. ``recipe``: as JSON. ``finish``: what is done to the features afterwards.

    The rows fitted on are transformed as new ones are, but for means of the target, which come from other rows.
    """

    features_: list[Feature]

    def __init__(self, recipe: str, finish: Steps) -> None:
        self.recipe = recipe
        self.finish = finish

    def fit(self, X: pd.DataFrame, y: Any = None) -> Self:
        """X: (n_rows, n_columns) raw. y: (n_rows,) floats, or classes. Raises ContractError without y."""
        self.fit_transform(X, y)
        return self

    def fit_transform(self, X: pd.DataFrame, y: Any = None, ties: Ties = NO_TIES, **_: Any) -> pd.DataFrame:
        """(n_rows, n_features) floats."""
        if y is None:
            raise ContractError(T_("generated features need the target"), fix=T_("call fit_transform(X, y)"))
        recipe = self._recipe
        targets = Targets.of(y, recipe.task_type)
        self.features_ = chosen(recipe, X, targets, ties)
        rows = Inputs(X, recipe)
        made = [feature.fitted_values(rows, targets.values, ties) for feature in self.features_]
        self.names_ = [feature.title for feature in self.features_]
        frame = framed(made, self.names_, X.index)
        return self.finish.fit_transform(frame, y) if made else frame

    def transform(self, X: pd.DataFrame) -> pd.DataFrame:
        """(n_rows, n_features) floats."""
        rows = Inputs(X, self._recipe)
        frame = framed([feature.values(rows) for feature in self.features_], self.names_, X.index)
        return self.finish.transform(frame) if self.features_ else frame

    @property
    def definitions(self) -> list[dict[str, Any]]:
        """Name, kind and raw columns of every feature, as JSON."""
        return [feature.definition for feature in self.features_]

    @property
    def _recipe(self) -> Recipe:
        return Recipe.model_validate_json(self.recipe)
