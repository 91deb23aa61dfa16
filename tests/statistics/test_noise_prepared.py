"""No preparation makes anything of noise."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from tests.unit.preprocessing.test_leaks import DATA

from automl_data.recipe import build_pipeline
from automl_preprocessing.processing import prepare
from automl_shared.config.models import CrossValidationSettings, PreprocessingSettings
from automl_shared.folds import FITTED_ON, SCORED_ON
from automl_shared.sections import VariantSection
from automl_shared.variants import variants

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
