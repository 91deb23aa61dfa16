"""What no client of good will sends: always a clean refusal, nothing lost, no traceback."""

from __future__ import annotations

import base64
import http.client
import importlib
import json
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import jwt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .conftest import Client, Server

SERVICES = ("auth", "events", "models", "organization", "pipelines", "projects", "queues", "tasks", "workers")
JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(
        ["", "\0", "a" * 10_000, "(", "(a+)+$", "__$all", "__$not", "-", "../..", "%00", "1e999", "é\u2028"]
    ),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=6,
)


@pytest.fixture(scope="module")
def victim(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of its own: what is thrown at it shall not meet other tests."""
    with Server(tmp_path_factory.mktemp("hostile") / "home", ("--log-level", "warning")) as server:
        yield server
    assert "internal error" not in server.log_text
    assert "Traceback" not in server.log_text


@pytest.fixture(scope="module")
def attacker(victim: Server) -> Client:
    """Somebody with a token."""
    return victim.client()


def address(server: Server, name: str = "api") -> tuple[str, int]:
    """Host and port of one of a server's ports."""
    host, _, port = server.urls[name].removeprefix("http://").rpartition(":")
    return host, int(port)


def raw(server: Server, *pieces: bytes, name: str = "api", seconds: float = 20) -> bytes:
    """All that comes back for some bytes."""
    with socket.create_connection(address(server, name), timeout=seconds) as connection:
        for piece in pieces:
            connection.sendall(piece)
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
            if b"\r\n\r\n" in answer and b"onnection: close" not in answer:
                break
        return answer


def requests_of_the_sdk() -> dict[str, list[str]]:
    """{endpoint: [names of its fields]}, as the SDK's own schemas have them."""
    found: dict[str, list[str]] = {}
    for service in SERVICES:
        module = importlib.import_module(f"clearml.backend_api.services.v2_23.{service}")
        for name, item in vars(module).items():
            if name.endswith("Request") and hasattr(item, "_action"):
                fields = list((getattr(item, "_schema", None) or {}).get("properties", {}))
                found.setdefault(f"{service}.{item._action}", []).extend(fields)
    return found


@pytest.fixture(scope="module")
def known(victim: Server, attacker: Client) -> dict[str, list[str]]:
    """Every endpoint with the names of fields it may read; one object of each kind exists."""
    project = attacker.call("projects.create", name="victim")["id"]
    task = attacker.new_task("victim", project=project)
    attacker.call("queues.create", name="victim")
    attacker.call("models.create", name="victim", uri="file:///x", labels={}, project=project)
    attacker.send_events({"type": "log", "task": task, "msg": "x"})
    fields = requests_of_the_sdk()
    left_out = ("auth.revoke_credentials", "auth.logout", "auth.delete_user", "users.delete")
    return {
        name: fields.get(name, []) for name in attacker.call("server.endpoints")["endpoints"] if name not in left_out
    }


def ids_of(client: Client) -> dict[str, str]:
    kinds = ("projects", "tasks", "queues", "models")
    return {
        kind[:-1]: found[0]["id"]
        for kind in kinds
        if (found := client.call(f"{kind}.get_all", name="victim", only_fields=["id"])[kind])
    }


def assert_clean(answer: httpx.Response, about: object) -> None:
    """A reply in the API's form, and no failure of ours."""
    assert answer.status_code in (200, 301) or 400 <= answer.status_code < 500, (about, answer.text)
    assert "Traceback" not in answer.text
    if answer.headers["content-type"].startswith("application/json"):
        assert "meta" in answer.json(), about


def test_any_field_of_any_endpoint_may_be_junk(victim: Server, attacker: Client, known: dict[str, list[str]]) -> None:
    ids = ids_of(attacker)
    good = st.sampled_from(sorted(ids.values()))

    @settings(
        max_examples=600,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(st.data())
    def throw(data: st.DataObject) -> None:
        endpoint = data.draw(st.sampled_from(sorted(known)))
        names = known[endpoint] or ["id", "task", "name", "tags", "metrics"]
        body = data.draw(st.dictionaries(st.sampled_from(names), JUNK | good | st.lists(good, max_size=2), max_size=5))
        for name in ("task", "model", "project", "queue"):
            if name in names and name not in body and ids.get(name):
                body[name] = ids[name]
        content = json.dumps(body).encode()
        assert_clean(attacker.http.post(f"/{endpoint}", content=content), (endpoint, content[:300]))

    throw()
    assert attacker.call("debug.ping")["msg"]


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"nul",
        b"\xff\xfe",
        b'"text"',
        b"[" * 100_000,
        b'{"a":' * 5000 + b"1" + b"}" * 5000,
        b'{"name": ' + b"[" * 300 + b"]" * 300 + b"}",
        b'{"task": ' + b"9" * 10_000 + b"}",
        b'{"name": "\\ud800", "type": "training"}',
    ],
)
def test_bad_json(attacker: Client, body: bytes) -> None:
    answer = attacker.http.post("/tasks.create", content=body)
    assert answer.status_code == 400
    assert_clean(answer, body[:50])


