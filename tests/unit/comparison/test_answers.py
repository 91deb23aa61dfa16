"""How far the truth lies from a number: as often as promised, in the file, and checked on the rows kept back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.unit.comparison.test_ensemble_phase import add_member
from tests.unit.comparison.test_expected_errors import rows_of

from automl_comparison.expected_errors import NumberErrors, expected_errors
from automl_data.bundle import load_bundle
from automl_shared.config.models import EnsembleMember, EnsembleSettings, OutputSettings

SINGLE = EnsembleSettings(weighted=EnsembleMember(enable=False))


@pytest.mark.parametrize("slope", [0.0, 3.0])
def test_a_range_holds_the_truth_of_new_rows_as_often_as_it_says(slope: float) -> None:
    """Lines fitted on 120 rows, whose errors are skewed and grow with ``slope``: each fold by the other four."""
    held = []
    for seed in range(60):
        random = np.random.default_rng(seed)
        x = random.uniform(0, 1, 120 + 2000)
        y = 5 * x + (1 + slope * x) * random.exponential(size=len(x))
        old_x, old_y, rows = x[:120], y[:120], rows_of(y[:120])
        predicted, lines = np.zeros(120), []
        for fold in range(rows.n_folds):
            here = rows.slice_of(fold)
            others = np.setdiff1d(np.arange(120), np.arange(120)[here])
            lines.append(np.polyfit(old_x[others], old_y[others], 1))
            predicted[here] = np.polyval(lines[-1], old_x[here])
        errors = expected_errors(rows, predicted, [])
        assert isinstance(errors, NumberErrors)
        new = np.mean([np.polyval(line, x[120:]) for line in lines], axis=0)
        held.append(np.mean(np.abs(new - y[120:]) <= errors.most.value))
    assert np.mean(held) == pytest.approx(0.9, abs=0.03)


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Of the 100 rows kept back for the final check,"), ("ja", "最終確認のために取り分けた 100 行のうち、")],
)
def test_the_range_is_in_the_file_and_checked_on_the_rows_kept_back(made_run: Any, language: Any, said: str) -> None:
    made_run.add_dummy()
    add_member(made_run, "steep", 11.0)
    info = made_run.compare(ensembles=SINGLE, output=OutputSettings(language=language))
    document = made_run.told
    (model,) = made_run.reporter.models.values()
    answers = load_bundle(Path(model["path"])).answers
    assert (answers.reach, answers.level) == (pytest.approx(document["expected_errors"]["most"]["value"]), 0.9)
    assert info.recommendation.model_id in made_run.reporter.models
    held = made_run.folds.loc[made_run.folds["holdout"], "row_id"]
    off = np.abs(made_run.truth.loc[held, "x"])  # the model is off by x
    assert document["final_check"]["n_near"][1] == int((off <= answers.reach).sum())
    assert said in made_run.page


def test_an_ensemble_is_registered_once(made_run: Any) -> None:
    made_run.add_dummy()
    for model, slope in {"steep": 13.0, "flat": 7.0}.items():
        add_member(made_run, model, slope)
    info = made_run.compare()
    assert info.recommendation.candidate == "ensemble+weighted"
    assert list(made_run.reporter.models) == [info.recommendation.model_id]
