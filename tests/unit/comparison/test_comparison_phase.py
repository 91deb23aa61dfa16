"""The real phase on the in-memory tracker."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from tests.outputs import by_name, drawn
from tests.unit.comparison.test_costs import SINGLE

from automl_shared.config.models import OutputSettings
from automl_shared.failures import CAUSE_KEY, MOST_ATTEMPTS, REMEDY_KEY, lost_inputs
from automl_shared.figures import BREAK_IN_WORD
from automl_shared.naming import SUPERSEDED_TAG
from automl_shared.phase_io import ARTIFACT, Finding, PreprocessingInfo
from automl_shared.tracker import TaskStatus
from automl_shared.tracker.memory import MemoryReporter

GOOD = [3.0, 3.2, 2.8, 3.1, 2.9]
FAIR = [5.0, 5.2, 4.8, 5.1, 4.9]


def test_recommendation_with_its_reason(made_run):
    made_run.add_dummy()
    best = made_run.add_training("ridge", GOOD)
    made_run.add_training("lightgbm", FAIR)
    info = made_run.compare()
    found = info.recommendation
    assert (info.verdict, info.confidence) == ("recommended", "clear")
    assert (found.candidate, found.task_id, found.model_id) == ("standard-onehot+ridge", best, f"model-{best}")
    assert (found.cv_mean, found.baseline) == (pytest.approx(3.0), pytest.approx(10.0))
    assert [row.model for row in info.leaderboard] == ["ridge", "lightgbm", "dummy"]
    assert [row.rank for row in info.leaderboard] == [1, 2, 3]
    assert "half of its predictions of `price` for new rows like these are off by less than 2.03 (1.8" in info.sentence
    assert "guessing" in found.reason
    assert "scores 10" in found.reason
    assert info.failures == []


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_comparison_after_the_budgets_end_decides_the_same_and_says_what_it_left_out(made_run, language):
    made_run.add_models(ridge=GOOD, lightgbm=FAIR)
    output = OutputSettings(language=language)
    later, over = ((datetime.now(UTC) + timedelta(minutes=by)).isoformat() for by in (10, -1))

    in_time = made_run.compare(output=output, answer_until=later)
    n_drawn = len(made_run.reporter.figures)
    late = made_run.compare(output=output, answer_until=over)

    fewer_samples = {"standard_error": late.recommendation.standard_error}
    assert late.recommendation == in_time.recommendation.model_copy(update=fewer_samples)
    assert fewer_samples["standard_error"] == pytest.approx(in_time.recommendation.standard_error, rel=0.3)
    assert late.leaderboard == in_time.leaderboard
    (said,) = set(late.caveats) - set(in_time.caveats)
    assert "run.time_budget_minutes" in said
    assert ("制限時間" in said) == (language == "ja")
    assert len(made_run.reporter.figures) == 2 < n_drawn


@pytest.mark.parametrize(("language", "both"), [("en", "2.8 million and 3.21 million"), ("ja", "280万〜321万")])
def test_large_scores_are_told_in_one_way_in_all_sentences(made_run, language, both):
    made_run.of_size(1e6)
    made_run.add_models(dummy=[1e7] * 5, ridge=[3_000_123.0, 3_210_456.0, 2_800_789.0, 3_100_123.0, 2_900_123.0])
    info = made_run.compare(output=OutputSettings(language=language))
    assert both in info.recommendation.reason
    assert not re.search(r"\d,\d{3},\d{3}", info.recommendation.reason)


def test_the_final_check_is_the_score_on_the_holdout(made_run):
    made_run.add_models(ridge=GOOD)
    info = made_run.compare()
    assert info.recommendation.holdout == pytest.approx(3.0)
    assert (
        "Of the 100 rows kept back for the final check, 45 are off by less than 2.03 and 90 by less than 5."
        in info.sentence
    )


def test_the_final_check_counts_rows_by_their_weights(weighed_run):
    weighed_run.add_dummy()
    weighed_run.add_training("ridge", GOOD)
    info = weighed_run.compare()
    said, true = weighed_run.holdout_predictions().set_index("row_id")["prediction"], weighed_run.truth
    off = said - true.loc[said.index, "price"]
    wanted = np.sqrt(np.average(off**2, weights=true.loc[said.index, "times"]))
    assert info.recommendation.holdout == pytest.approx(wanted)
    assert info.recommendation.holdout != pytest.approx(3.0)


def test_final_check_of_classes(classified_run):
    classified_run.add_models(dummy=[0.69, 0.68, 0.7, 0.69, 0.69], logistic=[0.11, 0.1, 0.09, 0.1, 0.1])
    info = classified_run.compare(primary_metric="log_loss")
    assert info.recommendation.holdout == pytest.approx(-np.log(0.9))


def test_garbage_in_the_holdout_target_does_not_change_the_choice(made_run):
    made_run.add_dummy()
    made_run.add_training("ridge", [5.0, 5.2, 4.8, 5.1, 4.9], complexity=50)
    made_run.add_training("linear", [5.1, 5.0, 5.0, 5.0, 5.0], complexity=5)
    before = made_run.compare()
    for garbage in (1e9, float("nan")):
        data = made_run.truth
        data.loc[made_run.folds["holdout"].to_numpy(), "price"] = garbage
        made_run.store_table(made_run.preprocessings[0], "data", data)
        after = made_run.compare()
        same = {"candidate", "cv_mean", "cv_std", "baseline", "reason"}
        assert after.recommendation.model_dump(include=same) == before.recommendation.model_dump(include=same)
        assert after.leaderboard == before.leaderboard
        assert (after.verdict, after.confidence) == (before.verdict, before.confidence)
        assert after.recommendation.holdout != before.recommendation.holdout


def test_a_holdout_that_ranks_the_other_way_does_not_change_the_choice(made_run):
    """There the model that is behind is perfect and the one ahead hopeless; with the target turned, the other way."""
    made_run.add_dummy()
    ahead, behind = made_run.add_training("ahead", GOOD), made_run.add_training("behind", FAIR)
    held = made_run.holdout_predictions()
    truth = made_run.truth.loc[held["row_id"], "price"].to_numpy()
    turned = 200 - truth
    made_run.store_table(ahead, "holdout_predictions", held.assign(prediction=turned))
    made_run.store_table(behind, "holdout_predictions", held.assign(prediction=truth))
    scores = []
    for target in (truth, turned):
        data = made_run.truth
        data.loc[held["row_id"], "price"] = target
        made_run.store_table(made_run.preprocessings[0], "data", data)
        info = made_run.compare(preference="simple")
        scores.append(info.recommendation.holdout)
        assert (info.recommendation.task_id, info.confidence) == (ahead, "clear")
        assert [row.model for row in info.leaderboard] == ["ahead", "behind", "dummy"]
    assert scores == pytest.approx([np.sqrt(np.mean((turned - truth) ** 2)), 0.0])


@pytest.mark.parametrize("label", ["yes", "unheard of"])
def test_garbage_classes_in_the_holdout_do_not_change_the_choice(classified_run, label):
    classified_run.add_training("dummy", [0.69, 0.68, 0.7, 0.69, 0.69])
    classified_run.add_training("logistic", [0.11, 0.1, 0.09, 0.1, 0.1])
    classified_run.add_training("tree", [0.21, 0.2, 0.19, 0.2, 0.2])
    before = classified_run.compare(primary_metric="log_loss")
    data = classified_run.truth
    data.loc[classified_run.folds["holdout"].to_numpy(), "price"] = label
    classified_run.store_table(classified_run.preprocessings[0], "data", data)
    after = classified_run.compare(primary_metric="log_loss")
    assert after.recommendation.candidate == before.recommendation.candidate
    assert (after.leaderboard, after.confidence) == (before.leaderboard, before.confidence)
    assert after.recommendation.holdout != before.recommendation.holdout


def test_of_the_holdout_only_the_chosen_ones_predictions_are_read(made_run):
    made_run.add_dummy()
    chosen = made_run.add_training("ridge", GOOD)
    made_run.add_training("lightgbm", FAIR)
    made_run.compare()
    assert [one for one in made_run.tracker.read if one[1] == "holdout_predictions"] == [
        (chosen, "holdout_predictions")
    ]


def test_folds_and_truth_are_read_once(made_run):
    made_run.add_models(ridge=GOOD)
    made_run.compare()
    read = [name for _, name in made_run.tracker.read]
    assert read.count("folds") == 1
    assert read.count("data") == 2  # the truth, and the columns by which the model may be weak


def test_nothing_of_the_holdout_is_read_before_the_choice(made_run):
    """Without the tables the final check needs, the choice is made all the same, and what is missing is said."""
    made_run.add_dummy()
    chosen = made_run.add_training("ridge", GOOD)
    made_run.tracker.file(made_run.preprocessings[0], "data").write_bytes(b"not a table")
    made_run.tracker.file(chosen, "holdout_predictions").unlink()
    made_run.store_table(chosen, "holdout_predictions", made_run.holdout_predictions().head(3))
    info = made_run.compare()
    assert info.recommendation.candidate == "standard-onehot+ridge"
    assert info.recommendation.holdout is None
    assert any("no final check" in text for text in info.caveats)


def test_predictions_for_other_rows_are_no_final_check(made_run):
    made_run.add_dummy()
    chosen = made_run.add_training("ridge", GOOD)
    made_run.store_table(chosen, "holdout_predictions", made_run.holdout_predictions().head(3))
    info = made_run.compare()
    assert info.recommendation.holdout is None
    assert any("not for the rows of the hold-out (3 predictions, 100 rows)" in text for text in info.caveats)


def test_no_holdout_is_said(made_run):
    made_run.with_holdout = False
    made_run.prepare_again()
    made_run.add_models(ridge=GOOD)
    info = made_run.compare()
    assert info.recommendation.holdout is None
    assert "There was no final check: no rows were kept back for it." in info.caveats


def test_no_useful_model(made_run):
    made_run.add_models(ridge=[10.1, 10.4, 9.6, 10.1, 9.8])
    info = made_run.compare()
    assert (info.verdict, info.recommendation) == ("no_useful_model", None)
    assert info.sentence.startswith("None of the models is clearly better than guessing")
    assert [row.model for row in info.leaderboard][-1] in ("ridge", "dummy")
    assert not any("final check" in text for text in (info.sentence, *info.caveats))


def test_only_the_baseline_gave_a_result(made_run):
    made_run.add_dummy()
    made_run.add_failed("ridge", reason="worker execution exit code 1")
    info = made_run.compare()
    assert (info.verdict, len(info.failures)) == ("no_useful_model", 1)
    assert "No model gave a result" in info.sentence


def test_without_a_baseline_that_is_said(made_run):
    made_run.add_training("ridge", GOOD)
    info = made_run.compare()
    assert (info.verdict, info.recommendation.baseline) == ("recommended", None)
    assert any("baseline gave no result" in text for text in info.caveats)


FAILURES = [
    (TaskStatus.FAILED, "", {CAUSE_KEY: "out of luck", REMEDY_KEY: "try again"}, "out of luck", "try again"),
    (
        TaskStatus.FAILED,
        "worker execution exit code -9",
        {},
        "killed from outside: by the system when memory ran out, or by a person",
        "a worker with more memory, or fewer rows or columns",
    ),
    (
        TaskStatus.FAILED,
        "worker execution exit code 3",
        {},
        "its process ended with exit code 3 without saying why",
        "see the task's console",
    ),
    (TaskStatus.STOPPED, "", {}, "stopped by a person", "run it again if that was not meant"),
    (TaskStatus.COMPLETED, "", {}, "ended without a phase output", None),
    (TaskStatus.IN_PROGRESS, "", {}, "had not ended", None),
]


def test_a_failed_child_is_listed_with_cause_and_remedy(made_run):
    made_run.add_models(ridge=GOOD)
    failed = [
        made_run.add_failed(f"svm{place}", status=status, reason=reason, runtime=runtime)
        for place, (status, reason, runtime, _, _) in enumerate(FAILURES)
    ]
    info = made_run.compare(attempt=MOST_ATTEMPTS)
    failures = {failure.task_id: failure for failure in info.failures}
    assert failures.keys() == set(failed)
    for place, (*_, cause, remedy) in enumerate(FAILURES):
        failure = failures[failed[place]]
        assert failure.candidate == f"standard-onehot+svm{place}"
        assert cause in failure.cause
        assert failure.remedy
        assert remedy in (None, failure.remedy)
    assert len(info.leaderboard) == 2


REFUSED = [
    ({"change": {"cv_mean": {"rmse": 0.05}}}, "its hash does not match"),
    ({"run_id": "20250101-000000-ffffff"}, "belongs to another run"),
    ({"change": {"schema_version": "9.0"}}, "schema version"),
    ({"fold_hash": "other"}, "other rows than the rest"),
    (
        {"preprocessing_task_id": "elsewhere", "preproc_id": "other"},
        "preprocessing task elsewhere has no result in this run",
    ),
    ({"task_id": "another"}, "made by another task (another)"),
    ({"scores": {"mae": [1.0] * 5}}, "not scored with rmse"),
    ({"scores": {"rmse": [1.0] * 4}}, "4 fold scores instead of 5"),
    ({"scores": {"rmse": [1.0, float("nan"), 1.0, 1.0, 1.0]}}, "could not be computed on fold 2"),
    (
        {"scores": {"rmse": [float("nan")] * 5}, "cv_mean": {}, "cv_std": {}},
        "could not be computed on fold 1, 2, 3, 4, 5",
    ),
    ({"cv_std": {"rmse": float("inf")}}, "is not a number"),
]


def test_a_result_that_does_not_count_is_refused_with_the_reason(made_run):
    made_run.add_models(ridge=FAIR)
    refused = [made_run.add_training(f"winner{place}", [0.1] * 5, **facts) for place, (facts, _) in enumerate(REFUSED)]
    info = made_run.compare()
    failures = {failure.task_id: failure for failure in info.failures}
    assert failures.keys() == set(refused)
    for place, (facts, cause) in enumerate(REFUSED):
        failure = failures[refused[place]]
        assert failure.candidate == f"{facts.get('preproc_id', 'standard-onehot')}+winner{place}"
        assert cause in failure.cause, facts
        assert failure.remedy
    assert info.recommendation.model == "ridge"
    assert [row.model for row in info.leaderboard] == ["ridge", "dummy"]


def test_of_a_candidate_that_is_there_twice_the_newest_attempt_counts(made_run):
    made_run.add_dummy()
    older = made_run.add_training("ridge", [1.0] * 5)
    newer = made_run.add_training("ridge", GOOD, attempt=2)
    info = made_run.compare()
    assert info.recommendation.task_id == newer
    assert [(failure.task_id, newer in failure.cause) for failure in info.failures] == [(older, True)]
    assert [row.model for row in info.leaderboard] == ["ridge", "dummy"]


def test_superseded_deleted_and_unreadable_children_are_listed(made_run):
    made_run.add_models(ridge=GOOD)
    loser = made_run.add_training("late", [1.0] * 5)
    made_run.tracker.edit(loser, tags=[*made_run.tracker.task(loser).tags, SUPERSEDED_TAG])
    broken = made_run.add_training("broken", [1.0] * 5)
    file = made_run.tracker.file(broken, ARTIFACT)
    file.write_text("{")
    made_run.tracker.store(broken, ARTIFACT, file)
    made_run.trainings.append("gone")
    info = made_run.compare(attempt=MOST_ATTEMPTS)
    causes = {failure.task_id: failure.cause for failure in info.failures}
    assert causes[loser] == "a newer attempt took its place"
    assert causes["gone"] == "the task no longer exists"
    assert "is not JSON" in causes[broken]
    assert len(info.leaderboard) == 2


def test_all_that_is_missing_is_told_at_once_while_the_comparison_is_tried_again(made_run):
    made_run.add_models(ridge=GOOD)
    late, without, waiting = (made_run.add_training(name, FAIR) for name in ("late", "without", "waiting"))
    made_run.tracker.edit(late, tags=[*made_run.tracker.task(late).tags, SUPERSEDED_TAG])
    made_run.tracker.file(without, ARTIFACT).unlink()
    made_run.tracker.mark(waiting, TaskStatus.QUEUED)
    made_run.trainings.append("gone")
    code, task_id = made_run.try_compare()
    made_run.tracker.mark(task_id, TaskStatus.FAILED)
    assert code == 1
    assert lost_inputs(made_run.tracker.task(task_id)) == {late, without, waiting, "gone"}
    failures = made_run.compare(attempt=MOST_ATTEMPTS).failures
    assert {failure.task_id for failure in failures} == {late, without, waiting, "gone"}


def test_tries_before_a_run_was_resumed_do_not_count(made_run):
    made_run.add_dummy()
    made_run.trainings.append("gone")
    code, task_id = made_run.try_compare(attempt=MOST_ATTEMPTS + 1, set_aside=MOST_ATTEMPTS)
    made_run.tracker.mark(task_id, TaskStatus.FAILED)
    assert (code, lost_inputs(made_run.tracker.task(task_id))) == (1, {"gone"})


def test_a_child_named_twice_counts_once(made_run):
    made_run.add_dummy()
    made_run.trainings.append(made_run.add_training("ridge", GOOD))
    info = made_run.compare()
    assert [row.model for row in info.leaderboard] == ["ridge", "dummy"]
    assert info.failures == []


def test_a_preprocessing_of_another_run_is_refused_with_what_was_trained_on_it(made_run):
    foreign = made_run.add_preprocessing("plain-onehot")
    document = made_run.tracker.document(foreign, ARTIFACT)
    other = PreprocessingInfo.model_validate({**document, "run_id": "20250101-000000-ffffff"}).sealed()
    MemoryReporter(made_run.tracker, foreign).document(ARTIFACT, other.model_dump(mode="json"))
    made_run.add_models(ridge=GOOD)
    on_it = made_run.add_training("ridge", [0.1] * 5, preproc_id="plain-onehot", preprocessing_task_id=foreign)
    causes = {failure.task_id: failure.cause for failure in made_run.compare().failures}
    assert set(causes) == {foreign, on_it}
    assert "another run" in causes[foreign]
    assert "has no result in this run" in causes[on_it]


def test_garbage_in_the_holdout_predictions_does_not_change_the_choice(made_run):
    made_run.add_dummy()
    made_run.add_training("ridge", FAIR, complexity=50)
    made_run.add_training("linear", [5.1, 5.0, 5.0, 5.0, 5.0], complexity=5)
    before = made_run.compare()
    for task_id in made_run.trainings:
        garbage = made_run.holdout_predictions().assign(prediction=lambda table: -1e9 * table["row_id"])
        made_run.store_table(task_id, "holdout_predictions", garbage)
    after = made_run.compare()
    assert after.recommendation.candidate == before.recommendation.candidate
    assert after.recommendation.holdout != before.recommendation.holdout
    assert (after.leaderboard, after.confidence) == (before.leaderboard, before.confidence)


def test_preprocessing_with_other_folds_is_outvoted(made_run):
    made_run.add_preprocessing("plain-onehot")
    other = made_run.folds
    other["r0f0"] = other["r0f1"]
    odd = made_run.add_preprocessing("robust-onehot", folds=other)
    made_run.add_models(ridge=GOOD)
    made_run.add_training(
        "ridge",
        [0.1] * 5,
        preproc_id="robust-onehot",
        preprocessing_task_id=odd,
        fold_hash=made_run.tracker.document(odd, ARTIFACT)["fold_plan"]["hash"],
    )
    assert [failure.candidate for failure in made_run.compare().failures] == ["robust-onehot+ridge"]


def test_a_failed_preprocessing_is_listed(made_run):
    failed = made_run.add_preprocessing("plain-onehot")
    made_run.tracker.mark(failed, TaskStatus.FAILED, reason="worker execution exit code 1")
    made_run.add_models(ridge=GOOD)
    assert [(one.candidate, one.task_id) for one in made_run.compare().failures] == [("plain-onehot", failed)]


def test_a_changed_fold_table_is_refused(made_run):
    made_run.add_models(ridge=GOOD)
    folds = made_run.folds
    folds.loc[0, "holdout"] = True
    made_run.store_table(made_run.preprocessings[0], "folds", folds)
    code, task_id = made_run.try_compare()
    assert code == 1
    assert "changed after it was written" in made_run.tracker.task(task_id).runtime[CAUSE_KEY]


def test_no_result_at_all_fails_with_the_causes(made_run):
    made_run.add_failed("ridge", runtime={CAUSE_KEY: "out of luck", REMEDY_KEY: "try again"})
    code, task_id = made_run.try_compare()
    runtime = made_run.tracker.task(task_id).runtime
    assert code == 1
    assert "standard-onehot+ridge: out of luck" in runtime[CAUSE_KEY]
    assert runtime[REMEDY_KEY] == "try again"


def test_a_metric_nobody_can_compute_fails_with_the_remedy(made_run):
    made_run.add_training("ridge", [float("nan")] * 5)
    code, task_id = made_run.try_compare()
    assert code == 1
    assert "evaluation.primary_metric" in made_run.tracker.task(task_id).runtime[REMEDY_KEY]


def test_the_recommended_may_differ_from_rank_one_and_says_why(made_run):
    made_run.add_dummy()
    made_run.add_training("boosting", [5.0, 5.2, 4.8, 5.1, 4.9], complexity=50)
    made_run.add_training("tree", [5.1, 5.0, 5.0, 5.0, 5.0], complexity=20)
    balanced, accurate = made_run.compare(), made_run.compare(preference="accuracy")
    assert balanced.leaderboard[0].model == accurate.leaderboard[0].model == "boosting"
    assert balanced.recommendation.model == "tree"
    assert "number 2 of 2" in balanced.recommendation.reason
    assert "simpler" in balanced.recommendation.reason
    assert balanced.confidence == "tie"
    assert accurate.recommendation.model == "boosting"


def test_caveats(made_run):
    made_run.n_rows = 100
    leak = Finding(level="red", code="leak", message="Column z gives the answer away.", action="Drop it.")
    made_run.findings.append(leak)
    made_run.prepare_again()
    made_run.add_dummy()
    made_run.add_training("forest", [8.0, 8.1, 7.9, 8.2, 7.8], train_scores={"rmse": [1.0] * 5})
    made_run.add_failed("svm", reason="worker execution exit code 1")
    info = made_run.compare(skipped={"plain-onehot+mlp": "no time left"})
    text = "\n".join(info.caveats)
    assert "Only 80 rows" in text
    assert "memorised much of them" in text
    assert "one of the planned results" in text
    assert "not tried" not in text, "it stands where what was left out is listed"
    assert "Column z gives the answer away. Drop it." in text
    assert "Of the 20 rows kept back" in text


def test_what_the_task_shows(made_run):
    made_run.add_preprocessing("plain-onehot")
    made_run.add_models(ridge=GOOD)
    made_run.add_training("ridge", FAIR, preproc_id="plain-onehot")
    made_run.add_failed("svm", reason="worker execution exit code 1")
    made_run.compare(skipped={"mlp": "mlp is not for regression"})
    reporter = made_run.reporter
    assert reporter.scalars == pytest.approx({"comparison/best_rmse": 3.0, "comparison/topk_mean_rmse": 4.0})
    shown = [
        "recommendation",
        "ranking",
        "best by model",
        "best by preprocessing",
        "wins per fold",
        "model summary",
        "rank stability",
        "score against fit time",
        "score against predict time",
        "failed and skipped",
        "all candidates",
        "models x preprocessing rmse",
    ]
    assert drawn(reporter.figures, shown) == shown
    assert all(figure.layout.title.text for figure in reporter.figures.values())
    with made_run.tracker.file(reporter.task_id, "leaderboard").open() as file:
        rows = list(csv.DictReader(file))
    assert [(row["candidate"], row["outcome"]) for row in rows] == [
        ("standard-onehot+ridge", "recommended"),
        ("plain-onehot+ridge", "scored"),
        ("standard-onehot+dummy", "baseline"),
        ("standard-onehot+svm", "failed"),
        ("mlp", "skipped"),
    ]
    same = pd.read_parquet(made_run.tracker.file(reporter.task_id, "leaderboard_parquet"))
    assert same["candidate"].tolist() == [row["candidate"] for row in rows]
    assert same["cv_mean"].notna().sum() == 3
    document = made_run.tracker.document(reporter.task_id, "report_json")
    assert document["recommendation"]["candidate"] == "standard-onehot+ridge"
    assert document["skipped"] == {"mlp": "mlp is not for regression"}
    assert document["lead_over_baseline"]["p_value"] < 0.05


def test_pictures_of_a_large_field_are_capped_and_say_so(made_run):
    made_run.add_dummy()
    for number in range(130):
        made_run.add_training(f"model{number:03d}", [score + number / 100 for score in GOOD])
    made_run.add_failed("svm", reason="worker execution exit code 1")
    made_run.compare(output=OutputSettings(top_k=7))
    figures = by_name(made_run.reporter.figures)
    assert "7 of 130 candidates" in figures["ranking"].layout.title.text
    assert len(figures["ranking"].data[0].x) == 7
    assert "20 of 130 combinations" in figures["models x preprocessing rmse"].layout.title.text
    assert "7 of 130 candidates" in figures["wins per fold"].layout.title.text
    assert "best by model" not in figures  # the ranking shows the same: one candidate a model
    assert "7 of 130 candidates" in figures["rank stability"].layout.title.text
    assert "100 of 132 rows" in figures["all candidates"].layout.title.text
    names = [name.replace(BREAK_IN_WORD, "") for name in figures["all candidates"].data[0].cells.values[1]]
    assert "standard-onehot+svm" in names
    page = made_run.page
    assert "101 of 131" in page
    assert "standard-onehot+<wbr>dummy" in page


def test_same_input_same_output(made_run):
    made_run.add_models(ridge=GOOD)
    first, second = made_run.compare(), made_run.compare()
    own = {"task_id", "content_hash"}
    assert first.model_dump(exclude=own) == second.model_dump(exclude=own)


def test_a_training_counts_although_its_preprocessing_was_done_again_since(made_run):
    made_run.add_dummy()
    task_id = made_run.add_training("ridge", FAIR, preprocessing_task_id="the attempt before")
    info = made_run.compare()
    assert info.failures == []
    assert info.recommendation.task_id == task_id
    assert info.recommendation.holdout is not None


def test_by_recall_a_model_is_held_against_its_own_answers_shuffled(classified_run):
    """It says the class of every second row, whichever it is; guessing never does."""
    _say_at_random(classified_run, {"noise": [0.5, 0.52, 0.48, 0.51, 0.49]})
    found = classified_run.compare(primary_metric="recall", ensembles=SINGLE)
    assert found.verdict == "no_useful_model"
    assert found.shuffled["standard-onehot+noise"] == pytest.approx([0.5] * 5, abs=0.1)
    assert "dealt to the rows at random, would score" in classified_run.page
    assert "So a model is held against its own answers" in classified_run.page


def test_answers_that_cannot_be_read_take_nothing_from_those_of_other_candidates(classified_run, capsys):
    made = _say_at_random(classified_run, {"lost": [0.6] * 5, "noise": [0.5, 0.52, 0.48, 0.51, 0.49]})
    classified_run.tracker.file(made["lost"], "oof_predictions").write_bytes(b"not a table")
    found = classified_run.compare(primary_metric="recall", ensembles=SINGLE)
    assert list(found.shuffled) == ["standard-onehot+noise"]
    assert "what the answers of standard-onehot+lost score shuffled" in capsys.readouterr().err
    assert (found.recommendation.model, found.recommendation.light) == ("lost", "amber")
    assert any("was held against guessing alone" in caveat for caveat in found.caveats)


def test_what_a_check_overlooks_and_how_sure_it_is_are_held_against_shuffled_answers_too(classified_run):
    """They are right in two rows of three, and half as often when they are dealt at random."""
    made = _say_at_random(classified_run, {"good": [0.65, 0.68, 0.7, 0.66, 0.67]})
    said = classified_run.oof_predictions(0.0)
    is_yes = classified_run.truth.loc[said["row_id"], "price"].to_numpy() == "yes"
    share = np.where(is_yes & (np.arange(len(said)) % 3 > 0), 0.9, 0.1)
    classified_run.store_table(made["good"], "oof_predictions", said.assign(proba_0=1 - share, proba_1=share))
    found = classified_run.compare(primary_metric="recall", ensembles=SINGLE)
    shuffled = float(np.mean(found.shuffled["standard-onehot+good"]))
    told = classified_run.told
    mean, worst = found.recommendation.cv_mean, told["check_range"][0]
    assert shuffled == pytest.approx(np.mean(share > 0.5), abs=0.02)
    assert told["check_overlooks"] == pytest.approx((mean - worst) / (mean - shuffled))
    sure = next(one["text"] for one in told["report"]["told"] if one["label"] == "How sure:")
    assert f"The same answers dealt to the rows at random score {100 * shuffled:.1f} %." in sure


def test_where_guessing_has_the_best_score_there_is_another_metric_is_to_decide(classified_run):
    by_recall(classified_run, {"dummy": [1.0] * 5, "steep": [0.9, 0.91, 0.89, 0.9, 0.9]})
    found = classified_run.compare(primary_metric="recall", ensembles=SINGLE)
    assert found.sentence.startswith(
        "By Recall (yes), guessing without looking at the other columns already scores 100"
    )
    assert "More rows" not in found.sentence
    assert [step.command.partition(" --set ")[2] for step in found.next_steps] == ["evaluation.primary_metric=null"]


def by_recall(made: Any, by_model: Mapping[str, Sequence[float]]) -> dict[str, str]:
    """Adds guessing, by recall, and models with these scores. Their tasks by model."""
    tasks = dict[str, str]()
    for model, scores in {"dummy": [0.0] * 5, **by_model}.items():
        scored = {"primary_metric": "recall", "scores": {"recall": scores}, "train_scores": {}}
        summary = {"cv_mean": {"recall": float(np.mean(scores))}, "cv_std": {"recall": 0.02}}
        tasks[model] = made.add_training(model, scores, **scored, **summary)
    return tasks


def _say_at_random(made: Any, by_model: Mapping[str, Sequence[float]]) -> dict[str, str]:
    """The same with models whose answers are noise."""
    tasks = by_recall(made, by_model)
    said = made.oof_predictions(0.0)
    share = np.random.default_rng(0).random(len(said))
    for model in by_model:
        made.store_table(tasks[model], "oof_predictions", said.assign(proba_0=1 - share, proba_1=share))
    return tasks
