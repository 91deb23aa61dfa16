"""Lines for a task's console. Imports nothing slow: the first line appears before anything else is loaded."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

STARTED = "our first line at"
ENDED = "our last line at"


def echo(text: str) -> None:
    """A line for the task's console."""
    print(text, file=sys.stderr, flush=True)


def first_line(service: str) -> None:
    """Says that our code runs; what came before was the agent's."""
    echo(f"{service}: {STARTED} {datetime.now(UTC).isoformat()}")


def last_line(service: str) -> None:
    """Says that our code is done; what comes after is the agent's."""
    echo(f"{service}: {ENDED} {datetime.now(UTC).isoformat()}")
