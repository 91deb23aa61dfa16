"""Every preprocessing option of the config: JSON to pipeline and back, and data as nasty as it comes."""

from __future__ import annotations

import datetime as dt
import itertools
import pickle
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, get_args

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError
from sklearn.base import clone
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer

from automl_data.recipe import build_pipeline
from automl_data.recipe.gaps import MAX_DONORS
from automl_data.recipe.scales import SCALES
from automl_shared.config.models import (
    LINEAR_SCALINGS,
    CategoricalEncoding,
    CategoricalImputation,
    FeatureGeneration,
    HighCardinalityEncoding,
    NumericImputation,
    PreprocessingSettings,
    Scaling,
    TaskType,
)
from automl_shared.errors import ConfigError, ContractError, DataError
from automl_shared.plugins import PREPROCESSORS, UnknownPlugin, preprocessor, whole
from automl_shared.recipe import MAX_CATEGORIES, MISSING, RARE, Columns, Recipe
from automl_shared.sections import VariantSection
from automl_shared.variants import ALTERNATIVES, named

OPTIONS: dict[str, list[Any]] = {
    "numeric_imputation": list(get_args(NumericImputation)),
    "missing_indicators": [False, True],
    "categorical_imputation": list(get_args(CategoricalImputation)),
    "scaling": list(get_args(Scaling)),
    "categorical_encoding": list(get_args(CategoricalEncoding)),
    "high_cardinality_encoding": list(get_args(HighCardinalityEncoding)),
    "rare_share": [None, 0.2],
    "feature_generation": list(get_args(FeatureGeneration)),
    "polynomial_degree": [None, 2, 3],
    "pca": [None, 2.0, 0.9, 50.0],
    "feature_selection": [None, 4.0, 0.5, 1000.0],
    "plugins": [[], ["squares_for_test"]],
}
TARGET_OPTIONS = {"target_standardize", "target_transform"}
COLUMNS = Columns(
    numeric=["age", "income", "empty number", "constant"],
    categorical=["colour", "member", "code", "empty text"],
    high_cardinality=["shop"],
    datetime={"joined": "%d.%m.%Y", "seen": "", "never": "%Y-%m-%d"},
    text=["note", "silence"],
)
NUMERIC, CATEGORICAL = ["age", "income", "empty number"], ["colour", "member", "code", "empty text"]


def nasty(n: int = 40, seed: int = 0) -> pd.DataFrame:
    """Gaps, infinities, booleans with gaps, categories of mixed types, and columns without any value."""
    random = np.random.default_rng(seed)
    days = pd.date_range("2020-01-01", periods=900, freq="31h", tz="UTC")
    frame = pd.DataFrame(
        {
            "age": random.integers(18, 90, n),
            "income": random.normal(0.0, 1e4, n),
            "empty number": np.nan,
            "constant": 7.0,
            "colour": pd.Series(random.choice(["red", "green", "blue"], n)),
            "member": pd.Series(random.choice([True, False], n)).astype(object),
            "code": pd.Series(random.choice(np.array([1, 2.5, "x", "1a"], dtype=object), n), dtype=object),
            "empty text": pd.Series([None] * n, dtype=object),
            "shop": random.choice([f"shop {place}" for place in range(30)], n),
            "joined": pd.Series(random.choice(days, n)).dt.strftime("%d.%m.%Y"),
            "seen": pd.Series(random.choice(days, n)).dt.as_unit("us"),
            "never": pd.Series([None] * n, dtype=object),
            "note": random.choice(["quick and good", "とても良い", "slow", ""], n),
            "silence": "",
        }
    )
    frame.loc[frame.index[:3], ["income", "colour", "member", "code", "joined", "seen", "note"]] = None
    frame.loc[frame.index[3:5], "income"] = [np.inf, -np.inf]
    return frame


def target(task_type: TaskType = "regression", n: int = 40) -> np.ndarray:
    random = np.random.default_rng(1)
    return random.normal(size=n) if task_type == "regression" else random.integers(0, 3, n)


def everything(task_type: TaskType = "regression", **changes: Any) -> Recipe:
    """The recipe of all kinds of columns."""
    return Recipe.of(VariantSection(**changes), COLUMNS, task_type=task_type)


