"""What a recipe does, step by step, in words."""

from __future__ import annotations

from collections.abc import Sequence

from automl_data.recipe.past import LAST, MEANS
from automl_data.recipe.scales import SCALES
from automl_shared.config.models import Language
from automl_shared.figures import shortened
from automl_shared.frozen import Frozen
from automl_shared.plugins.preprocessor import ColumnType, columns_of
from automl_shared.recipe import Recipe
from automl_shared.words import N_, Words, wording

OTHER_TYPES: tuple[ColumnType, ...] = ("categorical", "datetime", "text")
NAMES = 5
NAME_WIDTH = 40

WORDS: Words = {
    "all_columns": N_("all columns"),
    "all_features": N_("all features"),
    "the_target": N_("the column to predict"),
    "step_inside_folds": N_(
        "Everything below is learned from the training part of each fold alone, never from rows that are scored."
    ),
    "and_more": N_(" and {n} more"),
    "columns_numeric": N_("number columns ({n}): {names}"),
    "columns_categorical": N_("category columns ({n}): {names}"),
    "columns_high_cardinality": N_("category columns of very many values ({n}): {names}"),
    "columns_datetime": N_("dates or times ({n}): {names}"),
    "columns_text": N_("free texts ({n}): {names}"),
    "impute_mean": N_("Gaps are filled with the mean of the column."),
    "impute_median": N_("Gaps are filled with the middle value of the column (median)."),
    "impute_most_frequent": N_("Gaps are filled with the most frequent value."),
    "impute_constant": N_("Gaps are filled with 0."),
    "impute_knn": N_("Gaps are filled from the most similar rows."),
    "impute_none": N_("Gaps stay gaps: the model takes them as they are."),
    "step_generated_auto": N_(
        "Features are made of several columns, such as price / area; those are kept that predict better."
    ),
    "step_generated_full": N_(
        "Very many features are made of several columns, such as price / area; those are kept that predict better."
    ),
    "step_indicators": N_("For every column whose gaps were filled, a yes-or-no feature says where they were."),
    "step_plugin": N_("“{name}”, a preprocessor added by a plugin."),
    "step_polynomial": N_("Products of up to {degree} columns are added as features."),
    "step_pca": N_("Combined into the {number} directions in which the rows differ most (principal components)."),
    "step_pca_share": N_(
        "Combined into as many directions as hold {share} of the differences between rows (principal components)."
    ),
    "step_dates": N_("Taken apart into year, month, day, weekday and the like, and into the days that have passed."),
    "categories_most_frequent": N_("Gaps are filled with the most frequent category."),
    "categories_constant": N_("Gaps become a category of their own."),
    "step_rare": N_("Categories in fewer than {share} of the rows become one, “(rare)”."),
    "encode_onehot": N_("Every category becomes a feature of its own: 1 where it occurs, 0 elsewhere."),
    "encode_ordinal": N_("Categories become numbers: 0, 1, 2 …"),
    "encode_target": N_(
        "Every category becomes the average target of its rows, learned so that no row sees its own target."
    ),
    "encode_frequency": N_("Every category becomes the share of rows it occurs in."),
    "encode_native": N_("Categories stay as they are: the model takes them."),
    "step_past": N_(
        "The values of “{target}” that are known {horizon} before a row become features: the last {values}, and means "
        "of up to {most}."
    ),
    "step_text": N_("Turned into a few numbers by the pieces of words that occur in it."),
    "step_selection": N_("The {number} features that say most about the target are kept."),
    "step_selection_share": N_("The {share} of features that say most about the target are kept."),
    "target_auto": N_("Transformed while fitting if it is skewed; predictions are transformed back."),
    "target_log": N_("Its logarithm is learned; predictions are transformed back."),
    "target_power": N_("Transformed while fitting until it is about symmetric; predictions are transformed back."),
    "target_quantile": N_("Replaced by its place in the order while fitting; predictions are transformed back."),
    "target_standardize": N_("Brought to mean 0 and spread 1 while fitting; predictions are transformed back."),
}
word = wording(WORDS)


class Step(Frozen):
    """One step: which columns it concerns and what is done to them."""

    columns: str
    what: str

    @property
    def sentence(self) -> str:
        return f"{self.columns}: {self.what}"


def steps(recipe: Recipe, language: Language) -> list[Step]:
    """Every step in order; the first one says what holds for all of them."""
    return [
        Step(columns=word("all_columns", language), what=word("step_inside_folds", language)),
        *_numeric(recipe, language),
        *_categories(recipe, language),
        *_dates(recipe, language),
        *_text(recipe, language),
        *_past(recipe, language),
        *_added(recipe, language),
        *_generated(recipe, language),
        *_gaps(recipe, language),
        *_all(recipe, language),
        *_target(recipe, language),
    ]


