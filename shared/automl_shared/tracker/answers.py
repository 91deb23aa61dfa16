"""Values of a server's answer in the types we know; what is missing or of another type is as if it were not there."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any


def rows(value: Any) -> list[dict[str, Any]]:
    """The objects of a list."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list | tuple) else []


def part(value: Any) -> Mapping[str, Any]:
    """An object."""
    return value if isinstance(value, dict) else {}


def text(value: Any) -> str:
    """A text; of a number its digits."""
    return str(value) if isinstance(value, str | int | float) else ""


def texts(value: Any) -> tuple[str, ...]:
    """The texts of a list."""
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list | tuple) else ()


def numbers(value: Any) -> tuple[float | None, ...]:
    """A list's items as numbers, each in its place."""
    return tuple(number(one) for one in value) if isinstance(value, list | tuple) else ()


def number(value: Any) -> float | None:
    """A number, also one that stands there as text; None for one that is infinite or none."""
    if isinstance(value, bool):
        return None
    try:
        found = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def whole(value: Any) -> int | None:
    found = number(value)
    return None if found is None else int(found)


def id_of(value: Any) -> str | None:
    """Of something that the server names by its id, or sends with some of its fields."""
    return text(part(value).get("id") if isinstance(value, dict) else value) or None


def time_of(value: Any) -> datetime | None:
    """A time as the server writes it."""
    try:
        moment = datetime.fromisoformat(text(value).replace("Z", "+00:00"))
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    except ValueError:
        return None


def time_at(seconds: Any) -> datetime | None:
    """A time that the server counts in seconds."""
    found = number(seconds)
    try:
        return datetime.fromtimestamp(found, UTC) if found else None
    except (ValueError, OverflowError, OSError):
        return None
