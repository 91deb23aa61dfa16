"""How every picture looks: a caption in plain words on top, and what was cut said on the picture.

Plotly does not break lines by itself and reads ``<b>`` in a name as markup: whatever comes from the data passes through
`plain`, and long texts through `wrapped`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from automl_shared.lazy import go
from automl_shared.words import width_of

COLOURS = ("#2a6f97", "#e07a5f", "#81b29a", "#f2cc8f", "#3d405b", "#9a8c98", "#bc4749", "#6a994e")
TEMPLATE = "plotly_white"
NOTHING_TO_SHOW_HEIGHT = 160
CAPTION_SIZE = 14
"""Of its letters, in pixels."""
BREAK, BREAK_IN_WORD = "<br>", "\u200b<br>"
"""Between lines; the second one inside a word, or between Japanese letters, where nothing stands when they are one."""
CAPTION_WIDTH = 52
"""Letters in a line of a caption, which a telephone shows; half as many Japanese ones."""
NOTE_WIDTH = 64
TOP, LINE_HEIGHT, NOTE_HEIGHT = 18, 21, 20
BOTTOM, USUAL_HEIGHT = 60, 300
"""Pixels below the plot, and of a picture below its caption that has no height of its own."""
PART_HEIGHT = 26
"""Of the names of the upper row where a picture has several parts."""
ABOVE_PLOT = "above_plot"
"""In a layout's ``meta``: pixels of what stands between caption and plot, beyond a line, for which there is room."""
LEGEND = {"title": {"text": ""}, "x": 0, "xanchor": "left", "yanchor": "bottom"}
"""Between caption and plot, where it takes no bar the room and lies on none."""
LEGEND_LETTERS, LEGEND_LETTER, LEGEND_MARK, LEGEND_LINE, LEGEND_WIDTH = 46, 7, 45, 19, 680
"""Letters of a name in it; pixels of a letter, of what stands before a name, of a line, and of all of it."""

_WIDE = "\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6"
_PIECES = re.compile(rf"\s+|[{_WIDE}]|[^\s{_WIDE}]*\d (?:[%{_WIDE}]|s\b)|[^\s{_WIDE}]+")
_WORDS = re.compile(r"\s+|\S+")
"""In pieces a number stays with its unit, where there is room for both."""
_NAME, _SPACED_NAME = re.compile(r"`([^`]*)`"), re.compile(r" ?`([^`]*)` ?")
_JAPANESE = re.compile(rf"[{_WIDE}]")
_JOINTS = re.compile(r"(?:[^_=/+-]|-(?=\d))+(?:[_=/+]|-(?!\d))*|[_=/+-]+")
"""Of a name that is made of several words."""
_CLOSING = frozenset("、。，．・：；！？）」』】”’)]")
_OPENING = "（「『【“‘"


class Drawing:
    """A picture as the plain JSON that plotly's figures become.

    A figure checks and copies each of its values, which takes 5 to 10 ms a picture. Whatever takes a figure takes a
    drawing; `MemoryReporter` makes a figure of it, so that every test that reports one has it checked.
    """

    def __init__(self, *traces: Mapping[str, Any], **layout: Any) -> None:
        self.data: Sequence[Mapping[str, Any]] = traces
        self.layout: dict[str, Any] = layout

    def to_plotly_json(self) -> dict[str, Any]:
        """What a figure of the same name gives; its layout may be changed."""
        return {"data": list(self.data), "layout": dict(self.layout)}


def captioned(figure: Any, caption: str, *, cut: str | None = None, parts: int = 0, height: int | None = None) -> Any:
    """The figure or drawing with its one-sentence caption; ``cut`` says which rows or columns are not shown.

    ``parts``: lines of the names above its parts, where it is made of several. ``height``: pixels below the caption,
    the names of the axes included; as high as plotly makes it where it is not told.
    """
    lines, notes = wrapped(named(caption), CAPTION_WIDTH) or [""], wrapped(named(cut or ""), NOTE_WIDTH)
    note = f"{BREAK}<span style='font-size:0.8em;color:#888'>{joined(named(cut or ''), notes)}</span>" if notes else ""
    names = PART_HEIGHT * parts
    columns, n_lines = _legend(figure)
    above = names + LEGEND_LINE * max(0, n_lines - (not parts))
    if above and not height and not _part(figure.layout, "height"):
        height = USUAL_HEIGHT  # a legend of many lines takes the plot nothing
    top = 60 + LINE_HEIGHT * len(lines) + NOTE_HEIGHT * max(0, len(notes) - 1) + above
    _set_unchecked(
        figure,
        colorway=list(COLOURS),
        title={
            "text": f"{joined(named(caption), lines)}{note}",
            "x": 0.01,
            "y": 1,
            "yref": "container",
            "yanchor": "top",
            "pad": {"t": TOP},
            "font": {"size": CAPTION_SIZE},
        },
        margin={"l": 60, "r": 30, "t": top, "b": BOTTOM},
        legend={
            **LEGEND,
            "orientation": "h" if columns > 1 else "v",
            "y": 1 + names / ((height or USUAL_HEIGHT) - BOTTOM),
        },
        meta={ABOVE_PLOT: above},
        **({"height": top + height} if height else {}),
    )
    return figure


