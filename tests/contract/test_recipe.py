"""Every preprocessing option of the config: JSON to pipeline and back, and data as nasty as it comes."""

from __future__ import annotations

import itertools
import pickle
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest

from automl_shared.config.models import PreprocessingSettings
from automl_shared.plugins import PREPROCESSORS, UnknownPlugin, preprocessor
from automl_shared.recipe import MAX_CATEGORIES, MISSING, Recipe, build_pipeline
from automl_shared.sections import VariantSection
from automl_shared.variants import ALTERNATIVES, variants

EVERY_OPTION = PreprocessingSettings(
    numeric_imputation=["median", "mean", "most_frequent", "constant"],
    categorical_imputation=["most_frequent", "constant"],
    scaling=["standard", "minmax", "robust", "none"],
    categorical_encoding=["onehot", "ordinal"],
)
VARIANTS = variants(EVERY_OPTION)
NUMERIC, CATEGORICAL = ["age", "income", "empty number"], ["colour", "member", "code", "empty text"]


def nasty(n: int = 40, seed: int = 0) -> pd.DataFrame:
    """Gaps, infinities, booleans with gaps, categories of mixed types, and columns without any value."""
    random = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "age": random.integers(18, 90, n),
            "income": random.normal(0.0, 1e4, n),
            "empty number": np.nan,
            "colour": pd.Series(random.choice(["red", "green", "blue"], n)),
            "member": pd.Series(random.choice([True, False], n)).astype(object),
            "code": pd.Series(random.choice(np.array([1, 2.5, "x", "1a"], dtype=object), n), dtype=object),
            "empty text": pd.Series([None] * n, dtype=object),
        }
    )
    frame.loc[frame.index[:3], ["income", "colour", "member", "code"]] = np.nan
    frame.loc[frame.index[3:5], "income"] = [np.inf, -np.inf]
    return frame


def recipe(variant: VariantSection | None = None, **changes: object) -> Recipe:
    made = Recipe.of(variant or VARIANTS[0], numeric=NUMERIC, categorical=CATEGORICAL)
    return made.model_copy(update=changes)


@pytest.fixture
def plugin() -> Iterator[str]:
    @preprocessor("squares_for_test", summary="Squares every column.")
    def squares() -> object:
        from sklearn.preprocessing import FunctionTransformer

        return FunctionTransformer(np.square, feature_names_out="one-to-one")

    yield "squares_for_test"
    PREPROCESSORS._items.pop("squares_for_test")


def test_every_option_of_the_config_is_covered() -> None:
    assert len(VARIANTS) == 4 * 2 * 4 * 2
    for name in ALTERNATIVES:
        annotation = PreprocessingSettings.model_fields[name].annotation
        assert annotation is not None
        assert set(annotation.__args__[0].__args__) == set(getattr(EVERY_OPTION, name))


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda one: "-".join(getattr(one, key) for key in ALTERNATIVES))
def test_json_gives_the_same_numbers_twice(variant: VariantSection) -> None:
    made, frame = recipe(variant), nasty()
    again = Recipe.model_validate_json(made.model_dump_json())

    first = build_pipeline(made).fit(frame).transform(frame)
    second = build_pipeline(again).fit(frame).transform(frame)

    assert again == made
    assert again.hash == made.hash
    pd.testing.assert_frame_equal(first, second)
    assert set(first.dtypes) == {np.dtype("float64")}
    assert np.isfinite(first.to_numpy()).all()
    assert list(first.columns) == list(build_pipeline(made).fit(frame).get_feature_names_out())
    assert first.columns.is_unique
    assert first.index.equals(frame.index)


@pytest.mark.parametrize(("encoding", "unseen"), [("onehot", 0.0), ("ordinal", -1.0)])
@pytest.mark.parametrize("imputation", ["most_frequent", "constant"])
def test_unseen_categories(encoding: str, unseen: float, imputation: str) -> None:
    made = recipe(categorical_encoding=encoding, categorical_imputation=imputation)
    fitted = build_pipeline(made).fit(nasty())
    new = nasty(10).assign(colour="violet", member="maybe", code=99, **{"empty text": "now there is one"})

    result = fitted.transform(new)

    of_categories = [name for name in result.columns if name.partition("=")[0] in CATEGORICAL]
    assert (result[of_categories] == unseen).all(axis=None)


def test_a_column_that_is_empty_while_fitting_keeps_its_place() -> None:
    frame = nasty()
    full = frame.assign(**{"empty number": 7.0})

    fitted = build_pipeline(recipe(scaling="none")).fit(frame)

    assert "empty number" in fitted.transform(full).columns
    assert f"empty text={MISSING}" in fitted.transform(full).columns