def recipe(**changes: object) -> Recipe:
    """The recipe of numbers and categories alone."""
    made = Recipe.of(VariantSection(), Columns(numeric=NUMERIC, categorical=CATEGORICAL), task_type="regression")
    return Recipe.model_validate({**made.model_dump(), **changes})


def possible(variant: Mapping[str, Any]) -> bool:
    """Whether the config takes these settings together."""
    settings = {key: [value] if key in ALTERNATIVES else value for key, value in variant.items()}
    try:
        PreprocessingSettings.model_validate(settings)
    except ValidationError:
        return False
    return True


def pairwise() -> list[dict[str, Any]]:
    """Variants in which every possible pair of options occurs, found greedily from a fixed seed."""
    random = np.random.default_rng(0)
    names = list(OPTIONS)
    places = np.array([[random.integers(len(OPTIONS[name])) for name in names] for _ in range(3000)])
    drawn = [{name: OPTIONS[name][place] for name, place in zip(names, row, strict=True)} for row in places]
    kept = [place for place, variant in enumerate(drawn) if possible(variant)]
    codes = [100 * one + other for one, other in itertools.combinations(places[kept].T, 2)]
    has = np.hstack([np.equal.outer(one, np.unique(one)) for one in codes]).astype("float32")
    left = np.ones(has.shape[1], dtype="float32")
    chosen = []
    while left.any():
        best = int((has @ left).argmax())
        left[has[best] == 1] = 0
        chosen.append(drawn[kept[best]])
    return chosen


PAIRWISE = pairwise()


@cache
def fit_of(number: int, task_type: TaskType = "regression") -> tuple[Pipeline, pd.DataFrame]:
    """A pipeline of these options, and the features of what it was fitted to. Tests only look at them."""
    pipeline = build_pipeline(everything(task_type, **PAIRWISE[number]))
    return pipeline, pipeline.fit_transform(nasty(), target(task_type))


@pytest.fixture(autouse=True)
def plugin() -> Iterator[str]:
    @preprocessor("squares_for_test", summary="Squares every column.")
    def squares() -> object:
        from sklearn.preprocessing import FunctionTransformer

        return FunctionTransformer(np.square, feature_names_out="one-to-one")

    yield "squares_for_test"
    PREPROCESSORS._items.pop("squares_for_test")


def test_every_option_of_the_config_is_covered() -> None:
    assert set(OPTIONS) | TARGET_OPTIONS == set(PreprocessingSettings.model_fields)
    for name, values in OPTIONS.items():
        assert {str(variant[name]) for variant in PAIRWISE} == {str(value) for value in values}


@pytest.mark.parametrize("number", range(len(PAIRWISE)))
def test_json_gives_the_same_numbers_twice(number: int) -> None:
    task_type: TaskType = "regression" if number % 2 else "classification"
    made, frame, y = everything(task_type, **PAIRWISE[number]), nasty(), target(task_type)
    again = Recipe.model_validate_json(made.model_dump_json())

    (pipeline, first), other = fit_of(number, task_type), clone(build_pipeline(again))
    second = other.fit_transform(frame, y)

    assert again == made
    assert again.hash == made.hash
    pd.testing.assert_frame_equal(first, second)
    new = nasty(12, seed=9)
    stored = pickle.loads(pickle.dumps(other))
    pd.testing.assert_frame_equal(pipeline.transform(new), stored.transform(new))
    assert list(first.columns) == list(pipeline.get_feature_names_out()) == list(pipeline.transform(new).columns)
    assert first.columns.is_unique
    assert first.index.equals(frame.index)


@pytest.mark.parametrize("number", range(len(PAIRWISE)))
def test_features_are_finite_floats_unless_they_are_left_to_the_model(number: int) -> None:
    made = everything(**PAIRWISE[number])
    pipeline, first = fit_of(number)

    for features in (first, pipeline.transform(nasty(12, seed=9))):
        categories = features.select_dtypes("category")
        numbers = features.drop(columns=categories.columns)
        assert list(categories.columns) == made.encodings.get("native", [])
        assert set(numbers.dtypes) <= {np.dtype("float64")}
        assert not np.isinf(numbers.to_numpy()).any()
        assert np.isfinite(numbers.to_numpy()).all() or made.numeric_imputation == "none"


