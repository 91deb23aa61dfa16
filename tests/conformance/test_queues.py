"""Queues."""

from __future__ import annotations

from tests.integration.server.conftest import Client


def test_there_is_a_default_queue(client: Client) -> None:
    queue = client.call("queues.get_default")
    found = client.call("queues.get_by_id", queue=queue["id"])["queue"]
    assert (found["name"], "default" in found["system_tags"]) == (queue["name"], True)
