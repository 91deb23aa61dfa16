"""Reading from the server's own files, without the SDK: it logs in once more and asks twice."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import IO, Any

import requests

from automl_shared.errors import NotFound, ServerUnreachable
from automl_shared.tracker.clearml_calls import GONE, unreachable

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
        raise ServerUnreachable(f"{what} cannot be downloaded", value=value, fix="automl doctor")
    return answer.content


def deleted(uri: str, what: str) -> NotFound:
    """What to raise for a file that is no longer there."""
    return NotFound(f"the file of {what} was deleted or emptied", value=uri, fix="run the task that made it again")


def is_as_stored(stream: IO[bytes], artifact: Mapping[str, Any]) -> bool:
    """Whether a file is the one that an artifact's record speaks of; one without a hash may be any."""
    known = artifact.get("hash")
    return not known or hashlib.file_digest(stream, "sha256").hexdigest() == known  # type: ignore[arg-type]


def damaged(uri: str, what: str) -> NotFound:
    """What to raise for a file that was changed after it was stored: what had been stored is gone."""
    return NotFound(f"the file of {what} is not what was stored", value=uri, fix="run the task that made it again")
