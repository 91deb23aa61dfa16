"""The API as clients meet it: errors with their subcodes, filters, paging, the status machine, queues."""

from __future__ import annotations

import gzip
import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from .conftest import Client, Refused, Server


def refused(client: Client, endpoint: str, **data: Any) -> tuple[int, int]:
    """The code and subcode of a refusal."""
    with pytest.raises(Refused) as caught:
        client.call(endpoint, **data)
    return caught.value.codes


@pytest.mark.parametrize(
    ("endpoint", "data", "codes"),
    [
        ("tasks.get_by_id", {"task": "no-such"}, (400, 101)),
        ("tasks.get_by_id", {}, (400, 12)),
        ("tasks.get_by_id", {"task": 5}, (400, 12)),
        ("tasks.create", {"name": "ab", "type": "training"}, (400, 800)),
        ("tasks.create", {"name": "long enough", "type": "no-such"}, (400, 12)),
        ("tasks.create", {"name": "long enough", "type": "training", "project": "no-such"}, (400, 401)),
        ("tasks.create", {"name": "long enough", "type": "training", "parent": "no-such"}, (400, 101)),
        ("tasks.create", {"name": "long enough", "type": "training", "tags": ["__$all"]}, (400, 16)),
        ("tasks.get_all", {"name": "("}, (400, 21)),
        ("tasks.get_all", {"only_fields": ["no_such"]}, (400, 14)),
        ("tasks.get_all", {"order_by": ["no_such"]}, (400, 14)),
        ("tasks.get_all", {"page": -1}, (400, 12)),
        ("tasks.get_all", {"search_text": ["x"]}, (400, 12)),
        ("queues.get_next_task", {"queue": "no-such", "task": {"a": 1}}, (400, 12)),
        ("tasks.get_all", {"tags": ["__$not"]}, (400, 16)),
        ("tasks.get_all_ex", {"scroll_id": None}, (400, 12)),
        ("tasks.enqueue", {"task": "no-such", "queue_name": "some queue"}, (400, 101)),
        ("queues.get_by_id", {"queue": "a name"}, (400, 701)),
        ("queues.get_next_task", {"queue": "no-such"}, (400, 701)),
        ("models.get_by_id", {"model": "no-such"}, (400, 201)),
        ("projects.get_by_id", {"project": "no-such"}, (400, 401)),
        ("workers.unregister", {"worker": "no-such"}, (400, 1004)),
        ("events.add", {"type": "log", "task": "no-such", "msg": "x"}, (400, 131)),
        ("events.add_batch", {}, (400, 17)),
        ("users.get_by_id", {"user": "no-such"}, (400, 301)),
        ("no.such", {}, (404, 0)),
        ("nothing", {}, (400, 0)),
        ("v9x/tasks.get_all", {}, (400, 0)),
        ("v1.2.3/tasks.get_all", {}, (400, 2)),
    ],
)
def test_refusals(client: Client, endpoint: str, data: dict[str, Any], codes: tuple[int, int]) -> None:
    assert refused(client, endpoint, **data) == codes


def test_a_refusal_tells_all_that_clients_read(client: Client) -> None:
    with pytest.raises(Refused) as caught:
        client.call("v2.23/tasks.get_by_id", task="no-such")
    meta = caught.value.meta
    assert set(meta) == {
        "id",
        "trx",
        "endpoint",
        "result_code",
        "result_subcode",
        "result_msg",
        "error_stack",
        "error_data",
    }
    assert meta["endpoint"] == {"name": "tasks.get_by_id", "requested_version": "2.23", "actual_version": "1.0"}
    assert meta["result_msg"] == "Invalid task id: id=no-such"


def test_login_and_tokens(server: Server, client: Client) -> None:
    api = server.urls["api"]
    assert httpx.post(f"{api}/tasks.get_all").json()["meta"]["result_subcode"] == 20
    wrong = httpx.post(f"{api}/auth.login", auth=httpx.BasicAuth("a", "b"))
    assert (wrong.status_code, wrong.json()["meta"]["result_subcode"]) == (401, 22)
    head, body, signature = client.token.split(".")
    for forged in (f"{head}.{body}.{signature[::-1]}", "nonsense", f"{head}.{body[:-4]}.{signature}"):
        answer = httpx.post(f"{api}/tasks.get_all", headers={"Authorization": f"Bearer {forged}"})
        assert (answer.status_code, answer.json()["meta"]["result_subcode"]) == (401, 30)
    bearer = httpx.get(f"{api}/auth.login", headers={"Authorization": f"Bearer {client.token}"})
    assert bearer.json()["data"]["token"]
    by_cookie = httpx.get(f"{api}/users.get_current_user", cookies={"clearml_token_basic": client.token})
    assert by_cookie.json()["data"]["user"]["company"]["name"]


