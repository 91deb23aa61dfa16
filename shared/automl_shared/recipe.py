"""What is treated how: the columns by kind, and the settings of a variant."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from pydantic import BaseModel, ConfigDict

from automl_shared.config.models import PreprocessorChoice, TaskType
from automl_shared.plugins.preprocessor import ColumnType, columns_of
from automl_shared.sections import VariantSection

MAX_CATEGORIES = 100
"""One-hot columns a single category column can become."""
MISSING = "(missing)"
"""The category of a gap."""
RARE = "(rare)"
"""The category that rare ones share."""
LARGEST = 3.4e38
"""Numbers beyond it are taken for infinite: they do not fit the 32 bits that tree models compute in."""


class Columns(BaseModel):
    """The features of the data by how they are treated. The lists are disjoint; a column in none is left out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    numeric: list[str] = []
    categorical: list[str] = []
    """Booleans are categories with two values."""
    high_cardinality: list[str] = []
    """Categories of so many values that each of them says little."""
    datetime: dict[str, str] = {}
    """Column to the format its texts are written in, as `pandas.to_datetime` takes it; empty for real dates."""
    text: list[str] = []

    @property
    def names(self) -> list[str]:
        """Every feature, group by group."""
        return [*self.numeric, *self.categorical, *self.high_cardinality, *self.datetime, *self.text]


class Past(BaseModel):
    """Where the target's own past is looked up: ``series`` is None for one, ``horizon`` as `read_horizon` takes it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    target: str
    time: str
    series: str | None
    horizon: str

    @property
    def columns(self) -> list[str]:
        """Those that say where to look."""
        return [self.time, *([self.series] if self.series else [])]


class Recipe(Columns):
    """Which columns are treated how."""

    version: int = 2
    task_type: TaskType
    numeric_imputation: str
    missing_indicators: bool = False
    categorical_imputation: str
    scaling: str
    categorical_encoding: str
    high_cardinality_encoding: str = "target"
    rare_share: float | None = None
    feature_generation: str = "none"
    polynomial_degree: int | None = None
    pca: float | None = None
    feature_selection: float | None = None
    target_standardize: bool = False
    target_transform: str = "none"
    plugins: list[PreprocessorChoice] = []
    past: Past | None = None
    """Of data whose horizon is named."""

    @classmethod
    def of(cls, variant: VariantSection, columns: Columns, *, task_type: TaskType, past: Past | None = None) -> Recipe:
        """The recipe of a variant for these columns."""
        settings = {**columns.model_dump(), **variant.model_dump(exclude={"preproc_id"})}
        return cls(task_type=task_type, past=past, **settings)

    @property
    def encodings(self) -> dict[str, list[str]]:
        """How the categories become numbers: encoding to its columns, without those that have none."""
        wide = self.high_cardinality_encoding
        columns: dict[str, list[str]] = {}
        for encoding, names in (
            (self.categorical_encoding, self.categorical),
            (self.categorical_encoding if wide == "same" else wide, self.high_cardinality),
        ):
            if names:
                columns.setdefault(encoding, []).extend(names)
        return columns

    def of_type(self, kind: ColumnType) -> list[str]:
        """The columns that a preprocessor of this type of columns gets."""
        return {
            "numeric": self.numeric,
            "categorical": [*self.categorical, *self.high_cardinality],
            "datetime": list(self.datetime),
            "text": self.text,
        }[kind]

    @property
    def hash(self) -> str:
        """sha256 of the recipe's canonical JSON."""
        return _sha256(self._settings())

    @property
    def effective_hash(self) -> str:
        """sha256 of what matters for these columns: recipes that give the same features and target have the same."""
        return _sha256({**self._settings(), **self._without_effect(), "encodings": self.encodings})

    def _settings(self) -> dict[str, Any]:
        """All of it; what is newer than hashes of recipes without it, as if there were no such setting."""
        newer = {"feature_generation": "none", "past": None}
        return self.model_dump(exclude={name for name, unset in newer.items() if getattr(self, name) == unset})

    def _without_effect(self) -> dict[str, Any]:
        """The settings that change nothing for these columns, each with the same empty value."""
        numbers = bool(self.numeric or self.datetime)
        filled = set(self.encodings) - {"native"}
        scaled = numbers or bool(self.text) or "target" in self.encodings
        flagged = numbers or (bool(filled) and self.categorical_imputation != "constant")
        matters = {
            "numeric_imputation": numbers,
            "missing_indicators": flagged,
            "categorical_imputation": bool(filled),
            "scaling": scaled,
            "categorical_encoding": False,  # both are told by `encodings`
            "high_cardinality_encoding": False,
            "rare_share": bool(self.encodings),
            "polynomial_degree": bool(self.numeric),
            "pca": bool(self.numeric),
            "target_standardize": self.task_type == "regression",
            "target_transform": self.task_type == "regression",
        }
        return {**{name: None for name, does in matters.items() if not does}, **self._idle_plugins()}

    def _idle_plugins(self) -> dict[str, Any]:
        """As hashes had it when preprocessors of plugins were for numbers alone."""
        if any(self.of_type(columns_of(plugin.name)) for plugin in self.plugins):
            return {}
        return {"plugins": [] if self.numeric else None}


def _sha256(document: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()
