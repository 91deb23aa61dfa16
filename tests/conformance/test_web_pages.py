"""What each page of the official web application asks for, in its own words: nothing is refused, nothing that has data
is empty. A page is a list of calls, each with the place in its answer that must not be empty."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from tests.integration.server.conftest import Client

from .test_web_application import EXCLUDED_TYPES, NOT, Shop, shop
from .things import new_model, unique

__all__ = ["shop"]  # the fixture: what is there to be shown

Calls = Iterable[tuple[str, str, dict[str, Any]]]
"""An endpoint, the place in its answer, and what is sent."""
Page = Callable[[Client, Shop], Calls]

OF_MODELS = ["name", "project", "project.name", "uri", "framework", "design", "labels", "created", "user", "user.name"]
OF_MODELS += ["task", "task.name", "task.project", "task.project.name", "task.user.name"]
OF_A_TASK = [
    *["id", "name", "user.name", "company", "type", "status", "status_changed", "status_message", "status_reason"],
    *["comment", "created", "last_update", "last_change", "completed", "started", "parent.name", "parent.project.name"],
    *["project.name", "output", "models", "execution", "hyperparams", "execution.queue.name", "script.binary"],
    *["script.repository", "script.tag", "script.branch", "script.version_num", "script.entry_point"],
    *["script.working_dir", "script.requirements", "system_tags", "published", "last_iteration", "last_worker"],
    *["tags", "active_duration", "container", "runtime"],
    *[f"models.{role}.model.{field}" for role in ("input", "output") for field in OF_MODELS],
]
COMPARED = ["id", "name", "type", "status", "last_update", "project.name", "tags", "published", "last_iteration"]
OF_A_MODEL = [
    *["company", "created", "last_update", "framework", "id", "labels", "name", "ready", "tags", "system_tags"],
    *["task.name", "task.project", "uri", "user.name", "parent", "comment", "project.name", "design", "metadata"],
]
QUEUE_FIELDS = ["*", "entries.task.name"]


def last_hour() -> dict[str, int]:
    now = int(time.time())
    return {"from_date": now - 3600, "to_date": now + 60, "interval": 40}


def dashboard(client: Client, shop: Shop) -> Calls:
    me = client.call("users.get_current_user")["user"]["id"]
    recent = {"page": 0, "page_size": 5, "order_by": ["-last_update"], "type": EXCLUDED_TYPES}
    recent |= {"status": ["published", "closed", "failed", "stopped", "in_progress", "completed"]}
    recent |= {"only_fields": ["type", "status", "created", "name", "id", "last_update", "started", "project.name"]}
    cards = {"stats_for_state": "active", "order_by": ["-last_update"], "page": 0, "page_size": 6}
    cards |= {"only_fields": ["name", "company", "user", "created", "default_output_destination"]}
    for mine in (None, [me]):
        yield "tasks.get_all_ex", "tasks.0.project.name", {**recent, "user": mine, "system_tags": ["-archived"]}
        yield "projects.get_all_ex", "projects.0.company", {**cards, "active_users": mine}


def projects(client: Client, shop: Shop) -> Calls:
    every = {"size": 500, "scroll_id": None, "order_by": ["last_update"], "search_hidden": False}
    every |= {"only_fields": ["name", "company", "parent", "last_update"]}
    yield "projects.get_all_ex", "projects.0.last_update", every
    yield "projects.get_all_ex", "projects.0.name", {**every, "last_update": ["2000-01-01T00:00:00Z", None]}
    card = {"id": [shop.project], "include_stats": True, "stats_for_state": "active", "active_users": None}
    yield "projects.get_all_ex", "projects.0.stats.active.total_tasks", {**card, "order_by": ["featured", "-name"]}
    yield "organization.get_tags", "tags", {"include_system": True}
    yield "projects.validate_delete", "non_archived_tasks", {"project": shop.project}
    yield "projects.update", "updated", {"project": shop.project, "description": "known"}


def table_of_tasks(client: Client, shop: Shop) -> Calls:
    fields = ["system_tags", "project", "company", "last_change", "started", "last_iteration", "tags", "user.name"]
    fields += ["type", "name", "status", "project.name", "last_update", "comment", "active_duration", "parent"]
    fields += ["parent.project.id", "parent.project.name", shop.metric, "hyperparams.Args.size.value"]
    page = {"id": [], "project": [shop.project], "page": 0, "page_size": 15, "type": EXCLUDED_TYPES, "user": []}
    page |= {"system_tags": ["-archived"], "include_subprojects": False, "search_hidden": False, "only_fields": fields}
    sorts = ["type", "name", "started", "last_update", "last_iteration", "comment", "active_duration", shop.metric]
    for column in [*sorts, "hyperparams.Args.size.value", "user.name", "project.name", "parent.name", "status", "tags"]:
        yield "tasks.get_all_ex", "tasks.1.name", {**page, "order_by": [column]}
        yield "tasks.get_all_ex", "tasks.1.name", {**page, "order_by": [f"-{column}", "name"]}
    kept = [{"tags": ["__$and", "a"]}, {"tags": ["a", "-b"]}, {"tags": [None, "a"]}, {"last_iteration": [0, None]}]
    kept += [{"hyperparams.Args.size.value": ["3"]}, {shop.metric: [0, 3]}, {"started": ["2000-01-01T00:00:00", None]}]
    kept += [{"status": ["in_progress", "closed"]}, {"active_duration": [0, None]}, {"type": ["training"]}]
    for wanted in kept:
        yield "tasks.get_all_ex", f"tasks.0.{shop.metric}", {**page, "order_by": ["-started"], **wanted}
    here = {"projects": [shop.project]}
    yield "tasks.get_types", "types", here
    yield "users.get_all_ex", "users.0.name", {"order_by": ["name"], "only_fields": ["name"], "active_in_projects": []}
    yield "projects.get_task_parents", "parents.0.name", {**here, "tasks_state": "active"}
    yield "projects.get_unique_metric_variants", "metrics", {"project": shop.project, "include_subprojects": True}
    yield "projects.get_hyper_parameters", "parameters", {"project": shop.project, "page_size": 1000}
    values = {"section": "Args", "name": "size", "include_subprojects": False}
    yield "projects.get_hyperparam_values", "values", {**values, **here}


def one_task(client: Client, shop: Shop) -> Calls:
    one = {"id": [shop.task]}
    yield "tasks.get_by_id_ex", "tasks.0.hyperparams.Args.size.value", {**one, "only_fields": OF_A_TASK}
    yield "tasks.get_by_id_ex", "tasks.0.script.diff", {**one, "only_fields": ["script.diff"]}
    yield "tasks.get_by_id_ex", "tasks.0.last_change", {**one, "only_fields": ["last_change"]}
    yield "tasks.get_configuration_names", "configurations.0.names", {"tasks": [shop.task]}
    yield "tasks.get_configurations", "configurations.0.configuration.0", {"tasks": [shop.task], "names": ["design"]}
    task = {"task": shop.task}
    yield "events.get_task_log", "events.0.msg", {**task, "batch_size": 100, "navigate_earlier": True}
    later = {"navigate_earlier": False, "from_timestamp": None}
    yield "events.get_task_log", "events", {**task, "batch_size": 100, **later}
    for axis in ("iter", "timestamp"):
        yield "events.scalar_metrics_iter_histogram", "m.v.y", {**task, "key": axis}
    yield "events.get_task_plots", "plots.0.plot_str", {**task, "iters": 5}
    yield "events.debug_images", "metrics.0.iterations", {"metrics": [{**task, "metric": "m"}], "iters": 3}
    yield "tasks.update", "updated", {**task, "tags": ["a"], "comment": "known"}
    draft = client.new_task(project=shop.project)
    section = {"hyperparams": [{"section": "Args"}], "replace_hyperparams": "section"}
    yield "tasks.edit_hyper_params", "updated", {"task": draft, **section}
    edited = {"parent": shop.task, "script": {"requirements": {"pip": "x"}, "diff": ""}, "container": {"image": "i"}}
    yield "tasks.edit", "updated", {"task": draft, **edited}
    yield "tasks.share", "changed", {"tasks": [draft], "share": True}
    everything = {"return_file_urls": True, "force": True}
    yield "tasks.delete_many", "succeeded.0.urls", {"ids": [draft], **everything}


def comparison(client: Client, shop: Shop) -> Calls:
    both = {"id": [shop.task, shop.step]}
    details = ["execution.artifacts", "container.*", "script", "configuration", "models.input.name"]
    details += [f"models.{role}.model.{field}" for role in ("input", "output") for field in OF_MODELS[:7]]
    yield "tasks.get_all_ex", "tasks.0.configuration.design", {**both, "only_fields": [*COMPARED, *details]}
    yield "tasks.get_all_ex", "tasks.0.hyperparams.Args", {**both, "only_fields": [*COMPARED, "hyperparams"]}
    values = ["last_metrics", "name", "status", "completed", "last_update", "last_iteration", "project.name"]
    yield "tasks.get_all_ex", "tasks.0.last_metrics", {**both, "only_fields": values}
    tasks = {"tasks": both["id"]}
    for axis in ("timestamp", "iter"):
        yield "events.multi_task_scalar_metrics_iter_histogram", "metrics.m.v", {**tasks, "key": axis}
    yield "events.get_multi_task_plots", "plots.m.v", {**tasks, "iters": 1, "no_scroll": True}
    asked = [{"task": task, "metric": None} for task in both["id"]]
    yield "events.debug_images", "metrics.0.iterations", {"metrics": asked, "iters": 1}


def models(client: Client, shop: Shop) -> Calls:
    page = {"id": [], "project": [shop.project], "scroll_id": None, "refresh_scroll": False, "size": 15}
    page |= {"include_subprojects": False, "system_tags": ["-archived"], "only_fields": OF_A_MODEL}
    for column in ("name", "framework", "ready", "created", "last_update", "user.name", "task.name", "project.name"):
        yield "models.get_all_ex", "models.0.task.name", {**page, "order_by": [f"-{column}"]}
    chosen = {"ready": True, "project": [shop.project], "page": 0, "page_size": 15, "order_by": ["-created"]}
    yield "models.get_all_ex", "models.0.uri", {**chosen, "only_fields": OF_A_MODEL, "system_tags": ["-archived"]}
    yield "models.get_by_id_ex", "models.0.task.project", {"id": [shop.model], "only_fields": OF_A_MODEL}
    yield "projects.get_model_tags", "", {"projects": [shop.project]}
    yield "projects.get_model_metadata_keys", "", {"project": shop.project}
    other = new_model(client, project=shop.project, ready=False)
    for verb in ("publish", "archive", "unarchive"):
        yield f"models.{verb}_many", "succeeded.0.id", {"ids": [other]}
    yield "models.move", "project_id", {"ids": [other], "project": shop.project, "project_name": shop.word}
    yield "models.delete_many", "succeeded.0.url", {"ids": [other], "force": True}


def queues(client: Client, shop: Shop) -> Calls:
    for column in ("name", "entries[0].task.name", "last_update", "entries.length"):
        for order in (column, f"-{column}"):
            yield "queues.get_all_ex", "queues.0.name", {"only_fields": QUEUE_FIELDS, "order_by": [order]}
    one = {"id": [shop.queue], "only_fields": QUEUE_FIELDS}
    yield "queues.get_all_ex", "queues.0.entries.0.task.name", one
    yield "queues.get_queue_metrics", "queues.0.queue_lengths", {**last_hour(), "queue_ids": [shop.queue]}
    yield "queues.get_queue_metrics", "queues.0.dates", last_hour()
    place = {"queue": shop.queue, "task": shop.step}
    for verb in ("to_front", "to_back", "backward"):
        yield f"queues.move_task_{verb}", "", {**place, **({"count": 1} if verb == "backward" else {})}
    yield "tasks.dequeue_many", "succeeded.0.fields.status", {"ids": [shop.step]}
    back = {"ids": [shop.step], "queue": shop.queue, "validate_tasks": True}
    yield "tasks.enqueue_many", "succeeded.0.fields.status", back


def workers(client: Client, shop: Shop) -> Calls:
    name = unique("machine")
    stats = {"cpu_usage": [10.0, 30.0], "memory_used": 5.0, "network_rx": 1.0, "gpu_usage": [3.0]}
    report = {"worker": name, "timestamp": int(time.time()) * 1000, "machine_stats": stats, "task": shop.task}
    client.call("workers.register", worker=name, queues=[shop.queue])
    client.call("workers.status_report", queues=[shop.queue], **report)
    yield "workers.get_all", "workers.0.key", {}
    yield "workers.get_activity_report", "total.counts", last_hour()
    for keys in ("cpu_usage;gpu_usage", "memory_used", "network_rx;network_tx"):
        asked = {**last_hour(), "items": [{"key": key} for key in keys.split(";")], "worker_ids": [name]}
        yield "workers.get_stats", "workers.0.metrics.0.stats.0.values", asked


def reports(client: Client, shop: Shop) -> Calls:
    fields = ["name", "comment", "company", "tags", "report", "project.name", "user.name", "status", "last_update"]
    page = {"only_fields": [*fields, "system_tags"], "size": 40, "scroll_id": None, "system_tags": [NOT, "archived"]}
    report = {"task": shop.report}
    yield "reports.update", "updated", {**report, "report": "# words", "tags": ["r"]}
    yield "reports.get_all_ex", "tasks.0.report", {**page, "order_by": ["-last_update"], "id": [shop.report]}
    yield "reports.get_all_ex", "tasks.0.tags", {**page, "order_by": ["name"], "tags": ["__$or", "r", "-other"]}
    wanted = {"pattern": shop.word, "fields": ["id", "name", "tags", "project"]}
    yield "reports.get_all_ex", "tasks.0.name", {**page, "_any_": wanted, "order_by": ["-name"]}
    yield "reports.get_all_ex", "tasks.0.project", {"id": [shop.report]}
    yield "reports.get_tags", "tags", {}
    yield "reports.move", "project_id", {**report, "project": shop.project, "project_name": shop.word}
    for verb in ("archive", "unarchive", "publish"):
        yield f"reports.{verb}", "", report


def search(client: Client, shop: Shop) -> Calls:
    found = {"_any_": {"pattern": shop.word, "fields": ["name", "id"]}, "scroll_id": None, "size": 14}
    for_models = ["labels", "ready", "created", "framework", "user.name", "name", "parent.name", "task.name", "company"]
    yield "projects.get_all_ex", "projects.0.stats", {**found, "include_stats": True, "stats_for_state": "active"}
    yield "models.get_all_ex", "models.0.task.name", {**found, "only_fields": for_models}
    yield "tasks.get_all_ex", "tasks.0.name", {**found, "type": EXCLUDED_TYPES, "system_tags": ["-archived"]}


def login(client: Client, shop: Shop) -> Calls:
    yield "login.supported_modes", "basic", {"state": "{}", "callback_url_prefix": "http://localhost/callback_"}
    yield "users.get_current_user", "user.company.id", {"get_supported_features": True}
    yield "users.get_preferences", "", {}
    yield "server.info", "version", {}
    yield "auth.get_credentials", "credentials", {}


PAGES: list[Page] = [dashboard, projects, table_of_tasks, one_task, comparison, models, queues, workers]
PAGES += [reports, search, login]


def at(answer: Any, place: str) -> Any:
    """What stands at a dotted place of an answer; None where it has no such place."""
    for part in filter(None, place.split(".")):
        inner = answer[int(part) : int(part) + 1] if isinstance(answer, list) else [(answer or {}).get(part)]
        answer = inner[0] if inner else None
    return answer


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.__name__)
def test_a_page_is_answered_and_not_empty(client: Client, shop: Shop, page: Page) -> None:
    for endpoint, place, asked in page(client, shop):
        answer = client.call(endpoint, **asked)
        assert not place or at(answer, place) not in (None, [], {}, "", 0), (endpoint, place, asked, answer)
