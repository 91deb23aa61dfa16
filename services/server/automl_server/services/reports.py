"""`reports.*`: written reports are tasks of type `report`."""

from __future__ import annotations

from automl_server.listing import listed
from automl_server.query import Sql
from automl_server.service import Call, Data, Service

service = Service("reports")


@service.reads("get_all_ex")
def get_all_ex(call: Call) -> Data:
    """Reports that meet a filter."""
    found, extra = listed(call, call.store.tasks, Sql("t.type = 'report'"), joined=True)
    return {"tasks": found, **extra}


@service.reads("get_tags")
def get_tags(call: Call) -> Data:
    """The tags on reports."""
    return {"tags": call.store.tasks.tags_in_use("tags", Sql("t.type = 'report'"))}
