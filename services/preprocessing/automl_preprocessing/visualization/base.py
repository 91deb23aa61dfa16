"""What the pictures share. Each one draws the plain facts of `automl_preprocessing.meta.facts`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Protocol

import plotly.graph_objects as go

from automl_shared.figures import plain, shortened
from automl_shared.pictures import Pictures
from automl_shared.words import N_, Words, say_in

Facts = Mapping[str, Any]

PICTURES = Pictures()
picture = PICTURES.picture

NAME_WIDTH = 28
"""Places of a name in a caption or above a small picture."""
BAR_HEIGHT = 26

WORDS: Words = {
    "cut_rows": N_("Drawn from {shown} of {total} training rows, chosen at random."),
    "other_categories": N_("(all others)"),
    "masked": N_("••• stands for personal data, which is hidden here (output.mask_personal_data)."),
    "cut_numbers": N_("Shown: the {shown} of {total} number columns that say most about the target."),
}


class Said(Protocol):
    """A text of one table in the run's language."""

    def __call__(self, facts: Facts, key: str, /, **values: object) -> str: ...


def saying(words: Words) -> Said:
    """Says what a table has."""

    def said(facts: Facts, key: str, /, **values: object) -> str:
        return say_in(words, key, facts["language"], **values)

    return said


common = saying(WORDS)
"""Says what several pictures do."""


def cut(said: Said, facts: Facts, key: str, shown: int, total: int) -> str | None:
    """What is not shown, in words; None where everything is."""
    return said(facts, key, shown=f"{shown:,}", total=f"{total:,}") if shown < total else None


def cut_rows(facts: Facts) -> str | None:
    """That a picture is drawn from a sample of the rows, where it is."""
    return cut(common, facts, "cut_rows", facts["n_sampled"], facts["n_train"])


def cut_numbers(facts: Facts) -> str | None:
    """That a picture shows some of the number columns, where it does."""
    return cut(common, facts, "cut_numbers", len(facts["distributions"]), facts["n_numeric"])


def notes(*sentences: str | None) -> str | None:
    """The sentences that apply, one after the other."""
    return " ".join(sentence for sentence in sentences if sentence) or None


def name_of(text: str, width: int = NAME_WIDTH) -> str:
    """A name or value from the data, short and without markup."""
    return plain(shortened(text, width))


def bars(labels: Sequence[str], values: Sequence[float], texts: Sequence[str], **options: Any) -> Any:
    """Horizontal bars by place, since two names may be shown alike; `names_downwards` writes them."""
    hover = [f"{plain(label)}: {text}" for label, text in zip(labels, texts, strict=True)]
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


def histogram_bars(histogram: Mapping[str, list[float]], **options: Any) -> Any:
    """A histogram that was counted before, so that few numbers travel."""
    edges, counts = histogram["edges"], histogram["counts"]
    middles = [low + (high - low) / 2 for low, high in pairwise(edges)]
    return go.Bar(x=middles, y=counts, width=[high - low for low, high in pairwise(edges)], **options)
