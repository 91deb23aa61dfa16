"""How far new rows have moved from those a model learned from, column by column."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from automl_data.bundle import Learned
from automl_data.bundle.problems import number_or_day
from automl_data.bundle.tally import Tally
from automl_shared.config.models import Language
from automl_shared.frozen import Frozen
from automl_shared.words import N_, Words, percent, say_in

LARGE = 0.25
"""Population stability index from which a shift is taken for large, by long custom."""
CHANCE = 0.001
"""How often chance alone may show a shift, over all columns together."""
MOST_BINS = 10
"""Levels that count by themselves; the others share a bin."""
MOST_GAPS = 0.2
"""Change of the share of gaps from which it is told before anything else."""

WORDS: Words = {"others": N_("values never learned"), "empty": N_("{share} empty"), "level": N_("{name}: {share}")}


class Shift(Frozen):
    """A column that is distributed differently. ``index``: population stability index. ``before`` and ``now``: the
    middle of numbers and dates, the share of the level that moved most, or of gaps, as text."""

    column: str
    index: float
    before: str
    now: str


def shifts(tallies: Iterable[Tally], language: Language = "en") -> list[Shift]:
    """The columns that have moved far, and by more than chance; the farthest first.

    Times the harmonic size of the two samples the index follows a chi-squared distribution (Yurdakul 2018, Statistical
    Properties of Population Stability Index), here with Bonferroni's correction.
    """
    from scipy.special import chdtrc

    every = [one for one in tallies if one.rows]
    found: list[Shift] = []
    for tally in every:
        learned, now = _counts(tally)
        index = _index(learned, now)
        size = 1.0 / (1.0 / learned.sum() + 1.0 / now.sum())
        if index >= LARGE and len(now) > 1 and chdtrc(len(now) - 1, index * size) < CHANCE / len(every):
            before, after = _told(tally, language)
            found.append(Shift(column=tally.raw.name, index=round(index, 3), before=before, now=after))
    return sorted(found, key=lambda one: -one.index)


def _counts(tally: Tally) -> tuple[np.ndarray, np.ndarray]:
    """Rows per bin while learning and now; the last bin is of gaps, and a bin that is empty on both sides is none."""
    learned = tally.learned
    shares = np.array(learned.shares or [*learned.levels.values(), _others(learned)])
    before = shares * (1.0 - learned.gaps) * learned.rows
    now = np.zeros(len(before)) if tally.bins is None else tally.bins.astype("float64")
    if tally.bins is None:  # text, of which nothing but the gaps is counted
        now[-1] = tally.rows - _without_value(tally)
    if learned.levels:
        before, now = _few(before), _few(now)
    before, now = np.append(before, learned.gaps * learned.rows), np.append(now, _without_value(tally))
    occurring = before + now > 0
    return before[occurring], now[occurring]


def _few(levels: np.ndarray) -> np.ndarray:
    """The most frequent levels by themselves, the rest together."""
    return np.append(levels[:-1][:MOST_BINS], levels[:-1][MOST_BINS:].sum() + levels[-1])


def _others(learned: Learned) -> float:
    """Share of the values that are none of the levels."""
    return max(0.0, 1.0 - sum(learned.levels.values()))


def _without_value(tally: Tally) -> float:
    """Rows whose value a model does not see: gaps, and what could not be read."""
    return float(tally.gaps + tally.counts["unread"])


def _index(before: np.ndarray, now: np.ndarray) -> float:
    expected, actual = (before + 0.5) / (before + 0.5).sum(), (now + 0.5) / (now + 0.5).sum()
    return float(((actual - expected) * np.log(actual / expected)).sum())


def _told(tally: Tally, language: Language) -> tuple[str, str]:
    """Before and now of what moved most."""
    learned, gaps = tally.learned, _without_value(tally) / tally.rows
    if abs(gaps - learned.gaps) > MOST_GAPS or tally.bins is None:
        first, second = (say_in(WORDS, "empty", language, share=percent(share)) for share in (learned.gaps, gaps))
        return first, second
    if learned.median is not None and tally.median is not None:
        return number_or_day(tally.raw, learned.median), number_or_day(tally.raw, tally.median)
    before, now = [*learned.levels.values(), _others(learned)], tally.bins / tally.bins.sum()
    place = int(np.abs(now - before).argmax())
    name = [*learned.levels, say_in(WORDS, "others", language)][place]
    first, second = (
        say_in(WORDS, "level", language, name=name, share=percent(float(share[place]))) for share in (before, now)
    )
    return first, second