@pytest.mark.parametrize("number", range(len(PAIRWISE)))
def test_one_row_as_it_is_read_again_gives_what_the_typed_row_gave(number: int) -> None:
    """Whole numbers for floats, numbers, dates and booleans as text: what a CSV of a single row is read as."""
    typed = nasty().assign(member=lambda frame: frame["member"].map(str, na_action="ignore"))
    pipeline, _ = fit_of(number)
    row = typed.iloc[[20]]

    raw = row.assign(
        age=row["age"].map("{:d}".format),
        income=row["income"].map(repr),
        constant=7,
        member=row["member"] == "True",
        seen=row["seen"].map(str),
        never=np.nan,
        silence=np.nan,
    )

    pd.testing.assert_frame_equal(pipeline.transform(raw), pipeline.transform(row))


@pytest.mark.parametrize("encoding", get_args(CategoricalEncoding))
@pytest.mark.parametrize("imputation", get_args(CategoricalImputation))
def test_unseen_categories(encoding: str, imputation: str) -> None:
    made = recipe(numeric=[], categorical_encoding=encoding, categorical_imputation=imputation, scaling="none")
    fitted = build_pipeline(made).fit(nasty(), target())
    new = nasty(10).assign(colour="violet", member="maybe", code=99, **{"empty text": "now there is one"})

    result = fitted.transform(new)

    unseen = {"onehot": 0.0, "ordinal": -1.0, "frequency": 0.0, "target": target().mean()}
    if encoding == "native":
        assert result.isna().all(axis=None)
    else:
        np.testing.assert_allclose(result, unseen[encoding])


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

    result = build_pipeline(recipe(numeric=[], categorical=["city"])).fit_transform(frame)

    assert result.shape == (500, MAX_CATEGORIES)
    assert (result.sum(axis=1) == 1.0).all()
    assert result[f"city={RARE}"].sum() == 500 - MAX_CATEGORIES + 1


@pytest.mark.parametrize("encoding", get_args(CategoricalEncoding))
def test_a_rare_share_is_grouped_before_any_encoder(encoding: str) -> None:
    frame = pd.DataFrame({"city": ["a"] * 10 + ["b"] * 8 + ["c", "d"]})
    made = recipe(numeric=[], categorical=["city"], categorical_encoding=encoding, rare_share=0.1, scaling="none")

    fitted = build_pipeline(made).fit(frame, np.arange(20.0))
    encoded = fitted.transform(pd.DataFrame({"city": ["c", "d", "a"]}))

    assert encoded.iloc[0].equals(encoded.iloc[1])
    assert not encoded.iloc[0].equals(encoded.iloc[2])


@pytest.mark.parametrize("degree", [2, 3])
def test_polynomials_and_scaling(degree: int) -> None:
    made = recipe(polynomial_degree=degree, numeric=["age", "income"], categorical=[])

    result = build_pipeline(made).fit_transform(nasty())

    assert np.isfinite(result.to_numpy()).all()
    assert "age income" in result.columns


@pytest.mark.parametrize("scaling", get_args(Scaling))
def test_a_scaling_is_called_linear_if_it_shifts_and_stretches(scaling: Scaling) -> None:
    """Else a candidate is left out as a repetition that is none, or trained twice."""
    x = np.random.default_rng(0).lognormal(size=300)
    made = recipe(numeric=["x"], categorical=[], scaling=scaling)
    scaled = build_pipeline(made).fit_transform(pd.DataFrame({"x": x}))["x"].to_numpy()
    is_linear = bool(abs(np.corrcoef(x, scaled)[0, 1]) > 1 - 1e-9)
    assert is_linear == (scaling in LINEAR_SCALINGS)


@pytest.mark.parametrize("scaling", get_args(Scaling))
def test_products_of_the_largest_numbers_stay_within_what_trees_compute_in(scaling: str) -> None:
    frame = pd.DataFrame({"x": [3e38, -3e38, 1.0, 2.0, np.inf]})

    result = build_pipeline(recipe(numeric=["x"], categorical=[], polynomial_degree=3, scaling=scaling)).fit_transform(
        frame
    )

    assert np.isfinite(result.to_numpy().astype("float32")).all()


