"""Figures and name lists over the contents of projects."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from automl_server.clock import from_epoch
from automl_server.db import Database
from automl_server.documents import Document, Documents
from automl_server.patterns import compiled
from automl_server.query import TRUE, Sql, all_of
from automl_server.store.projects import children_by_project, in_any
from automl_server.store.status import STATUSES

if TYPE_CHECKING:
    from automl_server.store.store import Store

STATES = ("archived", "active")
DATASETS = Sql("t.id IN (SELECT id FROM projects_tags WHERE field = 'system_tags' AND tag = 'dataset')")
_ARCHIVED = "t.id IN (SELECT id FROM tasks_tags WHERE field = 'system_tags' AND tag = 'archived')"


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What counts in the figures of projects."""

    condition: Sql  # on tasks, models or projects
    with_children: bool = True
    search_hidden: bool = False
    allowed: Collection[str] | None = None  # the only projects that count as children; None: all


def task_stats(
    store: Store, projects: Sequence[str], choice: Choice, states: Sequence[str] = STATES
) -> tuple[dict[str, Document], dict[str, list[Document]]]:
    """For each project: the figures of its tasks, active and archived, and what projects lie below it."""
    children = _children(store, projects, choice)
    own = _own_task_stats(store, _members(projects, children), choice.condition)
    stats = {
        project: {
            state: _merged([own.get((member, state)) for member in [project, *(c["id"] for c in children[project])]])
            for state in states
        }
        for project in projects
    }
    return stats, _named(projects, children)


def dataset_counts(
    store: Store, projects: Sequence[str], choice: Choice
) -> tuple[dict[str, Document], dict[str, list[Document]]]:
    """For each project: how many datasets lie in and below it, with which tags, and what projects lie below it."""
    children = _children(store, projects, choice)
    rows = store.projects.select(
        all_of([in_any("parent", _members(projects, children)), DATASETS, choice.condition]), ["parent", "tags"]
    )
    stats: dict[str, Document] = {}
    for project in projects:
        members = {project, *(child["id"] for child in children[project])}
        found = [row for row in rows if row["parent"] in members]
        tags = sorted({tag for row in found for tag in row.get("tags", [])})
        stats[project] = {"datasets": {"count": len(found), "tags": tags}}
    return stats, _named(projects, children)


def _children(store: Store, projects: Sequence[str], choice: Choice) -> dict[str, list[Document]]:
    below = store.projects.below(projects) if choice.with_children else []
    if not choice.search_hidden:
        hidden = store.projects.hidden_among(below)
        below = [child for child in below if child["id"] not in hidden]
    if choice.allowed is not None:
        allowed = set(choice.allowed)
        below = [child for child in below if child["id"] in allowed]
    return children_by_project(projects, below)


def _members(projects: Sequence[str], children: Mapping[str, Sequence[Document]]) -> list[str]:
    return list(dict.fromkeys([*projects, *(child["id"] for found in children.values() for child in found)]))


def _named(projects: Sequence[str], children: Mapping[str, Sequence[Document]]) -> dict[str, list[Document]]:
    return {
        project: sorted(
            ({"id": child["id"], "name": child["name"]} for child in children.get(project, [])),
            key=lambda child: str(child["name"]),
        )
        for project in projects
    }


def _own_task_stats(store: Store, projects: Sequence[str], wanted: Sql) -> dict[tuple[str, str], Document]:
    condition = all_of([in_any("project", projects), wanted])
    yesterday = from_epoch(time.time() - 86400)
    rows = store.db.rows(
        f"SELECT t.project, CASE WHEN {_ARCHIVED} THEN 'archived' ELSE 'active' END AS state, t.status, count(*) AS n,"
        " sum(CASE WHEN t.completed > t.started THEN"
        " floor(round((julianday(t.completed) - julianday(t.started)) * 86400, 3)) END) AS seconds,"
        " sum(t.completed > ? AND t.status NOT IN ('queued', 'in_progress', 'failed')) AS recent,"
        " max(t.started) AS last"
        f" FROM tasks AS t WHERE {condition.text} GROUP BY t.project, state, t.status",
        (yesterday, *condition.values),
    )
    result: dict[tuple[str, str], Document] = {}
    for row in rows:
        figures = result.setdefault((row["project"], row["state"]), _no_tasks())
        figures["status_count"][row["status"]] += row["n"]
        figures["total_tasks"] += row["n"]
        figures["total_runtime"] += int(row["seconds"] or 0)
        figures["completed_tasks_24h"] += row["recent"] or 0
        figures["last_task_run"] = max(figures["last_task_run"] or "", row["last"] or "") or None
    return result


def _no_tasks() -> Document:
    return {
        "status_count": dict.fromkeys(STATUSES, 0),
        "total_tasks": 0,
        "total_runtime": 0,
        "completed_tasks_24h": 0,
        "last_task_run": None,
    }


def _merged(parts: Sequence[Document | None]) -> Document:
    merged = _no_tasks()
    for part in parts:
        if part is None:
            continue
        for name, count in part["status_count"].items():
            merged["status_count"][name] += count
        for name in ("total_tasks", "total_runtime", "completed_tasks_24h"):
            merged[name] += part[name]
        merged["last_task_run"] = max(merged["last_task_run"] or "", part["last_task_run"] or "") or None
    return merged


def own_contents(store: Store, projects: Sequence[str], conditions: Mapping[str, Sql]) -> dict[str, Document]:
    """{project: {own_tasks, own_models}}, without what is below; `conditions` say by table what counts."""
    result: dict[str, Document] = {project: {"own_tasks": 0, "own_models": 0} for project in projects}
    for table, wanted in conditions.items():
        inside = all_of([in_any("project", projects), wanted])
        rows = store.db.rows(
            f"SELECT t.project, count(*) FROM {table} AS t WHERE {inside.text} GROUP BY t.project", inside.values
        )
        for row in rows:
            result[row[0]][f"own_{table}"] = row[1]
    return result


