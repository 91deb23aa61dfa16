"""What the full server's own tests take for granted: `python -m tests.conformance.full_suite SERVER KEY SECRET`.

They ask for the public project that comes with a full server, for the keys of an administrator whose id and name they
know, and for those of a user who is nothing but keys. Both keys they read from their own `apiclient.conf`. This makes
all of that on any server and prints the lines for that file.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.integration.server.conftest import Client, Refused

from .conftest import Remote
from .things import unique

PUBLIC_PROJECT = "ClearML Examples"
CALLER, CALLERS_NAME = "Test1", "Test User"


def prepare(client: Client) -> dict[str, str]:
    """Make the public project and both users, where they are missing; returns the keys as the suite names them."""
    try:
        project = client.call("projects.create", name=PUBLIC_PROJECT)["id"]
    except Refused as refusal:
        if refusal.codes not in ((400, 414), (400, 801)):
            raise
    else:
        client.call("projects.make_public", ids=[project])
    company = client.call("users.get_current_user")["user"]["company"]["id"]
    if not client.call("users.get_all", id=[CALLER])["users"]:
        client.call("users.create", id=CALLER, name=CALLERS_NAME, company=company)
        client.call("auth.edit_user", user=CALLER, role="admin")
    key, secret = _keys_of(client, CALLER)
    name = unique("suite")
    user = client.call("auth.create_user", company=company, name=name, email=f"{name.split()[-1]}@example.com")["id"]
    other_key, other_secret = _keys_of(client, user)
    client.call("users.delete", user=user)  # its keys stay
    return {
        "api_key": key,
        "secret_key": secret,
        "user_auth_only": other_key,
        "user_auth_only_secret": other_secret,
    }


def _keys_of(client: Client, user: str) -> tuple[str, str]:
    answer = client.http.post("/auth.create_credentials", json={}, headers={"X-Clearml-Impersonate-As": user})
    keys = client.unpack(answer)["credentials"]
    return keys["access_key"], keys["secret_key"]


def main() -> None:
    """Prepares the server that the arguments name."""
    address, key, secret = sys.argv[1:]
    server = Remote(Path(), urls={"api": address})
    server.keys = (key, secret)
    for name, value in prepare(server.client()).items():
        print(f'{name}: "{value}"')
    server.close_clients()


if __name__ == "__main__":
    main()
