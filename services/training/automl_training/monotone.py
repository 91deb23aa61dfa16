"""Directions of the data's columns as directions of a model's features."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from automl_shared.errors import ConfigError, did_you_mean
from automl_shared.plugins.monotone import MONOTONE
from automl_shared.recipe import Recipe

SPLIT = {
    "onehot": "is split into a feature for each of its categories",
    "ordinal": "is numbered by the alphabet of its categories",
    "target": "is replaced by means of the target",
    "frequency": "is replaced by how frequent its categories are",
    "native": "is left to the model as categories",
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
            "several classes have no direction",
            value=f"{MONOTONE}: {', '.join(wanted)}; {n_classes} classes",
            allowed="numbers, or two classes: the probability of data.positive_class",
            fix=f"leave {MONOTONE} out of the model's params",
        )
    for setting in MIXING:
        if (value := getattr(recipe, setting)) and value != "none":
            raise ConfigError(
                f"columns lose their direction to preprocessing.{setting}",
                value=f"{value}; {MONOTONE}: {', '.join(wanted)}",
                fix=f"leave {MONOTONE} out of the model's params, or preprocessing.{setting} as it is by default",
            )
    for name in wanted:
        if name not in recipe.numeric:
            raise ConfigError(
                f"the column {name!r} has no direction: it {_becomes(name, recipe)}",
                value=f"{MONOTONE}: {name}",
                allowed=", ".join(recipe.numeric) or "columns of numbers, of which there are none",
                fix=(f"leave it out of {MONOTONE}", f"say what it is: data.column_types {{{name}: numeric}}"),
            )


def by_feature(wanted: Mapping[str, int], features: Sequence[str]) -> list[int]:
    """(n_features,) 1, -1 or 0. Filling and scaling keep the name and the direction of a column of numbers."""
    return [wanted.get(name, 0) for name in features]


def _becomes(name: str, recipe: Recipe) -> str:
    for encoding, columns in recipe.encodings.items():
        if name in columns:
            return SPLIT[encoding]
    if name in recipe.datetime:
        return "is a date, of which months and hours are made"
    return "is text" if name in recipe.text else f"is not predicted from{did_you_mean(name, recipe.names)}"
