"""Reading stored files: the server's own without the SDK, which logs in once more and asks twice."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

import requests

from automl_shared.errors import NotFound, ServerUnreachable
from automl_shared.tracker.clearml_calls import GONE, unreachable
from automl_shared.tracker.clearml_server import ClearMLServer, without_chatter
from automl_shared.tracker.patience import patiently
from automl_shared.words import T_

TIMEOUT_SECONDS = (3, 60)


def is_own(session: Any, uri: str) -> bool:
    """Whether an address is on the file server that the session is configured for."""
    return uri.startswith(f"{session.get_files_server_host().rstrip('/')}/")


def content(session: Any, uri: str, what: str) -> bytes:
    """The file's bytes. Raises NotFound when it was deleted, ServerUnreachable when it cannot be had now."""
    try:
        answer = requests.get(uri, headers=session.add_auth_headers({}), timeout=TIMEOUT_SECONDS)
    except requests.RequestException as error:
        raise unreachable(uri, error) from error
    if answer.status_code in GONE:
        raise deleted(uri, what)
    if answer.status_code != requests.codes.ok:
        value = f"{uri}: {answer.status_code}"
        raise ServerUnreachable(T_("{what} cannot be downloaded", what=what), value=value, fix="automl doctor")
    return answer.content


def deleted(uri: str, what: str) -> NotFound:
    """What to raise for a file that is no longer there."""
    return NotFound(
        T_("the file of {what} was deleted or emptied", what=what), value=uri, fix=T_("run the task that made it again")
    )


def is_as_stored(stream: IO[bytes], artifact: Mapping[str, Any]) -> bool:
    """Whether a file is the one that an artifact's record speaks of; one without a hash may be any."""
    known = artifact.get("hash")
    return not known or hashlib.file_digest(stream, "sha256").hexdigest() == known  # type: ignore[arg-type]


def damaged(uri: str, what: str) -> NotFound:
    """What to raise for a file that was changed after it was stored: what had been stored is gone."""
    return NotFound(
        T_("the file of {what} is not what was stored", what=what), value=uri, fix=T_("run the task that made it again")
    )


class ClearMLFiles(ClearMLServer):
    """Stored files by their addresses, whatever they belong to: through the SDK where they lie on any other storage."""

    def _content_of(self, uri: str, what: str) -> bytes:
        if not is_own(self._session, uri):
            return self._fetched(uri, what, fresh=True).read_bytes()
        return patiently(lambda: content(self._session, uri, what), self._patience)

    def _fetched(self, uri: str, what: str, *, fresh: bool = False) -> Path:
        from clearml import StorageManager

        def downloaded() -> Path:
            with without_chatter():
                copy = StorageManager.get_local_copy(uri, extract_archive=False, force_download=fresh)
            if copy is None and not self._is_there(uri):
                raise deleted(uri, what)
            if copy is None:
                raise ServerUnreachable(T_("{what} cannot be downloaded", what=what), value=uri, fix="automl doctor")
            return Path(copy)

        return patiently(downloaded, self._patience)

    def _is_stored(self, uri: str) -> bool:
        return patiently(lambda: self._is_there(uri), self._patience)

    def _is_there(self, uri: str) -> bool:
        """Whether a stored file exists and holds anything: the SDK downloads no empty one.

        A storage that does not answer is unreachable, not without the file.
        """
        if not uri.startswith(("http://", "https://")):
            from clearml import StorageManager

            return bool(StorageManager.exists_file(uri))
        headers = self._session.add_auth_headers({}) if is_own(self._session, uri) else {}
        try:
            answer = requests.head(uri, headers=headers, timeout=(3, 30), allow_redirects=True)
        except requests.RequestException as error:
            raise unreachable(uri, error) from error
        return answer.status_code not in GONE and answer.headers.get("content-length") != "0"
