"""A few rows before and after."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plotly.subplots import make_subplots

from automl_preprocessing.masking import MASK
from automl_preprocessing.visualization.base import Facts, common, notes, picture, saying
from automl_shared.figure_tables import EDGE, table_trace
from automl_shared.figures import captioned, shortened
from automl_shared.words import N_, NC_, Words

NAME_WIDTH, CELL_WIDTH, ROW_WIDTH = 48, 16, 6
GAP = 24

WORDS: Words = {
    "samples": N_("A few rows as they were read (above), and as a model sees them (below)."),
    "row": N_("row"),
    "cut_samples": N_(
        "Shown: {rows} rows; {before} of {n_before} columns as read and {after} of {n_after} features. More are in the "
        "artifacts sample_before and sample_after."
    ),
}
said = saying(WORDS)


@picture(
    NC_("a picture", "sample rows"),
    place=120,
    meaning="A few rows before and after the preparation; personal data are masked.",
)
def sample_rows(facts: Facts) -> Any:
    """The same rows as read and as a model sees them, in two tables one above the other."""
    samples = facts["samples"]
    before, after = samples["before"], samples["after"]
    upper, upper_height = _table(facts, before)
    lower, lower_height = _table(facts, after)
    total = upper_height + lower_height + GAP
    figure = make_subplots(
        rows=2,
        cols=1,
        specs=[[{"type": "table"}], [{"type": "table"}]],
        row_heights=[upper_height, lower_height],
        vertical_spacing=GAP / total,
    )
    figure.add_trace(upper, row=1, col=1)
    figure.add_trace(lower, row=2, col=1)
    hidden = any(MASK in cell for part in (before, after) for row in [*part["rows"], part["names"]] for cell in row)
    shown = said(
        facts,
        "cut_samples",
        rows=len(before["rows"]),
        before=len(before["names"]),
        n_before=f"{samples['n_before']:,}",
        after=len(after["names"]),
        n_after=f"{samples['n_after']:,}",
    )
    note = notes(shown, common(facts, "masked") if hidden else None)
    captioned(figure, said(facts, "samples"), cut=note, height=total + EDGE)
    return figure.update_layout(margin={"b": EDGE, "l": EDGE, "r": EDGE})


def _table(facts: Facts, part: Mapping[str, Any]) -> tuple[Any, int]:
    names = [shortened(name, NAME_WIDTH) for name in part["names"]]
    columns = [[str(row_id) for row_id in part["row_ids"]], *map(list, zip(*part["rows"], strict=True))]
    return table_trace([said(facts, "row"), *names], columns, [ROW_WIDTH, *[CELL_WIDTH] * len(names)])
