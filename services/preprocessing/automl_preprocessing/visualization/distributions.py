"""Number columns before and after."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plotly.subplots import make_subplots

from automl_preprocessing.visualization.base import (
    Facts,
    cut_numbers,
    cut_rows,
    histogram_bars,
    name_of,
    notes,
    picture,
    saying,
)
from automl_shared.figure_axes import broken, level_axis, upright_axis
from automl_shared.figures import COLOURS, captioned, nothing_to_show
from automl_shared.words import N_, NC_, Words

ROW_HEIGHT, GAP = 170, 70
"""Pixels of a row of pictures, and between two of them."""
TITLE_WIDTH = 36
"""Letters in a line of a title."""

WORDS: Words = {
    "distributions": N_(
        "How the values of each number column are spread: on the left as read, on the right as a model sees them."
    ),
    "no_numbers": N_("There is no number column to show."),
    "as_read": N_("{column}: as read"),
    "as_seen": N_("{column}: as a model sees it"),
    "not_alone": N_("not a feature by itself any more"),
    "no_value_in_sample": N_("no value in these rows"),
    "cut_hidden": N_("{n} number columns with personal data are not shown."),
    "after_of_fold": N_("On the right {shown} rows of the first fold, the only ones the preparation was learned from."),
}
said = saying(WORDS)


@picture(
    NC_("a picture", "numeric distributions"),
    place=50,
    meaning="Columns of numbers before and after their preparation.",
)
def distributions(facts: Facts) -> Any:
    """A histogram as read and one as a model sees it, for each number column."""
    shown = facts["distributions"]
    hidden = said(facts, "cut_hidden", n=facts["n_numeric_hidden"]) if facts["n_numeric_hidden"] else None
    if not shown:
        return nothing_to_show(notes(said(facts, "no_numbers"), hidden) or "")
    titles = [
        broken(said(facts, key, column=name_of(one["column"])), TITLE_WIDTH)
        for one in shown
        for key in ("as_read", "as_seen")
    ]
    height = ROW_HEIGHT * len(shown)
    figure = make_subplots(
        rows=len(shown), cols=2, subplot_titles=titles, vertical_spacing=GAP / height if len(shown) > 1 else 0.0
    )
    figure.update_annotations(font_size=13)
    for row, one in enumerate(shown, start=1):
        for place, when in enumerate(("before", "after"), start=1):
            _add(facts, figure, one[when], row, place)
    note = notes(
        cut_rows(facts),
        said(facts, "after_of_fold", shown=f"{facts['n_sampled_after']:,}"),
        cut_numbers(facts),
        hidden,
    )
    captioned(figure, said(facts, "distributions"), cut=note, parts=2, height=height + GAP)
    return figure.update_layout(showlegend=False, bargap=0)


def _add(facts: Facts, figure: Any, histogram: Mapping[str, list[float]] | None, row: int, place: int) -> None:
    if histogram is not None and any(histogram["counts"]):
        figure.add_trace(histogram_bars(histogram, marker={"color": COLOURS[place - 1]}), row=row, col=place)
        figure.update_xaxes(level_axis("", nticks=3), row=row, col=place)
        figure.update_yaxes(upright_axis("", rangemode="tozero", nticks=4), row=row, col=place)
        return
    figure.update_xaxes(visible=False, range=[0, 1], row=row, col=place)
    figure.update_yaxes(visible=False, range=[0, 1], row=row, col=place)
    why = said(facts, "not_alone" if histogram is None else "no_value_in_sample")
    figure.add_annotation(text=why, x=0.5, y=0.5, showarrow=False, font={"color": "#888"}, row=row, col=place)
