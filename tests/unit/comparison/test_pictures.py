"""The charts from known scores."""

from __future__ import annotations

import re

import pytest
from tests.outputs import by_name

from automl_shared.config.models import OutputSettings

A, B, C = [1.0, 2.0, 1.0, 1.0], [2.0, 1.0, 2.0, 2.0], [3.0, 3.0, 3.0, 1.0]


@pytest.fixture
def figures(made_run):
    """Three models on four folds, lower is better: ``a`` is the best on three of them."""
    made_run.n_folds = 4
    made_run.prepare_again()
    other = made_run.add_preprocessing("plain-onehot")
    made_run.add_training("dummy", [10.0] * 4)
    made_run.add_training("a", A, fit_seconds=5.0, predict_seconds=0.0)
    made_run.add_training("b", B, fit_seconds=1.0)
    made_run.add_training("c", C, fit_seconds=9.0)
    made_run.add_training("b", [4.0] * 4, preproc_id="plain-onehot", preprocessing_task_id=other, fit_seconds=9.0)
    made_run.compare(preference="accuracy")
    return by_name(made_run.reporter.figures)


def test_the_best_of_each_model_and_preparation(figures):
    by_model = figures["best by model"].data[0]
    assert list(by_model.y) == ["standard-onehot+a", "standard-onehot+b", "standard-onehot+c"]
    assert list(by_model.x) == [1.25, 1.75, 2.5]
    assert list(figures["best by preprocessing"].data[0].y) == ["standard-onehot (a)", "plain-onehot (b)"]


def test_wins_are_shares_of_the_rivals_beaten_on_each_fold(figures):
    wins = figures["wins per fold"].data[0]
    assert list(wins.y)[:2] == ["standard-onehot+a", "standard-onehot+b"]
    assert list(wins.x) == pytest.approx([(3 + 2 + 3 + 2.5) / 12, (2 + 3 + 2 + 1) / 12, (1 + 1 + 1 + 2.5) / 12, 0.0])
    assert wins.text[0] == "88 %, best on 3 of 4"


def test_a_model_is_summed_up_over_preparations_and_folds(figures):
    summary = figures["model summary"].data[0]
    assert list(summary.y) == ["a", "c", "b"]
    assert summary.x[2] == pytest.approx((7 + 16) / 8)


def test_places_on_each_fold_share_the_better_one_where_equal(figures):
    places = figures["rank stability"].data[0]
    assert [list(line) for line in places.z] == [[1, 2, 1, 1], [2, 1, 2, 3], [3, 3, 3, 1], [4, 4, 4, 4]]


def test_what_is_written_alike_has_one_colour(made_run):
    other = made_run.add_preprocessing("plain-onehot")
    made_run.add_models(a=[2.0] * 5)
    made_run.add_training("a", [2.0 + 1e-9] * 5, preproc_id="plain-onehot", preprocessing_task_id=other)
    made_run.compare()
    (grid,) = [one.data[0] for name, one in made_run.reporter.figures.items() if "models x preprocessing" in name]
    assert [list(line) for line in grid.z] == [[2.0, 2.0]]


def test_the_front_holds_those_that_nobody_beats_in_both(figures):
    front = figures["score against fit time"].data[0]
    assert list(zip(front.x, front.y, strict=True)) == [(0.5, 10.0), (1.0, 1.75), (5.0, 1.25)]


def test_a_time_measured_as_nothing_is_shown_on_the_logarithmic_axis(figures):
    points = [x for trace in figures["score against predict time"].data for x in trace.x]
    assert min(points) > 0


def test_captions_follow_the_language(made_run):
    made_run.add_models(a=[1.0] * 5)
    made_run.compare(output=OutputSettings(language="ja"))
    figures = by_name(made_run.reporter.figures)
    assert "上位の候補" in figures["ranking"].layout.title.text
    assert "お勧め" in figures["recommendation"].layout.title.text


def test_every_metric_has_the_models_in_the_order_of_the_one_that_decides(made_run):
    made_run.add_dummy()
    for model, rmse, r2 in (("b", 2.0, 0.5), ("a", 3.0, 0.9)):
        scores, means = {"rmse": [rmse] * 5, "r2": [r2] * 5}, {"rmse": rmse, "r2": r2}
        made_run.add_training(model, [rmse] * 5, scores=scores, train_scores=scores, cv_mean=means, cv_std=means)
    made_run.compare()
    drawn = [one.data[0] for name, one in made_run.reporter.figures.items() if "models x preprocessing" in name]
    assert [tuple(one.y) for one in drawn] == [("b", "a")] * 2


def test_a_table_has_no_column_in_which_nothing_is_said(made_run):
    """What was only not tried has no remedy and no task."""
    made_run.add_models(a=[1.0] * 5)
    made_run.compare(skipped={"mlp": "mlp is not for regression"})
    [drawn] = by_name(made_run.reporter.figures)["failed and skipped"].data
    heads = [re.sub(r"<[^>]+>", " ", head).split() for head in drawn.header["values"]]
    assert heads == [["Candidate"], ["What", "became", "of", "it"], ["What", "happened"]]
