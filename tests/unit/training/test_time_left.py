"""What a candidate makes of the time that the run's budget leaves to it."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, ClassVar

import numpy as np
import pytest

from automl_shared.config.models import Language, OutputSettings, TaskType
from automl_shared.failures import failure_of, out_of_time
from automl_shared.plugins import MODELS, Model
from automl_training import processing, time_left
from automl_training.estimators.early_stopping import MOST_ROUNDS
from automl_training.estimators.scaled import innermost
from automl_training.resources import sized_for
from automl_training.time_left import Deadline, OutOfTime, affordable, planned, seconds_for_a_fit


def in_seconds(seconds: float) -> Deadline:
    return Deadline(ends=time.monotonic() + seconds, remedy="automl clone --task-id t")


class Slow:
    """An estimator whose fits take a second, on a clock of its own. ``fits``: how often it was fitted."""

    fits = 0
    now = 0.0

    def fit(self, _X: np.ndarray, _y: np.ndarray) -> Slow:
        Slow.fits += 1
        Slow.now += 1.0
        return self

    def predict(self, X: np.ndarray) -> np.ndarray:
        return np.arange(len(X), dtype=np.float64)


@pytest.fixture
def in_slow_seconds(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], Deadline]:
    """A deadline in so many seconds on the clock of `Slow`, which the processing then goes by."""
    monkeypatch.setattr(processing, "time", SimpleNamespace(perf_counter=lambda: Slow.now))
    return lambda seconds: Deadline(ends=Slow.now + seconds, remedy="automl clone --task-id t", clock=lambda: Slow.now)


def test_a_candidate_that_cannot_end_in_time_says_so_after_its_first_fold(
    bench: Any, in_slow_seconds: Callable[[float], Deadline]
) -> None:
    model = Model(name="slow", build=lambda *_: Slow(), task_types=("regression",), complexity=0, summary="")
    candidate = bench.candidate(model, "regression")
    Slow.fits = 0
    with pytest.raises(OutOfTime, match=r"for it: its folds would take about .* more minutes") as caught:
        bench.train(candidate, bench.material("regression"), deadline=in_slow_seconds(1.5))
    assert caught.value.remedy == "automl clone --task-id t"
    assert Slow.fits == 1


class Hurried(Slow):
    """An estimator that takes four times as long as it is given."""

    asked: ClassVar[list[float]] = []

    def fit(self, _X: np.ndarray, _y: np.ndarray) -> Hurried:
        seconds = seconds_for_a_fit()
        assert seconds is not None
        Hurried.asked.append(seconds)
        Slow.now += 4 * seconds
        return self


def test_a_model_that_asks_for_its_time_is_hurried_before_it_is_given_up(
    bench: Any, in_slow_seconds: Callable[[float], Deadline]
) -> None:
    model = Model(name="hurried", build=lambda *_: Hurried(), task_types=("regression",), complexity=0, summary="")
    Hurried.asked.clear()
    deadline = in_slow_seconds(4.0)
    result = bench.train(bench.candidate(model, "regression"), bench.material("regression"), deadline=deadline)
    assert len(Hurried.asked) == len(result.folds)
    assert Hurried.asked[1] < Hurried.asked[0]


def test_the_last_fit_after_a_search_has_the_time_of_the_folds_that_are_done(
    bench: Any, in_slow_seconds: Callable[[float], Deadline]
) -> None:
    model = Model(name="hurried", build=lambda *_: Hurried(), task_types=("regression",), complexity=0, summary="")
    candidate, data = bench.candidate(model, "regression"), bench.material("regression")
    found = bench.train(candidate, data, deadline=in_slow_seconds(100.0)).folds
    Hurried.asked.clear()
    bench.train(candidate, data, final_model="refit", deadline=in_slow_seconds(10.0), fitted_folds=found)
    assert Hurried.asked == [pytest.approx(4.0)]


@pytest.mark.parametrize(("seconds", "is_worth_it"), [(4.0, True), (6.0, False)])
def test_a_by_product_may_take_a_twentieth_of_the_time_left(seconds: float, is_worth_it: bool) -> None:
    assert Deadline(ends=100.0, remedy="", clock=lambda: 0.0).has_time_for(seconds) is is_worth_it


def test_time_enough_changes_no_number(bench: Any) -> None:
    data = bench.material("binary")
    with_and_without = [
        bench.train(bench.candidate("lightgbm", "binary"), data, deadline=deadline)
        for deadline in (None, in_seconds(3600))
    ]
    first, second = (np.concatenate([fold.predicted for fold in one.folds]) for one in with_and_without)
    np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize(("name", "rounds"), [("lightgbm", "n_estimators"), ("hist_gradient_boosting", "max_iter")])
def test_a_booster_with_little_time_grows_fewer_trees_in_larger_steps(name: str, rounds: str) -> None:
    generator = np.random.default_rng(0)
    X = generator.normal(size=(2000, 8))
    y = np.sin(2 * X[:, 0]) + X[:, 1] * X[:, 2] + generator.normal(scale=0.1, size=len(X))
    model = MODELS.get(name)
    with sized_for(X.size), planned(Deadline(ends=0.001, remedy="", clock=lambda: 0.0), n_fits=1):
        hurried = innermost(model.estimator("regression", {}, 7).fit(X, y))
    assert hurried.get_params()[rounds] <= MOST_ROUNDS / 20
    assert hurried.get_params()["learning_rate"] > model.defaults["learning_rate"]


STEPS = pytest.mark.parametrize(
    ("name", "steps"), [("random_forest", "n_estimators"), ("extra_trees", "n_estimators"), ("mlp", "max_iter")]
)


@STEPS
@pytest.mark.parametrize("task_type", ["regression", "classification"])
def test_forests_and_networks_with_little_time_take_fewer_steps(name: str, steps: str, task_type: TaskType) -> None:
    X = np.random.default_rng(0).normal(size=(400, 6))
    y = X[:, 0] if task_type == "regression" else (X[:, 0] > 0).astype(int)
    with planned(Deadline(ends=1e-3, remedy="", clock=lambda: 0.0), n_fits=1):
        hurried = innermost(MODELS.get(name).estimator(task_type, {}, 7).fit(X, y))
    assert hurried.get_params()[steps] <= 5


@STEPS
def test_forests_and_networks_with_enough_time_are_the_same(name: str, steps: str) -> None:
    X = np.random.default_rng(0).normal(size=(400, 6))
    free = MODELS.get(name).estimator("regression", {steps: 30}, 7).fit(X, X[:, 0])
    with planned(Deadline(ends=3600.0, remedy="", clock=lambda: 0.0), n_fits=1):
        timed = MODELS.get(name).estimator("regression", {steps: 30}, 7).fit(X, X[:, 0])
    np.testing.assert_array_equal(free.predict(X), timed.predict(X))
    assert innermost(timed).get_params()[steps] == 30


def test_the_first_fit_of_a_candidate_tells_how_many_steps_the_others_have_time_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A tenth of a second for each step on 100 rows: what it takes is probed once, not in every fold."""
    now, fitted = [0.0], list[int]()

    def fit(steps: int) -> None:
        fitted.append(steps)
        now[0] += 0.1 * steps

    monkeypatch.setattr(time_left, "time", SimpleNamespace(perf_counter=lambda: now[0]))
    with planned(Deadline(ends=10.0, remedy="", clock=lambda: 0.0), n_fits=2):
        allowed = [affordable(100, 5, n_rows, fit) for n_rows in (100, 50)]
    assert allowed == [20, 40]
    assert fitted == [5]
    assert affordable(100, 5, 100, fit) == 100


