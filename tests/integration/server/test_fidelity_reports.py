"""Reports and pipelines as clients of the full server know them."""

from __future__ import annotations

from typing import Any

from .conftest import Client
from .test_api import refused


def new_report(client: Client, name: str, **fields: Any) -> str:
    return client.call("reports.create", name=name, **fields)["id"]


def test_a_report_is_a_hidden_task_in_a_hidden_project(client: Client) -> None:
    report = new_report(client, "first report", comment="why", tags=["of a report"])
    task = client.call("tasks.get_all_ex", id=[report])["tasks"][0]
    assert (task["type"], task["comment"], task["tags"]) == ("report", "why", ["of a report"])
    assert task["system_tags"] == ["hidden", "reports"]
    assert client.call("projects.get_all_ex", name=r"^\.reports$")["projects"] == []
    project = client.call("projects.get_all_ex", name=r"^\.reports$", search_hidden=True)["projects"][0]
    assert (project["id"], project["system_tags"]) == (task["project"]["id"], ["hidden", "reports"])
    assert "of a report" in client.call("reports.get_tags")["tags"]


def test_a_published_report_keeps_its_text(client: Client) -> None:
    report = new_report(client, "to be published")
    assert client.call("reports.update", task=report, report="text " * 100)["updated"] == 1
    assert client.task(report)["report"] == "text " * 100
    assert client.call("reports.publish", task=report, message="done")["fields"]["status"] == "published"
    assert refused(client, "reports.update", task=report, report="other") == (400, 110)
    client.call("reports.update", task=report, name="new name", tags=["t"], comment="c")
    shown = client.task(report)
    assert (shown["name"], shown["tags"], shown["comment"], shown["status_message"]) == ("new name", ["t"], "c", "done")
    assert refused(client, "reports.update", task=client.new_task(), comment="c") == (400, 150)
    assert client.call("reports.archive", task=report) == {"archived": 1}
    assert client.call("reports.unarchive", task=report) == {"unarchived": 1}
    assert refused(client, "reports.delete", task=report) == (400, 123)
    assert client.call("reports.delete", task=report, force=True) == {"deleted": 1}


def test_reports_move_and_leave_no_empty_project(client: Client) -> None:
    reports = [new_report(client, f"to be moved {i}") for i in range(2)]
    first = client.call("reports.move", task=reports[0], project_name="reports moved")["project_id"]
    project = client.call("projects.get_all_ex", id=[first])["projects"][0]
    assert (project["name"], project["system_tags"]) == ("reports moved/.reports", ["hidden", "reports"])
    client.call("reports.move", task=reports[1], project=first)
    found = client.call("reports.get_all_ex", project=[project["parent"]["id"]])["tasks"]
    assert {task["id"] for task in found} == set(reports)
    back = [client.call("reports.move", task=report, project=None)["project_id"] for report in reports]
    assert client.call("projects.get_all_ex", id=[first])["projects"] == []
    top = client.call("projects.get_all_ex", id=back)["projects"][0]
    assert (top["name"], "parent" in top) == (".reports", False)
    assert refused(client, "reports.move", task=reports[0]) == (400, 11)


def test_searching_reports(client: Client) -> None:
    report = new_report(client, "to be found")
    client.new_task("a needle that is no report")
    search = {"_any_": {"pattern": "needle", "fields": ["name", "id", "tags", "report"]}}
    assert client.call("reports.get_all_ex", **search)["tasks"] == []
    client.call("reports.update", task=report, report="hay and needle")
    assert [task["id"] for task in client.call("reports.get_all_ex", **search)["tasks"]] == [report]


