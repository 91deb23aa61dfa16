"""Lists: projections, projects and their figures, names that are collected, reports."""

from __future__ import annotations

from typing import Any

import pytest
from tests.integration.server.conftest import Client
from tests.integration.server.test_api import refused

from .things import new_model, new_project, unique


def shown(client: Client, project: str, **data: Any) -> dict[str, Any]:
    return client.call("projects.get_all_ex", id=[project], **data)["projects"][0]


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


@pytest.mark.parametrize("version", ["v2.13", "v2.14"])
def test_who_made_a_project_is_active_there_for_clients_since_2_14(client: Client, version: str) -> None:
    user = client.call("users.get_current_user")["user"]["id"]
    empty, used = new_project(client), new_project(client)
    client.new_task(project=used)

    def active(project: str) -> tuple[bool, bool, bool]:
        projects = client.call(f"{version}/projects.get_all_ex", id=[project], active_users=[user])["projects"]
        users = client.call(f"{version}/users.get_all_ex", id=[user], active_in_projects=[project])["users"]
        asked = {"projects": {"id": [project]}, "active_users": [user]}
        counted = client.call(f"{version}/organization.get_entities_count", **asked)["projects"]
        return bool(projects), bool(users), bool(counted)

    assert active(used) == (True, True, True)
    assert active(empty) == ((False, False, False) if version == "v2.13" else (True, True, True))


def test_a_project_below_another_may_have_a_short_name(client: Client) -> None:
    name = f"{unique('short')}/v2"
    project = new_project(client, name)
    assert shown(client, project)["basename"] == "v2"
    assert refused(client, "projects.create", name="v2", description="") == (400, 800)
    task = client.new_task()
    below = client.call("tasks.move", ids=[task], project_name=f"{name}/a/b")["project_id"]
    assert client.task(task)["project"] == below


def test_the_name_of_a_public_project_is_taken(client: Client) -> None:
    name = unique("public")
    project = new_project(client, name)
    assert refused(client, "projects.create", name=name, description="") == (400, 801)
    client.call("projects.make_public", ids=[project])
    for taken in (name, f"{name}/below"):
        assert refused(client, "projects.create", name=taken, description="") == (400, 414)
    task = client.new_task()
    assert refused(client, "tasks.move", ids=[task], project_name=name) == (400, 414)
    client.call("projects.make_private", ids=[project])
    client.call("tasks.move", ids=[task], project_name=f"{name}/below")


@pytest.mark.parametrize("call", ["get_all", "get_all_ex"])
@pytest.mark.parametrize("entity", ["tasks", "models", "projects"])
def test_what_is_public_is_left_out_on_request(client: Client, entity: str, call: str) -> None:
    name = unique("public")
    make = {"tasks": client.new_task, "models": lambda name: new_model(client, name=name)}
    made = make.get(entity, lambda name: new_project(client, name))(name)

    def found(**more: Any) -> int:
        return len(client.call(f"{entity}.{call}", name=f"^{name}$", **more)[entity])

    assert (found(), found(allow_public=False)) == (1, 1)
    client.call(f"{entity}.make_public", ids=[made])
    assert (found(), found(allow_public=False)) == (1, 0 if call == "get_all_ex" else 1)
    client.call(f"{entity}.make_private", ids=[made])


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


@pytest.mark.parametrize(
    ("entity", "fields", "tag"),
    [
        ("model", {"uri": "file:///a", "labels": {}}, "archived"),
        ("project", {"description": ""}, "public"),
        ("task", {"type": "testing"}, "development"),
    ],
)
def test_old_clients_filter_by_one_kind_of_tags(client: Client, entity: str, fields: dict[str, Any], tag: str) -> None:
    name, service = unique("tagged"), f"v2.2/{entity}s"
    made = client.call(f"{service}.create", name=name, tags=[tag, "mine"], **fields)["id"]

    def found(*tags: str) -> list[str]:
        return [one["id"] for one in client.call(f"{service}.get_all", name=name, tags=list(tags))[f"{entity}s"]]

    assert found(tag) == found("mine") == [made]
    assert found(f"-{tag}") == []
    client.call(f"{service}.update", tags=["mine"], **{entity: made})
    assert found(f"-{tag}") == [made]


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


def test_a_text_search_finds_the_best_first(client: Client) -> None:
    word = unique("needle").replace(" ", "")
    project = new_project(client)
    fields: list[dict[str, Any]] = [
        {"name": "something else", "script": {"repository": f"https://x/{word}", "entry_point": "a.py"}},
        {"name": f"one of many words around {word}"},
        {"name": word, "comment": f"and {word} again"},
        {"name": "nothing of it"},
        {"name": f"{word} but rejected"},
    ]
    tasks = [client.new_task(project=project, **values) for values in fields]

    def found(text: str) -> list[int]:
        asked = {"project": [project], "search_text": text, "order_by": ["-@text_score", "name"], "only_fields": ["id"]}
        return [tasks.index(one["id"]) for one in client.call("tasks.get_all_ex", **asked)["tasks"]]

    assert found(f"{word} -rejected") == [2, 1, 0]
    assert found(f'"words around {word}"') == [1]
    assert set(found(f"{word} nothing")) == {0, 1, 2, 3, 4}


def test_a_long_table_is_refreshed_as_far_as_it_was_scrolled(client: Client) -> None:
    project = new_project(client)
    tag = unique("long")
    source = client.new_task(project=project, tags=[tag])
    for _ in range(619):
        client.call("tasks.clone", task=source)
    asked = {"project": [project], "size": 300, "only_fields": ["id"], "order_by": ["created"]}
    scroll, seen = None, list[str]()
    for expected in (300, 300, 20, 0):
        answer = client.call("tasks.get_all_ex", scroll_id=scroll, **asked)
        scroll, page = answer["scroll_id"], [one["id"] for one in answer["tasks"]]
        assert len(page) == expected
        seen += page
    assert len(set(seen)) == 620
    again = client.call("tasks.get_all_ex", scroll_id=scroll, refresh_scroll=True, **asked)
    assert [one["id"] for one in again["tasks"]] == seen
    assert client.call("tasks.get_all_ex", scroll_id=again["scroll_id"], **asked)["tasks"] == []
