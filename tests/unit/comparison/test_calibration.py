"""Corrected probabilities: in the order they had, by rows they are not of, and in the file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.unit.comparison.test_costs import COSTS, SINGLE, stored, too_sure
from tests.unit.comparison.test_expected_errors import rows_of, two

from automl_comparison.calibration import FEWEST, apart, corrected, fitted
from automl_comparison.expected_errors import BinaryErrors, expected_errors
from automl_data.bundle import load_bundle, read_manifest
from automl_data.bundle.calibration import calibrated, calibrated_second, uncalibrated_second
from automl_shared.config.models import OutputSettings

CLASSES = ("no", "yes")


@pytest.mark.parametrize("at", ["few_rows", "rare_class"])
def test_too_few_rows_are_not_corrected(at: str) -> None:
    random = np.random.default_rng(0)
    n = FEWEST["sigmoid"] - 1 if at == "few_rows" else 2000
    truth, probability = too_sure(random, n)
    if at == "rare_class":
        truth[np.flatnonzero(truth)[19:]] = False
    assert corrected(rows_of(truth.astype(int), 2), two(probability), CLASSES) is None


def test_what_no_sigmoid_corrects_needs_more_rows() -> None:
    for n, methods in ((FEWEST["isotonic"] - 1, {"sigmoid", None}), (5000, {"isotonic"})):
        random = np.random.default_rng(1)
        probability = random.random(n)
        truth = random.random(n) < np.select([probability < 0.3, probability < 0.7], [0.1, 0.4], 0.9)
        found = corrected(rows_of(truth.astype(int), 2), two(probability), CLASSES)
        assert (found.by.method if found else None) in methods


@pytest.mark.parametrize("method", ["sigmoid", "isotonic"])
def test_the_order_stays_and_thresholds_come_back(method: Any) -> None:
    truth, probability = too_sure(np.random.default_rng(2), 2000)
    by = fitted(method, truth.astype(int), two(probability), np.ones(2000))
    assert by is not None
    said = np.linspace(0.001, 0.999, 500)
    there = calibrated_second(said, by)
    assert (np.diff(there) > 0).all()
    assert 0 < there[0] < there[-1] < 1
    assert [uncalibrated_second(float(one), by) for one in there[::50]] == pytest.approx(said[::50].tolist())
    assert calibrated(two(said), by).sum(axis=1) == pytest.approx(1.0)


def test_no_row_has_a_part_in_its_own_correction() -> None:
    truth, probability = too_sure(np.random.default_rng(3), 1000)
    rows = rows_of(truth.astype(int), 2)
    other = rows_of(np.where(rows.fold == 0, 1 - rows.y, rows.y), 2)
    here = rows.slice_of(0)
    one, two_ = (apart("sigmoid", each, two(probability))[here] for each in (rows, other))
    np.testing.assert_array_equal(one, two_)


def test_a_row_of_weight_three_corrects_like_three_rows() -> None:
    truth, probability = too_sure(np.random.default_rng(4), 500)
    times = np.where(truth, 3, 1)
    for method in ("sigmoid", "isotonic"):
        heavy = fitted(method, truth.astype(int), two(probability), times.astype(float))
        many, same = np.repeat(truth, times).astype(int), two(np.repeat(probability, times))
        repeated = fitted(method, many, same, np.ones(len(many)))
        said = np.linspace(0, 1, 11)
        assert calibrated_second(said, heavy) == pytest.approx(calibrated_second(said, repeated), rel=1e-3)


def test_without_costs_the_classes_stay_those_that_were_scored() -> None:
    truth, probability = too_sure(np.random.default_rng(5), 2000)
    rows, plain = rows_of(truth.astype(int), 2), np.round(two(probability), 2)
    better = corrected(rows, plain, CLASSES)
    errors, before = (expected_errors(rows, plain, CLASSES, None, by) for by in (better.by, None))
    assert isinstance(errors, BinaryErrors)
    assert isinstance(before, BinaryErrors)
    threshold = errors.thresholds[0].threshold
    assert threshold != pytest.approx(0.5, abs=0.01)
    np.testing.assert_array_equal(calibrated(plain, better.by)[:, 1] >= threshold, plain.argmax(axis=1) == 1)
    assert [one.found for one in errors.thresholds] == [one.found for one in before.thresholds]


@pytest.fixture
def sure_run(classified_run: Any) -> Any:
    """A run of two classes whose model is much too sure of what it sees through noise."""
    classified_run.n_rows = 1000
    classified_run.prepare_again()
    classified_run.add_training("dummy", [0.69, 0.7, 0.68, 0.69, 0.69])
    written = stored(classified_run)
    classified_run.tracker.store_model("model-of-steep", written.path)
    known = {"bundle_sha256": written.sha256, "model_id": "model-of-steep"}
    task_id = classified_run.add_training("steep", [0.5, 0.51, 0.49, 0.5, 0.5], **known)
    table = classified_run.oof_predictions(0.0)
    seen = classified_run.truth.loc[table["row_id"], "x"] + np.random.default_rng(1).normal(size=len(table))
    said = 1 / (1 + np.exp(-6 * seen.to_numpy()))
    classified_run.store_table(task_id, "oof_predictions", table.assign(proba_0=1 - said, proba_1=said))
    return classified_run


@pytest.mark.parametrize(
    ("language", "said"), [("en", "They are corrected (a sigmoid) and are"), ("ja", "補正しました（シグモイド）。")]
)
def test_the_correction_is_said_and_travels_with_the_model(sure_run: Any, language: Any, said: str) -> None:
    info = sure_run.compare(primary_metric="log_loss", ensembles=SINGLE, output=OutputSettings(language=language))
    (model,) = sure_run.reporter.models.values()
    answers = read_manifest(Path(model["path"])).answers
    assert answers.calibration.method == info.calibration.method == "sigmoid"
    assert answers.calibration.slope < 0.5
    assert info.calibration.rows == 800
    assert info.calibration.error_after < 0.05 < info.calibration.error_before
    assert info.calibration.log_loss_after == pytest.approx(info.calibration.score, abs=0.01)
    assert info.calibration.score < info.calibration.log_loss_before
    assert info.recommendation.cv_mean == pytest.approx(0.5), "ranked by what was not corrected"
    document = sure_run.told
    assert document["calibration"]["method"] == document["answers"]["calibration"]["method"] == "sigmoid"
    assert said in sure_run.page


def test_a_threshold_by_cost_travels_with_the_correction(sure_run: Any) -> None:
    sure_run.compare(primary_metric="log_loss", ensembles=SINGLE, costs=COSTS)
    (model,) = sure_run.reporter.models.values()
    bundle = load_bundle(Path(model["path"]))
    assert bundle.answers.calibration is not None
    assert bundle.answers.threshold == pytest.approx(1 / 6, abs=0.02)
    rows = sure_run.truth[["x"]]
    expected = calibrated(bundle.average(rows), bundle.answers.calibration)
    np.testing.assert_array_equal(bundle.predict_proba(rows), expected)
