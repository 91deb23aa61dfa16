"""Numbers, times and sizes as a person reads them."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from automl_shared import words
from automl_shared.config.loader import description_of, dotted_path
from automl_shared.config.models import CHOICES, Language
from automl_shared.naming import IMAGE_TAG, Unit, tag_value
from automl_shared.pictures import heading
from automl_shared.plugins import METRICS, MODELS
from automl_shared.sections import config_path
from automl_shared.tracker.viewing import ArtifactEntry, Machine, PlotEntry, WorkerEntry
from automl_shared.words import LANGUAGES, own_name, percent, say_in, translated, two_digits, with_unit
from automl_web.setting_words import SETTINGS
from automl_web.words import WORDS

MOST_ENDING = 7
MOST_VALUE = 2000
"""Letters of a stored value that are shown."""
_ISOLATE, _END = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
_ISOLATES = re.compile("[\u2066-\u2069]")
"""Marks that begin or end an isolate: within a name they would end ours, or have its end taken for theirs."""
_TURNING = frozenset(("R", "AL", "AN", "RLE", "RLO", "RLI", "LRE", "LRO", "LRI", "FSI", "PDF", "PDI"))
"""Kinds of characters, as Unicode has them, that turn what stands beside them."""
_HEATMAP = "models x preprocessing "
"""How the names of pictures begin that one metric is on."""
_ALL_BEFORE = 999.95
"""From here on four digits are all before the point."""


def number(value: float | None) -> str:
    """Four digits that mean something, and all of those before the point; a dash for nothing."""
    if value is None or not math.isfinite(value):
        return "–" if value is None else str(value)
    is_whole = value == int(value) or abs(value) >= _ALL_BEFORE
    return f"{value:,.0f}" if is_whole and abs(value) < 1e15 else f"{value:.4g}"


def measured(value: float | None) -> str:
    """The same for what stands in a column of its kind: always four digits, so that the points are below each other."""
    if value is None or not math.isfinite(value) or abs(value) >= _ALL_BEFORE:
        return number(value)
    return f"{value:#.4g}"


def metric(name: str) -> str:
    """A scalar's title and series, which are often the same word: said once."""
    title, _, series = name.partition(" / ")
    return title if title.rpartition("/")[2] == series else name


def spread(value: float | None) -> str:
    """Two digits: nobody knows a spread any better."""
    return number(value) if value is None or not math.isfinite(value) else two_digits(value)


def capital(text: str) -> str:
    """A sentence begins with one."""
    return text[:1].upper() + text[1:]


def isolated(name: str) -> str:
    """A name in a sentence: one that is read from the right, or turns the direction, leaves the rest in its order."""
    if name.isascii() or not _TURNING.intersection(map(unicodedata.bidirectional, name)):
        return name
    return f"{_ISOLATE}{_ISOLATES.sub('', name)}{_END}"


class _Grouped(int):
    """A number that is written with its thousands apart."""

    def __format__(self, form: str) -> str:
        return format(int(self), form or ",")


def in_sentence(value: object) -> object:
    """A value as a sentence has it."""
    if isinstance(value, str):
        return isolated(value)
    return _Grouped(value) if isinstance(value, int) and not isinstance(value, bool) else value


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
    return "–" if count is None else words.size(count)


def short(text: str) -> str:
    """A stored value as a table has room for it."""
    return f"{text[:MOST_VALUE]}…" if len(text) > MOST_VALUE else text


def file_kind(entry: ArtifactEntry) -> str:
    """By its name's ending, which people know; ClearML's word for it where there is none."""
    ending = PurePosixPath(urlsplit(entry.uri).path).suffix.removeprefix(".")
    return ending.upper() if ending.isalnum() and len(ending) <= MOST_ENDING else entry.type


def is_tabular(plot: PlotEntry) -> bool:
    """Whether a table is in it, which takes the whole width: so nothing moves when it is drawn."""
    data = plot.figure.partition('"layout"')[0]  # whose template may name every kind of trace
    return bool(re.search(r'"type": ?"table"', data))


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
    "spread": spread,
    "capital": capital,
    "coded": coded,
    "isolated": isolated,
    "file_kind": file_kind,
    "short": short,
    "size": size,
    "moment": moment,
}


