"""Nothing of the hold-out, and nothing of the target, reaches what decides about treatment."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from automl_data.recipe import build_pipeline
from automl_preprocessing.processing import prepare
from automl_shared.config.models import CrossValidationSettings, DataSettings, PreprocessingSettings
from automl_shared.folds import FITTED_ON, SCORED_ON
from automl_shared.sections import VariantSection
from automl_shared.variants import variants

from .conftest import people

DATA = DataSettings(target_column="y")
VARIANTS = [
    *variants(
        PreprocessingSettings(
            scaling=["standard", "none"],
            categorical_encoding=["onehot", "ordinal", "target", "frequency"],
            categorical_imputation=["most_frequent", "constant"],
        )
    ),
    *variants(
        PreprocessingSettings(scaling=["quantile", "power"], numeric_imputation=["knn"], missing_indicators=True)
    ),
    *variants(PreprocessingSettings(scaling=["standard"], categorical_encoding=["target"], feature_selection=3.0)),
    *variants(PreprocessingSettings(scaling=["standard"], feature_generation=["auto", "full"])),
    *variants(PreprocessingSettings(scaling=["standard"], high_cardinality_encoding="frequency", pca=2.0)),
    *variants(PreprocessingSettings(scaling=["standard"], high_cardinality_encoding="same", rare_share=0.01)),
]


def noise(n: int = 600) -> pd.DataFrame:
    """Features that have nothing to do with the target, with enough categories to learn by heart."""
    random = np.random.default_rng(5)
    frame = pd.DataFrame(random.normal(size=(n, 5)), columns=list("abcde"))
    return frame.assign(k=random.choice([f"k{i}" for i in range(150)], n), y=random.choice(["no", "yes"], n)).mask(
        pd.DataFrame(random.random((n, 7)) < 0.05, columns=[*"abcdek", "y"]).assign(y=False)
    )


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda one: one.preproc_id)
def test_pure_noise_is_predicted_at_chance(variant: VariantSection) -> None:
    from sklearn.linear_model import RidgeClassifier
    from sklearn.metrics import roc_auc_score

    prepared = prepare(noise(), DATA, CrossValidationSettings(n_repeats=2), variant)
    features = prepared.data.drop(columns="y")
    scores = []
    for name in prepared.folds.columns[2:]:
        marks = prepared.folds[name].to_numpy()
        y = prepared.data["y"][marks == FITTED_ON]
        pipeline = build_pipeline(prepared.recipe)
        model = RidgeClassifier().fit(pipeline.fit_transform(features[marks == FITTED_ON], y), y)
        scored = model.decision_function(pipeline.transform(features[marks == SCORED_ON]))
        scores.append(roc_auc_score(prepared.data["y"][marks == SCORED_ON] == "yes", scored))

    assert 0.42 < np.mean(scores) < 0.58


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