@pytest.mark.parametrize("imputation", get_args(NumericImputation))
def test_what_a_gap_becomes(imputation: str) -> None:
    frame = pd.DataFrame({"x": [1.0, 1.0, 4.0, np.nan, 10.0], "z": [0.0, 0.0, 9.0, 0.0, 9.0]})
    made = recipe(numeric=["x", "z"], categorical=[], numeric_imputation=imputation, scaling="none")

    filled = build_pipeline(made).fit_transform(frame).loc[3, "x"]

    expected = {"mean": 4.0, "median": 2.5, "most_frequent": 1.0, "constant": 0.0, "knn": 4.0, "none": np.nan}
    np.testing.assert_allclose(filled, expected[imputation])


def test_neighbours_are_those_that_are_alike() -> None:
    near, far = [[float(place), 1.0] for place in range(10)], [[float(place), 5.0] for place in range(1000, 1010)]
    frame = pd.DataFrame([*near, *far, [3.0, np.nan], [1003.0, np.nan]], columns=["a", "b"])
    made = recipe(numeric=["a", "b"], categorical=[], numeric_imputation="knn", scaling="none")

    assert build_pipeline(made).fit_transform(frame)["b"].iloc[-2:].round(6).tolist() == [1.0, 5.0]


def test_neighbours_are_looked_for_in_some_rows_of_a_large_table() -> None:
    random = np.random.default_rng(0)
    values = random.normal(size=(MAX_DONORS * 2, 3))
    values[:5, 0] = np.nan
    frame = pd.DataFrame(values, columns=list("abc"))
    pipeline = build_pipeline(recipe(numeric=list("abc"), categorical=[], numeric_imputation="knn")).fit(frame)

    imputer = pipeline["columns"].named_transformers_["numeric"]["impute"]

    assert imputer.imputer_._fit_X.shape == (MAX_DONORS, 3)


def test_indicators_only_for_columns_that_had_gaps_while_fitting() -> None:
    pipeline = build_pipeline(everything(missing_indicators=True)).fit(nasty(), target())
    new = nasty(5, seed=3).assign(age=np.nan, income=[np.inf, 1.0, 2.0, 3.0, 4.0])

    result = pipeline.transform(new)

    flags = [name for name in result.columns if name.endswith(" is missing")]
    of = ["income", "empty number", "colour", "member", "code", "empty text", "joined", "seen", "never"]
    assert flags == [f"{name} is missing" for name in of]
    assert result["income is missing"].tolist() == [1.0, 0.0, 0.0, 0.0, 0.0]


def test_every_scale_of_the_config_is_one_and_the_other_way_round() -> None:
    assert set(SCALES) == set(get_args(Scaling))


@pytest.mark.parametrize("scaling", get_args(Scaling))
@pytest.mark.parametrize("imputation", ["median", "none"])
def test_scaling_takes_skewed_constant_and_far_away_numbers(scaling: str, imputation: str) -> None:
    random = np.random.default_rng(0)
    frame = pd.DataFrame(
        {
            "years": 2000.0 + random.integers(0, 20, 50),
            "skewed": np.exp(random.normal(0, 4, 50)),
            "huge": random.normal(1e30, 1e29, 50),
            "tiny": random.normal(0, 1e-30, 50),
            "constant": 5.0,
            "mostly one": [1.0] * 49 + [0.0],
        }
    )
    made = recipe(numeric=list(frame.columns), categorical=[], scaling=scaling, numeric_imputation=imputation)
    pipeline = build_pipeline(made)

    inside = pipeline.fit_transform(frame)
    outside = pipeline.transform(frame * -1e6)

    assert np.isfinite(inside.to_numpy()).all()
    assert np.isfinite(outside.to_numpy()).all()
    if scaling == "power":
        assert abs(inside["skewed"].skew()) < 1.0
        np.testing.assert_allclose(inside["years"].std(ddof=0), 1.0)


