"""The write-ahead log is folded in beside everything else; a verified token still expires."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from automl_server.config import Settings
from automl_server.db import Database
from automl_server.errors import ApiError
from automl_server.store import Store


def test_checkpoint_empties_a_long_log(tmp_path: Path) -> None:
    db, log = Database(tmp_path / "test.sqlite"), tmp_path / "test.sqlite-wal"
    db.run("CREATE TABLE things (content BLOB)")
    db.checkpoint()
    assert log.stat().st_size > 0  # too short to be worth it
    for _ in range(70):
        db.run("INSERT INTO things VALUES (zeroblob(1000000))")
    assert log.stat().st_size > 64e6
    db.checkpoint()
    assert log.stat().st_size == 0
    assert db.value("SELECT count(*) FROM things") == 70
    db.close()


def test_checkpoint_empties_a_log_that_nobody_writes_to(tmp_path: Path) -> None:
    db, log = Database(tmp_path / "test.sqlite"), tmp_path / "test.sqlite-wal"
    db.run("CREATE TABLE things AS SELECT zeroblob(6000000) AS content")
    db.checkpoint()
    assert log.stat().st_size > 6e6
    db.checkpoint()
    assert log.stat().st_size == 0
    assert db.value("SELECT length(content) FROM things") == 6_000_000
    db.close()


def test_trace_sees_statements_of_every_connection(tmp_path: Path) -> None:
    db, seen = Database(tmp_path / "test.sqlite"), list[str]()
    db.trace(seen.append)
    db.run("CREATE TABLE things (content TEXT)")
    assert db.rows("SELECT content FROM things") == []
    assert [statement.split()[0] for statement in seen] == ["BEGIN", "CREATE", "COMMIT", "SELECT"]
    db.trace(None)
    db.close()


def test_a_token_seen_before_still_expires(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(Settings(home=tmp_path))
    identity = store.access.identity_of(store.access.ensure_admin("Tester"))
    token = store.access.token_for(identity, 60)
    assert store.access.by_token(token).user == identity.user
    later = time.time() + 61
    monkeypatch.setattr(time, "time", lambda: later)
    with pytest.raises(ApiError, match="invalid jwt token"):
        store.access.by_token(token)
    store.close()
