"""Follows a run until it ends; a server that is away for a while is waited for."""

from __future__ import annotations

import time
from collections.abc import Iterator

from automl_controller.runs.document import run_status
from automl_controller.runs.reading import Changes, RunReader
from automl_controller.runs.standing import Best, Scores
from automl_controller.runs.state import RunState
from automl_shared.errors import ServerUnreachable
from automl_shared.frozen import Frozen
from automl_shared.tracker import Records

POLL_SECONDS = 1.0
"""Between two looks where the server cannot tell of changes."""
BREATH_SECONDS = 0.3
"""Between two looks in any case: many changes make one."""
LOOK_AGAIN_SECONDS = 5.0
"""Between two looks at those that run while nothing changes."""
REREAD_SECONDS = 60.0
"""Between two looks at everything: a server whose clock was set back does not show what changed."""
PATIENCE_SECONDS = 300.0


class Glance(Frozen):
    """A run at one moment; ``state`` is None while the server is away."""

    state: RunState | None
    ended: bool = False
    best: Best | None = None
    """The candidate that leads so far."""


def follow(tracker: Records, task_id: str) -> Iterator[Glance]:
    """A glance at every change, the last one ended. Raises ServerUnreachable when the server stays away."""
    away_since: float | None = None
    follower = Follower(tracker, task_id)
    while True:
        try:
            glance = follower.glance()
            away_since = None
            yield glance
            if glance.ended:
                return
            follower.wait()
        except ServerUnreachable:
            away_since = away_since or time.monotonic()
            if time.monotonic() - away_since > PATIENCE_SECONDS:
                raise
            yield Glance(state=None)
            time.sleep(POLL_SECONDS)


class Follower:
    """One run, looked at whenever something changed on the server."""

    def __init__(self, tracker: Records, task_id: str) -> None:
        self._tracker, self._task_id = tracker, task_id
        self._reader: RunReader | None = None
        self._scores = Scores(tracker)
        self._changes = Changes(tracker)
        self._cursor: str | None = None
        self._looked_around = 0.0
        self._read_all = time.monotonic()

    def glance(self) -> Glance:
        """The run now: what changed since the last glance, and everything once it has ended."""
        task = self._tracker.task(self._task_id)
        if self._reader is None or self._reader.state.task.sections != task.sections:  # a copy gets its own run id
            self._reader = RunReader(self._tracker, task)
        ended = run_status(task) != "running" and task.status.ended
        if ended or time.monotonic() >= self._read_all + REREAD_SECONDS:
            self._read_all = time.monotonic()
            self._reader.look_at_all(task)
        else:
            seen = self._changes.look([self._task_id], running=self._is_time_to_look_around())
            self._reader.take_in(task, *seen.of(self._task_id))
            self._changes.taken_in(seen)
        state = self._reader.state
        return Glance(state=state, ended=ended, best=self._scores.best(state))

    def wait(self) -> None:
        """Until something changed, or it is time to look anyway."""
        started = time.monotonic()
        before = self._cursor
        self._cursor = self._tracker.wait_for_changes(before, seconds=LOOK_AGAIN_SECONDS)
        least = POLL_SECONDS if self._cursor is None else BREATH_SECONDS if before else 0.0
        time.sleep(max(0.0, started + least - time.monotonic()))

    def _is_time_to_look_around(self) -> bool:
        if time.monotonic() < self._looked_around + LOOK_AGAIN_SECONDS:
            return False
        self._looked_around = time.monotonic()
        return True
