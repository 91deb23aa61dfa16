"""What must hold of the runs whatever happened, read from the server's API alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from automl_controller.runs.state import is_own_child
from automl_shared.errors import NotFound
from automl_shared.naming import Phase
from automl_shared.phase_io import ARTIFACT
from automl_shared.tracker import TaskSnapshot, TaskStatus, Tracker

ENDED_WELL = ("completed", "completed_with_failures")
BY_HAND = "by hand"
"""The name of copies that a person made: nobody's children, and nobody waits for them."""


@dataclass(frozen=True)
class Expected:
    """An undisturbed run: its recommendation, and the mean score of each candidate."""

    recommended: str
    scores: dict[str, float]

    @classmethod
    def of(cls, tracker: Tracker, run: str) -> Expected:
        document = document_of(tracker, run)
        return cls(document["recommendation"]["candidate"], _scores(document))


def document_of(tracker: Tracker, run: str) -> dict[str, Any]:
    """The document that an ended run keeps."""
    return dict(tracker.document(run, ARTIFACT)["document"])


def _scores(document: dict[str, Any]) -> dict[str, float]:
    return {row["candidate"]: row["cv_mean"] for row in document["leaderboard"]}


def broken(tracker: Tracker, runs: Collection[str], expected: Expected, *, touched: Collection[str]) -> list[str]:
    """Every invariant that does not hold, in words; ``touched``: tasks that a person has ended."""
    found = unsettled(tracker)
    for run in runs:
        task = tracker.task(run)
        children = [one for one in tracker.tasks(parent=run) if is_own_child(one, task.run_id or "")]
        words = list(_of_children(children))
        try:
            words += _of_run(tracker, task, children, expected, touched)
        except NotFound as error:
            words.append(f"has no document: {error.cause}")
        found += [f"{task.run_id}: {one}" for one in words]
    return found


def unsettled(tracker: Tracker) -> list[str]:
    """Tasks, of whomever, that run without a worker, wait in no queue, or wait more than once."""
    waiting = Counter(task for queue in tracker.queues() for task in queue.waiting)
    held = {worker.task_id for worker in tracker.workers() if worker.task_id}
    active = tracker.tasks(statuses=[TaskStatus.IN_PROGRESS, TaskStatus.QUEUED], with_sections=False)
    ours = [task for task in active if task.name != BY_HAND]
    return [
        *(f"task {task} waits {count} times" for task, count in waiting.items() if count > 1),
        *(f"{one.name} runs without a worker" for one in ours if not _is_queued(one) and one.id not in held),
        *(f"{one.name} waits in no queue" for one in ours if _is_queued(one) and one.id not in waiting),
    ]


def _is_queued(task: TaskSnapshot) -> bool:
    return task.status is TaskStatus.QUEUED


def _of_children(children: list[TaskSnapshot]) -> Iterator[str]:
    for child in children:
        if not child.status.ended:
            yield f"{child.name} is {child.status} although the run has ended"
    counted = Counter(one.unit for one in children if not one.superseded)
    yield from (f"{unit} has {count} attempts that count" for unit, count in counted.items() if count > 1)


def _of_run(
    tracker: Tracker, task: TaskSnapshot, children: list[TaskSnapshot], expected: Expected, touched: Collection[str]
) -> Iterator[str]:
    status = task.runtime.get("automl_status")
    if task.id in touched and status == "aborted":
        yield from _each_once(_named(document_of(tracker, task.id), expected), expected)
        return
    if status not in ENDED_WELL:
        yield f"ended {status}: {task.runtime.get('automl_cause')}"
    document = document_of(tracker, task.id)
    failed = [row["candidate"] for row in document["failures"] if row["candidate"] in expected.scores]
    yield from _each_once(_named(document, expected), expected)
    if document["status"] != status or status != ("completed_with_failures" if failed else "completed"):
        yield f"is {status}, its document {document['status']}, with {len(failed)} failed candidates"
    if task.status is not TaskStatus.COMPLETED:
        yield f"is {task.status} for the server"
    tampered = tracker.tasks(ids=list(touched), with_sections=False) if touched else []
    ended_by_hand = {one.unit.candidate or one.unit.preproc_id for one in tampered if one.unit}
    for row in document["failures"]:
        if not ended_by_hand & {row["candidate"], row["candidate"].partition("+")[0]}:  # it, or its preparation
            yield f"{row['candidate']} failed: {row['cause']}"
    for candidate, score in _scores(document).items():
        if score != expected.scores.get(candidate):
            yield f"{candidate} scores {score} instead of {expected.scores.get(candidate)}"
    recommended = (document["recommendation"] or {}).get("candidate")
    if not failed and recommended != expected.recommended:
        yield f"recommends {recommended} instead of {expected.recommended}"
    yield from _unplanned(children, expected)


def _named(document: dict[str, Any], expected: Expected) -> list[str]:
    """The planned candidates in a document, each as often as it is there."""
    rows = [*document["leaderboard"], *document["failures"]]
    return [row["candidate"] for row in rows if row["candidate"] in expected.scores]


def _each_once(named: list[str], expected: Expected) -> Iterator[str]:
    yield from (f"{candidate} is named {count} times" for candidate, count in Counter(named).items() if count > 1)
    yield from (f"{candidate} is lost" for candidate in sorted(set(expected.scores) - set(named)))


def _unplanned(children: list[TaskSnapshot], expected: Expected) -> Iterator[str]:
    for task in children:
        unit = task.unit
        if unit and unit.phase is Phase.TRAINING and not task.superseded and unit.candidate not in expected.scores:
            yield f"{task.name} was never planned"
