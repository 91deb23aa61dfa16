"""What is written once beside a key: told where keys come again, and not of gaps that stand for other reasons."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from automl_data.intake.filling import stated_once

KEYS = np.repeat(np.arange(20), 3)
IS_FIRST = np.arange(60) % 3 == 0


@pytest.mark.parametrize(
    ("keys", "has", "told"),
    [
        (KEYS, IS_FIRST, ["once"]),
        (KEYS[::-1], IS_FIRST, ["once"]),
        (KEYS, ~IS_FIRST, []),
        (KEYS, np.arange(60) % 4 == 0, []),
        (KEYS, np.zeros(60, dtype=bool), []),
        (np.arange(60), np.ones(60, dtype=bool), []),
        (np.ones(60), np.arange(60) < 1, []),
        (np.arange(60) // 30, np.arange(60) % 30 == 0, []),
    ],
    ids=["first of each", "falling", "all but the first", "others", "no value", "no key again", "one key", "two keys"],
)
def test_values_that_stand_once_beside_a_key_are_told(keys: np.ndarray, has: np.ndarray, told: Sequence[str]) -> None:
    frame = pd.DataFrame({"key": keys, "once": np.where(has, 1.5, np.nan), "other": np.arange(60)})

    assert stated_once(frame) == told


def test_a_first_column_that_is_stated_above_its_rows_is_told() -> None:
    regions = [f"R{place // 4}" if place % 4 == 0 else None for place in range(40)]
    frame = pd.DataFrame({"region": regions, "town": list("abcd") * 10, "size": range(40)})

    assert stated_once(frame) == ["region"]
    assert stated_once(frame.iloc[1:]) == []