def _numeric(recipe: Recipe, language: Language) -> list[Step]:
    told = [word(f"impute_{recipe.numeric_imputation}", language)]
    told += _plugins(recipe, "numeric", language)
    if recipe.polynomial_degree:
        told.append(word("step_polynomial", language, degree=recipe.polynomial_degree))
    told.append(SCALES[recipe.scaling].told(language))
    if recipe.pca:
        key = "step_pca_share" if recipe.pca < 1 else "step_pca"
        told.append(word(key, language, share=f"{recipe.pca:.0%}", number=f"{recipe.pca:.0f}"))
    return _of("numeric", recipe.numeric, told, language)


def _categories(recipe: Recipe, language: Language) -> list[Step]:
    wide = recipe.high_cardinality_encoding
    return [
        step
        for kind, names, encoding in (
            ("categorical", recipe.categorical, recipe.categorical_encoding),
            ("high_cardinality", recipe.high_cardinality, recipe.categorical_encoding if wide == "same" else wide),
        )
        for step in _of(kind, names, _encoded(recipe, encoding, language), language)
    ]


def _encoded(recipe: Recipe, encoding: str, language: Language) -> list[str]:
    """Gaps of categories that are left to the model stay gaps."""
    filled = "impute_none" if encoding == "native" else f"categories_{recipe.categorical_imputation}"
    told = [word(filled, language)]
    if recipe.rare_share:
        told.append(word("step_rare", language, share=f"{recipe.rare_share:.1%}"))
    told.append(word(f"encode_{encoding}", language))
    if encoding == "target" and recipe.scaling != "none":
        told.append(SCALES[recipe.scaling].told(language))
    return told


def _dates(recipe: Recipe, language: Language) -> list[Step]:
    told = [word(key, language) for key in ("step_dates", f"impute_{recipe.numeric_imputation}")]
    return _of("datetime", list(recipe.datetime), [*told, SCALES[recipe.scaling].told(language)], language)


def _text(recipe: Recipe, language: Language) -> list[Step]:
    told = [word("step_text", language), SCALES[recipe.scaling].told(language)]
    return _of("text", recipe.text, told, language)


def _past(recipe: Recipe, language: Language) -> list[Step]:
    past = recipe.past
    if past is None:
        return []
    what = word("step_past", language, target=past.target, horizon=past.horizon, values=LAST, most=max(MEANS))
    return [Step(columns=_listed(past.columns, language), what=what)]


def _added(recipe: Recipe, language: Language) -> list[Step]:
    """Features that plugins make beside the built-in ones."""
    return [
        step
        for kind in OTHER_TYPES
        for step in _of(kind, recipe.of_type(kind), _plugins(recipe, kind, language), language)
    ]


def _plugins(recipe: Recipe, kind: ColumnType, language: Language) -> list[str]:
    chosen = [plugin.name for plugin in recipe.plugins if columns_of(plugin.name) == kind]
    return [word("step_plugin", language, name=name) for name in chosen]


def _generated(recipe: Recipe, language: Language) -> list[Step]:
    if recipe.feature_generation == "none":
        return []
    what = word(f"step_generated_{recipe.feature_generation}", language)
    return [Step(columns=word("all_columns", language), what=what)]


def _gaps(recipe: Recipe, language: Language) -> list[Step]:
    if not recipe.missing_indicators:
        return []
    return [Step(columns=word("all_columns", language), what=word("step_indicators", language))]


def _all(recipe: Recipe, language: Language) -> list[Step]:
    kept = recipe.feature_selection
    if not kept:
        return []
    key = "step_selection_share" if kept < 1 else "step_selection"
    what = word(key, language, share=f"{kept:.0%}", number=f"{kept:.0f}")
    return [Step(columns=word("all_features", language), what=what)]


def _target(recipe: Recipe, language: Language) -> list[Step]:
    if recipe.task_type != "regression":
        return []
    told = [] if recipe.target_transform == "none" else [word(f"target_{recipe.target_transform}", language)]
    if recipe.target_standardize:
        told.append(word("target_standardize", language))
    return [Step(columns=word("the_target", language), what=what) for what in told]


def _of(kind: str, names: Sequence[str], told: Sequence[str], language: Language) -> list[Step]:
    """The steps of one group of columns; none where there is no such column."""
    if not names:
        return []
    columns = word(f"columns_{kind}", language, n=f"{len(names):,}", names=_listed(names, language))
    return [Step(columns=columns, what=what) for what in told]


def _listed(names: Sequence[str], language: Language) -> str:
    """The first few names, and how many more there are."""
    shown = ", ".join(shortened(name, NAME_WIDTH) for name in names[:NAMES])
    return shown + (word("and_more", language, n=f"{len(names) - NAMES:,}") if len(names) > NAMES else "")
