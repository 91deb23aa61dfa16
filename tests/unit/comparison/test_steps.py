"""What to do after a run: each step from a finding, at most five, and every command one that the real command takes."""

from __future__ import annotations

import re
import shlex
from itertools import pairwise
from typing import Any

import pytest
import yaml
from tests.unit.controller.test_fixes import parsed

from automl_shared.config import parse_override
from automl_shared.config.models import DataSettings, Editing, EnsembleMember, EnsembleSettings, OutputSettings
from automl_shared.config.overrides import set_raw
from automl_shared.failures import out_of_time
from automl_shared.phase_io import Finding, NextStep
from automl_shared.tracker import TaskStatus

GOOD = [3.0, 3.2, 2.8, 3.1, 2.9]
SURE = {"dummy": [0.69, 0.7, 0.68, 0.69, 0.69], "ridge": [0.3, 0.32, 0.28, 0.31, 0.29]}
"""Log losses that fit what two classes allow."""
RISING = {"rows": [80, 160, 240, 320, 400], "scores": [6.0, 5.0, 4.2, 3.6, 3.0], "rising": True}
LEAK = Finding(level="red", code="leak", message="`refund day` gives it away", columns=["refund day"])
SINGLE = EnsembleSettings(weighted=EnsembleMember(enable=False))


def checked(steps: list[NextStep]) -> dict[str, str]:
    """Command to text; each command is taken by the real one, and sets what exists."""
    for step in steps:
        words = shlex.split(step.command)
        assert words[0] == "automl"
        parsed(words[1:])
        settings = [parse_override(after) for word, after in pairwise(words) if word == "--set"]
        set_raw({}, settings)
    assert len(steps) <= 5
    return {step.command: step.text for step in steps}


def with_good_model(made_run: Any, *findings: Finding) -> None:
    """One good model, on data in which something was found."""
    made_run.findings = list(findings)
    made_run.prepare_again()
    made_run.add_models(**(SURE if made_run.classes else {"ridge": GOOD}))


def test_a_run_without_findings_says_how_to_predict(made_run: Any) -> None:
    made_run.add_models(ridge=GOOD)
    assert list(checked(made_run.compare().next_steps)) == ["automl predict 20260101-000000-abcdef new_rows.csv"]


def test_a_suspect_is_dropped_beside_what_was_dropped_before(made_run: Any) -> None:
    with_good_model(made_run, LEAK)
    data = DataSettings(editing=Editing(drop_columns=["id"]))
    (step,) = checked(made_run.compare(data=data).next_steps)
    assert step.endswith("--set 'data.editing.drop_columns=[id, refund day]'")


def test_what_a_suspect_has_spoiled_is_not_refined(classified_run: Any) -> None:
    with_good_model(classified_run, LEAK)
    steps = checked(classified_run.compare(primary_metric="log_loss").next_steps)
    assert len(steps) == 1
    assert "drop_columns" in next(iter(steps))


def test_copies_are_taken_out_before_anything_else(made_run: Any) -> None:
    with_good_model(made_run, Finding(level="red", code="duplicates", message="Copies.", columns=["km"]))
    (step,) = checked(made_run.compare().next_steps)
    assert "--set data.csv_path=WITHOUT_COPIES.csv" in step


@pytest.mark.parametrize(
    ("code", "step"),
    [
        ("rows", "automl submit --set data.csv_path=MORE_ROWS.csv --compare-with 20260101-000000-abcdef"),
        ("telling_key", "--set 'data.column_types={id: categorical, km: numeric}'"),
        ("target_mostly_numbers", "--set data.problem_type=regression"),
        ("of_a_plugin", "automl clone --task-id 0123456789abcdef0123456789abcdef"),
    ],
)
def test_whatever_is_red_has_a_first_step_of_its_own(made_run: Any, code: str, step: str) -> None:
    with_good_model(made_run, Finding(level="red", code=code, message="Odd.", columns=["km"]))
    info = made_run.compare(data=DataSettings(column_types={"id": "categorical"}))
    first, *rest = checked(info.next_steps)
    assert first.endswith(step)
    assert info.recommendation.light == "red"
    assert not any("automl predict" in one for one in rest)


@pytest.mark.parametrize(
    ("kind", "step"), [("kfold", "--set data.random_seed=8"), ("timeseries", "data.csv_path=NEWER_ROWS.csv")]
)
def test_a_final_check_that_is_worse_than_luck_explains_is_looked_into_first(
    made_run: Any, kind: Any, step: str
) -> None:
    made_run.fold_kind = kind
    made_run.prepare_again()
    made_run.add_models(ridge=[1.0, 1.1, 0.9, 1.0, 1.0])
    info = made_run.compare(data=DataSettings(random_seed=7))
    (first,) = checked(info.next_steps)
    assert step in first
    assert info.recommendation.light == "red"
    assert info.next_steps[0].text in " ".join(one["text"] for one in made_run.told["report"]["told"])


