"""How people write yes and no."""

from __future__ import annotations

import pandas as pd
import pytest

from automl_data.intake.booleans import is_spelled_boolean


@pytest.mark.parametrize(
    "pair",
    [
        "ja nein",
        "Oui NON",
        "J N",
        "tak nie",
        "evet hayır",
        "да нет",
        "はい いいえ",
        "예 아니오",
        "済 未",
        "✓ ✗",
        "vero falso",
    ],
)
def test_yes_and_no_in_many_languages(pair: str) -> None:
    assert is_spelled_boolean(pd.Series(pair.split(), dtype="str"))


@pytest.mark.parametrize("pair", ["ja oui", "yes maybe", "a b", "はい"])
def test_other_pairs_are_none(pair: str) -> None:
    assert not is_spelled_boolean(pd.Series(pair.split(), dtype="str"))
