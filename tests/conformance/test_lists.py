"""Lists: projections, projects and their figures, names that are collected, reports."""

from __future__ import annotations

from typing import Any

from tests.integration.server.conftest import Client
from tests.integration.server.test_api import refused

from .things import new_model, new_project, unique


def shown(client: Client, project: str, **data: Any) -> dict[str, Any]:
    found: dict[str, Any] = client.call("projects.get_all_ex", id=[project], **data)["projects"][0]
    return found


def archived(client: Client, task: str) -> None:
    client.call("tasks.archive", tasks=[task])


def test_a_star_stands_for_all_fields(client: Client) -> None:
    task = client.new_task(project=new_project(client), comment="why")
    whole = client.call("tasks.get_all_ex", id=[task])["tasks"][0]
    star = client.call("tasks.get_all_ex", id=[task], projection=["*", "execution.*"])["tasks"][0]
    assert set(star) == set(whole)
    joined = client.call("tasks.get_all_ex", id=[task], only_fields=["*", "project.name"])["tasks"][0]
    assert set(joined["project"]) == {"id", "name"}
    assert joined["comment"] == "why"
    assert client.call("tasks.get_all", id=[task], only_fields=["*", "-comment"])["tasks"][0].get("comment") is None


def test_reports_of_the_root(client: Client) -> None:
    name, project = unique("report"), new_project(client)
    root = client.call("reports.create", name=name)["id"]
    below = client.call("reports.create", name=name, project=project)["id"]

    def found(*projects: str | None) -> list[str]:
        pattern = f"^{name}$"
        return [one["id"] for one in client.call("reports.get_all_ex", name=pattern, project=list(projects))["tasks"]]

    assert found(None) == [root]
    assert found(project) == [below]
    assert set(found(None, project)) == {root, below}


def test_figures_of_a_project_are_those_of_the_state_asked_for(client: Client) -> None:
    project = new_project(client)
    for number in range(3):
        task = client.new_task(project=project)
        if not number:
            archived(client, task)
    assert shown(client, project, check_own_contents=True)["own_tasks"] == 2
    assert shown(client, project, check_own_contents=True, stats_for_state="archived")["own_tasks"] == 1
    stats = shown(client, project, include_stats=True)["stats"]
    assert {state: figures["total_tasks"] for state, figures in stats.items()} == {"active": 2}
    both = shown(client, project, include_stats=True, stats_for_state=None)["stats"]
    assert {state: figures["total_tasks"] for state, figures in both.items()} == {"active": 2, "archived": 1}


def test_the_name_of_a_public_project_is_taken(client: Client) -> None:
    name = unique("public")
    project = new_project(client, name)
    assert refused(client, "projects.create", name=name, description="") == (400, 801)
    client.call("projects.make_public", ids=[project])
    assert refused(client, "projects.create", name=name, description="") == (400, 414)
    client.call("projects.make_private", ids=[project])


def test_metadata_keys_of_models_without_a_project(client: Client) -> None:
    keys = {place: unique(place) for place in ("root", "project")}
    for place, key in keys.items():
        fields = {"project": new_project(client)} if place == "project" else {}
        new_model(client, metadata={key: {"key": key, "type": "str", "value": "v"}}, **fields)
    found = client.call("projects.get_model_metadata_keys", include_subprojects=False)["keys"]
    assert (keys["root"] in found, keys["project"] in found) == (True, False)
    assert set(keys.values()) <= set(client.call("projects.get_model_metadata_keys")["keys"])


def test_tags_of_old_clients_are_sorted_out_on_models(client: Client) -> None:
    model = client.call("v2.2/models.create", name="old model", uri="file:///a", labels={}, tags=["archived", "mine"])[
        "id"
    ]
    found = client.call("models.get_by_id", model=model)["model"]
    assert (found["tags"], found["system_tags"]) == (["mine"], ["archived"])


def test_last_metrics_are_in_the_order_of_their_keys(client: Client) -> None:
    model, task = new_model(client, ready=False), client.new_task()
    client.call("tasks.started", task=task)
    for holder, extra in ((task, {}), (model, {"model_event": True})):
        for metric in ("b", "a", "d", "c"):
            for variant in ("2", "1", "3"):
                event = {"type": "training_stats_scalar", "task": holder, "iter": 1, "metric": metric, "value": 1.0}
                client.send_events({**event, **extra, "variant": variant})
    of_task = client.task(task)["last_metrics"]
    of_model = client.call("models.get_by_id", model=model)["model"]["last_metrics"]
    for metrics in (of_task, of_model):
        assert list(metrics) == sorted(metrics)
        assert all(list(variants) == sorted(variants) for variants in metrics.values())
    assert list(of_task) == list(of_model)
