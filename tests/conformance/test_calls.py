"""What all calls have in common."""

from __future__ import annotations

from uuid import uuid4

import httpx
import pytest
from tests.integration.server.conftest import Client, Server

from .things import new_model


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


def test_data_comes_in_the_address_as_a_form_or_both(client: Client) -> None:
    models = [new_model(client) for _ in range(3)]
    path = f"/models.get_all?id={models[0]}&id={models[1]}&only_fields=id&order_by=created"
    in_the_address = client.unpack(client.http.get(path))
    assert [model["id"] for model in in_the_address["models"]] == models[:2]
    both = client.unpack(client.http.post(path, json={"id": models[2:], "page_size": 1, "page": 0}))
    assert [model["id"] for model in both["models"]] == models[:1]
    form = client.unpack(client.http.post("/models.get_all", data={"id": models, "order_by": "-created"}))
    assert [model["id"] for model in form["models"]] == models[::-1]


def test_what_was_made_in_one_moment_keeps_its_order_in_both_directions(client: Client) -> None:
    tag = uuid4().hex
    models = [new_model(client, tags=[tag]) for _ in range(20)]
    for order, wanted in (("created", models), ("-created", models[::-1])):
        found = client.call("models.get_all", tags=[tag], order_by=[order])
        assert [model["id"] for model in found["models"]] == wanted


def test_an_empty_filter_asks_for_nothing(client: Client) -> None:
    model = new_model(client, tags=["kept"])
    for nothing in (None, {}, {"any": None, "all": {"include": [], "exclude": []}}):
        found = client.call("models.get_all_ex", id=[model], tags=["other"], filters={"tags": nothing})
        assert [one["id"] for one in found["models"]] == [model]
