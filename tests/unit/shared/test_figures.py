"""Every picture in ClearML has the same look, which plotly is not asked for again and again."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import plotly.io
import pytest

from automl_shared.figure_axes import LEAST_ROW, bar_texts, level_axis, log_ticks, names_downwards, written
from automl_shared.figure_grids import grid_axes
from automl_shared.figure_tables import table
from automl_shared.figures import (
    BOTTOM,
    BREAK,
    BREAK_IN_WORD,
    CAPTION_SIZE,
    TEMPLATE,
    Drawing,
    captioned,
    dressed,
    named,
    untemplated,
    wrapped,
)
from automl_shared.tracker.clearml_reporter import CAPTION_SHIFT, with_caption_inside
from automl_shared.tracker.memory import checked
from automl_shared.words import width_of

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
    figure.update_xaxes(level_axis("place"))
    figure.update_layout(margin={"pad": 3})
    drawing = Drawing({"type": "bar", "x": ["a"], "y": [1.0]}, xaxis=level_axis("place"), margin={"pad": 3})
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
        ("数値の尺度を統一", 14, ["数値の尺度を", "統一"]),
        ("順位", 2, ["順", "位"]),
        ("数値 (列ごと)", 12, ["数値 (列ごと)"]),
        ("正解は 98.3 % です", 12, ["正解は", "98.3 % です"]),
        ("0.57 秒", 5, ["0.57", "秒"]),
        ("about 0.19 s", 10, ["about", "0.19 s"]),
        ("最初の 1,000 行", 13, ["最初の", "1,000 行"]),
    ],
)
def test_names_that_are_too_long_are_broken_at_their_joints(text: str, width: int, lines: list[str]) -> None:
    assert wrapped(text, width) == lines


@pytest.mark.parametrize(
    "text", ["standard-onehot+lasso", "2.9734567890", "its process ended, without a word", "プロセスが 終了しました"]
)
def test_a_text_of_a_table_can_be_had_back_from_its_lines(text: str) -> None:
    trace = checked(table("a table", [text], [[text]], [1])).data[0]
    narrow = checked(table("a table", [text] * 12, [[text]] * 12, [1] * 12)).data[0]
    for shown in (trace.cells.values[0][0], narrow.cells.values[0][0]):
        assert shown.replace(BREAK_IN_WORD, "").replace(BREAK, " ") == text
    assert BREAK in narrow.cells.values[0][0]
    head = narrow.header.values[0].replace(BREAK_IN_WORD, "").replace(BREAK, " ")
    assert head.replace("<b>", "").replace("</b>", "") == text


def test_a_table_breaks_no_word_that_it_has_the_width_for() -> None:
    head, cells = ["Rank", "Candidate", "What became of it", "Average"], ["1", "a" * 40, "recommended", "0.7123"]
    columns = checked(table("a table", head, [[cell] for cell in cells], [1, 30, 1, 1])).data[0]
    assert [value for value in columns.header.values if BREAK_IN_WORD in value] == []
    assert [value[0] for value in columns.cells.values if BREAK_IN_WORD in value[0]] == []


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (-1.2, 0.3, ["0.1", "0.2", "0.5", "1"]),
        (-6.1, 3.2, ["0.000001", "0.0001", "0.01", "1", "100"]),
        (0.301, 0.31, ["2.02"]),
        (7.0, 8.0, ["10,000,000", "20,000,000", "50,000,000", "100,000,000"]),
    ],
)
def test_logarithmic_axes_are_marked_at_round_numbers_in_full(low: float, high: float, ticks: list[str]) -> None:
    assert [written(tick) for tick in log_ticks(low, high)] == ticks


def test_a_small_logarithmic_axis_has_round_marks_too() -> None:
    assert log_ticks(0.28, 1.53, most=3) == [3.0, 10.0, 30.0]


def test_a_legend_of_several_lines_has_its_room_below_the_caption() -> None:
    def room(n: int) -> float:
        traces = [{"type": "bar", "x": [1], "y": [1], "name": "a name of some length"} for _ in range(n)]
        figure = captioned(Drawing(*traces), "Short.", height=200)
        shift = with_caption_inside(checked(figure))["layout"]["annotations"][-1]["yshift"]
        assert shift - CAPTION_SHIFT == figure.layout["meta"]["above_plot"]
        return figure.layout["height"] - 200

    assert room(1) == room(3)
    assert room(7) - room(1) == 2 * (room(4) - room(1)) > 0


@pytest.mark.parametrize("name", ["standard-onehot+lightgbm_with_early_stopping", "a" * 70, "列の名前がとても長い" * 3])
def test_names_beside_a_picture_are_broken_into_lines(name: str) -> None:
    (shown,) = names_downwards([name])["ticktext"]
    lines = shown.split(BREAK)
    assert len(lines) > 1
    assert max(map(width_of, lines)) <= 31
    assert shown.replace(BREAK_IN_WORD, "") == name


def test_columns_without_room_for_their_names_are_numbered() -> None:
    classes = [f"class_number_{number}" for number in range(12)]
    same = grid_axes(classes, classes)
    assert same.xaxis["ticktext"] == [str(number) for number in range(1, 13)]
    assert same.yaxis["ticktext"][0] == "1 class_number_0"
    other = grid_axes(["a model"], classes)
    assert other.xaxis["title"]["text"].startswith("1 class_number_0<br>2 class_number_1")
    assert other.yaxis["ticktext"] == ["a model"]
    parts = grid_axes(["a model"], [f"part {number}" for number in range(1, 41)])
    assert "title" not in parts.xaxis
    assert grid_axes(["a model"], ["no", "yes"]).xaxis["ticktext"] == ["no", "yes"]


def test_a_single_row_keeps_its_height_above_the_names_of_the_columns() -> None:
    figure = captioned(Drawing(), "Short.", height=grid_axes(["a model"], ["no", "yes"]).height)
    assert figure.layout["height"] - figure.layout["margin"]["t"] - BOTTOM == LEAST_ROW


def test_a_text_stands_beside_a_bar_that_it_would_be_shrunk_to_fit_into() -> None:
    assert bar_texts([0.54, 0.03, None, -0.01], ["54 %", "3 %", "", "-1 %"])["textposition"] == [
        "auto",
        "outside",
        "outside",
        "auto",
    ]
    assert bar_texts([1.0, 0.5], ["", "a text that is too long to stand beside it"])["textposition"][1] == "auto"


def test_marked_names_are_quoted_in_the_language_of_the_sentence() -> None:
    assert named("Of `a` and `b c`.") == "Of “a” and “b c”."
    assert named("予測 `a` です") == "予測「a」です"
    assert "`" not in captioned(go.Figure(), "What `a` does", cut="not `b`").layout.title.text
