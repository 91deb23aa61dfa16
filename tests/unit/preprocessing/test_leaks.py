"""Nothing of the hold-out, and nothing of the target, reaches what decides about treatment."""

from __future__ import annotations

import numpy as np
import pandas as pd

from automl_preprocessing.processing import prepare
from automl_shared.config.models import CrossValidationSettings, DataSettings
from automl_shared.folds import FITTED_ON
from automl_shared.sections import VariantSection

from .conftest import people

DATA = DataSettings(target_column="y")


def test_the_holdout_is_never_looked_at() -> None:
    """Garbage in the hold-out's features changes neither the types, nor the recipe, nor any finding or count."""
    frame = people().rename(columns={"churn": "y"})
    first = prepare(frame, DATA, CrossValidationSettings(), VariantSection())
    held = first.folds.loc[first.folds["holdout"], "row_id"].to_numpy()
    random = np.random.default_rng(0)
    frame.loc[held, "country"] = random.choice(["US", "FR"], len(held))
    frame.loc[held, "income"] = 1e9
    frame.loc[held, "city"] = [f"city {i}" for i in range(len(held))]
    frame.loc[held, "customer_id"] = 7

    second = prepare(frame, DATA, CrossValidationSettings(), VariantSection())

    assert second.columns == first.columns
    assert second.recipe == first.recipe
    assert [one for one in second.findings if one.code != "drift"] == [
        one for one in first.findings if one.code != "drift"
    ]  # drift only tells the reader that the hold-out looks different
    assert second.plan == first.plan
    pd.testing.assert_frame_equal(second.after, first.after)


def test_samples_and_counts_come_from_the_first_folds_training_part() -> None:
    prepared = prepare(people().rename(columns={"churn": "y"}), DATA, CrossValidationSettings(), VariantSection())

    assert prepared.after.index.tolist() == prepared.folds.loc[prepared.folds["r0f0"] == FITTED_ON, "row_id"].tolist()


def test_typing_never_reads_the_target() -> None:
    """Another target, with the same rows held out, gives the same types and the same recipe."""
    frame = people().rename(columns={"churn": "y"})
    shuffled = frame.assign(y=frame["y"].sample(frac=1.0, random_state=0).to_numpy())
    settings = DataSettings(target_column="y", time_column="joined")

    first, second = (prepare(one, settings, CrossValidationSettings(), VariantSection()) for one in (frame, shuffled))

    assert first.recipe == second.recipe
    assert [one for one in first.columns if one.role != "target"] == [
        one for one in second.columns if one.role != "target"
    ]
