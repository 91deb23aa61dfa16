"""Users, roles, tokens for others, simple login by name, preferences: as clients of the full server know them."""

from __future__ import annotations

import signal
import uuid
from pathlib import Path
from typing import Any

import httpx
import pytest

from automl_server.store.access import WEB_APPLICATION_KEY, WEB_APPLICATION_SECRETS

from .conftest import Client, Refused, Server
from .test_api import refused


def new_user(client: Client, name: str = "") -> str:
    company = client.call("users.get_current_user")["user"]["company"]["id"]
    name = name or f"somebody {uuid.uuid4().hex}"
    return client.call("auth.create_user", name=name, company=company, email="a@b.c")["id"]


def call_as(client: Client, user: str, endpoint: str, **data: Any) -> dict[str, Any]:
    headers = {"X-Clearml-Impersonate-As": user}
    return client.unpack(client.http.post(f"/{endpoint}", json=data, headers=headers))


def test_an_admin_makes_users_and_acts_for_them(client: Client) -> None:
    user = new_user(client, "Ada Lovelace")
    shown = call_as(client, user, "users.get_current_user")["user"]
    assert (shown["id"], shown["role"], shown["given_name"]) == (user, "user", "Ada")
    task = call_as(client, user, "tasks.create", name="hers", type="training")["id"]
    assert client.task(task)["user"] == user
    with pytest.raises(Refused) as caught:
        call_as(client, "nobody", "users.get_current_user")
    assert caught.value.codes == (400, 6)


def test_a_user_may_not_what_an_admin_may(server: Server, client: Client) -> None:
    token = client.call("auth.get_token_for_user", user=new_user(client))["token"]
    with httpx.Client(base_url=server.urls["api"], headers={"Authorization": f"Bearer {token}"}) as http:
        for endpoint in ("auth.create_user", "auth.edit_user", "users.create", "users.delete"):
            answer = http.post(f"/{endpoint}", json={"name": "x", "company": "y", "user": "z", "id": "z"})
            assert (answer.status_code, answer.json()["meta"]["result_subcode"]) == (403, 20)
        answer = http.post("/tasks.get_all", headers={"X-Clearml-Impersonate-As": "z"})
        assert (answer.status_code, answer.json()["meta"]["result_subcode"]) == (400, 6)
        assert http.post("/tasks.get_all", json={}).status_code == 200


def test_roles_and_deletion(client: Client) -> None:
    user = new_user(client)
    assert client.call("auth.edit_user", user=user, role="admin")["fields"] == {"role": "admin"}
    assert call_as(client, user, "users.get_current_user")["user"]["role"] == "admin"
    assert refused(client, "auth.edit_user", user=user, role="emperor") == (400, 12)
    assert refused(client, "auth.create_user", name="some name", company="another") == (400, 10)
    assert client.call("users.update", user=user, family_name="New")["fields"] == {"family_name": "New"}
    client.call("users.delete", user=user)
    assert refused(client, "users.get_by_id", user=user) == (400, 301)
    me = client.call("users.get_current_user")["user"]["id"]
    assert refused(client, "users.delete", user=me) == (400, 16)
    assert refused(client, "auth.edit_credentials", access_key="no such", label="x") == (400, 75)