@pytest.mark.parametrize(("rows", "kept", "other"), [((300, 200), "Yes", "yes"), ((200, 300), "yes", "Yes")])
def test_classes_that_may_be_the_same_lead_and_get_the_usual_spelling_beside_what_is_replaced(
    classified_run: Any, rows: tuple[int, int], kept: str, other: str
) -> None:
    classified_run.classes, classified_run.class_rows = ["Yes", "yes"], [*rows]
    spelling = Finding(level="yellow", code="class_spelling", message="`Yes`, `yes`: kept apart.")
    with_good_model(classified_run, Finding(level="yellow", code="duplicates", message="Copies."), spelling)
    replaced = {"km": {"?": None}, "price": {"y": "Yes"}}
    info = classified_run.compare(
        primary_metric="log_loss", data=DataSettings(editing=Editing(replace_values=replaced))
    )
    first, *_ = checked(info.next_steps)
    told = yaml.safe_load(shlex.split(first)[-1].partition("=")[2])
    assert told == {"km": {"?": None}, "price": {"y": kept, other: kept}}
    data, *_ = classified_run.told["report"]["told"]
    assert "kept apart" in data["text"]
    assert info.recommendation.light == "amber"
    said = "\n".join(info.caveats)
    assert 0 < said.find("kept apart") < said.find("Copies.")


def test_rows_in_the_order_of_a_date_are_tested_on_the_latest_ones(made_run: Any) -> None:
    with_good_model(made_run, Finding(level="yellow", code="time_order", message="In order.", columns=["sold on"]))
    steps = list(checked(made_run.compare().next_steps))
    assert [one.split()[1] for one in steps] == ["predict", "clone"]
    assert steps[1].endswith("--set 'data.time_column=sold on'")


def test_an_unclear_choice_and_a_rising_curve_are_followed(made_run: Any) -> None:
    made_run.add_dummy()
    made_run.add_training("ridge", GOOD, learning_curve=RISING)
    made_run.add_training("lasso", [3.1, 3.1, 2.9, 3.0, 3.0], learning_curve=RISING)
    steps = checked(made_run.compare(ensembles=SINGLE).next_steps)
    assert [one.split()[1] for one in steps] == ["predict", "clone", "submit"]
    said = steps["automl submit --set data.csv_path=MORE_ROWS.csv --compare-with 20260101-000000-abcdef"]
    assert "from 320 to 400 rows the score went from 3.6 to 3 (0.6)" in said


@pytest.mark.parametrize("language", ["en", "ja"])
def test_two_classes_without_costs_are_asked_for_them(classified_run: Any, language: Any) -> None:
    classified_run.add_models(dummy=[0.69, 0.7, 0.68, 0.69, 0.69], steep=[0.3, 0.31, 0.29, 0.3, 0.3])
    info = classified_run.compare(primary_metric="log_loss", output=OutputSettings(language=language))
    steps = checked(info.next_steps)
    (costs,) = [one for one in steps if "costs" in one]
    assert costs.endswith("--set 'evaluation.costs={false_positive: 1, false_negative: 5}'")
    assert "`yes`" in steps[costs]
    assert costs.split(" --set")[0] in re.sub(r"</?span[^>]*>", "", classified_run.page)


def test_without_a_useful_model_more_kinds_are_tried(made_run: Any) -> None:
    made_run.add_models(ridge=[10.1, 10.4, 9.6, 10.1, 9.8])
    (step,) = checked(made_run.compare().next_steps)
    assert step.endswith("--set models=thorough")


def test_where_one_group_has_most_rows_others_are_asked_for(made_run: Any) -> None:
    """A lead of a third is no luck among groups of one size; beside a giant it cannot be told."""
    made_run.fold_kind = "group"
    made_run.findings = [Finding(level="yellow", code="unequal_groups", message="One has 80 %.")]
    made_run.prepare_again()
    made_run.add_models(dummy=[4.0, 2.0, 2.5, 4.2, 2.6], ridge=[1.0, 2.1, 2.2, 1.0, 2.6])
    info = made_run.compare()
    assert "One group has most of the rows." in info.sentence
    (step,) = checked(info.next_steps)
    assert "--set data.csv_path=MORE_ROWS.csv" in step


def left_out(made_run: Any, how: str) -> dict[str, str]:
    """What has a task is stopped, what has none is told of by the controller: the arguments for this."""
    if how == "stopped":
        made_run.add_failed("knn", status=TaskStatus.STOPPED, reason=out_of_time("en"))
    return {} if how == "stopped" else {"knn": f"{out_of_time('en')}; it would take about 3 minutes"}


