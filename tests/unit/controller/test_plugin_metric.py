"""A metric of a plugin is planned and listed like a built-in one."""

from __future__ import annotations

import json

import pytest

from automl_controller.cli.tools import plugins
from automl_controller.runs.plan import check_names
from automl_shared.config import parse_config
from automl_shared.config.models import ProblemType
from automl_shared.errors import ConfigError
from automl_shared.naming import Phase
from automl_shared.plugins import METRICS, Metric

from .conftest import World

NAME = "of_the_second"


@pytest.fixture(autouse=True)
def plugin(monkeypatch: pytest.MonkeyPatch) -> None:
    mine = Metric(
        name=NAME,
        function=lambda _true, proba: proba[:, 1].mean(),
        task_types=("classification",),
        problem_types=("binary",),
        greater_is_better=True,
        needs="probability",
        unit="share",
        summary="Mean probability of the second class.",
    )
    monkeypatch.setitem(METRICS._items, NAME, mine)


def test_every_training_is_told_that_it_decides(world: World) -> None:
    run = world.to_trainings(evaluation={"primary_metric": NAME})
    told = {
        task.sections["Evaluation"]["primary_metric"]
        for unit, task in world.children(run).items()
        if unit.phase is Phase.TRAINING
    }
    assert told == {NAME}


@pytest.mark.parametrize("problem_type", ["multiclass", "regression"])
def test_a_problem_it_is_not_for_is_refused(problem_type: ProblemType) -> None:
    config = parse_config({"data": {"target_column": "y"}, "evaluation": {"primary_metric": NAME}})
    with pytest.raises(ConfigError, match=f"'{NAME}' is not made for {problem_type}") as caught:
        check_names(config, problem_type)
    assert NAME not in str(caught.value.allowed).split(", ")
    assert caught.value.fix


def test_the_command_lists_it_with_direction_and_unit(capsys: pytest.CaptureFixture[str]) -> None:
    plugins(json_output=True)
    rows = json.loads(capsys.readouterr().out)["plugins"]
    [row] = [row for row in rows if row["name"] == NAME]
    assert row == {
        "family": "metric",
        "name": NAME,
        "for": "binary",
        "about": "Mean probability of the second class. Higher is better; as a share.",
    }
