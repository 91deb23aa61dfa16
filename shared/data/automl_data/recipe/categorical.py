"""Categories: read as text, filled, rare ones grouped, and made numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import numpy as np
import pandas as pd
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder

from automl_data.recipe.encoders import FrequencyEncoder, NativeEncoder, RareCategories, TargetMeanEncoder
from automl_data.recipe.frames import Framed, Steps, each
from automl_data.recipe.gaps import GapsFilled
from automl_data.recipe.scales import scaler
from automl_shared.recipe import MAX_CATEGORIES, MISSING, Recipe

SEPARATORS = "=≡→»"
MAX_NATIVE = 255
"""Categories of a column that is left to the model: what scikit-learn's histogram trees take."""
_WHOLE = re.compile(r"-?\d+\.0+")
_BOOLEANS = {"true": "True", "false": "False"}


def steps(recipe: Recipe, encoding: str) -> Steps:
    """The steps for columns of categories under one encoding, in order.

    A gap is filled as ``categorical_imputation`` says, and stays one under ``native``. What was not seen while fitting
    becomes all zeros (onehot), -1 (ordinal), the mean of the target (target), 0 (frequency) or a gap (native).
    Target encodings are in the unit of the target and are brought to one scale as numbers are.
    """
    if encoding == "native":
        return Steps(
            [
                ("type", each(plain_text)),
                ("rare", RareCategories(recipe.rare_share, MAX_NATIVE)),
                ("encode", NativeEncoder()),
            ]
        )
    fill = {"fill_value": MISSING} if recipe.categorical_imputation == "constant" else {}
    made: list[tuple[str, Any]] = [
        ("type", each(plain_text)),
        ("impute", Framed(GapsFilled(strategy=recipe.categorical_imputation, keep_empty_features=True, **fill))),
        ("fill", each(_named_gaps)),
    ]
    most = MAX_CATEGORIES if encoding == "onehot" else None
    if recipe.rare_share or most:
        made.append(("rare", RareCategories(recipe.rare_share, most)))
    made.append(("encode", _encoder(recipe, encoding)))
    if encoding == "target" and recipe.scaling != "none":
        made.append(("scale", scaler(recipe.scaling)))
    return Steps(made)


def plain_text(frame: pd.DataFrame) -> pd.DataFrame:
    """Categories as Python strings, gaps as NaN; however a column was read, equal values give equal text.

    A column of whole numbers with a gap is read as 1.0, one without as 1; booleans are written in many ways.
    """
    rows = np.empty((frame.shape[1], len(frame)), dtype=object)
    for place, (_, column) in enumerate(frame.items()):
        rows[place] = plain_values(column)
    return pd.DataFrame(rows.T, index=frame.index, columns=frame.columns, dtype=object, copy=False)


def plain_categories(column: pd.Series) -> pd.Categorical:
    """A column (n_rows,) of `plain_text` as pandas categories, of which `plain_text` makes the same in little time."""
    codes, known = pd.factorize(plain_values(column))
    return pd.Categorical.from_codes(codes, categories=pd.Index(known, dtype=object))


def plain_values(column: pd.Series) -> np.ndarray:
    """(n_rows,) text, gaps as NaN."""
    if isinstance(column.array, pd.Categorical):
        known = [*map(_one_way, column.array.categories), np.nan]
        return np.asarray(np.array(known, dtype=object)[column.array.codes])
    if column.dtype == object:
        text = column.map(_one_way, na_action="ignore")
        return np.asarray(text.where(text.notna(), np.nan), dtype=object)
    codes, values = pd.factorize(column)
    return np.array([*(_one_way(value) for value in values), np.nan], dtype=object)[codes]


def _one_way(value: Any) -> str:
    text = str(value)
    if _WHOLE.fullmatch(text):
        return text.partition(".")[0]
    return _BOOLEANS.get(text.lower(), text)


def _named_gaps(frame: pd.DataFrame) -> pd.DataFrame:
    """A column without any value is imputed with the number 0, which no encoder takes beside text."""
    values = frame.to_numpy(dtype=object)
    named = np.where(values != 0, values, MISSING)
    return pd.DataFrame(named, index=frame.index, columns=frame.columns, dtype=object, copy=False)


def _encoder(recipe: Recipe, encoding: str) -> Any:
    if encoding == "onehot":
        name = _CategoryName(_separator(recipe.names))
        return Framed(Indicators(handle_unknown="ignore", sparse_output=False, feature_name_combiner=name))
    if encoding == "ordinal":
        return Framed(OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1))
    return TargetMeanEncoder(recipe.task_type) if encoding == "target" else FrequencyEncoder()


class Indicators(OneHotEncoder, auto_wrap_output_keys=None):  # type: ignore[call-arg,misc]
    """A column of 0 and 1 for every category; rows are not checked again, which takes longer than encoding them."""

    def transform(self, X: np.ndarray) -> np.ndarray:
        """X: (n_rows, n_columns) text without gaps. (n_rows, n_categories); all 0 for a category that was not seen."""
        made = np.zeros((len(X), sum(map(len, self.categories_))))
        first = 0
        for column, known in zip(X.T, self.categories_, strict=True):
            places = dict(zip(known, range(first, first + len(known)), strict=True))
            codes = np.fromiter(map(places.get, column, repeat(-1)), dtype=np.intp, count=len(column))
            rows = np.flatnonzero(codes >= 0)
            made[rows, codes[rows]] = 1.0
            first += len(known)
        return made


@dataclass(frozen=True)
class _CategoryName:
    """Name of a one-hot feature: ``colour=red``."""

    separator: str

    def __call__(self, column: Any, category: Any) -> str:
        return f"{column}{self.separator}{category}"


def _separator(columns: list[str]) -> str:
    """A sign that is in no column's name, so that no two features get the same name."""
    return next((sign for sign in SEPARATORS if not any(sign in column for column in columns)), SEPARATORS[-1])
