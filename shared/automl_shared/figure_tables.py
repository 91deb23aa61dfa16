"""Tables as figures: as high as their texts, which are broken into lines here, since plotly breaks at spaces alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from automl_shared.figures import Drawing, captioned, joined, plain, words_of, wrapped
from automl_shared.words import width_of

ROW_HEIGHT, LINE_HEIGHT = 9, 18
MAX_HEIGHT = 3000
WIDTH = 640
"""Pixels of a table where ClearML shows it, 700 wide."""
PADDING, BOLD, LIGHT = 18, 7.6, 6.8
"""Pixels beside the text of a cell, and of a letter in the head and in the lines."""
WIDE = 1.17
"""How much wider than usual the letters of a single word may be, as in "recommended"."""
SIZE, SMALLEST = 12, 8
"""Of letters in pixels, where there is room and where there is little."""
LONGEST_WORD = 13
"""In letters; what is longer is broken."""
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
    every = list(zip(head, columns, strict=True))
    pixels, scale = _pixels([_least(name, texts) for name, texts in every], widths)
    scale = max(SMALLEST / SIZE, scale)
    bold, light = BOLD * scale, LIGHT * scale
    heads = [wrapped(name, _letters(width, bold)) or [""] for name, width in zip(head, pixels, strict=True)]
    cells = [
        [wrapped(text, _letters(width, light)) or [""] for text in texts]
        for texts, width in zip(columns, pixels, strict=True)
    ]
    lines = [max(len(cell) for cell in row) for row in zip(*cells, strict=True)]
    font = {"size": round(SIZE * scale, 1)}
    trace = {
        "type": "table",
        "columnwidth": [round(one) for one in pixels],
        "header": {
            "values": [joined(one, lines, _bold) for one, lines in zip(head, heads, strict=True)],
            "align": "left",
            "height": LINE_HEIGHT + ROW_HEIGHT,
            "font": font,
        },
        "cells": {
            "values": [
                [joined(text, lines, plain) for text, lines in zip(texts, column, strict=True)]
                for texts, column in zip(columns, cells, strict=True)
            ],
            "align": "left",
            "height": LINE_HEIGHT + ROW_HEIGHT,
            "font": font,
            "fill": {"color": [list(fill)] if fill else "#fff"},
            "line": {"color": "#dde3ea"},
        },
    }
    head_height = ROW_HEIGHT + LINE_HEIGHT * max(map(len, heads), default=1)
    return trace, 10 + head_height + sum(int(count * LINE_HEIGHT * scale) + ROW_HEIGHT for count in lines)


def _bold(line: str) -> str:
    return f"<b>{plain(line)}</b>"


def _letters(width: float, each: float) -> int:
    """Letters of so many pixels ``each`` in a line of a column."""
    return max(1, int((width - PADDING) / each + 1e-6))


def _least(name: str, texts: Iterable[str]) -> float:
    """Pixels of a column's longest word; those that are very long are broken, and names at their joints."""
    words = (width_of(word) for text in texts for word in words_of(text, LONGEST_WORD))
    head = map(width_of, words_of(name, LONGEST_WORD))
    return WIDE * max(LIGHT * max(words, default=0), BOLD * max(head, default=0))


def _pixels(least: Sequence[float], widths: Sequence[int]) -> tuple[list[float], float]:
    """Each column has what its words need, and the rest by ``widths``; how large letters are that fit in, 1 at most."""
    scale = min(1.0, (WIDTH - PADDING * len(least)) / (sum(least) or 1.0))
    pixels = [PADDING + scale * one for one in least]
    free = set(range(len(least)))
    while free:
        rest = WIDTH - sum(pixels[at] for at in range(len(least)) if at not in free)
        each = rest / sum(widths[at] for at in free)
        short = {at for at in free if widths[at] * each < pixels[at]}
        if not short:
            return [widths[at] * each if at in free else pixels[at] for at in range(len(least))], scale
        free -= short
    return pixels, scale