def test_target_encoding_describes_no_row_by_its_own_target() -> None:
    """Changing one row's target changes the encodings of others, never its own."""
    frame = pd.DataFrame({"k": ["a", "b"] * 20})
    made = recipe(numeric=[], categorical=["k"], categorical_encoding="target", scaling="none")
    y = np.random.default_rng(0).normal(size=40)
    before = build_pipeline(made).fit_transform(frame, y)["k"]
    mean = y.mean()
    changed = y.copy()
    changed[0] += 100.0
    changed[1] -= 100.0  # the overall mean, which everything is drawn to, stays

    after = build_pipeline(made).fit_transform(frame, changed)["k"]

    assert changed.mean() == pytest.approx(mean)
    assert after[0] == pytest.approx(before[0])
    assert (after[2::2] - before[2::2]).abs().max() > 1.0


def test_target_encoding_of_three_classes_gives_a_share_for_each() -> None:
    frame, y = pd.DataFrame({"k": ["a"] * 30 + ["b"] * 30}), np.array(["x", "y", "z"] * 20)
    made = Recipe.of(
        VariantSection(categorical_encoding="target", scaling="none"),
        Columns(categorical=["k"]),
        task_type="classification",
    )

    result = build_pipeline(made).fit_transform(frame, y)

    assert list(result.columns) == ["k and x", "k and y", "k and z"]
    np.testing.assert_allclose(result.sum(axis=1), 1.0)


@pytest.mark.parametrize("changes", [{"categorical_encoding": "target"}, {"feature_selection": 2.0}], ids=str)
def test_what_looks_at_the_target_says_when_it_has_none(changes: dict[str, Any]) -> None:
    with pytest.raises(ContractError, match="needs the target"):
        build_pipeline(recipe(**changes)).fit_transform(nasty())


def test_frequency_is_the_share_of_the_rows() -> None:
    made = recipe(numeric=[], categorical=["k"], categorical_encoding="frequency")
    fitted = build_pipeline(made).fit(pd.DataFrame({"k": ["a", "a", "a", "b"]}))

    assert fitted.transform(pd.DataFrame({"k": ["a", "b", "c"]}))["k"].tolist() == [0.75, 0.25, 0.0]


def test_native_categories_are_those_of_the_rows_fitted_on() -> None:
    made = recipe(numeric=[], categorical=["k"], categorical_encoding="native")
    fitted = build_pipeline(made).fit(pd.DataFrame({"k": ["b", "a", None]}))

    column = fitted.transform(pd.DataFrame({"k": ["a", "b", "c", None]}))["k"]

    assert column.cat.categories.tolist() == [0, 1]
    assert column.cat.codes.tolist() == [0, 1, -1, -1]


@pytest.mark.parametrize(
    "values",
    [
        ["31.12.2024 00:00", "02.01.2025 12:00", None],
        ["2024-12-31", "2025-01-02 12:00:00+00:00", ""],
        [dt.date(2024, 12, 31), dt.datetime(2025, 1, 2, 12), None],
        pd.to_datetime(["2024-12-31", "2025-01-02 12:00", ""], format="ISO8601"),
        pd.to_datetime(["2024-12-31 01:00", "2025-01-02 13:00", ""], format="ISO8601").tz_localize("Europe/Berlin"),
    ],
    ids=["recorded format", "ISO 8601", "Python dates", "without a zone", "with a zone"],
)
def test_dates_in_every_form_give_the_same_parts(values: Any) -> None:
    made = recipe(
        numeric=[], categorical=[], datetime={"d": "%d.%m.%Y %H:%M"}, scaling="none", numeric_imputation="none"
    )
    fitted = build_pipeline(made).fit(pd.DataFrame({"d": ["03.01.2025 12:00", "01.01.2020 00:00"]}))

    result = fitted.transform(pd.DataFrame({"d": values}))

    assert [name.removeprefix("d ") for name in result.columns] == [
        *("year", "month", "day", "weekday", "hour", "age in days")
    ]
    assert result.iloc[:2].to_numpy().tolist() == [[2024, 12, 31, 1, 0, 3.5], [2025, 1, 2, 3, 12, 1.0]]
    assert result.iloc[2].isna().all()


