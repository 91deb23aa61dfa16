"""Axes of coloured tables: every column has its name below it, or a number where it has no room for that."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from automl_shared.figure_axes import (
    LETTER,
    LEVEL_TITLE,
    NAME_LETTERS,
    STANDOFF,
    UPRIGHT_TITLE,
    broken,
    labels,
    names_below,
    names_downwards,
    row_height,
    tick_height,
    titled,
)
from automl_shared.figures import BOTTOM, BREAK, plain
from automl_shared.frozen import Frozen
from automl_shared.words import width_of

WIDTH, EDGES = 700, 90
"""Pixels of the picture, and of what stands beside its names and its columns."""
FEWEST_LETTERS = 9
"""In a line below a column, unless its words are shorter."""
TITLE_HEIGHT = 20
"""Pixels of a line."""


class Grid(Frozen):
    """The axes, and the pixels of the rows and of what stands below them."""

    xaxis: dict[str, Any]
    yaxis: dict[str, Any]
    height: int


def grid_axes(
    rows: Sequence[str], columns: Sequence[str], *, across: str = "", down: str = "", beside: int = 0
) -> Grid:
    """Names, as `plain` makes them, as categories, and what they are. Columns that are too narrow are numbered, as the
    rows are where both are the same, otherwise with a key below, unless their names end in these numbers.
    ``beside``: pixels of what stands to the right.
    """
    letters, titles, names = _letters(rows, len(columns), beside), [across] if across else [], rows
    xaxis = names_below(columns, letters)
    if not _has_room(columns, letters):
        below = [str(number) for number in range(1, len(columns) + 1)]
        xaxis |= labels(below)
        numbered = [f"{number} {name}" for number, name in zip(below, columns, strict=True)]
        if list(rows) == list(columns):
            names = numbered
        elif not all(name.endswith(number) for number, name in zip(below, columns, strict=True)):
            titles += numbered
    told = BREAK.join(broken(title, LEVEL_TITLE) for title in titles)
    yaxis = names_downwards(names) | {"tickvals": [plain(name) for name in rows]} | titled(broken(down, UPRIGHT_TITLE))
    lines = told.count(BREAK) + len(titles[:1])
    foot = max(BOTTOM, tick_height(xaxis) + TITLE_HEIGHT * lines + 2 * STANDOFF)
    return Grid(xaxis=xaxis | titled(told), yaxis=yaxis, height=row_height(yaxis) * len(rows) + foot)


def _letters(rows: Sequence[str], n_columns: int, beside: int) -> int:
    """In a line below a column."""
    names = max((width_of(line) for name in rows for line in broken(name, NAME_LETTERS).split(BREAK)), default=0)
    return max(1, int((WIDTH - EDGES - beside - LETTER * names) / max(n_columns, 1) / LETTER) - 1)


def _has_room(names: Sequence[str], letters: int) -> bool:
    return letters >= FEWEST_LETTERS or all(width_of(word) <= letters for name in names for word in name.split())
