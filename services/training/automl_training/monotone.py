"""Directions of the data's columns as directions of a model's features."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from automl_shared.errors import ConfigError, did_you_mean
from automl_shared.plugins.monotone import MONOTONE
from automl_shared.recipe import Recipe
from automl_shared.words import T_

SPLIT = {
    "onehot": T_("is split into a feature for each of its categories"),
    "ordinal": T_("is numbered by the alphabet of its categories"),
    "target": T_("is replaced by means of the target"),
    "frequency": T_("is replaced by how frequent its categories are"),
    "native": T_("is left to the model as categories"),
}
"""What becomes of a column of categories."""
MIXING = ("feature_generation", "polynomial_degree", "pca", "plugins")
"""Settings that make features of several columns of numbers, or bend them in ways nobody knows."""


def check_directions(wanted: Mapping[str, int], recipe: Recipe, n_classes: int) -> None:
    """Raises ConfigError for columns that have no direction any more when the model sees them."""
    if not wanted:
        return
    if n_classes > 2:
        raise ConfigError(
            T_("several classes have no direction"),
            value=T_("{params}: {columns}; {n} classes", params=MONOTONE, columns=", ".join(wanted), n=n_classes),
            allowed=T_("numbers, or two classes: the probability of data.positive_class"),
            fix=T_("leave {params} out of the model's params", params=MONOTONE),
        )
    for setting in MIXING:
        if (value := getattr(recipe, setting)) and value != "none":
            raise ConfigError(
                T_("preprocessing.{setting} takes away the columns' directions", setting=setting),
                value=f"{value}; {MONOTONE}: {', '.join(wanted)}",
                fix=T_(
                    "leave {params} out of the model's params, or preprocessing.{setting} as it is by default",
                    params=MONOTONE,
                    setting=setting,
                ),
            )
    for name in wanted:
        if name not in recipe.numeric:
            raise ConfigError(
                T_("the column {name!r} has no direction: it {becomes}", name=name, becomes=_becomes(name, recipe)),
                value=f"{MONOTONE}: {name}",
                allowed=", ".join(recipe.numeric) or T_("columns of numbers, of which there are none"),
                fix=(
                    T_("leave it out of {params}", params=MONOTONE),
                    T_("say what it is: data.column_types {{{name}: numeric}}", name=name),
                ),
            )


def by_feature(wanted: Mapping[str, int], features: Sequence[str]) -> list[int]:
    """(n_features,) 1, -1 or 0. Filling and scaling keep the name and the direction of a column of numbers."""
    return [wanted.get(name, 0) for name in features]


def _becomes(name: str, recipe: Recipe) -> str:
    for encoding, columns in recipe.encodings.items():
        if name in columns:
            return SPLIT[encoding]
    if name in recipe.datetime:
        return T_("is a date, of which months and hours are made")
    if name in recipe.text:
        return T_("is text")
    return T_("is not predicted from{hint}", hint=did_you_mean(name, recipe.names))
