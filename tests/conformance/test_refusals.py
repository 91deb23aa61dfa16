"""What is refused has the full server's code and subcode, as its sources say: clients act on these, not on words."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import httpx
import pytest
from tests.integration.server.conftest import Client

from .test_schemas import WOULD_LOCK_OUT, Described, Json, Samples, described, problem_of, send
from .things import unique

Codes = tuple[int, int]
FINE, INVALID, MOVED = (200, 0), (400, 12), (301, 1)
NOBODY = "0" * 32
SUBCODES = {"task": 101, "model": 201, "project": 401, "queue": 701}
"""Of an id that nothing has, by kind."""
WITHOUT_REQUIRED = {
    "events.clear_scroll": FINE,
    "models.update_for_task": MOVED,
    "projects.create": (400, 11),
    "projects.get_hyper_parameters": FINE,
    "projects.get_model_metadata_keys": FINE,
}
"""Where a request without its required fields is not simply invalid."""
NOT_IN_QUEUE = (400, 703)
UNKNOWN_ID = {
    "events.get_task_metrics": INVALID,  # its event_type is required, which the schema does not say
    "models.update_for_task": MOVED,
    "projects.get_hyper_parameters": FINE,
    "projects.get_model_metadata_keys": FINE,
    "queues.move_task_backward": NOT_IN_QUEUE,
    "queues.move_task_forward": NOT_IN_QUEUE,
    "queues.move_task_to_back": NOT_IN_QUEUE,
    "queues.move_task_to_front": NOT_IN_QUEUE,
    "queues.remove_task": NOT_IN_QUEUE,
    "tasks.add_or_update_model.model": FINE,
    "tasks.dequeue": FINE,
    "tasks.get_configuration_names": FINE,
    "tasks.ping": FINE,
}
"""Where an unknown id is not answered with the subcode of its kind."""
UNSTORABLE = (400, 800)
KEEPS = {
    "tasks.create": UNSTORABLE,
    "tasks.add_or_update_artifacts": INVALID,
    "tasks.edit_hyper_params": INVALID,
    "tasks.edit_configuration": INVALID,
    "models.create": INVALID,
    "models.add_or_update_metadata": INVALID,
    "queues.add_or_update_metadata": INVALID,
}
"""Calls that keep objects with parts of their own, and how they refuse a part that is something else."""
REQUESTS = [request for request in described("v2_23") if request.required and request.endpoint not in WOULD_LOCK_OUT]


@pytest.fixture(scope="module")
def samples(client: Client) -> Samples:
    return Samples(client)


def codes(client: Client, request: Described, body: dict[str, Any]) -> Codes:
    meta = send(client, request, body).json()["meta"]
    return meta["result_code"], meta["result_subcode"]


def ids_in(body: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(field, kind) of every field that refers to something."""
    for name, value in body.items():
        kind = name.removesuffix("s")
        if kind in SUBCODES and (isinstance(value, str) or isinstance(value[0], str)):
            yield name, kind


def test_what_is_missing(client: Client) -> None:
    asked = [request for request in REQUESTS if not request.endpoint.startswith("auth.")]
    found = {request.endpoint: codes(client, request, {}) for request in asked}
    assert found == {endpoint: WITHOUT_REQUIRED.get(endpoint, INVALID) for endpoint in found}


def test_ids_that_nothing_has(client: Client, samples: Samples) -> None:
    found, expected = {}, {}
    for request in REQUESTS:
        body, _ = samples.of(request)
        for field, kind in ids_in(body):
            case = request.endpoint, field
            unknown = [NOBODY] if isinstance(body[field], list) else NOBODY
            found[case] = codes(client, request, {**body, field: unknown})
            expected[case] = UNKNOWN_ID.get(".".join(case), UNKNOWN_ID.get(request.endpoint, (400, SUBCODES[kind])))
    assert found == expected


def test_ids_of_another_type(client: Client, samples: Samples) -> None:
    found, expected = {}, {}
    for request in REQUESTS:
        body, _ = samples.of(request)
        for field, _kind in ids_in(body):
            case = request.endpoint, field
            found[case] = codes(client, request, {**body, field: {"a": 1}})
            expected[case] = MOVED if request.endpoint == "models.update_for_task" else INVALID
    assert found == expected


@pytest.mark.parametrize("service", ["tasks", "models"])
def test_each_of_many_says_what_is_wrong_with_it(client: Client, service: str) -> None:
    many = [r for r in REQUESTS if r.endpoint.startswith(service) and r.endpoint.endswith("_many")]
    found = {}
    for request in many:
        answer = send(client, request, {"ids": [NOBODY]}).json()["data"]
        found[request.endpoint] = [tuple(one["error"]["codes"]) for one in answer["failed"]]
    expected = {request.endpoint: [(400, SUBCODES[service[:-1]])] for request in many}
    expected |= {"tasks.dequeue_many": []} if service == "tasks" else {}
    assert found == expected


def parts_of(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The paths of all parts inside the fields of a body."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        if path:
            yield (*path, key)
        yield from parts_of(item, (*path, key))


def with_part(body: Json, path: tuple[str | int, ...]) -> Json:
    """The body with something at a path that belongs there least: an object, or a text where one belongs."""
    changed = deepcopy(body)
    parent: Any = changed
    for key in path[:-1]:
        parent = parent[key]
    parent[path[-1]] = "a text" if isinstance(parent[path[-1]], dict) else {"a": [1]}
    return changed


def kept(client: Client, samples: Samples, answer: httpx.Response, kind: str) -> tuple[Described, httpx.Response]:
    """The document that a call has made or changed."""
    by_id = next(request for request in described("v2_23") if request.endpoint == f"{kind}s.get_by_id")
    return by_id, send(client, by_id, {kind: answer.json()["data"].get("id", samples.ids[kind])})


@pytest.mark.parametrize("endpoint", KEEPS)
def test_no_part_of_a_document_is_kept_that_is_something_else(client: Client, endpoint: str) -> None:
    samples = Samples(client)
    request = next(request for request in described("v2_23") if request.endpoint == endpoint)
    kind = endpoint.partition(".")[0].removesuffix("s")
    _, full = samples.of(request)
    body = {name: value for name, value in full.items() if isinstance(value, (dict, list)) or name in SUBCODES}
    body |= {"name": unique("parts"), "type": "training"} if endpoint.endswith(".create") else {}
    assert codes(client, request, body) == FINE
    refused = {}
    for path in parts_of(body):
        answer = send(client, request, with_part(body, path))
        if answer.status_code == 200:  # filled in from elsewhere, or nobody's business
            assert problem_of(*kept(client, samples, answer, kind)) is None, path
        else:
            meta = answer.json()["meta"]
            refused[path] = meta["result_code"], meta["result_subcode"]
    assert set(refused.values()) <= {INVALID, KEEPS[endpoint]}
    leaves = {code for path, code in refused.items() if path[-1] in ("type", "repository")}
    assert leaves == {KEEPS[endpoint]}


def test_what_is_wrong_with_a_call_on_many_is_no_fault_of_one(client: Client, samples: Samples) -> None:
    found = {}
    for request in REQUESTS:
        for name in {"status_message", "status_reason", "queue", "new_status"} & set(request.request["properties"]):
            if request.endpoint.endswith("_many"):
                body = {"ids": [samples.ids["task"], NOBODY], name: {"a": 1}}
                found[request.endpoint, name] = codes(client, request, body)
    assert found
    assert found == dict.fromkeys(found, INVALID)
