"""Every picture in ClearML has the same look, which plotly is not asked for again and again."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import plotly.io
import pytest

from automl_shared.figure_tables import table
from automl_shared.figures import (
    BREAK,
    BREAK_IN_WORD,
    CAPTION_SIZE,
    TEMPLATE,
    Drawing,
    axis,
    captioned,
    dressed,
    named,
    untemplated,
    wrapped,
)
from automl_shared.tracker.clearml_reporter import CAPTION_SHIFT, with_caption_inside
from automl_shared.tracker.memory import checked

LINE_PIXELS = CAPTION_SIZE * 1.3  # as plotly sets lines
NAME_ENDS_AT = 60  # pixels from the top: ClearML's pages write a task's name and tags down to there


@pytest.fixture(autouse=True)
def default() -> Any:
    before = plotly.io.templates.default
    yield
    plotly.io.templates.default = before


def bar(**layout: Any) -> dict[str, Any]:
    untemplated()
    return go.Figure(go.Bar(x=["a"], y=[1.0]), layout=layout).to_plotly_json()


def test_a_figure_gets_the_template_when_it_is_sent() -> None:
    assert "template" not in bar()["layout"]
    white = go.Figure(layout={"template": TEMPLATE}).to_plotly_json()["layout"]["template"]
    assert dressed(bar())["layout"]["template"] == white


def test_an_author_s_own_template_stays() -> None:
    own = go.Figure(layout={"template": "plotly_dark"}).to_plotly_json()["layout"]["template"]
    assert dressed(bar(template="plotly_dark"))["layout"]["template"] == own


def test_a_drawing_is_the_figure_without_its_checks() -> None:
    untemplated()
    figure = go.Figure(go.Bar(x=["a"], y=[1.0]))
    figure.update_xaxes(title="place")
    figure.update_layout(margin={"pad": 3})
    drawing = Drawing({"type": "bar", "x": ["a"], "y": [1.0]}, xaxis=axis("place"), margin={"pad": 3})
    of_figure, of_drawing = (captioned(one, "Says it.", cut="Not all.").to_plotly_json() for one in (figure, drawing))
    assert of_drawing == of_figure


def test_a_drawing_that_plotly_does_not_take_is_told() -> None:
    with pytest.raises(ValueError, match="widht"):
        checked(Drawing({"type": "bar", "widht": 1}))


@pytest.mark.parametrize("cut", ["", "The first 20 of 30 columns.", "Some columns are not shown. " * 8])
@pytest.mark.parametrize("sentence", ["Short.", "A caption of some words, again and again. " * 6])
def test_a_caption_leaves_room_for_the_name_that_a_comparison_writes_above_it(sentence: str, cut: str) -> None:
    layout = with_caption_inside(captioned(go.Figure(go.Bar(x=["a"], y=[1.0])), sentence, cut=cut))["layout"]
    (caption,) = layout["annotations"]
    lines = caption["text"].count("<br>") + 1
    assert layout["margin"]["t"] - CAPTION_SHIFT - lines * LINE_PIXELS >= NAME_ENDS_AT


def test_a_plot_keeps_its_height_below_its_caption() -> None:
    figure = captioned(go.Figure(go.Bar(x=["a"], y=[1.0])), "Short.").update_layout(height=160)
    before = 160 - figure.layout.margin.t
    layout = with_caption_inside(figure)["layout"]
    assert layout["height"] - layout["margin"]["t"] == before


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("monthly_charges=7", 9, ["monthly_", "charges=7"]),
        ("standard-onehot+svm", 12, ["standard-", "onehot+svm"]),
        ("-0.582402 a", 9, ["-0.582402", "a"]),
        ("occupation", 6, ["occupa", "tion"]),
        ("除いた列「customer」です", 12, ["除いた列", "「customer」", "です"]),
    ],
)
def test_names_that_are_too_long_are_broken_at_their_joints(text: str, width: int, lines: list[str]) -> None:
    assert wrapped(text, width) == lines


@pytest.mark.parametrize(
    "text", ["standard-onehot+lasso", "2.9734567890", "its process ended, without a word", "プロセスが 終了しました"]
)
def test_a_text_of_a_table_can_be_had_back_from_its_lines(text: str) -> None:
    trace = checked(table("a table", [text], [[text]], [1])).data[0]
    narrow = checked(table("a table", [text, "b"], [[text], ["b"]], [1, 9])).data[0]
    for shown in (trace.cells.values[0][0], narrow.cells.values[0][0]):
        assert shown.replace(BREAK_IN_WORD, "").replace(BREAK, " ") == text
    assert BREAK in narrow.cells.values[0][0]
    head = narrow.header.values[0].replace(BREAK_IN_WORD, "").replace(BREAK, " ")
    assert head.replace("<b>", "").replace("</b>", "") == text


def test_marked_names_are_quoted_in_the_language_of_the_sentence() -> None:
    assert named("Of `a` and `b c`.") == "Of “a” and “b c”."
    assert named("予測 `a` です") == "予測「a」です"
    assert "`" not in captioned(go.Figure(), "What `a` does", cut="not `b`").layout.title.text
