"""The status machine and the queues, driven at random against a small model of what the full server does."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule
from tests.fuzzing import fuzzed

from automl_server import errors
from automl_server.config import Settings
from automl_server.errors import ApiError
from automl_server.store import Identity, Store
from automl_server.store.lifecycle import Change

ALLOWED = {
    "created": {"queued", "in_progress"},
    "queued": {"created", "in_progress", "stopped"},
    "in_progress": {"stopped", "failed", "created", "completed"},
    "stopped": {"closed", "created", "failed", "queued", "in_progress", "published", "completed"},
    "closed": {"created", "failed", "published", "stopped"},
    "failed": {"created", "stopped", "published", "queued"},
    "completed": {"published", "in_progress", "created"},
    "published": set(),
}
QUEUES = ("first queue", "second queue")


@dataclass
class Expected:
    """What the model knows of a task."""

    status: str = "created"
    before: str | None = None  # the status it had when it was enqueued
    queue: str | None = None  # as written into the task
    archived: bool = False
    started: bool = False

    def may_become(self, new: str, *, force: bool) -> bool:
        return force or new == self.status or new in ALLOWED[self.status]


@dataclass
class Model:
    """What the model knows of everything."""

    tasks: dict[str, Expected] = field(default_factory=dict)
    queues: dict[str, list[str]] = field(default_factory=dict)

    def take_out(self, task: str) -> None:
        for entries in self.queues.values():
            if task in entries:
                entries.remove(task)


@cache
def prepared_home() -> Path:
    """A home with an empty database: to copy it is quicker than to make its tables again for every example."""
    home = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, home)
    Store(Settings(home=home)).close()
    return home


class Machine(RuleBasedStateMachine):
    """Every rule does the same to the store and to the model, and expects the same refusals."""

    tasks: Bundle[str] = Bundle("tasks")
    some_queue = st.sampled_from(QUEUES)

    def __init__(self) -> None:
        super().__init__()
        self.home = Path(tempfile.mkdtemp())
        shutil.copytree(prepared_home(), self.home, dirs_exist_ok=True)
        self.store = Store(Settings(home=self.home))
        admin = self.store.access.ensure_admin("admin")
        self.identity: Identity = self.store.access.identity_of(admin)
        self.ids = {name: self.store.queues.create({"name": name}, self.identity) for name in QUEUES}
        self.model = Model(queues={queue: [] for queue in self.ids.values()})

    def teardown(self) -> None:
        self.store.close()
        shutil.rmtree(self.home)

    def change(self, force: bool = False) -> Change:
        return Change(identity=self.identity, force=force)

    def attempt(self, action: Callable[[], Any], allowed: bool, refusal: errors.Kind) -> bool:
        """Do it in a transaction; whether it happened must be what the model says."""
        refused: ApiError | None = None
        try:
            with self.store.db.write():
                action()
        except ApiError as problem:
            refused = problem
        assert (refused is None) is allowed, refused
        assert refused is None or refused.kind == refusal
        return allowed

    @rule(target=tasks)
    def create(self) -> str:
        task = self.store.tasks.create({"name": "a task", "type": "training"}, self.identity)
        self.model.tasks[task] = Expected()
        return task

    @rule(task=tasks, name=some_queue, force=st.booleans())
    def enqueue(self, task: str, name: str, force: bool) -> None:
        queue, known = self.ids[name], self.model.tasks[task]
        twice = task in self.model.queues[queue]
        possible = known.may_become("queued", force=force)
        refusal = errors.TASK_ALREADY_QUEUED if possible else errors.INVALID_TASK_STATUS
        done = self.attempt(
            lambda: self.store.lifecycle.enqueue(task, queue, None, self.change(force)), possible and not twice, refusal
        )
        if done:
            known.before = (known.before or "queued") if known.status == "queued" else known.status
            self.model.take_out(task)
            self.model.queues[queue].append(task)
            known.status, known.queue = "queued", queue

    @rule(task=tasks, everywhere=st.booleans())
    def dequeue(self, task: str, everywhere: bool) -> None:
        known = self.model.tasks[task]
        self.attempt(
            lambda: self.store.lifecycle.dequeue(task, self.change(), everywhere=everywhere), True, errors.INTERNAL
        )
        if everywhere or (known.status == "queued" and known.queue):
            self.model.take_out(task)
        if known.status in ("queued", "in_progress"):
            known.status, known.before = known.before or "created", None

    @rule(name=some_queue)
    def take(self, name: str) -> None:
        queue = self.ids[name]
        expected = self.model.queues[queue].pop(0) if self.model.queues[queue] else None
        entry = self.store.queues.take(queue)
        assert (entry["task"] if entry else None) == expected

    @rule(task=tasks, force=st.booleans())
    def start(self, task: str, force: bool) -> None:
        known = self.model.tasks[task]
        possible = known.may_become("in_progress", force=force)
        if self.attempt(
            lambda: self.store.lifecycle.started(task, self.change(force)), possible, errors.INVALID_TASK_STATUS
        ):
            known.status, known.started = "in_progress", True

    @rule(task=tasks, new=st.sampled_from(["stopped", "failed", "completed"]), force=st.booleans())
    def finish(self, task: str, new: str, force: bool) -> None:
        known = self.model.tasks[task]
        possible = known.may_become(new, force=force)
        if self.attempt(
            lambda: self.store.lifecycle.finish(task, new, self.change(force)), possible, errors.INVALID_TASK_STATUS
        ):
            known.status = new

    @rule(task=tasks)
    def stop(self, task: str) -> None:
        known = self.model.tasks[task]
        possible = known.may_become("stopped", force=False)
        if self.attempt(lambda: self.store.lifecycle.stop(task, self.change()), possible, errors.INVALID_TASK_STATUS):
            if known.status == "queued":
                self.model.take_out(task)
            known.status = "stopped"

    @rule(task=tasks, force=st.booleans())
    def publish(self, task: str, force: bool) -> None:
        known = self.model.tasks[task]
        possible = force or "published" in ALLOWED[known.status]
        if self.attempt(
            lambda: self.store.lifecycle.publish(task, self.change(force)), possible, errors.INVALID_TASK_STATUS
        ):
            known.status = "published"

    @rule(task=tasks, force=st.booleans())
    def reset(self, task: str, force: bool) -> None:
        known = self.model.tasks[task]
        possible = known.may_become("created", force=force) and (force or known.status != "published")
        if self.attempt(
            lambda: self.store.lifecycle.reset(task, self.change(force), delete_models=True, clear_all=False),
            possible,
            errors.INVALID_TASK_STATUS,
        ):
            self.model.take_out(task)
            self.model.tasks[task] = Expected(archived=known.archived)

    @rule(task=tasks)
    def archive(self, task: str) -> None:
        known = self.model.tasks[task]
        self.attempt(lambda: self.store.lifecycle.archive(task, self.change()), True, errors.INTERNAL)
        self.model.take_out(task)
        if known.status == "queued":
            known.status, known.before = known.before or "created", None
        elif known.status == "in_progress":
            known.status, known.before = "stopped", None
        known.archived, known.queue = True, None

    @rule(task=tasks)
    def unarchive(self, task: str) -> None:
        self.attempt(lambda: self.store.lifecycle.unarchive(task, self.change()), True, errors.INTERNAL)
        self.model.tasks[task].archived = False

    @rule(target=tasks, task=consumes(tasks), force=st.booleans())
    def delete(self, task: str, force: bool) -> Any:
        known = self.model.tasks[task]
        possible = force or known.archived or known.status == "created"
        done = self.attempt(
            lambda: self.store.lifecycle.delete(task, self.change(force), delete_models=True),
            possible,
            errors.TASK_CANNOT_BE_DELETED,
        )
        if not done:
            return task
        self.model.take_out(task)
        del self.model.tasks[task]
        return multiple()

    @rule(name=some_queue)
    def clear(self, name: str) -> None:
        queue = self.ids[name]
        with self.store.db.write():
            removed = self.store.queues.clear(queue)
            self.store.lifecycle.released(removed, queue, "cleared", self.identity)
        assert sorted(removed) == sorted(self.model.queues[queue])
        for task in removed:
            known = self.model.tasks[task]
            if known.queue == queue:
                known.status, known.before, known.queue = known.before or "created", None, None
        self.model.queues[queue] = []

    @rule(task=tasks, name=some_queue, place=st.sampled_from([0, -1]))
    def move(self, task: str, name: str, place: int) -> None:
        queue = self.ids[name]
        entries = self.model.queues[queue]
        if self.attempt(
            lambda: self.store.queues.move(queue, task, to=place),
            task in entries,
            errors.INVALID_QUEUE_OR_TASK_NOT_QUEUED,
        ):
            entries.remove(task)
            entries.insert(0 if place == 0 else len(entries), task)

    @invariant()
    def same_tasks(self) -> None:
        shown = {task["id"]: task for task in self.store.tasks.select()}
        assert {task: found["status"] for task, found in shown.items()} == {
            task: known.status for task, known in self.model.tasks.items()
        }
        for task, known in self.model.tasks.items():
            assert ("archived" in shown[task]["system_tags"]) is known.archived
            assert (shown[task].get("started") is not None) is known.started
            assert shown[task]["execution"].get("queue") == known.queue

    @invariant()
    def same_queues(self) -> None:
        for queue, expected in self.model.queues.items():
            assert [entry["task"] for entry in self.store.queues.entries(queue)] == expected
            assert self.store.queues.length(queue) == len(expected)


Machine.TestCase.settings = settings(fuzzed(100), stateful_step_count=40)
TestStatusMachine = Machine.TestCase
