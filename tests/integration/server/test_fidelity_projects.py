"""Projects as clients of the full server know them."""

from __future__ import annotations

import time
from typing import Any

import pytest

from .conftest import Client
from .test_api import refused
from .test_fidelity_access import call_as, new_user


def new_project(client: Client, name: str, **fields: Any) -> str:
    return client.call("projects.create", name=name, **fields)["id"]


def get(client: Client, **data: Any) -> list[dict[str, Any]]:
    return client.call("projects.get_all_ex", **data)["projects"]


def run(client: Client, *tasks: str) -> None:
    for task in tasks:
        client.call("tasks.started", task=task)
    time.sleep(1.02)
    for task in tasks:
        client.call("tasks.stopped", task=task)


@pytest.mark.parametrize(
    ("kind", "task_type", "code"), [("dataset", "data_processing", 406), ("pipeline", "controller", 413)]
)
def test_what_stands_against_a_delete(client: Client, kind: str, task_type: str, code: int) -> None:
    top = new_project(client, f"delete of a {kind}")
    inner = new_project(client, f"delete of a {kind}/.{kind}s/one", system_tags=[kind])
    task = client.new_task(project=inner, type=task_type, system_tags=[kind])
    assert client.call("projects.validate_delete", project=top)[f"{kind}s"] == 1
    assert refused(client, "projects.delete", project=top) == (400, code)
    client.call("tasks.edit", task=task, system_tags=["archived"])
    assert client.call("projects.validate_delete", project=top)[f"{kind}s"] == 0
    client.call("projects.delete", project=top)


def test_delete_with_and_without_contents(client: Client) -> None:
    project = new_project(client, "to be emptied")
    task = client.new_task(project=project)
    model = client.call("models.create", name="a model", uri="file:///a", project=project)["id"]
    counts = client.call("projects.validate_delete", project=project)
    assert (counts["tasks"], counts["non_archived_tasks"], counts["models"], counts["reports"]) == (1, 1, 1, 0)
    assert refused(client, "projects.delete", project=project) == (400, 402)
    client.call("tasks.archive", tasks=[task])
    assert refused(client, "projects.delete", project=project) == (400, 405)
    answer = client.call("projects.delete", project=project, force=True)
    assert (answer["deleted"], answer["disassociated_tasks"], answer["deleted_tasks"]) == (1, 1, 0)
    assert "project" not in client.task(task)
    project = new_project(client, "to be emptied")
    client.call("tasks.move", ids=[task], project=project)
    client.call("models.move", ids=[model], project=project)
    child = client.new_task(parent=task)
    artifact = {"key": "out", "type": "file", "uri": "somewhere"}
    client.call("tasks.edit", task=task, execution={"artifacts": [artifact]})
    answer = client.call("projects.delete", project=project, force=True, delete_contents=True)
    assert (answer["deleted_tasks"], answer["deleted_models"], answer["disassociated_tasks"]) == (1, 1, 0)
    assert answer["urls"] == {"model_urls": ["file:///a"], "event_urls": [], "artifact_urls": ["somewhere"]}
    assert refused(client, "tasks.get_by_id", task=task) == (400, 101)
    assert "parent" not in client.task(child)


def test_a_move_is_told_by_both_projects_and_by_who_did_it(client: Client) -> None:
    left, entered = new_project(client, "moves/left"), new_project(client, "moves/entered")
    task = client.new_task(project=left)
    model = client.call("models.create", name="a model", uri="file:///m", project=left)["id"]
    user = new_user(client, "who moves")
    for call, moved in (("tasks.move", task), ("models.move", model)):
        before = {project["id"]: project["last_update"] for project in get(client, id=[left, entered])}
        call_as(client, user, call, ids=[moved], project=entered)
        after = {project["id"]: project["last_update"] for project in get(client, id=[left, entered])}
        assert after[left] > before[left]
        assert after[entered] > before[entered]
    assert client.task(task)["last_changed_by"] == user
    assert client.call("models.get_by_id", model=model)["model"]["last_changed_by"] == user


