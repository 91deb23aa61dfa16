"""Features made of several columns: found where they help, the same for new rows, and none where there is nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from automl_data.bundle.parts import restored, stored
from automl_data.recipe import NO_TIES, Ties, build_pipeline, definitions_of
from automl_data.recipe.generated.arithmetic import Difference, Part, Product, Ratio
from automl_data.recipe.generated.by_category import Aggregate, Frequency, TargetMean
from automl_data.recipe.generated.inputs import DAY_OF_YEAR, Inputs, Source
from automl_data.recipe.means import SMOOTHING
from automl_data.recipe.titles import titled
from automl_shared.config.models import PreprocessingSettings, TaskType
from automl_shared.recipe import Columns, Recipe
from automl_shared.sections import VariantSection
from automl_shared.variants import named, variants

N_ROWS = 500
COLUMNS = Columns(
    numeric=["price", "area", "other"],
    categorical=["city", "colour"],
    high_cardinality=["code"],
    datetime={"built": "%Y-%m-%d", "sold": "%Y-%m-%d"},
    text=["note"],
)


def rows(n: int = N_ROWS, seed: int = 0) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    letters = random.choice(["A", "B"], n)
    built = pd.Timestamp("2001-01-01") + pd.to_timedelta(random.integers(0, 3000, n), unit="D")
    frame = pd.DataFrame(
        {
            "price": random.uniform(10, 100, n),
            "area": random.uniform(1, 20, n),
            "other": random.normal(size=n),
            "city": random.choice(["Rome", "Oslo", "Kyoto"], n),
            "colour": random.choice(["red", "blue"], n),
            "code": [f"{letter}{digits:03}" for letter, digits in zip(letters, random.integers(0, 80, n), strict=True)],
            "built": built.strftime("%Y-%m-%d"),
            "sold": (built + pd.to_timedelta(random.integers(0, 900, n), unit="D")).strftime("%Y-%m-%d"),
            "note": random.choice(["good as new", "no papers", "a scratch"], n),
        }
    )
    for name in frame.columns:
        frame.loc[random.choice(n, n // 25, replace=False), name] = None
    return frame


def recipe(level: str = "auto", columns: Columns = COLUMNS, task_type: TaskType = "regression", **more: Any) -> Recipe:
    return Recipe.of(VariantSection(feature_generation=level, **more), columns, task_type=task_type)


def ratio_of(frame: pd.DataFrame) -> np.ndarray:
    noise = np.random.default_rng(1).normal(scale=0.3, size=len(frame))
    return (frame["price"].astype(float) / frame["area"].astype(float)).fillna(5.0).to_numpy() + noise


def test_settings_without_generated_features_keep_their_names_and_hashes() -> None:
    usual = Recipe.of(VariantSection(), Columns(numeric=["x"], categorical=["c"]), task_type="regression")

    assert usual.hash == "fd1552862c5b9d2dccca70db0c3c02c18c95ef6774da4c59e9b27e02413149d9"
    assert usual.effective_hash == "6c7aa68a90fce00bd2cc5ab0964e0c5b14bfa80cc2cff0fafd6fdfef06e50fee"
    assert named(VariantSection(rare_share=0.1)).preproc_id == "standard-onehot-0dd8c2"


def test_levels_are_alternatives_with_names_and_hashes_of_their_own() -> None:
    made = variants(PreprocessingSettings(scaling=["none"], feature_generation=["none", "auto", "full"]))
    recipes = [Recipe.of(one, COLUMNS, task_type="regression") for one in made]

    assert [one.preproc_id for one in made] == ["plain-onehot", "plain-onehot-generated", "plain-onehot-generated-full"]
    assert len({one.effective_hash for one in recipes}) == 3
    assert titled(recipes[1]) == "categories as yes/no columns, numbers as they are, features generated (auto)"
    assert titled(recipes[2], "ja") == "カテゴリは 0/1 の列、数値はそのまま、特徴量を自動生成（full）"


@pytest.fixture(scope="module")
def decided_by_a_ratio() -> tuple[Any, pd.DataFrame]:
    """A pipeline and its features, where a ratio makes the target."""
    pipeline, frame = build_pipeline(recipe()), rows()
    return pipeline, pipeline.fit_transform(frame, ratio_of(frame))


def test_the_ratio_that_decides_is_found_and_told(decided_by_a_ratio: tuple[Any, pd.DataFrame]) -> None:
    pipeline, features = decided_by_a_ratio

    found = {one["name"]: one for one in definitions_of(pipeline)}
    assert found["price / area"] == {"name": "price / area", "kind": "ratio", "columns": ["price", "area"]}
    assert set(found) <= set(features.columns)
    assert len(found) <= 15


@pytest.mark.parametrize("task_type", ["regression", "classification"])
def test_nothing_is_made_of_noise(task_type: TaskType) -> None:
    random = np.random.default_rng(3)
    y = random.normal(size=N_ROWS) if task_type == "regression" else random.integers(0, 2, N_ROWS)
    pipeline = build_pipeline(recipe(task_type=task_type))
    pipeline.fit_transform(rows(), y)

    assert definitions_of(pipeline) == []


def test_too_few_rows_make_no_features() -> None:
    frame = rows(60)
    pipeline = build_pipeline(recipe())
    pipeline.fit_transform(frame, ratio_of(frame))

    assert definitions_of(pipeline) == []


def test_the_same_rows_make_the_same_features(decided_by_a_ratio: tuple[Any, pd.DataFrame]) -> None:
    frame = rows()

    pd.testing.assert_frame_equal(build_pipeline(recipe()).fit_transform(frame, ratio_of(frame)), decided_by_a_ratio[1])


def every_kind(frame: pd.DataFrame) -> Any:
    """A fitted pipeline that has a feature of every kind, whatever they are worth."""
    price, area, city, colour, sold = (Source(name) for name in ("price", "area", "city", "colour", "sold"))
    kept: list[Any] = [
        Ratio([price, area]),
        Product([price, area]),
        Difference([sold, Source("built")]),
        Frequency([city, colour]),
        TargetMean([city, Source("code", "start")]),
        *(Aggregate([city], price, one) for one in ("mean", "spread", "deviation", "rank")),
        *(
            Part([Source(column, part)])
            for column, part in (("note", "words"), ("code", "digits"), ("sold", DAY_OF_YEAR))
        ),
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("automl_data.recipe.generated.transformer.chosen", lambda *_: kept)
        return build_pipeline(recipe()).fit(frame, ratio_of(frame))


def test_a_stored_pipeline_needs_no_pickle_and_gives_the_same() -> None:
    pipeline = every_kind(rows())
    info, content = stored(pipeline, "pipeline")
    again = restored(info, content)

    assert info.serialisation == "skops"
    assert definitions_of(again) == definitions_of(pipeline)
    assert len(definitions_of(pipeline)) == 12
    pd.testing.assert_frame_equal(again.transform(rows(50, seed=5)), pipeline.transform(rows(50, seed=5)))


def test_one_new_row_gets_what_all_rows_get_and_the_unseen_gets_something() -> None:
    pipeline = every_kind(rows())
    new = rows(30, seed=7)
    new.loc[0, ["city", "colour", "code"]] = "never seen"
    new.loc[1] = None
    new.loc[2, "area"] = 0.0

    together = pipeline.transform(new)

    assert np.isfinite(together.to_numpy()).all()
    for place in range(6):  # each of the odd ones, and as many others
        pd.testing.assert_frame_equal(pipeline.transform(new.iloc[[place]].copy()), together.iloc[[place]])


def made_of(feature: Any, frame: pd.DataFrame, targets: Any = None, new: pd.DataFrame | None = None) -> list[float]:
    """The values of a feature fitted on a frame, for new rows."""
    columns = Columns(numeric=["a", "b"], categorical=["c", "d"])
    given = np.zeros((len(frame), 1)) if targets is None else np.asarray(targets, dtype=float)[:, None]
    feature.fit(Inputs(frame, columns), given)
    return feature.values(Inputs(frame if new is None else new, columns)).tolist()


NUMBERS = pd.DataFrame({"a": [1.0, 4.0, np.nan, 3.0], "b": [2.0, 0.0, 1.0, 1e-9], "c": list("xxyy"), "d": list("pqpq")})
A, B, C, D = (Source(name) for name in "abcd")


def test_arithmetic_has_gaps_where_it_makes_no_sense() -> None:
    np.testing.assert_array_equal(made_of(Difference([A, B]), NUMBERS), [-1.0, 4.0, np.nan, 3.0 - 1e-9])
    np.testing.assert_allclose(made_of(Product([A, B]), NUMBERS), [2.0, 0.0, np.nan, 3e-9])
    np.testing.assert_array_equal(made_of(Ratio([A, B]), NUMBERS), [0.5, np.nan, np.nan, np.nan])


def test_categories_are_counted_alone_and_crossed() -> None:
    new = NUMBERS.assign(c=["x", "z", None, "y"])

    assert made_of(Frequency([C]), NUMBERS, new=new) == [0.5, 0.0, 0.0, 0.5]
    assert made_of(Frequency([C, D]), NUMBERS, new=new) == [0.25, 0.0, 0.0, 0.25]


def test_aggregates_are_drawn_to_the_mean_of_all() -> None:
    frame = pd.DataFrame({"a": [1.0, 3.0, 5.0, 7.0], "b": 0.0, "c": list("xxyy"), "d": "p"})
    low, high = (4.0 + SMOOTHING * 4.0) / (2 + SMOOTHING), (12.0 + SMOOTHING * 4.0) / (2 + SMOOTHING)
    new = frame.assign(c=["x", "y", "y", "unseen"])

    assert made_of(Aggregate([C], A, "mean"), frame, new=new) == [low, high, high, 4.0]
    assert made_of(Aggregate([C], A, "deviation"), frame, new=new) == [1 - low, 3 - high, 5 - high, 3.0]
    assert made_of(Aggregate([C], A, "rank"), frame) == [0.0, 1.0, 0.0, 1.0]


def test_no_row_is_described_by_its_own_target() -> None:
    """A key a row: all that is known of it is its own target."""
    random = np.random.default_rng(0)
    frame = pd.DataFrame({"c": [f"key {place}" for place in range(200)]})
    targets = random.normal(size=(200, 1))
    made = TargetMean([C]).fitted_values(Inputs(frame, Columns(categorical=["c"])), targets, NO_TIES)

    assert abs(np.corrcoef(made, targets[:, 0])[0, 1]) < 0.3
    assert len(np.unique(made)) <= 5


def test_no_row_is_described_by_the_future_or_by_its_own_group() -> None:
    frame = pd.DataFrame({"c": ["x"] * 100})
    inputs, targets = Inputs(frame, Columns(categorical=["c"])), np.arange(100.0)[:, None]
    by_time = TargetMean([C]).fitted_values(inputs, targets, Ties(times=np.arange(100)))
    groups = np.repeat(np.arange(10), 10)
    by_group = TargetMean([C]).fitted_values(inputs, (groups == 3).astype(float)[:, None], Ties(groups=groups))

    assert (by_time[20:] <= np.arange(20, 100)).all()
    assert by_group[groups == 3].max() < 0.05


def test_halves_keep_groups_together_and_the_past_before_the_future() -> None:
    groups, times = np.arange(60) % 12, np.random.default_rng(0).permutation(60)

    for learned, seen in Ties(groups=groups).halves(60):
        assert not set(groups[learned]) & set(groups[seen])
    for learned, seen in Ties(times=times).halves(60):
        assert times[learned].max() < times[seen].min()
