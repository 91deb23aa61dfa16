"""`organization.*`: across all projects."""

from __future__ import annotations

from typing import Any

from automl_server.documents import Documents
from automl_server.errors import ApiError
from automl_server.params import Params
from automl_server.query import Sql, all_of, where
from automl_server.service import Call, Data, Service
from automl_server.services.compatibility import projects_are_work
from automl_server.store import project_contents
from automl_server.store.projects import in_any

service = Service("organization")
_TYPES = {"reports": "report", "pipeline_runs": "controller", "dataset_versions": "data_processing"}
_SEEN = "t.id NOT IN (SELECT id FROM {table}_tags WHERE field = 'system_tags' AND tag = 'hidden')"


@service.reads("get_tags")
def get_tags(call: Call) -> Data:
    """The tags on tasks and models, those that meet a filter or all."""
    stores = (call.store.tasks, call.store.models)
    wanted = call.data.mapping("filter") or {}
    chosen = {field: wanted[field] for field in ("tags", "system_tags") if wanted.get(field)}
    fields = ("tags", "system_tags") if call.data.flag("include_system") else ("tags",)
    return {
        field: sorted(
            {tag for documents in stores for tag in documents.tags_in_use(field, where(chosen, documents.entity))}
        )
        for field in fields
    }


@service.reads("get_user_companies")
def get_user_companies(call: Call) -> Data:
    """The one company there is, and who is in it."""
    users = call.store.access.users.select(Sql("t.role IS NOT 'system'"), ["id", "name", "avatar"], order="t.name")
    return {
        "companies": [
            {
                "id": call.identity.company,
                "name": call.identity.company_name,
                "allocated": len(users),
                "owners": [{"avatar": None, **user} for user in users],
            }
        ]
    }


@service.reads("get_entities_count")
def get_entities_count(call: Call) -> Data:
    """How many there are of what is asked for, each with its own filter."""
    store = call.store
    entities: dict[str, Documents] = {
        "projects": store.projects,
        "tasks": store.tasks,
        "models": store.models,
        "pipelines": store.projects,
        "pipeline_runs": store.tasks,
        "datasets": store.projects,
        "dataset_versions": store.tasks,
        "reports": store.tasks,
    }
    limit = call.data.whole("limit", 0)
    counts: Data = {}
    refused: dict[str, str] = {}
    for name, documents in entities.items():
        wanted = call.data.mapping(name)
        if wanted is None:
            continue
        try:
            number = documents.count(_counted(call, name, documents, wanted))
        except ApiError as problem:  # the other numbers are shown all the same
            refused[name] = problem.message
        else:
            counts[name] = min(number, limit) if limit > 0 else number
    return {**counts, "errors": refused} if refused else counts


def _counted(call: Call, name: str, documents: Documents, wanted: dict[str, Any]) -> Sql:
    users = call.data.texts("active_users")
    conditions = []
    if name in _TYPES:
        wanted = {**wanted, "type": [_TYPES[name]]}
        if wanted.get("project"):  # they lie in hidden projects below those that are asked for
            wanted["project"] = call.store.projects.ids_under(wanted["project"])
    if users and documents is call.store.projects:
        asked = Params({"active_users": users, "id": wanted.get("id")})
        chosen = project_contents.with_children_of(call.store, asked, made_projects=projects_are_work(call))
        conditions.append(in_any("id", chosen or []))
    elif users and not wanted.get("user"):
        conditions.append(in_any("user", users))
    if name in ("projects", "tasks") and not call.data.flag("search_hidden"):
        conditions.append(Sql(_SEEN.format(table=documents.entity.table)))
    if call.data.get("allow_public") is False:
        conditions.append(Sql("t.company IS NOT NULL"))
    return all_of([where(wanted, documents.entity), *conditions])
