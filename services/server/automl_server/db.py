"""SQLite: one writer, a reader per thread, transactions that nest.

`with db.write():` opens a transaction, or joins the one this thread is in. Reads inside it see its own
changes; reads outside see the last commit. What a finished transaction wrote survives a killed process:
it is in the operating system's hands (WAL, synchronous=NORMAL).
"""

from __future__ import annotations

import re
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from automl_server.patterns import compiled

Row = sqlite3.Row
Value = str | int | float | bytes | None
_CHECKPOINT_BYTES = 4 * 1024 * 1024
_LONGEST_LOG_BYTES = 64 * 1024 * 1024
LONGEST_READ_SECONDS = 30.0
_MOST_MAPPED_BYTES = 1024**3
_STEPS_BETWEEN_LOOKS = 100_000  # of SQLite's machine: a few milliseconds
_AUTOMATIC_CHECKPOINT_PAGES = 64_000  # when nobody calls `checkpoint`


class Database:
    """All connections to the one file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.RLock()
        self._writer = self._connect()
        self._writer.execute("PRAGMA journal_mode = WAL")
        self._writer.execute(f"PRAGMA wal_autocheckpoint = {_AUTOMATIC_CHECKPOINT_PAGES}")
        self._depth = 0
        self._steps: list[Callable[[], None]] = []
        self._local = threading.local()
        self._readers: list[sqlite3.Connection] = []
        self._folded = 0  # the age of the write-ahead log when it was last folded in
        self._trace: Callable[[str], object] | None = None

    def trace(self, callback: Callable[[str], object] | None) -> None:
        """Let a callback see every statement of every connection: for measuring, never in operation."""
        self._trace = callback
        for connection in (self._writer, *self._readers):
            connection.set_trace_callback(callback)

    def checkpoint(self) -> None:
        """Fold the write-ahead log into the file, most of it beside running transactions.

        Whoever serves calls this now and then, so that no transaction has to: it waits for the disk.
        """
        log = self._path.with_name(f"{self._path.name}-wal")
        state = log.stat() if log.exists() else None
        if state is None or state.st_size < _CHECKPOINT_BYTES:
            return
        quiet = state.st_mtime_ns == self._folded
        self._folded = state.st_mtime_ns
        connection = self._connect()
        try:
            if not quiet:
                connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
            if quiet or state.st_size > _LONGEST_LOG_BYTES:
                # The log never gets shorter by itself, nor starts over under a steady stream of writes.
                connection.execute("PRAGMA busy_timeout = 20")
                with self._lock:
                    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.close()

    def map_anew(self) -> None:
        """Let this thread read the file where the system holds it, without a copy of every page: for big answers.

        Called again it lets go of what was mapped until then, so that the process does not come to hold the whole file.
        """
        reader = self._reading()
        reader.execute("PRAGMA mmap_size = 0")
        reader.execute(f"PRAGMA mmap_size = {_MOST_MAPPED_BYTES}")

    def close(self) -> None:
        """Close every connection; the last one folds the write-ahead log into the file."""
        with self._lock:
            for reader in self._readers:
                reader.close()
            self._readers.clear()
            self._writer.close()

    @contextmanager
    def write(self) -> Iterator[None]:
        """A transaction; the outermost one commits, an exception rolls it back."""
        steps: list[Callable[[], None]] = []
        with self._lock:
            if self._depth:
                yield
                return
            self._writer.execute("BEGIN IMMEDIATE")
            self._depth = 1
            try:
                yield
            except BaseException:  # rolled back and raised again, also when the process is told to end
                self._writer.execute("ROLLBACK")
                raise
            else:
                self._writer.execute("COMMIT")
                steps = self._steps
            finally:
                self._depth = 0
                self._steps = []
        for step in steps:
            step()

    def once_committed(self, step: Callable[[], None]) -> None:
        """Call inside a transaction: does the step when it is committed, never when it is rolled back."""
        with self.write():
            self._steps.append(step)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Part of a transaction that can fail alone: one item of a batch."""
        with self.write():
            self._writer.execute("SAVEPOINT item")
            before = len(self._steps)
            try:
                yield
            except BaseException:  # rolled back and raised again, also when the process is told to end
                self._writer.execute("ROLLBACK TO item")
                del self._steps[before:]
                raise
            finally:
                self._writer.execute("RELEASE item")

    def rows(self, sql: str, values: Sequence[Value] = ()) -> list[Row]:
        """All rows of a query."""
        return self._reading().execute(sql, values).fetchall()

    def row(self, sql: str, values: Sequence[Value] = ()) -> Row | None:
        """The first row of a query."""
        found: Row | None = self._reading().execute(sql, values).fetchone()
        return found

    def value(self, sql: str, values: Sequence[Value] = ()) -> Any:
        """The first value of the first row, or None."""
        found = self.row(sql, values)
        return found[0] if found is not None else None

    def run(self, sql: str, values: Sequence[Value] = ()) -> int:
        """Change something; returns the number of rows changed."""
        with self.write():
            return self._writer.execute(sql, values).rowcount

    def returning(self, sql: str, values: Sequence[Value] = ()) -> list[Row]:
        """Change something and get the rows of its RETURNING clause."""
        with self.write():
            return self._writer.execute(sql, values).fetchall()

    def define(self, name: str, arguments: int, function: Callable[..., Any]) -> None:
        """A function for the SQL of changes."""
        self._writer.create_function(name, arguments, function, deterministic=True)

    def run_many(self, sql: str, values: Iterable[Sequence[Value]]) -> None:
        """The same change for many rows."""
        with self.write():
            self._writer.executemany(sql, values)

    def _reading(self) -> sqlite3.Connection:
        if self._depth and self._lock.acquire(blocking=False):
            # The lock is re-entrant: getting it while a transaction is open means it is this thread's.
            self._lock.release()
            if self._depth:
                return self._writer
        reader: sqlite3.Connection | None = getattr(self._local, "reader", None)
        if reader is None:
            reader = self._local.reader = self._connect()
            reader.execute("PRAGMA query_only = ON")
            reader.set_progress_handler(self._is_overdue, _STEPS_BETWEEN_LOOKS)
            reader.set_trace_callback(self._trace)
            self._readers.append(reader)
        self._local.until = time.monotonic() + LONGEST_READ_SECONDS
        return reader

    def _is_overdue(self) -> bool:
        """Asked by SQLite in the middle of a query, which ends with an error if the answer is yes."""
        return bool(time.monotonic() > self._local.until)

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False, cached_statements=256)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA busy_timeout = 10000")
        connection.execute("PRAGMA cache_size = -8000")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.create_function("matches", 3, _matches, deterministic=True)
        connection.create_collation("by_numbers", _natural)
        return connection


def _matches(pattern: str, ignore_case: int, value: Value) -> bool:
    return value is not None and compiled(pattern, ignore_case=bool(ignore_case)).search(str(value)) is not None


def _natural_key(text: str) -> list[tuple[int, float, str]]:
    parts = re.split(r"(\d+(?:\.\d+)?)", text)
    return [(0, float(part), "") if index % 2 else (1, 0.0, part) for index, part in enumerate(parts)]


def _natural(left: str, right: str) -> int:
    """Numbers inside text by value: `2` before `10`."""
    a, b = _natural_key(left), _natural_key(right)
    return (a > b) - (a < b)