def test_dates_that_cannot_be_read_are_gaps_and_days_have_no_hour() -> None:
    made = recipe(numeric=[], categorical=[], datetime={"d": "%Y%m%d"}, scaling="none")
    fitted = build_pipeline(made).fit(pd.DataFrame({"d": [20240131, 20240229, 20240301]}))

    result = fitted.transform(pd.DataFrame({"d": ["never", "99999999", "20240131"]}))

    assert "d hour" not in result.columns
    assert result["d day"].tolist() == [29, 29, 31]
    assert fitted.transform(pd.DataFrame({"d": [20240131.0, np.nan]}))["d day"].tolist() == [31, 29]


def test_texts_that_are_alike_get_numbers_that_are_alike() -> None:
    texts = ["配送が早い", "配送が遅い", "the parcel is broken", "the parcel was broken", "great colour"] * 4
    made = recipe(numeric=[], categorical=[], text=["note"], scaling="none")
    vectors = build_pipeline(made).fit_transform(pd.DataFrame({"note": texts}))

    numbers = vectors.drop(columns="note length").to_numpy()

    assert vectors["note length"].iloc[:3].tolist() == [5, 5, 20]
    assert numbers[0] @ numbers[1] > 2 * abs(numbers[0] @ numbers[2])
    assert numbers[2] @ numbers[3] > 2 * abs(numbers[2] @ numbers[4])


def test_few_different_texts_make_few_numbers() -> None:
    """Directions in which the texts do not differ are rounding errors, which a scaler would blow up."""
    frame = pd.DataFrame({"note": ["good", "bad", ""] * 20, "silence": [""] * 60})

    result = build_pipeline(recipe(numeric=[], categorical=[], text=["note", "silence"])).fit_transform(frame)

    assert list(result.columns) == ["note text 1", "note text 2", "note length", "silence length"]


def test_selection_keeps_what_runs_with_the_target() -> None:
    random = np.random.default_rng(0)
    frame = pd.DataFrame(random.normal(size=(100, 6)), columns=list("abcdef")).assign(g=1.0)
    made = recipe(numeric=list("abcdefg"), categorical=[], feature_selection=2.0)

    result = build_pipeline(made).fit_transform(frame, frame["e"] - 3 * frame["b"])

    assert list(result.columns) == ["b", "e"]


@pytest.mark.parametrize(("kept", "expected"), [(1.0, 1), (3.0, 3), (99.0, 4), (0.99, 1)])
def test_components_are_capped(kept: float, expected: int) -> None:
    random = np.random.default_rng(0)
    base = random.normal(size=50)
    frame = pd.DataFrame({name: base + 1e-3 * random.normal(size=50) for name in "abcd"})

    result = build_pipeline(recipe(numeric=list("abcd"), categorical=[], pca=kept)).fit_transform(frame)

    assert list(result.columns) == [f"component {number}" for number in range(1, expected + 1)]


def test_plugins_in_order_even_twice(plugin: str) -> None:
    made = recipe(numeric=["x"], categorical=[], scaling="none", plugins=[plugin, plugin])

    assert build_pipeline(made).fit_transform(pd.DataFrame({"x": [2.0, 3.0]}))["x"].tolist() == [16.0, 81.0]


@pytest.mark.parametrize(
    ("kind", "name", "expected"),
    [
        ("categorical", "colour", [3.0, 4.0, 9.0]),  # red, blue, (missing)
        ("text", "note", [3.0, 4.0, 0.0]),
        ("datetime", "joined", [2020.0, 2021.0, 2020.5]),  # a gap is filled by the median
    ],
)
def test_a_plugin_of_another_type_of_columns_adds_features(kind: Any, name: str, expected: list[float]) -> None:
    def numbers(frame: pd.DataFrame) -> pd.DataFrame:
        return frame.apply(lambda column: column.dt.year if kind == "datetime" else column.str.len())

    @preprocessor("numbers_for_test", summary="Lengths or years.", columns=kind)
    def build() -> object:
        return FunctionTransformer(numbers, feature_names_out=lambda _, names: [f"{one} added" for one in names])

    values = ["2020-03-01", "2021-03-01", None] if kind == "datetime" else ["red", "blue", None]
    columns = {name: "%Y-%m-%d"} if kind == "datetime" else [name]
    try:
        made = Recipe.of(
            VariantSection(scaling="none", plugins=["numbers_for_test"]),
            Columns(numeric=["x"], **{kind: columns}),
            task_type="regression",
        )
        frame = pd.DataFrame({"x": [1.0, 2.0, 3.0], name: values})
        features = build_pipeline(made).fit_transform(frame, np.arange(3.0))
        assert features[f"{name} added"].tolist() == expected
        assert features["x"].tolist() == [1.0, 2.0, 3.0]
        other = made.model_copy(update={"plugins": []})
        assert other.effective_hash != made.effective_hash
        without = {"numeric": ["x"], "categorical": [], "datetime": {}, "text": []}
        assert other.model_copy(update=without).effective_hash == made.model_copy(update=without).effective_hash
    finally:
        PREPROCESSORS._items.pop("numbers_for_test")


