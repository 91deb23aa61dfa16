"""How long tasks ran on each day, by project, queue and user."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, Any

from automl_server import errors
from automl_server.clock import format_time, now, parse_time
from automl_server.db import Row
from automl_server.documents import Document, Documents
from automl_server.errors import ApiError
from automl_server.query import Sql, all_of, any_of, membership, negated
from automl_server.store.projects import in_any

if TYPE_CHECKING:
    from automl_server.store.store import Store

KEYS = ("project", "queue", "user")
_DURATION = "duration"
FIELDS = (_DURATION, "cpu_usage", "gpu_usage")
_MOST_DAYS = 3660
_OTHER = "_other_"  # a queue that is gone
_LEFT_OUT_TAGS = ("dataset", "reports", "hidden")
_LEFT_OUT_TYPES = ("dataset_import", "annotation", "annotation_manual", "report", "controller")


@dataclass(frozen=True)
class Period:
    """Whole days in one time zone, the last one included."""

    first: date
    last: date
    zone: tzinfo

    @classmethod
    def of(cls, start: str, end: str) -> Period:
        """Read two times in ISO form; the days are those of the first one's zone."""
        first, last = _read(start), _read(end)
        if first > last:
            raise ApiError(errors.VALIDATION_ERROR, "from_date cannot be later than to_date")
        if (last - first).days > _MOST_DAYS:
            raise ApiError(errors.VALIDATION_ERROR, f"a period of at most {_MOST_DAYS} days is allowed")
        zone = first.tzinfo or UTC
        return cls(first.date(), last.date(), zone)

    @property
    def days(self) -> list[date]:
        """Every day of it."""
        return [self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1)]

    @property
    def start(self) -> str:
        """Its beginning, as API time."""
        return format_time(self.midnight(self.first))

    @property
    def end(self) -> str:
        """Its end, as API time."""
        return format_time(self.midnight(self.last + timedelta(days=1)))

    def midnight(self, day: date) -> datetime:
        """When a day begins."""
        return datetime.combine(day, time.min, tzinfo=self.zone)


def _read(text: str) -> datetime:
    try:
        return parse_time(text)
    except ValueError as problem:
        raise ApiError(errors.VALIDATION_ERROR, f"Invalid ISO 8601 date {text[:80]}") from problem


def usages(
    store: Store, projects: Sequence[str], period: Period, keys: Sequence[str], fields: Sequence[str], *, drafts: bool
) -> Document:
    """{projects: {total, series}, ...} for each of the keys, in seconds; `drafts`: development tasks count too.

    A project alone stands for itself and those directly below it.
    """
    groups = _groups(store, projects)
    rows = _ran(store, list(groups), period, drafts=drafts)
    resources = store.queues.resources({row["queue"] for row in rows if row["queue"]})
    names: dict[str, Callable[[Row], str | None]] = {
        "project": lambda row: groups[row["project"]],
        "user": lambda row: row["user"],
        "queue": lambda row: _queue_of(store, row),
    }
    sources: dict[str, Documents] = {"project": store.projects, "user": store.access.users, "queue": store.queues}
    worked = [(row, _weights(fields, resources.get(row["queue"]))) for row in rows]
    return {f"{key}s": _summed(worked, names[key], sources[key], period, fields) for key in keys}


def _weights(fields: Sequence[str], resources: Row | None) -> dict[str, float | None]:
    """What a second counts for in each field; None: nobody said, so that one processor and one card are taken."""
    known: dict[str, float | None] = dict(resources) if resources else {}
    return {field: 1 if field == _DURATION else known.get(field) for field in fields}


def _groups(store: Store, projects: Sequence[str]) -> dict[str, str]:
    """Every project that counts, and the one under whose name it counts."""
    groups = {project: project for project in projects}
    heads = list(projects)
    if len(projects) == 1:
        heads = [child["id"] for child in store.projects.select(Sql("t.parent = ?", (projects[0],)), ["id"])]
        groups |= {child: child for child in heads}
    wanted = set(heads)
    for below in store.projects.below(heads):
        head = next(above for above in below["path"] if above in wanted)
        groups.setdefault(below["id"], head)
    return groups


def _ran(store: Store, projects: Sequence[str], period: Period, *, drafts: bool) -> list[Row]:
    tags = _LEFT_OUT_TAGS if drafts else (*_LEFT_OUT_TAGS, "development")
    tagged = membership("tag", list(tags))
    conditions = [
        in_any("project", projects),
        Sql("t.started < ?", (period.end,)),
        any_of([Sql("t.status = 'in_progress'"), Sql("coalesce(t.completed, t.status_changed) > ?", (period.start,))]),
        negated(membership("t.type", list(_LEFT_OUT_TYPES))),
        Sql(f"t.id NOT IN (SELECT id FROM tasks_tags WHERE field = 'system_tags' AND {tagged.text})", tagged.values),
    ]
    if not drafts:
        conditions.append(Sql("json_extract(t.execution, '$.queue') <> ''"))
    condition = all_of(conditions)
    return store.db.rows(
        "SELECT t.project, t.user, json_extract(t.execution, '$.queue') AS queue, max(t.started, ?) AS started,"
        " min(iif(t.status = 'in_progress', ?, coalesce(t.completed, t.status_changed)), ?) AS stopped"
        f" FROM tasks AS t WHERE {condition.text}",
        (period.start, now(), period.end, *condition.values),
    )


def _queue_of(store: Store, row: Row) -> str | None:
    queue: str | None = row["queue"]
    return queue if queue is None or store.queues.exists(queue) else _OTHER


def _summed(
    worked: Sequence[tuple[Row, Mapping[str, float | None]]],
    key_of: Callable[[Row], str | None],
    documents: Documents,
    period: Period,
    fields: Sequence[str],
) -> Document:
    seconds: dict[str | None, dict[str, dict[date, float]]] = {}
    assumed: dict[str | None, set[str]] = defaultdict(set)
    for row, weights in worked:
        key = key_of(row)
        of_key = seconds.setdefault(key, {field: defaultdict(int) for field in fields})
        assumed[key] |= {field for field, weight in weights.items() if weight is None}
        for day, ran in _days_of(row, period):
            for field, weight in weights.items():
                of_key[field][day] += ran * (1 if weight is None else weight)
    shown = {one["id"]: one["name"] for one in documents.get_many([key for key in seconds if key], ["id", "name"])}
    dates = [period.midnight(day).timestamp() for day in period.days]
    total, series = [], []
    for key, by_field in seconds.items():
        head = {"name": "other" if key == _OTHER else shown.get(key or "", key), "id": key}
        flags = {f"{field.partition('_')[0]}_artificial_weights": True for field in fields if field in assumed[key]}
        values = {field: [by_day.get(day, 0) for day in period.days] for field, by_day in by_field.items()}
        series.append({**head, "dates": dates, **values, **flags})
        total.append({**head, **{field: sum(of_days) for field, of_days in values.items()}, **flags})
    return {"total": total, "series": series}


def _days_of(row: Mapping[str, Any] | Row, period: Period) -> Iterator[tuple[date, int]]:
    """(day, seconds) in which a task ran."""
    start, end = (datetime.fromisoformat(row[name]).astimezone(period.zone) for name in ("started", "stopped"))
    while start < end:
        after = period.midnight(start.date() + timedelta(days=1))
        yield start.date(), int((min(after, end) - start).total_seconds())
        start = after
