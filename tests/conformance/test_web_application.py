"""Requests in the forms in which the official web application sends them: none is refused, none loses what is there."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from tests.integration.server.conftest import Client

from .things import new_model, new_project, new_queue, unique

NOT = "__$not"
TABLE_FIELDS = [
    "id",
    "type",
    "name",
    "tags",
    "status",
    "project.name",
    "user.name",
    "started",
    "completed",
    "parent.name",
]
TIMES = ["completed", "last_update", "last_iteration", "active_duration"]
ALL_FIELDS = [*TABLE_FIELDS, *TIMES, "comment", "company", "system_tags"]
EXCLUDED_TYPES = [NOT, "annotation_manual", NOT, "annotation", NOT, "dataset_import"]
PIPELINE_FIELDS = ["runtime._pipeline_hash", "runtime.version", "execution.queue", "hyperparams.properties.version"]


@dataclass(frozen=True)
class Shop:
    """What is there to be shown."""

    word: str
    project: str
    task: str
    step: str
    model: str
    queue: str
    report: str
    metric: str  # its column


@pytest.fixture(scope="module")
def shop(client: Client) -> Iterator[Shop]:
    word = unique("shown").replace(" ", "")
    project, queue = new_project(client, word), new_queue(client)
    known = {"tags": ["a"], "script": {"requirements": {"pip": "six"}, "diff": "a diff"}, "comment": "known"}
    known |= {"hyperparams": {"Args": {"size": {"section": "Args", "name": "size", "value": "3"}}}}
    known |= {"configuration": {"design": {"name": "design", "value": "a: 1"}}}
    task = client.new_task(name=f"{word} task", project=project, **known)
    step = client.new_task(name=f"{word} step", project=project, parent=task)
    client.call("tasks.started", task=task)
    event = {"type": "training_stats_scalar", "task": task, "metric": "m", "variant": "v", "value": 2.0, "iter": 1}
    image = {**event, "type": "training_debug_image", "url": "https://x/a.png"}
    client.send_events(event, {**event, "type": "plot", "plot_str": "{}"}, image, {**event, "type": "log", "msg": "x"})
    client.call("tasks.enqueue", task=step, queue=queue)
    model = new_model(client, name=f"{word} model", project=project, task=task)
    report = client.call("reports.create", name=f"{word} report", project=project)["id"]
    metrics = client.task(task)["last_metrics"]
    (metric,) = [f"last_metrics.{one}.{other}.max_value" for one, variants in metrics.items() for other in variants]
    yield Shop(word, project, task, step, model, queue, report, metric)
    client.call("tasks.dequeue", task=step)
    client.call("projects.delete", project=project, force=True, delete_contents=True)


def found(client: Client, endpoint: str, **asked: Any) -> list[str]:
    """The ids of what a list shows."""
    (documents,) = (value for value in client.call(endpoint, **asked).values() if isinstance(value, list))
    return [document["id"] for document in documents]


def table(**more: Any) -> dict[str, Any]:
    """The table of tasks."""
    asked = {"id": [], "user": [], "scroll_id": None, "refresh_scroll": False, "size": 15, "order_by": ["-last_update"]}
    tags = [NOT, "archived", NOT, "pipeline", NOT, "dataset", NOT, "reports"]
    asked |= {"type": EXCLUDED_TYPES, "system_tags": tags, "include_subprojects": False, "search_hidden": False}
    return {**asked, "only_fields": ALL_FIELDS, **more}


def test_the_table_of_tasks(client: Client, shop: Shop) -> None:
    mine = {"project": [shop.project]}
    both = {shop.task, shop.step}
    assert set(found(client, "tasks.get_all_ex", **table(**mine))) == both
    assert found(client, "tasks.get_all_ex", **table(**mine, status=["in_progress", "closed"])) == [shop.task]
    assert found(client, "tasks.get_all_ex", **table(**mine, parent=[shop.task])) == [shop.step]
    archive = ["__$and", "archived", NOT, "pipeline", NOT, "dataset", NOT, "reports"]
    assert found(client, "tasks.get_all_ex", **table(**mine, system_tags=archive)) == []
    tagged = {"tags": {"any": {"include": ["a"]}}}
    assert found(client, "tasks.get_all_ex", **table(**mine, filters=tagged)) == [shop.task]
    anywhere = {"pattern": shop.word, "fields": ["id", "name", "comment", "tags", "system_tags"]}
    assert set(found(client, "tasks.get_all_ex", **table(_any_=anywhere))) >= both
    fields = [*ALL_FIELDS, *PIPELINE_FIELDS, shop.metric, "hyperparams.Args.a%2Eb.value"]
    wide = table(**mine, only_fields=fields, order_by=[f"-{shop.metric}", "hyperparams.Args.a%2Eb.value"])
    assert found(client, "tasks.get_all_ex", **wide) == [shop.task, shop.step]


def test_the_column_of_the_parent(client: Client, shop: Shop) -> None:
    fields = ["name", "parent", "parent.project.id", "parent.project.name", "parent.name"]
    (step,) = client.call("tasks.get_all_ex", **table(id=[shop.step], only_fields=fields))["tasks"]
    project = {"id": shop.project, "name": shop.word}
    assert step["parent"] == {"id": shop.task, "name": f"{shop.word} task", "project": project}


def test_the_pages_of_one_task(client: Client, shop: Shop) -> None:
    def shown(*fields: str) -> dict[str, Any]:
        return client.call("tasks.get_by_id_ex", id=[shop.step], only_fields=list(fields))["tasks"][0]

    client.call("tasks.edit", task=shop.step, force=True, models={"input": [{"name": "in", "model": shop.model}]})
    of_models = [f"models.{role}.{field}" for role in ("input", "output") for field in ("name", "model.name")]
    of_task = [f"models.input.model.task.{field}" for field in ("id", "name", "project.id")]
    (used,) = shown("name", "project.id", "execution.artifacts", *of_models, *of_task)["models"]["input"]
    task = {"id": shop.task, "name": f"{shop.word} task", "project": {"id": shop.project}}
    assert used["model"] == {"id": shop.model, "name": f"{shop.word} model", "task": task}
    about = ["execution.queue.name", "execution.queue.display_name", "script.binary", "script.tag", "container"]
    info = shown("id", "parent.name", "parent.project.name", "project.name", "output", "hyperparams", *about)
    assert info["execution"]["queue"]["id"] == shop.queue
    run = shown("runtime", "runtime._pipeline_hash", "configuration", "last_metrics", "status_changed")
    assert run["runtime"] == {}
    anywhere = ["id", "name", "comment", "system_tags", "models.output.model", "models.input.model"]
    asked = {"_any_": {"pattern": shop.word, "fields": anywhere}, "only_fields": ["name"]}
    assert set(found(client, "tasks.get_all_ex", **asked)) == {shop.task, shop.step}
    by_model = {"_any_": {"pattern": shop.model, "fields": anywhere}}
    assert found(client, "tasks.get_all_ex", **by_model) == [shop.step]
    by_tag = {"_any_": {"pattern": "^A$", "fields": ["tags"]}, "project": [shop.project]}
    assert found(client, "tasks.get_all_ex", **by_tag) == [shop.task]
    both = {"_all_": {"pattern": "^[a-z]$", "fields": ["tags", "system_tags"]}, "project": [shop.project]}
    assert found(client, "tasks.get_all_ex", **both) == []


def test_the_page_of_a_model(client: Client, shop: Shop) -> None:
    fields = ["company", "labels", "task.name", "task.project", "user.name", "parent", "project.name", "design"]
    (model,) = client.call("models.get_by_id_ex", id=[shop.model], only_fields=[*fields, "metadata"])["models"]
    assert model["task"] == {"id": shop.task, "name": f"{shop.word} task", "project": {"id": shop.project}}
    assert client.call("events.get_task_plots", task=shop.model, model_events=True)["plots"] == []
    client.call("models.edit", model=shop.model, metadata={"k": {"key": "k", "type": "str", "value": "v"}})


def test_the_graph_of_a_project(client: Client, shop: Shop) -> None:
    fields = ["started", "last_iteration", "user.name", "type", "name", "status", "active_duration", shop.metric]
    asked = {"project": [shop.project], "only_fields": fields, shop.metric: [0, None], "status": ["-draft"]}
    asked |= {"started": ["2000-01-01T00:00:00", None], "order_by": ["-started"], "type": EXCLUDED_TYPES}
    asked |= {"system_tags": ["-archived"], "scroll_id": None, "size": 1000}
    assert found(client, "tasks.get_all_ex", **asked) == [shop.task]


def test_running_children(client: Client, shop: Shop) -> None:
    asked = {"page_size": 2000, "only_fields": ["name", "status"], "status": ["queued", "in_progress"]}
    assert found(client, "tasks.get_all_ex", **asked, parent=[shop.task]) == [shop.step]


def test_what_a_clone_with_its_original_packages_asks(client: Client, shop: Shop) -> None:
    (task,) = client.call("tasks.get_all_ex", id=[shop.task], only_fields=["script.requirements.*"])["tasks"]
    assert task["script"] == {"requirements": {"pip": "six"}}
    wishes = {"new_task_comment": "", "new_task_name": "a copy", "new_task_parent": shop.task}
    overrides = {"requirements": {"pip": "seven"}, "branch": " main "}
    labels = {"execution_overrides": {"model_labels": {"cat": 1.0}}}
    clone = client.call("tasks.clone", task=shop.task, **wishes, script_overrides=overrides, **labels)["id"]
    copy = client.task(clone)
    assert (copy["script"]["requirements"], copy["script"]["branch"]) == ({"pip": "seven"}, "main")
    assert '"cat":1}' in client.http.post("/tasks.get_by_id", json={"task": clone}).text
    client.call("tasks.delete", task=clone)


def test_a_task_made_in_a_form(client: Client, shop: Shop) -> None:
    script = {"repository": "https://x/y.git", "branch": "main", "entry_point": "a.py", "requirements": None}
    arguments = {"size": {"name": "size", "value": "3", "section": "Args"}}
    made = {"project": shop.project, "type": "training", "script": {**script, "diff": None, "working_dir": "."}}
    task = client.new_task(**made, hyperparams={"Args": arguments}, container={"arguments": "-e A:1"})
    assert client.task(task)["script"]["branch"] == "main"
    client.call("tasks.delete", task=task)


def test_the_numbers_of_a_search(client: Client, shop: Shop) -> None:
    def anywhere(*fields: str) -> dict[str, Any]:
        return {"_any_": {"pattern": shop.word, "fields": list(fields)}}

    by_name, below = anywhere("name", "id"), anywhere("basename", "id")
    runs = {"search_hidden": True, "shallow_search": False}
    asked = {
        "projects": {**below, "search_hidden": False, "system_tags": ["-pipeline", "-dataset"]},
        "tasks": {**by_name, "type": EXCLUDED_TYPES, "system_tags": ["-archived", "-pipeline", "-dataset"]},
        "models": {**by_name, "system_tags": ["-archived"]},
        "datasets": {**below, **runs, "name": "/\\.datasets/", "system_tags": ["dataset"]},
        "pipelines": {**below, **runs, "system_tags": ["pipeline"]},
        "pipeline_runs": {**by_name, **runs, "system_tags": [None, "pipeline"]},
        "dataset_versions": {**by_name, **runs, "system_tags": [None, "dataset"]},
        "reports": {**anywhere("id", "name", "tags", "project", "comment", "report"), "system_tags": ["-archived"]},
    }
    counts = client.call("organization.get_entities_count", **asked, limit=1000)
    assert "errors" not in counts
    assert set(counts) == set(asked)
    seen = {name: counts[name] for name in ("projects", "tasks", "models", "reports", "datasets")}
    assert seen == {"projects": 1, "tasks": 2, "models": 1, "reports": 1, "datasets": 0}


def test_projects_on_their_page(client: Client, shop: Shop) -> None:
    asked = {"stats_for_state": "active", "include_stats": True, "scroll_id": None, "size": 12, "allow_public": False}
    asked |= {"order_by": ["featured", "-last_update"], "only_fields": ["name", "company", "user", "basename"]}
    asked |= {"include_stats_filter": {"system_tags": ["-pipeline", "-dataset", "-Annotation"]}}
    root = {**asked, "shallow_search": True, "permission_roots_only": True}
    assert shop.project in found(client, "projects.get_all_ex", **root)
    by_word = {"_any_": {"pattern": shop.word, "fields": ["id", "basename", "description"]}}
    assert found(client, "projects.get_all_ex", **asked, **by_word) == [shop.project]
    recent = {**asked, "page": 0, "page_size": 6, "check_own_contents": True}
    del recent["scroll_id"], recent["size"]
    assert shop.project in found(client, "projects.get_all_ex", **recent)
    ancestors = {"_any_": {"fields": ["name"], "pattern": f"^{shop.word}$|^{shop.word}\\/x$"}, "search_hidden": True}
    assert found(client, "projects.get_all_ex", **ancestors) == [shop.project]
    assert found(client, "projects.get_all_ex", id=shop.project, only_fields=["name"]) == [shop.project]
    empty = {"_any_": {"pattern": "", "fields": ["name", "id"]}, "page_size": 100, "size": 100, "scroll_id": None}
    assert found(client, "projects.get_all_ex", **empty, order_by=["name"], only_fields=["name", "company"])


def test_the_columns_that_a_project_can_have(client: Client, shop: Shop) -> None:
    for service in ("get_task_tags", "get_model_tags"):
        client.call(f"projects.{service}", projects=[])
    assert client.call("projects.get_task_tags", projects=[shop.project])["tags"] == ["a"]
    client.call("projects.get_project_tags", filter={"system_tags": ["pipeline"]})
    client.call("projects.get_model_metadata_keys", project=None)
    client.call("projects.get_unique_metric_variants", project=None, model_metrics=True, include_subprojects=True)
    client.call("models.get_frameworks", projects=[])
    metrics = client.call("projects.get_unique_metric_variants", project=shop.project, include_subprojects=False)
    assert [one["metric"] for one in metrics["metrics"]] == ["m"]
    client.call("projects.get_user_names", include_subprojects=True)
    client.call("users.get_all_ex", order_by=["name"], only_fields=["name"], id=[])


def test_models_of_a_search(client: Client, shop: Shop) -> None:
    fields = ["ready", "created", "framework", "user.name", "name", "parent.name", "task.name", "id", "tags"]
    asked = {"_any_": {"pattern": shop.word, "fields": ["name", "id"]}, "page_size": 14, "include_stats": True}
    asked |= {"system_tags": ["-archived"], "only_fields": [*fields, "company", "project.name"]}
    assert found(client, "models.get_all_ex", **asked, order_by=["-last_update"]) == [shop.model]


def test_reports_on_their_page(client: Client, shop: Shop) -> None:
    fields = ["name", "comment", "company", "tags", "report", "project.name", "user.name", "status", "last_update"]
    asked = {"only_fields": [*fields, "system_tags"], "size": 40, "scroll_id": None, "order_by": ["-last_update"]}
    assert shop.report in found(client, "reports.get_all_ex", **asked, project=None, system_tags=[NOT, "archived"])
    archived = {"project": None, "system_tags": ["__$and", "archived"]}
    assert shop.report not in found(client, "reports.get_all_ex", **asked, **archived)
    one = ["name", "status", "company.id", "user.id", "comment", "report", "tags", "report_assets", "project.name"]
    assert found(client, "reports.get_all_ex", id=[shop.report], only_fields=one) == [shop.report]


def test_queues_and_places_in_them(client: Client, shop: Shop) -> None:
    fields = ["*", "entries.task.name"]
    (queue,) = client.call("queues.get_all_ex", id=[shop.queue], only_fields=fields)["queues"]
    assert [entry["task"]["name"] for entry in queue["entries"]] == [f"{shop.word} step"]
    assert shop.queue in found(client, "queues.get_all_ex", only_fields=fields, order_by=["-created"])
    second = client.new_task()
    client.call("tasks.enqueue", task=second, queue=shop.queue)
    moved = {"queue": shop.queue, "task": second}
    assert client.call("queues.move_task_backward", **moved, count=-1) == {"position": 0}
    assert client.call("queues.move_task_backward", **moved, count=1) == {"position": 1}
    client.call("queues.remove_task", **moved, update_task_status=True)
    assert client.task(second)["status"] == "created"
    client.call("tasks.delete", task=second)
    now = int(time.time())
    client.call("queues.get_queue_metrics", from_date=now - 3600, to_date=now, interval=10)


def test_curves_of_a_worker(client: Client) -> None:
    worker, now = unique("machine"), int(time.time())
    stats = {"cpu_usage": [10.0, 30.0], "memory_used": 5.0}
    client.call("workers.status_report", worker=worker, timestamp=(now - 60) * 1000, machine_stats=stats)
    asked = {"from_date": now - 3600, "to_date": now, "interval": 10, "items": [{"key": "cpu_usage"}]}
    (curve,) = client.call("workers.get_stats", **asked, worker_ids=[worker], split_by_resource=True)["workers"]
    assert max(curve["metrics"][0]["stats"][0]["values"]) == 20.0
    client.call("workers.get_stats", **asked, worker_ids=None)


def test_a_comparison(client: Client, shop: Shop) -> None:
    tasks = {"tasks": [shop.task, shop.step], "model_events": False}
    curves = client.call("events.multi_task_scalar_metrics_iter_histogram", **tasks, metrics=None, key="timestamp")
    assert list(curves["metrics"]["m"]["v"]) == [shop.task]
    plots = client.call("events.get_multi_task_plots", **tasks, iters=1, last_iters_per_task_metric=True)
    more = client.call("events.get_multi_task_plots", **tasks, iters=1, scroll_id=plots["scroll_id"])
    assert (plots["returned"], more["returned"]) == (1, 0)
    client.call("events.get_task_single_value_metrics", **tasks, metrics=None)
    fields = ["name", "tags", "project", "system_tags", "last_update", "created"]
    assert set(found(client, "tasks.get_all_ex", id=tasks["tasks"], only_fields=fields)) == set(tasks["tasks"])


def test_a_table_of_tasks_to_take_along(client: Client, shop: Shop) -> None:
    columns = [{"field": "name", "name": "NAME"}, {"field": "project.name", "name": "PROJECT", "values": None}]
    asked = {"entity_type": "task", "field_mappings": columns, **table(project=[shop.project])}
    assert client.call("organization.prepare_download_for_get_all", **asked)["prepare_id"]


def test_what_a_report_shows_of_tasks(client: Client, shop: Shop) -> None:
    def shown(part: str, **more: Any) -> Any:
        wanted = {part: {"metrics": [{"metric": "m", "variants": ["v"]}], **more}}
        return client.call("reports.get_task_data", id=[shop.task, shop.step], **wanted)[part]

    assert list(shown("plots", iters=1)["m"]["v"]) == [shop.task]
    assert list(shown("scalar_metrics_iter_histogram")["m"]["v"]) == [shop.task]
    assert shown("debug_images", iters=1)[0]["iterations"][0]["events"][0]["url"] == "https://x/a.png"


def test_a_curve_in_full(client: Client, shop: Shop) -> None:
    asked = {"task": shop.task, "metric": {"metric": "m"}, "count_total": True, "batch_size": 200_000}
    for axis in ("iter", "timestamp", "iso_time"):
        found = client.call("events.scalar_metrics_iter_raw", **asked, key=axis)
        assert (found["total"], found["variants"]["v"]["y"], len(found["variants"]["v"][axis])) == (1, [2.0], 1)


def test_a_plot_in_full(client: Client, shop: Shop) -> None:
    place = {"task": shop.task, "metric": "m", "iteration": None, "navigate_current_metric": False}
    first = client.call("events.get_plot_sample", **place, scroll_id=None)
    assert [plot["plot_str"] for plot in first["events"]] == ["{}"]
    further = {"task": shop.task, "scroll_id": first["scroll_id"], "navigate_earlier": True, "next_iteration": True}
    assert client.call("events.next_plot_sample", **further)["events"] == []


def test_a_queue_is_managed(client: Client, shop: Shop) -> None:
    task, other = client.new_task(), new_queue(client)
    client.call("tasks.enqueue", task=task, queue=shop.queue)
    client.call("queues.remove_task", queue=shop.queue, task=task)
    client.call("queues.add_task", queue=other, task=task)
    moved = client.task(task)
    assert (moved["status"], moved["execution"]["queue"]) == ("queued", other)
    client.call("queues.update", queue=other, name=unique("renamed"))
    assert client.call("tasks.dequeue", task=task)["dequeued"] == 1
    assert client.call("queues.delete", queue=other)["deleted"] == 1
    client.call("tasks.delete", task=task)


def test_the_log_as_a_link(client: Client, shop: Shop) -> None:
    client.send_events({"type": "log", "task": shop.task, "msg": "a line", "timestamp": int(time.time() * 1000)})
    answer = client.http.get("/events.download_task_log", params={"line_type": "text", "task": shop.task})
    assert "a line" in answer.text
    assert "attachment" in answer.headers["Content-Disposition"]


def test_what_the_menu_does_to_several_tasks(client: Client, shop: Shop) -> None:
    tasks = [client.new_task(project=shop.project) for _ in range(2)]
    steps: list[tuple[str, dict[str, Any]]] = [
        ("enqueue_many", {"queue": shop.queue, "verify_watched_queue": True}),
        ("dequeue_many", {}),
        ("archive_many", {"include_pipeline_steps": True}),
        ("unarchive_many", {"include_pipeline_steps": True}),
        ("reset_many", {"delete_output_models": True, "force": True, "delete_external_artifacts": False}),
        ("delete_many", {"delete_output_models": True, "force": True, "delete_external_artifacts": True}),
    ]
    client.call("tasks.update_tags", ids=tasks, add_tags=["x"], remove_tags=["y"])
    assert all(client.task(task)["tags"] == ["x"] for task in tasks)
    client.call("tasks.move", ids=tasks, project=shop.project)
    for name, wishes in steps:
        answer = client.call(f"tasks.{name}", ids=tasks, **wishes)
        assert ({one["id"] for one in answer["succeeded"]}, answer["failed"]) == (set(tasks), []), name
