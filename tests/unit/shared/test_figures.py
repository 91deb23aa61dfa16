"""Every picture in ClearML has the same look, which plotly is not asked for again and again."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import plotly.io
import pytest

from automl_shared.figures import TEMPLATE, captioned, dressed, named, untemplated, wrapped


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


def test_marked_names_are_quoted_in_the_language_of_the_sentence() -> None:
    assert named("Of `a` and `b c`.") == "Of “a” and “b c”."
    assert named("予測 `a` です") == "予測「a」です"
    assert "`" not in captioned(go.Figure(), "What `a` does", cut="not `b`").layout.title.text
