"""`storage.*`: keys for object storage. They are kept for clients that ask; this server stores in its own folder."""

from __future__ import annotations

from typing import Any

import orjson

from automl_server import errors
from automl_server.clock import now
from automl_server.errors import ApiError
from automl_server.service import Call, Data, Service
from automl_server.services.auth import require_privilege
from automl_server.store.access import PRIVILEGED

service = Service("storage")
_EMPTY: dict[str, dict[str, Any]] = {
    "aws": {"key": "", "secret": "", "token": "", "region": "", "use_credentials_chain": False, "buckets": []},
    "google": {"project": None, "credentials_json": None, "buckets": []},
    "azure": {"containers": []},
}
_NAME = "storage"


@service.reads("get_settings", since="2.31")
def get_settings(call: Call) -> Data:
    """What was set, for each kind of storage; to administrators only, others see nothing set."""
    kept = call.store.options.get(_NAME) if call.identity.role in PRIVILEGED else {}
    settings = {kind: {**empty, **kept.get(kind, {})} for kind, empty in _EMPTY.items()}
    return {"settings": {**settings, "last_update": kept.get("last_update")}}


@service.writes("set_settings", since="2.31")
def set_settings(call: Call) -> Data:
    """Set one kind of storage, or several; each is replaced as a whole."""
    require_privilege(call)
    given = {kind: settings for kind in _EMPTY if (settings := call.data.mapping(kind))}
    if not given:
        raise ApiError(errors.VALIDATION_ERROR, "No settings were provided", allowed=tuple(_EMPTY))
    for kind, settings in given.items():
        unknown = sorted(settings.keys() - _EMPTY[kind].keys())
        if unknown:
            raise ApiError(errors.VALIDATION_ERROR, f"unknown settings of {kind}", fields=unknown)
    _check_credentials(given.get("google", {}).get("credentials_json"))
    call.store.options.put(_NAME, {**call.store.options.get(_NAME), **given, "last_update": now()})
    return {"updated": 1}


def _check_credentials(text: Any) -> None:
    if not text:
        return
    try:
        orjson.loads(text)
    except ValueError as problem:
        raise ApiError(errors.VALIDATION_ERROR, f"Invalid json credentials: {problem}") from problem


@service.writes("reset_settings", since="2.31")
def reset_settings(call: Call) -> Data:
    """Forget some kinds of storage."""
    require_privilege(call)
    keys, kept = call.data.texts("keys"), call.store.options.get(_NAME)
    unknown = sorted(set(keys) - _EMPTY.keys())
    if unknown:
        raise ApiError(errors.VALIDATION_ERROR, "unknown keys", keys=unknown, allowed=tuple(_EMPTY))
    if not kept:
        return {"updated": 0}
    rest = {kind: settings for kind, settings in kept.items() if kind not in keys}
    call.store.options.put(_NAME, {**rest, "last_update": now()})
    return {"updated": 1}
