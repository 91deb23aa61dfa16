"""The keys of a home: listed, made, ended, renewed, whether its server runs or not. A running one knows at once."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from automl_server.config import Settings
from automl_server.db import Database
from automl_server.home import write_credentials
from automl_server.migrations import migrate
from automl_server.operation.process import state
from automl_server.problem import OperationError
from automl_server.query import Sql
from automl_server.store.access import Access
from automl_server.store.credentials import new_pair

TAKEN_UP_SECONDS = 10.0


def listed(home: Path) -> dict[str, Any]:
    """{keys: [{access_key, user, label, created, last_used, last_used_from, own}]}; never a secret."""
    with _opened(home) as access:
        own = access.credentials.own
        return {"keys": [{**row, "own": row["access_key"] == own} for row in access.credentials.everybodys()]}


def made(home: Path, *, user: str | None, label: str | None) -> dict[str, Any]:
    """A new pair of keys for a user (id or name; the first administrator if left out), good at once."""
    with _opened(home) as access:
        found = _user(access, user)
        access_key, secret_key = access.credentials.create(found["id"], label)
        return {"access_key": access_key, "secret_key": secret_key, "user": found["name"], "label": label}


def revoked(home: Path, access_key: str) -> dict[str, Any]:
    """Ends a pair of keys with all its tokens, at once."""
    with _opened(home) as access:
        credentials = access.credentials
        if access_key == credentials.own:
            raise OperationError(
                "these are the keys of this server's own clients, in credentials.json",
                value=access_key,
                fix="automl server keys rotate (new ones in their place)",
            )
        known = ", ".join(row["access_key"] for row in credentials.everybodys())
        if not credentials.end(access_key):
            raise OperationError("there are no such keys", value=access_key, allowed=known)
        return {"revoked": access_key}


def rotated(home: Path) -> dict[str, Any]:
    """New keys in `credentials.json`; a running server takes them up, those before end once clients can read these."""
    with _opened(home) as access:
        before = access.credentials.own
        access_key, secret_key = new_pair()
        write_credentials(home, access_key, secret_key)
        running = state(home)["running"]
        deadline = time.monotonic() + TAKEN_UP_SECONDS
        while running and not _in_place(access, access_key, before):
            if time.monotonic() > deadline:
                raise OperationError("the running server has not taken up the new keys", value=home, fix="read its log")
            time.sleep(0.05)
    return {"access_key": access_key, "replaced": before, "in_use": running}


def tokens_ended(home: Path) -> dict[str, Any]:
    """A new secret signs the tokens: every one that was given out is refused. Who has keys gets another by itself."""
    with _opened(home) as access:
        access.tokens.end_all()
    return {"tokens_ended": True}


def _in_place(access: Access, access_key: str, before: str | None) -> bool:
    gone = before is None or not access.credentials.exist(before)
    return access.credentials.own == access_key and gone


def _user(access: Access, name: str | None) -> dict[str, Any]:
    everybody = access.users.select(Sql("1"), ["id", "name", "role"], order="t.rowid")
    for user in everybody:
        if (name in (user["id"], user["name"])) if name else user.get("role") == "admin":
            return user
    raise OperationError("there is no such user", value=name, allowed=", ".join(user["name"] for user in everybody))


@contextmanager
def _opened(home: Path) -> Iterator[Access]:
    settings = Settings(home=home)
    if not settings.database_path.exists():
        raise OperationError("no server has ever run on this home", value=home, fix="automl server start")
    db = Database(settings.database_path)
    try:
        migrate(db)
        yield Access(db, settings.token_hours)
    finally:
        db.close()
