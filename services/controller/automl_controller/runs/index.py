"""The run task as an index of its run: what came of it, what did not work and what to do, and where every task is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from automl_controller.runs.state import RunState
from automl_controller.runs.words import say
from automl_shared.naming import Phase
from automl_shared.phase_io import Failure
from automl_shared.tracker import TaskReader, TaskSnapshot

MAX_LINES = 60
"""Failures and tasks listed, each; a comment is read in a narrow column."""

MOST_ANNOUNCED = 4_000
"""Characters of what a chat is told: Google Chat takes 4,096, Rocket.Chat 5,000, others more."""

_ORDER = (Phase.COMPARISON, Phase.TRAINING_SUMMARY, Phase.PREPROCESSING, Phase.TRAINING)


def index(tracker: TaskReader, state: RunState, head: Sequence[str], failures: Sequence[Failure]) -> str:
    """The run task's comment: the lines given, then failures with their next action, then every task with its link."""
    return "\n".join([*head, *_failed(tracker, state, failures), *_tasks(tracker, state)])


def announcement(state: RunState, comment: str, url: str) -> str:
    """The end of a run for a chat: its name, what its comment says before its lists, its page; what is long is cut."""
    name = _cut(state.task.name, MOST_ANNOUNCED // 4, "…")
    head = _cut(comment.partition("\n\n")[0], MOST_ANNOUNCED - len(f"{name}\n\n{url}"), f"\n{say(state, 'cut')}")
    return "\n".join([name, head, url])


def _cut(text: str, most: int, ending: str) -> str:
    return text if len(text) <= most else text[: most - len(ending)] + ending


def progress(state: RunState) -> list[str]:
    """One line for a run that goes on: how many tasks are where. None before the first task."""
    if not state.children:
        return []
    counts = Counter(_status(state, task) for task in state.children)
    said = ", ".join(f"{count} {status}" for status, count in sorted(counts.items()))
    return [say(state, "progress", counts=said)]


def _failed(tracker: TaskReader, state: RunState, failures: Sequence[Failure]) -> list[str]:
    tasks = {task.id: task for task in state.children}
    told: list[str] = []
    for heading, left_out in (("failed_heading", False), ("left_out_heading", True)):
        found = [one for one in failures if one.left_out == left_out and one.task_id != state.task.id]
        if found:
            lines = [_failure(tracker, state, one, tasks.get(one.task_id)) for one in found[:MAX_LINES]]
            told += ["", say(state, heading), *lines, *_more(state, len(found))]
    return told


def _failure(tracker: TaskReader, state: RunState, failure: Failure, task: TaskSnapshot | None) -> str:
    said = {"name": failure.candidate, "cause": failure.cause, "remedy": failure.remedy}
    if task is None:
        return say(state, "failed", **said)
    return say(state, "failed_link", **said, url=_url(tracker, task))


def _tasks(tracker: TaskReader, state: RunState) -> list[str]:
    if not state.children:
        return []
    ordered = sorted(state.children, key=_place)
    lines = [
        say(state, "task", name=task.name, status=_status(state, task), url=_url(tracker, task))
        for task in ordered[:MAX_LINES]
    ]
    return ["", say(state, "tasks_heading"), *lines, *_more(state, len(ordered))]


def _more(state: RunState, n_lines: int) -> list[str]:
    if n_lines <= MAX_LINES:
        return []
    run_id = state.plan.context.run_id
    return [say(state, "more_tasks", n=n_lines - MAX_LINES, run_id=run_id)]


def _place(task: TaskSnapshot) -> int:
    return _ORDER.index(task.unit.phase) if task.unit and task.unit.phase in _ORDER else len(_ORDER)


def _status(state: RunState, task: TaskSnapshot) -> str:
    return say(state, "status_superseded" if task.superseded else f"status_{task.status}")


def _url(tracker: TaskReader, task: TaskSnapshot) -> str:
    return tracker.task_url(task.id, project_id=task.project_id)
