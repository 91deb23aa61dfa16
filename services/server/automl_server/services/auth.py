"""`auth.*`: tokens and credentials."""

from __future__ import annotations

from automl_server.errors import ApiError
from automl_server.service import Call, Data, Service

service = Service("auth")


@service.reads("login")
def login(call: Call) -> Data:
    """A token for the caller."""
    token = call.store.access.token_for(call.identity, call.data.number("expiration_sec"))
    call.cookies["token"] = token
    return {"token": token}


@service.reads("logout")
def logout(call: Call) -> Data:
    """Drop the cookie."""
    call.cookies["token"] = None
    return {}


@service.reads("validate_token")
def validate_token(call: Call) -> Data:
    """Say whether a token is good, and whose it is."""
    try:
        identity = call.store.access.by_token(call.data.required("token"))
    except ApiError as problem:
        return {"valid": False, "msg": problem.message}
    return {"valid": True, "user": identity.user, "company": identity.company}


@service.writes("create_credentials")
def create_credentials(call: Call) -> Data:
    """A new pair of keys for the caller."""
    label = call.data.text("label")
    access_key, secret_key = call.store.access.create_credentials(call.identity.user, label)
    return {"credentials": {"access_key": access_key, "secret_key": secret_key, "label": label}}


@service.reads("get_credentials")
def get_credentials(call: Call) -> Data:
    """The caller's access keys, never a secret."""
    return {"credentials": call.store.access.credentials_of(call.identity.user), "additional_credentials": []}


@service.writes("edit_credentials")
def edit_credentials(call: Call) -> Data:
    """Rename credentials."""
    access_key = call.data.required("access_key")
    return {"updated": call.store.access.edit_credentials(call.identity.user, access_key, call.data.text("label"))}


@service.writes("revoke_credentials")
def revoke_credentials(call: Call) -> Data:
    """End a pair of keys and its tokens."""
    return {"revoked": call.store.access.revoke(call.identity.user, call.data.required("access_key"))}


@service.writes("edit_user")
def edit_user(call: Call) -> Data:
    """Rename a user."""
    user, name = call.data.required("user"), call.data.required("name")
    call.store.access.require_user(user)
    return {"updated": call.store.access.users.update(user, {"name": name}), "fields": {"name": name}}


@service.reads("fixed_users_mode", authorize=False)
def fixed_users_mode(_call: Call) -> Data:
    """There are no fixed users."""
    return {"enabled": False, "guest": {"enabled": False}, "server_errors": {}}
