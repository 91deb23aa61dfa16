"""What the full server's tests need to be there."""

from __future__ import annotations

import pytest
from tests.integration.server.conftest import Client, Refused, Server

from .conftest import Remote
from .full_suite import PUBLIC_PROJECT, prepare


def test_a_public_project_and_the_keys_of_another_user(server: Server, client: Client) -> None:
    prepare(client)
    keys = prepare(client)  # a second time finds the project
    with pytest.raises(Refused) as caught:
        client.call("projects.create", name=PUBLIC_PROJECT)
    assert caught.value.codes == (400, 414)
    other = Remote(server.home, urls=server.urls)
    other.keys = (keys["user_auth_only"], keys["user_auth_only_secret"])
    mine, theirs = (c.call("users.get_current_user")["user"]["id"] for c in (client, other.client()))
    other.close_clients()
    assert mine != theirs
