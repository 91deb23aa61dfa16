"""From a recipe to its unfitted pipeline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from automl_shared.recipe import Recipe

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline


def build_pipeline(recipe: Recipe) -> Pipeline:
    """The unfitted transformer of a recipe.

    ``fit_transform(X, y)`` on X (n_rows, n_columns) with the columns of the recipe and y (n_rows,), the target as the
    model sees it, returns a frame (n_rows, n_features), all float64 and dense, with unique feature names; columns that
    are encoded as ``native`` are categories instead. Target encoding and feature selection look at y, the former by
    folds inside the rows given, so that ``fit(X, y).transform(X)`` is not the same and must not be trained on.
    Numbers may be numbers or their text, with gaps and infinities, which count as gaps; categories may be text,
    booleans, numbers or gaps; dates are texts in the recorded format or real ones. No gap is left in numbers unless
    ``numeric_imputation`` is ``none``.
    Feature generation looks at y as well; ``fit_transform(X, y, ties=...)`` tells it which rows belong together, and
    features of the target's past what the target was.
    Raises UnknownPlugin for a preprocessor that is not registered, and ConfigError for a parameter it does not take.
    Fitting and transforming raise DataError for a column of numbers without a single one.
    """
    from automl_data.recipe.frames import Parts, Steps
    from automl_data.recipe.names import PlainNames
    from automl_data.recipe.selection import BestFeatures

    steps: list[tuple[str, Any]] = [("columns", Parts(_parts(recipe))), ("names", PlainNames())]
    if recipe.feature_selection:
        steps.append(("select", BestFeatures(recipe.feature_selection, recipe.task_type)))
    return Steps(steps)


def definitions_of(pipeline: Pipeline) -> list[dict[str, Any]]:
    """Name, kind and raw columns of every generated feature of a fitted pipeline, as JSON."""
    columns, names = pipeline["columns"], pipeline["names"].names_
    made = columns.named_transformers_.get("generated")
    if made is None:
        return []
    first = columns.names_.index(f"generated__{made.names_[0]}") if made.names_ else 0
    return [{**one, "name": names[first + place]} for place, one in enumerate(made.definitions)]


def _parts(recipe: Recipe) -> list[tuple[str, Any, list[str]]]:
    from automl_data.recipe import added, categorical, dates, flags, generated, numeric, past, text

    parts: list[tuple[str, Any, list[str]]] = []
    if recipe.numeric:
        parts.append(("numeric", numeric.steps(recipe), recipe.numeric))
    for encoding, names in recipe.encodings.items():
        parts.append((encoding, categorical.steps(recipe, encoding), names))
    if recipe.datetime:
        parts.append(("datetime", dates.steps(recipe), list(recipe.datetime)))
    if recipe.text:
        parts.append(("text", text.steps(recipe), recipe.text))
    parts += added.parts(recipe)
    if recipe.past is not None:
        parts.append(("past", past.steps(recipe, recipe.past), recipe.past.columns))
    if recipe.feature_generation != "none":
        parts.append(("generated", generated.steps(recipe), recipe.names))
    if recipe.missing_indicators:
        parts += flags.indicators(recipe)
    return parts
