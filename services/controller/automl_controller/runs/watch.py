"""Follows a run until it ends; a server that is away for a while is waited for."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

from automl_controller.runs.advance import read_state
from automl_controller.runs.document import run_status
from automl_controller.runs.state import RunState
from automl_shared.errors import ServerUnreachable
from automl_shared.phase_io import PreprocessingInfo
from automl_shared.tracker import Tracker

POLL_SECONDS = 1.0
PATIENCE_SECONDS = 300.0


@dataclass(frozen=True, kw_only=True)
class Glance:
    """A run at one moment; ``state`` is None while the server is away."""

    state: RunState | None
    ended: bool = False


def follow(tracker: Tracker, task_id: str) -> Iterator[Glance]:
    """A glance every second, the last one ended. Raises ServerUnreachable when the server stays away."""
    away_since: float | None = None
    outputs: dict[str, PreprocessingInfo] = {}
    while True:
        try:
            state = read_state(tracker, tracker.task(task_id), outputs)
        except ServerUnreachable:
            away_since = away_since or time.monotonic()
            if time.monotonic() - away_since > PATIENCE_SECONDS:
                raise
            yield Glance(state=None)
        else:
            away_since = None
            outputs = dict(state.preprocessing)
            ended = run_status(state.task) != "running" and state.task.status.ended
            yield Glance(state=state, ended=ended)
            if ended:
                return
        time.sleep(POLL_SECONDS)
