"""What all calls have in common."""

from __future__ import annotations

import httpx
import pytest
from tests.integration.server.conftest import Client, Server


@pytest.mark.parametrize("version", ["", "v1.0/", "v1.5/", "v2.0/", "v2.34/", "v999.0/"])
def test_every_version_is_answered(server: Server, version: str) -> None:
    answer = httpx.post(f"{server.urls['api']}/{version}auth.login", auth=httpx.BasicAuth(*server.credentials))
    assert answer.json()["data"]["token"]


def test_files_of_events_are_left_to_the_server(client: Client) -> None:
    task = client.new_task()
    client.send_events(
        {"type": "training_debug_image", "task": task, "iter": 0, "metric": "m", "variant": "v", "url": "a.png"}
    )
    answer = client.call("tasks.reset", task=task, force=True, return_file_urls=True)
    assert answer["urls"] == {"model_urls": [], "event_urls": [], "artifact_urls": []}
