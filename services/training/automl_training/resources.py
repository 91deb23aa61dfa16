"""How much of the machine a task may use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from automl_shared.errors import ConfigError

THREADS_VARIABLE = "AUTOML_THREADS"
WAIT_POLICY_VARIABLE = "OMP_WAIT_POLICY"
SMALL_CELLS = 200_000
"""Rows x features below which a second thread costs more than it brings."""

_at_most: ContextVar[int | None] = ContextVar("threads_at_most", default=None)


def threads() -> int:
    """Threads a fit may use: ``AUTOML_THREADS``, else the cores this process may run on; one inside `sized_for` little.

    Raises ConfigError when the variable is not a number.
    """
    wanted = os.environ.get(THREADS_VARIABLE, "")
    if wanted and (not wanted.isdigit() or int(wanted) < 1):
        raise ConfigError(
            f"the environment variable {THREADS_VARIABLE} is not a number of threads",
            value=wanted,
            allowed="1 or more",
            fix=f"unset {THREADS_VARIABLE}",
        )
    return _at_most.get() or int(wanted or 0) or _cores()


@contextmanager
def sized_for(n_cells: int) -> Iterator[None]:
    """Inside, libraries and models that ask `threads` use as many threads as a table of so many cells is worth."""
    from threadpoolctl import threadpool_limits

    token = _at_most.set(1 if n_cells < SMALL_CELLS else None)
    try:
        with threadpool_limits(threads()):
            yield
    finally:
        _at_most.reset(token)


def wait_politely() -> None:
    """Lets idle OpenMP threads sleep instead of spinning. Must be called before numpy or scikit-learn are imported.

    Two workers on two cores otherwise take each other's time: a LightGBM fit of 0.2 s then takes 6 s.
    """
    os.environ.setdefault(WAIT_POLICY_VARIABLE, "PASSIVE")


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
