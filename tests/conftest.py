"""Which tests may run side by side."""

from __future__ import annotations

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

TOGETHER = {"integration/stack": "stacks", "integration/agent": "stacks", "containers": "containers"}
"""Folders whose tests share what is expensive to make: one process runs those of a group."""


class ByFolder(LoadScopeScheduling):
    """Hands out groups of folders, and files of all others."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return TOGETHER.get(file.removeprefix("tests/").rpartition("/")[0], file)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling | None:
    """For ``--dist loadgroup``; xdist 3.8 finds no group of its own with pytest 9.2."""
    return ByFolder(config, log) if config.getvalue("dist") == "loadgroup" else None
