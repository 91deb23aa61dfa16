"""Equal settings have equal hashes, and what cannot matter to the features does not change the effective one."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from automl_data.recipe import build_pipeline
from automl_shared.recipe import Columns, Recipe
from automl_shared.sections import VariantSection
from automl_shared.variants import named

from .recipes import COLUMNS, PAIRWISE, everything, nasty, target


def test_equal_settings_give_the_equal_hash() -> None:
    hashes = [everything(**variant).hash for variant in PAIRWISE]

    assert len(set(hashes)) == len(PAIRWISE)
    assert everything(**PAIRWISE[3]).hash == hashes[3]
    names = [named(VariantSection(**variant)).preproc_id for variant in PAIRWISE]
    assert len(set(names)) == len(PAIRWISE)
    assert named(VariantSection()).preproc_id == "standard-onehot"


NUMBERS, CATEGORIES, SHOPS = Columns(numeric=["x"]), Columns(categorical=["c"]), Columns(high_cardinality=["s"])


DATES, TEXTS = Columns(datetime={"d": ""}), Columns(text=["t"])


@pytest.mark.parametrize(
    ("columns", "changes", "matters"),
    [
        (NUMBERS, {"categorical_encoding": "ordinal"}, False),
        (NUMBERS, {"categorical_imputation": "constant"}, False),
        (NUMBERS, {"rare_share": 0.1}, False),
        (NUMBERS, {"high_cardinality_encoding": "same"}, False),
        (NUMBERS, {"numeric_imputation": "mean"}, True),
        (NUMBERS, {"scaling": "none"}, True),
        (NUMBERS, {"missing_indicators": True}, True),
        (CATEGORIES, {"numeric_imputation": "mean"}, False),
        (CATEGORIES, {"scaling": "none"}, False),
        (CATEGORIES, {"polynomial_degree": 2}, False),
        (CATEGORIES, {"pca": 2.0}, False),
        (CATEGORIES, {"high_cardinality_encoding": "frequency"}, False),
        (CATEGORIES, {"categorical_encoding": "ordinal"}, True),
        (CATEGORIES, {"missing_indicators": True}, True),
        (SHOPS, {"categorical_encoding": "ordinal"}, False),
        (SHOPS, {"high_cardinality_encoding": "same"}, True),
        (SHOPS, {"scaling": "none"}, True),
        (DATES, {"numeric_imputation": "mean"}, True),
        (DATES, {"polynomial_degree": 2}, False),
        (TEXTS, {"numeric_imputation": "mean"}, False),
        (TEXTS, {"missing_indicators": True}, False),
        (TEXTS, {"scaling": "none"}, True),
        (NUMBERS, {"feature_generation": "auto"}, True),
        (NUMBERS, {"feature_selection": 1.0}, True),
        (NUMBERS, {"target_transform": "log"}, False),
    ],
)
def test_the_effective_hash_tells_what_matters(columns: Columns, changes: dict[str, Any], matters: bool) -> None:
    usual, changed = (
        Recipe.of(VariantSection(**settings), columns, task_type="classification") for settings in ({}, changes)
    )

    assert usual.hash != changed.hash
    assert (usual.effective_hash != changed.effective_hash) is matters


def test_equal_effective_hashes_give_equal_features() -> None:
    frame, y = nasty(), target("classification")
    groups = [Columns(**{name: getattr(COLUMNS, name)}) for name in Columns.model_fields]
    for columns in groups:
        seen: dict[str, pd.DataFrame] = {}
        for variant in PAIRWISE[::2]:
            made = Recipe.of(VariantSection(**variant), columns, task_type="classification")
            features = build_pipeline(made).fit_transform(frame, y)
            pd.testing.assert_frame_equal(features, seen.setdefault(made.effective_hash, features))


def test_a_numeric_target_counts_for_regression_alone() -> None:
    usual, changed = (
        Recipe.of(VariantSection(target_transform=one), NUMBERS, task_type="regression") for one in ("none", "power")
    )

    assert usual.effective_hash != changed.effective_hash