def own_datasets(store: Store, projects: Sequence[str], wanted: Sql) -> dict[str, Document]:
    """{project: {own_datasets}}, without what is below."""
    found = store.projects.select(all_of([in_any("parent", projects), DATASETS, wanted]), ["parent"])
    counts = Counter(project["parent"] for project in found)
    return {project: {"own_datasets": counts[project]} for project in projects}


def dataset_stats(store: Store, project: str, wanted: Sql) -> Document | None:
    """Files and size of the newest dataset version in a project; None if it has none."""
    newest = store.tasks.select(
        all_of([Sql(f"t.project = ? AND t.runtime <> '{{}}' AND NOT {_ARCHIVED}", (project,)), wanted]),
        ["runtime"],
        order="t.last_update DESC",
        page=(0, 1),
    )
    if not newest:
        return None
    runtime = newest[0]["runtime"]
    return {"file_count": runtime.get("ds_file_count", 0), "total_size": runtime.get("ds_total_size", 0)}


def metric_variants(documents: Documents, condition: Sql) -> list[Document]:
    """[{metric, metric_hash, variant, variant_hash}] in order of their names."""
    found: dict[tuple[str, str], Document] = {}
    for document in documents.select(all_of([condition, Sql("t.last_metrics <> '{}'")]), ["last_metrics"]):
        for metric_hash, variants in document["last_metrics"].items():
            for variant_hash, entry in variants.items():
                found[entry["metric"], entry["variant"]] = {
                    "metric": entry["metric"],
                    "metric_hash": metric_hash,
                    "variant": entry["variant"],
                    "variant_hash": variant_hash,
                }
    return [found[key] for key in sorted(found)]


def hyperparameter_names(db: Database, condition: Sql) -> list[Document]:
    """[{section, name}] in order."""
    rows = db.rows(
        "SELECT DISTINCT section.key, item.key FROM tasks AS t, json_each(t.hyperparams) AS section,"
        f" json_each(section.value) AS item WHERE {condition.text} ORDER BY section.key, item.key",
        condition.values,
    )
    return [{"section": row[0], "name": row[1]} for row in rows]


def hyperparameter_values(
    db: Database, condition: Sql, section: str, name: str, pattern: str | None = None
) -> list[str]:
    """The different values in order, numbers by value; those in which a regular expression is found."""
    wanted = compiled(pattern or "", ignore_case=True)
    rows = db.rows(
        "SELECT DISTINCT json_extract(item.value, '$.value') AS value"
        " FROM tasks AS t, json_each(t.hyperparams) AS section,"
        f" json_each(section.value) AS item WHERE section.key = ? AND item.key = ? AND {condition.text}"
        " ORDER BY value COLLATE by_numbers",
        (section, name, *condition.values),
    )
    return [row[0] for row in rows if wanted.search(str(row[0] or ""))]


def metadata_keys(db: Database, condition: Sql) -> list[str]:
    """The metadata keys of models in order."""
    rows = db.rows(
        f"SELECT DISTINCT item.key FROM models AS t, json_each(t.metadata) AS item WHERE {condition.text} ORDER BY 1",
        condition.values,
    )
    return [row[0] for row in rows]


def metadata_values(db: Database, condition: Sql, key: str) -> list[str]:
    """The different values of a metadata key in order."""
    rows = db.rows(
        "SELECT DISTINCT json_extract(item.value, '$.value') AS value FROM models AS t, json_each(t.metadata) AS item"
        f" WHERE item.key = ? AND {condition.text} ORDER BY value COLLATE by_numbers",
        (key, *condition.values),
    )
    return [row[0] for row in rows]


def task_parents(store: Store, condition: Sql, named: Sql = TRUE) -> list[Document]:
    """[{id, name, project}] of the tasks, named as wanted, that have children here."""
    rows = store.db.rows(
        f"SELECT DISTINCT t.parent FROM tasks AS t WHERE t.parent IS NOT NULL AND {condition.text}", condition.values
    )
    chosen = all_of([in_any("id", [row[0] for row in rows]), named])
    parents = store.tasks.select(chosen, ["id", "name", "project"])
    projects = {
        project["id"]: project
        for project in store.projects.get_many([p["project"] for p in parents if p.get("project")], ["id", "name"])
    }
    for parent in parents:
        if parent.get("project"):
            parent["project"] = projects.get(parent["project"], {"id": parent["project"]})
    return sorted(parents, key=lambda parent: str(parent["name"]))


def active_users(store: Store, projects: Sequence[str], *, made_projects: bool) -> list[str]:
    """Who made a task, a model or, with ``made_projects``, a project in these projects and below, or anywhere."""
    inside = {"tasks": TRUE, "models": TRUE, "projects": TRUE}
    if projects:
        ids = store.projects.with_children(projects)
        inside = {"tasks": in_any("project", ids), "models": in_any("project", ids), "projects": in_any("id", ids)}
    if not made_projects:
        del inside["projects"]
    rows = [
        row
        for table, condition in inside.items()
        for row in store.db.rows(f"SELECT DISTINCT user FROM {table} AS t WHERE {condition.text}", condition.values)
    ]
    return sorted({row[0] for row in rows if row[0]})


def makers(store: Store, documents: Documents, condition: Sql) -> list[Document]:
    """[{id, name}] of the users whose documents these are."""
    rows = store.db.rows(
        f"SELECT DISTINCT t.user FROM {documents.entity.table} AS t WHERE {condition.text}", condition.values
    )
    return store.access.users.get_many([row[0] for row in rows], ["id", "name"])
