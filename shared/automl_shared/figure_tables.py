"""Tables as figures: as high as their texts, which are broken into lines here, since plotly breaks at spaces alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from automl_shared.figures import Drawing, captioned, joined, plain, wrapped

ROW_HEIGHT, LINE_HEIGHT = 9, 18
MAX_HEIGHT = 3000
WIDTH = 640
"""Pixels of a table where ClearML shows it, 700 wide."""
PADDING, BOLD, LIGHT = 18, 7.6, 6.6
"""Pixels beside the text of a cell, and of a letter in the head and in the lines."""
FEWEST_LETTERS = 4
EDGE = 20


def table(
    caption: str,
    head: Sequence[str],
    columns: Sequence[Sequence[str]],
    widths: Sequence[int],
    *,
    note: str | None = None,
    fill: Sequence[str] | None = None,
) -> Any:
    """A captioned table. ``widths``: of the columns, in parts of their sum; ``fill``: a colour per row."""
    trace, height = table_trace(head, columns, widths, fill=fill)
    figure = captioned(Drawing(trace), caption, cut=note)
    margin = figure.layout["margin"] | {"b": EDGE, "l": EDGE, "r": EDGE}
    figure.layout |= {"margin": margin, "height": min(MAX_HEIGHT, height + margin["t"] + EDGE)}
    return figure


def table_trace(
    head: Sequence[str],
    columns: Sequence[Sequence[str]],
    widths: Sequence[int],
    *,
    fill: Sequence[str] | None = None,
) -> tuple[dict[str, Any], int]:
    """The table, and its height in pixels."""
    total = sum(widths)
    heads = [wrapped(one, _letters(width, total, BOLD)) or [""] for one, width in zip(head, widths, strict=True)]
    cells = [
        [wrapped(text, _letters(width, total, LIGHT)) or [""] for text in column]
        for column, width in zip(columns, widths, strict=True)
    ]
    lines = [max(len(cell) for cell in row) for row in zip(*cells, strict=True)]
    trace = {
        "type": "table",
        "columnwidth": list(widths),
        "header": {
            "values": [joined(one, lines, _bold) for one, lines in zip(head, heads, strict=True)],
            "align": "left",
            "height": LINE_HEIGHT + ROW_HEIGHT,
        },
        "cells": {
            "values": [
                [joined(text, lines, plain) for text, lines in zip(texts, column, strict=True)]
                for texts, column in zip(columns, cells, strict=True)
            ],
            "align": "left",
            "height": LINE_HEIGHT + ROW_HEIGHT,
            "fill": {"color": [list(fill)] if fill else "#fff"},
            "line": {"color": "#dde3ea"},
        },
    }
    head_height = ROW_HEIGHT + LINE_HEIGHT * max(map(len, heads), default=1)
    return trace, 10 + head_height + sum(count * LINE_HEIGHT + ROW_HEIGHT for count in lines)


def _bold(line: str) -> str:
    return f"<b>{plain(line)}</b>"


def _letters(width: int, total: int, each: float) -> int:
    """Letters of so many pixels ``each`` in a line of a column that takes ``width`` parts of ``total``."""
    return max(FEWEST_LETTERS, int((WIDTH * width / total - PADDING) / each))
