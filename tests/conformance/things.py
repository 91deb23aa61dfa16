"""What the tests make: everything has a name that nothing else has."""

from __future__ import annotations

import uuid
from typing import Any

from tests.integration.server.conftest import Client


def unique(words: str) -> str:
    """A name by chance."""
    return f"{words} {uuid.uuid4().hex}"


def new_project(client: Client, name: str = "", **fields: Any) -> str:
    """A project; returns its id."""
    return client.call("projects.create", name=name or unique("conformance"), description="", **fields)["id"]


def new_model(client: Client, **fields: Any) -> str:
    """A model; returns its id."""
    return client.call("models.create", **{"name": unique("model"), "uri": "file:///a", "labels": {}, **fields})["id"]


def new_queue(client: Client) -> str:
    """A queue; returns its id."""
    return client.call("queues.create", name=unique("queue"))["id"]
