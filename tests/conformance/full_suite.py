"""What the full server's own tests take for granted: `python -m tests.conformance.full_suite SERVER KEY SECRET`.

They ask for the public project that comes with a full server, and for the keys of a second user, which they read from
their own `apiclient.conf`. This makes both on any server and prints the lines for that file.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.integration.server.conftest import Client, Refused

from .conftest import Remote
from .things import unique

PUBLIC_PROJECT = "ClearML Examples"


def prepare(client: Client) -> dict[str, str]:
    """Make the public project, if it is not there, and a user with keys; returns the keys as the suite names them."""
    try:
        project = client.call("projects.create", name=PUBLIC_PROJECT)["id"]
    except Refused as refusal:
        if refusal.codes not in ((400, 414), (400, 801)):
            raise
    else:
        client.call("projects.make_public", ids=[project])
    name = unique("suite")
    company = client.call("users.get_current_user")["user"]["company"]["id"]
    user = client.call("auth.create_user", company=company, name=name, email=f"{name.split()[-1]}@example.com")["id"]
    answer = client.http.post("/auth.create_credentials", json={}, headers={"X-Clearml-Impersonate-As": user})
    keys = client.unpack(answer)["credentials"]
    return {"user_auth_only": keys["access_key"], "user_auth_only_secret": keys["secret_key"]}


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
