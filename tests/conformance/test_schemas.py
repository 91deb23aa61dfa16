"""Every request that the SDK's schemas describe, made from them: never a failure, and answers as they say."""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import jsonschema
import pytest
from clearml.backend_api import services
from tests.integration.server.conftest import Client

Json = dict[str, Any]
VERSIONS = ("v2_9", "v2_13", "v2_20", "v2_23")
OF_ANOTHER_PRODUCT = ("annotations", "datasets", "dataviews", "frames")
"""Services of ClearML's paid edition, of which the SDK has schemas."""
WOULD_LOCK_OUT = ("auth.logout", "auth.revoke_credentials")
DESCRIBED_OTHERWISE = {
    "events.get_vector_metrics_and_variants": "an object of metrics, described as a list",
    "tasks.get_configuration_names": "a list with an item a task, described as an object",
    "tasks.get_configurations": "the same, before 2.13",
    "auth.get_credentials": "a list of further keys, described as an object before 2.23",
    "queues.get_all": "metadata by key, described as a list before 2.23",
    "queues.get_by_id": "the same",
}
"""Where every server answers otherwise than the schema says."""
NEEDS_MORE = {
    *[
        "auth.edit_user",
        "auth.edit_credentials",
        "workers.unregister",
        "workers.get_stats",
        "workers.get_activity_report",
    ],
    *["events.add", "events.add_batch", "events.next_debug_image_sample", "events.next_plot_sample"],
    *["models.get_by_task_id", "models.set_ready", "models.update_for_task", "models.move", "tasks.move"],
    *[f"{name}s.make_{access}" for name in ("model", "project", "task") for access in ("private", "public")],
    *[f"queues.move_task_{where}" for where in ("backward", "forward", "to_back", "to_front")],
    *["queues.remove_task", "queues.get_queue_metrics", "tasks.update_batch"],
}
"""What nobody is answered who knows the schema alone: it takes a state, a span of time, or lines, not a document."""


@dataclass(frozen=True)
class Described:
    """A request as the SDK describes it."""

    endpoint: str
    version: str
    request: Json
    response: Json | None

    @property
    def required(self) -> list[str]:
        """The fields that must be there."""
        return list(self.request.get("required", []))


def described(version: str) -> Iterator[Described]:
    """Every request of a version."""
    package = importlib.import_module(f"{services.__name__}.{version}")
    for found in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"{package.__name__}.{found.name}")
        for name, item in vars(module).items():
            service = getattr(item, "_service", None) if name.endswith("Request") else None
            if service is None or service in OF_ANOTHER_PRODUCT:
                continue
            answer = getattr(getattr(module, name.replace("Request", "Response"), None), "_schema", None)
            yield Described(f"{service}.{item._action}", item._version, item._schema or {}, answer)


class Samples:
    """Bodies for requests, with the ids of things that are there."""

    def __init__(self, client: Client) -> None:
        word = uuid4().hex[:12]
        self.ids = {"project": client.call("projects.create", name=f"schemas {word}")["id"]}
        self.ids["task"] = client.new_task(f"task {word}", project=self.ids["project"])
        self.ids["queue"] = client.call("queues.create", name=f"queue {word}")["id"]
        self.ids["model"] = client.call("models.create", name=f"model {word}", uri="file:///x")["id"]
        self._word = word
        self._definitions: Json = {}

    def of(self, request: Described) -> tuple[Json, Json]:
        """(the fields that must be there, all fields)."""
        own = self.ids.get(request.endpoint.partition(".")[0].removesuffix("s"))
        self._definitions = request.request.get("definitions", {})
        fields = request.request.get("properties", {})
        full = {name: own if name == "id" else self._value(name, schema) for name, schema in fields.items()}
        full = {name: value for name, value in full.items() if value is not None}
        return {name: full.get(name) for name in request.required}, full

    def _value(self, name: str, schema: Json) -> Any:
        while "$ref" in schema:
            schema = self._definitions[schema["$ref"].rpartition("/")[2]]
        for either in ("anyOf", "oneOf"):
            if either in schema:
                return self._value(name, schema[either][0])
        if "enum" in schema:
            return schema["enum"][-1]
        kinds = schema.get("type", "string")
        kind = next(kind for kind in ([kinds] if isinstance(kinds, str) else kinds) if kind != "null")
        match kind:
            case "string":
                return self._text(name.removesuffix("s"), schema)
            case "array":
                return [self._value(name, schema.get("items", {}))]
            case "object":
                return self._object(schema)
        return {"integer": 1, "number": 1.5, "boolean": True}[kind]

    def _object(self, schema: Json) -> Json:
        inner = schema.get("additionalProperties")
        if isinstance(inner, dict):
            return {"key": self._value("key", inner)}
        return {name: self._value(name, of_it) for name, of_it in schema.get("properties", {}).items()}

    def _text(self, name: str, schema: Json) -> str | None:
        if schema.get("format") == "date-time":
            return "2024-01-01T00:00:00"
        if name == "scroll_id":
            return None
        return self.ids.get(name, f"text {self._word}")


REQUESTS = [request for version in VERSIONS for request in described(version)]
SERVICES = sorted({request.endpoint.partition(".")[0] for request in REQUESTS})


def send(client: Client, request: Described, body: Json) -> httpx.Response:
    return client.http.post(f"/v{request.version}/{request.endpoint}", content=json.dumps(body))


def problem_of(request: Described, answer: httpx.Response) -> str | None:
    """What is wrong with an answer."""
    if answer.status_code >= 500:
        return answer.text[:300]
    is_json = answer.headers["content-type"].startswith("application/json")
    if answer.status_code != 200 or not is_json or request.response is None:
        return None
    if request.endpoint in DESCRIBED_OTHERWISE:
        return None
    schema = {
        **request.response,
        "definitions": {**_missing(request.response), **request.response.get("definitions", {})},
    }
    problem = next(jsonschema.Draft7Validator(schema).iter_errors(answer.json()["data"]), None)
    return problem and f"{list(problem.absolute_path)}: {problem.message[:300]}"


def _missing(schema: Json) -> Json:
    """Definitions that a schema refers to and does not have: anything fits them."""
    words = json.dumps(schema).split('"#/definitions/')[1:]
    return {word.partition('"')[0]: {} for word in words}


@pytest.mark.parametrize("service", SERVICES)
def test_whatever_the_schemas_allow_is_answered_as_they_say(client: Client, service: str) -> None:
    problems, asked, answered = [], set[str](), set[str]()
    for request in REQUESTS:
        if request.endpoint.partition(".")[0] != service or request.endpoint in WOULD_LOCK_OUT:
            continue
        least, full = Samples(client).of(request)
        absent = dict.fromkeys(request.request.get("properties", {}))
        bodies = [{**absent, **least}, {**least, "a_field_of_next_year": {"a": [1]}}, full]
        answers = [send(client, request, body) for body in bodies]
        for body, answer in zip(bodies, answers, strict=True):
            if problem := problem_of(request, answer):
                problems.append((request.endpoint, request.version, body, problem))
        asked.add(request.endpoint)
        if any(answer.status_code == 200 for answer in answers):
            answered.add(request.endpoint)
    assert problems == []
    assert asked - answered <= NEEDS_MORE
