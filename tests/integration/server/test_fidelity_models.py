"""Models as clients of the full server know them."""

from __future__ import annotations

from typing import Any

import httpx

from .conftest import Client, Server
from .test_api import refused


def new_model(client: Client, **fields: Any) -> str:
    return client.call("models.create", **{"name": "a model", "uri": "file:///a", **fields})["id"]


def running_with_model(client: Client) -> tuple[str, str]:
    task = client.new_task()
    client.call("tasks.started", task=task)
    return task, client.call("v2.9/models.update_for_task", task=task, uri="file:///b")["id"]


def is_ready(client: Client, model: str) -> bool:
    return client.call("models.get_by_id", model=model)["model"]["ready"]


def test_publishing_a_model_publishes_its_task(client: Client) -> None:
    task, model = running_with_model(client)
    assert refused(client, "models.set_ready", model=model) == (400, 110)
    assert not is_ready(client, model)
    client.call("tasks.stopped", task=task)
    answer = client.call("models.set_ready", model=model)
    assert (answer["updated"], answer["published_task"]["id"]) == (1, task)
    assert answer["published_task"]["data"]["updated"] == 1
    assert client.task(task)["status"] == "published"
    assert refused(client, "models.set_ready", model=model) == (400, 203)


def test_publishing_a_model_alone_or_by_force(client: Client) -> None:
    task, model = running_with_model(client)
    assert client.call("models.set_ready", model=model, publish_task=False) == {"updated": 1}
    assert client.task(task)["status"] == "in_progress"
    task, model = running_with_model(client)
    client.call("models.set_ready", model=model, force_publish_task=True)
    assert client.task(task)["status"] == "published"
    lonely = new_model(client, ready=False)
    assert client.call("models.set_ready", model=lonely) == {"updated": 1}


def test_publishing_a_task_publishes_its_model(client: Client) -> None:
    task, model = running_with_model(client)
    client.call("tasks.stopped", task=task)
    client.call("tasks.publish", task=task, publish_model=False)
    assert not is_ready(client, model)
    task, model = running_with_model(client)
    client.call("tasks.stopped", task=task)
    client.call("tasks.publish", task=task)
    assert is_ready(client, model)


def test_deleting_a_model_of_a_task(client: Client) -> None:
    task, model = running_with_model(client)
    client.call("models.delete", model=model)
    assert client.task(task)["models"]["output"] == []
    task, model = running_with_model(client)
    client.call("tasks.stopped", task=task)
    client.call("tasks.publish", task=task, publish_model=False)
    assert refused(client, "models.delete", model=model) == (400, 206)
    client.call("models.delete", model=model, force=True)
    assert client.task(task)["models"]["output"][0]["model"] == f"__DELETED__{model}"


def test_models_take_from_their_task(client: Client) -> None:
    project = client.call("projects.create", name="frameworks/inner")["id"]
    above = client.call("projects.get_by_id", project=project)["project"]["parent"]
    task = client.new_task(project=project, execution={"framework": "of the task"})
    client.call("v2.9/models.update_for_task", task=task, uri="file:///b", iteration=999)
    assert client.call("models.get_frameworks", projects=[above]) == {"frameworks": ["of the task"]}
    client.call("v2.9/models.update_for_task", task=task, uri="file:///c", iteration=888)
    assert client.task(task)["last_iteration"] == 999
    client.call("tasks.delete", task=task, force=True)
    assert client.call("models.get_frameworks", projects=[above]) == {"frameworks": []}


def test_calls_of_the_past_have_moved(server: Server, client: Client) -> None:
    headers = {"Authorization": f"Bearer {client.token}"}
    for endpoint in ("models.update_for_task", "models.get_by_task_id"):
        answer = httpx.post(f"{server.urls['api']}/v2.14/{endpoint}", json={"task": "x"}, headers=headers)
        assert (answer.status_code, answer.json()["meta"]["result_subcode"]) == (301, 1)


def test_public_models_are_as_good_as_unknown_to_writers(client: Client) -> None:
    model = new_model(client)
    assert refused(client, "models.make_private", ids=[model]) == (400, 201)
    assert client.call("models.make_public", ids=[model]) == {"updated": 1}
    assert [found["id"] for found in client.call("models.get_all", id=[model])["models"]] == [model]
    assert refused(client, "models.update", model=model, name="new name") == (400, 201)
    client.call("models.make_private", ids=[model])
    client.call("models.update", model=model, name="new name")
    assert "company" not in client.call("models.get_by_id", model=new_model(client, public=True))["model"]


def test_batches_of_models(client: Client) -> None:
    models, task = [new_model(client, ready=False), new_model(client)], client.new_task()
    client.call("models.edit", model=models[0], task=task)
    ids = [*models, "missing"]
    published = client.call("models.publish_many", ids=ids, publish_task=True, force_publish_task=True)
    assert [item["id"] for item in published["succeeded"]] == models[:1]
    assert published["succeeded"][0]["published_task"]["id"] == task
    assert [item["id"] for item in published["failed"]] == [models[1], "missing"]
    client.call("models.archive_many", ids=ids)
    assert all("archived" in m["system_tags"] for m in client.call("models.get_all_ex", id=models)["models"])
    client.call("models.unarchive_many", ids=ids)
    deleted = client.call("models.delete_many", ids=ids, force=True)
    assert {item["url"] for item in deleted["succeeded"]} == {"file:///a"}
    assert [item["id"] for item in deleted["failed"]] == ["missing"]


def test_metadata_of_models_and_queues(client: Client) -> None:
    first = [{"key": "test.key", "type": "str", "value": "v"}]
    queue = client.call("queues.create", name="queue with metadata", metadata=first)["id"]
    for service, entity, found in (("models", "model", new_model(client, metadata=first)), ("queues", "queue", queue)):

        def metadata(service: str = service, found: str = found) -> dict[str, Any]:
            return client.call(f"{service}.get_all_ex", id=[found])[service][0]["metadata"]

        assert metadata() == {"test.key": first[0]}
        items = [{"key": f"test{i}", "type": "str", "value": str(i)} for i in range(3)]
        client.call(f"{service}.update", **{entity: found, "metadata": items})
        assert set(metadata()) == {"test0", "test1", "test2"}
        changed = [{"key": "test2", "type": "int", "value": "20"}, {"key": "test3", "type": "int", "value": "30"}]
        client.call(f"{service}.add_or_update_metadata", **{entity: found, "metadata": changed})
        assert [metadata()[f"test{i}"]["value"] for i in range(4)] == ["0", "1", "20", "30"]
        answer = client.call(f"{service}.delete_metadata", **{entity: found, "keys": ["test1", "test2", "test3"]})
        assert (answer, set(metadata())) == ({"updated": 1}, {"test0"})
        assert client.call(f"v2.16/{service}.get_all", id=[found])[service][0]["metadata"] == []


def test_labels_are_counted_and_checked(client: Client) -> None:
    model = new_model(client, labels={"hello": 1, "world": 2})
    assert client.call("models.get_all_ex", id=[model], include_stats=True)["models"][0]["stats"] == {"labels_count": 2}
    assert "stats" not in client.call("models.get_all_ex", id=[model])["models"][0]
    assert refused(client, "models.edit", model=model, labels={"x": "y"}) == (400, 12)
    assert refused(client, "models.edit", model=model, task="no such") == (400, 101)
