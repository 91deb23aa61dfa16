"""Consoles of tasks: of a long one the beginning and the end are kept, and a line in between says what is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from automl_server.db import Database
from automl_server.documents import Document
from automl_server.query import TRUE, Sql

_ROW_BYTES = 100  # what an entry takes beside its text
_TEXTS = "coalesce(level, '') || coalesce(worker, '') || coalesce(message, '') || metric || variant"
_SIZE = f"(length(CAST({_TEXTS} AS BLOB)) + {_ROW_BYTES})"
_SUMS = (
    f"SELECT timestamp, id, sum{_SIZE} OVER (ORDER BY timestamp, id ROWS UNBOUNDED PRECEDING) AS total"
    " FROM log_lines WHERE task = ? AND (timestamp, id) > (?, ?)"
)
_MEGABYTE = 1_000_000


class _Place(NamedTuple):
    """Where an entry stands in its task's console."""

    timestamp: int
    id: int


class _Gap(NamedTuple):
    """Where the line stands that says what is missing, and how much that is."""

    place: _Place | None
    missing: int


_BEFORE_ALL = _Place(-1, 0)


class Consoles:
    """Writes what tasks print. No console takes more than `most_bytes`.

    The first quarter stays. What follows is cut down to its last two quarters whenever all three are used up.
    """

    def __init__(self, db: Database, most_bytes: int) -> None:
        self._db = db
        self._most = most_bytes
        self._first, self._last = most_bytes // 4, most_bytes // 2
        self._longest = most_bytes // 32  # characters of one entry, of four bytes each: half of the first part

    def write(self, events: Sequence[Document]) -> None:
        """Add entries to the consoles of their tasks."""
        sizes: dict[str, int] = defaultdict(int)
        rows = []
        for event in events:
            texts = (
                _text(event.get("level")),
                _text(event["worker"]),
                self._bounded(event.get("msg")),
                event["metric"],
                event["variant"],
            )
            sizes[event["task"]] += _ROW_BYTES + sum(len(text.encode()) for text in texts if text)
            rows.append((event["task"], event["timestamp"], *texts, event.get("iter")))
        self._db.run_many(
            "INSERT INTO log_lines (task, timestamp, level, worker, message, metric, variant, iter)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )
        for task, added in sizes.items():
            size = self._grown(task, added)
            if size > self._most:
                self._shorten(task, size - self._first - self._last)

    def forget(self, task: str, which: Sql = TRUE) -> int:
        """Remove a task's console, or some entries of it; returns how many."""
        removed = self._db.run(f"DELETE FROM log_lines WHERE task = ? AND {which.text}", (task, *which.values))
        # The id of a deleted line may become another one's.
        self._db.run(
            "DELETE FROM consoles WHERE task = ? AND NOT EXISTS (SELECT 1 FROM log_lines WHERE id = gap_id)", (task,)
        )
        if left := self._db.value(f"SELECT sum{_SIZE} FROM log_lines WHERE task = ?", (task,)):
            self._grown(task, left - self._grown(task, 0))
        return removed

    def _bounded(self, message: Any) -> str | None:
        text = _text(message)
        if text is None or len(text) <= self._longest:
            return text
        half = self._longest // 2
        missing = len(text) - 2 * half
        return f"{text[:half]}\n[… {missing:,} characters of this entry are not kept …]\n{text[-half:]}"

    def _grown(self, task: str, size: int) -> int:
        """How many bytes it has now."""
        (row,) = self._db.returning(
            "INSERT INTO consoles (task, bytes) VALUES (?, ?)"
            " ON CONFLICT (task) DO UPDATE SET bytes = bytes + excluded.bytes RETURNING bytes",
            (task, size),
        )
        return int(row["bytes"])

    def _shorten(self, task: str, excess: int) -> None:
        """Remove so many bytes after the first part: the oldest ones."""
        gap = self._gap(task)
        start = gap.place or self._end_of_first(task)
        end = self._end_of(task, start, excess)
        if end is None:  # what came since is dated back to before the gap: the first part has grown
            self._db.run("DELETE FROM log_lines WHERE id = ?", (gap.place and gap.place.id,))
            start = self._end_of_first(task)
            end = self._end_of(task, start, excess)
        assert end is not None  # the first part is shorter than what is to stay
        values = (task, *start, *end)
        middle = "task = ? AND (timestamp, id) > (?, ?) AND (timestamp, id) <= (?, ?)"
        size = self._db.value(f"SELECT sum{_SIZE} FROM log_lines WHERE {middle}", values)
        first = self._db.row(
            f"SELECT timestamp, id FROM log_lines WHERE {middle} ORDER BY timestamp, id LIMIT 1", values
        )
        assert first is not None
        self._db.run(f"DELETE FROM log_lines WHERE {middle}", values)
        self._mark(task, start if start == gap.place else _Place(*first), gap.missing + size)
        self._grown(task, -size)

    def _gap(self, task: str) -> _Gap:
        row = self._db.row("SELECT gap_timestamp, gap_id, gap_bytes FROM consoles WHERE task = ?", (task,))
        if row is None or row["gap_id"] is None:
            return _Gap(None, 0)
        return _Gap(_Place(row["gap_timestamp"], row["gap_id"]), row["gap_bytes"])

    def _mark(self, task: str, place: _Place, missing: int) -> None:
        """The line that says what is missing stands where that stood."""
        words = (
            f"[… {missing / _MEGABYTE:,.1f} MB are not kept: of a task's console the server keeps the first"
            f" {self._first / _MEGABYTE:.1f} MB and the last {self._last / _MEGABYTE:.1f} MB …]\n"
        )
        self._db.run(
            "INSERT OR REPLACE INTO log_lines (id, task, timestamp, level, worker, message, metric, variant)"
            " VALUES (?, ?, ?, 'WARNING', '', ?, '', '')",
            (place.id, task, place.timestamp, words),
        )
        self._db.run(
            "UPDATE consoles SET gap_timestamp = ?, gap_id = ?, gap_bytes = ? WHERE task = ?", (*place, missing, task)
        )

    def _end_of_first(self, task: str) -> _Place:
        row = self._db.row(
            f"SELECT timestamp, id FROM ({_SUMS}) WHERE total <= ? ORDER BY total DESC LIMIT 1",
            (task, *_BEFORE_ALL, self._first),
        )
        return _BEFORE_ALL if row is None else _Place(*row)

    def _end_of(self, task: str, start: _Place, size: int) -> _Place | None:
        """The entry with which so many bytes are reached after a place; None if there are fewer."""
        row = self._db.row(f"SELECT timestamp, id FROM ({_SUMS}) WHERE total >= ? LIMIT 1", (task, *start, size))
        return None if row is None else _Place(*row)


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
