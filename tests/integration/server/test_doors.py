"""Who may come in, from where, and as what: foreign pages, foreign names, roles, files that a browser would run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from automl_server.store.access import WEB_APPLICATION_KEY, WEB_APPLICATION_SECRETS

from .conftest import Client, Server

EVIL = "https://evil.example"


@pytest.fixture
def cookie(client: Client) -> dict[str, str]:
    return {"clearml_token_basic": client.token}


# -- changes by somebody else's page


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("GET", {}),
        ("GET", {"Origin": EVIL}),
        ("POST", {"Content-Type": "text/plain", "Origin": EVIL}),
        ("POST", {"Content-Type": "text/plain"}),
        ("POST", {"Content-Type": "application/x-www-form-urlencoded", "Origin": "null"}),
        ("POST", {"Content-Type": "application/json", "Origin": EVIL}),
        ("POST", {"Content-Type": "application/json", "Origin": "null"}),
        ("POST", {}),
    ],
)
@pytest.mark.parametrize("endpoint", ["auth.create_credentials", "projects.delete", "tasks.create", "queues.create"])
def test_a_page_from_elsewhere_changes_nothing_with_the_cookie(
    server: Server, client: Client, cookie: dict[str, str], method: str, headers: dict[str, str], endpoint: str
) -> None:
    project = client.call("projects.create", name="precious", description="")["id"] if "projects" in endpoint else ""
    query = {"project": project, "force": "true", "delete_contents": "true", "name": "x", "type": "training"}
    answer = httpx.request(
        method, f"{server.urls['api']}/{endpoint}", params=query, cookies=cookie, headers=headers, content=b"{}"
    )
    assert answer.status_code == 403, answer.text
    if project:
        assert client.call("projects.get_by_id", project=project)
        client.call("projects.delete", project=project)


def test_the_own_pages_may_change_things_with_the_cookie(server: Server, cookie: dict[str, str]) -> None:
    for origin in ({"Origin": server.urls["web"]}, {}):
        answer = httpx.post(f"{server.urls['api']}/projects.get_all_ex", json={}, cookies=cookie, headers=origin)
        assert answer.status_code == 200
        made = httpx.post(
            f"{server.urls['api']}/auth.create_credentials", json={"label": "x"}, cookies=cookie, headers=origin
        )
        assert made.status_code == 200


def test_the_sdk_may_write_by_get_with_its_token(server: Server, client: Client) -> None:
    headers = {"Authorization": f"Bearer {client.token}", "Content-Type": "application/json"}
    answer = httpx.request(
        "GET", f"{server.urls['api']}/tasks.create", headers=headers, content=b'{"name": "by get", "type": "training"}'
    )
    assert answer.status_code == 200


@pytest.mark.parametrize("origin", [EVIL, "null", None])
def test_a_page_from_elsewhere_stores_and_deletes_no_file(
    server: Server, client: Client, cookie: dict[str, str], origin: str | None
) -> None:
    headers = {"Authorization": f"Bearer {client.token}"}
    httpx.post(f"{server.urls['files']}/", headers=headers, files={"kept/a.txt": ("x", b"x")})
    foreign = {"Origin": origin} if origin else {}
    put = httpx.post(f"{server.urls['files']}/", cookies=cookie, headers=foreign, files={"kept/b.txt": ("x", b"x")})
    gone = httpx.delete(f"{server.urls['files']}/kept/a.txt", cookies=cookie, headers=foreign)
    assert (put.status_code, gone.status_code) == (403, 403)
    assert httpx.get(f"{server.urls['files']}/kept/a.txt", headers=headers).status_code == 200


# -- the name under which the server is asked for


@pytest.mark.parametrize("port", ["api", "files"])
@pytest.mark.parametrize("host", ["evil.example", "evil.example:8008", "localhost.evil.example", "127.0.0.1.nip.io"])
def test_a_strange_name_is_refused_on_every_port(server: Server, client: Client, port: str, host: str) -> None:
    headers = {"Host": host, "Authorization": f"Bearer {client.token}"}
    answer = httpx.get(f"{server.urls[port]}/tasks.get_all", headers=headers)
    assert answer.status_code == 421
    assert "--allow-host" in answer.json()["meta"]["result_msg"]


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:1", "[::1]:8008", "server", "10.1.2.3", "x.localhost"])
def test_a_name_that_nobody_else_can_have_is_fine(server: Server, client: Client, host: str) -> None:
    headers = {"Host": host, "Authorization": f"Bearer {client.token}"}
    assert httpx.post(f"{server.urls['api']}/tasks.get_all", headers=headers, json={}).status_code == 200


def test_a_name_can_be_allowed(tmp_path: Path) -> None:
    with Server(tmp_path / "home", ("--allow-host", "ml.example.com", "--allow-host", "x.example.com")) as server:
        for host, code in (("ML.example.com:8008", 401), ("x.example.com", 401), ("y.example.com", 421)):
            answer = httpx.post(f"{server.urls['api']}/tasks.get_all", headers={"Host": host}, json={})
            assert answer.status_code == code


# -- roles


def token_of(client: Client, user: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {client.call('auth.get_token_for_user', user=user)['token']}"}


def test_a_role_ends_with_the_role(server: Server, client: Client) -> None:
    user = client.call("auth.create_user", name="was admin", role="admin")["id"]
    headers = token_of(client, user)
    create = f"{server.urls['api']}/auth.create_user"
    assert httpx.post(create, headers=headers, json={"name": "one"}).status_code == 200
    client.call("auth.edit_user", user=user, role="user")
    assert httpx.post(create, headers=headers, json={"name": "two"}).status_code == 403
    client.call("users.delete", user=user)
    assert httpx.post(f"{server.urls['api']}/users.get_current_user", headers=headers).status_code == 401


def test_an_annotator_reads_and_changes_nothing(server: Server, client: Client) -> None:
    headers = token_of(client, client.call("auth.create_user", name="reader", role="annotator")["id"])
    for endpoint, body in (("projects.create", {"name": "p", "description": ""}), ("tasks.create", {"name": "t"})):
        assert httpx.post(f"{server.urls['api']}/{endpoint}", headers=headers, json=body).status_code == 403
    upload = httpx.post(f"{server.urls['files']}/", headers=headers, files={"a/b.txt": ("x", b"x")})
    assert upload.status_code == 403
    assert httpx.post(f"{server.urls['api']}/tasks.get_all", headers=headers, json={}).status_code == 200


@pytest.fixture(params=[(), ("--simple-login-admins",)], ids=["ordinary", "admins"])
def simple(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    with Server(tmp_path / "home", ("--simple-login", *request.param)) as server:
        yield server


def test_simple_login_makes_no_administrator_unless_told_to(simple: Server) -> None:
    allowed = "--simple-login-admins" in simple.options
    keys = httpx.BasicAuth(WEB_APPLICATION_KEY, WEB_APPLICATION_SECRETS[0])
    with httpx.Client(base_url=simple.urls["api"], auth=keys) as browser:

        def call(endpoint: str, **body: Any) -> httpx.Response:
            return browser.post(f"/{endpoint}", json=body)

        user = call("auth.create_user", name="me", role="admin").json()["data"]["id"]
        headers = {"X-Clearml-Impersonate-As": user}
        me = browser.post("/users.get_current_user", headers=headers).json()["data"]["user"]
        assert me["role"] == ("admin" if allowed else "user")
        (admin,) = (one["id"] for one in call("users.get_all_ex").json()["data"]["users"] if one["name"] == "AutoML")
        answers = (
            browser.post("/auth.login", headers={"X-Clearml-Impersonate-As": admin}),
            call("auth.get_token_for_user", user=admin),
        )
        assert all((answer.status_code == 200) is allowed for answer in answers)


# -- files that a browser would run


RUN = ["html", "svg", "xml", "rdf", "xsl", "atom", "kml", "xhtml", "mathml", "js", "bin"]
SHOWN = ["png", "txt", "csv", "json", "pdf"]


@pytest.mark.parametrize("ending", [*RUN, *SHOWN])
def test_what_a_browser_would_run_is_a_download_and_what_it_only_shows_is_shown(
    server: Server, client: Client, ending: str
) -> None:
    headers = {"Authorization": f"Bearer {client.token}"}
    name = f"active/a.{ending}"
    httpx.post(f"{server.urls['files']}/", headers=headers, files={name: ("x", b"<a/>")})
    answer = httpx.get(f"{server.urls['files']}/{name}", headers=headers)
    assert answer.headers["content-disposition"].startswith("inline" if ending in SHOWN else "attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"


# -- too much of everything


@pytest.mark.parametrize(
    ("endpoint", "body"),
    [
        ("tasks.get_all", {"tags": ["__$all", *map(str, range(10_000))]}),
        ("tasks.get_all", {"tags": ["__$not", *map(str, range(10_000))]}),
        ("tasks.get_all", {"order_by": [f"hyperparams.a{n}" for n in range(5_000)]}),
        ("tasks.get_all", {"only_fields": [f"hyperparams.a{n}" for n in range(5_000)]}),
        ("tasks.get_all", {"search_text": " ".join(f"w{n}" for n in range(500))}),
        ("projects.get_all_ex", {"_any_": {"fields": ["name"] * 5_000, "pattern": "x"}}),
        ("tasks.create", {"name": "n" * 5_000_000, "type": "training"}),
        ("tasks.create", {"name": "n", "type": "training", "tags": [f"t{n}" for n in range(20_000)]}),
        ("projects.create", {"name": "n" * 100_000, "description": ""}),
        ("queues.create", {"name": "n" * 100_000}),
    ],
)
def test_too_much_is_refused_or_answered_and_never_an_error_of_ours(
    client: Client, endpoint: str, body: dict[str, Any]
) -> None:
    answer = client.http.post(f"/{endpoint}", json=body)
    assert answer.status_code in (200, 400), answer.text[:300]
    assert endpoint.endswith(("get_all", "get_all_ex")) or answer.status_code == 400


@pytest.mark.parametrize("port", ["api", "files"])
@pytest.mark.parametrize(
    ("headers", "kept"),
    [
        ({"User-Agent": "python-requests/2.32"}, False),
        ({"User-Agent": "python-requests/2.32", "X-ClearML-Agent": "api-3.0"}, True),
        ({"User-Agent": "Mozilla/5.0"}, True),
    ],
)
def test_a_client_that_may_be_forked_gets_a_connection_per_request(
    server: Server, port: str, headers: dict[str, str], kept: bool
) -> None:
    with httpx.Client(base_url=server.urls[port], headers=headers) as http:
        answers = [http.get("/debug.ping") for _ in range(2)]
    assert [answer.headers.get("connection") for answer in answers] == [None if kept else "close"] * 2
