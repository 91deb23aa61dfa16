"""Queues."""

from __future__ import annotations

from tests.integration.server.conftest import Client
from tests.integration.server.test_api import refused

from .things import new_queue


def test_there_is_a_default_queue(client: Client) -> None:
    queue = client.call("queues.get_default")
    found = client.call("queues.get_by_id", queue=queue["id"])["queue"]
    assert (found["name"], "default" in found["system_tags"]) == (queue["name"], True)


def test_a_task_changes_its_queue(client: Client) -> None:
    first, second, task = new_queue(client), new_queue(client), client.new_task()
    client.call("tasks.enqueue", task=task, queue=first)
    assert client.call("queues.get_by_task_id", task=task)["queue"]["id"] == first
    assert client.call("queues.move_task_to_queue", queue=first, task=task, target_queue=second) == {"moved": 1}
    assert client.call("queues.get_by_task_id", task=task)["queue"]["id"] == second
    assert client.task(task)["execution"]["queue"] == second
    client.call("queues.move_task_to_queue", queue=second, task=task, target_queue=first, update_execution_queue=False)
    assert client.task(task)["execution"]["queue"] == second
    assert refused(client, "queues.move_task_to_queue", queue=second, task=task, target_queue=first) == (400, 703)
    assert refused(client, "queues.move_task_to_queue", queue=first, task=task, target_queue="no such") == (400, 701)
    assert [one["task"] for one in client.call("queues.get_by_id", queue=first)["queue"]["entries"]] == [task]
