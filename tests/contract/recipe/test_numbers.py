"""What becomes of numbers: gaps, scales, polynomials, selection and components."""

from __future__ import annotations

from typing import Any, get_args

import numpy as np
import pandas as pd
import pytest

from automl_data.recipe import build_pipeline
from automl_data.recipe.gaps import MAX_DONORS
from automl_data.recipe.scales import SCALES
from automl_shared.config.models import LINEAR_SCALINGS, NumericImputation, Scaling
from automl_shared.errors import DataError

from .recipes import everything, nasty, recipe, target


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


def test_a_column_of_numbers_without_a_number_is_named() -> None:
    fitted = build_pipeline(recipe(numeric=["age"], categorical=[])).fit(pd.DataFrame({"age": [1.0, 2.0]}))

    with pytest.raises(DataError, match="'age' holds no number") as refused:
        fitted.transform(pd.DataFrame({"age": ["old", ""]}))

    assert "'old'" in str(refused.value)
    assert fitted.transform(pd.DataFrame({"age": ["1.5", "unknown", "-inf", None]}))["age"].nunique() == 1
