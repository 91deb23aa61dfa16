"""A run's steps as ClearML's Pipelines view has them, and about how long the rest takes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from automl_shared.frozen import Frozen
from automl_shared.naming import Phase
from automl_web.run_lines import Lamp

_ORDER = (Phase.PREPROCESSING, Phase.TRAINING, Phase.TRAINING_SUMMARY, Phase.COMPARISON)
_IN_EVERY_RUN = (Phase.PREPROCESSING, Phase.TRAINING, Phase.COMPARISON)
PIPELINE = "Pipeline"
"""Configuration object of a run's task with its steps, as ClearML's Pipelines view reads it."""


class Step(Frozen):
    """One unit of a run's work, as the Pipelines view has it. Times are UTC."""

    name: str
    stage: str
    status: str
    task_id: str | None
    started: datetime | None
    ended: datetime | None


class Stage(Frozen):
    """The steps of one phase; none of one that is planned later: what to train is known once the data is prepared."""

    name: str
    steps: tuple[Step, ...]

    @property
    def counts(self) -> Counter[str]:
        return Counter(step.status for step in self.steps)

    @property
    def planned(self) -> int:
        return sum(step.status != "skipped" for step in self.steps)

    @property
    def over(self) -> int:
        return sum(step.status in ("completed", "failed", "aborted") for step in self.steps)

    @property
    def light(self) -> Lamp:
        if self.counts["failed"] or self.counts["aborted"]:
            return "amber"
        return "green" if self.planned and self.over == self.planned else "blue" if self.counts["running"] else "none"


def steps_in(text: str) -> Mapping[str, Mapping[str, Any]]:
    """The steps by name that a configuration object holds; none of one that is empty or says something else."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return {name: step for name, step in found.items() if isinstance(step, dict)} if isinstance(found, dict) else {}


def stages_of(steps: Mapping[str, Mapping[str, Any]]) -> tuple[Stage, ...]:
    """The steps of a Pipelines view by phase, in the order of the work; nothing before there is any."""
    if not steps:
        return ()
    found: dict[str, list[Step]] = {phase.value: [] for phase in _IN_EVERY_RUN}
    for name, step in steps.items():
        stage = str(step.get("stage") or step.get("job_type") or "")
        found.setdefault(stage, []).append(
            Step(
                name=name.removeprefix(f"{stage} "),
                stage=stage,
                status=str(step.get("status") or "pending"),
                task_id=str(step.get("job_id") or "") or None,
                started=_moment(step.get("job_started")),
                ended=_moment(step.get("job_ended")),
            )
        )
    order = [phase.value for phase in _ORDER]
    known = sorted(found, key=lambda name: order.index(name) if name in order else len(order))
    return tuple(Stage(name=name, steps=tuple(found[name])) for name in known)


def remaining(stages: Sequence[Stage], now: datetime) -> float | None:
    """About how many seconds are left: what is to come at the pace of what is done. None before that is known."""
    if not all(stage.steps for stage in stages):
        return None
    steps = [step for stage in stages for step in stage.steps]
    over = [step for step in steps if step.started and step.ended]
    left = sum(step.status in ("pending", "queued", "running") for step in steps)
    if len(over) < 2 or not left:
        return None
    began = min(step.started.timestamp() for step in over if step.started)
    return (now.timestamp() - began) / len(over) * left


def _moment(seconds: Any) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, UTC) if seconds else None
    except (TypeError, ValueError, OverflowError, OSError):
        return None
