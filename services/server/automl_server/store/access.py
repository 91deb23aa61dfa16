"""Users, and how they prove who they are."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Mapping
from dataclasses import replace

from automl_server import errors
from automl_server.clock import new_id, now
from automl_server.config import COMPANY_ID, COMPANY_NAME
from automl_server.db import Database
from automl_server.documents import Document, Documents
from automl_server.entities import COMPANY, USER
from automl_server.errors import ApiError
from automl_server.login_limit import LoginLimit
from automl_server.store.credentials import Credentials
from automl_server.store.identity import Identity
from automl_server.store.tokens import TOKEN_SECRET, Tokens

PRIVILEGED = ("system", "root", "admin")
ROLES = ("admin", "superuser", "user", "annotator")
WEB_APPLICATION = "webserver"
# Public: every copy of the official web application has them, and uses them unless it is configured with others.
# Its releases since 1.16 have the first secret, older ones the second.
WEB_APPLICATION_KEY = "EYVQ385RW7Y2QQUH88CZ7DWIQ1WUHP"
WEB_APPLICATION_SECRETS = (
    "XhkH6a6ds9JBnM_MrahYyYdO-wS2bqFSm8gl-V0UZXH26Ydd6Eyi28TeBEoSr6Z3Bes",
    "yfc8KQo*GMXb*9p((qcYC7ByFIpF7I&4VH3BfUYXH%o9vX1ZUZQEEw1Inc)S",
)
_LINK_SECONDS = 600.0
_OWN_ROLE = "admin"
_STANDING = (
    "SELECT (SELECT value FROM keys WHERE name = ?), EXISTS (SELECT 1 FROM credentials WHERE access_key = ?),"
    " (SELECT role FROM users WHERE id = ?)"
)
"""What every call asks about its token, in one statement: another process may have changed each of these."""


class Access:
    """Who may come in."""

    def __init__(self, db: Database, token_hours: float) -> None:
        self._db = db
        self.users = Documents(db, USER)
        self.companies = Documents(db, COMPANY)
        self.credentials = Credentials(db)
        self.tokens = Tokens(db, token_hours)
        self._limit = LoginLimit()
        self._simple_admins = False
        self._links: dict[bytes, tuple[Identity, float]] = {}

    def ensure_admin(self, name: str) -> str:
        """The first user, made at first start; returns its id."""
        if not self.companies.exists(COMPANY_ID):
            self.companies.insert({"id": COMPANY_ID, "name": COMPANY_NAME})
        admin: str | None = self._db.value("SELECT id FROM users WHERE role = 'admin' ORDER BY rowid")
        return admin or self.create_user(name, role="admin")

    def create_user(
        self, name: str, role: str = "user", *, user: str | None = None, details: Mapping[str, str | None] | None = None
    ) -> str:
        """Add a user; `details` are given_name, family_name and avatar. Returns its id."""
        user = user or new_id()
        given, _, family = name.partition(" ")
        if self.users.exists(user):
            raise ApiError(errors.USER_ID_EXISTS, id=user)
        self.users.insert(
            {
                "given_name": given,
                "family_name": family,
                **{key: value for key, value in (details or {}).items() if value is not None},
                "id": user,
                "company": COMPANY_ID,
                "name": name,
                "role": role,
                "created": now(),
            }
        )
        return user

    def delete_user(self, user: str, identity: Identity) -> None:
        """Remove a user with its role. What it made stays, and its keys are good until they are revoked."""
        if user == identity.user:
            raise ApiError(errors.FIELDS_VALUE_ERROR, "cannot delete yourself", user=user)
        self.require_user(user, ["id"])
        self.users.delete([user])

    def set_simple_login(self, enabled: bool, *, admins: bool = False) -> None:
        """Let the official web application in with the keys built into it, so that it can log people in by name.

        ``admins``: also as administrators.
        """
        self._simple_admins = admins
        access_key, secret_key = WEB_APPLICATION_KEY, WEB_APPLICATION_SECRETS[0]
        if not enabled:
            self.credentials.end(access_key)
        elif not self.credentials.match(access_key, secret_key):
            if not self.users.exists(WEB_APPLICATION):
                self.create_user(WEB_APPLICATION, role="system", user=WEB_APPLICATION)
            self.credentials.put(WEB_APPLICATION, access_key, secret_key, "simple login")

    def acting_as(self, identity: Identity, user: str) -> Identity:
        """The identity of another user, for those who may act for others."""
        if identity.role not in PRIVILEGED:
            raise ApiError(errors.IMPERSONATION_ERROR, "impersonation not allowed", role=identity.role)
        if not self.users.exists(user):
            raise ApiError(errors.IMPERSONATION_ERROR, "unknown user", id=user)
        other = self.identity_of(user, identity.credential)
        if other.role in PRIVILEGED and self.role_given_by(identity, other.role) != other.role:
            raise ApiError(errors.IMPERSONATION_ERROR, "simple login is for ordinary users", id=user)
        return other

    def role_given_by(self, identity: Identity, role: str) -> str:
        """The role a user gets: from simple login, whose keys anybody has, an ordinary one unless told otherwise."""
        anybody = identity.user == WEB_APPLICATION and not self._simple_admins
        return "user" if anybody and role in PRIVILEGED else role

    def by_credentials(self, access_key: str, secret_key: str, address: str) -> Identity:
        """The caller with these keys. Raises for wrong ones, and for too many wrong ones."""
        if access_key == WEB_APPLICATION_KEY and secret_key in WEB_APPLICATION_SECRETS:
            secret_key = WEB_APPLICATION_SECRETS[0]
        with self._limit.attempt(address, access_key):
            user = self.credentials.use(access_key, secret_key, address)
        return self.identity_of(user, access_key)

    def by_token(self, token: str) -> Identity:
        """The caller with this token. Raises for a forged, expired or revoked one."""
        claimed = self.tokens.remembered(token) or self.tokens.read(token)
        standing = self._db.row(_STANDING, (TOKEN_SECRET, claimed.credential, claimed.user))
        assert standing is not None  # it has no FROM
        secret, has_keys, role = standing
        identity = self.tokens.read(token, bytes(secret))
        if identity.credential and not has_keys:
            raise ApiError(errors.INVALID_TOKEN, "revoked token")
        if role is None:
            role = self._role_by_keys(identity.user, identity.credential)
        if role is None:
            raise ApiError(errors.INVALID_TOKEN, "the user of this token is gone")
        return replace(identity, role=role)

    def new_login_link(self, identity: Identity) -> str:
        """A secret that logs a browser in as this user, once, within some minutes."""
        now = time.monotonic()
        self._links = {link: kept for link, kept in self._links.items() if kept[1] > now}
        link = secrets.token_urlsafe(32)
        self._links[_digest(link)] = identity, now + _LINK_SECONDS
        return link

    def by_login_link(self, link: str, address: str) -> Identity:
        """Whose link this is; it is used up. Raises for one that was used, is too old, or never was."""
        with self._limit.attempt(address):
            identity, until = self._links.pop(_digest(link), (None, 0.0))
            if identity is None or until <= time.monotonic():
                raise ApiError(errors.INVALID_TOKEN, "the login link was used already, or is too old")
        return identity

    def identity_of(self, user: str, credential: str = "") -> Identity:
        """The identity of a user, or of the keys that a deleted one left."""
        found = self.users.get(user, ["name", "role"])
        if found is None and (role := self._role_by_keys(user, credential)):
            found = {"name": user, "role": role}
        if found is None:
            raise ApiError(errors.INVALID_USER_ID, id=user)
        return Identity(
            user=user,
            company=COMPANY_ID,
            role=found.get("role", "user"),
            user_name=found["name"],
            company_name=COMPANY_NAME,
            credential=credential,
        )

    def _role_by_keys(self, user: str, credential: str) -> str | None:
        """The role of a deleted user's own keys. Those in `credentials.json` keep theirs: nobody else could get in."""
        if user != self.credentials.user_of(credential):
            return None
        return _OWN_ROLE if credential == self.credentials.own else "user"

    def require_user(self, user: str, fields: list[str] | None = None) -> Document:
        """The user, or the error every client knows."""
        found = self.users.get(user, fields)
        if found is None:
            raise ApiError(errors.INVALID_USER_ID, id=user)
        return found

    def preferences(self, user: str) -> Document:
        """What the web application remembers for a user."""
        return self.require_user(user, ["preferences"]).get("preferences") or {}

    def set_preferences(self, user: str, preferences: Document) -> int:
        """Keep them; 0 if nothing changed."""
        if preferences == self.preferences(user):
            return 0
        return self.users.update(user, {"preferences": preferences})


def _digest(link: str) -> bytes:
    return hashlib.sha256(link.encode(errors="replace")).digest()
