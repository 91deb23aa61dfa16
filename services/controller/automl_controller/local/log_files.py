"""The ends of log files."""

from __future__ import annotations

from pathlib import Path

LOG_BYTES = 1 << 20
"""The end of a log that is kept."""


def tail(file: Path, most: int = LOG_BYTES) -> str:
    """The last lines of a file, whole ones only: half of a secret is not recognised as one."""
    with file.open("rb") as log:
        size = log.seek(0, 2)
        log.seek(max(0, size - most))
        kept = log.read(most)
    if size > most:
        kept = kept.partition(b"\n")[2]
    return kept.decode("utf-8", errors="replace")
