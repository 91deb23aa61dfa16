"""What must hold whatever happened, read from the server's API alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from automl_controller.runs.state import is_own_child
from automl_shared.naming import Phase
from automl_shared.phase_io import ARTIFACT
from automl_shared.tracker import TaskSnapshot, TaskStatus, Tracker

ENDED_WELL = ("completed", "completed_with_failures")


@dataclass(frozen=True)
class Expected:
    """An undisturbed run: its candidates and their scores."""

    scores: dict[str, list[float]]

    @classmethod
    def of(cls, tracker: Tracker, run: str) -> Expected:
        return cls(dict(_scores(tracker, run)))


def broken(tracker: Tracker, runs: list[str], expected: Expected, *, touched: Collection[str]) -> list[str]:
    """Every invariant that does not hold, in words; ``touched``: tasks that a person has ended."""
    waiting = Counter(task for queue in tracker.queues() for task in queue.waiting)
    held = {worker.task_id for worker in tracker.workers() if worker.task_id}
    found = [f"task {task} waits {count} times" for task, count in waiting.items() if count > 1]
    for run in runs:
        task = tracker.task(run)
        children = [one for one in tracker.tasks(parent=run) if is_own_child(one, task.run_id or "")]
        found += [f"{task.run_id}: {words}" for words in _of_run(tracker, task, children, expected, touched)]
        for child in children:
            if not child.status.ended:
                found.append(f"{task.run_id}: {child.name} is {child.status} although the run has ended")
            if child.id in waiting:
                found.append(f"{task.run_id}: {child.name} still waits in a queue")
            if child.status is TaskStatus.IN_PROGRESS and child.id not in held:
                found.append(f"{task.run_id}: {child.name} runs without a worker")
    return found


def _of_run(
    tracker: Tracker, task: TaskSnapshot, children: list[TaskSnapshot], expected: Expected, touched: Collection[str]
) -> Iterator[str]:
    status = task.runtime.get("automl_status")
    if status not in ENDED_WELL:
        yield f"ended {status}: {task.runtime.get('automl_cause')}"
    document: dict[str, Any] = tracker.document(task.id, ARTIFACT)["document"]
    named = [row["candidate"] for row in document["leaderboard"]]
    named += [row["candidate"] for row in document["failures"] if "+" in row["candidate"]]
    for candidate, count in Counter(named).items():
        if count > 1:
            yield f"{candidate} is named {count} times"
    for candidate in sorted(set(expected.scores) - set(named)):
        yield f"{candidate} is lost"
    ended_by_hand = {one.unit.candidate for one in children if one.id in touched and one.unit}
    for row in document["failures"]:
        if row["candidate"] in expected.scores and row["candidate"] not in ended_by_hand:
            yield f"{row['candidate']} failed: {row['cause']}"
    counted = Counter(one.unit for one in children if not one.superseded)
    yield from (f"{unit} has {count} attempts that count" for unit, count in counted.items() if count > 1)
    for candidate, scores in _scores(tracker, task.id):
        if scores != expected.scores.get(candidate):
            yield f"{candidate} scores {scores} instead of {expected.scores.get(candidate)}"


def _scores(tracker: Tracker, run: str) -> Iterator[tuple[str, list[float]]]:
    """Candidate and fold scores of every training with a result that counts."""
    for task in tracker.tasks(parent=run, statuses=[TaskStatus.COMPLETED]):
        unit = task.unit
        if unit and unit.phase is Phase.TRAINING and not task.superseded and ARTIFACT in task.artifacts:
            info = tracker.document(task.id, ARTIFACT)
            yield unit.candidate or task.name, info["scores"][info["primary_metric"]]