def test_names_are_unique_and_paths_are_moved_not_renamed(client: Client) -> None:
    first = new_project(client, "names/first")
    new_project(client, "names/first/inner")
    second = new_project(client, "names/second")
    assert refused(client, "projects.create", name="/") == (400, 407)
    assert refused(client, "projects.update", project=second, name="names/first") == (400, 801)
    assert refused(client, "projects.update", project=first, name="elsewhere/first") == (400, 408)
    assert client.call("projects.move", project=first, new_location="other names") == {"moved": 2}
    task = client.new_task(project=first)
    assert client.call("projects.merge", project=first, destination_project=second) == {
        "moved_entities": 1,
        "moved_projects": 1,
    }
    assert client.task(task)["project"] == second
    assert refused(client, "projects.get_by_id", project=first) == (400, 401)


def test_public_projects_are_read_only(client: Client) -> None:
    project = new_project(client, "public project")
    assert refused(client, "projects.make_private", ids=[project]) == (400, 401)
    client.call("projects.make_public", ids=[project])
    assert [found["id"] for found in client.call("projects.get_all", id=[project])["projects"]] == [project]
    assert get(client, id=[project], allow_public=False) == []
    assert refused(client, "projects.update", project=project, description="d") == (403, 21)
    assert refused(client, "tasks.create", name="in public", type="training", project=project) == (403, 21)
    client.call("projects.make_private", ids=[project])
    client.call("projects.update", project=project, description="d")


def test_figures_by_user_state_and_filter(client: Client) -> None:
    leaf = new_project(client, "figures by user/leaf")
    top = get(client, name="^figures by user$")[0]["id"]
    other, me = new_user(client), client.call("users.get_current_user")["user"]["id"]
    assert get(client, id=[top], active_users=[other]) == []
    tasks = [client.new_task(project=leaf, tags=["chosen"]), client.new_task(project=leaf)]
    tasks.append(client.new_task(project=leaf, system_tags=["archived"]))
    call_as(client, other, "tasks.create", name="theirs", type="testing", project=leaf)
    run(client, *tasks)

    def stats(**data: Any) -> dict[str, Any]:
        return get(client, id=[top], include_stats=True, **data)[0]["stats"]

    active = stats()["active"]
    assert (active["total_tasks"], active["total_runtime"], active["completed_tasks_24h"]) == (3, 2, 2)
    assert stats(stats_for_state="archived")["archived"]["total_tasks"] == 1
    assert set(stats(stats_for_state="active")) == {"active"}
    assert stats(active_users=[other])["active"]["total_tasks"] == 1
    assert stats(active_users=[me])["active"]["total_tasks"] == 2
    assert stats(include_stats_filter={"tags": ["chosen"]})["active"]["total_tasks"] == 1
    assert stats(include_stats_filter={"tags": {"any": {"exclude": ["chosen"]}}})["active"]["total_tasks"] == 2
    assert stats(stats_with_children=False)["active"]["total_tasks"] == 0
    own = get(client, id=[leaf], check_own_contents=True)[0]
    assert (own["own_tasks"], own["own_models"]) == (3, 0)


def test_children_by_type(client: Client) -> None:
    top = new_project(client, "children by type")
    dataset = new_project(client, "children by type/.datasets/data", system_tags=["dataset", "hidden"], tags=["d"])
    pipeline = new_project(client, "children by type/.pipelines/run", system_tags=["pipeline", "hidden"])
    client.new_task(project=pipeline, type="controller", system_tags=["pipeline"])
    runtime = {"ds_file_count": 2, "ds_total_size": 30}
    client.new_task(project=dataset, type="data_processing", system_tags=["dataset"], runtime=runtime)

    def found(**data: Any) -> list[dict[str, Any]]:
        return get(client, id=[top, dataset, pipeline], search_hidden=True, **data)

    assert {project["id"] for project in found(children_type="dataset")} == {top, dataset}
    assert {project["id"] for project in found(children_type="pipeline")} == {top, pipeline}
    assert found(children_type="dataset", children_tags=["other"]) == []
    of_data = get(client, id=[dataset], search_hidden=True, include_dataset_stats=True)[0]
    assert of_data["dataset_stats"] == {"file_count": 2, "total_size": 30}
    figures = get(client, id=[top], children_type="dataset", include_stats=True, check_own_contents=True)[0]
    assert figures["stats"] == {"datasets": {"count": 1, "tags": ["d"]}}
    assert figures["own_datasets"] == 0
    runs = get(client, id=[top], children_type="pipeline", include_stats=True)[0]
    assert runs["stats"]["active"]["total_tasks"] == 1


