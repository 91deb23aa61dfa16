"""The most frequent values of category columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plotly.subplots import make_subplots

from automl_preprocessing.visualization.base import (
    Facts,
    bars,
    common,
    cut,
    cut_rows,
    name_of,
    named_places,
    notes,
    picture,
    saying,
)
from automl_shared.figures import COLOURS, captioned, nothing_to_show
from automl_shared.words import N_, NC_, Words

BAR_HEIGHT, GAP, FRAME = 22, 70, 176
PER_ROW = 2
LABEL_WIDTH = 20
OTHERS = "#b8bec6"

WORDS: Words = {
    "categories": N_("How often each category occurs: the most frequent ones of every category column."),
    "no_categories": N_("There is no category column."),
    "category_title": N_("{column}: {n} different values"),
    "no_value": N_("(no value)"),
    "cut_category_columns": N_("Shown: the {shown} of {total} category columns that say most about the target."),
    "cut_categories": N_("Of each column the {most} most frequent values; the rest is counted as “(all others)”."),
}
said = saying(WORDS)


@picture(
    NC_("a picture", "category frequencies"), place=60, meaning="The most frequent values of each column of categories."
)
def category_frequencies(facts: Facts) -> Any:
    """Bars per column, two columns side by side; the rest and the gaps in grey."""
    shown = facts["categories"]
    if not shown:
        return nothing_to_show(said(facts, "no_categories"))
    tables = [_bars_of(facts, one) for one in shown]
    rows = [tables[start : start + PER_ROW] for start in range(0, len(tables), PER_ROW)]
    heights = [max(len(labels) for labels, *_ in row) * BAR_HEIGHT for row in rows]
    total = sum(heights) + GAP * (len(rows) - 1)
    titles = [said(facts, "category_title", column=name_of(one["column"]), n=f"{one['distinct']:,}") for one in shown]
    figure = make_subplots(
        rows=len(rows),
        cols=PER_ROW,
        subplot_titles=titles,
        row_heights=heights,
        vertical_spacing=GAP / total if len(rows) > 1 else 0.0,
        horizontal_spacing=0.24,
    )
    figure.update_annotations(font_size=13)
    for place, (labels, shares, colours) in enumerate(tables):
        at = {"row": place // PER_ROW + 1, "col": place % PER_ROW + 1}
        texts = [f"{share:.1%}" for share in shares]
        figure.add_trace(bars(labels, shares, texts, marker={"color": colours}), **at)
        figure.update_xaxes(visible=False, range=[0, 1.25 * max(shares, default=1.0)], **at)
        figure.update_yaxes({**named_places(labels), "range": [heights[at["row"] - 1] / BAR_HEIGHT - 0.4, -0.6]}, **at)
    most = max(len(one["labels"]) for one in shown)
    note = notes(
        said(facts, "cut_categories", most=most) if any(one["others"] for one in shown) else None,
        cut(said, facts, "cut_category_columns", len(shown), facts["n_categorical"]),
        cut_rows(facts),
    )
    captioned(figure, said(facts, "categories"), cut=note, parts=True)
    return figure.update_layout(showlegend=False, height=FRAME + total, margin={"l": 190})


def _bars_of(facts: Facts, one: Mapping[str, Any]) -> tuple[list[str], list[float], list[str]]:
    """Labels, shares and colours, from the most frequent category to the gaps."""
    rest = [(common(facts, "other_categories"), one["others"]), (said(facts, "no_value"), one["missing"])]
    kept = [(label, share) for label, share in rest if share]
    labels = [*(name_of(label, LABEL_WIDTH) for label in one["labels"]), *(label for label, _ in kept)]
    shares = [*one["shares"], *(share for _, share in kept)]
    return labels, shares, [*[COLOURS[0]] * len(one["labels"]), *[OTHERS] * len(kept)]
