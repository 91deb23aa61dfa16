"""Local stacks of supervised processes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.stacks import Stack


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """One stack for all tests that leave it as it was."""
    made = Stack(tmp_path_factory.mktemp("stack"))
    made.up()
    yield made
    made.ok("down", "--now")


@pytest.fixture
def own_stack(tmp_path: Path) -> Iterator[Stack]:
    """A stack for a test that breaks things."""
    made = Stack(tmp_path)
    made.up()
    yield made
    made.ok("down", "--now")
