"""Progress of a run on stderr: a live table in a terminal, one line per change when piped."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from automl_controller.cli.output import say
from automl_controller.runs.document import run_status
from automl_controller.runs.state import RunState
from automl_controller.runs.watch import Glance
from automl_shared.naming import REUSED_TAG, tag_value
from automl_shared.tracker import TaskSnapshot

AWAY = "the server does not answer; the run goes on, waiting"
MAX_ROWS = 30


def show_progress(glances: Iterable[Glance]) -> RunState:
    """Shows a run until it ends; its last state."""
    return _live(glances) if sys.stderr.isatty() else _lines(glances)


def _lines(glances: Iterable[Glance]) -> RunState:
    seen: dict[str, str] = {}
    last: RunState | None = None
    away = False
    for glance in glances:
        if glance.state is None:
            if not away:
                say(AWAY)
            away = True
            continue
        away, last = False, glance.state
        for task in (*last.children, last.task):
            status = _status(task)
            if seen.get(task.id) != status:
                say(f"{status:<12} {task.name}{_retry(task)}")
                seen[task.id] = status
                if task.status.ended and task.unit and _reused(task):
                    say(f"{task.unit.phase} {task.unit.preproc_id}{_reused(task)}")
    assert last is not None, "a run is followed until it was seen to end"
    return last


def _live(glances: Iterable[Glance]) -> RunState:
    last: RunState | None = None
    with Live(console=Console(file=getattr(sys.stderr, "raw", None), stderr=True), refresh_per_second=4) as live:
        for glance in glances:
            if glance.state is None:
                live.console.print(AWAY)
                continue
            last = glance.state
            live.update(_table(last))
    assert last is not None, "a run is followed until it was seen to end"
    return last


def _table(state: RunState) -> Table:
    counts = Counter(_status(task) for task in state.children)
    summary = ", ".join(f"{count} {status}" for status, count in sorted(counts.items())) or "waiting for the controller"
    table = Table(title=f"run {state.plan.context.run_id}: {run_status(state.task)} ({summary})", title_justify="left")
    for name in ("status", "task", "worker", "seconds"):
        table.add_column(name)
    active = sorted(state.children, key=lambda task: (task.status.ended, task.created is None))
    for task in active[:MAX_ROWS]:
        cells = (_status(task), f"{task.name}{_retry(task)}{_reused(task)}", task.worker or "-", _seconds(task))
        table.add_row(*map(Text, cells))
    if len(active) > MAX_ROWS:
        table.add_row("", f"and {len(active) - MAX_ROWS} more", "", "")
    return table


def _status(task: TaskSnapshot) -> str:
    return "superseded" if task.superseded else task.status.value


def _retry(task: TaskSnapshot) -> str:
    return f" (try {task.attempt})" if task.attempt > 1 else ""


def _reused(task: TaskSnapshot) -> str:
    source = tag_value(task.tags, REUSED_TAG)
    return f" reused from run {source}" if source else ""


def _seconds(task: TaskSnapshot) -> str:
    if task.started is None or task.last_update is None:
        return "-"
    return f"{((task.ended or task.last_update) - task.started).total_seconds():.0f}"
