"""Which tests may run side by side, and where examples come from."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Generator, Iterator
from typing import Any

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


ALONE = ("tests/unit/", "tests/contract/", "tests/statistics/")
"""Folders whose tests are quick to start and give the same everywhere: they start no process and need no network."""
STARTS_A_PROCESS = {"subprocess.Popen", "os.fork", "os.forkpty", "os.posix_spawn", "os.exec", "os.system"}
THIS_MACHINE = ("127.", "::1", "localhost")


class Guard:
    """Fails a test that is not alone where it has to be, at the line that starts or connects something."""

    def __init__(self) -> None:
        self.test = ""
        sys.addaudithook(self.heard)  # none can be taken away again: it is for all tests

    def heard(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.test:
            return
        if event in STARTS_A_PROCESS:
            pytest.fail(
                f"{self.test} starts a process ({event} {arguments[:2]}): its place is tests/integration/processes"
            )
        if event == "socket.connect" and isinstance(arguments[1], tuple) and not is_here(arguments[1]):
            pytest.fail(f"{self.test} connects to {arguments[1]}: tests need no network")


def is_here(address: tuple[Any, ...]) -> bool:
    return str(address[0]).startswith(THIS_MACHINE)


GUARD = Guard()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    GUARD.test = item.nodeid if item.nodeid.startswith(ALONE) else ""
    try:
        return (yield)
    finally:
        GUARD.test = ""


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
