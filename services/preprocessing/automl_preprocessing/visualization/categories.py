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
    notes,
    picture,
    saying,
)
from automl_shared.figure_axes import broken, names_downwards, row_height
from automl_shared.figures import COLOURS, captioned, nothing_to_show
from automl_shared.words import N_, NC_, Words

BAR_HEIGHT, GAP, BOTTOM = 22, 76, 20
PER_ROW = 2
LABEL_WIDTH, TITLE_WIDTH = 17, 30
"""Letters in a line of a name and of a title."""
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
    beside = [names_downwards(labels, at=range(len(labels)), letters=LABEL_WIDTH) for labels, *_ in tables]
    rows = [beside[start : start + PER_ROW] for start in range(0, len(beside), PER_ROW)]
    each = [max(row_height(axis, BAR_HEIGHT) for axis in row) for row in rows]
    heights = [pixels * max(len(axis["ticktext"]) for axis in row) for pixels, row in zip(each, rows, strict=True)]
    total = sum(heights) + GAP * (len(rows) - 1)
    titles = [
        broken(said(facts, "category_title", column=name_of(one["column"]), n=f"{one['distinct']:,}"), TITLE_WIDTH)
        for one in shown
    ]
    figure = make_subplots(
        rows=len(rows),
        cols=PER_ROW,
        subplot_titles=titles,
        row_heights=heights,
        vertical_spacing=GAP / total if len(rows) > 1 else 0.0,
        horizontal_spacing=0.26,
    )
    figure.update_annotations(font_size=13)
    for place, (labels, shares, colours) in enumerate(tables):
        row = place // PER_ROW
        at = {"row": row + 1, "col": place % PER_ROW + 1}
        texts = [f"{share:.1%}" for share in shares]
        figure.add_trace(bars(labels, shares, texts, marker={"color": colours}), **at)
        figure.update_xaxes(visible=False, range=[0, 1.25 * max(shares, default=1.0)], **at)
        figure.update_yaxes({**beside[place], "range": [heights[row] / each[row] - 0.4, -0.6]}, **at)
    for place in range(len(tables), PER_ROW * len(rows)):
        at = {"row": place // PER_ROW + 1, "col": place % PER_ROW + 1}
        figure.update_xaxes(visible=False, **at)
        figure.update_yaxes(visible=False, **at)
    most = max(len(one["labels"]) for one in shown)
    note = notes(
        said(facts, "cut_categories", most=most) if any(one["others"] for one in shown) else None,
        cut(said, facts, "cut_category_columns", len(shown), facts["n_categorical"]),
        cut_rows(facts),
    )
    captioned(figure, said(facts, "categories"), cut=note, parts=2, height=total + BOTTOM)
    return figure.update_layout(showlegend=False, margin={"l": 140, "b": BOTTOM})


def _bars_of(facts: Facts, one: Mapping[str, Any]) -> tuple[list[str], list[float], list[str]]:
    """Labels, shares and colours, from the most frequent category to the gaps."""
    rest = [(common(facts, "other_categories"), one["others"]), (said(facts, "no_value"), one["missing"])]
    kept = [(label, share) for label, share in rest if share]
    labels = [*one["labels"], *(label for label, _ in kept)]
    shares = [*one["shares"], *(share for _, share in kept)]
    return labels, shares, [*[COLOURS[0]] * len(one["labels"]), *[OTHERS] * len(kept)]
