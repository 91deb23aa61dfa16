"""Columns in the data, features a model sees."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from automl_preprocessing.visualization.base import Facts, bars, picture, saying
from automl_shared.figure_axes import bars_height, level_axis, names_downwards
from automl_shared.figures import captioned
from automl_shared.words import N_, NC_, Words

GROUP_HEIGHT = 56

WORDS: Words = {
    "feature_counts": N_(
        "{used} columns are used and become {after} numbers that a model sees (features); {left_out} are left out."
    ),
    "count_note": N_(
        "Features are counted on the training part of the first fold; in others they may differ a little."
    ),
    "before": N_("columns in the data"),
    "after": N_("features a model sees"),
    "count_axis": N_("how many"),
    "group_numeric": N_("numbers"),
    "group_categorical": N_("categories"),
    "group_high_cardinality": N_("categories of very many values"),
    "group_datetime": N_("dates and times"),
    "group_text": N_("free texts"),
    "group_several": N_("made of several columns"),
    "group_left_out": N_("left out"),
}
said = saying(WORDS)


@picture(NC_("a picture", "feature counts"), place=70, meaning="Features by kind, before and after the preparation.")
def feature_counts(facts: Facts) -> Any:
    """Two bars for each kind: how many columns there were, how many features they became."""
    before, after = facts["feature_counts"]["before"], facts["feature_counts"]["after"]
    kinds = [kind for kind in before if before[kind] or after[kind]]
    labels = [said(facts, f"group_{kind}") for kind in kinds]
    figure = go.Figure(
        [
            bars(labels, counts, [f"{count:,}" for count in counts], name=said(facts, name))
            for name, counts in (
                ("before", [before[kind] for kind in kinds]),
                ("after", [after[kind] for kind in kinds]),
            )
        ]
    )
    names = names_downwards(labels, at=range(len(labels)))
    most = max(*before.values(), *after.values())
    figure.update_xaxes(level_axis(said(facts, "count_axis"), range=[0, 1.15 * most]))
    figure.update_yaxes(names)
    used = sum(count for kind, count in before.items() if kind != "left_out")
    caption = said(
        facts, "feature_counts", used=f"{used:,}", after=f"{facts['n_features']:,}", left_out=f"{before['left_out']:,}"
    )
    captioned(figure, caption, cut=said(facts, "count_note"), height=bars_height(names, GROUP_HEIGHT))
    return figure.update_layout(barmode="group")
