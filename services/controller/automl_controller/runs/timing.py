"""How long candidates take, very roughly, from the size of the data alone, and how many were at work at once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from automl_shared.tracker import TaskSnapshot

TASK_SECONDS = 2.0
"""What a candidate takes besides its fits, on a worker that has everything loaded."""
FIT_SECONDS = 0.1
MILLION_SECONDS = 10.0
"""A fit, and what it takes for each million of cells: rough means over the models of the standard portfolio on one
core. Single models are ten times faster or three times slower."""
UNSURE = 2.0
"""The factor to either side that is told with the estimate."""


def minutes(candidates: int, *, cells: int, fits: int, workers: int) -> tuple[float, float]:
    """The least and the most that so many candidates take.

    cells: rows fitted on times columns. fits: of one candidate.
    """
    seconds = TASK_SECONDS + fits * (FIT_SECONDS + MILLION_SECONDS * cells / 1e6)
    middle = candidates * seconds / max(1, min(workers, candidates)) / 60
    return middle / UNSURE, middle * UNSURE


def most_at_once(tasks: Sequence[TaskSnapshot]) -> int:
    """How many of them were at work at the same moment at most; one that goes on counts as at work since its start."""
    starts = [(task.started, 1) for task in tasks if task.started]
    ends = [(task.ended, -1) for task in tasks if task.started and task.ended]
    at_work = accumulate(step for _, step in sorted([*starts, *ends]))
    return max(at_work, default=0)
