"""What a preparation of the data is called where people read it."""

from __future__ import annotations

from automl_data.recipe.scales import SCALES
from automl_shared.config.models import Language
from automl_shared.plugins import PREPROCESSORS
from automl_shared.recipe import Recipe
from automl_shared.words import N_, Words, listed, say_in

WORDS: Words = {
    "onehot": N_("categories as yes/no columns"),
    "ordinal": N_("categories as codes"),
    "target": N_("categories as averages of the target"),
    "frequency": N_("categories by how frequent they are"),
    "native": N_("categories as they are"),
    "numeric_imputation": N_("gaps in numbers: {value}"),
    "categorical_imputation": N_("gaps in categories: {value}"),
    "missing_indicators": N_("gaps marked"),
    "high_cardinality_encoding": N_("columns of many categories: {value}"),
    "rare_share": N_("categories below {value:.2%} as one"),
    "feature_generation": N_("features generated ({value})"),
    "polynomial_degree": N_("products up to degree {value}"),
    "pca": N_("principal components ({value:g})"),
    "feature_selection": N_("best features alone ({value:g})"),
    "target_standardize": N_("target on one scale"),
    "target_transform": N_("target made symmetric ({value})"),
    "candidate": N_("{model}, {preparation}"),
}
_USUAL = {
    "numeric_imputation": "median",
    "categorical_imputation": "most_frequent",
    "high_cardinality_encoding": "target",
    "feature_generation": "none",
    "target_transform": "none",
}


def titled(recipe: Recipe, language: Language = "en") -> str:
    """How numbers and categories are brought to the model, where there are any, and what is unusual."""
    parts = [say_in(WORDS, recipe.categorical_encoding, language)] if recipe.categorical else []
    if recipe.numeric or recipe.datetime or not parts:
        parts.append(SCALES[recipe.scaling].titled(language))
    parts += [say_in(WORDS, name, language, value=getattr(recipe, name)) for name in _unusual(recipe)]
    added = [choice.name for choice in recipe.plugins]
    parts += [PREPROCESSORS.get(name).summary.rstrip(".") if name in PREPROCESSORS else name for name in added]
    return listed(parts, language)


def candidate(model: str, preparation: str, language: Language = "en") -> str:
    """What a candidate is called, from the titles of its model and its preparation."""
    return say_in(WORDS, "candidate", language, model=model, preparation=preparation)


def _unusual(recipe: Recipe) -> list[str]:
    """The settings that are not as they are by default, in the order of `WORDS`."""
    extra = [name for name in WORDS if name in Recipe.model_fields]
    return [name for name in extra if getattr(recipe, name) not in (_USUAL.get(name), None, False)]