def test_what_a_report_shows_of_tasks(client: Client) -> None:
    task = client.new_task("shown in a report")
    events = [
        {"task": task, "type": kind, "iter": 1, "metric": f"Metric_{m}", "variant": f"Variant_{v}", **extra}
        for kind, extra in (("training_debug_image", {"url": "u"}), ("plot", {"plot_str": "{}"}))
        for m in range(2)
        for v in range(2)
    ]
    scalar = {"task": task, "type": "training_stats_scalar", "metric": "s", "variant": "t", "value": 1.0}
    client.send_events(*events, {**scalar, "iter": 0}, {**scalar, "iter": -(2**31)})
    plain = client.call("reports.get_task_data", id=[task], only_fields=["name"])
    assert set(plain) == {"tasks"}
    shown = client.call(
        "reports.get_task_data",
        id=[task],
        only_fields=["name"],
        debug_images={"metrics": []},
        plots={"metrics": [{"metric": "Metric_1"}]},
        scalar_metrics_iter_histogram={"samples": 10},
        single_value_metrics={},
    )
    assert shown["debug_images"][0]["task"] == task
    assert len(shown["debug_images"][0]["iterations"][0]["events"]) == 4
    assert {v: list(tasks) for v, tasks in shown["plots"]["Metric_1"].items()} == {
        "Variant_0": [task],
        "Variant_1": [task],
    }
    assert shown["plots"]["Metric_1"]["Variant_0"][task]["1"]["name"] == "shown in a report"
    assert list(shown["scalar_metrics_iter_histogram"]["s"]["t"]) == [task]
    assert shown["single_value_metrics"][0]["task"] == task


def new_pipeline(client: Client, name: str) -> tuple[str, str]:
    project = client.call("projects.create", name=name)["id"]
    return project, client.new_task(name, type="controller", project=project, system_tags=["pipeline"])


def test_runs_of_a_pipeline(client: Client) -> None:
    queue = client.call("queues.create", name="queue of runs")["id"]
    project, task = new_pipeline(client, "runs of a pipeline")
    args = [{"name": "hello", "value": "test"}]
    runs = [client.call("pipelines.start_pipeline", task=task, queue=queue, args=args)["pipeline"] for _ in range(2)]
    first, second = client.task(runs[0]), client.task(runs[1])
    assert (first["name"], second["name"]) == ("runs of a pipeline #2", "runs of a pipeline #3")
    assert (first["status"], first["project"]) == ("queued", project)
    assert first["hyperparams"]["Args"] == {"hello": {"section": "Args", "name": "hello", "value": "test"}}
    watched = client.call("pipelines.start_pipeline", task=task, queue=queue, verify_watched_queue=True)
    assert (watched["enqueued"], watched["queue_watched"]) == (True, False)
    runs.append(watched["pipeline"])
    assert refused(client, "pipelines.delete_runs", project=project, ids=[task, *runs]) == (400, 160)
    step = client.new_task(parent=runs[0], system_tags=["pipeline"])
    deleted = client.call("pipelines.delete_runs", project=project, ids=[*runs, step])
    assert [item["id"] for item in deleted["succeeded"]] == runs
    assert [found["id"] for found in client.call("tasks.get_all_ex", project=[project])["tasks"]] == [task]
    assert refused(client, "tasks.get_by_id", task=step) == (400, 101)


def test_steps_share_the_fate_of_their_controller(client: Client) -> None:
    project, task = new_pipeline(client, "fate of steps")
    steps = [client.new_task(project=project, parent=task, system_tags=["pipeline"]) for _ in range(2)]
    ids = [task, *steps]

    def statuses() -> set[str]:
        return {found["status"] for found in client.call("tasks.get_all", id=ids)["tasks"]}

    for item in ids:
        client.call("tasks.started", task=item)
    client.call("tasks.stop", task=task, include_pipeline_steps=True)
    assert statuses() == {"stopped"}
    client.call("tasks.archive", tasks=[task], include_pipeline_steps=True)
    assert client.call("tasks.get_all", id=ids, system_tags=["-archived"])["tasks"] == []
    client.call("tasks.unarchive_many", ids=[task], include_pipeline_steps=True)
    assert len(client.call("tasks.get_all", id=ids, system_tags=["-archived"])["tasks"]) == 3
    client.call("tasks.delete", task=task, force=True, include_pipeline_steps=True)
    assert client.call("tasks.get_all", id=ids)["tasks"] == []
