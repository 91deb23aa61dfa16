"""When a column is unlike the one that was learned, and what to say about it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from typing import Literal

import pandas as pd

from automl_data.bundle.manifest import RawColumn
from automl_data.bundle.tally import Sign, Tally
from automl_data.bundle.words import COLUMNS
from automl_data.intake.clock import HOURS
from automl_data.intake.moments import ISO, OR
from automl_shared.config.models import Language
from automl_shared.frozen import Frozen
from automl_shared.words import Words, number, percent, say_in

Level = Literal["error", "warning"]

MOST = 0.5
"""Share of odd values above which a column is another one than the one learned."""
CERTAIN, UNLIKELY = 0.001, 0.05
"""How often chance alone may refuse a column, and warn of one."""
ODD = 0.01
"""Share of odd values that is always to be expected."""
MOST_LEVELS = 5
"""Levels named in a sentence."""


class Problem(Frozen):
    """A column that is unlike the one learned: ``count`` of its ``of`` values. An error makes predictions wrong."""

    level: Level
    code: str
    column: str
    count: int
    of: int
    examples: tuple[str, ...]
    message: str


class _Found(Frozen):
    """What a rule says of a tally; ``values`` fill its text."""

    level: Level
    code: str
    sign: Sign
    count: int
    of: int
    values: Mapping[str, str] = field(default_factory=dict)


def problems_of(tallies: Sequence[Tally], language: Language) -> list[Problem]:
    """The columns that are unlike those learned, errors first."""
    found = [_worded(tally, one, tallies, language) for tally in tallies for rule in _RULES if (one := rule(tally))]
    return sorted(found, key=lambda one: one.level)


def learned_range(raw: RawColumn) -> tuple[str, str]:
    """The lowest and the highest value learned, as text; empty where there is none."""
    if raw.learned is None or raw.learned.lowest is None or raw.learned.highest is None:
        return "", ""
    return number_or_day(raw, raw.learned.lowest), number_or_day(raw, raw.learned.highest)


def number_or_day(raw: RawColumn, value: float) -> str:
    """A number for a sentence; of a column of dates the day."""
    return str(pd.Timestamp(value, unit="s").date()) if raw.kind == "datetime" else f"{value:.6g}"


def key_of(code: str, raw: RawColumn, words: Words) -> str:
    """The text for a code on a column of this kind."""
    return special if (special := f"{code}_{raw.kind}") in words else code


def _unread(tally: Tally) -> _Found | None:
    """A column without one value that can be read is another one, however few its rows."""
    count, of = tally.counts["unread"], tally.present
    level: Level | None = "error" if count == of > 0 else _level(count, of, ODD)
    if not level:
        return None
    values = {"like": _date_like(tally.raw) if tally.raw.kind == "datetime" else ""}
    return _Found(level=level, code="unread", sign="unread", count=count, of=of, values=values)


def _date_like(raw: RawColumn) -> str:
    """The last date that was learned, as it was written; the format where no date is known, or the format is no plain
    one."""
    last = raw.learned.highest if raw.learned else None
    return (last is not None and date_as_written(raw, last)) or _first_format(raw)


def date_as_written(raw: RawColumn, seconds: float) -> str:
    """A moment, in seconds since 1970, as its column writes dates; empty where the format is no plain one."""
    written, day = _first_format(raw), pd.Timestamp(seconds, unit="s")
    if written == ISO:
        return str(day.date())
    return day.strftime(written) if "%" in written else ""


def _first_format(raw: RawColumn) -> str:
    return (raw.format or ISO).split(OR)[0]


def _number(tally: Tally) -> _Found | None:
    count, of = tally.counts["number"], tally.present
    return _Found(level="error", code="number", sign="number", count=count, of=of) if count else None


def _unseen(tally: Tally) -> _Found | None:
    count, of, levels = tally.counts["unseen"], tally.present, list(tally.learned.levels)
    if tally.stripped and not tally.zero_led:
        bare = tally.stripped_example
        values = {"example": bare, "level": tally.bare_levels[bare]}
        return _Found(level="error", code="zeros", sign="unseen", count=tally.stripped, of=of, values=values)
    level = _level(count, of, max(tally.learned.others, ODD))
    values = {"learned": ", ".join([*levels[:MOST_LEVELS], *["…"] * (len(levels) > MOST_LEVELS)])}
    return _Found(level=level, code="unseen", sign="unseen", count=count, of=of, values=values) if level else None


def _outside(tally: Tally) -> _Found | None:
    """By chance a value falls outside the range of n others in 2 of n + 1 cases."""
    of, expected = tally.present, max(ODD, 2 / (tally.learned.rows + 1))
    is_far = _level(tally.far, of, expected) == "error"
    count = tally.far if is_far else tally.counts["outside"]
    if not is_far and not _level(count, of, expected):
        return None
    lowest, highest = learned_range(tally.raw)
    values = {"lowest": lowest, "highest": highest, "times": _times(tally)}
    level: Level = "error" if is_far else "warning"
    return _Found(level=level, code="far" if is_far else "outside", sign="outside", count=count, of=of, values=values)


def _shares(tally: Tally) -> _Found | None:
    """Shares of one where shares of a hundred, or hours of a day, were learned, as a workbook keeps both."""
    learned, of, code = tally.learned, tally.present, _share_of(tally.raw)
    if not code or not of or tally.largest > 1 or learned.lowest is None:
        return None
    bins = zip((learned.lowest, *learned.edges), learned.shares, strict=True)
    by_chance = sum(share for start, share in bins if start <= 1) ** of
    lowest, highest = learned_range(tally.raw)
    values = {"lowest": lowest, "highest": highest, "largest": number_or_day(tally.raw, tally.largest)}
    if by_chance >= UNLIKELY:
        return None
    level: Level = "error" if by_chance < CERTAIN else "warning"
    return _Found(level=level, code=code, sign="outside", count=of, of=of, values=values)


def _share_of(raw: RawColumn) -> str:
    """The code for shares of one in this column; empty where a workbook keeps numbers as they are written."""
    if raw.reading is None:
        return ""
    return "shares" if raw.reading.unit == "%" else "parts_of_day" if raw.reading.format == HOURS else ""


def _gap(tally: Tally) -> _Found | None:
    if not _level(tally.gaps, tally.rows, max(tally.learned.gaps, ODD)):
        return None
    gaps = {"gaps": percent(tally.learned.gaps)}
    return _Found(level="warning", code="gap", sign="gap", count=tally.gaps, of=tally.rows, values=gaps)


_RULES: tuple[Callable[[Tally], _Found | None], ...] = (_unread, _number, _unseen, _outside, _shares, _gap)


def _level(count: int, of: int, expected: float) -> Level | None:
    """An error for most of the values where chance would hardly do it, a warning where it seldom would."""
    from scipy.special import bdtrc

    if not count:
        return None
    by_chance = float(bdtrc(count - 1, of, min(expected, 1.0)))
    if count > MOST * of and by_chance < CERTAIN:
        return "error"
    return "warning" if by_chance < UNLIKELY else None


def _times(tally: Tally) -> str:
    """How many times the learned middle value the middle value is."""
    learned, median = tally.learned.median, tally.median
    return number(median / learned) if learned and median is not None else "?"


def _worded(tally: Tally, found: _Found, others: Sequence[Tally], language: Language) -> Problem:
    raw, examples = tally.raw, tuple(tally.examples.get(found.sign, ()))
    counts = {"n": f"{found.count:,}", "of": f"{found.of:,}", "examples": ", ".join(examples)}
    message = say_in(COLUMNS, key_of(found.code, raw, COLUMNS), language, column=raw.name, **counts, **found.values)
    return Problem(
        level=found.level,
        code=found.code,
        column=raw.name,
        count=found.count,
        of=found.of,
        examples=examples,
        message=message + _likeness(tally, others, language) if found.code == "unseen" else message,
    )


def _likeness(tally: Tally, others: Sequence[Tally], language: Language) -> str:
    """Where the levels that were never learned could come from: another spelling, or another column."""
    examples = tally.examples["unseen"]
    spelled = {_folded(level): level for level in tally.learned.levels}
    if again := [spelled[_folded(example)] for example in examples if _folded(example) in spelled]:
        return say_in(COLUMNS, "spelled", language, level=again[0])
    for other in others:
        if other is not tally and all(example in other.learned.levels for example in examples):
            return say_in(COLUMNS, "like", language, other=other.raw.name)
    return ""


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()