def test_a_plugin_takes_the_parameters_it_declares_and_no_other() -> None:
    @preprocessor(
        "power_for_test",
        summary="To a power.",
        params={"exponent": whole(1, 5, "The power.", "指数です。")},
        defaults={"exponent": 2},
    )
    def build(exponent: int) -> object:
        return FunctionTransformer(pow, kw_args={"exp": exponent}, feature_names_out="one-to-one")

    def cubed(params: dict[str, Any]) -> Any:
        made = recipe(
            numeric=["x"], categorical=[], scaling="none", plugins=[{"name": "power_for_test", "params": params}]
        )
        assert Recipe.model_validate_json(made.model_dump_json()) == made
        return build_pipeline(made).fit_transform(pd.DataFrame({"x": [2.0, 3.0]}))["x"].tolist()

    try:
        assert cubed({}) == [4.0, 9.0]
        assert cubed({"exponent": 3}) == [8.0, 27.0]
        with pytest.raises(ConfigError, match=r"(?s)no parameter 'exponnt' \(did you mean 'exponent'\?\)"):
            cubed({"exponnt": 3})
        with pytest.raises(ConfigError, match=r"(?s)'exponent'.*got:     'three'.*allowed: whole number 1 to 5"):
            cubed({"exponent": "three"})
    finally:
        PREPROCESSORS._items.pop("power_for_test")


def test_a_preprocessor_that_is_declared_wrongly_is_refused_where_it_is_registered() -> None:
    with pytest.raises(ConfigError, match=r"did you mean 'numeric'"):
        preprocessor("wrong", summary="Nothing.", columns="numerc")(print)  # type: ignore[arg-type]
    with pytest.raises(ConfigError, match="needs a default for each of its parameters"):
        preprocessor("wrong", summary="Nothing.", defaults={"a": 1})(print)
    assert "wrong" not in PREPROCESSORS


def test_a_name_alone_is_stored_as_a_name() -> None:
    assert VariantSection(plugins=["half"]).model_dump()["plugins"] == ["half"]
    plugins = [{"name": "half", "params": {"a": 1}}]
    assert VariantSection(plugins=plugins).model_dump(mode="json")["plugins"] == plugins


def test_an_unknown_plugin_is_named() -> None:
    with pytest.raises(UnknownPlugin, match="squers"):
        build_pipeline(recipe(plugins=["squers"]))


def test_a_column_of_numbers_without_a_number_is_named() -> None:
    fitted = build_pipeline(recipe(numeric=["age"], categorical=[])).fit(pd.DataFrame({"age": [1.0, 2.0]}))

    with pytest.raises(DataError, match="'age' holds no number") as refused:
        fitted.transform(pd.DataFrame({"age": ["old", ""]}))

    assert "'old'" in str(refused.value)
    assert fitted.transform(pd.DataFrame({"age": ["1.5", "unknown", "-inf", None]}))["age"].nunique() == 1


