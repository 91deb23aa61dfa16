"""The number of threads that libraries use which were loaded before a task's environment was known."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from automl_shared.machine import cores

if TYPE_CHECKING:
    from threadpoolctl import ThreadpoolController

VARIABLES = {
    "openmp": ("OMP_NUM_THREADS",),
    "blas": ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"),
}
"""Where a library would have looked while it was loaded, the first that is set."""


def follow(environment: Mapping[str, str]) -> None:
    """Loaded libraries get as many threads as the environment says, all cores where it says nothing."""
    if not can_be_told():
        return
    limits = {api: _number(environment, names) or cores() for api, names in VARIABLES.items()}
    for library in libraries().lib_controllers:
        if library.num_threads != limits[library.user_api]:  # setting it starts threads
            library.set_num_threads(limits[library.user_api])


def can_be_told() -> bool:
    """Whether threadpoolctl was loaded: it comes with scikit-learn, and so do the libraries."""
    return "threadpoolctl" in sys.modules


def libraries() -> ThreadpoolController:
    """The mathematical libraries that are loaded. Looking for them takes 10 ms; none comes without a new module."""
    return _libraries(len(sys.modules))


@lru_cache(maxsize=1)
def _libraries(_n_modules: int) -> ThreadpoolController:
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def _number(environment: Mapping[str, str], names: tuple[str, ...]) -> int | None:
    """OpenMP takes a list for nested regions; the first entry is for the outermost."""
    texts = (environment.get(name, "").partition(",")[0].strip() for name in names)
    return next((int(text) for text in texts if text.isdigit() and int(text) > 0), None)
