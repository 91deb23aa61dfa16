"""What a preparation of the data is called where people read it."""

from __future__ import annotations

from automl_data.recipe.scales import SCALES
from automl_shared.config.models import Language
from automl_shared.plugins import PREPROCESSORS
from automl_shared.recipe import Recipe
from automl_shared.words import Words, listed, say_in

WORDS: Words = {
    "onehot": ("categories as yes/no columns", "カテゴリは 0/1 の列"),
    "ordinal": ("categories as codes", "カテゴリは番号"),
    "target": ("categories as averages of the target", "カテゴリは目的の列の平均"),
    "frequency": ("categories by how frequent they are", "カテゴリは出現頻度"),
    "native": ("categories as they are", "カテゴリはそのまま"),
    "numeric_imputation": ("gaps in numbers: {value}", "数値の欠損：{value}"),
    "categorical_imputation": ("gaps in categories: {value}", "カテゴリの欠損：{value}"),
    "missing_indicators": ("gaps marked", "欠損の有無を列に追加"),
    "high_cardinality_encoding": ("columns of many categories: {value}", "種類の多いカテゴリ：{value}"),
    "rare_share": ("categories below {value:.2%} as one", "{value:.2%} 未満のカテゴリをまとめる"),
    "feature_generation": ("features generated ({value})", "特徴量を自動生成（{value}）"),
    "polynomial_degree": ("products up to degree {value}", "{value} 次までの積"),
    "pca": ("principal components ({value:g})", "主成分（{value:g}）"),
    "feature_selection": ("best features alone ({value:g})", "上位の特徴量だけ（{value:g}）"),
    "target_standardize": ("target on one scale", "目的の列を標準化"),
    "target_transform": ("target unbent ({value})", "目的の列を変換（{value}）"),
    "candidate": ("{model}, {preparation}", "{model}、{preparation}"),
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
