"""Numbers as people write them, with their units."""

from __future__ import annotations

import re

from automl_shared.config.models import Language
from automl_shared.magnitudes import rounded_number
from automl_shared.plugins import Metric
from automl_shared.words import N_, Words, number, paragraph, percent, say_in

WORDS: Words = {
    "higher": N_("higher is better"),
    "lower": N_("lower is better"),
    "points": N_("{n:.1f} percentage points"),
    "part_of_point": N_("under 0.1 percentage points"),
    "quoted": N_("{text}"),
    "seconds": N_("{n} s"),
    "minutes": N_("{n} min"),
    "hours": N_("{n} h"),
}
_JAPANESE = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")


def value_of_column(value: float) -> str:
    """A value of a column: four digits stand without a separator, as years do."""
    is_told_whole = value == round(value) or abs(value) >= 1000
    return f"{value:.0f}" if is_told_whole and abs(value) < 10_000 else number(value)


def amount(metric: Metric, value: float) -> str:
    """A score as people write it: a share as a percentage, and all of it only when it is."""
    return percent(value) if metric.unit == "share" else number(value)


def rounded(metric: Metric, value: float, language: Language = "en") -> str:
    """A score for a sentence or a bar: three digits, large numbers in words (1.24 million); tables have `amount`."""
    return amount(metric, value) if metric.unit == "share" else rounded_number(value, language)


def rounded_ends(metric: Metric, low: float, high: float, language: Language = "en") -> tuple[str, str]:
    """Both ends of a range of scores for a sentence, each as it would stand alone."""
    return rounded(metric, low, language), rounded(metric, high, language)


def gap(metric: Metric, one: float, other: float, language: Language = "en") -> str:
    """How far two scores are apart, as a reader would count it from the two as they are written."""
    if metric.unit == "share":
        return say_in(WORDS, "points", language, n=abs(round(100 * one, 1) - round(100 * other, 1)))
    return number(abs(_as_written(one) - _as_written(other)))


def points(share: float, language: Language = "en") -> str:
    """A share in percentage points; one that is more than nothing is never told as 0.0."""
    told = round(100 * share, 1)
    return say_in(WORDS, "points" if told or share == 0 else "part_of_point", language, n=told)


def _as_written(value: float) -> float:
    return float(number(value).replace(",", ""))


def meaning(metric: Metric, value: float, language: Language = "en", positive: str = "") -> str:
    """What a score means, as half a sentence. ``positive``: as for `Metric.said`."""
    return metric.said(rounded(metric, value, language), language, positive)


def direction(metric: Metric, language: Language = "en") -> str:
    return say_in(WORDS, "higher" if metric.greater_is_better else "lower", language)


def seconds(value: float, language: Language = "en") -> str:
    """A time in its largest unit that still says enough."""
    if value < 120:
        return say_in(WORDS, "seconds", language, n=f"{value:.2g}" if value < 1 else f"{value:.0f}")
    if value < 7200:
        return say_in(WORDS, "minutes", language, n=f"{value / 60:.0f}")
    return say_in(WORDS, "hours", language, n=f"{value / 3600:.1f}")


def size(n_bytes: int) -> str:
    return f"{n_bytes / 1e6:.1f} MB" if n_bytes >= 1e6 else f"{n_bytes / 1e3:.0f} kB"


def quoted(text: str, language: Language) -> str:
    """What a program has said, as it stands: marked as such for a reader of another language."""
    own = language == "en" or not text or _JAPANESE.search(text)
    return text if own else say_in(WORDS, "quoted", language, text=text)


def joined(texts: list[str], language: Language) -> str:
    """Sentences one after the other, as far as there are any."""
    return paragraph((text for text in texts if text), language)