def test_a_short_token_expires(server: Server, client: Client) -> None:
    token = client.call("auth.login", expiration_sec=1)["token"]
    time.sleep(2.1)
    answer = httpx.post(f"{server.urls['api']}/tasks.get_all", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 401


def test_revoked_credentials_end_their_tokens(server: Server, client: Client) -> None:
    made = client.call("auth.create_credentials", label="temporary")["credentials"]
    keys = httpx.BasicAuth(made["access_key"], made["secret_key"])
    login = httpx.post(f"{server.urls['api']}/auth.login", auth=keys)
    header = {"Authorization": f"Bearer {login.json()['data']['token']}"}
    assert httpx.post(f"{server.urls['api']}/tasks.get_all", headers=header).status_code == 200
    shown = client.call("auth.get_credentials")["credentials"]
    assert made["access_key"] in [item["access_key"] for item in shown]
    assert made["secret_key"] not in str(shown)
    assert client.call("auth.revoke_credentials", access_key=made["access_key"]) == {"revoked": 1}
    assert httpx.post(f"{server.urls['api']}/tasks.get_all", headers=header).status_code == 401
    assert httpx.post(f"{server.urls['api']}/auth.login", auth=keys).status_code == 401


def test_methods_versions_and_bodies(client: Client) -> None:
    task = client.new_task()
    for method in ("GET", "POST", "PUT"):
        for path in ("/tasks.get_by_id", "/v2.23/tasks.get_by_id", "/v999.0/tasks.get_by_id"):
            answer = client.http.request(method, path, json={"task": task, "method": "get"})
            assert answer.json()["data"]["task"]["id"] == task
    assert client.http.get("/tasks.get_by_id", params={"task": task}).json()["data"]["task"]["id"] == task
    for body in (b"{", b"[" * 5000, b'"text"', b"\xff"):
        answer = client.http.post("/tasks.get_by_id", content=body)
        assert answer.status_code == 400
        assert answer.json()["meta"]["error_stack"] is None


def test_forms_and_arguments_of_the_address(client: Client) -> None:
    tasks = [client.new_task(f"argued {number}") for number in range(3)]
    path = "/tasks.get_all?id=" + "&id=".join(tasks[:2])
    assert names(client.unpack(client.http.get(path))) == ["argued 0", "argued 1"]
    assert names(client.unpack(client.http.get(f"/tasks.get_all?id[]={tasks[2]}"))) == ["argued 2"]
    both = client.http.post(f"{path}&page_size=1", json={"order_by": ["-name"], "page_size": 500})
    assert names(client.unpack(both)) == ["argued 1"]
    form = client.http.post("/tasks.get_all", data={"id": tasks, "page_size": 2, "order_by": "-name"})
    assert names(client.unpack(form)) == ["argued 2", "argued 1"]
    called_a_form = {"Content-Type": "application/x-www-form-urlencoded"}
    as_curl_does = client.http.post("/tasks.get_all", content=json.dumps({"id": tasks[:1]}), headers=called_a_form)
    assert names(client.unpack(as_curl_does)) == ["argued 0"]


def names(answer: dict[str, Any]) -> list[str]:
    """Of the tasks in an answer."""
    return [task["name"] for task in answer["tasks"]]


def test_a_compressed_body_is_refused_and_says_so(client: Client) -> None:
    body = gzip.compress(b'{"page_size": 1}')
    with pytest.raises(Refused, match="gzip") as refusal:
        client.unpack(client.http.post("/tasks.get_all", content=body, headers={"Content-Encoding": "gzip"}))
    assert refusal.value.codes == (415, 0)
    plain = client.http.post("/tasks.get_all", content=b'{"page_size": 1}', headers={"Content-Encoding": "identity"})
    assert plain.status_code == 200


def test_filters(client: Client) -> None:
    project = client.call("projects.create", name="filters/inner")["id"]
    tags: tuple[list[str], ...] = (["red"], ["red", "blue"], ["blue"], [])
    ids = [client.new_task(f"filter {i}", project=project, tags=t) for i, t in enumerate(tags)]

    def found(**data: Any) -> list[int]:
        tasks = client.call("tasks.get_all", **{"project": [project], "only_fields": ["id"], **data})["tasks"]
        assert all(set(task) == {"id"} for task in tasks)
        return sorted(ids.index(task["id"]) for task in tasks)

    assert found(tags=["red"]) == [0, 1]
    assert found(tags=["red", "blue"]) == [0, 1, 2]
    assert found(tags=["__$all", "red", "blue"]) == [1]
    assert found(tags=["__$all", "red", "__$not", "blue"]) == [0]
    assert found(tags=["red", "-blue"]) == [0]
    assert found(tags=["-red"]) == [2, 3]
    assert found(tags=[None]) == [3]
    assert found(filters={"tags": {"any": {"include": ["red", "blue"]}, "all": {"exclude": ["blue"]}}}) == [0]
    assert found(name="^filter [01]$") == [0, 1]
    assert found(name="^filter\\ 2$") == [2]
    assert found(_any_={"fields": ["name", "comment"], "pattern": "FILTER 3"}) == [3]
    assert found(status=["created"], type=["training"], id=ids[:2]) == [0, 1]
    assert found(created=[None, "2001-01-01T00:00:00"]) == []
    assert found(last_update=[">=2001-01-01"]) == [0, 1, 2, 3]
    assert found(search_text="filter 2") == [0, 1, 2, 3]
    parent = client.call("projects.get_all", name="^filters$")["projects"][0]["id"]
    assert found(project=[parent]) == []
    assert found(project=[parent], include_subprojects=True) == [0, 1, 2, 3]


def test_order_pages_scroll_and_projection(client: Client) -> None:
    project = client.call("projects.create", name="pages of tasks")["id"]
    params = [{"Args": {"n.x": {"section": "Args", "name": "n.x", "value": str(n)}}} for n in (10, 9, 100)]
    ids = [client.new_task(f"page {i}", project=project, hyperparams=p) for i, p in enumerate(params)]

    def order(**data: Any) -> list[int]:
        tasks = client.call("tasks.get_all_ex", project=[project], only_fields=["id"], **data)["tasks"]
        return [ids.index(task["id"]) for task in tasks]

    assert order(order_by=["-name"]) == [2, 1, 0]
    assert order(order_by=["hyperparams.Args.n%2Ex.value"]) == [1, 0, 2]
    assert order(order_by=["name"], page=1, page_size=2) == [2]
    first = client.call("tasks.get_all_ex", project=[project], size=2, scroll_id=None, only_fields=["id"])
    second = client.call("tasks.get_all_ex", project=[project], size=2, scroll_id=first["scroll_id"])
    assert [task["id"] for task in first["tasks"] + second["tasks"]] == ids
    shown = client.call(
        "tasks.get_all_ex",
        id=[ids[0]],
        only_fields=["project.name", "hyperparams.Args.n%2Ex.value", "user.name", "status"],
    )["tasks"][0]
    assert shown["project"] == {"id": project, "name": "pages of tasks"}
    assert shown["hyperparams"] == {"Args": {"n.x": {"value": "10"}}}
    assert shown["user"]["name"]
    assert set(shown) == {"id", "project", "hyperparams", "user", "status"}


def test_clone_replaces_what_is_given(client: Client) -> None:
    source = client.new_task(
        "the source",
        tags=["old"],
        system_tags=["development", "kept"],
        comment="why",
        configuration={"c": {"name": "c", "value": "1"}},
        hyperparams={"A": {"x": {"section": "A", "name": "x", "value": "1"}}},
        runtime={"r": 1},
    )
    artifact = {"key": "out", "type": "file", "uri": "u"}
    client.call("tasks.add_or_update_artifacts", task=source, artifacts=[artifact])
    plain = client.task(client.call("tasks.clone", task=source)["id"])
    assert (plain["name"], plain["tags"], plain["parent"]) == ("the source", ["old"], source)
    assert plain["system_tags"] == ["kept"]
    assert plain["execution"]["artifacts"] == []
    assert plain["runtime"] == {}
    assert plain["hyperparams"]["A"]["x"]["value"] == "1"
    wishes = {
        "new_task_name": "the clone",
        "new_task_tags": ["new", "new"],
        "new_task_parent": plain["id"],
        "new_task_hyperparams": {"B": {"y": {"value": "2"}}},
        "new_task_configuration": {"d": {"name": "d", "value": "2"}},
        "new_project_name": "clones/here",
    }
    answer = client.call("tasks.clone", task=source, **wishes)
    clone = client.task(answer["id"])
    assert answer["new_project"]["id"] == clone["project"]
    assert (clone["name"], clone["tags"], clone["parent"]) == ("the clone", ["new"], plain["id"])
    assert clone["hyperparams"] == {"B": {"y": {"section": "B", "name": "y", "value": "2"}}}
    assert list(clone["configuration"]) == ["d"]
    grandchild = client.task(client.call("tasks.clone", task=clone["id"])["id"])
    assert grandchild["parent"] == plain["id"]


def test_status_machine_over_the_api(client: Client) -> None:
    task = client.new_task()
    assert refused(client, "tasks.completed", task=task) == (400, 110)
    for _ in range(3):
        assert client.call("tasks.started", task=task, force=True)["started"] == 1
    started = client.task(task)["started"]
    client.call("tasks.started", task=task, force=True, status_reason="again")
    assert client.task(task)["started"] == started
    assert refused(client, "tasks.edit", task=task, name="other name") == (400, 110)
    assert client.call("tasks.edit", task=task, name="other name", force=True)["updated"] == 1
    fields = client.call("tasks.completed", task=task, status_reason="done")["fields"]
    assert (fields["status"], fields["status_reason"]) == ("completed", "done")
    assert client.call("tasks.publish", task=task)["fields"]["status"] == "published"
    assert refused(client, "tasks.reset", task=task) == (400, 110)
    assert refused(client, "tasks.delete", task=task) == (400, 123)
    assert client.call("tasks.reset", task=task, force=True)["fields"]["status"] == "created"
    assert "started" not in client.task(task)
    assert client.call("tasks.delete", task=task)["deleted"] is True


def test_stop_is_asked_of_a_living_worker(client: Client) -> None:
    queue = client.call("queues.create", name="stopping queue")["id"]
    task = client.new_task()
    client.call("workers.register", worker="w:stop", queues=[queue])
    client.call("tasks.started", task=task)
    client.call("workers.status_report", worker="w:stop", task=task, queue=queue, timestamp=0)
    client.call("tasks.stop", task=task)
    told = client.task(task)
    assert (told["status"], told["status_message"]) == ("in_progress", "stopping")
    shown = next(w for w in client.call("workers.get_all")["workers"] if w["id"] == "w:stop")
    assert shown["task"]["id"] == task
    assert shown["queue"]["id"] == queue
    client.call("tasks.stopped", task=task)
    assert client.task(task)["status"] == "stopped"
    client.call("workers.unregister", worker="w:stop")


def test_queue_order_and_dequeue(client: Client) -> None:
    queue = client.call("queues.create", name="ordered queue")["id"]
    assert refused(client, "queues.create", name="ordered queue") == (400, 801)
    tasks = [client.new_task(f"entry {i}") for i in range(4)]
    many = client.call("tasks.enqueue_many", ids=[*tasks, "no-such"], queue=queue)
    assert [item["queued"] for item in many["succeeded"]] == [True] * 4
    assert many["failed"][0]["error"]["codes"] == [400, 101]
    assert refused(client, "tasks.enqueue", task=tasks[0], queue=queue) == (400, 706)
    assert client.call("queues.move_task_to_front", queue=queue, task=tasks[2]) == {"position": 0}
    assert client.call("queues.move_task_backward", queue=queue, task=tasks[0], count=5) == {"position": 3}
    assert client.call("queues.peek_task", queue=queue) == {"task": tasks[2]}
    entries = client.call("queues.get_by_id", queue=queue)["queue"]["entries"]
    assert [entry["task"] for entry in entries] == [tasks[2], tasks[1], tasks[3], tasks[0]]
    assert refused(client, "queues.delete", queue=queue) == (400, 702)
    assert client.call("tasks.dequeue", task=tasks[1])["fields"]["status"] == "created"
    assert client.call("queues.get_num_entries", queue=queue) == {"num": 3}
    assert client.call("queues.get_next_task", queue=queue)["entry"]["task"] == tasks[2]
    assert client.task(tasks[2])["status"] == "queued"
    assert client.call("queues.delete", queue=queue, force=True) == {"deleted": 1}
    assert client.task(tasks[3])["status"] == "created"


def test_sixteen_pollers_take_every_entry_once(server: Server, client: Client) -> None:
    queue = client.call("queues.create", name="contended queue")["id"]
    template = client.new_task("template of many")
    ids = [client.call("tasks.clone", task=template)["id"] for _ in range(300)]
    client.call("tasks.enqueue_many", ids=ids, queue=queue)

    def poll(poller: Client) -> list[str]:
        taken = []
        while entry := poller.call("queues.get_next_task", queue=queue).get("entry"):
            taken.append(entry["task"])
        return taken

    with ThreadPoolExecutor(16) as pool:
        taken = [task for tasks in pool.map(poll, [server.client() for _ in range(16)]) for task in tasks]
    assert sorted(taken) == sorted(ids)
    assert client.call("queues.get_next_task", queue=queue) == {}


def test_not_a_number_is_taken(client: Client) -> None:
    task = client.new_task()
    body = (
        f'{{"type": "training_stats_scalar", "task": "{task}", "metric": "m", "variant": "v", "iter": 1, "value": NaN}}'
    )
    headers = {"Content-Type": "application/json-lines"}
    assert client.unpack(client.http.post("/events.add_batch", content=body, headers=headers))["added"] == 1


def test_hyperparams_and_configuration_entries(client: Client) -> None:
    task = client.new_task()
    item = {"section": "Args", "name": "a", "value": "1"}
    client.call("tasks.edit_hyper_params", task=task, hyperparams=[item, {**item, "name": "b"}])
    client.call("tasks.edit_hyper_params", task=task, hyperparams=[{**item, "value": "2"}])
    assert {n: i["value"] for n, i in client.task(task)["hyperparams"]["Args"].items()} == {"a": "2", "b": "1"}
    client.call("tasks.edit_hyper_params", task=task, hyperparams=[item], replace_hyperparams="section")
    assert list(client.task(task)["hyperparams"]["Args"]) == ["a"]
    assert refused(client, "tasks.edit_hyper_params", task=task, hyperparams=[{"section": "Args"}]) == (400, 12)
    client.call("tasks.edit_hyper_params", task=task, hyperparams=[{"section": "Args"}], replace_hyperparams="section")
    assert client.task(task)["hyperparams"] == {"Args": {}}  # as the web application empties it
    client.call("tasks.edit_configuration", task=task, configuration=[{"name": "c", "value": "text"}])
    assert client.call("tasks.get_configuration_names", tasks=[task])["configurations"][0]["names"] == ["c"]
    client.call("tasks.started", task=task)
    assert refused(client, "tasks.edit_hyper_params", task=task, hyperparams=[item]) == (400, 110)
    own = {"section": "Properties", "name": "mine", "value": "x"}
    client.call("tasks.edit_hyper_params", task=task, hyperparams=[own])
    assert client.task(task)["hyperparams"]["properties"]["mine"]["value"] == "x"
    client.call("tasks.delete_hyper_params", task=task, hyperparams=[{"section": "Args"}], force=True)
    assert list(client.task(task)["hyperparams"]) == ["properties"]


def test_projects_with_figures(client: Client) -> None:
    leaf = client.call("projects.create", name="figures/middle/leaf")["id"]
    done = client.new_task(project=leaf)
    client.call("tasks.started", task=done)
    client.call("tasks.completed", task=done)
    client.new_task(project=leaf, system_tags=["archived"])
    top = client.call("projects.get_all_ex", name="^figures$", include_stats=True, stats_for_state=None)["projects"][0]
    assert top["stats"]["active"]["status_count"]["completed"] == 1
    assert top["stats"]["archived"]["total_tasks"] == 1
    assert [child["name"] for child in top["sub_projects"]] == ["figures/middle", "figures/middle/leaf"]
    shallow = client.call("projects.get_all_ex", shallow_search=True, parent=[top["id"]])["projects"]
    assert [project["basename"] for project in shallow] == ["middle"]
    assert refused(client, "projects.delete", project=top["id"]) == (400, 402)
    assert refused(client, "projects.create", name="figures/middle") == (400, 801)
    client.call("projects.update", project=shallow[0]["id"], name="figures/renamed")
    assert client.call("projects.get_by_id", project=leaf)["project"]["name"] == "figures/renamed/leaf"
    client.call("projects.move", project=leaf, new_location="elsewhere")
    assert client.call("projects.get_by_id", project=leaf)["project"]["name"] == "elsewhere/leaf"
    assert client.call("projects.delete", project=leaf, force=True, delete_contents=True)["deleted_tasks"] == 2
