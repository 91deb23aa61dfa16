"""How long candidates take, very roughly, from the size of the data alone."""

from __future__ import annotations

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
