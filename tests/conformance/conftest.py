"""Any ClearML server: `pytest tests/conformance --server http://host:8008 --key KEY --secret SECRET`; without, ours.

The tests make projects, tasks, models and queues of their own, named by chance, and delete none of yours.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.integration.server.conftest import Client, Server


class Remote(Server):
    """A server that runs elsewhere: only called."""

    keys: tuple[str, str]

    @property
    def credentials(self) -> tuple[str, str]:
        """Access key and secret key."""
        return self.keys


def pytest_addoption(parser: pytest.Parser) -> None:
    """The address and the keys of the server to check."""
    group = parser.getgroup("conformance")
    group.addoption("--server", help="address of a ClearML API server; without, ours is started")
    group.addoption("--key", help="access key for it")
    group.addoption("--secret", help="secret key for it")


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server to check."""
    address = request.config.getoption("server", None)
    if address:
        remote = Remote(Path(), urls={"api": address})
        remote.keys = (request.config.getoption("key"), request.config.getoption("secret"))
        yield remote
        remote.close_clients()
        return
    running = Server(tmp_path_factory.mktemp("conformance") / "home")
    running.start()
    yield running
    running.close_clients()
    running.stop()


@pytest.fixture(scope="session")
def client(server: Server) -> Client:
    """A client of it."""
    return server.client()
