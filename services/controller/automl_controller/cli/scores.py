"""Scores, times and sizes as a person reads them."""

from __future__ import annotations

from datetime import datetime

from automl_controller.cli.output import cell
from automl_controller.cli.words import RUN_TEXTS
from automl_shared.config.models import Language
from automl_shared.plugins import METRICS
from automl_shared.words import percent, say_in, two_digits, with_unit

_UNITS = (("days", 86400), ("hours", 3600), ("minutes", 60))


def score_in_words(metric: str, value: float, language: Language, positive: str = "") -> str:
    """What a score means, as half a sentence; its name and number for a metric that is not installed here.

    ``positive``: as for `Metric.said`.
    """
    if metric not in METRICS:
        return f"{metric} {cell(value)}"
    return METRICS.get(metric).said(score(metric, value), language, positive)


def score(metric: str, value: float | None, unit: str = "") -> str:
    """A share as a percentage, any other score with four digits and its unit; a dash for none."""
    if value is None:
        return cell(value)
    return percent(value) if _is_share(metric) else with_unit(cell(value), unit)


def margin(metric: str, value: float, unit: str = "") -> str:
    """A spread of scores, in the unit that the scores have."""
    return f"{two_digits(100 * value)} %" if _is_share(metric) else with_unit(two_digits(value), unit)


def _is_share(metric: str) -> bool:
    return metric in METRICS and METRICS.get(metric).unit == "share"


def metric_title(metric: str, language: Language, positive: str) -> str:
    """What people read in place of its name, with the class it is about where there is one."""
    return METRICS.get(metric).titled(language, positive) if metric in METRICS else metric


def took(seconds: float, language: Language) -> str:
    """As `duration`, with two digits: of what was measured, not guessed."""
    key, size = next((one for one in _UNITS if seconds >= one[1]), ("seconds", 1))
    return say_in(RUN_TEXTS, key, language, n=two_digits(seconds / size))


def duration(seconds: float, language: Language) -> str:
    """``40 s``, ``3 min``, ``2 h`` or ``5 d``."""
    key, size = next((one for one in _UNITS if seconds >= one[1]), ("seconds", 1))
    return say_in(RUN_TEXTS, key, language, n=round(seconds / size))


def age(since: datetime | None, now: datetime, language: Language) -> str:
    """How long ago something was."""
    if since is None:
        return "-"
    return say_in(RUN_TEXTS, "ago", language, time=duration(max(0.0, (now - since).total_seconds()), language))
