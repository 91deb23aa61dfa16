"""Times of day and durations as numbers: ``08:30``, ``1:23:45``, ``3:07.5``, ``8:30 PM``, ``2 days 03:04:05``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

HOURS, MINUTES = "h:mm", "m:ss"
"""What two numbers with a colon are; three are hours, minutes and seconds."""
UNITS = {HOURS: "h", MINUTES: "min"}

_CLOCK = (
    r"^(?P<sign>[-−])?(?:(?P<days>\d{1,6}) days?,? [+]?)?(?P<one>\d{1,4}):(?P<two>[0-5]\d)"
    r"(?::(?P<three>[0-5]\d))?(?P<part>[.,]\d+)?(?P<half> ?[AaPp]\.?[Mm]\.?)?$"
)
_PARTS = ("sign", "days", "one", "two", "three", "part", "half")


@dataclass(frozen=True)
class Clock:
    """``values``: (n,) in the unit of ``form``, NaN for what is no time."""

    values: Any
    form: str


def clock(words: Any, form: str = "") -> Clock | None:
    """Different texts (n,) as times; None without any. ``form``: how they are written, where it is known.

    Without hours and seconds side by side, two numbers are hours and minutes, unless one has a fraction.
    """
    import numpy as np
    import pyarrow.compute as pc

    if not pc.any(pc.match_substring(words, ":")).as_py():
        return None
    found = pc.extract_regex(pc.utf8_trim_whitespace(words), _CLOCK)
    fits = np.asarray(pc.is_valid(found).to_numpy(zero_copy_only=False), dtype=bool)
    if not fits.any():
        return None
    part = {name: pc.fill_null(pc.struct_field(found, name), "") for name in _PARTS}
    number = {name: _numbers(part[name]) for name in ("days", "one", "two", "three", "part")}
    has = {name: np.asarray(pc.not_equal(part[name], "")) for name in _PARTS}
    form = form or _form(part, has, fits)
    hour = _hours(number["one"], part["half"], has["half"])
    is_minutes = ~has["three"] & (form == MINUTES)
    rest = number["two"] / 60 + (number["three"] + number["part"]) / 3600
    hours = np.where(is_minutes, number["one"] / 60 + (number["two"] + number["part"]) / 3600, hour + rest)
    days, negative = 24 * number["days"], has["sign"]
    signed = np.where(has["days"], np.where(negative, -days, days) + hours, np.where(negative, -hours, hours))
    values = np.round(signed * (60 if form == MINUTES else 1), 9)
    return Clock(np.where(fits & _is_possible(number["one"], has), values, np.nan), form)


def _form(part: Any, has: Any, fits: Any) -> str:
    import numpy as np
    import pyarrow.compute as pc

    two, three = fits & ~has["three"], fits & has["three"]
    if (two & has["part"]).any():
        return MINUTES
    is_padded = np.asarray(pc.equal(pc.utf8_length(part["one"]), 2))
    return MINUTES if two.any() and three.any() and not is_padded[fits].all() else HOURS


def _hours(one: Any, half: Any, has_half: Any) -> Any:
    import numpy as np
    import pyarrow.compute as pc

    is_afternoon = np.asarray(pc.match_substring(pc.utf8_lower(half), "p"))
    return np.where(has_half, one % 12 + np.where(is_afternoon, 12, 0), one)


def _is_possible(one: Any, has: Any) -> Any:
    """(n,): half a day has twelve hours, and a fraction belongs to seconds."""
    return ~has["half"] | ((one >= 1) & (one <= 12) & ~has["days"])


def _numbers(texts: Any) -> Any:
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    written = pc.if_else(pc.equal(texts, ""), "0", pc.replace_substring(texts, ",", "."))
    return np.asarray(pc.cast(written, pa.float64()))
