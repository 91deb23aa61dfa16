"""Japanese readers see 2,000万 beside an axis where plotly writes 20M."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import pytest

from automl_shared.figure_sizes import sized
from automl_shared.figures import Drawing

UP_TO_50M = {"type": "scatter", "x": [1, 2], "y": [-2.5e7, 5e7]}


@pytest.mark.parametrize("figure", [Drawing(UP_TO_50M), go.Figure(go.Scatter(UP_TO_50M))], ids=["drawing", "figure"])
def test_large_numbers_beside_axes_are_told_in_japanese_sizes(figure: Any) -> None:
    told = sized(figure, "ja").layout["yaxis"]["labelalias"]
    assert [told[one] for one in ("20M", "100M", "\u22125M", "9M")] == ["2,000万", "1億", "-500万", "900万"]


def test_a_second_axis_has_its_own_and_numbers_below_ten_thousand_have_none() -> None:
    traces = ({"x": ["a", "b"], "y": [100, 9000]}, {"x": ["a", "b"], "y": [10_000, 40_000], "yaxis": "y2"})
    layout = sized(Drawing(*traces, yaxis2={"side": "right"}), "ja").layout
    assert list(layout) == ["yaxis2"]
    assert (layout["yaxis2"]["labelalias"]["20k"], layout["yaxis2"]["side"]) == ("20,000", "right")


def test_logarithms_single_values_and_english_stay_as_plotly_writes_them() -> None:
    assert sized(Drawing({"y": [1e6, 1e9]}, yaxis={"type": "log"}), "ja").layout == {"yaxis": {"type": "log"}}
    assert sized(Drawing({"y": [1e6, 1e6]}), "ja").layout == {}
    assert sized(Drawing(UP_TO_50M), "en").layout == {}
