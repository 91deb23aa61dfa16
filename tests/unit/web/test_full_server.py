"""The same pages in front of a full ClearML server: none of them fails for what it leaves out, refuses or adds."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from tests.unit.web.conftest import served
from tests.unit.web.full_server import (
    BARE,
    CHILD,
    DATASET,
    EMPTY_QUEUE,
    FOREIGN,
    QUEUE,
    REFUSED,
    RUN,
    RUN_TASK,
    full_server,
)

from automl_shared.tracker import connect_lightly
from automl_web.app import web_app


@pytest.fixture(scope="module", params=[404, 400])
def app(request: pytest.FixtureRequest) -> Iterator[Starlette]:
    """The pages in front of it."""
    with pytest.MonkeyPatch.context() as patch, served(full_server(request.param)) as server:
        for name in ("API", "WEB", "FILES"):
            patch.setenv(f"CLEARML_{name}_HOST", server)
        patch.setenv("CLEARML_API_ACCESS_KEY", "key")
        patch.setenv("CLEARML_API_SECRET_KEY", "word")
        yield web_app(*connect_lightly())


@pytest.fixture(scope="module")
def browser(app: Starlette) -> Iterator[httpx.Client]:
    """Logged in to the pages with the server's keys."""
    with served(app) as address:
        headers = {"Origin": address, "Accept-Language": "en"}
        with httpx.Client(base_url=address, headers=headers, timeout=60, verify=False, follow_redirects=True) as made:
            made.post("/login", data={"access_key": "key", "secret_key": "word", "next": "/runs"})
            yield made


PAGES = {
    "/runs": RUN,
    "/runs?status=failed&q=x&archived=1&tag=y": "archived",
    "/runs/many?do=archive": "<h1",
    f"/runs/{RUN}": "predicts",
    f"/runs/{RUN}/again": "Models",
    f"/runs/{RUN}/pictures": "There are no pictures",
    f"/compare?run={RUN}": RUN,
    "/queues": "gpu-box:0",
    "/workers": "just-registered",
    f"/queues/{QUEUE}": "default",
    "/queues/default": "default",
    f"/runs/{RUN}/candidates": "Leaderboard",
    f"/runs/{RUN}/failures": "see the task",
    f"/runs/{RUN}/leaderboard.csv": "candidate",
    f"/runs/{RUN}/tasks?sort=-waited_seconds": "Step",
    f"/tasks/{CHILD}/settings.json": "{",
    "/runs/new": "houses",
    "/runs/new?q=houses": "houses",
    f"/tasks/{CHILD}/plots/0": "data",
    f"/tasks/{CHILD}/curves?metric=loss": "train",
    f"/tasks/{CHILD}/console.txt": "hello",
    f"/tasks/{CHILD}/console?q=hello": "hello",
    f"/projects/*/experiments/{CHILD}/output/log": "<h1",
    f"/datasets/simple/x/experiments/{DATASET}": "houses",
    f"/models/{'e' * 32}": "<h1",
    **dict.fromkeys(("/dashboard", "/projects", "/pipelines", "/models"), RUN),
    "/workers-and-queues": "gpu-box:0",
    "/datasets": "houses",
    f"/compare/scores?run={RUN}": "data",
    "/": RUN,
    **{
        f"/tasks/{task}{tab}": "<h1"
        for task in (RUN_TASK, CHILD, FOREIGN, BARE)
        for tab in ("", "/settings", "/console", "/scalars", "/plots", "/artifacts")
    },
}


NOT_THERE = {
    f"/runs/{RUN}/compare?candidate=a&candidate=b": "This run has no such candidate",
    f"/runs/{RUN}/compare/scores?candidate=a&candidate=b": "This run has no such candidate",
    f"/runs/{RUN}/compare/curves?candidate=a&candidate=b": "This run has no such candidate",
    f"/tasks/{CHILD}/artifacts/output": "This file is stored elsewhere",
    f"/tasks/{CHILD}/artifacts/output/preview": "This file is stored elsewhere",
    f"/tasks/{CHILD}/models/{'e' * 32}": "This file is stored elsewhere",
    "/runs/new/unknown": "This file is no longer kept here",
}
"""What lies elsewhere, or nowhere, is told in words."""
ELSEWHERE = ("/static/", "/health", "/live", "/resumed", "/login", "/{project}/", "/{rest:path}")
"""Files, what is told live, logging in; and most of the many addresses that only lead to another one."""


