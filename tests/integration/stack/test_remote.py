"""A worker on another machine: it has the server's address and a key, and nothing else of the stack."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.stacks import PENGUINS, Stack

ADDRESS = "127.0.0.2"


def listens(address: str, port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((address, port)) == 0


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Stack]:
    """The machine with the server, under an address of its own, with no training worker."""
    made = Stack(tmp_path / "here")
    made.folder.mkdir()
    made.up("--address", ADDRESS, "--training", "0")
    yield made
    made.ok("down", "--now")


@pytest.fixture
def there(tmp_path: Path, here: Stack) -> Iterator[Stack]:
    """The other machine: one command, and the configuration copied from the first."""
    folder = tmp_path / "there"
    folder.mkdir()
    config = folder / "clearml.conf"
    config.write_bytes((here.home / "clearml.conf").read_bytes())
    made = Stack(folder, clearml_conf=config)
    made.ok("up", "--remote", "--only", "training=1")
    yield made
    made.ok("down", "--now")


def test_it_joins_with_one_command_and_gets_all_the_work(here: Stack, there: Stack) -> None:
    port = int(here.ok("status", "--json").document["server"]["api_url"].rpartition(":")[2])
    assert listens(ADDRESS, port)
    assert not listens("127.0.0.1", port)
    document = there.ok("status", "--json").document
    assert document["mode"] == "remote"
    (joined,) = (one["id"] for one in document["workers"] if one["phase"] == "training")
    config = here.config(PENGUINS, "species", models=["naive_bayes"], preprocessing={"scaling": ["none"]})
    run = here.ok("submit", "--config", config, "--watch", "--json").document
    assert {task["worker"] for task in run["tasks"] if task["phase"] == "training"} == {joined}
    assert sum(one["phase"] == "controller" for one in document["workers"]) == 1