def test_fitting_leaves_the_data_alone() -> None:
    frame = nasty()
    copy = frame.copy(deep=True)

    build_pipeline(everything(numeric_imputation="knn", scaling="power")).fit_transform(frame, target())

    pd.testing.assert_frame_equal(frame, copy)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"pca": 2, "numeric_imputation": ["median", "none"]}, "pca needs numbers without gaps"),
        ({"polynomial_degree": 2, "numeric_imputation": "none"}, "polynomial_degree needs numbers without gaps"),
        ({"feature_selection": 0.5, "numeric_imputation": "none"}, "feature_selection needs numbers without gaps"),
        (
            {"feature_selection": 3, "categorical_encoding": "native"},
            "feature_selection needs features that are numbers",
        ),
        ({"pca": 2.5}, "pca must be a whole number from 1, or a share below 1, but got 2.5"),
        ({"feature_selection": 1.5}, "feature_selection must be a whole number"),
    ],
    ids=str,
)
def test_what_cannot_work_together_is_refused_by_the_config(settings: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        PreprocessingSettings.model_validate(settings)


def test_equal_settings_give_the_equal_hash() -> None:
    hashes = [everything(**variant).hash for variant in PAIRWISE]

    assert len(set(hashes)) == len(PAIRWISE)
    assert everything(**PAIRWISE[3]).hash == hashes[3]
    names = [named(VariantSection(**variant)).preproc_id for variant in PAIRWISE]
    assert len(set(names)) == len(PAIRWISE)
    assert named(VariantSection()).preproc_id == "standard-onehot"


NUMBERS, CATEGORIES, SHOPS = Columns(numeric=["x"]), Columns(categorical=["c"]), Columns(high_cardinality=["s"])
DATES, TEXTS = Columns(datetime={"d": ""}), Columns(text=["t"])


@pytest.mark.parametrize(
    ("columns", "changes", "matters"),
    [
        (NUMBERS, {"categorical_encoding": "ordinal"}, False),
        (NUMBERS, {"categorical_imputation": "constant"}, False),
        (NUMBERS, {"rare_share": 0.1}, False),
        (NUMBERS, {"high_cardinality_encoding": "same"}, False),
        (NUMBERS, {"numeric_imputation": "mean"}, True),
        (NUMBERS, {"scaling": "none"}, True),
        (NUMBERS, {"missing_indicators": True}, True),
        (CATEGORIES, {"numeric_imputation": "mean"}, False),
        (CATEGORIES, {"scaling": "none"}, False),
        (CATEGORIES, {"polynomial_degree": 2}, False),
        (CATEGORIES, {"pca": 2.0}, False),
        (CATEGORIES, {"high_cardinality_encoding": "frequency"}, False),
        (CATEGORIES, {"categorical_encoding": "ordinal"}, True),
        (CATEGORIES, {"missing_indicators": True}, True),
        (SHOPS, {"categorical_encoding": "ordinal"}, False),
        (SHOPS, {"high_cardinality_encoding": "same"}, True),
        (SHOPS, {"scaling": "none"}, True),
        (DATES, {"numeric_imputation": "mean"}, True),
        (DATES, {"polynomial_degree": 2}, False),
        (TEXTS, {"numeric_imputation": "mean"}, False),
        (TEXTS, {"missing_indicators": True}, False),
        (TEXTS, {"scaling": "none"}, True),
        (NUMBERS, {"feature_generation": "auto"}, True),
        (NUMBERS, {"feature_selection": 1.0}, True),
        (NUMBERS, {"target_transform": "log"}, False),
    ],
)
def test_the_effective_hash_tells_what_matters(columns: Columns, changes: dict[str, Any], matters: bool) -> None:
    usual, changed = (
        Recipe.of(VariantSection(**settings), columns, task_type="classification") for settings in ({}, changes)
    )

    assert usual.hash != changed.hash
    assert (usual.effective_hash != changed.effective_hash) is matters


def test_equal_effective_hashes_give_equal_features() -> None:
    frame, y = nasty(), target("classification")
    groups = [Columns(**{name: getattr(COLUMNS, name)}) for name in Columns.model_fields]
    for columns in groups:
        seen: dict[str, pd.DataFrame] = {}
        for variant in PAIRWISE[::2]:
            made = Recipe.of(VariantSection(**variant), columns, task_type="classification")
            features = build_pipeline(made).fit_transform(frame, y)
            pd.testing.assert_frame_equal(features, seen.setdefault(made.effective_hash, features))


def test_a_numeric_target_counts_for_regression_alone() -> None:
    usual, changed = (
        Recipe.of(VariantSection(target_transform=one), NUMBERS, task_type="regression") for one in ("none", "power")
    )

    assert usual.effective_hash != changed.effective_hash
