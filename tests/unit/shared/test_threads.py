"""Libraries that were loaded before a task's environment was known use as many threads as it says."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
import sklearn.cluster  # noqa: F401 (loads OpenMP)
from threadpoolctl import ThreadpoolController

from automl_shared.agent.warm.loading import look_around
from automl_shared.machine import cores
from automl_shared.threads import follow


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    found = {library: library.num_threads for library in ThreadpoolController().lib_controllers}
    yield
    for library, threads in found.items():
        library.set_num_threads(threads)


def threads() -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for library in ThreadpoolController().lib_controllers:
        found.setdefault(library.user_api, set()).add(library.num_threads)
    return found


@pytest.mark.parametrize(
    ("environment", "openmp", "blas"),
    [
        ({"OMP_NUM_THREADS": "3", "OPENBLAS_NUM_THREADS": "2"}, 3, 2),
        ({"OMP_NUM_THREADS": "2"}, 2, 2),
        ({"OMP_NUM_THREADS": "3,1", "MKL_NUM_THREADS": "2"}, 3, 2),
        ({"OMP_NUM_THREADS": "0", "OPENBLAS_NUM_THREADS": "many"}, None, None),
        ({}, None, None),
    ],
)
def test_they_follow_the_environment(environment: dict[str, str], openmp: int | None, blas: int | None) -> None:
    follow(environment)
    assert threads() == {"openmp": {openmp or cores()}, "blas": {blas or cores()}}


def test_a_fork_server_without_scikit_learn_looks_for_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "threadpoolctl")
    monkeypatch.setattr(sys, "meta_path", [])  # as where it is not installed
    look_around()
    follow({})
