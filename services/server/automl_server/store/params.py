"""Hyperparameters and configuration objects of tasks, entry by entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from automl_server import errors
from automl_server.documents import Document
from automl_server.errors import ApiError
from automl_server.store.identity import Identity
from automl_server.store.task_fields import (
    clean_configuration,
    clean_hyperparams,
    is_properties,
    section_name,
)
from automl_server.store.tasks import Tasks


def hyperparams_of(tasks: Tasks, ids: Sequence[str]) -> list[Document]:
    """[{task, hyperparams: [items by section and name]}]."""
    return [
        {
            "task": task["id"],
            "hyperparams": [
                item
                for _, section in sorted((task.get("hyperparams") or {}).items())
                for _, item in sorted(section.items())
            ],
        }
        for task in tasks.require_all(ids, ["hyperparams"])
    ]


def edit_hyperparams(
    tasks: Tasks, task: str, items: Sequence[Document], replace: str, identity: Identity, *, force: bool
) -> int:
    """Put items; `replace` is what goes first: `none`, the `section`s named, or `all`."""
    only_properties = all(is_properties(item["section"]) for item in items)
    found = tasks.require_editable(task, ["hyperparams"], force=force, any_status=only_properties)
    new: Document = {}
    for item in items:
        entries = new.setdefault(section_name(item["section"]), {})
        if "name" in item:
            entries[item["name"]] = item
    new = clean_hyperparams(new)
    merged = {} if replace == "all" else found.get("hyperparams") or {}
    for section, entries in new.items():
        merged[section] = entries if replace == "section" else {**merged.get(section, {}), **entries}
    return tasks.change(task, {"hyperparams": merged}, identity)


def delete_hyperparams(
    tasks: Tasks, task: str, keys: Sequence[tuple[str, str | None]], identity: Identity, *, force: bool
) -> int:
    """Remove items, or whole sections where no name is given."""
    only_properties = all(is_properties(section) for section, _ in keys)
    found = tasks.require_editable(task, ["hyperparams"], force=force, any_status=only_properties)
    sections = {section_name(section) for section, name in keys if not name}
    if any(name and section_name(section) in sections for section, name in keys):
        raise ApiError(
            errors.FIELDS_CONFLICT, "Cannot delete section field if the whole section was scheduled for deletion"
        )
    kept = {
        section: entries for section, entries in (found.get("hyperparams") or {}).items() if section not in sections
    }
    for section, name in keys:
        if name:
            kept.get(section_name(section), {}).pop(name, None)
    return tasks.change(task, {"hyperparams": kept}, identity)


def configurations_of(tasks: Tasks, ids: Sequence[str], names: Sequence[str]) -> list[Document]:
    """[{task, configuration: [items by name]}], all or those named."""
    return [
        {
            "task": task["id"],
            "configuration": [
                item for name, item in sorted((task.get("configuration") or {}).items()) if not names or name in names
            ],
        }
        for task in tasks.require_all(ids, ["configuration"])
    ]


def configuration_names_of(tasks: Tasks, ids: Sequence[str], *, skip_empty: bool) -> list[Document]:
    """[{task, names}] of the tasks that have any."""
    found = (
        {
            "task": task["id"],
            "names": sorted(
                name for name, item in (task.get("configuration") or {}).items() if item.get("value") or not skip_empty
            ),
        }
        for task in tasks.get_many(ids, ["id", "configuration"])
    )
    return [entry for entry in found if entry["names"]]


def edit_configuration(
    tasks: Tasks, task: str, items: Mapping[str, Any], identity: Identity, *, replace: bool, force: bool
) -> int:
    """Put configuration objects, keeping the others unless `replace`."""
    found = tasks.require_editable(task, ["configuration"], force=force)
    kept = {} if replace else found.get("configuration") or {}
    return tasks.change(task, {"configuration": {**kept, **clean_configuration(items)}}, identity)


def delete_configuration(tasks: Tasks, task: str, names: Sequence[str], identity: Identity, *, force: bool) -> int:
    """Remove configuration objects by name."""
    found = tasks.require_editable(task, ["configuration"], force=force)
    kept = {name: item for name, item in (found.get("configuration") or {}).items() if name not in names}
    return tasks.change(task, {"configuration": kept}, identity)
