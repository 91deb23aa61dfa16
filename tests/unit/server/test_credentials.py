"""Keys of an old home, and keys that are revoked while they are used."""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path

import pytest

from automl_server import errors, migrations
from automl_server.clock import now
from automl_server.db import Database
from automl_server.errors import ApiError
from automl_server.store.credentials import Credentials
from automl_server.store.tokens import Tokens


def test_from_the_time_of_one_secret_they_stay_good_and_the_signing_secret_may_change(tmp_path: Path) -> None:
    db, one_secret = Database(tmp_path / "server.sqlite"), b"s" * 48
    before = migrations.STEPS[: migrations.STEPS.index(migrations._secrets_apart)]
    for step in before:
        for statement in step():
            db.run(statement)
    db.run("CREATE TABLE schema_version (version INTEGER PRIMARY KEY, applied TEXT NOT NULL)")
    db.run_many("INSERT INTO schema_version VALUES (?, ?)", [(number, now()) for number in range(1, len(before) + 1)])
    db.run("INSERT INTO keys VALUES ('jwt', ?)", (one_secret,))
    hashed = hmac.digest(one_secret, b"secret", hashlib.sha256)
    db.run("INSERT INTO credentials VALUES ('KEY', ?, 'me', NULL, ?, NULL, NULL)", (hashed, now()))
    migrations.migrate(db)
    tokens = Tokens(db, 1.0)
    assert tokens.signing_secret() == one_secret
    tokens.end_all()
    assert tokens.signing_secret() != one_secret
    assert Credentials(db).match("KEY", "secret")
    assert not Credentials(db).match("KEY", "another")
    assert not Credentials(db).match("NOBODY", "secret")
    db.close()


def test_revoked_while_they_are_used_they_are_refused(tmp_path: Path) -> None:
    class Revoked(Credentials):
        def match(self, access_key: str, secret_key: str) -> bool:
            matches = super().match(access_key, secret_key)
            self.end(access_key)
            return matches

    db = Database(tmp_path / "server.sqlite")
    migrations.migrate(db)
    credentials = Revoked(db)
    keys = credentials.create("me")
    with pytest.raises(ApiError) as refused:
        credentials.use(*keys, "127.0.0.1")
    assert refused.value.kind is errors.INVALID_CREDENTIALS
    db.close()
