"""The search inside a child: what is tried, in which order, on which rows, and what is said of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import count
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import Ridge
from tests.outputs import by_name, drawn

from automl_shared.config.models import OptimizationSettings
from automl_shared.errors import ConfigError
from automl_shared.folds import FITTED_ON
from automl_shared.plugins import METRICS, Model
from automl_shared.plugins.params import choice, real, whole
from automl_shared.tracker.memory import checked
from automl_training.learning_curve import LearningCurve, is_cheap, learning_curve
from automl_training.search import Search, Space, search, seconds_for
from automl_training.search.prepared import PreparedFolds
from automl_training.search.proposals import Method
from automl_training.shap_values import ShapValues
from automl_training.time_left import seconds_for_a_fit, seconds_of_a_step
from automl_training.visualization import Limits
from automl_training.visualization import search as pictures
from automl_training.visualization.learning_curve import learning_curve as drawn_curve
from automl_training.visualization.shap import shap

ALPHA = real(1e-3, 1e3, "Strength.", "強さ。", log=True, searched=True)
INTERCEPT = choice((True, False), "Constant.", "定数。", searched=True)
LAYERS = choice(([8], [8, 4]), "Layers.", "層。", searched=True)
DEPTH = whole(1, 9, "Depth.", "深さ。", searched=True)


def linear(_task_type: Any, params: Mapping[str, Any], _random_seed: int) -> Any:
    return Ridge(alpha=params["alpha"], fit_intercept=params["fit_intercept"])


def a_model(build: Callable[..., Any] = linear, **changes: Any) -> Model:
    usual: dict[str, Any] = {
        "name": "toy",
        "task_types": ("regression",),
        "complexity": 1,
        "summary": "",
        "defaults": {"alpha": 100.0, "fit_intercept": True},
        "params": {"alpha": ALPHA, "fit_intercept": INTERCEPT},
    }
    return Model(build=build, **{**usual, **changes})


def tried(
    bench: Any,
    model: Model | None = None,
    method: Method = "random",
    n_trials: int = 8,
    metric: str = "rmse",
    own: Mapping[str, Any] | None = None,
    data: Any = None,
    **limits: Any,
) -> Search:
    candidate = bench.candidate(model or a_model(), "regression", **(own or {}))
    settings = OptimizationSettings(method=method, n_trials=n_trials)
    return search(candidate, data or bench.material("regression"), [METRICS.get(metric)], settings, **limits)


def settings_of(found: Search) -> list[str]:
    return [json.dumps(one.settings, sort_keys=True) for one in found.trials]


@pytest.mark.parametrize("method", ["grid", "random", "bayesian"])
def test_the_default_comes_first_nothing_is_tried_twice_and_the_best_is_best(bench: Any, method: Method) -> None:
    found = tried(bench, method=method, n_trials=14)
    assert found.trials[0].settings == {"alpha": 100.0, "fit_intercept": True}
    assert [one.number for one in found.trials] == list(range(1, 15))
    assert len(set(settings_of(found))) == 14
    finished = [one.mean for one in found.trials if one.state == "complete"]
    assert found.best.mean == min(finished) < found.default.mean
    assert found.gain == pytest.approx(found.default.mean - found.best.mean)
    assert found.candidate.params == found.best.settings


@pytest.mark.parametrize("method", ["grid", "random", "bayesian"])
def test_the_same_seed_gives_the_same_trials(bench: Any, method: Method) -> None:
    one, other = (tried(bench, method=method, n_trials=9) for _ in range(2))
    assert settings_of(one) == settings_of(other)
    assert [(trial.state, trial.scores) for trial in one.trials] == [
        (trial.state, trial.scores) for trial in other.trials
    ]
    assert one.importance == other.importance


def test_the_results_are_those_of_training_the_best_setting_alone(bench: Any) -> None:
    data = bench.material("regression")
    found = tried(bench, data=data)
    alone = bench.train(found.candidate, data, "rmse")
    for searched, trained in zip(found.folds, alone.folds, strict=True):
        np.testing.assert_array_equal(searched.predicted, trained.predicted)
        assert (searched.scores, searched.train_scores) == (trained.scores, trained.train_scores)


def test_a_higher_score_wins_where_higher_is_better(bench: Any) -> None:
    found = tried(bench, metric="r2")
    assert found.best.mean == max(one.mean for one in found.trials if one.state == "complete")


def test_what_the_person_has_set_is_fixed_and_not_searched(bench: Any) -> None:
    found = tried(bench, own={"fit_intercept": False})
    assert all(set(one.settings) == {"alpha"} for one in found.trials)
    assert found.candidate.params["fit_intercept"] is False


def test_a_grid_is_whole_where_it_fits_and_cut_and_said_where_not(bench: Any) -> None:
    layered = a_model(
        lambda _task, params, _seed: Ridge(alpha=params["depth"]),
        defaults={"layers": [8], "depth": 1},
        params={"layers": LAYERS, "depth": DEPTH},
    )
    whole_grid = tried(bench, layered, "grid", n_trials=100)
    assert len(whole_grid.trials) == 2 * 9
    assert whole_grid.grid_size is None
    assert {tuple(one.settings["layers"]) for one in whole_grid.trials} == {(8,), (8, 4)}
    cut = tried(bench, layered, "grid", n_trials=4)
    assert (len(cut.trials), cut.grid_size) == (4, 2 * 3 - 1)
    title = pictures.history({"search": cut.facts()}, Limits()).layout.title.text.replace("<br>", " ")
    assert "5 settings besides the default ones; 3 of them" in title


@pytest.mark.parametrize("method", ["random", "bayesian"])
def test_a_small_space_is_tried_once_and_then_it_ends(bench: Any, method: Method) -> None:
    small = a_model(params={"fit_intercept": INTERCEPT})
    assert len(tried(bench, small, method, n_trials=30).trials) == 2


def test_a_default_out_of_the_searched_range_is_tried_all_the_same(bench: Any) -> None:
    found = tried(bench, a_model(defaults={"alpha": 1e6, "fit_intercept": True}), "bayesian", n_trials=5)
    assert found.trials[0].settings["alpha"] == 1e6
    assert found.default.state == "complete"


def test_a_setting_that_raises_is_recorded_and_the_search_goes_on(bench: Any) -> None:
    class WithoutConstant(Ridge):
        def fit(self, X: np.ndarray, y: np.ndarray) -> Any:
            if self.fit_intercept:
                raise RuntimeError("no constant today")
            return super().fit(X, y)

    def build(_task: Any, params: Mapping[str, Any], _seed: int) -> Any:
        return WithoutConstant(alpha=params["alpha"], fit_intercept=params["fit_intercept"])

    found = tried(bench, a_model(build), "grid", n_trials=12)
    failed = [one for one in found.trials if one.state == "failed"]
    assert failed
    assert all("no constant today" in one.error for one in failed)
    assert (found.gain, found.best.settings["fit_intercept"]) == (None, False)
    assert "could not be trained" in pictures.history({"search": found.facts()}, Limits()).layout.title.text.replace(
        "<br>", " "
    )


def test_where_no_setting_works_the_child_fails_with_the_cause(bench: Any) -> None:
    def build(_task: Any, _params: Mapping[str, Any], _seed: int) -> Any:
        return Broken()

    with pytest.raises(ConfigError, match="none of the 10 settings") as caught:
        tried(bench, a_model(build), n_trials=40)
    assert "out of order" in str(caught.value.value)


class Broken:
    def fit(self, _X: Any, _y: Any) -> Any:
        raise RuntimeError("out of order")


def test_the_time_limit_returns_the_best_so_far_also_within_a_trial(bench: Any) -> None:
    ticks = count()
    found = tried(bench, n_trials=1000, seconds=20.0, clock=lambda: float(next(ticks)))
    assert found.out_of_time
    assert found.trials[0].state == "complete"
    assert found.trials[-1].state == "stopped"
    assert len(found.folds) == 3
    assert found.best.mean == min(one.mean for one in found.trials if one.state == "complete")
    assert "time limit ended the search" in pictures.history({"search": found.facts()}, Limits()).layout.title.text


def test_no_time_at_all_still_trains_the_default(bench: Any) -> None:
    found = tried(bench, seconds=0.0)
    assert [one.state for one in found.trials] == ["complete"]
    assert found.gain == 0


def test_trials_far_behind_are_given_up_between_the_folds_and_never_chosen(bench: Any) -> None:
    data = bench.material("regression", folds=bench.fold_table(60, n_folds=5))
    found = tried(bench, a_model(defaults={"alpha": 1.0, "fit_intercept": True}), n_trials=30, data=data)
    pruned = [one for one in found.trials if one.state == "pruned"]
    assert pruned
    assert all(2 <= len(one.scores) < 5 for one in pruned)
    assert found.best.state == "complete"
    assert np.mean([one.mean for one in pruned]) > found.best.mean


def test_rows_a_fold_is_scored_on_are_never_learned_from(bench: Any) -> None:
    table = bench.fold_table(60, n_holdout=12)
    seen: list[np.ndarray] = []

    class Recorder(Ridge):
        def fit(self, X: np.ndarray, y: np.ndarray) -> Any:
            seen.append(y)
            return super().fit(X, y)

    model = a_model(lambda _task, params, _seed: Recorder(alpha=params["alpha"]), params={"alpha": ALPHA})
    data = bench.material("regression", folds=table)
    tried(bench, model, data=data, n_trials=3)
    folds = [np.sort(data.y[table[name] == FITTED_ON]) for name in table.columns[2:]]
    assert len(seen) == 9
    assert all(any(np.array_equal(np.sort(y), fold) for fold in folds) for y in seen)


def test_the_recipe_is_fitted_once_a_fold_as_far_as_memory_allows(bench: Any) -> None:
    data, candidate = bench.material("regression"), bench.candidate(a_model(), "regression")
    kept, made_anew = PreparedFolds(candidate, data), PreparedFolds(candidate, data, most_bytes=0)
    one, other = (kept.fit(candidate, data.folds[0]) for _ in range(2))
    again, anew = (made_anew.fit(candidate, data.folds[0]) for _ in range(2))
    assert one.pipeline.transformer is other.pipeline.transformer
    assert again.pipeline.transformer is not anew.pipeline.transformer
    np.testing.assert_array_equal(one.predicted, anew.predicted)
    assert kept.fit(candidate, data.folds[1]).pipeline.transformer is not one.pipeline.transformer


def test_settings_stay_within_their_ranges_and_read_well(bench: Any) -> None:
    for one in tried(bench, method="bayesian", n_trials=20).trials:
        assert 1e-3 <= one.settings["alpha"] <= 1e3
        assert one.settings["alpha"] == float(f"{one.settings['alpha']:.4g}")


def test_every_trial_plans_its_fits_within_the_time_of_the_search(bench: Any) -> None:
    allowed: list[float | None] = []
    steps: list[float] = []

    class Asks(Ridge):  # type: ignore[misc]
        def fit(self, X: np.ndarray, y: np.ndarray) -> Any:
            allowed.append(seconds_for_a_fit())
            steps.append(seconds_of_a_step(1, lambda: self.alpha))
            return super().fit(X, y)

    model = a_model(lambda _task, params, _seed: Asks(alpha=params["alpha"]), params={"alpha": ALPHA})
    found = tried(bench, model, n_trials=3, seconds=60.0, clock=lambda: 0.0)
    n_folds = len(found.folds)
    assert allowed == [60.0 / n_folds] * (3 * n_folds)
    assert steps == [one.settings["alpha"] for one in found.trials for _ in range(n_folds)], "each setting has its own"
    allowed.clear()
    tried(bench, model, n_trials=2)
    assert set(allowed) == {None}


def test_a_candidates_time_limit_bounds_its_search() -> None:
    settings = OptimizationSettings(method="random", timeout_seconds=60)
    assert seconds_for(settings, None) == 60
    assert seconds_for(settings, 1) == pytest.approx(42)
    assert seconds_for(OptimizationSettings(method="random"), None) is None


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_pictures_mark_the_default_and_travel_as_plain_lists(bench: Any, language: Any) -> None:
    facts = tried(bench, method="bayesian", n_trials=12).facts()
    history = pictures.history({"search": facts}, Limits(language=language))
    best = list(history.data[1].y)
    assert best == sorted(best, reverse=True)
    assert list(history.data[2].y) == [facts["default"]]
    importance = pictures.parameter_importance({"search": facts}, Limits(language=language))
    assert sum(importance.data[0].x) == pytest.approx(1)
    slices = pictures.score_by_parameter({"search": facts}, Limits(language=language))
    assert {one.text for one in slices.layout.annotations} == {"alpha", "fit_intercept"}
    assert all("bdata" not in one.to_json() for one in (history, importance, slices))


def test_importance_that_cannot_be_told_is_said(bench: Any) -> None:
    facts = tried(bench, n_trials=3).facts()
    assert facts["importance"] == {}
    assert "cannot be told" in pictures.parameter_importance({"search": facts}, Limits()).layout.title.text


def test_a_task_shows_and_stores_its_search(bench: Any, capsys: pytest.CaptureFixture[str]) -> None:
    ready = bench.ready("regression", n_holdout=12)
    settings = OptimizationSettings(method="random", n_trials=6)
    task = bench.training(ready, "elasticnet", settings)
    assert bench.work_off(task) == 0
    made, reported = bench.trained(task), bench.reported(task)
    assert made.search.n_trials == 6
    assert made.cv_mean[made.primary_metric] == pytest.approx(made.search.best_score)
    assert reported.scalars["search/trials"] == 6
    assert reported.scalars["search/best"] == made.search.best_score
    assert reported.scalars["search/gain"] == made.search.gain
    shown = ["scores per fold", "search history", "search: what matters", "search: score by parameter"]
    assert drawn(reported.figures, shown) == shown
    table = pd.read_csv(bench.tracker.file(task, "trials"))
    assert list(table["number"]) == [1, 2, 3, 4, 5, 6]
    assert {"state", "params", "score", "score_r0f0", "score_r0f2", "seconds", "error"} <= set(table)
    assert made.params.items() >= made.search.best_params.items()
    assert "setting 6 of at most 6" in capsys.readouterr().err
    assert made.reporting_failures == []


def test_the_overfit_gap_is_said(bench: Any, capsys: pytest.CaptureFixture[str]) -> None:
    for model, said in (("decision_tree", "partly learned by heart"), ("ridge", "hardly anything by heart")):
        task = bench.training(bench.ready("regression"), model)
        bench.work_off(task)
        assert said in by_name(bench.reported(task).figures)["scores per fold"].layout.title.text.replace("<br>", " ")
        assert said in capsys.readouterr().err


def test_a_model_without_a_space_says_so_and_is_trained(bench: Any, capsys: pytest.CaptureFixture[str]) -> None:
    task = bench.training(bench.ready("regression"), "dummy", OptimizationSettings(method="bayesian"))
    assert bench.work_off(task) == 0
    made, figures = bench.trained(task), by_name(bench.reported(task).figures)
    assert made.search is None
    assert "no parameters left to search" in capsys.readouterr().err
    assert "no parameters" in figures["search history"].layout.title.text.replace("<br>", " ")
    assert "search: what matters" not in figures


@pytest.fixture
def large(bench: Any) -> Any:
    """Enough rows for a learning curve."""
    return bench.material("regression", bench.toy("regression", 300), bench.fold_table(300))


def test_a_learning_curve_ends_at_the_score_of_the_first_fold(bench: Any, large: Any) -> None:
    candidate = bench.candidate("ridge", "regression")
    result = bench.train(candidate, large, "rmse")
    assert is_cheap(result)
    curve = learning_curve(candidate, large, result, METRICS.get("rmse"))
    assert list(curve.rows) == [40, 80, 120, 160, 200]
    assert curve.scores[-1] == result.folds[0].scores["rmse"]
    slow = [replace(one, fit_seconds=5.0) for one in result.folds]
    assert not is_cheap(replace(result, folds=slow))


@pytest.mark.parametrize(
    ("scores", "said"), [([9.0, 7.0, 6.0, 5.0, 4.0], "still getting better"), ([9.0, 4.1, 4.0, 4.1, 4.0], "levelled")]
)
def test_a_learning_curve_says_whether_more_rows_would_help(scores: list[float], said: str) -> None:
    curve = LearningCurve(rows=[20, 40, 60, 80, 100], scores=scores, spread=0.5, greater_is_better=False)
    figure = checked(drawn_curve({"learning_curve": curve, "metric_without_class": "rmse"}, Limits()))
    assert said in figure.layout.title.text.replace("<br>", " ")


def test_the_curve_of_a_model_that_learns_nothing_shows_no_score_that_there_is_not() -> None:
    curve = LearningCurve(rows=[20, 40, 60], scores=[0.5, 0.5, 0.5], spread=0.0, greater_is_better=True)
    low, high = checked(
        drawn_curve({"learning_curve": curve, "metric_without_class": "ROC AUC"}, Limits())
    ).layout.yaxis.range
    assert 0.4 < low < 0.5 < high < 0.6


def test_space_is_empty_where_everything_is_set(bench: Any) -> None:
    assert not Space.of(bench.candidate(a_model(), "regression", alpha=1.0, fit_intercept=True)).params


@pytest.mark.parametrize("language", ["en", "ja"])
def test_shap_shows_the_heaviest_features_first_and_says_what_is_cut(language: Any) -> None:
    values = np.array([[0.1, -2.0, 0.5], [0.1, 2.0, -0.5]])
    found = ShapValues(
        names=["a", "<b>", "c"], values=values, features=values, explained="yes", n_unseen=40, unit="own"
    )
    figure = shap({"shap": lambda: found}, Limits(language=language, max_columns=2))
    assert list(figure.data[0].x) == [2.0, 0.5]
    assert list(figure.layout.yaxis.ticktext) == ["&lt;b&gt;", "c"]
    assert [list(one.x) for one in figure.data[1:]] == [[-2.0, 2.0], [0.5, -0.5]]
    assert all(said in figure.layout.title.text for said in ("yes", "40", "2"))
    assert "bdata" not in figure.to_json()
