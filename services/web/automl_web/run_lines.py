"""Runs as lines of a list, read from their tasks and what they stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Literal, get_args

from automl_shared.codec import decode
from automl_shared.config.models import DataSettings
from automl_shared.failures import CAUSE_KEY
from automl_shared.frozen import Frozen
from automl_shared.naming import TEMPLATE_TAG, Phase, tag, tag_value
from automl_shared.phase_io import Light, RunInfo, RunStatus
from automl_shared.resuming import RESUMED_KEY, STATUS_KEY, first_started
from automl_shared.sections import RunSection
from automl_shared.tracker import TaskSnapshot, TaskStatus, Viewer
from automl_shared.tracker.viewing import TaskQuery
from automl_web.outputs import Outputs

Lamp = Light | Literal["blue"]
"""Blue: going on."""
READ_SECTIONS = (DataSettings.section, RunSection.section)

STATUSES: Mapping[str, tuple[TaskStatus, ...]] = {
    "running": (TaskStatus.CREATED, TaskStatus.QUEUED, TaskStatus.IN_PROGRESS),
    "completed": (TaskStatus.COMPLETED, TaskStatus.PUBLISHED, TaskStatus.CLOSED),
    "failed": (TaskStatus.FAILED,),
    "aborted": (TaskStatus.STOPPED,),
}


def run_status(task: TaskSnapshot) -> RunStatus:
    """A run's status, from its task alone."""
    kept = task.runtime.get(STATUS_KEY)
    if kept in get_args(RunStatus) and task.status.ended:
        return kept  # type: ignore[return-value]
    if task.status is TaskStatus.STOPPED:
        return "aborted"
    if task.status is TaskStatus.FAILED:
        return "failed"
    return "completed" if task.status.ended else "running"


class RunLine(Frozen):
    """A run in a list. What is not known, because it goes on or failed, is None or empty."""

    run_id: str
    task_id: str
    status: RunStatus
    is_cancelled: bool
    """Somebody asked for its end, which has not come yet."""
    light: Lamp
    data: str
    target: str
    user: str
    verdict: str
    title: str | None
    """Of what is recommended."""
    metric: str | None
    score: float | None
    created: datetime | None
    seconds: float | None
    was_resumed: bool
    """Its seconds are those since then."""
    tags: tuple[str, ...]
    archived: bool

    @property
    def told_status(self) -> str:
        """Which words say how it is."""
        return "cancelling" if self.is_cancelled else self.status


def find_lines(viewer: Viewer, outputs: Outputs, query: TaskQuery) -> list[RunLine]:
    """A page of runs, newest first: two calls, and one for each run that ended since the last time."""
    tasks = viewer.find(query)
    return line_up(tasks, outputs)


def runs_query(
    status: str, dataset: str, text: str, *, own_tag: str = "", archived: bool, page: int, page_size: int
) -> TaskQuery:
    """What a person asked for, in the server's words. ``own_tag``: one that a person gave."""
    asked = [tag("dataset", dataset)] * bool(dataset) + [own_tag] * bool(own_tag)
    return TaskQuery(
        tags=[tag("phase", Phase.RUN), *asked],
        without_tags=[TEMPLATE_TAG],
        statuses=STATUSES.get(status, ()),
        text=text,
        archived=archived,
        sections=READ_SECTIONS,
        page=page,
        page_size=page_size,
    )


def line_up(tasks: Sequence[TaskSnapshot], outputs: Outputs) -> list[RunLine]:
    stored = outputs.read(RunInfo, tasks)
    return [run_line(task, stored.get(task.id)) for task in tasks]


def run_line(task: TaskSnapshot, output: RunInfo | None = None) -> RunLine:
    status = run_status(task)
    chosen = output.document.recommendation if output else None
    return RunLine(
        run_id=task.run_id or task.id,
        task_id=task.id,
        status=status,
        is_cancelled=task.stop_requested,
        light=light_of(status, output),
        data=tag_value(task.tags, "dataset") or "",
        target=str(decode(task.sections.get(DataSettings.section, {}).get("target_column", "")) or ""),
        user=str(decode(task.sections.get(RunSection.section, {}).get("user", "")) or ""),
        verdict=verdict_line(task, status),
        title=(chosen.title or chosen.candidate) if chosen else None,
        metric=chosen.primary_metric if chosen else None,
        score=chosen.cv_mean if chosen else None,
        created=task.created,
        seconds=elapsed(task),
        was_resumed=bool(task.runtime.get(RESUMED_KEY)),
        tags=tuple(one for one in task.tags if not is_own_tag(one)),
        archived="archived" in task.system_tags,
    )


def light_of(status: RunStatus, output: RunInfo | None) -> Lamp:
    """Of a run that has decided that of its verdict. ``output``: None where it cannot be read."""
    if status == "running":
        return "blue"
    if status == "failed":
        return "red"
    if status == "aborted" or output is None:
        return "none"
    chosen = output.document.recommendation
    return verdict_light(chosen.light if chosen else None)


def verdict_light(light: Light | None) -> Light:
    """Of a recommendation, by its own; None where nothing is recommended. Amber where an older version said none."""
    if light is None:
        return "red"
    return "amber" if light == "none" else light


def verdict_line(task: TaskSnapshot, status: RunStatus) -> str:
    """The first line of what the run says of itself, once it has decided; its cause where it failed."""
    if status == "running":
        return ""
    own = "" if status == "aborted" else next(iter(task.comment.splitlines()), "")
    return task.runtime.get(CAUSE_KEY) or own


def elapsed(task: TaskSnapshot, now: datetime | None = None) -> float | None:
    """Seconds from start to end, or to now."""
    started = first_started(task)
    if started is None:
        return None
    return ((task.ended if task.status.ended else None) or now or datetime.now(UTC)).timestamp() - started.timestamp()


def is_own_tag(one: str) -> bool:
    """Whether a tag is the product's, not a person's."""
    keys = ("run", "phase", "dataset", "preprocess", "model", "cloned_from", "attempt", "image", "reused", "prepared")
    return one.partition(":")[0] in keys or one == TEMPLATE_TAG
