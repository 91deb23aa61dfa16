"""The recipe: the unfitted, serialisable description of a preprocessing variant.

Preprocessing writes it, training builds the scikit-learn pipeline from it inside each fold. JSON in, the very same
unfitted pipeline out.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

from automl_shared.sections import VariantSection

if TYPE_CHECKING:
    import pandas as pd
    from sklearn.compose import ColumnTransformer

MAX_CATEGORIES = 100
"""One-hot columns a single category column can become."""
MISSING = "(missing)"
"""The category of a gap."""
SEPARATORS = "=≡→»"
LARGEST = 3.4e38
"""Numbers beyond it are taken for infinite: they do not fit the 32 bits that tree models compute in."""


class Recipe(BaseModel):
    """Which columns are treated how. Column lists are disjoint; a column in none of them is left out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int = 1
    numeric: list[str]
    categorical: list[str]
    numeric_imputation: str
    categorical_imputation: str
    scaling: str
    categorical_encoding: str
    polynomial_degree: int | None = None
    target_standardize: bool = False
    plugins: list[str] = []

    @classmethod
    def of(cls, variant: VariantSection, *, numeric: list[str], categorical: list[str]) -> Recipe:
        settings = variant.model_dump(exclude={"preproc_id"})
        return cls(numeric=numeric, categorical=categorical, **settings)

    @property
    def hash(self) -> str:
        """sha256 of the recipe's canonical JSON."""
        return hashlib.sha256(json.dumps(self.model_dump(), sort_keys=True).encode()).hexdigest()


def build_pipeline(recipe: Recipe) -> ColumnTransformer:
    """The unfitted transformer of a recipe.

    Fitted on X (n_rows, n_columns) with the columns of the recipe, it returns a dense frame (n_rows, n_features), all
    float64, with feature names. Numbers may hold gaps, and infinities, which count as gaps; categories may be text,
    booleans, numbers or gaps. Categories unseen while fitting become all zeros (onehot) or -1 (ordinal); of more than
    `MAX_CATEGORIES` the rarest share one column (onehot).
    Raises UnknownPlugin for a preprocessor that is not registered.
    """
    from sklearn.compose import ColumnTransformer

    parts: list[tuple[str, Any, list[str]]] = []
    if recipe.numeric:
        parts.append(("numeric", _numeric(recipe), recipe.numeric))
    if recipe.categorical:
        parts.append(("categorical", _categorical(recipe), recipe.categorical))
    transformer = ColumnTransformer(parts, remainder="drop", verbose_feature_names_out=False, sparse_threshold=0.0)
    return transformer.set_output(transform="pandas")


def _numeric(recipe: Recipe) -> Any:
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import MinMaxScaler, PolynomialFeatures, RobustScaler, StandardScaler

    from automl_shared.plugins import PREPROCESSORS

    scalers = {"standard": StandardScaler, "minmax": MinMaxScaler, "robust": RobustScaler}
    steps: list[tuple[str, Any]] = [
        ("type", _each(_finite)),
        ("impute", SimpleImputer(strategy=recipe.numeric_imputation, keep_empty_features=True)),
    ]
    steps += [(f"plugin{place}", PREPROCESSORS.get(name).build()) for place, name in enumerate(recipe.plugins)]
    if recipe.polynomial_degree:
        steps.append(("polynomial", PolynomialFeatures(recipe.polynomial_degree, include_bias=False)))
    if recipe.scaling != "none":
        steps.append(("scale", scalers[recipe.scaling]()))
    return Pipeline(steps)


def _categorical(recipe: Recipe) -> Any:
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder

    fill = {"fill_value": MISSING} if recipe.categorical_imputation == "constant" else {}
    encoder: Any = (
        OneHotEncoder(
            handle_unknown="ignore",
            sparse_output=False,
            max_categories=MAX_CATEGORIES,
            feature_name_combiner=_CategoryName(_separator([*recipe.numeric, *recipe.categorical])),
        )
        if recipe.categorical_encoding == "onehot"
        else OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
    )
    return Pipeline(
        [
            ("type", _each(_text)),
            ("impute", SimpleImputer(strategy=recipe.categorical_imputation, keep_empty_features=True, **fill)),
            ("fill", _each(_named_gaps)),
            ("encode", encoder),
        ]
    )


def _each(function: Callable[[pd.DataFrame], pd.DataFrame]) -> Any:
    from sklearn.preprocessing import FunctionTransformer

    return FunctionTransformer(function, feature_names_out="one-to-one")


def _finite(frame: pd.DataFrame) -> pd.DataFrame:
    numbers = frame.astype("float64")
    return numbers.where(numbers.abs() < LARGEST)


def _text(frame: pd.DataFrame) -> pd.DataFrame:
    """Categories as Python strings: the encoders compare them, and text does not compare with numbers."""
    import numpy as np

    text = frame.astype(object).map(str, na_action="ignore")
    return text.where(text.notna(), np.nan)


def _named_gaps(frame: pd.DataFrame) -> pd.DataFrame:
    """A column without any value is imputed with the number 0, which no encoder takes beside text."""
    return frame.astype(object).where(frame != 0, MISSING)


@dataclass(frozen=True)
class _CategoryName:
    """Name of a one-hot feature: ``colour=red``."""

    separator: str

    def __call__(self, column: Any, category: Any) -> str:
        return f"{column}{self.separator}{category}"


def _separator(columns: list[str]) -> str:
    """A sign that is in no column's name, so that no two features get the same name."""
    return next((sign for sign in SEPARATORS if not any(sign in column for column in columns)), SEPARATORS[-1])
