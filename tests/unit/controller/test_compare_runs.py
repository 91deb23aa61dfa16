"""Several runs side by side: only what can be compared is compared, and what differs is named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from tests.outputs import leaderboard_row, run_document

from automl_controller.cli.compare import compared, show_compared
from automl_controller.runs.compare_picture import picture
from automl_controller.runs.compare_runs import Ratio, pairs, setting_rows
from automl_controller.runs.run_facts import RunFacts, ratio_of, run_facts
from automl_shared.config.models import DataSettings
from automl_shared.phase_io import DatasetDocument, Failure, Recommendation

from .conftest import World

SCORES = (0.70, 0.80, 0.75, 0.72, 0.78)
BETTER = tuple(score + 0.05 + place / 1000 for place, score in enumerate(SCORES))


def facts(
    run_id: str,
    scores: tuple[float, ...] = SCORES,
    *,
    metric: str = "roc_auc_ovr",
    content: str = "h" * 64,
    useful: bool = True,
    positive: str = "",
    **changes: Any,
) -> RunFacts:
    mean = sum(scores) / len(scores)
    row = leaderboard_row(1, "plain-onehot+ridge", cv_mean=mean, cv_std=0.04)
    chosen = Recommendation(
        **row.model_dump(include={"candidate", "preprocess", "model", "task_id", "cv_mean", "cv_std"}),
        model_id=None,
        primary_metric=metric,
        baseline=0.5,
        holdout=0.71,
        reason="",
        positive_class=positive,
    )
    document = run_document(
        run_id=run_id,
        dataset=DatasetDocument(id="d", key="houses", rows=100, columns=4, hash=content),
        recommendation=chosen if useful else None,
        leaderboard=[row],
        failures=[Failure(candidate="plain-onehot+svm", task_id="x", cause="", remedy="")],
    )
    given: dict[str, Any] = {
        "language": "en",
        "data": DataSettings(target_column="y"),
        "settings": {},
        "baseline": 0.5,
        "fold_hash": "f",
        "scores": scores if useful else (),
        **changes,
    }
    return RunFacts(document=document, metric=metric, **given)


def fixed(share: float | None) -> Ratio:
    return lambda _: share


ratio = fixed(0.25)


def test_the_same_rows_are_compared_fold_by_fold() -> None:
    (pair,) = pairs([facts("A"), facts("B", BETTER)], ratio)
    assert pair.relation == "same_rows"
    assert (pair.lead.better, pair.lead.confidence) == ("B", "clear")
    assert pair.lead.mean == pytest.approx(0.052)
    assert "paired comparison is possible. B is clearly better: by 0.052 ROC AUC" in pair.told


def test_the_lower_error_is_the_better_one() -> None:
    (pair,) = pairs(
        [
            facts("A", metric="rmse", greater_is_better=False),
            facts("B", BETTER, metric="rmse", greater_is_better=False),
        ],
        ratio,
    )
    assert pair.lead.better == "A"


def test_equal_scores_are_the_same() -> None:
    (pair,) = pairs([facts("A"), facts("B")], ratio)
    assert pair.told.endswith("Their ROC AUC is the same.")


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (facts("B", metric="log_loss"), "different metrics (ROC AUC, Log loss)"),
        (facts("B", content="other"), "different data"),
        (facts("B", data=DataSettings(target_column="z")), "different targets"),
        (facts("B", useful=False), "B recommends nothing"),
    ],
)
def test_what_is_not_comparable_is_said_with_the_reason(other: RunFacts, reason: str) -> None:
    (pair,) = pairs([facts("A"), other], ratio)
    assert (pair.relation, pair.lead) == ("not_comparable", None)
    assert f"not comparable: {reason}" in pair.told


def test_scores_about_different_classes_are_not_comparable() -> None:
    (pair,) = pairs(
        [facts("A", metric="recall", positive="left"), facts("B", metric="recall", positive="stayed")], ratio
    )
    assert (pair.relation, pair.lead) == ("not_comparable", None)
    assert "about different classes (left, stayed)" in pair.told
    (pair,) = pairs([facts("A", positive="left"), facts("B", positive="stayed")], ratio)
    assert pair.relation == "same_rows"


def test_other_folds_are_not_paired() -> None:
    (pair,) = pairs([facts("A"), facts("B", BETTER, fold_hash="g")], ratio)
    assert (pair.relation, pair.lead) == ("other_folds", None)


def test_deleted_scores_or_folds_are_said() -> None:
    cases: list[tuple[list[RunFacts], float | None]] = [
        ([facts("A"), facts("B", scores=SCORES[:2])], 0.25),
        ([facts("A"), facts("B")], None),
    ]
    for runs, share in cases:
        (pair,) = pairs(runs, fixed(share))
        assert (pair.relation, pair.lead) == ("same_rows", None)
        assert "no longer there" in pair.told


def test_every_two_runs_are_a_pair() -> None:
    found = pairs([facts("A"), facts("B"), facts("C")], ratio)
    assert [(pair.one, pair.other) for pair in found] == [("A", "B"), ("A", "C"), ("B", "C")]


def test_only_settings_that_differ_are_listed() -> None:
    one = facts("A", settings={"Data": {"random_seed": "1", "test_size": "0.2"}, "Run": {"run_id": "A"}})
    other = facts("B", settings={"Data": {"random_seed": "2", "test_size": "0.2"}, "Run": {"run_id": "B"}, "Args": {}})
    assert setting_rows([one, other]) == {"Data/random_seed": {"A": "1", "B": "2"}}


def test_the_document_says_what_each_run_found() -> None:
    found = compared([facts("A"), facts("B", useful=False)], ratio)
    assert [run["cv_mean"] for run in found["runs"]] == [pytest.approx(0.75), None]
    assert [run["baseline"] for run in found["runs"]] == [0.5, 0.5]
    assert [(run["candidates"], run["failures"]) for run in found["runs"]] == [(1, 1), (1, 1)]


def test_the_tables_are_in_the_words_of_the_run(capsys: pytest.CaptureFixture[str]) -> None:
    both = [facts("A", language="ja"), facts("B", useful=False, language="ja")]
    show_compared(compared(both, ratio), both)
    printed = capsys.readouterr().out
    assert "ROC AUC" in printed
    assert "完了" in printed
    assert not {"roc_auc_ovr", "completed"} & set(printed.replace("(", " ").split())


def test_settings_have_the_names_of_the_config_and_say_what_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    one = {"Data": {"test_size": "0.2"}, "ModelCandidates": {"portfolio": "fast"}, "CrossValidation": {"n_folds": "5"}}
    other = {"Data": {"test_size": "0.3"}, "ModelCandidates": {"portfolio": "thorough"}}
    both = [facts("A", language="ja", settings=one), facts("B", language="ja", settings=other)]
    show_compared(compared(both, ratio), both)
    printed = capsys.readouterr().out
    assert {"data.test_size", "models", "cross_validation.n_folds"} <= set(printed.split())
    assert "最終確認" in printed.partition("data.test_size")[2].partition("\n")[0]
    assert not {"Data/test_size", "ModelCandidates/portfolio"} & set(printed.split())


def test_the_picture_has_a_row_per_metric_and_hollow_marks_for_other_data() -> None:
    figure = picture([facts("A"), facts("B", content="other"), facts("C", metric="log_loss"), facts("D", useful=False)])
    points = [trace for trace in figure.data if trace.legendgroup == "cv"]
    assert [[name.partition("<br>")[0] for name in trace.x] for trace in points] == [["A", "B"], ["C"]]
    assert list(points[0].marker.symbol) == ["circle", "circle-open"]
    assert list(points[0].error_y.array) == [0.04, 0.04]
    said = figure.layout.title.text.replace("<br>", " ")
    assert "not comparable with the first" in said
    assert "Without a recommendation: D." in said


def test_a_picture_of_nothing_says_so() -> None:
    assert "None of these runs" in picture([facts("A", useful=False), facts("B", useful=False)]).layout.title.text


def test_a_run_is_read_from_the_server(world: World, tmp_path: Path) -> None:
    run = world.submit()
    ended = world.run_to_end(run)
    found = run_facts(world.tracker, ended)
    assert (found.metric, found.recommended, found.scores) == ("roc_auc_ovr", None, ())
    assert found.document.status == "completed"
    assert found.fold_hash
    assert found.seconds is not None
    assert found.seconds > 0
    folds = tmp_path / "folds.parquet"
    pd.DataFrame({"row_id": [1, 2, 3], "holdout": [False] * 3, "r0f0": [1, 1, 2]}).to_parquet(folds)
    world.tracker.store(found.preprocessing_task_id, "folds", folds)
    assert ratio_of(world.tracker, found) == 0.5
