"""Whose run it is: a lease in the run task's runtime, so that a run belongs to one controller at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from automl_shared.tracker import Tracker

OWNER_KEY = "automl_lease_owner"
UNTIL_KEY = "automl_lease_until"


@dataclass(frozen=True, kw_only=True)
class Lease:
    """``until``: seconds since the epoch."""

    owner: str
    until: float

    @classmethod
    def of(cls, runtime: Mapping[str, str]) -> Lease | None:
        owner = runtime.get(OWNER_KEY)
        return cls(owner=owner, until=float(runtime.get(UNTIL_KEY, 0))) if owner else None

    def free_for(self, owner: str, now: datetime) -> bool:
        """Its own holder may go on with it at once, anybody else once it is stale."""
        return self.owner == owner or self.until < now.timestamp()


def take(tracker: Tracker, task_id: str, owner: str, now: datetime, seconds: float) -> bool:
    """Takes or renews the lease and reads back whether it is really ours."""
    held = Lease.of(tracker.task(task_id).runtime)
    if held and not held.free_for(owner, now):
        return False
    tracker.set_runtime(task_id, {OWNER_KEY: owner, UNTIL_KEY: f"{now.timestamp() + seconds:.0f}"})
    written = Lease.of(tracker.task(task_id).runtime)
    return written is not None and written.owner == owner


def release(tracker: Tracker, task_id: str, owner: str) -> None:
    """Lets another controller take over at once."""
    held = Lease.of(tracker.task(task_id).runtime)
    if held and held.owner == owner:
        tracker.set_runtime(task_id, {UNTIL_KEY: "0"})
