"""Pairs of keys. Of a secret only a keyed hash is kept."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import string
import time

from automl_server import errors
from automl_server.clock import now
from automl_server.db import Database
from automl_server.documents import Document
from automl_server.errors import ApiError

_ALPHABET = string.ascii_uppercase + string.digits
_USED_RESOLUTION_SECONDS = 60.0
_COLUMNS = "access_key, label, last_used, last_used_from"


class Credentials:
    """What users prove themselves with. Another process may change it: nothing of it is kept in memory."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._key = lasting_secret(db, "secrets")
        self._used: dict[str, float] = {}

    def create(self, user: str, label: str | None = None) -> tuple[str, str]:
        """A new (access key, secret key); the secret is never seen again."""
        access_key, secret_key = new_pair()
        self.put(user, access_key, secret_key, label)
        return access_key, secret_key

    def put(self, user: str, access_key: str, secret_key: str, label: str | None = None) -> None:
        """Let a pair of keys in."""
        self._db.run(
            "INSERT OR REPLACE INTO credentials (access_key, secret_hash, user, label, created) VALUES (?, ?, ?, ?, ?)",
            (access_key, self._hash(secret_key), user, label, now()),
        )

    @property
    def own(self) -> str | None:
        """The access key in `credentials.json`, as this database last saw it."""
        value = self._db.value("SELECT value FROM keys WHERE name = 'own'")
        return None if value is None else bytes(value).decode()

    @own.setter
    def own(self, access_key: str) -> None:
        self._db.run("INSERT OR REPLACE INTO keys VALUES ('own', ?)", (access_key.encode(),))

    def of(self, user: str) -> list[Document]:
        """[{access_key, label, last_used, last_used_from}]; never a secret."""
        return self._listed(f"SELECT {_COLUMNS} FROM credentials WHERE user = ? ORDER BY created", user)

    def everybodys(self) -> list[Document]:
        """The same with user (its name) and created, of all users."""
        joined = "credentials AS c LEFT JOIN users AS u ON u.id = c.user"
        return self._listed(
            f"SELECT {_COLUMNS}, coalesce(u.name, c.user) AS user, c.created FROM {joined} ORDER BY c.created"
        )

    def _listed(self, query: str, *values: str) -> list[Document]:
        rows = self._db.rows(query, values)
        return [{name: row[name] for name in row.keys() if row[name] is not None} for row in rows]  # noqa: SIM118

    def edit(self, user: str, access_key: str, label: str | None) -> int:
        """Rename credentials. Raises if the user has none with this key."""
        updated = self._db.run(
            "UPDATE credentials SET label = ? WHERE user = ? AND access_key = ?", (label, user, access_key)
        )
        if not updated:
            raise ApiError(errors.INVALID_ACCESS_KEY, "invalid user or invalid access key", access_key=access_key)
        return updated

    def revoke(self, user: str, access_key: str) -> int:
        """End credentials, and with them every token that was made with them. Raises if the user has none such."""
        revoked = self._db.run("DELETE FROM credentials WHERE user = ? AND access_key = ?", (user, access_key))
        if not revoked:
            raise ApiError(errors.INVALID_USER, "invalid user or invalid access key", id=user)
        return revoked

    def end(self, access_key: str) -> bool:
        """The same, whoever's they are; False if there are none."""
        return bool(self._db.run("DELETE FROM credentials WHERE access_key = ?", (access_key,)))

    def exist(self, access_key: str) -> bool:
        """Whether there are any with this access key."""
        return self.user_of(access_key) is not None

    def match(self, access_key: str, secret_key: str) -> bool:
        """Whether this pair would be let in. Takes as long for a wrong secret as for a right one, or no such key."""
        stored = self._db.value("SELECT secret_hash FROM credentials WHERE access_key = ?", (access_key,))
        return hmac.compare_digest(stored or b"", self._hash(secret_key))

    def use(self, access_key: str, secret_key: str, origin: str) -> str:
        """Whose these keys are. Raises for wrong ones."""
        matches, user = self.match(access_key, secret_key), self.user_of(access_key)
        if not matches or user is None:  # they may match, and be revoked before it is known whose they are
            raise ApiError(errors.INVALID_CREDENTIALS, "failed to locate provided credentials")
        self._note_use(access_key, origin)
        return user

    def user_of(self, access_key: str) -> str | None:
        """Whose this access key is; None if there is no such."""
        user: str | None = self._db.value("SELECT user FROM credentials WHERE access_key = ?", (access_key,))
        return user

    def _note_use(self, access_key: str, origin: str) -> None:
        if time.monotonic() - self._used.get(access_key, -_USED_RESOLUTION_SECONDS) < _USED_RESOLUTION_SECONDS:
            return
        self._used[access_key] = time.monotonic()
        self._db.run(
            "UPDATE credentials SET last_used = ?, last_used_from = ? WHERE access_key = ?",
            (now(), origin, access_key),
        )

    def _hash(self, secret_key: str) -> bytes:
        return hmac.digest(self._key, secret_key.encode(), hashlib.sha256)


def new_pair() -> tuple[str, str]:
    """An (access key, secret key) that nobody can guess."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(30)), secrets.token_urlsafe(48)


def lasting_secret(db: Database, name: str) -> bytes:
    """A secret of this database, made when it is first asked for."""
    db.run("INSERT OR IGNORE INTO keys VALUES (?, ?)", (name, secrets.token_bytes(48)))
    return bytes(db.value("SELECT value FROM keys WHERE name = ?", (name,)))
