"""A plugin that is registered while recipes are tried."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from sklearn.preprocessing import FunctionTransformer

from automl_shared.plugins import PREPROCESSORS, preprocessor


@pytest.fixture(autouse=True)
def plugin() -> Iterator[str]:
    @preprocessor("squares_for_test", summary="Squares every column.")
    def squares() -> object:
        return FunctionTransformer(np.square, feature_names_out="one-to-one")

    yield "squares_for_test"
    PREPROCESSORS._items.pop("squares_for_test")
