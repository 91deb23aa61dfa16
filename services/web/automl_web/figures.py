"""Figures as a browser takes them: JSON has no word for numbers that are none, nor for halves of letters."""

from __future__ import annotations

import json
import math
from typing import Any

from starlette.responses import JSONResponse


class FigureResponse(JSONResponse):
    """A plotly figure. Raises RecursionError for one that is nested without end."""

    def render(self, content: Any) -> bytes:
        return json.dumps(_finite(content), allow_nan=False, separators=(",", ":")).encode()


def _finite(value: Any) -> Any:
    """The same with nothing in place of what is not finite."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(one) for key, one in value.items()}
    return [_finite(one) for one in value] if isinstance(value, (list, tuple)) else value
