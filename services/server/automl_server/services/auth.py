"""`auth.*`: tokens and credentials."""

from __future__ import annotations

from automl_server import errors
from automl_server.errors import ApiError
from automl_server.service import Call, Data, Service
from automl_server.store.access import PRIVILEGED, ROLES

service = Service("auth")


@service.reads("login")
def login(call: Call) -> Data:
    """A token for the caller."""
    token = call.store.access.tokens.new(call.identity, call.data.number("expiration_sec"))
    call.cookies["token"] = token
    return {"token": token}


@service.reads("logout")
def logout(call: Call) -> Data:
    """Drop the cookie."""
    call.cookies["token"] = None
    return {}


@service.reads("get_token_for_user")
def get_token_for_user(call: Call) -> Data:
    """A token for a user, for those who may act for others."""
    user, access = call.data.required("user"), call.store.access
    if call.identity.role not in PRIVILEGED and user != call.identity.user:
        raise ApiError(errors.INVALID_USER_ID, "cannot generate token for another user")
    _check_company(call, "cannot generate token in another company")
    identity = access.acting_as(call.identity, user) if user != call.identity.user else call.identity
    return {"token": access.tokens.new(identity, call.data.number("expiration_sec"))}


@service.writes("create_user")
def create_user(call: Call) -> Data:
    """Add a user with a role; for those who may manage users."""
    data, access = call.data, call.store.access
    require_privilege(call)
    name, role = data.required("name"), data.text("role") or "user"
    if role not in ROLES:
        raise ApiError(errors.VALIDATION_ERROR, "unknown role", value=role, allowed=ROLES)
    _check_company(call, "cannot create user in another company")
    role = access.role_given_by(call.identity, role)
    details = {key: data.text(key) for key in ("given_name", "family_name", "avatar")}
    return {"id": access.create_user(name, role, details=details)}


def require_privilege(call: Call) -> None:
    """Raise unless the caller may manage users."""
    if call.identity.role not in PRIVILEGED:
        raise ApiError(errors.ROLE_NOT_ALLOWED, role=call.identity.role, allowed=PRIVILEGED)


def _check_company(call: Call, problem: str) -> None:
    company = call.data.text("company")
    if company and company != call.identity.company:
        raise ApiError(errors.INVALID_ID, problem, company=company)


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
    access_key, secret_key = call.store.access.credentials.create(call.identity.user, label)
    return {"credentials": {"access_key": access_key, "secret_key": secret_key, "label": label}}


@service.reads("get_credentials")
def get_credentials(call: Call) -> Data:
    """The caller's access keys, never a secret."""
    return {"credentials": call.store.access.credentials.of(call.identity.user), "additional_credentials": []}


@service.writes("edit_credentials")
def edit_credentials(call: Call) -> Data:
    """Give one of the caller's pairs of keys another label."""
    access_key = call.data.required("access_key")
    return {"updated": call.store.access.credentials.edit(call.identity.user, access_key, call.data.text("label"))}


@service.writes("revoke_credentials")
def revoke_credentials(call: Call) -> Data:
    """End a pair of keys and its tokens."""
    return {"revoked": call.store.access.credentials.revoke(call.identity.user, call.data.required("access_key"))}


@service.writes("edit_user")
def edit_user(call: Call) -> Data:
    """Change a user's name or role."""
    require_privilege(call)
    user, role = call.data.required("user"), call.data.text("role")
    if role and role not in ROLES:
        raise ApiError(errors.VALIDATION_ERROR, "unknown role", value=role, allowed=ROLES)
    fields = {key: value for key, value in (("name", call.data.text("name")), ("role", role)) if value}
    call.store.access.require_user(user, ["id"])
    return {"updated": call.store.access.users.update(user, fields), "fields": fields}


@service.reads("fixed_users_mode", authorize=False)
def fixed_users_mode(_call: Call) -> Data:
    """There are no fixed users."""
    return {"enabled": False, "guest": {"enabled": False}, "server_errors": {}}
