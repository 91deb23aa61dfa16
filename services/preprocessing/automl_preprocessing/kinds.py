"""What the values of one column are, guessed from the values and the column's name."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from automl_preprocessing.times import as_words, look_like_dates, reading
from automl_shared.config.models import ColumnKind
from automl_shared.recipe import LARGEST

KEY_SHARE = 0.95
"""Share of different values from which a column is taken for a key."""
KEY_ROWS = 10
"""Rows with a value that it takes to call a column a key."""
PROSE_WORDS = 3
"""Words per value, on average, from which mostly different texts are taken for prose."""
PROSE_LETTERS = 20
"""The same in letters, for languages that put no spaces between words."""
PROSE_SHARE = 0.5
NUMBER_SHARE = 0.95
"""Share of numbers from which a column of texts is taken for numbers; the others become gaps."""
FEW_CODES = 10
"""Different whole numbers up to which a person is told that they could be codes."""
SAMPLE, SAMPLE_SHARE = 500, 0.9
SPELLINGS: tuple[frozenset[str], ...] = tuple(
    frozenset(pair.split("|"))
    for pair in ("yes|no", "y|n", "true|false", "t|f", "on|off", "はい|いいえ", "有|無", "あり|なし", "○|×", "真|偽")
)
"""How people write yes and no."""

_KEY_NAME = re.compile(r"(?:^|[\W_])(?:id|key|uuid|guid|index|idx|no|nr|row_?names?)$|^unnamed: ?\d+$", re.IGNORECASE)
_KEY_ENDING = re.compile(r"(?:[a-z](?:Id|ID|Key|No)|[^\x00-\x7f](?:ID|id|Id)|番号|コード)$")


@dataclass(frozen=True, kw_only=True)
class Guess:
    """What a column is. ``why`` is a key of the table of words, ``values`` fill its text."""

    kind: ColumnKind
    why: str
    values: Mapping[str, object] = field(default_factory=dict)
    is_usable: bool = True
    """False for values that no recipe can treat, although their kind is one that is predicted from."""
    date_format: str = ""
    unread: int = 0
    """Values that are none of this kind and become gaps."""


def guess(series: pd.Series, distinct: int, *, is_wanted: bool) -> Guess:
    """What a column (n_rows,) is; ``distinct`` of its values differ. A key that ``is_wanted`` is no key."""
    present = series.dropna() if series.hasnans else series
    if present.empty:
        return Guess(kind="constant", why="why_no_value")
    if not hashable(present):
        return Guess(kind="text", why="why_nested", is_usable=False)
    nature = _nature(present)
    has_gaps = len(present) < len(series)
    if distinct == 1 and (not has_gaps or nature is _numeric):
        why = "why_always_or_missing" if has_gaps else "why_always"
        return Guess(kind="constant", why=why, values={"value": short(present.iloc[0])})
    return nature(present, distinct, is_wanted)


def hashable(present: pd.Series) -> bool:
    """Whether the values can be told apart; lists and nested values cannot."""
    return (
        present.dtype != object
        or not present.map(lambda value: isinstance(value, list | dict | set) or hasattr(value, "__array__")).any()
    )


def as_numbers(series: pd.Series) -> pd.Series:
    """float64 (n_rows,); what is no number, or too large to compute with, is a gap."""
    if not pd.api.types.is_numeric_dtype(series):
        series = pd.to_numeric(as_words(series).astype(object), errors="coerce")
    numbers = series.astype("float64")
    too_large = np.abs(numbers.to_numpy()) >= LARGEST
    return numbers.mask(too_large) if too_large.any() else numbers


def is_spelled_boolean(words: pd.Series) -> bool:
    """Whether the different texts are a pair of yes and no, in any case of letters."""
    spelled = {word.strip().casefold() for word in words.unique()}
    return len(spelled) == 2 and any(spelled == pair for pair in SPELLINGS)


def named_like_a_key(name: str) -> bool:
    """``customer_id``, ``OrderKey``, ``会員番号``."""
    return bool(_KEY_NAME.search(name.strip()) or _KEY_ENDING.search(name.strip()))


def short(value: object, most: int = 30) -> str:
    """A value for a sentence."""
    text = str(value)
    return repr(text if len(text) <= most else f"{text[:most]}…")


Nature = Callable[[pd.Series, int, bool], Guess]


def _nature(present: pd.Series) -> Nature:
    """Which rules apply to values of this dtype."""
    types = pd.api.types
    if isinstance(present.dtype, pd.StringDtype):
        return _text
    if isinstance(present.dtype, pd.CategoricalDtype):
        return _category
    if isinstance(present.dtype, pd.PeriodDtype) or present.dtype.kind == "M":
        return _date
    if present.dtype.kind == "m":
        return _duration
    if types.is_bool_dtype(present):
        return _boolean
    if types.is_complex_dtype(present):
        return _unsupported
    if types.is_numeric_dtype(present):
        return _numeric
    by_content: Mapping[str, Nature] = {
        "boolean": _boolean,
        "decimal": _numeric,
        "integer": _numeric,
        "floating": _numeric,
        "mixed-integer-float": _numeric,
        "date": _date,
        "datetime": _date,
        "period": _date,
        "time": _duration,
        "timedelta": _duration,
        "bytes": _unsupported,
        "complex": _unsupported,
    }
    return by_content.get(types.infer_dtype(present), _text)


def _numeric(present: pd.Series, distinct: int, is_wanted: bool) -> Guess:
    numbers = present.to_numpy(dtype="float64")
    if numbers[0] % 1 != 0 or not (numbers % 1 == 0).all():
        return Guess(kind="numeric", why="why_numbers")
    if not is_wanted and _is_key(len(present), distinct) and named_like_a_key(str(present.name)):
        return Guess(kind="identifier", why="why_number_key")
    if 2 < distinct <= FEW_CODES:
        return Guess(kind="numeric", why="why_few_numbers", values={"distinct": distinct})
    return Guess(kind="numeric", why="why_whole_numbers")


def _category(present: pd.Series, distinct: int, is_wanted: bool) -> Guess:
    """What a file declares to be categories is never numbers or dates."""
    if not is_wanted and _is_key(len(present), distinct):
        return Guess(kind="identifier", why="why_text_key")
    return Guess(kind="categorical", why="why_texts", values={"distinct": distinct})


def _boolean(_present: pd.Series, _distinct: int, _is_wanted: bool) -> Guess:
    return Guess(kind="boolean", why="why_boolean")


def _date(present: pd.Series, _distinct: int, _is_wanted: bool) -> Guess:
    return date_guess(present) or Guess(kind="datetime", why="why_unreadable_dates", is_usable=False)


def date_guess(present: pd.Series, **least: float) -> Guess | None:
    """Dates in a format that can be read, or in two that cannot be told apart; None for anything else."""
    found = reading(present, **least)
    if found is None:
        return None
    if found.other:
        values = {"one": found.pattern, "other": found.other, "example": short(present.iloc[0])}
        return Guess(kind="datetime", why="why_ambiguous_dates", values=values, is_usable=False)
    why = "why_dates_written" if found.pattern else "why_dates"
    values = {"pattern": found.pattern}
    return Guess(kind="datetime", why=why, values=values, date_format=found.pattern, unread=found.unread)


def _duration(_present: pd.Series, _distinct: int, _is_wanted: bool) -> Guess:
    return Guess(kind="datetime", why="why_duration", is_usable=False)


def _unsupported(_present: pd.Series, _distinct: int, _is_wanted: bool) -> Guess:
    return Guess(kind="text", why="why_unsupported", is_usable=False)


def _text(present: pd.Series, distinct: int, is_wanted: bool) -> Guess:
    words = as_words(present)
    sample = words.sample(min(len(words), SAMPLE), random_state=0)
    if distinct <= 4 and is_spelled_boolean(words):
        return Guess(kind="boolean", why="why_boolean")
    found = (date_guess(words) if look_like_dates(sample) else None) or _written_numbers(words, sample)
    if found is not None:
        return found
    if distinct >= PROSE_SHARE * len(words) and _is_prose(sample):
        return Guess(kind="text", why="why_prose")
    if not is_wanted and _is_key(len(words), distinct):
        return Guess(kind="identifier", why="why_text_key")
    return Guess(kind="categorical", why="why_texts", values={"distinct": distinct})


def _written_numbers(words: pd.Series, sample: pd.Series) -> Guess | None:
    """Numbers among which stand a few words; codes with leading zeros are no numbers."""
    if as_numbers(sample).notna().mean() < SAMPLE_SHARE or sample.str.match(r"\s*0\d").any():
        return None
    unread = int(as_numbers(words).isna().sum())
    if unread > (1 - NUMBER_SHARE) * len(words):
        return None
    why = "why_mostly_numbers" if unread else "why_written_numbers"
    return Guess(kind="numeric", why=why, values={"unread": unread}, unread=unread)


def _is_prose(sample: pd.Series) -> bool:
    if sample.str.count(r"\S+").mean() >= PROSE_WORDS:
        return True
    return bool(sample.str.len().mean() >= PROSE_LETTERS and sample.str.contains(r"[^\x00-\x7f]{4}").mean() > 0.5)


def _is_key(n_present: int, distinct: int) -> bool:
    return n_present >= KEY_ROWS and distinct >= KEY_SHARE * n_present
