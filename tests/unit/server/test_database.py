"""The write-ahead log is folded in beside everything else; a mapped file is let go; a verified token still expires."""

from __future__ import annotations

import re
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


def held_kb(file: Path) -> int:
    """How much of a file this process has in its memory."""
    held, inside = 0, False
    for line in Path("/proc/self/smaps").read_text().splitlines():
        if re.match(r"[0-9a-f]+-[0-9a-f]+ ", line):
            inside = line.endswith(f" {file}")
        elif inside and line.startswith("Rss:"):
            held += int(line.split()[1])
    return held


@pytest.mark.skipif(not Path("/proc/self/smaps").exists(), reason="only Linux tells what is mapped")
def test_a_mapped_file_is_let_go(tmp_path: Path) -> None:
    db, file = Database(tmp_path / "test.sqlite"), tmp_path / "test.sqlite"
    db.run("CREATE TABLE things (content TEXT)")
    for _ in range(8):
        db.run("INSERT INTO things VALUES (hex(zeroblob(500000)))")
    for _ in range(2):
        db.checkpoint()  # what is in the write-ahead log cannot be mapped
    read = "SELECT sum(length(content)), sum(content LIKE '0%') FROM things"
    assert tuple(db.rows(read)[0]) == (8_000_000, 8)
    assert held_kb(file) == 0
    db.map_anew()
    assert tuple(db.rows(read)[0]) == (8_000_000, 8)
    assert held_kb(file) > 4_000
    db.map_anew()
    assert held_kb(file) == 0
    db.run("DELETE FROM things")
    assert db.rows("SELECT content FROM things") == []
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
    token = store.access.tokens.new(identity, 60)
    assert store.access.by_token(token).user == identity.user
    later = time.time() + 61
    monkeypatch.setattr(time, "time", lambda: later)
    with pytest.raises(ApiError, match="invalid jwt token"):
        store.access.by_token(token)
    store.close()
