"""The documents the API speaks of, field by field, and which of them can be asked for.

Every top-level field is one column: a call that needs three fields reads three columns, and a change
writes only what changed. Structured fields hold JSON text. Tags also live in a side table, so that a
search by tag never reads a document.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class Kind(Enum):
    """How a field is kept in SQLite."""

    TEXT = "TEXT"
    TIME = "TEXT_TIME"  # a column type of its own for the reader of the schema; SQLite sees TEXT
    INTEGER = "INTEGER"
    REAL = "REAL"
    FLAG = "BOOLEAN"
    JSON = "TEXT_JSON"


@dataclass(frozen=True, kw_only=True)
class Entity:
    """One kind of document. A pattern such as `hyperparams.*` stands for every path below it."""

    name: str  # as in error messages and references
    table: str
    fields: Mapping[str, Kind]
    indexes: tuple[tuple[str, ...], ...] = ()
    hidden: frozenset[str] = frozenset()  # returned only when asked for by name
    tag_fields: tuple[str, ...] = ("tags", "system_tags")
    pattern_fields: tuple[str, ...] = ("name",)  # a regular expression
    list_fields: tuple[str, ...] = ("id", "tags", "system_tags")  # any, all, none of
    range_fields: tuple[str, ...] = ()  # [min, max]
    date_fields: tuple[str, ...] = ()  # [min, max] or ">=2024-01-01"
    equal_fields: tuple[str, ...] = ()
    text_fields: Mapping[str, int] = field(default_factory=lambda: _weights("name id"))  # what search_text looks at
    list_paths: frozenset[str] = frozenset()  # lists of objects inside structured fields
    references: Mapping[str, str] = field(default_factory=dict)  # path -> entity name
    sorts: Mapping[str, str] = field(default_factory=dict)  # what is no field, but a column to sort by -> SQL

    @property
    def tags_table(self) -> str:
        """The side table with one row per tag."""
        return f"{self.table}_tags"


def _weights(names: str) -> dict[str, int]:
    """How much a word found in these fields counts."""
    return dict.fromkeys(names.split(), 10)


def _kinds(**groups: str) -> dict[str, Kind]:
    return {name: Kind[group.upper()] for group, names in groups.items() for name in names.split()}


TASK = Entity(
    name="Task",
    table="tasks",
    fields=_kinds(
        text="id company user name type status status_reason status_message comment report parent project"
        " last_worker last_changed_by enqueue_status company_origin",
        time="created started completed published status_changed last_worker_report last_update last_change",
        integer="active_duration last_iteration",
        json="tags system_tags output execution script last_metrics unique_metrics metric_stats hyperparams"
        " configuration runtime models container report_assets",
    ),
    indexes=(
        ("status", "last_update"),
        ("project", "status"),
        ("parent",),
        ("name",),
        ("type",),
        ("last_update",),
        ("created",),
        ("user",),
    ),
    hidden=frozenset({"unique_metrics", "enqueue_status", "company_origin"}),
    pattern_fields=("name", "comment", "report"),
    list_fields=(
        "id",
        "user",
        "tags",
        "system_tags",
        "type",
        "status",
        "project",
        "parent",
        "hyperparams.*",
        "execution.queue",
        "models.input.model",
    ),
    range_fields=("created", "started", "active_duration", "last_metrics.*", "last_iteration"),
    date_fields=("status_changed", "last_update", "last_change", "created", "started", "completed"),
    equal_fields=("runtime.*",),
    text_fields={**_weights("name id comment report"), "models": 2, "script.repository": 1, "script.entry_point": 1},
    list_paths=frozenset({"models.input", "models.output", "execution.artifacts"}),
    references={
        "user": "User",
        "company": "Company",
        "parent": "Task",
        "project": "Project",
        "execution.queue": "Queue",
        "models.input.*.model": "Model",
        "models.output.*.model": "Model",
    },
)

MODEL = Entity(
    name="Model",
    table="models",
    fields=_kinds(
        text="id company user name parent project task comment uri framework last_changed_by company_origin",
        time="created last_update last_change",
        integer="last_iteration",
        flag="ready",
        json="tags system_tags design labels ui_cache metadata last_metrics unique_metrics",
    ),
    indexes=(("project",), ("task",), ("name",), ("parent",), ("last_update",), ("uri",)),
    hidden=frozenset({"ui_cache", "unique_metrics", "company_origin"}),
    pattern_fields=("name", "comment"),
    list_fields=(
        "id",
        "user",
        "tags",
        "system_tags",
        "framework",
        "uri",
        "project",
        "task",
        "parent",
        "metadata.*",
    ),
    range_fields=("last_metrics.*", "last_iteration"),
    date_fields=("last_update", "last_change", "created"),
    equal_fields=("ready",),
    text_fields={**_weights("name id comment"), "parent": 5, "task": 3, "project": 3},
    references={"user": "User", "company": "Company", "parent": "Model", "project": "Project", "task": "Task"},
)

PROJECT = Entity(
    name="Project",
    table="projects",
    fields=_kinds(
        text="id company user name basename description parent default_output_destination company_origin",
        time="created last_update",
        integer="featured",
        json="tags system_tags path",
    ),
    indexes=(("name",), ("parent",), ("basename",), ("last_update",)),
    hidden=frozenset({"company_origin", "path", "featured"}),
    pattern_fields=("name", "basename", "description"),
    list_fields=("id", "user", "tags", "system_tags", "parent", "path"),
    range_fields=("last_update",),
    date_fields=("created",),
    text_fields=_weights("name id description"),
    references={"user": "User", "company": "Company", "parent": "Project"},
)

QUEUE = Entity(
    name="Queue",
    table="queues",
    fields=_kinds(
        text="id company user name display_name", time="created last_update", json="tags system_tags metadata"
    ),
    indexes=(("name",),),
    pattern_fields=("name", "display_name"),
    list_fields=("id", "tags", "system_tags", "metadata.*"),
    references={"user": "User", "company": "Company"},
    sorts={
        "entries.length": "(SELECT count(*) FROM queue_entries WHERE queue = t.id)",
        "entries[0].task.name": "(SELECT tasks.name FROM queue_entries JOIN tasks ON tasks.id = queue_entries.task"
        " WHERE queue = t.id ORDER BY rank LIMIT 1)",
    },
)

USER = Entity(
    name="User",
    table="users",
    fields=_kinds(text="id company name given_name family_name avatar role", time="created", json="preferences"),
    hidden=frozenset({"preferences", "role"}),
    tag_fields=(),
    list_fields=("id",),
    references={"company": "Company"},
)

COMPANY = Entity(name="Company", table="companies", fields=_kinds(text="id name"), tag_fields=(), list_fields=("id",))

ENTITIES: Mapping[str, Entity] = {entity.name: entity for entity in (TASK, MODEL, PROJECT, QUEUE, USER, COMPANY)}