@pytest.mark.parametrize("how", ["stopped", "never started"])
@pytest.mark.parametrize("tried", [True, False])
def test_a_run_without_a_useful_model_goes_on_with_what_its_budget_left_out(
    made_run: Any, how: str, tried: bool
) -> None:
    made_run.add_dummy()
    if tried:
        made_run.add_training("ridge", [10.1, 10.4, 9.6, 10.1, 9.8])
    info = made_run.compare(skipped=left_out(made_run, how))
    assert checked(info.next_steps) == {
        f"automl runs resume {info.run_id}": (
            "Go on with this run: its time budget had no room for one candidate. What is done is not done again."
        )
    }
    assert ("No model was tried, only guessing" in info.sentence) is not tried
    assert "fail" not in info.sentence


def test_more_kinds_of_models_are_not_asked_for_where_none_gave_a_result(made_run: Any) -> None:
    made_run.add_dummy()
    made_run.add_failed("ridge", reason="worker execution exit code 1")
    info = made_run.compare()
    assert "see what failed" in info.sentence
    assert not any("models=" in command for command in checked(info.next_steps))


@pytest.mark.parametrize(("n_left_out", "is_offered"), [(1, False), (2, True)])
def test_a_useful_model_goes_before_what_the_budget_left_out_where_that_is_most(
    made_run: Any, n_left_out: int, is_offered: bool
) -> None:
    made_run.add_models(ridge=GOOD)
    skipped = {f"knn-{n}": f"{out_of_time('en')}; it would take about 3 minutes" for n in range(n_left_out)}
    predict, *more = checked(made_run.compare(skipped=skipped).next_steps)
    assert predict.startswith("automl predict")
    assert any(step.startswith("automl runs resume") for step in more) is is_offered


IN_PROCESS = {"command": "automl run houses.csv --target price", "model_file": "RUN/model.bundle"}


@pytest.mark.parametrize(
    ("how", "context", "step"),
    [
        ("failed", {}, "automl runs resume 20260101-000000-abcdef"),
        ("failed", IN_PROCESS, "automl run houses.csv --target price"),
        ("late", IN_PROCESS, "automl run houses.csv --target price --set run.time_budget_minutes=null"),
        ("no model", IN_PROCESS, "automl run houses.csv --target price --set models=fast"),
    ],
)
def test_where_only_guessing_gave_a_result_there_is_a_way_to_a_model(
    made_run: Any, how: str, context: dict[str, str], step: str
) -> None:
    made_run.context = made_run.context.model_copy(update=context)
    made_run.add_dummy()
    if how == "failed":
        made_run.add_failed("ridge", reason="worker execution exit code 1")
    info = made_run.compare(skipped=left_out(made_run, "never started") if how == "late" else {})
    assert list(checked(info.next_steps)) == [step]


def test_where_a_class_is_too_rare_for_any_model_to_stand_out_more_of_it_is_asked_for_first(made_run: Any) -> None:
    made_run.findings = [Finding(level="red", code="imbalance", message="Rare.")]
    made_run.prepare_again()
    made_run.add_models(ridge=[10.1, 10.4, 9.6, 10.1, 9.8])
    first, second = checked(made_run.compare().next_steps)
    assert "--set data.csv_path=MORE_ROWS.csv" in first
    assert second.endswith("--set models=thorough")


def test_a_model_not_to_be_used_for_a_rare_class_asks_for_more_of_it_first(made_run: Any) -> None:
    with_good_model(made_run, Finding(level="red", code="imbalance", message="Rare."))
    first, *rest = checked(made_run.compare().next_steps)
    assert "--set data.csv_path=MORE_ROWS.csv" in first
    assert not any("automl predict" in step for step in rest)


def test_where_a_long_tail_hides_every_model_the_target_is_evened_out_first(made_run: Any) -> None:
    made_run.findings = [Finding(level="yellow", code="target_skew", message="A long tail.")]
    made_run.prepare_again()
    made_run.add_models(ridge=[10.1, 10.4, 9.6, 10.1, 9.8])
    first, second = checked(made_run.compare().next_steps)
    assert first.endswith("--set preprocessing.target_transform=auto")
    assert second.endswith("--set models=thorough")


def test_an_earlier_run_is_looked_at_beside_this_one(made_run: Any) -> None:
    made_run.add_models(ridge=GOOD)
    made_run.compare()
    first = made_run.reporter.task_id
    assert any("runs compare" in step for step in checked(made_run.compare(earlier_comparison=first).next_steps))
