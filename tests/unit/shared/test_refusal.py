"""What a task process does with a task it was not made for."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from automl_shared.agent.environment import agent_environment
from automl_shared.failures import failure_of
from automl_shared.naming import Phase
from automl_shared.phase import run_task
from automl_shared.phase_io import PhaseOutput
from automl_shared.phase_run import PhaseRun
from automl_shared.tracker import NewTask, TaskStatus
from automl_shared.tracker.memory import MemoryTracker


def untouched(_run: PhaseRun) -> PhaseOutput:
    raise AssertionError("a task that is refused must not be worked on")


@pytest.mark.parametrize(
    ("tags", "cause", "remedy"),
    [
        ([], "was not made from a template", "automl submit"),
        (["phase:mining"], "was not made from a template", "automl submit"),
        (["phase:comparison"], "wrong queue (phase:comparison)", "automl templates list"),
    ],
)
def test_a_refused_task_says_why_and_what_to_do(
    tags: list[str], cause: str, remedy: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tracker = MemoryTracker(tmp_path)
    task_id = tracker.create(NewTask(name="stranger", project="p", tags=tags, sections={}))
    code = run_task({Phase.TRAINING: untouched}, tracker, task_id)
    tracker.mark(task_id, TaskStatus.FAILED)
    failure = failure_of(tracker.task(task_id))

    assert code == 1
    assert cause in failure.cause
    assert remedy in failure.remedy
    assert failure.cause in tracker.task(task_id).comment
    assert failure.cause.partition(" (")[0] in capsys.readouterr().err


def test_neither_bash_tasks_nor_a_tasks_own_environment_get_past_the_entry_point() -> None:
    given = {"SHELL": "/bin/bash", "CLEARML_AGENT__agent__enable_task_env": "true"}
    made = agent_environment(given, module="automl_training", code_folder="/empty", worker_id="training:here:1")

    assert made["SHELL"] == sys.executable
    assert made["CLEARML_AGENT__agent__enable_task_env"] == "false"
