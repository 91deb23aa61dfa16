"""Numbers as people write them, with their units."""

from __future__ import annotations

from automl_shared.config.models import Language
from automl_shared.plugins import Metric
from automl_shared.words import Words, say_in

WORDS: Words = {
    "higher": ("higher is better", "大きいほど良い"),
    "lower": ("lower is better", "小さいほど良い"),
}


def number(value: float) -> str:
    """Four significant digits; whole numbers with separators from 1,000 on."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def amount(metric: Metric, value: float) -> str:
    """A score as people write it: a share as a percentage."""
    return f"{100 * value:.1f} %" if metric.unit == "share" else number(value)


def meaning(metric: Metric, value: float, language: Language = "en") -> str:
    """What a score means, as half a sentence."""
    return metric.said(amount(metric, value), language)


def direction(metric: Metric, language: Language = "en") -> str:
    return say_in(WORDS, "higher" if metric.greater_is_better else "lower", language)


def seconds(value: float) -> str:
    if value < 1:
        return f"{value:.2g} s"
    if value < 120:
        return f"{value:.0f} s"
    return f"{value / 60:.0f} min" if value < 7200 else f"{value / 3600:.1f} h"


def size(n_bytes: int) -> str:
    return f"{n_bytes / 1e6:.1f} MB" if n_bytes >= 1e6 else f"{n_bytes / 1e3:.0f} kB"


def joined(texts: list[str], language: Language) -> str:
    """Sentences one after the other: Japanese ones stand without a space."""
    return (" " if language == "en" else "").join(text for text in texts if text)
