"""LightGBM whose files leave out what neither predictions nor their reasons look at, and that predicts with the threads
of the process it is loaded in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Self

from lightgbm import Booster, LGBMClassifier, LGBMRegressor

_UNUSED = re.compile(r"^(?:tree_sizes|split_gain|internal_value|internal_weight|leaf_weight)=.*\n", re.MULTILINE)
"""About half of a model as text; the counts of rows stay, from which reasons (SHAP) are worked out."""


LIBRARY_S_THREADS = 0
"""As many as OpenMP gives the process: its variables and `resources.take_share` say how many."""


class _Light:
    def __copy__(self) -> Self:
        """LightGBM copies itself for its parameters whenever it predicts: without the work of writing a file."""
        made = type(self).__new__(type(self))
        vars(made).update(vars(self))
        return made

    def __getstate__(self) -> dict[str, Any]:
        """What a file keeps of it."""
        state: dict[str, Any] = {**super().__getstate__()}  # type: ignore[dict-item]
        if state["_Booster"] is not None:
            state["_Booster"] = _bare(state["_Booster"])
        return state

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        """How many workers shared the machine that it learned on says nothing of the one it predicts on."""
        super().__setstate__({**state, "n_jobs": LIBRARY_S_THREADS})  # type: ignore[misc]


def _bare(fitted: Booster) -> Booster:
    """A copy that predicts the same to the last bit."""
    state = fitted.__getstate__()
    made = Booster.__new__(Booster)
    made.__setstate__({**state, "_handle": _UNUSED.sub("", state["_handle"])})
    return made


class LightClassifier(_Light, LGBMClassifier):
    """Source: Ke et al. (2017), LightGBM."""


class LightRegressor(_Light, LGBMRegressor):
    """Source: Ke et al. (2017), LightGBM."""
