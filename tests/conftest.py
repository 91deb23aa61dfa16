"""Which tests may run side by side."""

from __future__ import annotations

from pathlib import Path

import pytest

TESTS = Path(__file__).parent
TOGETHER = {"integration/stack": "stacks", "integration/agent": "stacks", "containers": "containers"}
"""Folders whose tests share what is expensive to make: one process runs those of a group (xdist's ``loadgroup``)."""


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Gives tests of these folders their group."""
    for item in items:
        folder = item.path.parent.relative_to(TESTS).as_posix()
        if folder in TOGETHER:
            item.add_marker(pytest.mark.xdist_group(TOGETHER[folder]))