@pytest.mark.parametrize("name", ["n" * 10**6, "nul\0byte", "../../etc", "\u202e" * 100])
def test_names_nobody_gives(attacker: Client, name: str) -> None:
    for endpoint, fields in (
        ("tasks.create", {"type": "training"}),
        ("projects.create", {}),
        ("queues.create", {}),
        ("models.create", {"uri": "file:///x", "labels": {}}),
    ):
        answer = attacker.http.post(f"/{endpoint}", json={"name": name, **fields})
        assert_clean(answer, endpoint)


def test_events_nobody_sends(attacker: Client, known: dict[str, list[str]]) -> None:
    task = attacker.new_task()
    junk: list[Any] = [None, 1, [], {}, "x" * 10**6, float("nan"), -1, 10**30, True, {"a": [1]}]
    for kind in ("log", "plot", "training_stats_scalar", "training_debug_image", "training_stats_vector"):
        for name in (
            "iter",
            "timestamp",
            "ts",
            "metric",
            "variant",
            "value",
            "values",
            "msg",
            "key",
            "url",
            "plot_str",
        ):
            for value in junk:
                content = json.dumps({"type": kind, "task": task, name: value})
                answer = attacker.http.post("/events.add", content=content)
                assert_clean(answer, content[:200])
    for endpoint in known:
        if endpoint.startswith("events.get") or "histogram" in endpoint:
            body = {"task": task, "tasks": [task], "metrics": [{"task": task, "metric": "m"}], "event_type": "log"}
            assert_clean(attacker.http.post(f"/{endpoint}", json=body), endpoint)


def test_ids_by_the_thousand(attacker: Client) -> None:
    many = [f"{i:032x}" for i in range(40_000)]
    for endpoint, field in (("tasks.get_all", "id"), ("tasks.get_all_ex", "id"), ("projects.get_all", "id")):
        assert_clean(attacker.http.post(f"/{endpoint}", json={field: many}), endpoint)
    assert_clean(attacker.http.post("/events.get_multi_task_metrics", json={"tasks": many}), "events")


def test_forged_expired_and_unsigned_tokens(victim: Server, attacker: Client) -> None:
    claims = jwt.decode(attacker.token, options={"verify_signature": False})
    head, payload, signature = attacker.token.split(".")
    none_head = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').rstrip(b"=").decode()
    tokens = {
        "other key": jwt.encode(claims, "k" * 64, algorithm="HS256"),
        "none": f"{none_head}.{payload}.",
        "none with a signature": f"{none_head}.{payload}.{signature}",
        "cut": f"{head}.{payload}",
        "turned": f"{head}.{payload}.{signature[::-1]}",
        "not base64": "a.b.c",
        "long": "x" * 20_000,
        "nul": "\x7f",
    }
    for about, token in tokens.items():
        for headers in ({"Authorization": f"Bearer {token}"}, {"Cookie": f"clearml_token_basic={token or 'x'}"}):
            answer = httpx.post(f"{victim.urls['api']}/tasks.get_all", headers=headers)
            assert answer.status_code in (400, 401, 431), about
            assert httpx.get(f"{victim.urls['files']}/x", headers=headers).status_code in (400, 401, 431), about


