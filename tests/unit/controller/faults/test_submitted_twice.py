"""What is submitted twice with one key is one run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import pytest

from automl_controller.runs.submit import Submitted, check_data, submit
from automl_controller.runs.templates import sync
from automl_shared.config import parse_config
from automl_shared.tracker import NewTask, TaskStatus

from ..conftest import World
from .runs import status


@pytest.fixture
def submitted(world: World) -> Callable[..., Submitted]:
    """Submits the same, with a key."""
    config = parse_config({"data": {"csv_path": str(world.table), "target_column": "y"}, "models": ["logistic"]})
    sync(world.tracker, config.clearml)
    return partial(submit, world.tracker, config, check_data(config, world.table))


def test_what_is_submitted_twice_with_one_key_is_one_run(world: World, submitted: Callable[..., Submitted]) -> None:
    first = submitted(key="monday's")
    again = submitted(key="monday's")
    other = submitted(key="tuesday's")
    assert (again.task_id, again.submitted_before, first.submitted_before) == (first.task_id, True, False)
    assert other.task_id != first.task_id
    assert len(world.tracker.queues()[0].waiting) == 2


@pytest.mark.parametrize("last_step", ["sign", "enqueue"])
def test_what_was_cut_off_while_it_was_submitted_starts_when_it_is_submitted_again_with_its_key(
    world: World, submitted: Callable[..., Submitted], monkeypatch: pytest.MonkeyPatch, last_step: str
) -> None:

    def cut_off(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(world.tracker, {"sign": "edit", "enqueue": "enqueue"}[last_step], cut_off)
    with pytest.raises(KeyboardInterrupt):
        submitted(key="k")
    monkeypatch.undo()
    run = submitted(key="k").task_id
    assert submitted(key="k").task_id == run
    assert status(world, world.run_to_end(run).id) == "completed"
    assert len(world.tracker.tasks(tags=["phase:run"])) == 2  # and the template


def test_a_run_that_another_command_has_just_enqueued_is_no_error(
    world: World, submitted: Callable[..., Submitted], monkeypatch: pytest.MonkeyPatch
) -> None:
    enqueue = world.tracker.enqueue

    def twice(task_ids: Sequence[str], queue: str) -> None:
        enqueue(task_ids, queue)
        enqueue(task_ids, queue)

    monkeypatch.setattr(world.tracker, "enqueue", twice)
    run = submitted(key="k").task_id
    assert world.tracker.task(run).status is TaskStatus.QUEUED


def test_of_two_that_are_submitted_at_the_same_moment_one_is_made(
    world: World, submitted: Callable[..., Submitted]
) -> None:
    original, made = world.tracker.clone, list[str]()

    def clone(template_id: str, new: NewTask) -> str:
        if not made:  # the other is quicker
            made.append("")
            made[0] = submitted(key="k").task_id
        return original(template_id, new)

    world.tracker.clone = clone
    mine = submitted(key="k")
    assert (mine.task_id, mine.submitted_before) == (made[0], True)
    assert sum(len(queue.waiting) for queue in world.tracker.queues()) == 1
