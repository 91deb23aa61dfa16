"""A run's children are read again only as far as they changed, and are never wrong for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import pytest

from automl_controller.runs.children import Children
from automl_controller.runs.reading import Changes, read_state
from automl_shared.errors import ServerUnreachable
from automl_shared.naming import Phase
from automl_shared.phase_io import ARTIFACT
from automl_shared.sections import RunSection
from automl_shared.tracker import NewTask, TaskSnapshot, TaskStatus

from .conftest import World

T = TypeVar("T")


@pytest.fixture
def run(world: World) -> str:
    """A run with five trainings and a baseline waiting."""
    run = world.to_trainings(models=[{"name": "logistic", "params": {"C": 0.1 * n}} for n in range(1, 6)])
    world.clock.turn(60)
    return run


def children_of(world: World, run: str) -> Children:
    run_id = world.tracker.task(run).run_id
    assert run_id
    children = Children(world.tracker, run, run_id)
    children.read_all()
    return children


class Looking:
    """Looks at one run's children as a controller does at many runs'."""

    def __init__(self, world: World, run: str) -> None:
        self.children, self._run, self._changes = children_of(world, run), run, Changes(world.tracker)
        self.look()

    def look(self, *, running: bool = False) -> bool:
        glance = self._changes.look([self._run], running=running)
        changed, alive = glance.of(self._run)
        is_news = self.children.take_in(changed)
        self.children.hear(alive or ())
        self._changes.taken_in(glance)
        return is_news


def noted(asked: list[str], name: str, original: Callable[[], T]) -> Callable[[], T]:
    def call() -> T:
        asked.append(name)
        return original()

    return call


def rows_read(world: World, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many tasks each call brings from here on."""
    counts: list[int] = []
    original = world.tracker.tasks

    def counted(**conditions: object) -> list[TaskSnapshot]:
        found = original(**conditions)
        counts.append(len(found))
        return found

    monkeypatch.setattr(world.tracker, "tasks", counted)
    return counts


def stops_of(world: World) -> list[list[str]]:
    """The tasks of each call from here on that has some stopped."""
    asked: list[list[str]] = []
    original = world.tracker.stop

    def stop(task_ids: Sequence[str], reason: str) -> None:
        asked.append([*task_ids])
        original(task_ids, reason)

    world.tracker.stop = stop
    return asked


def test_a_look_reads_what_changed_and_nothing_else(world: World, run: str, monkeypatch: pytest.MonkeyPatch) -> None:
    looking = Looking(world, run)
    task_id = world.take("automl-training")
    assert looking.look()
    world.clock.turn(60)
    counts = rows_read(world, monkeypatch)
    world.tracker.mark(task_id, TaskStatus.COMPLETED)
    assert looking.look()
    world.clock.turn(1)
    assert not looking.look()
    assert counts == [1, 1]


def test_an_ended_child_is_fresh_in_everything_and_keeps_its_sections(world: World, run: str) -> None:
    looking = Looking(world, run)
    children = looking.children
    task_id = world.take("automl-training")
    looking.look()
    world.clock.turn(60)
    world.store_output(world.tracker.task(task_id))
    world.tracker.set_runtime(task_id, {"k": "v"})
    world.tracker.edit(task_id, tags=[*world.tracker.task(task_id).tags, "superseded"])
    world.tracker.mark(task_id, TaskStatus.COMPLETED)
    looking.look()
    (task,) = (one for one in children.tasks if one.id == task_id)
    assert task == world.tracker.task(task_id)
    assert (ARTIFACT in task.artifacts, task.runtime["k"], task.superseded) == (True, "v", True)


def test_signs_of_life_are_read_of_those_that_run(world: World, run: str) -> None:
    looking = Looking(world, run)
    children = looking.children
    task_id = world.take("automl-training")
    looking.look()
    world.clock.turn(60)
    world.tracker.ping(task_id)
    assert not looking.look()
    looking.look(running=True)
    (task,) = (one for one in children.tasks if one.id == task_id)
    assert task.last_update == world.clock.now