def test_numbers_and_their_text_are_the_same_category() -> None:
    made = recipe(numeric=[], categorical=["code"], categorical_encoding="onehot")
    fitted = build_pipeline(made).fit(pd.DataFrame({"code": ["1", "2", "1"]}))

    assert fitted.transform(pd.DataFrame({"code": [1, 2, 2]})).to_numpy().tolist() == [[1, 0], [0, 1], [0, 1]]


def test_booleans_and_their_text_are_the_same_category() -> None:
    made = recipe(numeric=[], categorical=["member"], categorical_encoding="onehot")
    fitted = build_pipeline(made).fit(pd.DataFrame({"member": ["True", "False"]}))
    nullable = pd.DataFrame({"member": pd.array([True, None, False], dtype="boolean")})

    assert fitted.transform(nullable)["member=True"].tolist() == [1.0, 0.0, 0.0]


@pytest.mark.parametrize("dtype", ["Int64", "Float64", "int8", "float32"])
def test_every_kind_of_number(dtype: Any) -> None:
    frame = pd.DataFrame({"age": [1, 2, 3]}).astype(dtype)

    assert build_pipeline(recipe(numeric=["age"], categorical=[], scaling="none")).fit_transform(frame)[
        "age"
    ].tolist() == [1, 2, 3]


def test_infinite_numbers_are_gaps() -> None:
    made = recipe(numeric=["x"], categorical=[], numeric_imputation="median", scaling="none")

    result = build_pipeline(made).fit_transform(pd.DataFrame({"x": [1.0, np.inf, -1.8e308, 3.0]}))

    assert result["x"].tolist() == [1.0, 2.0, 2.0, 3.0]


def test_feature_names_never_collide() -> None:
    frame = pd.DataFrame(
        {"a": ["b_c", "b=c", "x"], "a_b": ["c", "c", "y"], "a=b": ["c", "d", "c"], "a_b_c": [1.0, 2.0, 3.0]}
    )
    made = recipe(numeric=["a_b_c"], categorical=["a", "a_b", "a=b"], categorical_encoding="onehot")

    names = build_pipeline(made).fit_transform(frame).columns

    assert names.is_unique


def test_rare_categories_share_a_column() -> None:
    frame = pd.DataFrame({"city": [f"c{i}" for i in range(500)]})

    result = build_pipeline(recipe(numeric=[], categorical=["city"], categorical_encoding="onehot")).fit_transform(
        frame
    )

    assert result.shape == (500, MAX_CATEGORIES)
    assert (result.sum(axis=1) == 1.0).all()


@pytest.mark.parametrize("degree", [2, 3])
def test_polynomials_and_scaling(degree: int) -> None:
    made = recipe(polynomial_degree=degree, numeric=["age", "income"])

    result = build_pipeline(made).fit_transform(nasty())

    assert np.isfinite(result.to_numpy()).all()
    assert "age income" in result.columns


def test_plugins_in_order_even_twice(plugin: str) -> None:
    made = recipe(numeric=["x"], categorical=[], scaling="none", plugins=[plugin, plugin])

    assert build_pipeline(made).fit_transform(pd.DataFrame({"x": [2.0, 3.0]}))["x"].tolist() == [16.0, 81.0]


def test_an_unknown_plugin_is_named() -> None:
    with pytest.raises(UnknownPlugin, match="squers"):
        build_pipeline(recipe(plugins=["squers"]))


@pytest.mark.parametrize("encoding", ["onehot", "ordinal"])
def test_a_fitted_pipeline_can_be_stored(encoding: str) -> None:
    frame = nasty()
    fitted = build_pipeline(recipe(categorical_encoding=encoding)).fit(frame)

    pd.testing.assert_frame_equal(pickle.loads(pickle.dumps(fitted)).transform(frame), fitted.transform(frame))


def test_fitting_leaves_the_data_alone() -> None:
    frame = nasty()
    copy = frame.copy(deep=True)

    build_pipeline(recipe()).fit_transform(frame)

    pd.testing.assert_frame_equal(frame, copy)


def test_equal_settings_give_the_equal_hash() -> None:
    hashes = [recipe(variant).hash for variant in VARIANTS]

    assert len(set(hashes)) == len(VARIANTS)
    assert recipe(VARIANTS[3]).hash == hashes[3]
    for one, other in itertools.pairwise(VARIANTS):
        assert one.preproc_id != other.preproc_id