def test_expired_and_revoked(victim: Server, attacker: Client) -> None:
    url = f"{victim.urls['api']}/auth.login"
    made = attacker.call("auth.create_credentials")["credentials"]
    keys = httpx.BasicAuth(made["access_key"], made["secret_key"])
    assert httpx.post(url, auth=keys, json={"expiration_sec": 1}).status_code == 200
    attacker.call("auth.revoke_credentials", access_key=made["access_key"])
    assert httpx.post(url, auth=keys).status_code == 401
    for proof in ("Basic", "Basic !", "Basic YQ==", "Digest x", "Bearer", "bearer x y z", "\xff".encode("latin-1")):
        assert httpx.post(url, headers={"Authorization": proof}).status_code == 401


@pytest.mark.parametrize("name", ["api", "files"])
@pytest.mark.parametrize(
    "request_bytes",
    [
        b"GET\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"POST /debug.ping HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"POST /debug.ping HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /debug.ping HTTP/1.1\r\nContent-Length: 99999999999999999999999\r\n\r\n",
        b"POST /debug.ping HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
    ],
)
def test_broken_http(victim: Server, name: str, request_bytes: bytes) -> None:
    assert raw(victim, request_bytes, name=name).startswith(b"HTTP/1.1 4")


@pytest.mark.parametrize("name", ["api", "files"])
def test_strange_hosts_and_paths(victim: Server, name: str) -> None:
    for host in (b"[::1", b"a b", b"\xff", b"", b"x" * 5000, b"127.0.0.1:port"):
        answer = raw(victim, b"GET /x HTTP/1.1\r\nHost: " + host + b"\r\nConnection: close\r\n\r\n", name=name)
        assert answer[9:10] in (b"4", b"2"), (host[:20], answer[:100])
    for path in (b"/%00", b"//", b"/%ff%fe", b"/" + b"a" * 30_000, b"/..%2f..%2fetc/passwd", b"/?" + b"a=1&" * 5000):
        answer = raw(victim, b"GET " + path + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", name=name)
        assert answer[9:10] in (b"4", b"2"), (path[:20], answer[:100])


def test_endless_headers_are_cut_off(victim: Server) -> None:
    with socket.create_connection(address(victim), timeout=20) as connection:
        connection.sendall(b"GET /debug.ping HTTP/1.1\r\n")
        answer = b""
        try:
            for i in range(3000):
                connection.sendall(f"X-{i}: {'y' * 1000}\r\n".encode())
        except OSError:
            pass
        else:
            answer = connection.recv(1000)
            assert answer.startswith(b"HTTP/1.1 431")


def test_a_body_over_the_limit(victim: Server, attacker: Client) -> None:
    declared = http.client.HTTPConnection(*address(victim), timeout=20)
    declared.putrequest("POST", "/tasks.create")
    declared.putheader("Authorization", f"Bearer {attacker.token}")
    declared.putheader("Content-Length", str(200 * 1024 * 1024))
    declared.endheaders()
    answer = declared.getresponse()
    assert answer.status == 413
    assert json.loads(answer.read())["meta"]["result_code"] == 413
    declared.close()


def test_slow_clients_are_let_go(tmp_path: Any) -> None:
    server = Server(tmp_path / "home", ("--header-seconds", "0.5", "--body-grace-seconds", "0.5"))
    server.start()
    token = server.client().token.encode()
    started = time.monotonic()
    assert raw(server, b"GET /debug.ping HTTP/1.1\r\nHost: x\r\n").startswith(b"HTTP/1.1 408")
    head = b"POST /tasks.create HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token
    assert raw(server, head + b"\r\nContent-Length: 1000\r\n\r\n{").startswith(b"HTTP/1.1 408")
    form = (
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=e\r\nAuthorization: Bearer " + token
    )
    part = b'--e\r\nContent-Disposition: form-data; name="a/b"; filename="x"\r\n\r\nhalf'
    pieces = (form + b"\r\nContent-Length: 9000\r\n\r\n", part)
    assert raw(server, *pieces, name="files").startswith(b"HTTP/1.1 408")
    with socket.create_connection(address(server), timeout=10) as drip:
        answer = b""
        drip.sendall(b"GET /debug.ping HTTP/1.1\r\n")
        drip.settimeout(0.1)
        while not answer and time.monotonic() - started < 15:
            try:
                drip.sendall(b"X: y\r\n")
                answer = drip.recv(1000)
            except TimeoutError:
                continue
        assert answer.startswith(b"HTTP/1.1 408")
    assert time.monotonic() - started < 10
    time.sleep(0.3)
    assert [path for path in (server.home / "files").rglob("*") if path.is_file()] == []
    assert server.client().call("debug.ping")["msg"]
    server.close_clients()
    assert server.stop() == 0
    assert "Traceback" not in server.log_text


def test_a_thousand_idle_connections(victim: Server, attacker: Client) -> None:
    idle = []
    try:
        for _ in range(900):
            idle.append(socket.create_connection(address(victim), timeout=10))
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: attacker.call("debug.ping")["msg"], range(32)))
        assert len(answers) == 32
    finally:
        for connection in idle:
            connection.close()


