"""The one picture so far: which columns the model needs, and which the data has."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from automl_inference.meta import NOT_IMPLEMENTED, Request
from automl_shared.figures import captioned


def columns_table(request: Request) -> Any:
    """One row per column of the model and of the data."""
    names = [*request.expected, *request.unused]
    needed = ["yes" if name in request.expected else "no, it is not used" for name in names]
    given = ["no data given" if request.given is None else "yes" if name in request.given else "no" for name in names]
    figure = go.Figure(
        go.Table(
            header={"values": ["column", "needed by the model", "in the data"], "align": "left"},
            cells={"values": [names, needed, given], "align": "left"},
        )
    )
    return captioned(figure, f"{NOT_IMPLEMENTED} These are the columns that {request.candidate} will need.")
