"""What the pictures share. Each one is a function from the plain facts of `automl_preprocessing.meta.facts`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import plotly.graph_objects as go

from automl_preprocessing.words.pictures import word
from automl_shared.config.models import Language
from automl_shared.figures import plain, shortened
from automl_shared.words import width_of

Facts = Mapping[str, Any]
Draw = Callable[[Facts], Any]

NAME_WIDTH = 28
"""Places of a name beside a bar or above a small picture."""
BAR_HEIGHT, MARGINS = 26, 190
NARROW = 8
"""Pixels a letter takes beside an axis."""


def said(facts: Facts, key: str, **values: object) -> str:
    """A text in the run's language."""
    language: Language = facts["language"]
    return word(key, language, **values)


def cut(facts: Facts, key: str, shown: int, total: int, **values: object) -> str | None:
    """What is not shown, in words; None where everything is."""
    return said(facts, key, shown=f"{shown:,}", total=f"{total:,}", **values) if shown < total else None


def cut_rows(facts: Facts) -> str | None:
    """That a picture is drawn from a sample of the rows, where it is."""
    return cut(facts, "cut_rows", facts["n_sampled"], facts["n_train"])


def notes(*sentences: str | None) -> str | None:
    """The sentences that apply, one after the other."""
    return " ".join(sentence for sentence in sentences if sentence) or None


def name_of(text: str, width: int = NAME_WIDTH) -> str:
    """A name or value from the data, short and without markup."""
    return plain(shortened(text, width))


def label_margin(labels: Sequence[str]) -> int:
    """Pixels to the left of horizontal bars for labels of up to `NAME_WIDTH` places."""
    return 30 + NARROW * min(NAME_WIDTH, max((width_of(label) for label in labels), default=0))


def bars(labels: Sequence[str], values: Sequence[float], texts: Sequence[str], **options: Any) -> Any:
    """Horizontal bars by place, since two shortened labels may be equal; `named_places` writes the labels."""
    hover = [f"{label}: {text}" for label, text in zip(labels, texts, strict=True)]
    places = list(range(len(labels)))
    return go.Bar(
        x=list(values),
        y=places,
        orientation="h",
        text=list(texts),
        textposition="outside",
        cliponaxis=False,
        hovertext=hover,
        hoverinfo="text",
        **options,
    )


def named_places(labels: Sequence[str]) -> dict[str, Any]:
    """Settings of the axis beside `bars`: the first label on top."""
    return {
        "tickmode": "array",
        "tickvals": list(range(len(labels))),
        "ticktext": list(labels),
        "range": [len(labels) - 0.4, -0.6],
    }


def histogram_bars(histogram: Mapping[str, list[float]], **options: Any) -> Any:
    """A histogram that was counted before, so that few numbers travel."""
    edges, counts = histogram["edges"], histogram["counts"]
    middles = [low + (high - low) / 2 for low, high in pairwise(edges)]
    return go.Bar(x=middles, y=counts, width=[high - low for low, high in pairwise(edges)], **options)
