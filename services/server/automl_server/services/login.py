"""`login.*`: how a browser may log in."""

from __future__ import annotations

from automl_server.service import Call, Data, Service

service = Service("login")


@service.reads("supported_modes", authorize=False)
def supported_modes(_call: Call) -> Data:
    """Only credentials, for now."""
    return {
        "authenticated": False,
        "basic": {"enabled": False, "guest": {"enabled": False}},
        "sso": {},
        "sso_providers": [],
        "server_errors": {"missed_es_upgrade": False, "es_connection_error": False},
    }


@service.reads("logout")
def logout(call: Call) -> Data:
    """Drop the cookie."""
    call.cookies["token"] = None
    return {}
