"""What is searched: the parameters of a model that a person has not set, with their ranges."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import product
from math import prod
from typing import Any

import numpy as np

from automl_shared.frozen import Frozen
from automl_shared.plugins.params import Param
from automl_training.candidate import Candidate

LEAST_POINTS = 3
"""Values of a range that a grid has at least: both ends and the middle."""
DIGITS = 4
"""Significant digits of a number that is tried, so that people can read and repeat it."""

Settings = Mapping[str, Any]
"""Searched parameter to its value."""


class Space(Frozen):
    """Searched parameters, and the value that each of them has by default, where that is known."""

    params: Mapping[str, Param]
    default: Settings

    @classmethod
    def of(cls, candidate: Candidate) -> Space:
        """Of the candidate's model; what the candidate's own parameters name is fixed and not searched."""
        space = candidate.model.search_space(candidate.task_type)
        params = {name: param for name, param in space.items() if name not in candidate.params}
        defaults = candidate.model.defaults
        return cls(params=params, default={name: defaults[name] for name in params if name in defaults})

    def covers(self, settings: Settings) -> bool:
        """Whether every searched parameter has a value, and one that could be searched."""
        return all(name in settings and param.in_range(settings[name]) for name, param in self.params.items())

    def distributions(self) -> dict[str, Any]:
        """As Optuna takes them; choices by their text, because it knows no lists."""
        return {name: _distribution(param) for name, param in self.params.items()}

    def encoded(self, settings: Settings) -> dict[str, Any]:
        """Settings in the words of `distributions`."""
        return {name: _text(settings[name]) if one.kind == "choice" else settings[name] for name, one in self._items()}

    def decoded(self, suggested: Mapping[str, Any]) -> dict[str, Any]:
        """Settings as the model takes them, from the words of `distributions`."""
        return {name: _decoded(one, suggested[name]) for name, one in self._items()}

    def grid(self, n_wanted: int) -> list[dict[str, Any]]:
        """Every combination of the choices and of evenly spaced values of the ranges.

        The ranges get as many values each as leave at most ``n_wanted`` combinations, but at least `LEAST_POINTS`.
        """
        points = LEAST_POINTS
        while any(one.kind != "choice" for one in self.params.values()):
            finer = prod(len(_points(one, points + 1)) for one in self.params.values())
            if finer > n_wanted or points >= n_wanted:
                break
            points += 1
        values = [_points(one, points) for one in self.params.values()]
        return [dict(zip(self.params, chosen, strict=True)) for chosen in product(*values)]

    def _items(self) -> Sequence[tuple[str, Param]]:
        return list(self.params.items())


def identity(settings: Settings) -> str:
    """Equal for equal settings, 1 and 1.0 alike."""
    return json.dumps({name: _as_number(value) for name, value in settings.items()}, sort_keys=True, default=str)


def _distribution(param: Param) -> Any:
    from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

    if param.kind == "choice":
        return CategoricalDistribution([_text(one) for one in param.choices])
    low, high = _ends(param)
    if param.kind == "whole":
        return IntDistribution(int(low), int(high), log=param.log)
    return FloatDistribution(low, high, log=param.log)


def _decoded(param: Param, value: Any) -> Any:
    if param.kind == "choice":
        return next(one for one in param.choices if _text(one) == value)
    return int(value) if param.kind == "whole" else _readable(param, float(value))


def _points(param: Param, count: int) -> list[Any]:
    if param.kind == "choice":
        return list(param.choices)
    low, high = _ends(param)
    values = np.geomspace(low, high, count) if param.log else np.linspace(low, high, count)
    if param.kind == "whole":
        return sorted({round(float(value)) for value in values})
    return [_readable(param, float(value)) for value in values]


def _readable(param: Param, value: float) -> float:
    low, high = _ends(param)
    return min(max(float(f"{value:.{DIGITS}g}"), low), high)


def _ends(param: Param) -> tuple[float, float]:
    assert param.low is not None
    assert param.high is not None
    return float(param.low), float(param.high)


def _as_number(value: Any) -> Any:
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _text(value: Any) -> str:
    return json.dumps(value)
