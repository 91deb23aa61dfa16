"""Axes of pictures: names broken into lines that fit beside the picture, and numbers written in full.

Plotly turns labels round, leaves out every second one or cuts them where they are too long; here each of them has its
room at the width that ClearML shows a picture in.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from automl_shared.figures import BREAK, joined, plain, shortened, wrapped
from automl_shared.words import width_of

LETTER, LINE_HEIGHT, GAP = 7, 16, 8
"""Pixels of a label's letter and line, and between two labels below each other."""
STANDOFF = 10
NAME_LETTERS, LEVEL_TITLE, UPRIGHT_TITLE = 30, 72, 32
"""In a line of a name beside a picture, and of an axis's title."""
LINES, LINES_BELOW, FEWEST_LETTERS = 3, 8, 4
"""What takes more lines ends in ``…``. A name below a picture has little width."""
IN_FULL = ",.9~r"
"""Numbers without powers of ten and without letters for thousands."""
MAX_TICKS, FEW_TICKS = 7, 5
"""Of a logarithm; and below a picture, where long names may leave little room for long numbers."""
LEAST_ROW, BELOW_BARS = 30, 60
"""Pixels of a row of bars, and of the numbers below them with their title."""
LONGEST_BAR = 380
"""Pixels, at least, where names stand beside it."""


def level_axis(title: str, **more: Any) -> dict[str, Any]:
    """An axis of numbers below a picture."""
    return _axis(title, LEVEL_TITLE, {"nticks": FEW_TICKS, **more})


def upright_axis(title: str, **more: Any) -> dict[str, Any]:
    """An axis of numbers beside a picture, its title beside its labels, however wide they are."""
    return _axis(title, UPRIGHT_TITLE, more)


def log_axis(title: str, values: Sequence[float]) -> dict[str, Any]:
    """A logarithmic axis below a picture. Raises ValueError where a value is not above 0."""
    low, high = room(math.log10(min(values)), math.log10(max(values)))
    return level_axis(title, range=[low, high], **log_marks(low, high))


def log_marks(low: float, high: float, most: int = MAX_TICKS) -> dict[str, Any]:
    """Of a logarithmic axis, between two powers of ten."""
    ticks = log_ticks(low, high, most)
    return {"type": "log", "tickmode": "array", "tickvals": ticks, "ticktext": [written(tick) for tick in ticks]}


def log_ticks(low: float, high: float, most: int = MAX_TICKS) -> list[float]:
    """Round numbers in the range (of logarithms): 1, 2 and 5 of each decade, or only powers of ten where these are too
    many, or 1 and 3; in a range that holds no two of them the first and the last tenth, or its middle."""
    powers = range(math.floor(low), math.ceil(high) + 1)

    def inside(*steps: float) -> list[float]:
        ticks = [step * 10.0**power for power in powers for step in steps]
        return [tick for tick in ticks if low <= math.log10(tick) <= high]

    for ticks in (inside(1, 2, 5), inside(1), inside(1, 3)):
        if 2 <= len(ticks) <= most:
            return ticks
    if len(whole := inside(1)) > most:
        return whole[:: math.ceil(len(whole) / most)]
    tenths = inside(*(tenth / 10 for tenth in range(10, 100)))
    return [tenths[0], tenths[-1]] if len(tenths) >= 2 else [float(f"{10 ** ((low + high) / 2):.3g}")]


def room(low: float, high: float) -> tuple[float, float]:
    """The range with a margin, never empty."""
    margin = 0.06 * (high - low) or 0.5 * max(abs(high), 1e-9) or 0.5
    return low - margin, high + margin


def written(value: float) -> str:
    """A number in full, with separators."""
    return f"{Decimal(f'{value:.9g}'):,f}"


