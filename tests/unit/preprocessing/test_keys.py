"""Identifiers by what they do, not by their name alone; and names of ours as columns."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from automl_data.intake import read_table
from automl_data.recipe import build_pipeline
from automl_preprocessing.keys import unread_form, why_a_key
from automl_preprocessing.processing import prepare
from automl_shared.config.models import CrossValidationSettings, DataSettings
from automl_shared.phase_io import ColumnInfo, Finding
from automl_shared.sections import VariantSection

N = 300


def prepared(frame: pd.DataFrame, **data: Any) -> Any:
    settings = DataSettings(**{"target_column": "y", **data})
    return prepare(frame, settings, CrossValidationSettings(), VariantSection())


def looked_at(frame: pd.DataFrame, **data: Any) -> tuple[dict[str, ColumnInfo], dict[str, Finding]]:
    made = prepared(frame, **data)
    return {one.name: one for one in made.columns}, {one.code: one for one in made.findings}


def measured(name: str, *, says: bool, classes: bool = False) -> pd.DataFrame:
    random = np.random.default_rng(3)
    values = random.permutation(np.arange(10_000))[:N]
    y = (2.0 * values if says else random.normal(size=N)) + random.normal(0, 900 if says else 1, N)
    target = np.where(y > np.median(y), "high", "low") if classes else y
    return pd.DataFrame({name: values, "noise": random.normal(size=N), "y": target})


@pytest.mark.parametrize("name", ["NO", "Credit Index", "no", "air_idx", "Key", "sensor id", "glycemicIndexNo"])
@pytest.mark.parametrize("classes", [True, False])
def test_a_number_that_explains_the_target_is_used_whatever_its_name(name: str, *, classes: bool) -> None:
    columns, _ = looked_at(measured(name, says=True, classes=classes))
    silent, _ = looked_at(measured(name, says=False, classes=classes))

    assert columns[name].role == "feature"
    assert silent[name].kind == "identifier"


def test_a_key_that_rises_with_the_rows_and_the_target_is_left_out_and_said_red() -> None:
    frame = measured("customer_id", says=True).sort_values("customer_id", ignore_index=True)
    columns, found = looked_at(frame)

    assert columns["customer_id"].kind == "identifier"
    assert found["telling_key"].level == "red"
    assert looked_at(frame, column_types={"customer_id": "numeric"})[0]["customer_id"].role == "feature"


@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize("header", ["", "Unnamed: 0"])
def test_an_index_without_a_name_is_no_feature_of_sorted_rows(tmp_path: Path, header: str, first: int) -> None:
    random = np.random.default_rng(4)
    lines = [f"{header},age,y"]
    lines += [
        f"{first + place},{random.integers(18, 90)},{value:.3f}"
        for place, value in enumerate(np.sort(random.exponential(50, N)))
    ]
    (tmp_path / "t.csv").write_text("\n".join(lines))
    table = read_table(tmp_path / "t.csv")
    made = prepare(table, DataSettings(target_column="y"), CrossValidationSettings(), VariantSection())

    assert [one.kind for one in made.columns[:2]] == ["identifier", "numeric"]
    lights = {one.code: one.level for one in made.findings}
    assert (lights["target_sorted"], lights["identifier"]) == ("yellow", "green")


def test_a_count_of_rows_is_a_key_only_where_they_are_sorted_by_the_target() -> None:
    random = np.random.default_rng(5)
    y = np.sort(random.normal(size=N))
    frame = pd.DataFrame({"run": range(N), "x": random.normal(size=N), "y": y})

    assert looked_at(frame)[0]["run"].kind == "identifier"
    assert looked_at(frame.assign(y=random.permutation(y)))[0]["run"].kind == "numeric"
    assert looked_at(frame.drop(columns="x"))[0]["run"].kind == "numeric"
    assert looked_at(frame, time_column="x")[0]["run"].kind == "numeric"
    years = frame.rename(columns={"run": "fiscal_year"}).assign(fiscal_year=range(1900, 1900 + N))
    assert looked_at(years)[0]["fiscal_year"].kind == "numeric"


@pytest.mark.parametrize("classes", [True, False])
def test_rows_sorted_by_the_target_are_told(*, classes: bool) -> None:
    frame = measured("a", says=False, classes=classes)
    _, mixed = looked_at(frame)
    _, found = looked_at(frame.sort_values("y", ignore_index=True))

    assert (found["target_sorted"].level, mixed["target_sorted"].level) == ("yellow", "green")


OURS = (
    "row_id index level_0 __index_level_0__ self holdout fold repeat prediction proba_0 target value name kind column "
    "column_2 columns X data classes row_ids (missing) (rare) age__in_days numeric__a"
).split()


@pytest.mark.parametrize("target", ["y", "row_id", "self", "prediction", "index"])
def test_every_name_of_ours_may_be_a_column(tmp_path: Path, target: str) -> None:
    random = np.random.default_rng(6)
    names = [name for name in OURS if name != target]
    frame = pd.DataFrame(
        {name: random.integers(0, 8, N) if place % 2 else random.normal(size=N) for place, name in enumerate(names)}
    )
    frame[target] = random.normal(size=N)
    frame["numeric__a"] = frame["numeric__a"].where(random.random(N) > 0.1)
    made = prepared(frame, target_column=target)
    made.data.to_parquet(tmp_path / "data.parquet")
    back = pd.read_parquet(tmp_path / "data.parquet")

    assert set(made.recipe.names) == set(names)
    assert (back.index.name, back[target].tolist()) == ("row_id", made.data[target].tolist())
    assert back.index.tolist() == made.folds["row_id"].tolist()
    build_pipeline(made.recipe).fit_transform(back.drop(columns=target), back[target])


SHUFFLED = np.random.default_rng(7).permutation(N)


@pytest.mark.parametrize(
    ("numbers", "why"),
    [
        (SHUFFLED, "why_nameless_key"),  # in any order, where none is missing
        (np.arange(N) * 3 + 50, "why_nameless_key"),  # of which most are missing
        (np.arange(N) * 3 + 500, ""),  # far from where a count begins
        (SHUFFLED * 3, ""),  # as far apart, in any order
    ],
)
def test_a_column_without_a_name_is_an_index_where_it_counts(numbers: np.ndarray, why: str) -> None:
    assert why_a_key(pd.Series(numbers, name="V1"), None) == why


def test_amounts_are_told_from_keys_by_their_currencies() -> None:
    amounts = pd.Series([f"{sign} {number}.50" for number in range(N) for sign in "€$"])
    assert unread_form(amounts) == "amounts"
    assert unread_form(amounts.iloc[::2]) == "", "of one currency they are numbers"
    assert unread_form(amounts.str.replace("[€$]", "ref", regex=True)) == ""