@pytest.mark.parametrize("page", NOT_THERE)
def test_what_is_not_there_is_told_in_words(browser: httpx.Client, page: str) -> None:
    answer = browser.get(page)
    assert answer.status_code in (200, 404), answer.text
    assert NOT_THERE[page] in answer.text
    assert "Traceback" not in answer.text


def test_every_page_is_tried_in_front_of_a_full_server(app: Starlette) -> None:
    reading = [one for one in app.routes if isinstance(one, Route) and "GET" in (one.methods or ())]
    asked = [httpx.URL(page).path for page in (*PAGES, *NOT_THERE)]
    looked_at = [route for route in reading if not any(part in route.path for part in ELSEWHERE)]
    assert len(looked_at) > 20
    assert [one.path for one in looked_at if not any(one.path_regex.match(path) for path in asked)] == []


@pytest.mark.parametrize("page", PAGES)
def test_no_page_fails(browser: httpx.Client, page: str) -> None:
    answer = browser.get(page)
    assert answer.status_code == 200, answer.text
    if page != f"/runs/{RUN}":
        assert PAGES[page] in answer.text


def test_what_is_known_is_shown(browser: httpx.Client) -> None:
    run = browser.get(f"/runs/{RUN}").text
    assert "price" in run
    assert "for the board" in run
    queues = browser.get("/queues").text
    for shown in ("no-time-limit", "just-registered", "default", "automl-training", "somebody&#39;s notebook"):
        assert shown in queues
    for page in (queues, browser.get("/workers").text):
        assert 'has not reported since <time datetime="2026-01-01T12:00:00' in page
    assert "rmse" in browser.get(f"/tasks/{CHILD}/scalars").text


def test_what_only_the_embedded_server_can_is_refused_in_words(browser: httpx.Client) -> None:
    token = browser.get("/queues").text.partition('name="form_token" value="')[2].partition('"')[0]
    answer = browser.post("/workers/pause", data={"form_token": token, "worker": "gpu-box:0"})
    assert answer.status_code == 409
    assert "cannot tell a worker to pause" in answer.text
    for place in (f"/queues/{QUEUE}/{FOREIGN}/move", f"/queues/{EMPTY_QUEUE}/{FOREIGN}/remove"):
        answer = browser.post(place, data={"form_token": token, "place": "up"})
        assert answer.status_code in (404, 409)
        assert "Traceback" not in answer.text
    assert browser.get("/login?token=x").status_code == 403


@pytest.mark.parametrize(
    ("call", "code", "told"),
    [
        ("users.get_current_user", 401, "The server does not accept these keys"),
        ("users.get_current_user", 500, "The ClearML server does not answer"),
        ("auth.login", 503, "The ClearML server does not answer"),
    ],
)
def test_wrong_keys_and_a_server_that_cannot_say_are_told_apart(
    browser: httpx.Client, monkeypatch: pytest.MonkeyPatch, call: str, code: int, told: str
) -> None:
    monkeypatch.setitem(REFUSED, call, code)
    answer = browser.post("/login", data={"access_key": "key", "secret_key": "word"})
    assert answer.status_code == (503 if code >= 500 else 403)
    assert told in answer.text
    assert browser.get("/queues").status_code == 200, "whoever is logged in stays it"


def test_what_goes_on_is_told_without_being_told_of_changes(browser: httpx.Client) -> None:
    told = ""
    with browser.stream("GET", "/queues/live") as stream:
        for line in stream.iter_lines():
            told += line
            if "event: waiting" in told and not line:
                break
    assert "gpu-box:0" in told
