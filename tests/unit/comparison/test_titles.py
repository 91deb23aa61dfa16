"""Candidates are called by names that people read; their ids stand in small type, once."""

from __future__ import annotations

import numpy as np
from tests.outputs import by_name

from automl_comparison.words.numbers import gap, points
from automl_shared.config.models import EnsembleMember, EnsembleSettings, OutputSettings
from automl_shared.plugins import METRICS

NO_ENSEMBLE = EnsembleSettings(weighted=EnsembleMember(enable=False))

RIDGE = {
    "title": "Ridge regression, numbers as they are",
    "model_title": "Ridge regression",
    "preproc_title": "numbers as they are",
}


def report_of(made_run):
    return made_run.told["report"]


def test_the_headline_says_what_to_do_and_title_and_id_stand_below(made_run):
    made_run.add_dummy()
    made_run.add_training("ridge", [3.0, 3.2, 2.8, 3.1, 2.9], **RIDGE)
    info = made_run.compare()
    assert info.recommendation.title == info.leaderboard[0].title == RIDGE["title"]
    assert info.sentence.startswith("Use “Ridge regression, numbers as they are”: half of its predictions")
    report = report_of(made_run)
    assert report["headline"] == "Use this model"
    assert (report["model"], report["model_id"]) == (RIDGE["title"], "standard-onehot+ridge")
    assert "<small><code>standard-onehot+ridge</code></small>" in made_run.page
    assert list(by_name(made_run.reporter.figures)["ranking"].data[0].y) == ["Ridge regression"]
    assert "best by preprocessing" not in by_name(made_run.reporter.figures)  # there is one


def test_candidates_of_one_title_are_told_apart_by_their_ids(made_run):
    made_run.add_dummy()
    made_run.add_training("ridge", [3.0, 3.2, 2.8, 3.1, 2.9], **RIDGE)
    made_run.add_training("other", [4.0, 4.2, 3.8, 4.1, 3.9], **RIDGE)
    titles = [row.title for row in made_run.compare(preference="accuracy").leaderboard]
    assert titles[:2] == [f"{RIDGE['title']} (standard-onehot+{name})" for name in ("ridge", "other")]


def test_an_ensemble_has_a_title_in_the_language_of_the_run(made_run):
    made_run.add_dummy()
    for seed, model in enumerate("ab"):
        noisy(made_run, made_run.add_training(model, [3.0] * 5), seed)
    japanese = OutputSettings(language="ja")
    told = made_run.compare(ensembles=EnsembleSettings(), preference="accuracy", output=japanese)
    assert any("複数モデルの重み付き平均" in text for text in words_of(report_of(made_run)))
    assert told.ensembles[0].kind == "weighted"


def words_of(report) -> list[str]:
    return [block.get("text", "") for one in report["sections"] for block in one["blocks"]]


def noisy(made_run, task_id: str, seed: int) -> None:
    """Predictions whose errors have nothing to do with those of other seeds."""
    table = made_run.oof_predictions(0.0)
    off = np.random.default_rng(seed).normal(0, 3, size=len(table))
    made_run.store_table(task_id, "oof_predictions", table.assign(prediction=table["prediction"] + off))


def test_all_counts_of_candidates_agree(made_run):
    made_run.add_models(a=[3.0, 3.2, 2.8, 3.1, 2.9], b=[4.0, 4.2, 3.8, 4.1, 3.9])
    made_run.add_failed("c")
    info = made_run.compare(skipped={"d": "no time", "e": "no time"}, ensembles=NO_ENSEMBLE)
    assert "Of the 2 candidates compared, it has the best average" in info.recommendation.reason
    (counts,) = [text for text in words_of(report_of(made_run)) if text.startswith("Candidates compared")]
    assert counts.startswith(
        "Candidates compared by RMSE (lower is better): 2 (kinds of model: 2, preparations of the data: 1, "
        "combinations of several: 0), and guessing beside them. Failed: 1. Not tried: 2."
    )


def test_what_a_budget_had_room_for_is_told(made_run):
    made_run.add_dummy()
    for model, scores in (("a", [3.0, 3.2, 2.8, 3.1, 2.9]), ("b", [4.0, 4.2, 3.8, 4.1, 3.9])):
        made_run.add_training(model, scores)
    for extras, said in (([], None), (["b"], "One of them was"), (["a", "b", "gone"], "2 of them were")):
        made_run.compare(extras=[f"standard-onehot+{model}" for model in extras], ensembles=NO_ENSEMBLE)
        (counts,) = [text for text in words_of(report_of(made_run)) if text.startswith("Candidates compared")]
        assert ("the time budget had room for" in counts) == bool(said)
        assert (said or "") in counts


def test_a_part_of_a_percentage_point_is_not_told_as_none():
    told = [points(share) for share in (0.0412, 0.0004, -0.0004, 0.0)]
    assert told == ["4.1 percentage points", *["under 0.1 percentage points"] * 2, "0.0 percentage points"]
    assert points(0.0004, "ja") == "0.1 ポイント未満"


def test_a_gap_is_the_difference_of_what_is_written():
    accuracy, rmse = METRICS.get("accuracy"), METRICS.get("rmse")
    assert gap(accuracy, 0.84571, 0.84349) == "0.3 percentage points"  # 84.6 % and 84.3 %
    assert gap(accuracy, 0.84571, 0.84349, "ja") == "0.3 ポイント"
    assert gap(rmse, 192.34, 402.16) == "209.9"
