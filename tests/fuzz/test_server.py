"""Any body to any endpoint: an answer of the API's form, and never a failure of the server's own."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from tests.fuzzing import JUNK, TEXTS, fuzzed

from automl_server.api import api_app
from automl_server.config import Settings
from automl_server.entities import ENTITIES
from automl_server.metrics import Metrics
from automl_server.services import catalogue
from automl_server.store import Store

CATALOGUE = catalogue()
LEFT_OUT = ("auth.revoke_credentials", "users.delete", "queues.wait_for_tasks", "tasks.wait_for_changes")
"""What would end the caller's own access, or wait."""
ENDPOINTS = sorted(set(CATALOGUE.endpoints) - set(LEFT_OUT))
KINDS = ["application/json", "application/json-lines", "text/plain", ""]
BODIES = JUNK.map(lambda value: json.dumps(value).encode())
ENTITY_OF = {f"{entity.table}": entity for entity in ENTITIES.values()}
COMMON = [
    *["id", "ids", "name", "task", "tasks", "project", "projects", "queue", "model", "user", "worker", "tags", "type"],
    *["system_tags", "page", "page_size", "order_by", "only_fields", "search_text", "metrics", "events", "event_type"],
    *["scroll_id", "force", "status", "hyperparams", "configuration", "artifacts", "items", "from_date", "to_date"],
    *["interval", "queue_ids", "worker_ids", "runtime_properties", "_any_", "_all_", "filters", "include_stats"],
]


class Victim:
    """An API on a store of its own, with one object of each kind."""

    def __init__(self, app: Starlette, store: Store, runner: asyncio.Runner) -> None:
        admin = store.access.ensure_admin("admin")
        token = store.access.tokens.new(store.access.identity_of(admin))
        headers = {"Authorization": f"Bearer {token}"}
        transport = httpx.ASGITransport(app)
        self._http = httpx.AsyncClient(transport=transport, base_url="http://localhost", headers=headers)
        self._runner = runner
        project = self.made("projects.create", name="victim")
        task = self.made("tasks.create", name="victim", type="training", project=project)
        model = self.made("models.create", name="victim", uri="file:///m", labels={}, project=project)
        self.ids = {
            "project": project,
            "task": task,
            "model": model,
            "queue": self.made("queues.create", name="victim"),
        }
        self.ids |= {"user": admin, "worker": "w"}

    def post(self, endpoint: str, content: bytes = b"", kind: str = "application/json") -> httpx.Response:
        sent = self._http.post(f"/{endpoint}", content=content, headers={"Content-Type": kind})
        return self._runner.run(sent)

    def made(self, endpoint: str, **data: Any) -> str:
        answer = self.post(endpoint, json.dumps(data).encode())
        assert answer.status_code == 200, answer.text
        return str(answer.json()["data"]["id"])


@pytest.fixture(scope="module")
def victim(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Victim]:
    settings = Settings(home=tmp_path_factory.mktemp("fuzz"))
    store = Store(settings)
    with ThreadPoolExecutor(1) as executor, asyncio.Runner() as runner:
        app = api_app(store, settings, CATALOGUE, executor, [], Metrics(store, settings, executor))
        yield Victim(app, store, runner)
    store.close()


def assert_answered(victim: Victim, endpoint: str, content: bytes, kind: str = "application/json") -> None:
    answer = victim.post(endpoint, content, kind)
    about = (endpoint, content[:400], answer.text[:400])
    assert answer.status_code < 500, about
    if answer.headers["content-type"].startswith("application/json"):
        meta = answer.json()["meta"]
        assert meta["result_code"] == answer.status_code, about
        assert meta["result_msg"], about
        assert isinstance(meta["result_subcode"], int), about
        assert isinstance(answer.json()["data"], dict), about


def fields_of(endpoint: str) -> list[str]:
    """Names that an endpoint may read: those of its entity, and the usual ones."""
    entity = ENTITY_OF.get(endpoint.partition(".")[0])
    return [*COMMON, *(entity.fields if entity else ()), *(entity.list_fields if entity else ())]


@cache
def bodies_for(endpoint: str, ids: tuple[str, ...]) -> st.SearchStrategy[dict[str, Any]]:
    """Objects with names that an endpoint may read; made once, because making a strategy takes longer than a call."""
    names, known = st.sampled_from(fields_of(endpoint)) | TEXTS, st.sampled_from(ids)
    of_entity = st.dictionaries(names, JUNK | known, max_size=3)
    value = JUNK | known | st.lists(known, max_size=2) | of_entity | st.lists(of_entity, max_size=2)
    return st.dictionaries(names, value, max_size=5)


@fuzzed(500)
@given(st.sampled_from(ENDPOINTS), st.data())
def test_any_body_to_any_endpoint_is_answered(victim: Victim, endpoint: str, data: st.DataObject) -> None:
    body = data.draw(bodies_for(endpoint, tuple(sorted(victim.ids.values()))))
    body |= {name: victim.ids[name] for name in data.draw(st.sets(st.sampled_from(sorted(victim.ids))))}
    assert_answered(victim, endpoint, json.dumps(body).encode())


@fuzzed(200)
@given(st.sampled_from(ENDPOINTS), BODIES | st.binary(max_size=40), st.sampled_from(KINDS))
def test_any_bytes_to_any_endpoint_are_answered(victim: Victim, endpoint: str, content: bytes, kind: str) -> None:
    assert_answered(victim, endpoint, content, kind)


FAR = [2**50, 2**53, 10**18, 2**63 - 1, 2**63]
"""Seconds: the furthest that is answered; the last that all floats have; now in nanoseconds; the ends of 64 bits."""
OVER_TIME = ["workers.get_activity_report", "workers.get_stats", "queues.get_queue_metrics", "workers.get_all"]


@pytest.mark.parametrize("endpoint", OVER_TIME)
def test_no_moment_is_too_far_away(victim: Victim, endpoint: str) -> None:
    report = {"worker": "w", "timestamp": int(time.time() * 1000), "machine_stats": {"cpu_usage": [1.0]}}
    assert victim.post("workers.status_report", json.dumps(report).encode()).status_code == 200
    usual = {"from_date": 0, "to_date": 1, "interval": 1, "items": [{"key": "cpu_usage"}], "refresh": True}
    for far in FAR:
        for span in ({"to_date": far}, {"from_date": -far}, {"to_date": far, "interval": far}):
            assert_answered(victim, endpoint, json.dumps({**usual, "last_seen": far, **span}).encode())


def test_the_caller_is_still_let_in(victim: Victim) -> None:
    assert victim.post("users.get_current_user").status_code == 200
