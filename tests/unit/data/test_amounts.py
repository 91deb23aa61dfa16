"""Columns that say what an error costs: read as they are, and refused with the fix where they say nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from automl_data.intake import row_amounts
from automl_shared.config.models import CostSettings
from automl_shared.errors import DataError

COSTS = CostSettings(false_positive=25, false_negative=0.6, false_negative_column="amount")
SETTING = "evaluation.costs.false_negative_column"


def test_amounts_are_the_values_of_the_column() -> None:
    frame = pd.DataFrame({"amount": [100, 0, 2.5]})
    assert row_amounts(frame, CostSettings(false_positive=1, false_negative=5)) == {}
    (name,) = found = row_amounts(frame, COSTS)
    assert name == "amount"
    np.testing.assert_array_equal(found["amount"], [100.0, 0.0, 2.5])


@pytest.mark.parametrize(
    ("values", "said", "fix"),
    [
        ([1.0, None], "1 of 2 rows have no value", "--set 'data.editing.fillna={amount: 0}'"),
        ([1.0, -3.0], "amount: -3", f"--set {SETTING}=null"),
        ([1.0, float("inf")], "amount: inf", f"--set {SETTING}=null"),
        (["much", "little"], "is not a number", f"--set {SETTING}=null"),
    ],
)
def test_what_is_no_amount_is_refused_with_the_fix(values: list[Any], said: str, fix: str) -> None:
    with pytest.raises(DataError) as caught:
        row_amounts(pd.DataFrame({"amount": values}), COSTS)
    told = str(caught.value)
    assert said in told
    assert fix in told


def test_a_column_that_is_not_there_is_named_with_the_nearest_one() -> None:
    wrong = COSTS.model_copy(update={"false_negative_column": "amuont"})
    with pytest.raises(DataError, match="did you mean 'amount'") as caught:
        row_amounts(pd.DataFrame({"amount": [1.0], "y": [0]}), wrong)
    assert f"--set {SETTING}=amount" in str(caught.value)