class Hesitant(Slow):
    """An estimator whose predictions take a while."""

    def fit(self, _X: np.ndarray, _y: np.ndarray) -> Hesitant:
        return self

    def predict(self, X: np.ndarray) -> np.ndarray:
        Slow.now += 0.05
        return super().predict(X)


class Sluggish(Hesitant):
    """An estimator whose predictions take a tenth of a second a row."""

    def predict(self, X: np.ndarray) -> np.ndarray:
        Slow.now += 0.1 * len(X)
        return np.arange(len(X), dtype=np.float64)


def test_predicting_what_is_held_out_belongs_to_what_a_candidate_takes(
    bench: Any, in_slow_seconds: Callable[[float], Deadline]
) -> None:
    """Each of the three members predicts as many rows as all folds together: 9 s that nobody had planned."""
    model = Model(name="sluggish", build=lambda *_: Sluggish(), task_types=("regression",), complexity=0, summary="")
    data = bench.material("regression", folds=bench.fold_table(60, n_holdout=30))
    with pytest.raises(OutOfTime):
        bench.train(bench.candidate(model, "regression"), data, deadline=in_slow_seconds(15.0))


@pytest.mark.parametrize(("seconds", "is_measured"), [(5.0, False), (3600.0, True)])
def test_importance_is_left_out_where_it_would_not_be_done_in_time(
    bench: Any, in_slow_seconds: Callable[[float], Deadline], seconds: float, is_measured: bool
) -> None:
    model = Model(name="hesitant", build=lambda *_: Hesitant(), task_types=("regression",), complexity=0, summary="")
    deadline = in_slow_seconds(seconds)
    data = bench.material("regression")
    result = bench.train(bench.candidate(model, "regression"), data, importance=True, deadline=deadline)
    assert bool(result.importance) is is_measured


