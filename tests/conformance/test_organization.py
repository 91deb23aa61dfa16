"""Across all projects: tables as files, how much was computed, how many there are."""

from __future__ import annotations

import csv
import io
import time
from datetime import UTC, datetime, timedelta

import pytest
from tests.integration.server.conftest import Client
from tests.integration.server.test_api import refused

from .things import new_model, new_project, new_queue, unique

COLUMNS = [
    {"field": "name", "name": "NAME"},
    {"field": "status", "values": [{"key": "created", "value": "Draft"}]},
    {"field": "project.name", "name": "PROJECT"},
    {"field": "hyperparams.Args.a%2Eb.value", "name": "a.b"},
    {"field": "parent", "name": "PARENT"},
]


def table(client: Client, **asked: object) -> tuple[str, list[list[str]]]:
    """(the file's name, its rows)."""
    prepared = client.call("organization.prepare_download_for_get_all", **asked)["prepare_id"]
    answer = client.http.get("/organization.download_for_get_all", params={"prepare_id": prepared})
    assert answer.headers["content-type"].startswith("text/csv")
    text = answer.content.decode("utf-8-sig")
    return answer.headers["content-disposition"], list(csv.reader(io.StringIO(text)))


def test_a_table_of_tasks_as_a_file(client: Client) -> None:
    name = unique("table")
    project = new_project(client, name)
    parent = client.new_task(project=project, name="=SUM(A1)")
    parameter = {"section": "Args", "name": "a.b", "value": "7"}
    client.new_task(project=project, name="表の行, quoted", parent=parent, hyperparams={"Args": {"a.b": parameter}})
    asked = {
        "entity_type": "task",
        "project": [project],
        "order_by": ["created"],
        "only_fields": ["name", "status", "project.name", "hyperparams.Args.a%2Eb.value", "parent.name"],
        "field_mappings": COLUMNS,
    }
    disposition, rows = table(client, **asked)
    assert f"clearml-{name}-tasks.csv" in disposition
    assert rows == [
        ["NAME", "status", "PROJECT", "a.b", "PARENT"],
        ["'=SUM(A1)", "Draft", name, "", ""],
        ["表の行, quoted", "Draft", name, "7", parent],
    ]
    assert table(client, **{**asked, "name": "^nothing$"})[1] == rows[:1]


def test_a_table_of_models_as_a_file(client: Client) -> None:
    project = new_project(client)
    model = new_model(client, project=project, name="a model")
    columns = [{"field": "id"}, {"field": "name"}]
    asked = {"entity_type": "model", "project": [project], "only_fields": ["id", "name"], "field_mappings": columns}
    assert table(client, **asked)[1] == [["id", "name"], [model, "a model"]]


@pytest.mark.parametrize(
    "wrong",
    [
        {"field_mappings": [{"field": "name"}, {"field": "id", "name": "name"}]},
        {"field_mappings": [{"field": "name", "values": [{"key": 1, "value": 2}, {"key": 1, "value": 3}]}]},
        {"field_mappings": []},
        {"only_fields": []},
        {"entity_type": "queue"},
    ],
)
def test_what_no_table_can_be_made_of(client: Client, wrong: dict[str, object]) -> None:
    asked = {"entity_type": "task", "only_fields": ["name"], "field_mappings": [{"field": "name"}]}
    assert refused(client, "organization.prepare_download_for_get_all", **{**asked, **wrong}) == (400, 12)


def test_a_table_that_nobody_prepared(client: Client) -> None:
    assert refused(client, "organization.download_for_get_all", prepare_id="no such") == (400, 10)


def test_how_long_was_computed(client: Client) -> None:
    name = unique("usage")
    project = new_project(client, name)
    child, queue = new_project(client, f"{name}/child"), new_queue(client)
    below = new_project(client, f"{name}/child/below")
    for place in (child, below, project):  # the last one has run for the shortest time
        task = client.new_task(project=place)
        client.call("tasks.enqueue", task=task, queue=queue)
        client.call("tasks.started", task=task, force=True)
    draft = client.new_task(project=project, system_tags=["development"])
    client.call("tasks.started", task=draft)
    time.sleep(1.1)
    now = datetime.now(UTC)
    asked = {
        "projects": [project],
        "from_date": (now - timedelta(days=2)).isoformat(),
        "to_date": now.isoformat(),
        "usage_fields": ["duration"],
    }
    found = client.call("organization.get_project_usages", **asked)
    by_project = {one["id"]: one["duration"] for one in found["projects"]["total"]}
    assert set(by_project) == {project, child}
    assert by_project[child] >= 2 * by_project[project] >= 2
    (of_queue,) = found["queues"]["series"]
    assert of_queue["id"] == queue
    assert len(of_queue["dates"]) == len(of_queue["duration"]) == 3
    assert of_queue["duration"][:1] == [0]
    (of_user,) = found["users"]["total"]
    assert of_user["duration"] == sum(of_queue["duration"]) == sum(by_project.values())
    more = client.call("organization.get_project_usages", **asked, include_development=True, breakdown_keys=["queue"])
    assert {one["id"] for one in more["queues"]["total"]} == {queue, None}
    assert refused(client, "organization.get_project_usages", **{**asked, "projects": []}) == (400, 12)
    swapped = {**asked, "from_date": asked["to_date"], "to_date": asked["from_date"]}
    assert refused(client, "organization.get_project_usages", **swapped) == (400, 12)


def test_work_counts_for_what_its_queue_takes_of_a_machine(client: Client) -> None:
    project, known, unknown = new_project(client), new_queue(client), new_queue(client)
    worker = unique("machine")
    client.call("workers.register", worker=worker, queues=[known], resources={"gpu_usage": 2})
    client.call("workers.unregister", worker=worker)
    for queue in (known, unknown):
        task = client.new_task(project=project)
        client.call("tasks.enqueue", task=task, queue=queue)
        client.call("tasks.started", task=task, force=True)
    time.sleep(1.1)
    now = datetime.now(UTC).isoformat()
    asked = {"projects": [project], "from_date": now, "to_date": now, "breakdown_keys": ["queue"]}
    found = client.call("organization.get_project_usages", **asked)["queues"]["total"]
    by_queue = {one["id"]: one for one in found}
    assert by_queue[known]["gpu_usage"] == 2 * by_queue[known]["duration"] > 0
    assert "gpu_artificial_weights" not in by_queue[known]
    assert by_queue[unknown]["gpu_artificial_weights"] is True


def test_runs_and_versions_are_counted(client: Client) -> None:
    tag = unique("counted")
    for kind in ("controller", "data_processing", "training"):
        client.new_task(type=kind, tags=[tag])
    wanted = {name: {"tags": [tag]} for name in ("tasks", "pipeline_runs", "dataset_versions")}
    assert client.call("organization.get_entities_count", **wanted) == {
        "tasks": 3,
        "pipeline_runs": 1,
        "dataset_versions": 1,
    }


def test_one_wrong_filter_leaves_the_other_numbers(client: Client) -> None:
    name, tag = unique("counted"), unique("tag")
    project = new_project(client, name)
    client.call("reports.create", name="a report", project=project, tags=[tag])
    asked = {
        "reports": {"project": [project], "tags": [tag]},
        "tasks": {"tags": [tag, 7]},
        "projects": {"id": [project]},
    }
    found = client.call("organization.get_entities_count", **asked)
    assert (found["reports"], found["projects"], "tasks" in found) == (1, 1, False)
    assert list(found["errors"]) == ["tasks"]