def test_a_copy_made_by_hand_is_never_a_child_and_read_once(
    world: World, run: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    looking = Looking(world, run)
    children = looking.children
    before = children.tasks
    source = before[-1]
    copy = world.tracker.clone(
        source.id, NewTask(name="copy", project="p", tags=source.tags, sections=source.sections, parent=run)
    )
    world.tracker.mark(copy, TaskStatus.IN_PROGRESS)
    looking.look()
    counts = rows_read(world, monkeypatch)
    assert not looking.look()
    assert children.tasks == before
    assert len(counts) == 1


def test_a_deleted_child_is_gone_with_the_next_whole_look(world: World, run: str) -> None:
    looking = Looking(world, run)
    children = looking.children
    gone = children.tasks[-1]
    world.tracker.edit(gone.id, parent="elsewhere")
    looking.look()
    assert gone.id in {task.id for task in children.tasks}
    children.read_all()
    assert gone.id not in {task.id for task in children.tasks}


def test_the_controller_sees_the_same_run_as_a_whole_look(world: World, run: str) -> None:
    for _ in range(3):
        task_id = world.take("automl-training")
        world.tick(0.2)
        world.complete(task_id)
        world.tick(0.2)
    (advancer,) = world.controller._runs.values()
    whole = read_state(world.tracker, world.tracker.task(run))
    assert advancer.state.children == whole.children
    assert advancer.state.record == whole.record


def test_what_was_made_before_the_server_went_away_is_not_made_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = world.submit(models=[{"name": "logistic", "params": {"C": 0.1 * n}} for n in range(1, 11)])
    world.tick()
    world.work()
    original, made = world.tracker.clone, list[str]()

    def clone(template_id: str, new: NewTask) -> str:
        if len(made) == 7:
            raise ServerUnreachable("the ClearML server does not answer")
        made.append(original(template_id, new))
        return made[-1]

    with monkeypatch.context() as patch:
        patch.setattr(world.tracker, "clone", clone)
        with pytest.raises(ServerUnreachable):
            world.tick()
    world.run_to_end(run)
    units = [task.unit for task in world.tracker.tasks(parent=run)]
    assert len(units) == len(set(units)) == 1 + 11 + 2


def test_many_candidates_are_made_a_few_at_a_time_and_the_first_are_enqueued_early(world: World) -> None:
    run = world.submit(models=[{"name": "logistic", "params": {"C": 0.01 * n}} for n in range(1, 101)])
    world.tick()
    world.work()
    enqueued: list[int] = []
    original = world.tracker.enqueue

    def enqueue(task_ids: list[str], queue: str) -> None:
        enqueued.append(len(task_ids))
        original(task_ids, queue)

    world.tracker.enqueue = enqueue
    world.tracker.calls.clear()
    world.tick(0.1)
    first = [unit for unit in world.children(run) if unit.phase is Phase.TRAINING]
    assert (len(first), world.controller.busy) == (48, True)
    assert enqueued == [4, 16, 16, 12]
    while world.controller.busy:
        world.tick(0.1)
    trainings = [task for task in world.tracker.tasks(parent=run) if task.unit and task.unit.phase is Phase.TRAINING]
    assert len(trainings) == len({task.unit for task in trainings}) == 101
    assert all(task.sections[RunSection.section]["task_id"] == task.id for task in trainings)


def test_queues_and_workers_are_asked_every_few_seconds_only(
    world: World, run: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.tick(6)
    asked: list[str] = []
    for name in ("queues", "workers"):
        monkeypatch.setattr(world.tracker, name, noted(asked, name, getattr(world.tracker, name)))
    for _ in range(4):
        world.take("automl-training")
        world.tick(0.5)
    assert asked == []
    world.tick(6)
    assert {"queues", "workers"} <= set(asked)


def test_a_run_in_which_nothing_happens_is_not_written_to(
    world: World, run: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.tick(6)
    for name in ("edit", "set_configuration", "mark"):
        monkeypatch.setattr(world.tracker, name, lambda *_, **__: pytest.fail("nothing had to be written"))
    for _ in range(3):
        world.tick(0.5)
    world.tick(4)


def test_many_children_are_stopped_with_one_call_and_then_the_run_ends(world: World) -> None:
    run = world.to_trainings(models=[{"name": "logistic", "params": {"C": 0.01 * n}} for n in range(1, 101)])
    while world.controller.busy:
        world.tick(0.1)
    done = world.take("automl-training")
    world.complete(done)
    other = world.submit()
    world.tracker.stop([run], "by a person")
    asked = stops_of(world)
    world.tick(0.1)
    assert [len(tasks) for tasks in asked] == [100]
    assert all(task.status.ended for task in world.tracker.tasks(parent=run))
    world.tick(0.1)
    assert world.children(other)
    assert run not in world.controller.run_ids
    assert world.tracker.task(run).runtime["automl_status"] == "aborted"


def test_children_at_work_are_asked_to_stop_once(world: World) -> None:
    run = world.to_trainings()
    at_work = [world.take("automl-training", worker) for worker in ("w1", "w2")]
    world.deaf |= {"w1", "w2"}
    world.tick()
    world.tracker.stop([run], "by a person")
    asked = stops_of(world)
    for _ in range(4):
        world.tick()
    assert sorted([task for tasks in asked for task in tasks]) == sorted(at_work)


def test_those_that_wait_are_stopped_before_those_that_run(world: World, run: str) -> None:
    world.take("automl-training")
    world.tracker.stop([run], "by a person")
    asked: list[TaskStatus] = []

    def stop(task_ids: Sequence[str], reason: str) -> None:
        asked.extend({world.tracker.task(task_id).status for task_id in task_ids})
        for task_id in task_ids:
            world.tracker.mark(task_id, TaskStatus.STOPPED, reason=reason)

    world.tracker.stop = stop
    world.tick()
    assert asked == [TaskStatus.QUEUED, TaskStatus.IN_PROGRESS]


def test_a_child_that_was_asked_to_stop_is_not_asked_again(world: World, run: str) -> None:
    for _ in ("guessing", "the first model", "one that the answer does not need"):
        task_id = world.take("automl-training", "deaf")
    world.deaf = {"deaf"}
    world.tick(0.1)
    asked = stops_of(world)
    world.tracker.edit(run, sections={"Run": {"time_budget_minutes": "1"}})
    world.controller = world.new_controller()
    for _ in range(3):
        world.tick(6)
    assert [task for tasks in asked for task in tasks].count(task_id) == 1