def names_downwards(
    names: Sequence[str], *, at: Sequence[float] | None = None, letters: int = NAME_LETTERS
) -> dict[str, Any]:
    """An upright axis of names, the first one on top. ``at``: where they stand; without it each name, as `plain` makes
    it, is a category. ``letters``: in a line of a name."""
    places: dict[str, Any] = {"type": "category", "autorange": "reversed", "tickvals": [plain(name) for name in names]}
    if at is not None:
        places = {"tickvals": list(at), "range": [len(names) - 0.4, -0.6]}
    return labels([broken(name, letters) for name in names]) | places


def names_below(names: Sequence[str], letters: int, lines: int = LINES_BELOW) -> dict[str, Any]:
    """A level axis of names as categories, as `plain` makes them. ``letters``: in a line below a column."""
    texts = labels([broken(name, max(letters, FEWEST_LETTERS), lines) for name in names])
    return {"type": "category", "tickvals": [plain(name) for name in names], "tickangle": 0, **texts}


def tick_height(axis: Mapping[str, Any]) -> int:
    """Pixels of the highest label of an axis of names."""
    return LINE_HEIGHT * max((text.count(BREAK) + 1 for text in axis["ticktext"]), default=1)


def row_height(axis: Mapping[str, Any], least: int = LEAST_ROW) -> int:
    """Pixels that a row needs beside an upright axis of names."""
    return max(least, tick_height(axis) + GAP)


def bars_height(axis: Mapping[str, Any], least: int = LEAST_ROW) -> int:
    """Pixels of bars beside an upright axis of names, a row each, and of the numbers below them."""
    return BELOW_BARS + row_height(axis, least) * len(axis["ticktext"])


def bar_texts(values: Sequence[float | None], texts: Sequence[str]) -> dict[str, Any]:
    """Settings of level bars. Short texts stand beside bars that are shorter: plotly shrinks a text that would fit into
    its bar if it were turned."""
    longest = max((abs(value) for value in values if value is not None), default=0.0) or 1.0
    sizes = [
        (LONGEST_BAR * (value or 0.0) / longest, LETTER * width_of(text))
        for value, text in zip(values, texts, strict=True)
    ]
    places = ["outside" if 0 <= bar < text + GAP <= LONGEST_BAR / 2 else "auto" for bar, text in sizes]
    return {"text": list(texts), "textposition": places, "textangle": 0, "cliponaxis": False}


def upright_line(
    x: float, name: str, *, among: Sequence[float], line: Mapping[str, Any], yanchor: str = "bottom"
) -> dict[str, Any]:
    """Parts of a drawing's layout: a line over its whole height, and its name at the upper end, towards the middle of
    the values that the picture is ``among``."""
    low, high = min(x, *among), max(x, *among)
    share = (x - low) / ((high - low) or 1.0)
    xanchor = "left" if share < 1 / 3 else "right" if share > 2 / 3 else "center"
    shape = {"type": "line", "x0": x, "x1": x, "xref": "x", "y0": 0, "y1": 1, "yref": "y domain", "line": dict(line)}
    text = {"text": plain(name), "x": x, "xref": "x", "y": 1.0, "yref": "y domain", "showarrow": False}
    return {"shapes": [shape], "annotations": [{**text, "xanchor": xanchor, "yanchor": yanchor}]}


def broken(text: str, letters: int, lines: int = LINES) -> str:
    """A text from the data in lines of so many letters, as plotly shows them."""
    shown = shortened(text, letters * lines)
    return joined(shown, wrapped(shown, letters), plain)


def labels(texts: Sequence[str]) -> dict[str, Any]:
    """Settings of an axis with these labels, as they are shown."""
    return {"tickmode": "array", "ticktext": list(texts), "automargin": True}


def titled(text: str) -> dict[str, Any]:
    """The title of an axis, as it is shown; nothing for none."""
    return {"title": {"text": text, "standoff": STANDOFF}} if text else {}


def _axis(title: str, letters: int, more: Mapping[str, Any]) -> dict[str, Any]:
    numbers = {"automargin": True, "tickangle": 0, "tickformat": IN_FULL}
    return {**numbers, **titled(broken(title, letters)), **more}
