"""Every picture in ClearML has the same look, which plotly is not asked for again and again."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import plotly.io
import pytest

from automl_shared.figures import TEMPLATE, Drawing, axis, captioned, dressed, untemplated
from automl_shared.tracker.memory import checked


@pytest.fixture(autouse=True)
def default() -> Any:
    before = plotly.io.templates.default
    yield
    plotly.io.templates.default = before


def bar(**layout: Any) -> dict[str, Any]:
    untemplated()
    plot: dict[str, Any] = go.Figure(go.Bar(x=["a"], y=[1.0]), layout=layout).to_plotly_json()
    return plot


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
