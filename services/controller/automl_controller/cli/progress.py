"""Progress of a run on stderr: a live table in a terminal, one line per event when piped."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import UTC, datetime

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from automl_controller.cli.output import echo
from automl_controller.cli.scores import duration, score_in_words
from automl_controller.cli.words import RUN_TEXTS
from automl_controller.runs.standing import Standing, standing
from automl_controller.runs.state import RunState
from automl_controller.runs.watch import Glance
from automl_shared.config.models import Language
from automl_shared.naming import REUSED_TAG, Phase, tag_value
from automl_shared.tracker import TaskSnapshot, TaskStatus
from automl_shared.words import listed, say_in

MAX_ROWS = 20
_NO_EVENT = ("created", "queued")
"""What happens to a task without anybody working on it."""


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
                echo(_say(last, "away"))
            away = True
            continue
        away, last = False, glance.state
        for task in (*last.children, last.task):
            status = _status(task)
            if seen.get(task.id) != status and status not in _NO_EVENT:
                echo(_event(task, glance, last))
            seen[task.id] = status
    assert last is not None, "a run is followed until it was seen to end"
    return last


def _live(glances: Iterable[Glance]) -> RunState:
    last: RunState | None = None
    with Live(console=Console(file=getattr(sys.stderr, "raw", None), stderr=True), refresh_per_second=4) as live:
        for glance in glances:
            if glance.state is None:
                live.console.print(_say(last, "away"))
                continue
            last = glance.state
            live.update(_picture(glance, last))
    assert last is not None, "a run is followed until it was seen to end"
    return last


def _event(task: TaskSnapshot, glance: Glance, state: RunState) -> str:
    """One line: what happened, and how far the run is where a candidate has ended."""
    line = f"{_worded(task, state.language):<12} {task.name}{_retry(task, state)}{_where(task)}"
    if task.status.ended and task.unit and (reused := _reused(task, state)):
        return f"{line}\n{task.unit.phase} {task.unit.preproc_id}{reused}"
    if task.status.ended and task.unit and task.unit.phase is Phase.TRAINING:
        return f"{line}  ({how_far(_standing(glance, state), state.language)})"
    return line


def how_far(now: Standing, language: Language) -> str:
    """Candidates done of all, failures, the best so far and the time left, as far as they are known."""
    parts = [say_in(RUN_TEXTS, "done_of", language, done=now.done, total=now.total)]
    if now.failed:
        parts.append(say_in(RUN_TEXTS, "failed", language, count=now.failed))
    if now.best:
        score = score_in_words(now.best.metric, now.best.score, language)
        parts.append(say_in(RUN_TEXTS, "best", language, candidate=now.best.candidate, score=score))
    if now.seconds_left is not None:
        parts.append(say_in(RUN_TEXTS, "left", language, time=duration(now.seconds_left, language)))
    return listed(parts, language)


def _standing(glance: Glance, state: RunState) -> Standing:
    return standing(state, datetime.now(UTC), glance.best)


def _picture(glance: Glance, state: RunState) -> Group:
    """What is worked on and where, under a line of how far the run is."""
    language = state.language
    now = _standing(glance, state)
    head = how_far(now, language) if state.children else _say(state, "no_controller")
    return Group(Text(f"{_say(state, 'run', run_id=state.plan.context.run_id)}: {head}"), _table(state))


def _table(state: RunState) -> Table:
    """Running tasks first, then those that ended last; the waiting ones are counted."""
    table = Table(show_edge=False, pad_edge=False)
    for name in ("status", "task", "worker", "time"):
        table.add_column(_say(state, name))
    running = [task for task in state.children if task.status is TaskStatus.IN_PROGRESS]
    ended = sorted((task for task in state.children if task.status.ended), key=_ended, reverse=True)
    waiting = len(state.children) - len(running) - len(ended)
    for task in [*running, *ended][:MAX_ROWS]:
        name = f"{task.name}{_retry(task, state)}{_reused(task, state)}"
        table.add_row(*map(Text, (_worded(task, state.language), name, task.worker or "-", _took(task, state))))
    if waiting:
        table.add_row(*map(Text, (_say(state, "is_queued"), _say(state, "waiting", count=waiting), "", "")))
    return table


def _say(state: RunState | None, key: str, **values: object) -> str:
    return say_in(RUN_TEXTS, key, state.language if state else "en", **values)


def _ended(task: TaskSnapshot) -> datetime:
    return task.ended or task.last_update or datetime.min.replace(tzinfo=UTC)


def _status(task: TaskSnapshot) -> str:
    return "superseded" if task.superseded else task.status.value


def _worded(task: TaskSnapshot, language: Language) -> str:
    return say_in(RUN_TEXTS, f"is_{_status(task)}", language)


def _where(task: TaskSnapshot) -> str:
    return f" @ {task.worker}" if task.status is TaskStatus.IN_PROGRESS and task.worker and task.unit else ""


def _retry(task: TaskSnapshot, state: RunState) -> str:
    return f" ({_say(state, 'nth_try', n=task.attempt)})" if task.attempt > 1 else ""


def _reused(task: TaskSnapshot, state: RunState) -> str:
    source = tag_value(task.tags, REUSED_TAG)
    return f" {_say(state, 'reused_from', run_id=source)}" if source else ""


def _took(task: TaskSnapshot, state: RunState) -> str:
    if task.started is None:
        return "-"
    return duration(((task.ended or datetime.now(UTC)) - task.started).total_seconds(), state.language)
