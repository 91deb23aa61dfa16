"""Which tests may run side by side, and where examples come from."""

from __future__ import annotations

import _posixsubprocess
import gc
import os
import socket
import subprocess
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any

import joblib
import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

settings.register_profile("same", derandomize=True)
settings.register_profile("new")
settings.load_profile(os.environ.get("AUTOML_EXAMPLES", "same"))
"""The same examples every time, so that what is red was broken by the change; ``AUTOML_EXAMPLES=new`` looks further."""

ON_ONE_STACK = {f"integration/stack/test_{name}.py" for name in ("command", "refusal", "reuse", "run")}
"""Files whose tests share a stack: one process runs them."""


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Nothing that is imported goes away again: the collector would look at more and more of it, for nothing."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()


@pytest.fixture(scope="module", autouse=True)
def left_open_is_told_here() -> Iterator[None]:
    """What the tests of a file leave open fails that file, not whichever test the collector happens to run in.

    What is alive at the end of a file are imported modules for the most part: no later collection looks at it again,
    so that this takes next to no time.
    """
    yield
    gc.collect()
    gc.freeze()


ALONE = tuple(f"tests/{name}/" for name in ("unit", "contract", "files", "fuzz", "statistics"))
"""Folders whose tests are quick to start and give the same everywhere: they start no process and need no network."""
WAYS_TO_START = [(_posixsubprocess, "fork_exec"), (subprocess, "_fork_exec")]
WAYS_TO_START += [(os, name) for name in ("fork", "forkpty", "posix_spawn", "posix_spawnp", "execve", "system")]
THIS_MACHINE = ("127.", "::1", "localhost")


def pytest_sessionstart() -> None:
    """LightGBM counts the cores with a program, once in a process: here, and not in the first test that fits."""
    joblib.cpu_count(only_physical_cores=True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, object, object]:
    with alone(item):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    with alone(item):
        return (yield)


@contextmanager
def alone(item: pytest.Item) -> Iterator[None]:
    """Fails a test that is not alone where it has to be, at the line that starts or connects something.

    Not when it is torn down: the last test of a process takes down what those of other folders shared.
    """
    if not item.nodeid.startswith(ALONE):
        yield
        return

    def start(*arguments: Any, **_: Any) -> Any:
        pytest.fail(f"{item.nodeid} starts a process, {arguments[:1]}: its place is tests/integration/processes")

    def connect(own: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and not str(address[0]).startswith(THIS_MACHINE):
            pytest.fail(f"{item.nodeid} connects to {address}: tests of this folder need no network")
        really_connect(own, address)

    really_connect = socket.socket.connect
    with pytest.MonkeyPatch.context() as patch:
        for module, name in WAYS_TO_START:
            patch.setattr(module, name, start)
        patch.setattr(socket.socket, "connect", connect)
        yield


class BySharedParts(LoadScopeScheduling):
    """Hands out files, but together those that share what is expensive to make: a stack, the images."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0].removeprefix("tests/")
        if file in ON_ONE_STACK:
            return "stack"
        return "images" if file.startswith("containers/") else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling | None:
    """For ``--dist loadgroup``; xdist 3.8 finds no group of its own with pytest 9.2."""
    return BySharedParts(config, log) if config.getvalue("dist") == "loadgroup" else None
