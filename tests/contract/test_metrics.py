"""What every registered metric promises."""

from __future__ import annotations

import numpy as np
import pytest

from automl_shared.config.models import TaskType
from automl_shared.plugins import METRICS
from automl_training.processing import score

N_ROWS, N_CLASSES = 60, 3
CASES = [(name, task_type) for name in METRICS for task_type in METRICS.get(name).task_types]
every_metric = pytest.mark.parametrize(("name", "task_type"), CASES)
of_classes = pytest.mark.parametrize("name", [name for name, task_type in CASES if task_type == "classification"])


def _truth(task_type: TaskType) -> np.ndarray:
    generator = np.random.default_rng(0)
    return generator.integers(0, N_CLASSES, N_ROWS) if task_type == "classification" else generator.normal(size=N_ROWS)


def _perfect(task_type: TaskType) -> np.ndarray:
    return np.eye(N_CLASSES)[_truth(task_type)] if task_type == "classification" else _truth(task_type)


def _random(task_type: TaskType) -> np.ndarray:
    generator = np.random.default_rng(1)
    if task_type == "classification":
        return generator.dirichlet(np.ones(N_CLASSES), N_ROWS)
    return generator.normal(size=N_ROWS)


@every_metric
def test_perfect_beats_random(name: str, task_type: TaskType) -> None:
    metric = METRICS.get(name)
    perfect = score(metric, _truth(task_type), _perfect(task_type))
    chance = score(metric, _truth(task_type), _random(task_type))
    assert np.isfinite([perfect, chance]).all()
    assert metric.better(perfect, chance)
    assert not metric.better(chance, perfect)


@every_metric
def test_gets_the_input_it_asks_for(name: str, task_type: TaskType) -> None:
    metric = METRICS.get(name)
    predicted = _random(task_type)
    given = predicted if metric.needs == "probability" or task_type == "regression" else predicted.argmax(axis=1)
    assert score(metric, _truth(task_type), predicted) == metric.function(_truth(task_type), given)


@of_classes
@pytest.mark.parametrize("only", range(N_CLASSES))
def test_a_fold_of_one_class_gives_a_number_or_none(name: str, only: int) -> None:
    value = score(METRICS.get(name), np.full(10, only), _random("classification")[:10])
    assert isinstance(value, float)


@of_classes
def test_two_classes_work_like_three(name: str) -> None:
    truth = np.arange(N_ROWS) % 2
    metric = METRICS.get(name)
    assert metric.better(score(metric, truth, np.eye(2)[truth]), score(metric, truth, np.eye(2)[1 - truth]))


@every_metric
def test_one_row_gives_a_number_or_none(name: str, task_type: TaskType) -> None:
    assert isinstance(score(METRICS.get(name), _truth(task_type)[:1], _random(task_type)[:1]), float)


@every_metric
def test_explains_itself(name: str, task_type: TaskType) -> None:
    assert "{value}" in METRICS.get(name).sentence
