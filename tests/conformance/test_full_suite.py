"""What the full server's tests need to be there."""

from __future__ import annotations

import pytest
from tests.integration.server.conftest import Client, Refused, Server

from .conftest import Remote
from .full_suite import CALLER, CALLERS_NAME, PUBLIC_PROJECT, prepare


def logged_in(server: Server, key: str, secret: str) -> Client:
    remote = Remote(server.home, urls=server.urls)
    remote.keys = (key, secret)
    server.clients.append(remote.client())
    return server.clients[-1]


def test_a_public_project_and_the_keys_of_two_users(server: Server, client: Client) -> None:
    prepare(client)
    keys = prepare(client)  # a second time finds the project and the caller
    with pytest.raises(Refused) as caught:
        client.call("projects.create", name=PUBLIC_PROJECT)
    assert caught.value.codes == (400, 414)
    caller = logged_in(server, keys["api_key"], keys["secret_key"])
    user = caller.call("users.get_current_user")["user"]
    assert (user["id"], user["name"], user["role"]) == (CALLER, CALLERS_NAME, "admin")
    no_row = logged_in(server, keys["user_auth_only"], keys["user_auth_only_secret"])
    task = no_row.new_task()
    assert no_row.task(task)["user"] not in {one["id"] for one in client.call("users.get_all")["users"]}