def test_files_may_be_called_anything_inside_the_folder(victim: Server, attacker: Client) -> None:
    headers = {"Authorization": f"Bearer {attacker.token}"}
    before = (victim.home / "credentials.json").read_bytes()
    outside = {path for path in victim.home.parent.rglob("*") if (victim.home / "files") not in path.parents}
    for name in (
        "/" * 50 + "x",
        "a" * 300,
        "b/" * 2000 + "c",
        "CON",
        "~",
        "a\nb",
        ".hidden",
        "%2e%2e/x",
        " ",
        "é" * 100,
    ):
        form = {"file": (name, b"x")}
        answer = httpx.post(f"{victim.urls['files']}/", headers=headers, files={name: form["file"]})
        assert answer.status_code in (200, 400, 404), (name[:30], answer.text)
        assert "Traceback" not in answer.text
    for name in ("", "..", "../x", "/../../x", "a/../../x", "....//x/.."):
        answer = httpx.post(f"{victim.urls['files']}/", headers=headers, files={name: ("x", b"x")})
        assert answer.status_code in (200, 400, 404), name
    assert {path for path in victim.home.parent.rglob("*") if (victim.home / "files") not in path.parents} <= outside
    assert (victim.home / "credentials.json").read_bytes() == before


@pytest.mark.parametrize(
    "pattern",
    [
        "a*a*a*b",
        "(a+)+$",
        "(a|aa)*b",
        "((a*)b*)*c",
        "(x{1,})+",
        "(?P<n>a+)+",
        ".*.*.*.*.*=.*",
        "(" * 500 + ")" * 500,
        "a{99999999999}",
        "(?i)^(([a-z])+.)+[A-Z]([a-z])+$",
    ],
)
def test_patterns_that_another_engine_would_take_for_ever_over(attacker: Client, pattern: str) -> None:
    attacker.new_task("a" * 3000)
    attacker.http.timeout = 10
    for body in ({"name": pattern}, {"_any_": {"fields": ["name"], "pattern": pattern}}):
        assert attacker.http.post("/tasks.get_all", json={**body, "only_fields": ["id"]}).status_code == 200
    for endpoint, body in (
        ("workers.get_all", {"worker_pattern": pattern}),
        ("projects.get_hyperparam_values", {"section": "Args", "name": "x", "pattern": pattern, "projects": []}),
    ):
        assert attacker.http.post(f"/{endpoint}", json=body).status_code == 200, endpoint


@pytest.mark.parametrize("pattern", ["(" * 5, "a" * 5000, "a(?=b)", "(a)\\1", "*", "[z-a]"])
def test_what_is_no_pattern_is_refused_in_words(attacker: Client, pattern: str) -> None:
    for body in ({"name": pattern}, {"_any_": {"fields": ["name"], "pattern": pattern}}):
        answer = attacker.http.post("/tasks.get_all", json=body)
        assert answer.status_code == 400, answer.text
        assert "regular expression" in answer.text


@pytest.mark.parametrize(
    "pattern", ["^a+$", "^(a|b).*c?$", "[(+)+]*", "\\(a+\\)+", "(ab){2}", "(abc)+", "^.*/x(/.*)?$"]
)
def test_patterns_people_use(attacker: Client, pattern: str) -> None:
    assert attacker.http.post("/tasks.get_all", json={"name": pattern, "only_fields": ["id"]}).status_code == 200
