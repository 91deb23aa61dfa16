"""Keys that change while the server runs, and how often a wrong one may be tried."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from .conftest import Client, Refused, Server, server_environment, wait_until

WRONG = httpx.BasicAuth("NOBODY", "wrong")


def keys(server: Server, *arguments: str) -> dict[str, Any]:
    """What `keys` says, in a process of its own."""
    command = [sys.executable, "-m", "automl_server", "keys", "--home", str(server.home), *arguments, "--json"]
    done = subprocess.run(command, env=server_environment(), capture_output=True, text=True, timeout=60, check=False)
    return {**json.loads(done.stdout), "code": done.returncode}


def login(server: Server, pair: tuple[str, str]) -> httpx.Response:
    return httpx.post(f"{server.urls['api']}/auth.login", auth=pair)


def token(server: Server, pair: tuple[str, str]) -> dict[str, str]:
    return {"Authorization": f"Bearer {login(server, pair).json()['data']['token']}"}


def status(server: Server, headers: dict[str, str]) -> int:
    return httpx.post(f"{server.urls['api']}/users.get_current_user", headers=headers).status_code


def test_a_made_key_is_good_at_once_and_a_revoked_one_with_its_tokens_is_not(own_server: Server) -> None:
    other = token(own_server, own_server.credentials)
    made = keys(own_server, "create", "--label", "laptop")
    mine = token(own_server, (made["access_key"], made["secret_key"]))
    assert status(own_server, mine) == 200
    listed = {row["access_key"]: row for row in keys(own_server, "list")["keys"]}
    assert (listed[made["access_key"]]["label"], listed[made["access_key"]]["own"]) == ("laptop", False)
    assert "secret_key" not in str(listed)
    assert made["secret_key"] not in str(listed)
    assert listed[own_server.credentials[0]]["own"]
    assert keys(own_server, "revoke", made["access_key"])["revoked"] == made["access_key"]
    assert status(own_server, mine) == 401
    assert httpx.get(f"{own_server.urls['files']}/x", headers=mine).status_code == 401
    assert login(own_server, (made["access_key"], made["secret_key"])).status_code == 401
    assert status(own_server, other) == 200


def test_what_cannot_be_done_is_said(own_server: Server) -> None:
    own = own_server.credentials[0]
    refused = keys(own_server, "revoke", own)
    assert (refused["code"], refused["error"]["fix"][:25]) == (2, "automl server keys rotate")
    assert own in keys(own_server, "revoke", "NOPE")["error"]["allowed"]
    assert keys(own_server, "create", "--user", "nobody")["error"]["allowed"] == "AutoML"
    assert login(own_server, own_server.credentials).status_code == 200


def test_the_own_keys_are_rotated_and_everybody_else_goes_on(own_server: Server) -> None:
    made = keys(own_server, "create")
    mine, before = token(own_server, (made["access_key"], made["secret_key"])), own_server.credentials
    old = token(own_server, before)
    done = keys(own_server, "rotate")
    assert (done["replaced"], done["access_key"], done["in_use"]) == (before[0], own_server.credentials[0], True)
    assert (status(own_server, old), login(own_server, before).status_code, status(own_server, mine)) == (401, 401, 200)
    assert all(part in own_server.config_file.read_text() for part in own_server.credentials)
    assert login(own_server, own_server.credentials).status_code == 200
    own_server.stop()
    own_server.start()
    assert (login(own_server, before).status_code, login(own_server, own_server.credentials).status_code) == (401, 200)


def test_a_new_signing_secret_ends_tokens_and_no_key(own_server: Server) -> None:
    old = token(own_server, own_server.credentials)
    keys(own_server, "rotate-tokens")
    assert status(own_server, old) == 401
    assert status(own_server, token(own_server, own_server.credentials)) == 200


def put(server: Server, text: str) -> None:
    """In its place, as a mounted file changes."""
    (server.home / "credentials.json").write_text(text)


def test_a_changed_file_is_taken_up_without_a_restart(own_server: Server) -> None:
    before, pid = own_server.credentials, own_server.process
    old = token(own_server, before)
    put(own_server, '{"access_key": "MOUNTED"')
    wait_until(lambda: "cannot be read" in own_server.log_text, "the broken file to be told")
    assert status(own_server, old) == 200
    put(own_server, json.dumps({"access_key": "MOUNTED", "secret_key": "first"}))
    wait_until(lambda: status(own_server, old) == 401, "the old keys to end")
    first = token(own_server, ("MOUNTED", "first"))
    put(own_server, json.dumps({"access_key": "MOUNTED", "secret_key": "second"}))
    wait_until(lambda: status(own_server, first) == 401, "tokens of the old secret to end")
    assert (
        login(own_server, ("MOUNTED", "first")).status_code,
        login(own_server, ("MOUNTED", "second")).status_code,
    ) == (401, 200)
    assert own_server.process is pid


def test_simple_login_survives_a_look_at_the_home_from_outside(tmp_path: Path) -> None:
    from automl_server.store.access import WEB_APPLICATION_KEY, WEB_APPLICATION_SECRETS

    with Server(tmp_path / "home", ("--simple-login",)) as server:
        keys(server, "list")
        command = [sys.executable, "-m", "automl_server", "clean", "--home", str(server.home), "--keep-days", "1"]
        subprocess.run(command, env=server_environment(), check=True, capture_output=True, timeout=60)
        assert login(server, (WEB_APPLICATION_KEY, WEB_APPLICATION_SECRETS[0])).status_code == 200


# -- how often a wrong secret may be tried


def until_limited(send: Any) -> httpx.Response:
    """The first refusal for being too many, of a number that no refill makes up for."""
    for _ in range(40):
        answer: httpx.Response = send()
        if answer.status_code == 429:
            return answer
        assert answer.status_code in (401, 403)
    pytest.fail("40 wrong secrets were looked at")


def test_wrong_keys_are_limited_and_known_clients_go_on(own_server: Server) -> None:
    client = own_server.client()
    api = own_server.urls["api"]
    answer = until_limited(lambda: httpx.post(f"{api}/auth.login", auth=WRONG))
    assert 1 <= int(answer.headers["Retry-After"]) <= 6
    assert "try again in" in answer.json()["meta"]["result_msg"]
    assert answer.json()["meta"]["result_code"] == 429
    files = own_server.urls["files"]
    assert until_limited(lambda: httpx.get(f"{files}/x", auth=WRONG)).headers["Retry-After"]
    assert client.call("users.get_current_user")["user"]
    for _ in range(30):
        assert login(own_server, own_server.credentials).status_code == 200
    assert httpx.post(f"{api}/debug.ping", auth=WRONG).status_code == 200


def test_wrong_links_are_limited(own_server: Server) -> None:
    api = own_server.urls["api"]
    answer = until_limited(lambda: httpx.post(f"{api}/login.follow_link", json={"token": "guess"}))
    assert 1 <= int(answer.headers["Retry-After"]) <= 6


def test_a_login_link_is_good_for_one_token(server: Server, client: Client) -> None:
    link = client.call("login.create_link")["path"]
    assert link.startswith("/login?token=")
    body = {"token": link.partition("token=")[2]}
    first = httpx.post(f"{server.urls['api']}/login.follow_link", json=body)
    bearer = {"Authorization": f"Bearer {first.json()['data']['token']}"}
    user = httpx.post(f"{server.urls['api']}/users.get_current_user", json={}, headers=bearer)
    assert user.json()["data"]["user"]["name"] == "AutoML"
    assert httpx.post(f"{server.urls['api']}/login.follow_link", json=body).status_code == 401


def test_nobody_s_word_about_an_address_is_believed(own_server: Server) -> None:
    api = own_server.urls["api"]
    addresses = iter(range(1000))
    until_limited(
        lambda: httpx.post(
            f"{api}/auth.login",
            auth=(f"k{next(addresses)}", "x"),
            headers={"X-Forwarded-For": f"9.9.9.{next(addresses)}"},
        )
    )


def test_a_trusted_proxy_says_where_clients_are(tmp_path: Path) -> None:
    with Server(tmp_path / "home", ("--trusted-proxy", "127.0.0.1")) as server:

        def attempt(address: str, user: str = "NOBODY") -> httpx.Response:
            headers = {"X-Forwarded-For": f"1.2.3.4, {address}"}
            return httpx.post(f"{server.urls['api']}/auth.login", auth=(user, "x"), headers=headers)

        until_limited(lambda: attempt("9.9.9.9"))
        assert attempt("9.9.9.8", "SOMEBODY").status_code == 401


@pytest.mark.parametrize("given", ["proxy.example.com", "10.0.0.1/8", "*"])
def test_a_proxy_is_an_address(tmp_path: Path, given: str) -> None:
    command = [sys.executable, "-m", "automl_server", "run", "--home", str(tmp_path), "--trusted-proxy", given]
    done = subprocess.run(command, env=server_environment(), capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "no address" in done.stderr


def test_a_revoked_token_is_refused_in_words(own_server: Server) -> None:
    client: Client = own_server.client()
    keys(own_server, "rotate")
    with pytest.raises(Refused, match="revoked token"):
        client.call("users.get_current_user")