_SCORES: Mapping[str, str] = {
    "metric/": "scalar_metric",
    "metric_std/": "scalar_metric_std",
    "comparison/best_": "scalar_best",
    "comparison/topk_mean_": "scalar_topk_mean",
}
"""How the names of scalars begin that are scores, and what such a scalar is called."""


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

    def left(self, seconds: float) -> str:
        """What is left of a run: a guess, in whole minutes, so that it does not rise and fall with every task."""
        if seconds < 60:
            return say_in(WORDS, "nearly_over", self.language)
        minutes = math.ceil(seconds / 60)
        rounded = minutes if minutes <= 10 else 5 * math.ceil(minutes / 5)
        return say_in(WORDS, "about_left", self.language, time=self.duration(60.0 * rounded))

    def metric(self, name: str, positive: str = "") -> str:
        """Its name as people read it, with the class it is about; as it is for one that is not installed here."""
        return METRICS.get(name).titled(self.language, positive) if name in METRICS else name

    def model(self, label: str) -> str:
        """A model's label in a run as people read it; as it is for one that is not installed here."""
        return _model_title(label, self.language)

    def does(self, unit: Unit) -> str:
        """What a task of a run works on, in a few words."""
        subject = self.model(unit.model) if unit.model else unit.preproc_id or "–"
        return say_in(WORDS, f"does_{unit.phase.value}", self.language, subject=subject)

    def picture(self, title: str) -> str:
        """Its heading, without the number that puts it in its place; as it is for one that is not of the product."""
        name = re.sub(r"^\d\d ", "", title)
        if name.startswith(_HEATMAP):
            return say_in(WORDS, "heatmap", self.language, metric=self.metric(name.removeprefix(_HEATMAP)))
        return capital(heading(name, self.language))

    def step(self, phase: str) -> str:
        """A phase's name; its own word for one that this version does not know."""
        key = f"phase_{phase}"
        return say_in(WORDS, key, self.language) if key in WORDS else phase

    def machine(self, worker: WorkerEntry, machine: Machine | None) -> str:
        """How busy a worker's machine is, and which version it runs; empty where neither is known."""
        known = {
            "cpu_load": machine.cpu if machine else None,
            "memory_load": machine.memory if machine else None,
            "worker_version": tag_value(worker.tags, IMAGE_TAG),
        }
        said = {key: f"{value:.0f}" if isinstance(value, float) else value for key, value in known.items()}
        return " · ".join(say_in(WORDS, key, self.language, value=value) for key, value in said.items() if value)

    def listed(self, name: str, phase: str) -> str:
        """A task's name in a list of its run: a step that there is once is called by it."""
        return self.step(phase) if name == phase else name

    def value(self, metric: str | None, value: float | None, unit: str = "") -> str:
        """A score with its unit: shares as sentences have them, in per cent. ``unit``: of a score that is no share."""
        if value is not None and _is_share(metric):
            return percent(value)
        return _with_unit(measured(value), unit)

    def margin(self, metric: str | None, value: float | None, unit: str = "") -> str:
        """A spread of scores, in the unit that the scores have."""
        if value is not None and _is_share(metric):
            return f"{spread(100 * value)} %"
        return _with_unit(spread(value), unit)

    def lead(self, metric: str | None, value: float) -> str:
        """A difference of scores: of shares in points, which nobody takes for a share of the score."""
        if not _is_share(metric):
            return spread(value)
        return say_in(WORDS, "points", self.language, n=spread(100 * value))

    def setting(self, key: str) -> tuple[str, str]:
        """Of what tasks show as ``Section/key``: its key as a config file has it, and what it is."""
        path = config_path(key)
        return dotted_path(path), translated(description_of(path), self.language)

    def called(self, name: str) -> str:
        """A setting as people call it, by its dotted name; as it is where it has none."""
        return say_in(SETTINGS, name, self.language) if name in SETTINGS else name

    def choice(self, value: str) -> str:
        """A choice of a setting in words, and as the config says it where that is another word."""
        if value in LANGUAGES:
            return own_name(value)
        told = say_in(CHOICES, value, self.language) if value in CHOICES else value
        return value if told == value else f"{told} ({value})"

    def choices(self, values: str) -> str:
        """The same of a list as the config has it."""
        return ", ".join(self.choice(one) for one in values.strip("[]").split(", "))

    def scalar(self, name: str) -> str:
        """What a stored scalar is, in words; its own name for one that is not of the product."""
        title = metric(name)
        for start, key in _SCORES.items():
            if title.startswith(start):
                return say_in(WORDS, key, self.language, metric=self.metric(title.removeprefix(start)))
        key = f"scalar_{title.rpartition('/')[2]}"
        return say_in(WORDS, key, self.language) if key in WORDS else title

    def scalar_value(self, name: str, value: float) -> str:
        """With the unit that its name tells."""
        title = metric(name)
        for start in _SCORES:
            if title.startswith(start):
                told = self.margin if start == "metric_std/" else self.value
                return told(title.removeprefix(start), value)
        if title.endswith("_seconds"):
            return self.duration(value)
        return size(value) if title.endswith("_bytes") else number(value)

    def score(self, metric: str, value: float | None) -> str:
        """What a score means, as half a sentence; its name and number for a metric that is not installed here."""
        if value is None:
            return "–"
        if metric not in METRICS:
            return f"{metric} {number(value)}"
        return METRICS.get(metric).said(self.value(metric, value), self.language)


def _with_unit(text: str, unit: str) -> str:
    return text if text == "–" else with_unit(text, unit)


@lru_cache(maxsize=1024)
def _model_title(label: str, language: Language) -> str:
    names = [name for name in MODELS if label == name or label.startswith(f"{name}-")]
    return MODELS.get(max(names, key=len)).titled(label, language) if names else label


def _is_share(metric: str | None) -> bool:
    return metric is not None and metric in METRICS and METRICS.get(metric).unit == "share"