def test_a_fit_has_its_part_of_the_candidates_share_and_all_time_without_a_budget() -> None:
    with planned(Deadline(ends=100.0, remedy="", clock=lambda: 0.0), n_fits=5):
        assert seconds_for_a_fit() == pytest.approx(8.0)
    with planned(None, n_fits=5):
        assert seconds_for_a_fit() is None


def test_a_training_that_the_answer_needs_ends_however_late_it_is(bench: Any) -> None:
    task_id = bench.training(bench.ready("binary"), "logistic", OutputSettings())
    over = (datetime.now(UTC) - timedelta(minutes=10)).isoformat()
    given = {"run_task_id": "r", "train_until": over, "time_budget_minutes": "1.5", "is_needed": "True"}
    bench.tracker.edit(task_id, sections={"Run": {**bench.tracker.task(task_id).sections["Run"], **given}})
    assert bench.work_off(task_id) == 0


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_training_that_begins_too_late_says_how_to_give_it_more_time(bench: Any, language: Language) -> None:
    task_id = bench.training(bench.ready("binary"), "logistic", OutputSettings(language=language))
    over = (datetime.now(UTC) - timedelta(seconds=1)).isoformat()
    given = {"run_task_id": "r", "train_until": over, "time_budget_minutes": "1.5"}
    bench.tracker.edit(task_id, sections={"Run": {**bench.tracker.task(task_id).sections["Run"], **given}})
    assert bench.work_off(task_id) == 1
    failure = failure_of(bench.tracker.task(task_id))
    assert failure.left_out
    assert failure.cause == out_of_time(language)
    assert failure.remedy == "automl clone --task-id r --set run.time_budget_minutes=3"


@pytest.mark.parametrize(("storing", "kept"), [(1.0, 3.0), (10.0, 10.0), (90.0, 25.0)])
def test_time_is_kept_for_storing_as_measured_but_never_most_of_it(storing: float, kept: float) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    given = {"now": now, "remedy": "", "language": "en", "gives_up": True}
    deadline = Deadline.at(now + timedelta(seconds=100), storing_seconds=storing, **given)
    assert deadline.left() == pytest.approx(100 - kept, abs=1.0)


def test_time_is_left_by_the_servers_clock_whatever_the_workers_says(bench: Any) -> None:
    earlier = timedelta(hours=1)
    bench.tracker.now = lambda: datetime.now(UTC) - earlier
    task_id = bench.training(bench.ready("binary"), "logistic", OutputSettings())
    until = (bench.tracker.now() + timedelta(minutes=10)).isoformat()
    given = {"run_task_id": "r", "train_until": until, "time_budget_minutes": "20"}
    bench.tracker.edit(task_id, sections={"Run": {**bench.tracker.task(task_id).sections["Run"], **given}})
    assert bench.work_off(task_id) == 0
