"""Metrics: one number from truth and prediction, with its direction and a plain sentence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from automl_shared.config.models import TaskType
from automl_shared.plugins.registry import Registry

Needs = Literal["prediction", "probability"]
Unit = Literal["target", "share", "none"]
F = TypeVar("F", bound=Callable[..., float])


@dataclass(frozen=True, kw_only=True)
class Metric:
    """A registered metric.

    ``function(y_true, y_pred)``: y_true (n_rows,), floats for regression and class indices for classification.
    y_pred (n_rows,) likewise, or (n_rows, n_classes) probabilities when ``needs`` is ``probability``. Returns a float.
    """

    name: str
    function: Callable[[Any, Any], float]
    task_types: tuple[TaskType, ...]
    greater_is_better: bool
    needs: Needs
    unit: Unit
    sentence: str
    """What a value means, in plain words, with ``{value}`` in it."""

    def better(self, a: float, b: float) -> bool:
        """Whether score ``a`` beats score ``b``."""
        return a > b if self.greater_is_better else a < b


METRICS: Registry[Metric] = Registry("metric")


def metric(
    name: str,
    *,
    task_types: Sequence[TaskType],
    greater_is_better: bool,
    needs: Needs = "prediction",
    unit: Unit = "none",
    sentence: str = "{value}",
) -> Callable[[F], F]:
    """Registers the decorated function as a metric; see `Metric` for what it is called with."""

    def register(function: F) -> F:
        METRICS.register(
            name,
            Metric(
                name=name,
                function=function,
                task_types=tuple(task_types),
                greater_is_better=greater_is_better,
                needs=needs,
                unit=unit,
                sentence=sentence,
            ),
        )
        return function

    return register
