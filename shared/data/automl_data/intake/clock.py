"""Times of day, durations and paces as numbers: ``08:30``, ``1:23:45``, ``8 PM``, ``1h 30m``, ``5:32 /km``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from automl_shared.lazy import np, pa, pc

HOURS, MINUTES, FRACTIONS, PARTS = "h:mm", "m:ss", "m:ss.f", "h m s"
"""Two numbers with a colon are hours and minutes, or minutes and seconds; in the last form each says what it is.

Beside seconds with fractions, those that stand alone are seconds: ``58.21`` beside ``1:02.35``.
"""
UNITS = {HOURS: "h", MINUTES: "min", FRACTIONS: "min", PARTS: "h"}

_HALF, _LETTER = r"(?P<half> ?[AaPp]\.?[Mm]\.?)", r"(?P<half> ?[AaPp]\.?[Mm]\.?|[AaPp])"
"""``8:30 PM``; behind a colon also ``8:30p``."""
_CLOCK = (
    r"^\+?(?P<sign>[-−])?(?:(?P<days>\d{1,6}) days?,? [+]?)?(?P<one>\d{1,4}):(?P<two>[0-5]\d)"
    rf"(?::(?P<three>[0-5]\d))?(?P<part>[.,]\d+)?{_LETTER}?"
    r"(?: ?(?:h|hrs?|Uhr|uur|Std\.?|時))?(?P<pace> ?(?:min)? ?/ ?(?:km|mi|mile|100 ?m|500 ?m|100 ?yds?))?$"
)
_PARTS = ("sign", "days", "one", "two", "three", "part", "half", "pace")
_HOUR = rf"^(?P<one>\d{{1,2}})(?:\.(?P<two>[0-5]\d))?(?:{_HALF}| ?(?:Uhr|uur))$"
"""``8 PM``, ``8.30 p.m.``, ``14.30 Uhr``."""
_NUMBER = r"\d+(?:[.,]\d+)?"
_ISO = (
    rf"^(?P<sign>-)?P(?:(?P<days>{_NUMBER})D)?(?:T(?:(?P<one>{_NUMBER})H)?(?:(?P<two>{_NUMBER})(?P<unit>M))?"
    rf"(?:(?P<three>{_NUMBER})S)?)?$"
)
_NAMED = (
    rf"^(?P<sign>[-−])?(?:(?P<days>{_NUMBER}) ?(?i:days?|d|tage?|jours?|j|日|天|일)[, ]*)?"
    rf"(?:(?P<one>{_NUMBER}) ?(?i:hours?|hrs?|h|std\.?|stunden?|heures?|uur|u|ч|時間?|时|點|点|小时|小時|시간?)[, ]*)?"
    rf"(?:(?P<two>{_NUMBER})(?:(?P<unit> ?(?i:minutes?|minuten|mins?\.?|m|мин|分钟?|分鐘|분))|\b)[, ]*)?"
    rf"(?:(?P<three>{_NUMBER}) ?(?i:seconds?|sekunden|secs?|s|秒|초)\.?)?$"
)
"""Minutes without a word stand behind hours: ``8h30``."""
_SECONDS = r"^\+?([0-5]?\d[.,]\d{1,3})$"
_SAYS_ISO = r"^-?P(?:\d+D)?(?:T\d+[HMS]|T?$)"
_TWO_PARTS = r"(?i:\d ?\pL+\.?,? ?\d+ ?\pL|\d ?[hч] ?\d\d$|\d時間?\d)"
"""By which named parts are told from plain quantities."""
_HALVES = r"^\d{1,2}(?:\.\d\d)? ?(?:[AaPp]\.?[Mm]\.?|Uhr|uur)$|^[午오上下]"
_ASIAN = (("午後|下午|오후", " PM"), ("午前|上午|오전", " AM"))


@dataclass(frozen=True)
class Clock:
    """``values``: (n,) in the unit of ``form``, NaN for what is no time; ``unit``: that of the form, or of a pace."""

    values: Any
    form: str
    unit: str = ""


def clock(words: Any, form: str = "") -> Clock | None:
    """Different texts (n,) as times; None without any. ``form``: how they are written, where it is known.

    Without hours and seconds side by side, two numbers are hours and minutes, unless one has a fraction or is a pace.
    """
    texts = pc.utf8_trim_whitespace(words)
    if form == FRACTIONS or (form != PARTS and pc.any(pc.match_substring(texts, ":")).as_py()):
        return _with_colons(_half_behind(texts), form)
    if form != HOURS:
        for pattern, sign in ((_ISO, _SAYS_ISO), (_NAMED, _TWO_PARTS)):
            if pc.any(pc.match_substring_regex(texts, sign)).as_py():
                return _with_names(texts, pattern)
    may_be_hours = form in ("", HOURS) and pc.any(pc.match_substring_regex(texts, _HALVES)).as_py()
    return _hours_of_day(_half_behind(texts)) if may_be_hours else None


def _with_colons(texts: Any, form: str) -> Clock | None:
    part, number, fits = _found(texts, _CLOCK, _PARTS)
    if not fits.any() and not form:
        return None
    has = {name: np.asarray(pc.not_equal(part[name], "")) for name in _PARTS}
    form = form or _form(part, has, fits)
    if form == FRACTIONS and pc.any(pc.match_substring_regex(texts, _SECONDS)).as_py():
        return _with_colons(pc.replace_substring_regex(texts, _SECONDS, r"0:\1"), form)
    hour = _hours(number["one"], part["half"], has["half"])
    in_minutes = form in (MINUTES, FRACTIONS)
    is_minutes = ~has["three"] & in_minutes
    rest = number["two"] / 60 + (number["three"] + number["part"]) / 3600
    hours = np.where(is_minutes, number["one"] / 60 + (number["two"] + number["part"]) / 3600, hour + rest)
    days, negative = 24 * number["days"], has["sign"]
    signed = np.where(has["days"], np.where(negative, -days, days) + hours, np.where(negative, -hours, hours))
    values = np.round(signed * (60 if in_minutes else 1), 9)
    unit = _pace_of(part["pace"], fits) if form == MINUTES else ""
    return Clock(np.where(fits & _is_possible(number["one"], has), values, np.nan), form, unit or UNITS[form])


def _with_names(texts: Any, pattern: str) -> Clock | None:
    part, number, fits = _found(texts, pattern, ("sign", "days", "one", "two", "unit", "three"))
    has = {name: np.asarray(pc.not_equal(part[name], "")) for name in part}
    fits &= has["days"] | has["one"] | has["three"] | has["unit"]
    fits &= ~has["two"] | has["unit"] | has["one"]
    if not fits.any():
        return None
    hours = 24 * number["days"] + number["one"] + number["two"] / 60 + number["three"] / 3600
    return Clock(np.where(fits, np.round(np.where(has["sign"], -hours, hours), 9), np.nan), PARTS, UNITS[PARTS])


def _hours_of_day(texts: Any) -> Clock | None:
    part, number, fits = _found(texts, _HOUR, ("one", "two", "half"))
    has_half = np.asarray(pc.not_equal(part["half"], ""))
    fits &= np.where(has_half, (number["one"] >= 1) & (number["one"] <= 12), number["one"] <= 24)
    if not fits.any():
        return None
    hours = _hours(number["one"], part["half"], has_half) + number["two"] / 60
    return Clock(np.where(fits, np.round(hours, 9), np.nan), HOURS, UNITS[HOURS])


def _found(texts: Any, pattern: str, names: tuple[str, ...]) -> tuple[dict[str, Any], dict[str, Any], Any]:
    """The named parts of texts (n,) as they are and as numbers, and which texts fit."""
    found = pc.extract_regex(texts, pattern)
    part = {name: pc.fill_null(pc.struct_field(found, name), "") for name in names}
    numbers = {name: _numbers(part[name]) for name in names if name not in ("sign", "half", "pace", "unit")}
    return part, numbers, np.asarray(pc.is_valid(found).to_numpy(zero_copy_only=False), dtype=bool)


def _half_behind(texts: Any) -> Any:
    """``午後8:30`` as ``8:30 PM``."""
    for before, behind in _ASIAN:
        texts = pc.replace_substring_regex(texts, rf"^(?:{before}) ?(.*)$", rf"\1{behind}")
    return texts


def _form(part: Any, has: Any, fits: Any) -> str:
    two, three = fits & ~has["three"], fits & has["three"]
    if (two & has["pace"]).any():
        return MINUTES
    if (two & has["part"]).any():
        return FRACTIONS
    is_padded = np.asarray(pc.equal(pc.utf8_length(part["one"]), 2))
    return MINUTES if two.any() and three.any() and not is_padded[fits].all() else HOURS


def _pace_of(paces: Any, fits: Any) -> str:
    """The unit of paces (n,), empty where there are none."""
    per = {one.rpartition("/")[2].strip() for one in np.asarray(paces.to_pylist(), dtype=object)[fits]} - {""}
    return f"min/{per.pop()}" if len(per) == 1 else ""


def _hours(one: Any, half: Any, has_half: Any) -> Any:
    is_afternoon = np.asarray(pc.match_substring(pc.utf8_lower(half), "p"))
    return np.where(has_half, one % 12 + np.where(is_afternoon, 12, 0), one)


def _is_possible(one: Any, has: Any) -> Any:
    """(n,): half a day has twelve hours, and a fraction belongs to seconds."""
    return ~has["half"] | ((one >= 1) & (one <= 12) & ~has["days"])


def _numbers(texts: Any) -> Any:
    written = pc.if_else(pc.equal(texts, ""), "0", pc.replace_substring(texts, ",", "."))
    return np.asarray(pc.cast(written, pa.float64()))
