"""Time and identity as the API writes them."""

from __future__ import annotations

import re
import secrets
import time
from datetime import UTC, datetime

_TIME = re.compile(r"\d{4}-\d\d-\d\d")


def now() -> str:
    """The current time, millisecond precision, in a form that also sorts as text."""
    return format_time(datetime.now(UTC))


def format_time(moment: datetime) -> str:
    """UTC, always with microseconds, so that text order is time order."""
    moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000).isoformat(timespec="microseconds")


def from_epoch(seconds: float) -> str:
    """Epoch seconds as API time."""
    return format_time(datetime.fromtimestamp(seconds, UTC))


def parse_time(text: str) -> datetime:
    """Any ISO 8601 form, naive ones taken as UTC. Raises ValueError."""
    if not _TIME.match(text):
        raise ValueError(f"not a time: {text!r}")
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def epoch(text: str) -> float:
    """API time as epoch seconds."""
    return datetime.fromisoformat(text).timestamp()


def millis() -> int:
    """Epoch milliseconds, the unit of event timestamps."""
    return time.time_ns() // 1_000_000


def new_id() -> str:
    """A new object id: 32 hexadecimal digits."""
    return secrets.token_hex(16)
