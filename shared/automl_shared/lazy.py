"""Packages that take long to import, loaded when they are first used.

Commands, pages and agents that wait name columns and metrics without a table at hand, and have to start at once. A
module that none of them imports takes such packages as usual.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import plotly.graph_objects as go
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq
else:

    def _lazy(name: str) -> ModuleType:
        """Stands in for a module, and keeps what was asked of it: the next time that is as quick as from the module."""

        def load(attribute: str) -> Any:
            found = getattr(import_module(name), attribute)
            setattr(module, attribute, found)
            return found

        module = ModuleType(name)
        module.__getattr__ = load
        return module

    np, pd, go = _lazy("numpy"), _lazy("pandas"), _lazy("plotly.graph_objects")
    pa, pc, pq = _lazy("pyarrow"), _lazy("pyarrow.compute"), _lazy("pyarrow.parquet")

__all__ = ["go", "np", "pa", "pc", "pd", "pq"]
