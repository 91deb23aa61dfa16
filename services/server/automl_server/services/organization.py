"""`organization.*`: across all projects."""

from __future__ import annotations

from automl_server.service import Call, Data, Service

service = Service("organization")


@service.reads("get_tags")
def get_tags(call: Call) -> Data:
    """The tags on tasks and models."""
    stores = (call.store.tasks, call.store.models)
    tags = {tag for documents in stores for tag in documents.tags_in_use("tags")}
    answer: Data = {"tags": sorted(tags)}
    if call.data.flag("include_system"):
        system = {tag for documents in stores for tag in documents.tags_in_use("system_tags")}
        answer["system_tags"] = sorted(system)
    return answer


@service.reads("get_user_companies")
def get_user_companies(call: Call) -> Data:
    """The one company there is."""
    return {
        "companies": [
            {
                "id": call.identity.company,
                "name": call.identity.company_name,
                "allocated": True,
                "owners": [{"id": call.identity.user, "name": call.identity.user_name}],
            }
        ]
    }