def test_searching_at_a_level_and_below(client: Client) -> None:
    first = new_project(client, "levels1")
    second = new_project(client, "levels1/levels2")
    third = new_project(client, "levels1/levels2/levels1")

    def ids(**data: Any) -> set[str]:
        return {project["id"] for project in get(client, **data)}

    assert ids(name="levels1", shallow_search=True) == {first}
    assert ids(name="levels1", parent=[first]) == {second, third}
    assert ids(name="levels1", parent=[first], shallow_search=True) == {second}
    assert ids(basename="levels2", shallow_search=True) == set()
    assert ids(basename="levels2") == {second}


def test_values_of_parameters_and_parents(client: Client) -> None:
    project = new_project(client, "values of parameters")
    parents = [client.new_task(f"the parent {i}", project=project) for i in range(2)]
    for value in ("0", "2", "10"):
        item = {"section": "Se$tion", "name": "pa__ram", "value": value}
        client.new_task(project=project, parent=parents[0], hyperparams={"Se$tion": {"pa__ram": item}})
    asked = {"projects": [project], "section": "Se$tion", "name": "pa__ram"}
    assert client.call("projects.get_hyperparam_values", **asked) == {"total": 3, "values": ["0", "2", "10"]}
    assert client.call("projects.get_hyperparam_values", **asked, pattern="^1")["values"] == ["10"]
    assert client.call("projects.get_hyperparam_values", **asked, page=1, page_size=2)["values"] == ["10"]
    assert refused(client, "projects.get_hyperparam_values", **asked, pattern="(") == (400, 21)
    archived = client.new_task(project=project, parent=parents[1])
    client.call("tasks.archive", tasks=[archived])

    def shown(**data: Any) -> list[str]:
        return [p["id"] for p in client.call("projects.get_task_parents", projects=[project], **data)["parents"]]

    assert shown() == parents
    assert shown(tasks_state="active") == parents[:1]
    assert shown(tasks_state="archived") == parents[1:]
    assert shown(task_name="parent 1") == parents[1:]


def test_tags_of_the_organization(client: Client) -> None:
    client.new_task(tags=["tag of one"], system_tags=["system of one"])
    model = client.call("models.create", name="tagged", uri="file:///a", tags=["tag of two"])["id"]
    tags = client.call("organization.get_tags", include_system=True)
    assert {"tag of one", "tag of two"} <= set(tags["tags"])
    assert "system of one" in tags["system_tags"]
    chosen = client.call("organization.get_tags", filter={"system_tags": ["__$not", "system of one"]})["tags"]
    assert "tag of two" in chosen
    assert "tag of one" not in chosen
    client.call("models.delete", model=model)
    assert "tag of two" not in client.call("organization.get_tags")["tags"]


def test_the_company_and_its_contents(client: Client) -> None:
    company = client.call("organization.get_user_companies")["companies"][0]
    assert len(company["owners"]) == company["allocated"]
    assert all({"id", "name", "avatar"} <= set(owner) for owner in company["owners"])
    project = new_project(client, "counted contents")
    client.new_task(project=project)
    asked = {"projects": {"id": [project]}, "tasks": {"project": [project]}, "models": {"project": [project]}}
    assert client.call("organization.get_entities_count", **asked) == {"projects": 1, "tasks": 1, "models": 0}


@pytest.mark.parametrize("nothing", [None, ""])
def test_a_project_keeps_its_name_where_no_new_one_is_given(client: Client, nothing: str | None) -> None:
    project = new_project(client, f"keeps its name {nothing!r}", description="d", default_output_destination="s3://x")
    answer = client.call("projects.update", project=project, name=nothing, default_output_destination=None)
    assert "name" not in answer["fields"]
    (found,) = get(client, id=[project])
    assert found["name"] == f"keeps its name {nothing!r}"
    assert found["basename"] == found["name"]
    assert found["description"] == "d"
    assert "default_output_destination" not in found
