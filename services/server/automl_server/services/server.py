"""`server.*`: about this server."""

from __future__ import annotations

from automl_server.clock import now
from automl_server.query import Sql
from automl_server.service import Call, Data, Service
from automl_server.store.workers import Choice
from automl_server.version import API_VERSION, SERVER_BUILD, SERVER_VERSION

service = Service("server")


@service.reads("info")
def info(call: Call) -> Data:
    """Versions, and which server this is: the id comes along when its data moves."""
    return {
        "version": SERVER_VERSION,
        "build": SERVER_BUILD,
        "commit": "",
        "api_version": API_VERSION,
        "uid": call.store.options.get("server")["uid"],
    }


@service.reads("config")
def config(_call: Call) -> Data:
    """The settings a client may know."""
    return {"apiserver": {"version": SERVER_VERSION, "api_version": API_VERSION}}


@service.reads("endpoints")
def endpoints(call: Call) -> Data:
    """Every endpoint with its versions."""
    return {
        "endpoints": {
            name: [
                {
                    "min_version": str(endpoint.min_version),
                    "required_fields": [],
                    "request_data_model": None,
                    "response_data_model": None,
                }
                for endpoint in versions
            ]
            for name, versions in sorted(call.catalogue.endpoints.items())
        },
        "models": {},
    }


@service.reads("get_stats")
def get_stats(call: Call) -> Data:
    """How much there is, for whoever asks; nothing of it is ever sent anywhere by itself."""
    store = call.store
    tasks = store.census.tasks()
    return {
        "time": now(),
        "company_id": call.identity.company,
        "server": {
            "version": SERVER_VERSION,
            "deployment": SERVER_BUILD,
            "queues": {"count": store.queues.count()},
            "users": {"count": store.access.users.count(Sql("t.role IS NOT 'system'"))},
            "agents": {"count": store.workers.count(Choice())},
            "experiments": {"count": sum(tasks.values()), "by_status": tasks},
        },
    }


@service.reads("report_stats_option")
def report_stats_option(_call: Call) -> Data:
    """Nothing is ever reported to anybody."""
    return {"enabled": False, "enabled_time": None, "enabled_version": None, "enabled_user": None, "supported": False}
