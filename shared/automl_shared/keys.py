"""Keys that change while a process uses them: its sessions read the configuration file again.

SDK and agent read their keys when they start, and a task of an agent gets a copy of its agent's configuration. When an
operator changes the keys, all of them would be refused until they are started again, and their tasks with them.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

FILE_VARIABLE = "AUTOML_KEYS_FILE"
"""The configuration file that the operator keeps, for those who are given a copy of it."""
PATIENCE_SECONDS = 10.0
"""How long a session whose keys were good, or are a copy, waits for new ones in the file."""
LOOK_SECONDS = 0.2

Keys = tuple[str, str]
Parse = Callable[[str], Any]


def follow(session: Any, refused: type[Exception], parse: Parse) -> None:
    """Has the sessions of a class take the keys that are in the configuration file now.

    They log in again when the file has changed, before their next request, and when they are refused. ``session`` is
    the SDK's class or the agent's, ``refused`` what its login raises, ``parse`` its reader of such files.
    """
    if getattr(session, "_follows_keys", False):
        return
    login, add_headers = session._do_refresh_token, session.add_auth_headers

    def logged_in(self: Any, *arguments: Any, **options: Any) -> Any:
        _take(self, parse)
        deadline = time.monotonic() + (PATIENCE_SECONDS if self.raw_token or FILE_VARIABLE in os.environ else 0.0)
        while True:
            try:
                return login(self, *arguments, **options)
            except refused:
                if not _takes_others_until(self, parse, deadline):
                    raise

    def with_headers(self: Any, headers: Any) -> Any:
        if self.raw_token and self._keys_seen != stamp():
            self.refresh_token()
        return add_headers(self, headers)

    session._do_refresh_token, session.add_auth_headers = logged_in, with_headers
    session._follows_keys, session._keys_seen = True, None


def file() -> Path:
    """The configuration file that the operator keeps."""
    named = os.environ.get(FILE_VARIABLE) or os.environ.get("CLEARML_CONFIG_FILE") or "~/clearml.conf"
    return Path(named).expanduser()


def stamp() -> tuple[int, int] | None:
    """What changes with the file; None where there is none."""
    try:
        found = file().stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino


def stored(parse: Parse) -> Keys | None:
    """The keys in the file; None where it holds none, cannot be read, or has no say because the environment does."""
    if os.environ.get("CLEARML_API_ACCESS_KEY"):
        return None
    try:
        found = parse(file().read_text(encoding="utf-8")).get("api.credentials", None) or {}
    except Exception:  # whatever the vendor's parser raises for a file that is just being written
        return None
    keys = found.get("access_key", None), found.get("secret_key", None)
    return (str(keys[0]), str(keys[1])) if all(keys) else None


def _take(session: Any, parse: Parse) -> None:
    """Gives a session the keys of the file, if it works with keys at all."""
    before, seen = session._keys_seen, stamp()
    session._keys_seen = seen
    if seen != before and not (before is None and _copy_is_newer()):
        _takes_others(session, parse)


def _takes_others(session: Any, parse: Parse) -> bool:
    """Whether the file held other keys than the session's, which has them now."""
    keys = stored(parse)
    if not session.access_key or not keys or keys == (session.access_key, session.secret_key):
        return False
    session._Session__access_key, session._Session__secret_key = keys
    return True


def _copy_is_newer() -> bool:
    """Whether what this process was given is no older than the file: reading a file takes long for a small task."""
    copy = Path(os.environ.get("CLEARML_CONFIG_FILE", ""))
    try:
        return FILE_VARIABLE in os.environ and copy.stat().st_mtime_ns > file().stat().st_mtime_ns
    except OSError:
        return False


def _takes_others_until(session: Any, parse: Parse, deadline: float) -> bool:
    """The same for a session that was refused: looks at the file at once, and again whenever it changes.

    A copy may be newer than the file and hold older keys: its writer had read the file before.
    """
    looked = False
    while True:
        if not looked or session._keys_seen != stamp():
            looked, session._keys_seen = True, stamp()
            if _takes_others(session, parse):
                return True
        if time.monotonic() >= deadline:
            return False
        time.sleep(LOOK_SECONDS)
