"""The keys in `credentials.json`, for clients on this machine: a changed file is taken up while the server runs."""

from __future__ import annotations

import asyncio
import logging
import os
import sqlite3
from pathlib import Path

from automl_server import log
from automl_server.config import Ports, Settings
from automl_server.home import credentials_file, read_credentials, write_client_config, write_credentials
from automl_server.store.access import Access
from automl_server.store.credentials import new_pair

_LOOK_SECONDS = 0.5
_RETRY_SECONDS = 10.0
_Stamp = tuple[int, int, int] | None


class OwnKeys:
    """Keeps database and `clearml.conf` in step with the file. ``user``: whose keys they are."""

    def __init__(self, access: Access, settings: Settings, ports: Ports, user: str) -> None:
        self._credentials, self._tokens = access.credentials, access.tokens
        self._settings, self._ports, self._user = settings, ports, user
        self._seen: _Stamp = None
        self._signed_with = b""

    def begin(self) -> None:
        """At the start: with the keys that are there, or new ones."""
        if read_credentials(self._settings.home) is None:
            write_credentials(self._settings.home, *new_pair())
            log.event(logging.INFO, "credentials made", file=str(credentials_file(self._settings.home)))
        self.look()

    def look(self) -> None:
        """Takes up a changed file: the keys that were in it before end, with their tokens.

        Clients log in again when `clearml.conf` is written, so that it is written for a new signing secret, too.
        """
        stamp, signed_with = _stamp(credentials_file(self._settings.home)), self._tokens.signing_secret()
        if stamp == self._seen and signed_with == self._signed_with:
            return
        keys = read_credentials(self._settings.home)
        if keys is None:
            log.event(logging.WARNING, "credentials.json cannot be read: the keys that it held stay good")
        else:
            self._take_up(*keys)
        self._seen, self._signed_with = stamp, self._tokens.signing_secret()

    async def watch(self) -> None:
        """Look again and again, for ever."""
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            try:
                await asyncio.to_thread(self.look)
            except (OSError, sqlite3.Error) as problem:  # no space, most likely: another try when there may be some
                log.event(logging.ERROR, "changed keys not taken up", reason=str(problem))
                await asyncio.sleep(_RETRY_SECONDS)

    def _take_up(self, access_key: str, secret_key: str) -> None:
        """The new ones first, then the file that clients read, then the end of the old ones: nobody falls between."""
        before = self._credentials.own
        if not self._credentials.match(access_key, secret_key):
            is_new_secret = self._credentials.exist(access_key)
            self._credentials.put(self._user, access_key, secret_key, "credentials.json")
            if is_new_secret:
                self._tokens.end_all()
            log.event(logging.INFO, "credentials.json taken up", access_key=access_key)
        write_client_config(self._settings, self._ports, access_key, secret_key)
        self._credentials.own = access_key
        if before is not None and before != access_key:
            self._credentials.end(before)
            log.event(logging.INFO, "keys ended", access_key=before)


def _stamp(file: Path) -> _Stamp:
    try:
        found = os.stat(file)  # noqa: PTH116 (twice a second, for ever)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino, found.st_size
