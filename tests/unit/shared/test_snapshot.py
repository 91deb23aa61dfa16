"""What a task's snapshot tells of the way it ended or is about to."""

from __future__ import annotations

import pytest

from automl_shared.tracker import TaskSnapshot, TaskStatus


def snapshot(status: TaskStatus, reason: str = "", message: str = "") -> TaskSnapshot:
    return TaskSnapshot(id="t", name="t", status=status, status_reason=reason, status_message=message)


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("worker execution exit code 1", 1),
        ("worker execution exit code 124", 124),
        ("worker execution exit code -9", -9),
        ("ended by its worker", None),
        ("", None),
    ],
)
def test_a_failed_task_has_the_exit_code_its_agent_told(reason: str, code: int | None) -> None:
    assert snapshot(TaskStatus.FAILED, reason).exit_code == code
    assert snapshot(TaskStatus.FAILED, message=reason).exit_code == code
    assert snapshot(TaskStatus.STOPPED, reason).exit_code is None


def test_a_running_task_that_is_asked_to_stop_says_so_until_it_has() -> None:
    assert snapshot(TaskStatus.IN_PROGRESS, message="stopping").stop_requested
    assert not snapshot(TaskStatus.IN_PROGRESS, message="started").stop_requested
    assert not snapshot(TaskStatus.STOPPED, message="stopping").stop_requested
