"""Keys of a home from the time when one secret signed the tokens and hashed the keys."""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path

from automl_server import migrations
from automl_server.clock import now
from automl_server.db import Database
from automl_server.store.credentials import Credentials
from automl_server.store.tokens import Tokens


def test_they_stay_good_and_the_signing_secret_may_change(tmp_path: Path) -> None:
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
