"""The page of a task: first what it says of itself, then its artifacts, its tasks, its pictures."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from .conftest import Client, Server


def page(server: Server, task: str) -> str:
    with server.browser() as browser:
        answer = browser.get(f"/projects/*/experiments/{task}/output/log")
    assert answer.status_code == 200
    return answer.text


def in_order(text: str, *pieces: str) -> None:
    places = [text.index(piece) for piece in pieces]
    assert places == sorted(places)


def plot(task: str, variant: str, figure: Any) -> dict[str, Any]:
    text = figure if isinstance(figure, str) else json.dumps(figure)
    return {"type": "plot", "task": task, "metric": "P", "variant": variant, "iter": 0, "plot_str": text}


def test_a_run_is_read_from_top_to_bottom(server: Server, client: Client) -> None:
    task = client.new_task("the run", comment="forest is recommended <because>")
    child = client.new_task("its training", parent=task, comment="mean 0.9")
    name = f"runs/the run.{task}/artifacts/report/report.html"
    headers = {"Authorization": f"Bearer {client.token}"}
    httpx.post(f"{server.urls['files']}/", headers=headers, files={name: ("x", b"<h1>all of it</h1>")})
    uri = f"{server.urls['files']}/{name.replace(' ', '%20')}"
    artifacts = [
        {"key": "report", "type": "html", "uri": uri},
        {"key": "trap", "type": "custom", "uri": "javascript:alert(1)"},
    ]
    client.call("tasks.add_or_update_artifacts", task=task, artifacts=artifacts)
    base = {"type": "training_stats_scalar", "task": task, "metric": "m", "variant": "v"}
    client.send_events(
        *({**base, "iter": i, "value": i * i} for i in range(5)),
        plot(task, "table", {"data": [{"type": "table", "cells": {"values": [["<i>one</i>"], [2.5]]}}]}),
        plot(task, "bars", {"data": [{"type": "bar", "x": ["a", "b"], "y": [1, 2]}]}),
    )
    text = page(server, task)
    in_order(text, "<h1>the run</h1>", "forest is recommended &lt;because&gt;", ">report</a>", "its training", "<svg")
    in_order(text, "Its tasks (1)", f"/experiments/{child}", "<td>created</td><td>mean 0.9</td>")
    assert "javascript:" not in text
    assert "&lt;i&gt;one" in text
    assert "<rect" in text
    assert f"/experiments/{task}" in page(server, child)
    link = f"/files/{name.replace(' ', '%20')}"
    assert link in text
    with server.browser() as browser:
        report = browser.get(link)
    assert report.text == "<h1>all of it</h1>"
    assert report.headers["content-type"].startswith("text/html")
    assert "sandbox" in report.headers["content-security-policy"]
    assert "allow-same-origin" not in report.headers["content-security-policy"]


@pytest.mark.parametrize(
    "figure",
    [
        "not json",
        "[]",
        {"data": "x"},
        {"data": [1, None, {"type": ["bar"]}]},
        {"data": [{"type": "bar", "x": [[1]], "y": ["a", None, 1e308, -1e308]}]},
        {"data": [{"type": "bar", "x": [1], "y": [float("inf")]}]},
        {"data": [{"type": "scatter", "y": [1]}, {"orientation": "h", "type": "bar", "x": [3], "y": ["a"]}]},
        {"data": [{"type": "table", "header": 1, "cells": {"values": [[[]], "x"]}}]},
        {"data": [{"type": "table", "header": {"values": [[]]}, "cells": {"values": [[{}], [None]]}}]},
    ],
)
def test_no_figure_breaks_the_page(server: Server, client: Client, figure: Any) -> None:
    task = client.new_task()
    client.send_events(plot(task, "v", figure))
    assert "Plots" in page(server, task)


def test_files_of_the_pages_stay_in_their_folder(server: Server) -> None:
    with server.browser() as browser:
        for path in ("../credentials.json", "%2e%2e/credentials.json", "", "none", "a%00b", "a" * 5000):
            answer = browser.get(f"/files/{path}")
            assert answer.status_code in (200, 404)
            assert "secret_key" not in answer.text


@pytest.mark.parametrize("path", ["/", "/files/x", "/projects/*/experiments/x/output/log", "/anything"])
def test_nobody_sees_a_page_without_having_logged_in(server: Server, path: str) -> None:
    answer = httpx.get(f"{server.urls['web']}{path}")
    assert answer.status_code == 401
    assert "automl web" in answer.text


def test_a_login_link_works_once(server: Server, client: Client) -> None:
    link = server.urls["web"] + client.call("login.create_link")["path"]
    first = httpx.get(link)
    assert (first.status_code, first.headers["location"]) == (303, "/")
    assert "HttpOnly" in first.headers["set-cookie"]
    assert "samesite=lax" in first.headers["set-cookie"].lower()
    for used_or_wrong in (link, server.urls["web"] + "/login?token=x", server.urls["web"] + "/login"):
        assert httpx.get(used_or_wrong).status_code == 403


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/projects/*/experiments/x/output/log", "/projects/*/experiments/x/output/log"),
        ("//evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("https://evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_a_login_link_leads_to_a_page_of_ours(server: Server, client: Client, wanted: str, reached: str) -> None:
    link = server.urls["web"] + client.call("login.create_link")["path"]
    answer = httpx.get(link, params={**httpx.URL(link).params, "next": wanted})
    assert (answer.status_code, answer.headers["location"]) == (303, reached)


def test_every_page_says_that_it_runs_nothing_and_is_framed_by_nobody(server: Server) -> None:
    with server.browser() as browser:
        for answer in (browser.get("/"), browser.get("/login"), httpx.get(server.urls["web"])):
            policy = answer.headers["content-security-policy"]
            assert "default-src 'none'" in policy
            assert "frame-ancestors 'none'" in policy
            assert "unsafe" not in policy
            assert answer.headers["x-frame-options"] == "DENY"