def _legend(figure: Any) -> tuple[int, int]:
    """Columns and lines of the legend: where names beside the plot leave no room for one line, a line each, since
    plotly gives it the width of the whole figure."""
    shown = [trace for trace in figure.data if _part(trace, "showlegend") is not False]
    told = [name for trace in shown if (name := _part(trace, "name"))]
    widths = [LEGEND_MARK + LEGEND_LETTER * width_of(name) for name in told]
    labels = _part(_part(figure.layout, "yaxis") or {}, "ticktext") or ()
    beside = LEGEND_LETTER * max((width_of(line) for text in labels for line in text.split(BREAK)), default=0)
    if sum(widths) <= LEGEND_WIDTH - beside:
        return len(told), min(1, len(told))
    columns = 1 if beside else max(1, LEGEND_WIDTH // max(widths))
    return columns, -(-len(told) // columns)


def _part(whole: Any, name: str) -> Any:
    """None where it is not there. ``whole``: of a figure or a drawing."""
    return whole[name] if name in whole else None  # noqa: SIM401 - plotly's objects have no `get`


def legend_name(text: str) -> str:
    """A name from the data as a legend has room for it."""
    return plain(shortened(text, LEGEND_LETTERS))


def nothing_to_show(sentence: str) -> Any:
    """A figure that says in words why there is no picture, e.g. "Nothing is missing."."""
    figure = go.Figure()
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False)
    return captioned(figure, sentence).update_layout(height=NOTHING_TO_SHOW_HEIGHT)


def untemplated() -> None:
    """Figures made from now on carry no template: plotly copies all of it for each of them, and `dressed` adds it."""
    import plotly.io

    plotly.io.templates.default = None


def dressed(plot: dict[str, Any]) -> dict[str, Any]:
    """A figure's JSON with the template, unless it has one of its own."""
    plot["layout"].setdefault("template", _white())
    return plot


@cache
def _white() -> dict[str, Any]:
    import plotly.io

    template: dict[str, Any] = plotly.io.templates[TEMPLATE].to_plotly_json()
    return template


def _set_unchecked(figure: Any, **parts: Any) -> None:
    """Parts of the layout over what they have, as plotly sets its default template: unchecked, which saves 35 ms."""
    layout = figure.layout
    if isinstance(figure, Drawing):
        layout |= {
            name: {**layout.get(name, {}), **part} if isinstance(part, dict) else part for name, part in parts.items()
        }
        return
    layout._validate = False
    try:
        for name, part in parts.items():
            before = layout[name]
            known = before.to_plotly_json() if hasattr(before, "to_plotly_json") else before
            layout[name] = {**known, **part} if known and isinstance(part, dict) else part
    finally:
        layout._validate = True


def named(text: str) -> str:
    """A sentence whose names, marked as code, are quoted instead: plotly shows the marks."""
    return _SPACED_NAME.sub(r"「\1」", text) if _JAPANESE.search(text) else _NAME.sub(r"“\1”", text)


def plain(text: str) -> str:
    """A text from the data as plotly shows it letter by letter: no markup, no line breaks."""
    return " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def shortened(text: str, width: int) -> str:
    """The text on one line, its end replaced by ``…`` where it is wider than so many letters."""
    one_line = " ".join(text.split())
    if width_of(one_line) <= width:
        return one_line
    kept = ""
    for letter in one_line:
        if width_of(kept + letter) > width - 1:
            break
        kept += letter
    return f"{kept.rstrip()}…"


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines of so many letters: broken between words, inside words that are too long, and anywhere between
    Japanese letters, each of which takes the place of two; a second line of one of them gets another from the first."""
    lines = _lines(text, width)
    if len(lines) == 2 and _JAPANESE.fullmatch(lines[-1].rstrip("".join(_CLOSING))):
        narrower = _lines(text, max(1, width - 2))
        return narrower if len(narrower) == len(lines) else lines
    return lines


def _lines(text: str, width: int) -> list[str]:
    lines, line = [], ""
    for piece in _pieces(text, width):
        if piece.isspace():
            line += " " if line else ""
        elif line and width_of(line) + width_of(piece) > width and piece not in _CLOSING:
            kept = line.rstrip(_OPENING) or line
            lines.append(kept.rstrip())
            line = line[len(kept) :] + piece
        else:
            line += piece
    return [*lines, line.rstrip()] if line.strip() else lines


def joined(text: str, lines: Sequence[str], shown: Callable[[str], str] = str) -> str:
    """A text's lines, each as it is ``shown``, as plotly breaks them: a break inside a word says so."""
    rest, made = " ".join(text.split()), ""
    for line in lines:
        made += shown(line)
        rest = rest[rest.find(line) + len(line) :]
        if rest:
            made += BREAK if rest.startswith(" ") else BREAK_IN_WORD
    return made


def words_of(text: str, longest: int) -> list[str]:
    """What a line should not end in: words, single letters of other scripts, and parts between the joints of names."""
    parts = (part for piece in _PIECES.findall(text) for part in _JOINTS.findall(piece))
    return [part[:longest] for part in parts]


def _pieces(text: str, width: int) -> list[str]:
    """What may stand on a line of its own: words, single letters of other scripts, and parts of words that are too
    long, broken where a name has its joints."""
    found = _PIECES.findall(text)
    words = (word for piece in found for word in ([piece] if width_of(piece) <= width else _WORDS.findall(piece)))
    fit = (part for word in words for part in ([word], _JOINTS.findall(word))[len(word) > width])
    return [part[start : start + width] for part in fit for start in range(0, len(part), width)]
