"""A store of its own for each test, and somebody who may do everything in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from automl_server.config import Settings
from automl_server.store import Identity, Store


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path)


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    opened = Store(settings)
    yield opened
    opened.close()


@pytest.fixture
def admin(store: Store) -> Identity:
    return store.access.identity_of(store.access.ensure_admin("Tester"))
