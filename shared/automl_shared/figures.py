"""How every picture looks: a caption in plain words on top, and what was cut said on the picture."""

from __future__ import annotations

import textwrap
from typing import Any

COLOURS = ("#2a6f97", "#e07a5f", "#81b29a", "#f2cc8f", "#3d405b", "#9a8c98", "#bc4749", "#6a994e")
NOTHING_TO_SHOW_HEIGHT = 160
CAPTION_WIDTH = 80
"""Letters in a line of a caption; half as many Japanese ones. Plotly does not break lines by itself."""

LINE_HEIGHT = 22


def captioned(figure: Any, caption: str, *, cut: str | None = None) -> Any:
    """The plotly figure with its one-sentence caption; ``cut`` says which rows or columns are not shown."""
    note = f"<br><span style='font-size:0.8em;color:#888'>{cut}</span>" if cut else ""
    lines = _lines(caption)
    figure.update_layout(
        template="plotly_white",
        colorway=list(COLOURS),
        title={"text": f"{'<br>'.join(lines)}{note}", "x": 0.01, "font": {"size": 15}},
        margin={"l": 60, "r": 30, "t": 60 + LINE_HEIGHT * len(lines), "b": 60},
        legend={"title": {"text": ""}},
    )
    return figure


def nothing_to_show(sentence: str) -> Any:
    """A figure that says in words why there is no picture, e.g. "Nothing is missing."."""
    import plotly.graph_objects as go

    figure = go.Figure()
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False)
    return captioned(figure, sentence).update_layout(height=NOTHING_TO_SHOW_HEIGHT)


def _lines(caption: str) -> list[str]:
    wide = sum(not letter.isascii() for letter in caption) > len(caption) / 2
    return textwrap.wrap(caption, CAPTION_WIDTH // 2 if wide else CAPTION_WIDTH) or [""]
