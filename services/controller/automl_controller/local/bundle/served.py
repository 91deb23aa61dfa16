"""What the server knows: status, and one run with the consoles of its failed tasks."""

from __future__ import annotations

from functools import partial

from automl_controller.local.bundle.gathering import Gathering
from automl_controller.local.home import Home, use_configuration
from automl_controller.local.status import status_document, troubles
from automl_controller.runs.document import run_document
from automl_controller.runs.lookup import find_run
from automl_controller.runs.reading import read_state
from automl_controller.runs.state import RunState
from automl_shared.errors import AutoMLError, ServerUnreachable
from automl_shared.tracker import RunRecords, TaskReader, TaskSnapshot, TaskStatus, connect
from automl_shared.words import T_

CONSOLE_LINES = 500
MOST_CONSOLES = 50


def gather_served(into: Gathering, home: Home, prefix: str, run: str | None) -> None:
    """Everything that has to be asked for; all of it is missing while the server is away."""
    try:
        mode = use_configuration(home)
        if not mode:
            raise ServerUnreachable(T_("no ClearML server is running or configured"))
        tracker = connect()
    except AutoMLError as error:
        for name in ["status.json", *(["run/"] if run else [])]:
            into.miss(name, error.cause)
        return
    into.add_document("status.json", lambda: status_document(tracker, mode, prefix, troubles(home)))
    if run:
        gather_run(into, tracker, run)


def gather_run(into: Gathering, tracker: RunRecords, run: str) -> None:
    """A run: its document, the end of each failed task's console, and what the controller's log says of it."""
    try:
        state = read_state(tracker, find_run(tracker, run))
    except AutoMLError as error:
        into.miss("run/", error.cause)
        return
    into.add_document("run/document.json", lambda: run_document(tracker, state).model_dump(mode="json"))
    failed = [task for task in (state.task, *state.children) if task.status is TaskStatus.FAILED]
    for task in failed[:MOST_CONSOLES]:
        into.add_text(_console(task), partial(_console_text, tracker, task))
    for task in failed[MOST_CONSOLES:]:
        into.miss(_console(task), f"only {MOST_CONSOLES} consoles are kept")
    into.add_text("run/controller.log", lambda: _events(into, state))


def _console_text(tracker: TaskReader, task: TaskSnapshot) -> str:
    return "\n".join(tracker.console(task.id, CONSOLE_LINES))


def _console(task: TaskSnapshot) -> str:
    return f"run/consoles/{task.id}.txt"


def _events(into: Gathering, state: RunState) -> str:
    """The controller's lines that name the run or one of its tasks."""
    names = {state.plan.context.run_id, *(task.id for task in (state.task, *state.children))}
    lines = into.texts.get("logs/controller.log", "").splitlines()
    return "\n".join(line for line in lines if any(name in line for name in names))
