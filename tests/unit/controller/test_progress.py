"""What a person sees of a run while it goes on and at its end, in the run's language."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.outputs import recommendation, training_info
from tests.outputs import run_document as made_document

from automl_controller.cli.progress import how_far, show_progress
from automl_controller.cli.runs import addresses, show_list, show_tasks
from automl_controller.cli.scores import age, duration, score_in_words
from automl_controller.cli.verdict import show_run
from automl_controller.runs.document import run_document
from automl_controller.runs.listing import listed_run
from automl_controller.runs.notes import left_out
from automl_controller.runs.reading import read_state
from automl_controller.runs.standing import Best, Scores, Standing, standing
from automl_controller.runs.watch import Glance
from automl_shared.naming import Phase, tag
from automl_shared.phase_io import ARTIFACT, Failure, TrainingInfo
from automl_shared.tracker import TaskSnapshot, TaskStatus
from automl_shared.tracker.memory import MemoryTracker

from .conftest import World


def info_of(task: TaskSnapshot, score: float) -> TrainingInfo:
    return training_info(
        "roc_auc_ovr",
        score,
        run_id=task.run_id,
        task_id=task.id,
        preproc_id=task.unit.preproc_id or "",
        model=task.unit.model or "",
        registry_name=task.unit.model or "",
        fold_hash="h",
    )


def trained(world: World, run: str, seconds: float, score: float) -> TaskSnapshot:
    """The next training is done, in so many seconds."""
    task_id = world.take("automl-training")
    world.clock.turn(seconds)
    task = world.tracker.task(task_id)
    world.tracker.reporter(task_id).document(ARTIFACT, info_of(task, score).sealed().model_dump(mode="json"))
    world.tracker.mark(task_id, TaskStatus.COMPLETED)
    return task


def started(world: World, **sections: Any) -> str:
    """A run with the models given whose preprocessing is done."""
    return world.to_trainings(models=["logistic", "decision_tree", "naive_bayes"], **sections)


def test_n_of_m_the_best_so_far_and_the_time_left(world: World) -> None:
    run = started(world)
    scores = Scores(world.tracker)
    for seconds, score in ((2, 0.5), (30, 0.8), (30, 0.7)):
        trained(world, run, seconds, score)
        world.tick()
    world.take("automl-training")
    world.clock.turn(10)
    state = read_state(world.tracker, world.tracker.task(run))
    best = scores.best(state)
    now = standing(state, world.clock.now, best)
    assert (now.done, now.failed, now.total) == (3, 0, 4)
    assert best.score == 0.8
    assert now.seconds_left == pytest.approx(20, abs=2)


def test_a_candidate_that_failed_is_counted_and_nothing_is_guessed_before_one_has_ended(world: World) -> None:
    run = started(world)
    state = read_state(world.tracker, world.tracker.task(run))
    assert standing(state, world.clock.now).seconds_left is None
    task_id = world.take("automl-training")
    world.tracker.mark(task_id, TaskStatus.FAILED, reason="worker execution exit code 1")
    now = standing(read_state(world.tracker, world.tracker.task(run)), world.clock.now)
    assert (now.done, now.failed, now.total) == (0, 1, 4)


def test_every_result_is_read_once(world: World) -> None:
    run = started(world)
    trained(world, run, 5, 0.6)
    state = read_state(world.tracker, world.tracker.task(run))
    scores = Scores(world.tracker)
    scores.best(state)
    before = len(world.tracker.calls)
    assert scores.best(state) is not None
    assert len(world.tracker.calls) == before


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "en",
            "3 of 12 candidates, 1 failed, best so far plain+ridge: the root mean square of the errors is 0.5 (large "
            "errors count more), about 2 min left",
        ),
        ("ja", None),
    ],
)
def test_how_far_a_run_is_in_words(language: Any, expected: str | None) -> None:
    best = Best(candidate="plain+ridge", metric="rmse", score=0.5)
    said = how_far(Standing(done=3, failed=1, total=12, best=best, seconds_left=125.0), language)
    if expected:
        assert said == expected
    else:
        assert said.startswith("候補 3 / 12、失敗 1、暫定 1 位は plain+ridge: ")
        assert said.endswith("、残り約 2 分")


def test_a_pipe_gets_one_line_an_event(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    run = started(world)
    glances = []

    def look() -> None:
        state = read_state(world.tracker, world.tracker.task(run))
        glances.append(Glance(state=state, best=Scores(world.tracker).best(state)))

    look()
    trained(world, run, 5, 0.75)
    look()
    look()
    show_progress(glances)
    lines = capsys.readouterr().err.splitlines()
    assert [line.split()[0] for line in lines] == ["completed", "running", "completed"]
    assert "(1 of 4 candidates, best so far " in lines[-1]
    assert "75.0 %" in lines[-1]


def test_the_tasks_of_a_japanese_run_are_told_in_japanese(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    run = started(world, output={"language": "ja"})
    done = trained(world, run, 5, 0.75)
    others = [one for one in done.tags if not one.startswith("attempt:")]
    world.tracker.edit(done.id, tags=[*others, tag("attempt", 2)])
    state = read_state(world.tracker, world.tracker.task(run))
    show_progress([Glance(state=state)])
    assert f"{done.name} (2 回目)" in capsys.readouterr().err
    show_tasks(run_document(world.tracker, state), "ja")
    printed = capsys.readouterr().out
    assert {"状態", "完了", "待機中"} <= set(printed.split())
    assert not {"Tasks", "status", "attempt", "error", "completed", "queued"} & set(printed.split())


def test_a_child_says_what_it_is_and_not_what_its_template_was(world: World) -> None:
    run = started(world)
    for task in world.children(run).values():
        assert "Template" not in task.comment
        assert task.run_id is not None
        assert task.run_id in task.comment
    japanese = started(world, output={"language": "ja"})
    training = next(task for unit, task in world.children(japanese).items() if unit.phase is Phase.TRAINING)
    assert training.comment.startswith("実行 ")


def test_what_is_left_out_is_one_line() -> None:
    line = left_out({"a+x": "no scaling", "a+y": "no scaling", "z": "too large"}, "en")
    assert line == "Left out: a+x, a+y (no scaling); z (too large)."


def test_a_list_of_runs_says_data_target_and_verdict(world: World) -> None:
    run = world.submit()
    ended = world.run_to_end(run)
    row = listed_run(world.tracker, ended)
    assert (row.data, row.target, row.status, row.recommended) == ("t-data", "y", "completed", None)
    assert row.document()["created"].count(".") == 0


def test_a_list_of_runs_of_one_language_has_its_heads(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    english = listed_run(world.tracker, world.run_to_end(world.submit()))
    japanese = replace(english, run_id="other", language="ja")
    for found, heads in (
        ([japanese], "実行 状態 データ 予測する列 判定 スコア 作成"),
        ([english, japanese], "run status data target verdict score age"),
    ):
        show_list(found, datetime.now(UTC))
        assert capsys.readouterr().out.splitlines()[1].replace("┃", " ").split() == heads.split()


DOCUMENT = made_document(
    recommendation=recommendation(
        candidate="plain+ridge",
        preprocess="plain",
        model="ridge",
        primary_metric="rmse",
        cv_mean=0.5,
        baseline=1.0,
        reason="理由",
    )
)


def test_the_end_names_verdict_report_and_how_to_use_the_model(capsys: pytest.CaptureFixture[str]) -> None:
    show_run(DOCUMENT, "Use it.", login_url="http://page?token=1", report=Path("/r.html"))
    lines = [line.strip() for line in capsys.readouterr().out.splitlines() if line]
    assert lines[0] == "Use it."
    assert lines[-5:] == [
        "Run r1: completed",
        "page:   http://page",
        "log in: http://page?token=1 (once, within ten minutes)",
        "report: /r.html",
        "use it: automl predict r1 new_rows.csv",
    ]


class WithLinks(MemoryTracker):
    """A server whose pages give links that log in: ours."""

    def login_url(self, page: str = "") -> str:
        return f"{page}?token=1"


def test_our_own_pages_are_named_by_the_run_and_others_by_the_address_they_have_for_a_task(tmp_path: Path) -> None:
    ours, other = WithLinks(tmp_path / "ours"), MemoryTracker(tmp_path / "other")
    page = f"{ours.urls()['web_url']}/runs/r1"
    assert addresses(ours, DOCUMENT) == (page, f"{page}?token=1")
    assert addresses(other, DOCUMENT) == (DOCUMENT.url, "")


def test_a_run_without_a_server_has_files_and_no_page(capsys: pytest.CaptureFixture[str]) -> None:
    show_run(DOCUMENT.model_copy(update={"url": "file:///runs/r1/tasks/1"}), "Use it.")
    printed = capsys.readouterr().out
    assert "  files:  file:///runs/r1/tasks/1" in printed
    assert "page:" not in printed


@pytest.mark.parametrize(("report", "rest"), [(None, "automl runs open r1"), (Path("/r.html"), "/r.html")])
def test_what_the_verdict_says_to_keep_in_mind_stands_below_it(
    capsys: pytest.CaptureFixture[str], report: Path | None, rest: str
) -> None:
    show_run(
        DOCUMENT, "Do not use it yet (see “Keep in mind”).", caveats=["few rows", "b", "c", "d", "e"], report=report
    )
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    heading = lines.index("Keep in mind")
    assert lines[heading + 1 : heading + 6] == ["few rows", "b", "c", f"and 2 more: {rest}", ""]


def test_a_run_without_a_recommendation_names_no_command_to_use_it(capsys: pytest.CaptureFixture[str]) -> None:
    show_run(DOCUMENT.model_copy(update={"recommendation": None, "status": "failed"}))
    assert "predict" not in capsys.readouterr().out


def test_a_model_that_is_not_to_be_used_yet_is_not_recommended(capsys: pytest.CaptureFixture[str]) -> None:
    suspect = DOCUMENT.recommendation.model_copy(update={"light": "red"})
    show_run(DOCUMENT.model_copy(update={"recommendation": suspect}), "Do not use it yet.")
    printed = capsys.readouterr().out
    assert "Best so far, but not to be used yet: plain+ridge" in printed
    assert "Recommended" not in printed
    assert "predict" not in printed


def test_a_cause_that_many_candidates_share_is_printed_once(capsys: pytest.CaptureFixture[str]) -> None:
    late = [
        ("a+x", "too late", "more time"),
        ("a+y", "too big", ""),
        *((f"b+{n}", "too late", "more time") for n in range(6)),
    ]
    failures = [Failure(candidate=name, task_id="t", cause=cause, remedy=remedy) for name, cause, remedy in late]
    show_run(DOCUMENT.model_copy(update={"failures": failures}))
    printed = capsys.readouterr().out
    start = printed.index("What did not work")
    assert printed[start : printed.index("\n\n", start)].splitlines() == [
        "What did not work",
        "  a+x, b+0, b+1, b+2, b+3, b+4, and 1 more: automl runs results r1 --csv",
        "    too late",
        "    more time",
        "  a+y",
        "    too big",
    ]


def test_what_the_budget_had_no_room_for_is_told_apart_from_what_failed(capsys: pytest.CaptureFixture[str]) -> None:
    given = {"task_id": "t", "remedy": "more time"}
    failures = [
        Failure(candidate="a+x", cause="too late", left_out=True, **given),
        Failure(candidate="a+y", cause="too big", **given),
    ]
    for shown, headings in ((failures, 2), (failures[:1], 1)):
        show_run(DOCUMENT.model_copy(update={"failures": shown}))
        printed = capsys.readouterr().out
        assert ("What did not work\n  a+y\n    too big" in printed) == (headings == 2)
        assert "What the time budget had no room for\n  a+x\n    too late" in printed


def test_scores_have_the_unit_of_what_is_predicted(capsys: pytest.CaptureFixture[str]) -> None:
    in_yen = {"unit": "円", "cv_mean": 20847.2, "cv_std": 2198.4, "baseline": 59621.0, "holdout": None}
    show_run(DOCUMENT.model_copy(update={"recommendation": DOCUMENT.recommendation.model_copy(update=in_yen)}))
    said = "RMSE: 20,847 円 ± 2,200 円 in cross-validation, 59,621 円 by guessing, final check: no rows were set aside"
    assert said in capsys.readouterr().out


def test_shares_are_percentages_on_the_terminal_too(capsys: pytest.CaptureFixture[str]) -> None:
    of_shares = {"primary_metric": "roc_auc", "cv_mean": 0.99996, "cv_std": 0.0123, "baseline": 0.5, "holdout": 1.0}
    show_run(DOCUMENT.model_copy(update={"recommendation": DOCUMENT.recommendation.model_copy(update=of_shares)}))
    printed = capsys.readouterr().out
    assert "99.99 % ± 1.2 % in cross-validation, 50.0 % by guessing, final check: 100.0 %" in printed


def test_a_japanese_run_is_japanese_to_its_end(capsys: pytest.CaptureFixture[str]) -> None:
    show_run(DOCUMENT, "これを使います。", language="ja", report=Path("/r.html"))
    printed = capsys.readouterr().out
    assert "お勧め: plain+ridge" in printed
    assert not {"Recommended:", "report:", "completed", "cross-validation,"} & set(printed.split())


@pytest.mark.parametrize(
    ("seconds", "said"), [(5, "5 s"), (59.4, "59 s"), (90, "2 min"), (7200, "2 h"), (86400 * 3, "3 d")]
)
def test_times_as_people_say_them(seconds: float, said: str, world: World) -> None:
    assert duration(seconds, "en") == said
    assert age(world.clock.now - timedelta(seconds=seconds), world.clock.now, "en") == f"{said} ago"


def test_a_metric_that_is_not_installed_is_named() -> None:
    assert score_in_words("mine", 0.25, "en") == "mine 0.25"


def test_all_is_said_only_of_all() -> None:
    assert "99.98 %" in score_in_words("roc_auc_ovr", 0.99984, "en")
    assert "100.0 %" in score_in_words("roc_auc_ovr", 1.0, "ja")
