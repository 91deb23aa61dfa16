"""Projects: a tree whose paths are their names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from automl_server import errors
from automl_server.clock import new_id, now
from automl_server.db import Database
from automl_server.documents import Document, Documents
from automl_server.entities import PROJECT
from automl_server.errors import ApiError
from automl_server.query import FALSE, Sql, membership
from automl_server.store.identity import Identity
from automl_server.store.publicity import Publishable
from automl_server.store.tags import clean_tags

MAX_DEPTH = 10
_EDITABLE = ("name", "description", "tags", "system_tags", "default_output_destination")


class Projects(Publishable):
    """All projects."""

    unknown = errors.INVALID_PROJECT_ID, ""

    def __init__(self, db: Database) -> None:
        super().__init__(db, PROJECT)

    def id_of(self, name: str) -> str | None:
        """The project of that full name."""
        found: str | None = self._db.value("SELECT id FROM projects WHERE name = ?", (name,))
        return found

    def create(self, data: Mapping[str, Any], identity: Identity) -> str:
        """Add a project, and the parents its path needs. Raises if the name is taken."""
        fields = _checked(data)
        name = fields["name"] = _clean_path(str(data.get("name") or ""))
        if self._writable_id_of(name):
            raise ApiError(errors.EXPECTED_UNIQUE_DATA, name=name, company=identity.company)
        return self._insert(fields, identity)

    def ensure(self, name: str, identity: Identity) -> str:
        """The project of that name, made if needed. Raises if it, or one that it would lie in, is public."""
        name = _clean_path(name)
        return self._writable_id_of(name) or self._insert({"name": name}, identity)

    def _writable_id_of(self, name: str) -> str | None:
        found = self.id_of(name)
        if found and not (self.get(found, ["company"]) or {}).get("company"):
            raise ApiError(errors.PUBLIC_PROJECT_EXISTS, name=name)
        return found

    def change(self, project: str, data: Mapping[str, Any]) -> Document:
        """Edit a project; a new name must stay at the same place, and the children follow it."""
        found = self.require_writable(project, ["name"])
        fields = _checked(data, none_allowed=True)
        if new_name := fields.pop("name", None):
            name = fields["name"] = _clean_path(new_name)
            if name.rpartition("/")[0] != found["name"].rpartition("/")[0]:
                raise ApiError(errors.CANNOT_UPDATE_PROJECT_LOCATION, name=name)
            if name != found["name"] and self.id_of(name):
                raise ApiError(errors.EXPECTED_UNIQUE_DATA, name=name)
            fields["basename"] = name.rpartition("/")[2]
            self.rename_children(project, found["name"], name)
        fields["last_update"] = now()
        self.update(project, fields)
        return fields

    def rename_children(self, project: str, old: str, new: str) -> None:
        """Give everything below a project its new path."""
        self._db.run(
            "UPDATE projects SET name = ? || substr(name, ?)"
            " WHERE id IN (SELECT p.id FROM projects AS p, json_each(p.path) AS up WHERE up.value = ?)",
            (new, len(old) + 1, project),
        )

    def with_children(self, projects: Sequence[str]) -> list[str]:
        """These projects and everything below them."""
        below = self.below(projects)
        return list(dict.fromkeys([*projects, *(child["id"] for child in below)]))

    def below(self, projects: Sequence[str]) -> list[Document]:
        """Everything below these projects: id, name, path, system_tags."""
        if not projects:
            return []
        among = membership("up.value", list(projects))
        rows = self._db.rows(
            f"SELECT DISTINCT p.id FROM projects AS p, json_each(p.path) AS up WHERE {among.text}", among.values
        )
        return self.get_many([row[0] for row in rows], ["id", "name", "path", "system_tags", "parent"])

    def touch(self, project: str | None) -> None:
        """Note that something in a project changed."""
        if project:
            self._db.run("UPDATE projects SET last_update = ? WHERE id = ?", (now(), project))

    def move_entities(self, documents: Documents, ids: Sequence[str], project: str | None, identity: Identity) -> None:
        """Put tasks or models into a project; those that they leave have changed, too."""
        left = {found.get("project") for found in documents.get_many(ids, ["project"])}
        for document in ids:
            documents.update(document, {"project": project, "last_change": now(), "last_changed_by": identity.user})
        for changed in left | {project}:
            self.touch(changed)

    def ids_under(self, value: Any) -> list[Any]:
        """The `project` filter of a request with `include_subprojects`."""
        values = value if isinstance(value, list) else [value]
        named = [item for item in values if isinstance(item, str)]
        return [*self.with_children(named), *(item for item in values if not isinstance(item, str))]

    def hidden_among(self, projects: Sequence[Document]) -> set[str]:
        """Those that are tagged hidden."""
        return {project["id"] for project in projects if "hidden" in (project.get("system_tags") or [])}

    def _insert(self, fields: Document, identity: Identity) -> str:
        name = fields["name"]
        if name.count("/") >= MAX_DEPTH:
            raise ApiError(errors.PROJECT_PATH_EXCEEDS_MAX, max_depth=MAX_DEPTH)
        above, _, basename = name.rpartition("/")
        parent = self.ensure(above, identity) if above else None
        path = [*self.require(parent, ["path"]).get("path", []), parent] if parent else []
        moment, project = now(), new_id()
        self.insert(
            {
                "description": "",
                "tags": [],
                "system_tags": [],
                **fields,
                "id": project,
                "user": identity.user,
                "company": identity.company,
                "basename": basename,
                "created": moment,
                "last_update": moment,
                "parent": parent,
                "path": path,
            }
        )
        self.touch(parent)
        return project


def children_by_project(projects: Sequence[str], below: Sequence[Document]) -> dict[str, list[Document]]:
    """For each project, what lies below it at any depth."""
    children: dict[str, list[Document]] = defaultdict(list)
    wanted = set(projects)
    for child in below:
        for ancestor in child.get("path") or []:
            if ancestor in wanted:
                children[ancestor].append(child)
    return children


def in_any(field: str, ids: Sequence[str]) -> Sql:
    """Condition: a document lies in one of these projects."""
    return membership(f"t.{field}", list(ids)) if ids else FALSE


def _checked(data: Mapping[str, Any], *, none_allowed: bool = False) -> Document:
    fields = {key: data[key] for key in _EDITABLE if key in data and (none_allowed or data[key] is not None)}
    for key in ("tags", "system_tags"):
        if key in fields:
            fields[key] = clean_tags(key, fields[key] or [])
    for key in ("name", "description", "default_output_destination"):
        if not isinstance(fields.get(key) or "", str):
            raise ApiError(errors.VALIDATION_ERROR, "a text is expected", field=key)
    return fields


def _clean_path(name: str) -> str:
    parts = [part.strip() for part in name.split("/") if part.strip()]
    if not parts:
        raise ApiError(errors.INVALID_PROJECT_NAME, name=name)
    path = "/".join(parts)
    if len(path) < 3:
        raise ApiError(errors.DATA_VALIDATION_ERROR, "project name: String value is too short", value=path)
    return path
