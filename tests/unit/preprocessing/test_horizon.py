"""A horizon: series go on, folds go by time, and the target's past is learned from."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from automl_preprocessing.meta import Prepared
from automl_preprocessing.processing import prepare
from automl_shared.config.models import CrossValidationSettings, DataSettings
from automl_shared.errors import ConfigError
from automl_shared.sections import VariantSection

DAYS = 60


def sales() -> pd.DataFrame:
    random = np.random.default_rng(0)
    days = pd.date_range("2024-01-01", periods=DAYS)
    shops = [pd.DataFrame({"day": days, "week": np.arange(DAYS) // 7, "shop": shop}) for shop in (1, 2, 3)]
    rows = pd.concat(shops, ignore_index=True)
    return rows.assign(sales=random.normal(size=len(rows)), level=random.choice(["low", "high"], len(rows)))


def prepared(rows: pd.DataFrame | None = None, **data: Any) -> Prepared:
    wanted = {"target_column": "sales", "time_column": "day", "group_column": "shop", "horizon": "7 days", **data}
    return prepare(
        sales() if rows is None else rows,
        DataSettings.model_validate(wanted),
        CrossValidationSettings(),
        VariantSection(),
    )


def test_groups_are_series_whose_past_is_learned_from() -> None:
    made = prepared()
    assert made.plan.kind == "timeseries"
    assert list(made.recipe.datetime) == ["day"]
    assert "shop" in made.recipe.categorical
    latest = [name for name in made.after if name == "sales, known value 1"]
    assert latest
    [told] = [finding.message for finding in made.findings if finding.code == "past"]
    assert "7 days ahead" in told
    held = made.folds["holdout"].to_numpy()
    assert made.data.loc[~held, "day"].max() < made.data.loc[held, "day"].min()


def test_dates_may_be_written_as_numbers() -> None:
    rows = sales()
    made = prepared(rows.assign(day=rows["day"].dt.strftime("%Y%m%d").astype(int)))
    assert made.recipe.datetime == {"day": "%Y%m%d"}
    np.testing.assert_array_equal(made.after, prepared().after)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"column_types": {"day": "categorical"}}, "got:     day"),
        ({"column_types": {"shop": "identifier"}}, "got:     shop"),
        ({"target_column": "level"}, "the target has classes"),
        ({"horizon": "7"}, "such as 7 days"),
        ({"horizon": "2 months"}, "no past is known"),
        ({"time_column": "week"}, "a number"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_way_out(data: dict[str, Any], told: str) -> None:
    with pytest.raises(ConfigError, match=r"data\.horizon") as refused:
        prepared(**data)
    assert told in str(refused.value)


@pytest.mark.parametrize(
    ("given", "told"), [({"horizon": "soon", "time_column": "day"}, "7 days"), ({"horizon": "7"}, "data.time_column")]
)
def test_the_config_refuses_what_is_no_horizon(given: dict[str, str], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        DataSettings.model_validate({"target_column": "sales", **given})
