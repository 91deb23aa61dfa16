"""Tasks as clients of the full server know them, old clients among them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from .conftest import Client, Server
from .test_api import refused


def upload(server: Server, client: Client, path: str) -> str:
    """Store a file; returns its address."""
    headers = {"Authorization": f"Bearer {client.token}"}
    httpx.post(server.urls["files"], files={path: ("f", b"content")}, headers=headers).raise_for_status()
    return f"{server.urls['files']}/{path.replace(' ', '%20')}"


def doomed(server: Server) -> set[str]:
    """The files that go when their grace is over."""
    with closing(sqlite3.connect(f"file:{server.home / 'server.sqlite'}?mode=ro", uri=True)) as db:
        return {path for (path,) in db.execute("SELECT path FROM doomed_files")}


def finished(client: Client, **fields: Any) -> str:
    task = client.new_task(**fields)
    client.call("tasks.started", task=task)
    client.call("tasks.stopped", task=task)
    return task


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"any": {"include": [None]}}, [0]),
        ({"any": {"include": ["a", None]}}, [0, 1, 2, 3]),
        ({"any": {"include": ["a", "b"]}}, [1, 2, 3]),
        ({"any": {"exclude": ["b", "c"]}}, [0, 1, 2]),
        ({"any": {"exclude": [None]}}, [1, 2, 3]),
        ({"all": {"include": ["a", "b"]}}, [2, 3]),
        ({"all": {"include": ["a", None]}}, []),
        ({"all": {"exclude": ["b", "c"]}}, [0, 1]),
        ({"all": {"exclude": ["a", None]}}, []),
        ({"any": {"include": ["a"]}, "all": {"exclude": ["c"]}}, [1, 2]),
        ({"any": {"include": ["c"]}, "all": {"exclude": ["a"]}, "op": "or"}, [0, 3]),
    ],
)
def test_filter_objects(client: Client, condition: dict[str, Any], expected: list[int]) -> None:
    ids = [client.new_task(tags=["a", "b", "c"][:count]) for count in range(4)]
    found = client.call("tasks.get_all_ex", id=ids, filters={"tags": condition})["tasks"]
    assert sorted(ids.index(task["id"]) for task in found) == expected


def test_a_wrong_filter_object_is_refused(client: Client) -> None:
    assert refused(client, "tasks.get_all_ex", filters={"tags": {"test": ["1"]}}) == (400, 12)


def test_batches_report_per_item(client: Client) -> None:
    tasks = [client.new_task(f"of a batch {i}") for i in range(2)]
    for i, task in enumerate(tasks):
        model = client.call("models.create", name="batch model", uri=f"uri_{i}", ready=False, task=task)["id"]
        client.call("tasks.add_or_update_model", task=task, name="output", type="output", model=model)
    ids = [*tasks, "missing"]

    def batch(action: str, **data: Any) -> list[dict[str, Any]]:
        answer = client.call(f"tasks.{action}_many", ids=ids, **data)
        assert [item["id"] for item in answer["failed"]] == ["missing"]
        assert [item["id"] for item in answer["succeeded"]] == tasks
        return answer["succeeded"]

    batch("enqueue", queue_name="queue of a batch")
    for task in tasks:
        client.call("tasks.started", task=task)
    batch("stop")
    batch("publish", publish_model=False)
    reset = batch("reset", force=True, return_file_urls=True)
    assert [item["urls"]["model_urls"] for item in reset] == [["uri_0"], ["uri_1"]]
    assert [item["deleted_models"] for item in reset] == [1, 1]
    batch("archive")
    batch("unarchive")
    batch("delete", return_file_urls=True)
    assert client.call("tasks.get_all_ex", id=ids)["tasks"] == []


def test_deleting_takes_own_files_along(server: Server, client: Client) -> None:
    task = client.new_task("with files")
    model = client.call("models.create", name="with a file", uri="", ready=False, task=task)["id"]
    addresses = {
        name: upload(server, client, f"of {task}/{name} 1.bin") for name in ("artifact", "model", "image", "plot")
    }
    kept = upload(server, client, f"of {task}/kept.bin")
    client.call("models.edit", model=model, uri=addresses["model"])
    artifacts = [
        {"key": "out", "type": "file", "uri": addresses["artifact"]},
        {"key": "in", "type": "file", "uri": kept, "mode": "input"},
    ]
    client.call("tasks.add_or_update_artifacts", task=task, artifacts=artifacts)
    event = {"task": task, "metric": "m", "variant": "v", "iter": 0}
    plot = f'{{"layout": {{"images": [{{"source": "{addresses["plot"]}"}}]}}}}'
    client.send_events(
        {**event, "type": "training_debug_image", "url": addresses["image"]},
        {**event, "type": "plot", "plot_str": plot},
    )
    answer = client.call("tasks.delete", task=task, return_file_urls=True, delete_external_artifacts=True)
    assert answer["urls"] == {
        "model_urls": [addresses["model"]],
        "event_urls": [],
        "artifact_urls": [addresses["artifact"]],
    }
    folder = Path(server.home) / "files" / f"of {task}"
    assert len(list(folder.iterdir())) == 5  # until the grace is over: clients delete them themselves
    assert doomed(server) >= {f"/of {task}/{name} 1.bin" for name in addresses}
    assert f"/of {task}/kept.bin" not in doomed(server)


def test_files_stay_when_asked_and_foreign_addresses_are_left_alone(server: Server, client: Client) -> None:
    address = upload(server, client, "to stay/file.bin")
    for uri, wish in (
        (address, False),
        ("http://elsewhere.example/to%20stay/file.bin", True),
        ("/to stay/file.bin", True),
    ):
        task = client.new_task()
        artifact = {"key": "out", "type": "file", "uri": uri}
        client.call("tasks.add_or_update_artifacts", task=task, artifacts=[artifact])
        client.call("tasks.delete", task=task, delete_external_artifacts=wish)
    assert "/to stay/file.bin" not in doomed(server)


def test_a_refused_delete_removes_no_file(server: Server, client: Client) -> None:
    task = client.new_task()
    address = upload(server, client, f"{task}/file.bin")
    artifact = {"key": "out", "type": "file", "uri": address}
    client.call("tasks.add_or_update_artifacts", task=task, artifacts=[artifact])
    client.call("tasks.started", task=task)
    assert refused(client, "tasks.delete", task=task) == (400, 123)
    assert f"/{task}/file.bin" not in doomed(server)


def test_what_stands_against_a_delete(client: Client) -> None:
    task = client.new_task()
    child = finished(client, parent=task)
    client.call("tasks.publish", task=child)
    assert refused(client, "tasks.delete", task=task) == (400, 123)
    assert client.call("tasks.delete", task=task, force=True)["updated_children"] == 1
    assert client.task(child)["parent"] == f"__DELETED__{task}"
    client.call("tasks.validate", **client.task(child))
    task = client.new_task()
    model = client.call("models.create", name="published", uri="file:///a")["id"]
    client.call("models.edit", model=model, task=task, ready=True)
    assert refused(client, "tasks.delete", task=task) == (400, 123)
    assert client.call("tasks.delete", task=task, force=True)["updated_models"] == 1


def test_public_tasks_are_read_only(client: Client) -> None:
    task = client.new_task()
    assert refused(client, "tasks.make_private", ids=[task]) == (400, 101)
    assert client.call("tasks.make_public", ids=[task]) == {"updated": 1}
    assert [found["id"] for found in client.call("tasks.get_all_ex", id=[task])["tasks"]] == [task]
    for endpoint, data in (
        ("tasks.started", {}),
        ("tasks.edit", {"name": "new name"}),
        ("tasks.update", {"comment": "c"}),
        ("tasks.enqueue", {"queue_name": "public queue"}),
        ("tasks.delete", {"force": True}),
    ):
        assert refused(client, endpoint, task=task, **data) == (403, 21)
    assert client.call("tasks.make_private", ids=[task]) == {"updated": 1}
    client.call("tasks.started", task=task)


def test_old_parameters_become_new_ones(client: Client) -> None:
    parameters, description = {"legacy.1": "val1", "TF_DEFINE/param2": 2}, {"design": "hello"}
    task = client.new_task(execution={"parameters": parameters, "model_desc": description})
    shown = client.task(task)
    assert shown["hyperparams"] == {
        "Args": {"legacy.1": {"section": "Args", "name": "legacy.1", "type": "legacy", "value": "val1"}},
        "TF_DEFINE": {"param2": {"section": "TF_DEFINE", "name": "param2", "type": "legacy", "value": "2"}},
    }
    assert shown["configuration"] == {"design": {"name": "design", "type": "legacy", "value": "hello"}}
    old = client.call("v2.8/tasks.get_all_ex", id=[task])["tasks"][0]["execution"]
    assert old["parameters"] == {"legacy.1": "val1", "TF_DEFINE/param2": "2"}
    assert old["model_desc"] == description
    item = {"section": "Args", "name": "new", "value": "1"}
    client.call("tasks.edit_hyper_params", task=task, hyperparams=[item])
    client.call("v2.8/tasks.edit", task=task, execution={"parameters": {"other": "x"}, "model_desc": {}})
    old = client.call("v2.8/tasks.get_by_id", task=task)["task"]
    assert old["execution"]["parameters"] == {"other": "x"}
    assert set(old["hyperparams"]["Args"]) == {"new", "other"}
    assert old["configuration"] == {}


def test_old_clients_know_one_model_and_one_container_text(client: Client) -> None:
    model = client.call("models.create", name="a model", uri="file:///a")["id"]
    execution = {"model": model, "docker_cmd": "image:1 --ipc host"}
    task = client.call("v2.5/tasks.create", name="of an old client", type="testing", execution=execution)["id"]
    new = client.task(task)
    assert new["container"] == {"image": "image:1", "arguments": "--ipc host"}
    assert [(item["name"], item["model"]) for item in new["models"]["input"]] == [("Input Model", model)]
    assert not {"model", "docker_cmd"} & set(new["execution"])
    old = client.call("v2.5/tasks.get_by_id", task=task)["task"]
    assert (old["execution"]["model"], old["execution"]["docker_cmd"]) == (model, "image:1 --ipc host")


def test_very_old_clients_know_one_kind_of_tags(client: Client) -> None:
    task = client.call("v2.2/tasks.create", name="tagged long ago", type="testing", tags=["development", "t"])["id"]
    assert (client.task(task)["tags"], client.task(task)["system_tags"]) == (["t"], ["development"])
    assert client.call("v2.2/tasks.get_by_id", task=task)["task"]["tags"] == ["development", "t"]
    assert client.call("v2.2/tasks.get_all", id=[task], tags=["-development"])["tasks"] == []


def test_clone_checks_references_when_asked(client: Client) -> None:
    model = client.call("models.create", name="a model", uri="file:///a")["id"]
    task = client.new_task(models={"input": [{"name": "in", "model": model}], "output": []})
    assert refused(client, "models.delete", model=model) == (400, 205)
    client.call("models.delete", model=model, force=True)
    client.call("tasks.clone", task=task)
    assert refused(client, "tasks.clone", task=task, validate_references=True) == (400, 201)
    assert refused(client, "tasks.clone", task=task, execution_overrides={"model": "no"}) == (400, 201)
    overrides = {"framework": "x", "docker_cmd": "image args"}
    clone = client.task(client.call("tasks.clone", task=task, execution_overrides=overrides)["id"])
    assert (clone["execution"]["framework"], clone["container"]["image"]) == ("x", "image")


def test_archive_takes_a_task_out_of_everything(client: Client) -> None:
    queue = client.call("queues.create", name="queue to archive from")["id"]
    queued, running = client.new_task(system_tags=["kept"]), client.new_task()
    client.call("tasks.enqueue", task=queued, queue=queue)
    client.call("tasks.started", task=running)
    told = {"status_message": "message", "status_reason": "reason"}
    assert client.call("tasks.archive", tasks=[queued, running], **told) == {"archived": 2}
    first, second = client.task(queued), client.task(running)
    assert (first["status"], first["system_tags"], second["status"]) == ("created", ["archived", "kept"], "stopped")
    assert "queue" not in first["execution"]
    assert (first["status_message"], first["status_reason"]) == ("message", "reason")
    assert client.call("queues.get_num_entries", queue=queue) == {"num": 0}
    assert refused(client, "tasks.archive", tasks=["fake"]) == (400, 101)


def test_dequeue_in_all_its_forms(client: Client) -> None:
    queue = client.call("queues.create", name="queue to leave")["id"]
    task = client.new_task(system_tags=["development"])
    client.call("tasks.enqueue", task=task, queue=queue)
    assert client.task(task)["system_tags"] == []
    assert refused(client, "tasks.dequeue", task=task, new_status="no such") == (400, 12)
    client.call("tasks.dequeue", task=task, new_status="published")
    assert client.task(task)["status"] == "published"
    never_queued = client.new_task()
    client.call("tasks.edit", task=never_queued, status="queued")
    client.call("tasks.dequeue", task=never_queued)
    assert client.task(never_queued)["status"] == "created"
    assert client.call("tasks.dequeue", task="no such") == {"dequeued": 1, "updated": 0}
    draft = client.new_task()
    assert client.call("tasks.dequeue", task=draft) == {"dequeued": 1, "updated": 0}


def test_a_task_is_in_one_queue(client: Client) -> None:
    first, second = (client.call("queues.create", name=f"one of two {i}")["id"] for i in range(2))
    task = finished(client)
    client.call("tasks.enqueue", task=task, queue=first)
    assert refused(client, "tasks.enqueue", task=task, queue=first) == (400, 706)
    client.call("tasks.enqueue", task=task, queue=second)
    numbers = [client.call("queues.get_num_entries", queue=queue)["num"] for queue in (first, second)]
    assert numbers == [0, 1]
    client.call("tasks.dequeue", task=task)
    assert client.task(task)["status"] == "stopped"
    assert refused(client, "tasks.enqueue", task=task, queue=first, update_execution_queue=False) == (400, 12)
    both = {"queue": first, "queue_name": "a name"}
    assert refused(client, "tasks.enqueue", task=task, **both) == (400, 12)


def test_enqueue_says_whether_anybody_listens(client: Client) -> None:
    def enqueue() -> bool:
        data = {"queue_name": "watched queue", "verify_watched_queue": True}
        return client.call("tasks.enqueue", task=client.new_task(), **data)["queue_watched"]

    assert enqueue() is False
    queue = client.call("queues.get_all", name="^watched queue$")["queues"][0]["id"]
    client.call("workers.register", worker="watcher", queues=[queue])
    assert enqueue() is True
    client.call("workers.unregister", worker="watcher")


def test_reset_and_publish_touch_models(client: Client) -> None:
    task = client.new_task()
    client.call("tasks.started", task=task)
    first = client.call("v2.9/models.update_for_task", task=task, uri="file:///b")["id"]
    client.call("tasks.reset", task=task)
    assert refused(client, "models.get_by_id", model=first) == (400, 201)
    client.call("tasks.started", task=task)
    second = client.call("v2.9/models.update_for_task", task=task, uri="file:///b")["id"]
    client.new_task(models={"input": [{"name": "in", "model": second}], "output": []})
    assert client.call("tasks.reset", task=task)["deleted_models"] == 0
    assert "task" not in client.call("models.get_by_id", model=second)["model"]


def test_parameters_by_their_old_and_escaped_paths(client: Client) -> None:
    project = client.call("projects.create", name="paths of parameters")["id"]
    for value in ("10", "9"):
        item = {"section": "sec.tion", "name": "p", "value": value}
        client.new_task(project=project, hyperparams={"sec.tion": {"p": item}})
    only, order = ["hyperparams.sec%2Etion"], ["hyperparams.sec%2Etion.p.value"]
    found = client.call("tasks.get_all_ex", project=[project], only_fields=only, order_by=order)["tasks"]
    assert [task["hyperparams"]["sec.tion"]["p"]["value"] for task in found] == ["9", "10"]
    client.call("tasks.get_all_ex", project=[project], order_by=["execution.parameters.x"])


@pytest.mark.parametrize("wrong", [{"image": 1}, {"image": ["x"]}, {"arguments": {"a": "b"}}])
def test_what_a_container_is_made_of_are_texts(client: Client, wrong: dict[str, Any]) -> None:
    task = client.new_task(container={"image": "image:1", "arguments": None})
    assert refused(client, "tasks.create", name="of numbers", type="training", container=wrong) == (400, 800)
    assert refused(client, "tasks.edit", task=task, container=wrong) == (400, 800)
    assert refused(client, "tasks.clone", task=task, new_task_container=wrong) == (400, 800)
    assert refused(client, "tasks.clone", task=task, new_task_container=["x"]) == (400, 12)
    assert client.task(task)["container"]["image"] == "image:1"
