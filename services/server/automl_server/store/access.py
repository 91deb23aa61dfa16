"""Users, credentials and tokens. Of a secret key only a keyed hash is kept."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import string
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import jwt

from automl_server import errors
from automl_server.clock import new_id, now
from automl_server.config import COMPANY_ID, COMPANY_NAME
from automl_server.db import Database
from automl_server.documents import Document, Documents
from automl_server.entities import COMPANY, USER
from automl_server.errors import ApiError
from automl_server.store.identity import Identity
from automl_server.version import API_VERSION, FEATURE_SET, SERVER_BUILD, SERVER_VERSION

PRIVILEGED = ("system", "root", "admin")
ROLES = ("admin", "superuser", "user", "annotator")
WEB_APPLICATION = "webserver"
# Public: every copy of the official web application has them, and uses them unless it is configured with others.
WEB_APPLICATION_KEYS = (
    "EYVQ385RW7Y2QQUH88CZ7DWIQ1WUHP",
    "yfc8KQo*GMXb*9p((qcYC7ByFIpF7I&4VH3BfUYXH%o9vX1ZUZQEEw1Inc)S",
)
_ALPHABET = string.ascii_uppercase + string.digits
_USED_RESOLUTION_SECONDS = 60.0
_MOST_VERIFIED = 1000
_LINK_SECONDS = 600.0


class Access:
    """Who may come in."""

    def __init__(self, db: Database, token_hours: float) -> None:
        self._db = db
        self.users = Documents(db, USER)
        self.companies = Documents(db, COMPANY)
        self._token_seconds = token_hours * 3600
        self._key = self._signing_key()
        self._used: dict[str, float] = {}
        self._simple_admins = False
        self._links: dict[str, tuple[Identity, float]] = {}
        self._verified: dict[str, tuple[Identity, float]] = {}

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
        """Remove a user with its credentials. What it made stays."""
        if user == identity.user:
            raise ApiError(errors.FIELDS_VALUE_ERROR, "cannot delete yourself", user=user)
        self.require_user(user, ["id"])
        self._db.run("DELETE FROM credentials WHERE user = ?", (user,))
        self.users.delete([user])

    def set_simple_login(self, enabled: bool, *, admins: bool = False) -> None:
        """Let the official web application in with the keys built into it, so that it can log people in by name.

        ``admins``: also as administrators.
        """
        self._simple_admins = admins
        access_key, secret_key = WEB_APPLICATION_KEYS
        if not enabled:
            self._db.run("DELETE FROM credentials WHERE access_key = ?", (access_key,))
        elif not self.has_credentials(access_key, secret_key):
            if not self.users.exists(WEB_APPLICATION):
                self.create_user(WEB_APPLICATION, role="system", user=WEB_APPLICATION)
            self.put_credentials(WEB_APPLICATION, access_key, secret_key, "simple login")

    def create_credentials(self, user: str, label: str | None = None) -> tuple[str, str]:
        """A new (access key, secret key); the secret is never seen again."""
        access_key = "".join(secrets.choice(_ALPHABET) for _ in range(30))
        secret_key = secrets.token_urlsafe(48)
        self.put_credentials(user, access_key, secret_key, label)
        return access_key, secret_key

    def put_credentials(self, user: str, access_key: str, secret_key: str, label: str | None = None) -> None:
        """Let a pair of keys in."""
        self._db.run(
            "INSERT OR REPLACE INTO credentials (access_key, secret_hash, user, label, created) VALUES (?, ?, ?, ?, ?)",
            (access_key, self._hash(secret_key), user, label, now()),
        )

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

    def credentials_of(self, user: str) -> list[Document]:
        """[{access_key, label, last_used, last_used_from}]; never a secret."""
        rows = self._db.rows(
            "SELECT access_key, label, last_used, last_used_from FROM credentials WHERE user = ? ORDER BY created",
            (user,),
        )
        return [{name: row[name] for name in row.keys() if row[name] is not None} for row in rows]  # noqa: SIM118

    def edit_credentials(self, user: str, access_key: str, label: str | None) -> int:
        """Rename credentials. Raises if the user has none with this key."""
        updated = self._db.run(
            "UPDATE credentials SET label = ? WHERE user = ? AND access_key = ?", (label, user, access_key)
        )
        if not updated:
            raise ApiError(errors.INVALID_ACCESS_KEY, "invalid user or invalid access key", access_key=access_key)
        return updated

    def revoke(self, user: str, access_key: str) -> int:
        """End credentials, and with them every token that was made with them."""
        revoked = self._db.run("DELETE FROM credentials WHERE user = ? AND access_key = ?", (user, access_key))
        if not revoked:
            raise ApiError(errors.INVALID_USER, "invalid user or invalid access key", id=user)
        return revoked

    def has_credentials(self, access_key: str, secret_key: str) -> bool:
        """Whether this pair would be let in."""
        stored = self._db.value("SELECT secret_hash FROM credentials WHERE access_key = ?", (access_key,))
        return stored is not None and hmac.compare_digest(stored, self._hash(secret_key))

    def by_credentials(self, access_key: str, secret_key: str, origin: str) -> Identity:
        """The caller with these keys. Raises for wrong ones."""
        if not self.has_credentials(access_key, secret_key):
            raise ApiError(errors.INVALID_CREDENTIALS, "failed to locate provided credentials")
        self._note_use(access_key, origin)
        user = self._db.value("SELECT user FROM credentials WHERE access_key = ?", (access_key,))
        return self.identity_of(user, access_key)

    def by_token(self, token: str) -> Identity:
        """The caller with this token. Raises for a forged, expired or revoked one."""
        identity, expires = self._verified.get(token) or self._verify(token)
        if expires <= time.time():
            raise ApiError(errors.INVALID_TOKEN, "invalid jwt token", reason="Signature has expired")
        if identity.credential:
            known = self._db.value("SELECT user FROM credentials WHERE access_key = ?", (identity.credential,))
            if known is None:
                raise ApiError(errors.INVALID_TOKEN, "revoked token")
        role = self._db.value("SELECT role FROM users WHERE id = ?", (identity.user,))
        if role is None:
            raise ApiError(errors.INVALID_TOKEN, "the user of this token is gone")
        return replace(identity, role=role)

    def _verify(self, token: str) -> tuple[Identity, float]:
        """(whose token this is, when it expires); remembered, because every call brings one."""
        try:
            claims = jwt.decode(token, self._key, algorithms=["HS256"], options={"require": ["exp"]})
            verified = Identity(**claims["identity"]), float(claims["exp"])
        except (jwt.InvalidTokenError, KeyError, TypeError) as problem:
            raise ApiError(errors.INVALID_TOKEN, "invalid jwt token", reason=str(problem)[:200]) from problem
        if len(self._verified) >= _MOST_VERIFIED:
            self._verified.clear()
        self._verified[token] = verified
        return verified

    def token_for(self, identity: Identity, seconds: float | None = None) -> str:
        """A signed token, valid for a while; clients learn from it what the server can do."""
        moment = int(time.time())
        lifetime = min(seconds or self._token_seconds, self._token_seconds)
        claims: dict[str, Any] = {
            "iat": moment,
            "exp": int(moment + lifetime),
            "auth_type": "Bearer",
            "identity": identity.as_claims(),
            "env": "<unknown>",
            "api_version": API_VERSION,
            "server_version": SERVER_VERSION,
            "server_build": SERVER_BUILD,
            "feature_set": FEATURE_SET,
        }
        return jwt.encode(claims, self._key, algorithm="HS256")

    def new_login_link(self, identity: Identity) -> str:
        """A secret that logs a browser in as this user, once, within some minutes."""
        now = time.monotonic()
        self._links = {link: kept for link, kept in self._links.items() if kept[1] > now}
        link = secrets.token_urlsafe(32)
        self._links[link] = identity, now + _LINK_SECONDS
        return link

    def by_login_link(self, link: str) -> Identity | None:
        """Whose link this is; None for one that was used, is too old, or never was. It is used up."""
        identity, until = self._links.pop(link, (None, 0.0))
        return identity if until > time.monotonic() else None

    def identity_of(self, user: str, credential: str = "") -> Identity:
        """The identity of a user."""
        found = self.require_user(user, ["name", "role"])
        return Identity(
            user=user,
            company=COMPANY_ID,
            role=found.get("role", "user"),
            user_name=found["name"],
            company_name=COMPANY_NAME,
            credential=credential,
        )

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

    def _note_use(self, access_key: str, origin: str) -> None:
        if time.monotonic() - self._used.get(access_key, -_USED_RESOLUTION_SECONDS) < _USED_RESOLUTION_SECONDS:
            return
        self._used[access_key] = time.monotonic()
        self._db.run(
            "UPDATE credentials SET last_used = ?, last_used_from = ? WHERE access_key = ?",
            (now(), origin, access_key),
        )

    def _signing_key(self) -> bytes:
        self._db.run("INSERT OR IGNORE INTO keys VALUES ('jwt', ?)", (secrets.token_bytes(48),))
        return bytes(self._db.value("SELECT value FROM keys WHERE name = 'jwt'"))

    def _hash(self, secret_key: str) -> bytes:
        return hmac.digest(self._key, secret_key.encode(), hashlib.sha256)
