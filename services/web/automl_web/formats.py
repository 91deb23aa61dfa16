"""Numbers, times and sizes as a person reads them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from markupsafe import Markup, escape

from automl_shared.config.models import Language
from automl_shared.plugins import METRICS
from automl_shared.words import percent, say_in
from automl_web.words import WORDS


def number(value: float | None) -> str:
    """Four digits that mean something; a dash for nothing."""
    if value is None or not math.isfinite(value):
        return "–" if value is None else str(value)
    return f"{value:,.0f}" if value == int(value) and abs(value) < 1e12 else f"{value:.4g}"


def metric(name: str) -> str:
    """A scalar's title and series, which are often the same word: said once."""
    title, _, series = name.partition(" / ")
    return title if title.rpartition("/")[2] == series else name


def spread(value: float | None) -> str:
    """Two digits: nobody knows a spread any better."""
    return "–" if value is None else f"{value:.2g}"


def coded(text: str) -> Markup:
    """A sentence with `names` in backticks."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return Markup(escape(text))
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if place % 2 else escape(part) for place, part in enumerate(parts)
    )


def size(count: float | None) -> str:
    """``1.2 MB``."""
    if count is None:
        return "–"
    for unit in ("B", "kB", "MB"):
        if count < 1000:
            return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.1f} GB"


def moment(value: datetime | None, form: str = "age") -> Markup:
    """A time that the page's script shows in the reader's zone: how long ago, or the clock's (``form`` clock)."""
    if value is None:
        return Markup("–")
    day, _, clock = value.astimezone(UTC).isoformat(timespec="seconds").partition("T")
    return Markup(  # put together as text: a table may have hundreds of times, and none of these needs escaping
        f'<time datetime="{day}T{clock}" data-as="{form}" title="{day} {clock[:8]} UTC">{day} {clock[:5]} UTC</time>'
    )


FILTERS: Mapping[str, Callable[..., Any]] = {
    "number": number,
    "metric": metric,
    "spread": spread,
    "coded": coded,
    "size": size,
    "moment": moment,
}


@dataclass(frozen=True)
class Formats:
    """The same where words are needed."""

    language: Language

    def duration(self, seconds: float | None) -> str:
        """``0.4 s``, ``40 s``, ``3 min``, ``2.5 h`` or ``5 d``."""
        if seconds is None:
            return "–"
        for key, length in (("days", 86400), ("hours", 3600), ("minutes", 60)):
            if seconds >= length:
                return say_in(WORDS, key, self.language, n=f"{seconds / length:.2g}")
        return say_in(WORDS, "seconds", self.language, n=f"{seconds:.0f}" if seconds >= 10 else f"{seconds:.2g}")

    def metric(self, name: str, positive: str = "") -> str:
        """Its name as people read it, with the class it is about; as it is for one that is not installed here."""
        return METRICS.get(name).titled(self.language, positive) if name in METRICS else name

    def score(self, metric: str, value: float | None) -> str:
        """What a score means, as half a sentence; its name and number for a metric that is not installed here."""
        if value is None:
            return "–"
        if metric not in METRICS:
            return f"{metric} {number(value)}"
        plugin = METRICS.get(metric)
        return plugin.said(percent(value) if plugin.unit == "share" else number(value), self.language)