def test_a_deleted_user_is_out(client: Client) -> None:
    user = new_user(client)
    token = client.call("auth.get_token_for_user", user=user)["token"]
    client.call("users.delete", user=user)
    answer = client.http.post("/tasks.get_all", json={}, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 401


def test_users_by_activity(client: Client) -> None:
    idle, modeller, tasker = (new_user(client) for _ in range(3))
    call_as(client, modeller, "models.create", name="a model", uri="file:///a")
    project = client.call("projects.create", name="activity of users/inner")["id"]
    above = client.call("projects.get_by_id", project=project)["project"]["parent"]
    call_as(client, tasker, "tasks.create", name="a task", type="testing", project=project)
    ids = [idle, modeller, tasker]

    def found(**data: Any) -> set[str]:
        return {user["id"] for user in client.call("users.get_all_ex", id=ids, **data)["users"]}

    assert found() == set(ids)
    assert found(active_in_projects=[]) == {modeller, tasker}
    assert found(active_in_projects=[above]) == {tasker}


def test_preferences(client: Client) -> None:
    user = new_user(client)
    assert call_as(client, user, "users.get_preferences") == {"preferences": {}}
    for change, expected in (
        ({"a": 0}, {"a": 0}),
        ({"section": {"a": 2}}, {"a": 0, "section": {"a": 2}}),
        ({"section": None}, {"a": 0, "section": None}),
    ):
        call_as(client, user, "users.set_preferences", preferences=change)
        assert call_as(client, user, "users.get_preferences")["preferences"] == expected


def test_who_is_logged_in_already(server: Server, client: Client) -> None:
    assert client.call("login.supported_modes")["authenticated"] is True
    modes = httpx.post(f"{server.urls['api']}/login.supported_modes").json()["data"]
    assert modes["authenticated"] is False
    assert modes["basic"] == {"enabled": False, "guest": {"enabled": False}}


@pytest.mark.parametrize("secret", WEB_APPLICATION_SECRETS)
def test_the_keys_of_the_web_application_open_nothing_unless_asked_for(server: Server, secret: str) -> None:
    answer = httpx.post(f"{server.urls['api']}/auth.login", auth=httpx.BasicAuth(WEB_APPLICATION_KEY, secret))
    assert answer.status_code == 401


@pytest.mark.parametrize("secret", WEB_APPLICATION_SECRETS, ids=["since 1.16", "before"])
def test_simple_login_by_name(tmp_path: Path, secret: str) -> None:
    server = Server(tmp_path / "home", ("--simple-login",))
    server.start()
    try:
        keys = httpx.BasicAuth(WEB_APPLICATION_KEY, secret)
        with httpx.Client(base_url=server.urls["api"], auth=keys) as browser:
            names = [user["name"] for user in browser.post("/users.get_all_ex", json={}).json()["data"]["users"]]
            assert names == ["AutoML"]
            new = {"name": "Grace Hopper", "company": "d1bd92a3b039400cbafc60a7a5b1e52b", "email": "g@h.org"}
            user = browser.post("/auth.create_user", json=new).json()["data"]["id"]
            login = browser.post("/auth.login", headers={"X-Clearml-Impersonate-As": user})
        cookies = {"clearml_token_basic": login.cookies["clearml_token_basic"]}
        me = httpx.post(f"{server.urls['api']}/users.get_current_user", cookies=cookies).json()["data"]["user"]
        assert (me["id"], me["name"]) == (user, "Grace Hopper")
        server.stop()
        server.options = ()
        server.start()
        again = httpx.post(f"{server.urls['api']}/users.get_current_user", cookies=cookies)
        assert again.status_code == 401
    finally:
        server.process.send_signal(signal.SIGKILL)
        server.process.wait(10)


def test_the_keys_of_the_server_itself_outlive_their_user(own_server: Server) -> None:
    client = own_server.client()
    me = client.call("users.get_current_user")["user"]["id"]
    other = client.call("auth.create_user", name="other admin", role="admin")["id"]
    client.http.post("/users.delete", json={"user": me}, headers={"X-Clearml-Impersonate-As": other})
    assert refused(client, "users.get_by_id", user=me) == (400, 301)
    again = own_server.client()
    assert again.call("auth.validate_token", token=again.token)["user"] == me
    assert again.new_task()
    assert again.call("auth.create_user", name="another")["id"]


def test_keys_outlive_their_user_until_they_are_revoked(server: Server, client: Client) -> None:
    user = client.call("auth.create_user", name="a former admin", role="admin")["id"]
    pair = call_as(client, user, "auth.create_credentials")["credentials"]
    keys = httpx.BasicAuth(pair["access_key"], pair["secret_key"])
    client.call("users.delete", user=user)
    with httpx.Client(base_url=server.urls["api"], auth=keys) as former:
        token = former.post("/auth.login").json()["data"]["token"]
        headers = {"Authorization": f"Bearer {token}"}
        made = former.post("/projects.create", json={"name": f"of {user}", "description": ""}, headers=headers)
        assert made.status_code == 200
        assert former.post("/auth.create_user", json={"name": "x"}, headers=headers).status_code == 403
        former.post("/auth.revoke_credentials", json={"access_key": pair["access_key"]}, headers=headers)
        assert former.post("/auth.login").status_code == 401
        assert former.post("/tasks.get_all", json={}, headers=headers).status_code == 401
    project = made.json()["data"]["id"]
    assert client.call("users.get_all_ex", active_in_projects=[project])["users"] == []


def test_keys_of_object_storage_are_for_administrators(client: Client) -> None:
    user = new_user(client)
    client.call("storage.set_settings", aws={"key": "k", "secret": "only for some"})
    assert "only for some" not in str(call_as(client, user, "storage.get_settings"))
    with pytest.raises(Refused) as caught:
        call_as(client, user, "storage.set_settings", aws={"key": "x"})
    assert caught.value.codes == (403, 20)
    client.call("storage.reset_settings", keys=["aws"])
