"""How much of the machine a task may use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from automl_shared.errors import ConfigError
from automl_shared.machine import cores, memory_limit
from automl_shared.threads import follow, libraries
from automl_shared.words import T_

THREADS_VARIABLE = "AUTOML_THREADS"
WORKERS_FILE_VARIABLE = "AUTOML_WORKERS_FILE"
"""Names a file with the number of training workers that share this machine or container; without it there is one."""

WAIT_POLICY_VARIABLE = "OMP_WAIT_POLICY"
LIBRARY_VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "LOKY_MAX_CPU_COUNT")
"""Where OpenMP, the BLAS libraries and joblib look, once, while they are loaded."""

SMALL_CELLS = 200_000
"""Rows x features below which a second thread costs more than it brings."""

USABLE_SHARE = 0.9
"""Share of the memory that tasks may fill; the rest is for the agent and the system."""

LEAST_BYTES = 1 << 30
"""What a task may use however many workers share the memory: the libraries alone take a quarter of it."""

_at_most: ContextVar[int | None] = ContextVar("threads_at_most", default=None)


def threads() -> int:
    """Threads a fit may use: ``AUTOML_THREADS``, else this worker's share of the cores; one inside `sized_for` little.

    Raises ConfigError when the variable is not a number.
    """
    wanted = os.environ.get(THREADS_VARIABLE, "")
    if wanted and (not wanted.isdigit() or int(wanted) < 1):
        raise ConfigError(
            T_("the environment variable {variable} is not a number of threads", variable=THREADS_VARIABLE),
            value=wanted,
            allowed=T_("1 or more"),
            fix=f"unset {THREADS_VARIABLE}",
        )
    return _at_most.get() or int(wanted or 0) or _share_of_cores()


def workers() -> int:
    """Training workers that share the cores and the memory with this one, itself included."""
    file = os.environ.get(WORKERS_FILE_VARIABLE)
    try:
        return max(1, int(Path(file).read_text(encoding="ascii"))) if file else 1
    except FileNotFoundError:
        return 1


def memory_share() -> int:
    """Bytes this worker may use: its part of the container's or the machine's memory, and never more than is free."""
    import psutil

    memory = psutil.virtual_memory()
    usable = int(USABLE_SHARE * min(memory.total, memory_limit() or memory.total))
    free = int(USABLE_SHARE * memory.available)
    return max(min(usable // workers(), free), min(usable, LEAST_BYTES))


@contextmanager
def sized_for(n_cells: int) -> Iterator[None]:
    """Inside, libraries and models that ask `threads` use as many threads as a table of so many cells is worth."""
    token = _at_most.set(1 if n_cells < SMALL_CELLS else None)
    try:
        with libraries().limit(limits=threads()):
            yield
    finally:
        _at_most.reset(token)


def take_share() -> None:
    """Holds the process and whatever it starts to its share of the cores, the same until it ends.

    Must be called before numpy or scikit-learn do anything; what a warm worker has loaded already follows. Idle OpenMP
    threads sleep instead of spinning: two workers on two cores otherwise take each other's time, and a LightGBM fit of
    0.2 s takes 6 s.
    """
    share = os.environ.setdefault(THREADS_VARIABLE, str(_share_of_cores()))
    for name in LIBRARY_VARIABLES:
        os.environ.setdefault(name, share)
    os.environ.setdefault(WAIT_POLICY_VARIABLE, "PASSIVE")
    follow(os.environ)


def _share_of_cores() -> int:
    return max(1, cores() // workers())
