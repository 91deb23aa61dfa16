"""Lines for a task's console. Imports nothing slow: the first line appears before anything else is loaded."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

STARTED = "our first line at"
ENDED = "our last line at"


def echo(text: str) -> None:
    """A line for the task's console."""
    print(text, file=sys.stderr, flush=True)


@contextmanager
def between_lines(service: str) -> Iterator[None]:
    """Says when our code begins and when it is done: what comes before and after is the agent's."""
    echo(f"{service}: {STARTED} {datetime.now(UTC).isoformat()}")
    yield
    echo(f"{service}: {ENDED} {datetime.now(UTC).isoformat()}")
