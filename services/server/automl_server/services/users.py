"""`users.*`."""

from __future__ import annotations

from typing import Any

from automl_server import errors
from automl_server.errors import ApiError
from automl_server.listing import listed
from automl_server.query import Sql, all_of
from automl_server.service import Call, Data, Service
from automl_server.services.auth import require_privilege
from automl_server.services.compatibility import projects_are_work
from automl_server.store import project_stats
from automl_server.store.projects import in_any

service = Service("users")
_NAMES = ("given_name", "family_name", "avatar")


@service.reads("get_current_user")
def get_current_user(call: Call) -> Data:
    """The user who calls, with company and role."""
    identity = call.identity
    user = call.store.access.users.get(identity.user)
    if user is None:
        raise ApiError(errors.INVALID_USER, "failed loading user", id=identity.user)
    user["company"] = {"id": identity.company, "name": identity.company_name}
    user["role"] = identity.role
    return {
        "user": user,
        "getting_started": None,
        "settings": {"max_download_items": 1000},
        "created": user.get("created"),
    }


@service.reads("get_by_id")
def get_by_id(call: Call) -> Data:
    """One user."""
    return {"user": call.store.access.require_user(call.data.required("user"))}


_PEOPLE = Sql("t.role IS NOT 'system'")


@service.reads("get_all")
def get_all(call: Call) -> Data:
    """Users that meet a filter."""
    found, extra = listed(call, call.store.access.users, _PEOPLE, joined=False)
    return {"users": found, **extra}


@service.reads("get_all_ex")
def get_all_ex(call: Call) -> Data:
    """The same, with what they refer to; with `active_in_projects` those who made something there, or anywhere."""
    condition = _PEOPLE
    if call.data.get("active_in_projects") is not None:
        projects = call.data.texts("active_in_projects")
        active = project_stats.active_users(call.store, projects, made_projects=projects_are_work(call))
        condition = all_of([_PEOPLE, in_any("id", active)])
    found, extra = listed(call, call.store.access.users, condition, joined=True)
    return {"users": found, **extra}


@service.writes("create")
def create(call: Call) -> Data:
    """Add a user under an id of the caller's choice."""
    require_privilege(call)
    details = {key: call.data.text(key) for key in _NAMES}
    call.store.access.create_user(call.data.required("name"), user=call.data.required("id"), details=details)
    return {}


@service.writes("update")
def update(call: Call) -> Data:
    """Change names and picture of a user."""
    user = call.data.required("user")
    if user != call.identity.user:
        require_privilege(call)
    call.store.access.require_user(user, ["id"])
    fields = {key: value for key in ("name", *_NAMES) if (value := call.data.text(key)) is not None}
    return {"updated": call.store.access.users.update(user, fields), "fields": fields}


@service.writes("delete")
def delete(call: Call) -> Data:
    """Remove a user."""
    require_privilege(call)
    call.store.access.delete_user(call.data.required("user"), call.identity)
    return {}


@service.reads("get_preferences")
def get_preferences(call: Call) -> Data:
    """What the web application remembers."""
    return {"preferences": call.store.access.preferences(call.identity.user)}


@service.writes("set_preferences")
def set_preferences(call: Call) -> Data:
    """Set some preferences; a dotted key leads into an object."""
    preferences = call.store.access.preferences(call.identity.user)
    for key, value in (call.data.mapping("preferences") or {}).items():
        _set_path(preferences, key.split("."), value)
    updated = call.store.access.set_preferences(call.identity.user, preferences)
    return {"updated": updated, "fields": {"preferences": preferences} if updated else {}}


def _set_path(target: dict[str, Any], parts: list[str], value: Any) -> None:
    for part in parts[:-1]:
        inner = target.setdefault(part, {})
        if not isinstance(inner, dict):
            raise ApiError(errors.INVALID_PREFERENCES_UPDATE, key=".".join(parts))
        target = inner
    target[parts[-1]] = value
