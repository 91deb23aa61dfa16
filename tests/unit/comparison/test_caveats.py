"""Each caveat appears where it should, and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from tests.unit.comparison.test_ensemble_phase import SLOPES, add_member
from tests.unit.comparison.test_titles import report_of, words_of

from automl_comparison.words.caveats import FEW_ROWS, MANY
from automl_shared.failures import out_of_time
from automl_shared.phase_io import Finding
from automl_shared.tracker import TaskStatus

GOOD = [3.0, 3.2, 2.8, 3.1, 2.9]
"""Fold scores around 3, which is what the final check of a made run gives."""


def caveats_of(made_run: Any, *findings: Finding, **facts: Any) -> str:
    """What is to be kept in mind of a run with one good model; ``facts`` change its training."""
    made_run.findings += findings
    made_run.prepare_again()
    made_run.add_dummy()
    made_run.add_training("ridge", facts.pop("scores", GOOD), **facts)
    return "\n".join(made_run.compare().caveats)


def test_a_run_that_went_well_has_none(made_run: Any) -> None:
    assert caveats_of(made_run) == ""


@pytest.mark.parametrize(("n_train", "said"), [(FEW_ROWS - 4, True), (FEW_ROWS, False)])
def test_few_rows(made_run: Any, n_train: int, said: bool) -> None:
    made_run.n_rows = n_train * 5 // 4
    assert ("rows were there to learn from" in caveats_of(made_run)) is said


@pytest.mark.parametrize(
    ("level", "code", "said"),
    [
        ("yellow", "imbalance", True),
        ("green", "imbalance", False),
        ("red", "leak", True),
        ("red", "identifier", True),
        ("yellow", "outliers", False),
    ],
)
def test_of_the_findings_those_that_bear_on_the_score(made_run: Any, level: Any, code: str, said: bool) -> None:
    finding = Finding(level=level, code=code, message="Something was found.", action="Do this.")
    assert ("Something was found. Do this." in caveats_of(made_run, finding)) is said


@pytest.mark.parametrize(("on_train", "said"), [(8.0, False), (6.1, False), (5.9, True)])
def test_overfitting_is_a_gap_larger_than_the_gain_over_guessing(made_run: Any, on_train: float, said: bool) -> None:
    """The gain is 2: guessing scores 10, the model 8."""
    text = caveats_of(made_run, scores=[8.0, 8.1, 7.9, 8.2, 7.8], train_scores={"rmse": [on_train] * 5})
    assert ("memorised much of them" in text) is said


@pytest.mark.parametrize("extrapolates", [False, True])
def test_extrapolation_is_said_of_models_that_stay_level(made_run: Any, extrapolates: bool) -> None:
    assert ("stays level" in caveats_of(made_run, extrapolates=extrapolates)) is not extrapolates


def test_extrapolation_is_not_said_of_classes(classified_run: Any) -> None:
    classified_run.add_training("dummy", [0.69] * 5)
    classified_run.add_training("forest", [0.2, 0.21, 0.19, 0.2, 0.2], extrapolates=False)
    info = classified_run.compare(primary_metric="log_loss")
    assert info.recommendation is not None
    assert "stays level" not in "\n".join(info.caveats)


@pytest.mark.parametrize(
    ("scores", "said"),
    [
        (GOOD, ""),
        ([5.0, 5.1, 4.9, 5.0, 5.0], "may be easier"),
        ([1.0, 1.1, 0.9, 1.0, 1.0], "worse than while testing"),
        ([1.0, 5.0, 2.0, 4.5, 2.0], ""),
    ],
)
def test_a_final_check_outside_of_what_testing_lets_expect(made_run: Any, scores: Sequence[float], said: str) -> None:
    text = caveats_of(made_run, scores=scores)
    assert ("rows kept back" in text) is bool(said)
    assert said in text


def test_what_makes_the_score_too_good_is_the_first_thing_said_of_the_data(made_run: Any) -> None:
    findings = [Finding(level="yellow", code=code, message=f"{code}.") for code in ("outliers", "duplicates", "gaps")]
    assert "duplicates." in caveats_of(made_run, *findings)
    report = report_of(made_run)
    assert report["light"] == "amber"
    (data,) = [one["text"] for one in report["told"] if one["label"] == "The data:"]
    assert data == "Nothing serious. 3 things are worth a look. The first: duplicates."


def test_what_failed_is_counted(made_run: Any) -> None:
    made_run.add_failed("svm", reason="worker execution exit code 1")
    made_run.add_failed("knn", status=TaskStatus.STOPPED, reason=out_of_time("en"))
    assert "one of the planned results is missing" in caveats_of(made_run)
    (counts,) = [text for text in words_of(report_of(made_run)) if text.startswith("Candidates compared")]
    assert counts.endswith("Failed: 1. Not tried: 1.")


def test_what_the_budget_had_no_room_for_has_not_failed(made_run: Any) -> None:
    made_run.add_failed("knn", status=TaskStatus.STOPPED, reason=out_of_time("en"))
    assert "missing" not in caveats_of(made_run)


def test_without_a_choice_nothing_is_said_of_the_model(made_run: Any) -> None:
    text = caveats_of(
        made_run, scores=[10.1, 10.4, 9.6, 10.1, 9.8], extrapolates=False, train_scores={"rmse": [0.0] * 5}
    )
    assert text == ""


@pytest.mark.parametrize(("extrapolate", "said"), [((False, False), True), ((False, True), False)])
def test_an_ensemble_stays_level_when_all_its_members_do(
    made_run: Any, extrapolate: Sequence[bool], said: bool
) -> None:
    made_run.add_dummy()
    for (model, slope), extrapolates in zip(SLOPES.items(), extrapolate, strict=True):
        add_member(made_run, model, slope, extrapolates=extrapolates)
    info = made_run.compare()
    assert info.recommendation.model == "weighted"
    assert ("stays level" in "\n".join(info.caveats)) is said


@pytest.mark.parametrize(("n_models", "apart", "said"), [(MANY, 0.0, True), (MANY - 1, 0.0, False), (MANY, 1.0, False)])
def test_the_best_of_many_alike_looks_better_than_it_is(made_run: Any, n_models: int, apart: float, said: bool) -> None:
    steps = [0.0, 0.05, -0.05, 0.1, -0.1]
    made_run.add_models(ridge=GOOD)
    for number in range(n_models - 1):
        shifted = [score + apart + 0.01 + steps[(fold + number) % 5] for fold, score in enumerate(GOOD)]
        made_run.add_training(f"ridge-{number}", shifted)
    assert ("too good for that" in "\n".join(made_run.compare().caveats)) is said
