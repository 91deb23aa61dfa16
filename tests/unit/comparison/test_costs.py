"""What errors cost: rows count by their weights and amounts, and the model's file carries the threshold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression
from tests.outputs import bundle_facts
from tests.unit.comparison.test_expected_errors import rows_of, two

from automl_comparison.costs import Costs, cheapest_threshold, expected_costs
from automl_comparison.expected_errors import Sample
from automl_data.bundle import Bundle, RawColumn, Written, load_bundle
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
    return float(costs.of_rows(len(truth)).of(probability >= threshold, truth).mean())


@pytest.mark.parametrize("world", [too_sure, of_no_sigmoid])
def test_a_row_of_weight_three_chooses_like_three_rows(world: World) -> None:
    truth, probability = world(np.random.default_rng(0), 500)
    times = np.where(truth, 3, 1)
    alone = cheapest_threshold(ONE_TO_FIVE.of_rows(500), Sample.of(truth, probability, times.astype(float)))
    repeated = cheapest_threshold(
        ONE_TO_FIVE.of_rows(times.sum()), Sample.of(np.repeat(truth, times), np.repeat(probability, times))
    )
    assert alone == pytest.approx(repeated, rel=1e-4)
    rows = rows_of(truth.astype(int), 2)
    each = ONE_TO_FIVE.of_rows(500)
    heavy = expected_costs(replace(rows, weights=times.astype(float)), two(probability), ONE_TO_FIVE, each)
    plain = expected_costs(rows, two(probability), ONE_TO_FIVE, each)
    assert dict(heavy.curve)[0.98] > dict(plain.curve)[0.98], "what is missed is heavier"


def test_a_row_has_no_part_in_the_threshold_that_judges_it() -> None:
    """Rows of one fold are all positive, and look it less than the rest: only they could tell so."""
    truth = np.zeros(100, dtype=int)
    rows = rows_of(truth, 2)
    truth = (rows.fold == 0).astype(int)
    found = expected_costs(rows_of(truth, 2), two(np.where(truth, 0.1, 0.3)), ONE_TO_FIVE, ONE_TO_FIVE.of_rows(100))
    assert found.cost.value >= 5 * 0.2  # all of them are missed


def test_amounts_that_are_all_the_same_are_one_cost() -> None:
    truth, probability = too_sure(np.random.default_rng(3), 1000)
    same = Costs(false_positive=0.5, false_negative=5, false_positive_column="fee").of_rows(
        1000, {"fee": np.full(1000, 2.0)}
    )
    sample = Sample.of(truth, probability)
    assert cheapest_threshold(same, sample) == cheapest_threshold(ONE_TO_FIVE.of_rows(1000), sample)


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
    facts = bundle_facts(
        run_id=None,
        model="steep",
        target="price",
        problem_type="binary",
        classes=made.classes,
        primary_metric="log_loss",
        cv_mean=0.3,
        fold_hash=fold_hash(made.folds),
    )
    return bundle.save(Path(made.folder) / "steep.bundle", facts)


COSTS = CostSettings(false_positive=1, false_negative=5, currency="EUR")
SINGLE = EnsembleSettings(weighted=EnsembleMember(enable=False))


def test_the_threshold_travels_with_the_model(decided: Any) -> None:
    info = decided.compare(primary_metric="log_loss", costs=COSTS, ensembles=SINGLE)
    document = decided.told
    (model,) = decided.reporter.models.values()
    threshold = document["expected_costs"]["threshold"]
    assert load_bundle(Path(model["path"])).answers.threshold == pytest.approx(threshold)
    assert info.recommendation.model_id in decided.reporter.models
    assert document["answers"]["threshold"] == threshold
    bundle = load_bundle(Path(model["path"]))
    near = two(np.array([threshold - 1e-9, threshold]))
    assert bundle.labels(near).tolist() == ["no", "yes"]


@pytest.mark.parametrize(
    ("language", "said", "check"),
    [
        ("en", "A false alarm costs 1 EUR, a miss 5 EUR.", "being right less often can cost less"),
        ("ja", "誤りの費用：誤報 1 件 1 EUR、見逃し 1 件 5 EUR。", "正解が少ないほうが安く済む"),
    ],
)
def test_the_report_says_what_errors_cost(decided: Any, language: Any, said: str, check: str) -> None:
    decided.compare(primary_metric="log_loss", costs=COSTS, ensembles=SINGLE, output=OutputSettings(language=language))
    page = decided.page
    assert said in page
    assert check in page
    assert "cost by threshold" in " ".join(decided.reporter.figures)


def test_without_costs_the_model_stays_as_it_is(decided: Any) -> None:
    info = decided.compare(primary_metric="log_loss", ensembles=SINGLE)
    assert info.recommendation.model_id == "model-of-steep"
    assert not decided.reporter.models


def test_costs_of_a_number_are_said_not_to_be_used(made_run: Any) -> None:
    made_run.add_models(ridge=[3.0, 3.2, 2.8, 3.1, 2.9])
    made_run.compare(costs=COSTS)
    assert "are not used: they are for two classes" in made_run.page


@pytest.mark.parametrize("wrong", [{"false_positive": 1}, {"false_positive": 0, "false_negative": 0}])
def test_half_of_the_costs_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="give false_positive and false_negative"):
        CostSettings(**wrong)


def test_a_column_of_amounts_without_the_costs_is_refused() -> None:
    with pytest.raises(ValueError, match="give false_positive and false_negative"):
        CostSettings(false_negative_column="amount")


BY_AMOUNT = CostSettings(false_positive=1, false_negative=0.5, false_negative_column="amount", currency="EUR")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "a miss 0.5 times its <code>amount</code> (10 EUR on average)"),
        ("ja", "見逃し 1 件につきその行の <code>amount</code> の 0.5 倍（平均 10 EUR）。"),
    ],
)
def test_the_report_says_what_errors_cost_by_row(decided: Any, language: Any, said: str) -> None:
    decided.store_table(decided.preprocessings[0], "data", decided.truth.assign(amount=20.0))
    decided.compare(
        primary_metric="log_loss", costs=BY_AMOUNT, ensembles=SINGLE, output=OutputSettings(language=language)
    )
    page = decided.page
    document = decided.told
    assert document["expected_costs"]["costs"]["false_negative_column"] == "amount"
    assert document["answers"]["threshold"] == document["expected_costs"]["threshold"]
    assert said in page


def test_amounts_that_are_not_there_are_told_and_fail_nothing(decided: Any) -> None:
    info = decided.compare(primary_metric="log_loss", costs=BY_AMOUNT, ensembles=SINGLE)
    assert decided.told["expected_costs"] is None
    assert info.recommendation.model_id == "model-of-steep"
