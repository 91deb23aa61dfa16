"""What errors cost: thresholds are nearly the best possible on fresh rows, what is said to be saved is saved there,
and the model's file carries them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression
from tests.unit.comparison.test_expected_errors import rows_of, two

from automl_comparison.costs import Costs, cheapest_threshold, expected_costs
from automl_shared.bundle import Bundle, Facts, RawColumn, Written, load_bundle
from automl_shared.config.models import CostSettings, EnsembleMember, EnsembleSettings, OutputSettings
from automl_shared.folds import fold_hash

World = Callable[[np.random.Generator, int], tuple[np.ndarray, np.ndarray]]
ONE_TO_FIVE = Costs(false_positive=1, false_negative=5, currency="EUR")


def calibrated(random: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
    odds = 1.5 * random.standard_normal(n) - 1.5
    probability = 1 / (1 + np.exp(-odds))
    return random.random(n) < probability, probability


def too_sure(random: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
    truth, probability = calibrated(random, n)
    odds = np.log(probability / (1 - probability))
    return truth, 1 / (1 + np.exp(-(2.5 * odds + 0.5)))


def of_no_sigmoid(random: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
    truth, probability = calibrated(random, n)
    odds = np.log(probability / (1 - probability))
    return truth, 1 / (1 + np.exp(-1.5 * np.sign(odds) * odds**2))


def paid(costs: Costs, threshold: float, truth: np.ndarray, probability: np.ndarray) -> float:
    return float(costs.of(probability >= threshold, truth).mean())


@pytest.mark.parametrize("world", [calibrated, too_sure, of_no_sigmoid])
@pytest.mark.parametrize("costs", [ONE_TO_FIVE, Costs(false_positive=10, false_negative=1)])
def test_a_threshold_costs_at_most_two_per_cent_more_than_the_best_one(world: World, costs: Costs) -> None:
    more = []
    for seed in range(8):
        random = np.random.default_rng(seed)
        threshold = cheapest_threshold(costs, *world(random, 4000), np.ones(4000))
        fresh = world(random, 100_000)
        best = min(paid(costs, at, *fresh) for at in np.quantile(fresh[1], np.linspace(0, 1, 201)))
        more.append(paid(costs, threshold, *fresh) / best - 1)
    assert np.mean(more) <= 0.02


def test_what_is_said_to_be_saved_is_saved_on_fresh_rows() -> None:
    said: dict[str, list[float]] = {}
    saved: dict[str, list[float]] = {}
    held = []
    for seed in range(60):
        random = np.random.default_rng(seed)
        truth, probability = too_sure(random, 400)
        found = expected_costs(rows_of(truth.astype(int), 2), two(probability), ONE_TO_FIVE)
        assert found is not None
        new_truth, new = too_sure(random, 50_000)
        kept = paid(ONE_TO_FIVE, found.threshold, new_truth, new)
        for name, instead in (("nobody", 5 * new_truth.mean()), ("everybody", (~new_truth).mean())):
            said.setdefault(name, []).append(found.saved[cast("Any", name)].value)
            saved.setdefault(name, []).append(instead - kept)
        held.append(found.cost.low <= kept <= found.cost.high)
    for name in said:
        assert np.mean(said[name]) == pytest.approx(np.mean(saved[name]), abs=0.02)
    assert np.mean(held) >= 0.8


@pytest.mark.parametrize("world", [too_sure, of_no_sigmoid])
def test_a_row_of_weight_three_chooses_like_three_rows(world: World) -> None:
    truth, probability = world(np.random.default_rng(0), 500)
    times = np.where(truth, 3, 1)
    alone = cheapest_threshold(ONE_TO_FIVE, truth, probability, times.astype(float))
    repeated = cheapest_threshold(
        ONE_TO_FIVE, np.repeat(truth, times), np.repeat(probability, times), np.ones(times.sum())
    )
    assert alone == pytest.approx(repeated, rel=1e-4)
    rows = rows_of(truth.astype(int), 2)
    heavy = expected_costs(replace(rows, weights=times.astype(float)), two(probability), ONE_TO_FIVE)
    plain = expected_costs(rows, two(probability), ONE_TO_FIVE)
    assert heavy is not None
    assert plain is not None
    assert dict(heavy.curve)[0.98] > dict(plain.curve)[0.98], "what is missed is heavier"


def test_a_row_has_no_part_in_the_threshold_that_judges_it() -> None:
    """Rows of one fold are all positive, and look it less than the rest: only they could tell so."""
    truth = np.zeros(100, dtype=int)
    rows = rows_of(truth, 2)
    truth = (rows.fold == 0).astype(int)
    found = expected_costs(rows_of(truth, 2), two(np.where(truth, 0.1, 0.3)), ONE_TO_FIVE)
    assert found is not None
    assert found.cost.value >= 5 * 0.2  # all of them are missed


@pytest.fixture
def decided(classified_run: Any) -> Any:
    """A run of two classes whose model has a file."""
    classified_run.add_training("dummy", [0.69, 0.7, 0.68, 0.69, 0.69])
    written = stored(classified_run)
    classified_run.tracker.store_model("model-of-steep", written.path)
    known = {"bundle_sha256": written.sha256, "model_id": "model-of-steep"}
    classified_run.add_training("steep", [0.3, 0.31, 0.29, 0.3, 0.3], **known)
    return classified_run


def stored(made: Any) -> Written:
    even = np.full((made.n_rows, 2), 0.5)
    bundle = Bundle(
        members=[LinearRegression().fit(made.truth[["x"]], even)],
        columns=[RawColumn(name="x", dtype="float64", kind="numeric")],
        target="price",
        classes=made.classes,
    )
    facts = Facts(
        run_id=None,
        task_id="t",
        model="steep",
        preproc_id="standard-onehot",
        target="price",
        problem_type="binary",
        classes=made.classes,
        primary_metric="log_loss",
        cv_mean=0.3,
        cv_std=None,
        fold_hash=fold_hash(made.folds),
    )
    return bundle.save(Path(made.folder) / "steep.bundle", facts)


COSTS = CostSettings(false_positive=1, false_negative=5, currency="EUR")
SINGLE = EnsembleSettings(weighted=EnsembleMember(enable=False))


def test_the_threshold_travels_with_the_model(decided: Any) -> None:
    info = decided.compare(primary_metric="log_loss", costs=COSTS, ensembles=SINGLE)
    document = decided.tracker.document(decided.reporter.task_id, "report_json")
    (model,) = decided.reporter.models.values()
    threshold = document["expected_costs"]["threshold"]
    assert load_bundle(Path(model["path"])).answers.threshold == pytest.approx(threshold)
    assert info.recommendation.model_id in decided.reporter.models
    assert document["answers"]["threshold"] == threshold
    bundle = load_bundle(Path(model["path"]))
    near = two(np.array([threshold - 1e-9, threshold]))
    assert bundle.labels(near).tolist() == ["no", "yes"]


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "A false alarm costs 1 EUR, a miss 5 EUR."), ("ja", "誤報は 1 件 1 EUR、見逃しは 1 件 5 EUR です。")],
)
def test_the_report_says_what_errors_cost(decided: Any, language: Any, said: str) -> None:
    decided.compare(primary_metric="log_loss", costs=COSTS, ensembles=SINGLE, output=OutputSettings(language=language))
    page = decided.tracker.file(decided.reporter.task_id, "report").read_text(encoding="utf-8")
    assert said in page
    assert "cost by threshold" in " ".join(decided.reporter.figures)


def test_without_costs_the_model_stays_as_it_is(decided: Any) -> None:
    info = decided.compare(primary_metric="log_loss", ensembles=SINGLE)
    assert info.recommendation.model_id == "model-of-steep"
    assert not decided.reporter.models


def test_costs_of_a_number_are_said_not_to_be_used(made_run: Any) -> None:
    made_run.add_dummy()
    made_run.add_training("ridge", [3.0, 3.2, 2.8, 3.1, 2.9])
    made_run.compare(costs=COSTS)
    page = made_run.tracker.file(made_run.reporter.task_id, "report").read_text(encoding="utf-8")
    assert "are not used: they are for two classes" in page


@pytest.mark.parametrize("wrong", [{"false_positive": 1}, {"false_positive": 0, "false_negative": 0}])
def test_half_of_the_costs_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="give false_positive and false_negative"):
        CostSettings(**wrong)
