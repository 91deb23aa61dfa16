"""`login.*`: how a browser may log in."""

from __future__ import annotations

from automl_server.service import Call, Data, Service

service = Service("login")


@service.reads("supported_modes", authorize=False)
def supported_modes(call: Call) -> Data:
    """No passwords: a browser logs in by name, with keys it was given."""
    return {
        "authenticated": bool(call.identity.user),
        "basic": {"enabled": False, "guest": {"enabled": False}},
        "sso": {},
        "sso_providers": [],
        "server_errors": {"missed_es_upgrade": False, "es_connection_error": False},
    }


@service.writes("create_link")
def create_link(call: Call) -> Data:
    """A path on the web port that logs a browser in as the caller, once and soon. Ours alone."""
    token = call.store.access.new_login_link(call.identity)
    return {"path": f"/login?token={token}"}


@service.writes("follow_link", authorize=False)
def follow_link(call: Call) -> Data:
    """A token in exchange for a link's, which is used up. Ours alone."""
    identity = call.store.access.by_login_link(call.data.required("token"), call.origin.address)
    return {"token": call.store.access.tokens.new(identity)}


@service.reads("logout")
def logout(call: Call) -> Data:
    """Drop the cookie."""
    call.cookies["token"] = None
    return {}
