"""What models and preparations are called where people read them."""

from __future__ import annotations

import re

import pytest

from automl_data.recipe.titles import titled
from automl_shared.config.models import PreprocessingSettings
from automl_shared.plugins import MODELS, Model
from automl_shared.recipe import Columns, Recipe
from automl_shared.variants import variants

MIXED = Columns(numeric=["x"], categorical=["c"])
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


def recipes(columns: Columns = MIXED, **settings: object) -> list[Recipe]:
    made = variants(PreprocessingSettings(**settings))
    return [Recipe.of(one, columns, task_type="regression") for one in made]


def test_says_what_becomes_of_numbers_and_categories() -> None:
    scaled, plain = recipes()
    assert titled(scaled) == "categories as yes/no columns, numbers on one scale"
    assert titled(plain, "ja") == "カテゴリは 0/1 の列、数値はそのまま"


def test_says_nothing_of_columns_that_are_not_there() -> None:
    assert titled(recipes(Columns(numeric=["x"]))[1]) == "numbers as they are"
    assert titled(recipes(Columns(categorical=["c"]))[0]) == "categories as yes/no columns"


@pytest.mark.parametrize("language", ["en", "ja"])
def test_variants_of_a_run_have_titles_of_their_own(language) -> None:
    made = recipes(
        numeric_imputation=["mean", "median", "knn"],
        categorical_imputation=["most_frequent", "constant"],
        scaling=["standard", "minmax", "robust", "quantile", "power", "none"],
        categorical_encoding=["onehot", "ordinal", "target", "frequency", "native"],
    )
    titles = [titled(one, language) for one in made]
    assert len(set(titles)) == len(made)
    assert all(JAPANESE.search(one) for one in titles) == (language == "ja")


def test_what_is_unusual_is_said() -> None:
    (said,) = {
        titled(one)
        for one in recipes(scaling=["none"], polynomial_degree=2, rare_share=0.01, missing_indicators=True, pca=5)
    }
    assert said == (
        "categories as yes/no columns, numbers as they are, gaps marked, categories below 1.00% as one, "
        "products up to degree 2, principal components (5)"
    )


@pytest.mark.parametrize("name", list(MODELS))
def test_every_model_and_setting_has_a_title_in_both_languages(name: str) -> None:
    model: Model = MODELS.get(name)
    assert model.title
    for preset in model.presets:
        label = f"{name}-{preset.suffix}"
        assert model.titled(label) == f"{model.title} ({preset.title})"
        setting = model.titled(label, "ja").removeprefix(model.titled(name, "ja"))
        assert re.fullmatch(rf"（.*{JAPANESE.pattern}.*）", setting)
    assert model.titled(f"{name}-2") == f"{model.title} (2)"
