"""What is to be predicted, and how it is spread."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from automl_preprocessing.visualization.base import (
    BAR_HEIGHT,
    Facts,
    bars,
    cut,
    histogram_bars,
    name_of,
    picture,
    saying,
)
from automl_shared.figure_axes import bars_height, level_axis, names_downwards, upright_axis
from automl_shared.figures import COLOURS, captioned
from automl_shared.magnitudes import rounded_number
from automl_shared.words import N_, NC_, Words

WORDS: Words = {
    "target_classes": N_(
        "How often each value of “{target}”, which is to be predicted, occurs in the {n} training rows."
    ),
    "target_numbers": N_(
        "How the values of “{target}”, which is to be predicted, are spread over the {n} training rows."
    ),
    "cut_classes": N_("Shown: the {shown} most frequent of {total} classes."),
    "mean": N_("mean {value}"),
    "median": N_("median {value} (half are below)"),
    "training_row_axis": N_("training rows"),
}
said = saying(WORDS)


@picture(
    NC_("a picture", "target distribution"),
    place=30,
    meaning="What is to be predicted: how often each class occurs, or how the numbers are spread.",
)
def target_distribution(facts: Facts) -> Any:
    """Classes with counts and shares, or a histogram with mean and median."""
    return _numbers(facts) if "histogram" in facts["target"] else _classes(facts)


def _classes(facts: Facts) -> Any:
    target, n = facts["target"], facts["n_train"]
    pairs = sorted(zip(target["counts"], target["labels"], strict=True), key=lambda pair: -pair[0])
    shown = pairs[: facts["max_columns"]]
    labels = [label for _, label in shown]
    counts = [count for count, _ in shown]
    figure = go.Figure(bars(labels, counts, [f"{count:,} ({count / n:.1%})" for count in counts]))
    names = names_downwards(labels, at=range(len(labels)))
    figure.update_xaxes(level_axis(said(facts, "training_row_axis"), range=[0, 1.25 * max(counts)]))
    figure.update_yaxes(names)
    caption = said(facts, "target_classes", target=name_of(target["name"]), n=f"{n:,}")
    note = cut(said, facts, "cut_classes", len(shown), len(pairs))
    return captioned(figure, caption, cut=note, height=bars_height(names, BAR_HEIGHT))


def _numbers(facts: Facts) -> Any:
    target = facts["target"]
    figure = go.Figure(histogram_bars(target["histogram"], showlegend=False))
    highest = max(target["histogram"]["counts"])
    for key, colour, dash in (("mean", COLOURS[1], "solid"), ("median", COLOURS[4], "dash")):
        value = target[key]
        line = {"color": colour, "dash": dash, "width": 3}
        name = said(facts, key, value=rounded_number(value, facts["language"]))
        figure.add_scatter(x=[value, value], y=[0, highest], mode="lines", line=line, name=name)
    figure.update_xaxes(level_axis(target["name"]))
    figure.update_yaxes(upright_axis(said(facts, "training_row_axis")))
    caption = said(facts, "target_numbers", target=name_of(target["name"]), n=f"{facts['n_train']:,}")
    return captioned(figure, caption)
