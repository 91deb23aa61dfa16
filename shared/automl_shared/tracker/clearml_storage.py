"""Where the files of a task go: ClearML's file server, or a storage that the task, its project or the config names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import requests

from automl_shared.errors import ServerUnreachable, TooLarge
from automl_shared.frozen import Frozen
from automl_shared.tracker.clearml_calls import TOO_LARGE
from automl_shared.words import T_

TOGETHER_BYTES = 8_000_000
"""A file up to this size is read into memory and shares its request with others; a larger one streams alone."""

TIMEOUT_SECONDS = (10, 60)
_TOO_LARGE = re.compile(rf" to \S+ \({TOO_LARGE}\): (.*)", re.DOTALL)
"""The SDK's driver has no other way to say it; the name of the file, which may look alike, comes before."""
_UNQUOTED = "'[]{}()$^,.; -_+-=/"
_MOST_PROJECT, _MOST_NAME = 256, 128


class ReportingError(ServerUnreachable):
    """Something computed could not be stored on the server."""


class FileTooLarge(TooLarge):
    """Of a file."""


class StoredFile(Frozen):
    """A file on its way. ``place``: below the destination; ``content`` is None for one that is read when it is sent."""

    place: str
    path: Path
    content: bytes | None


def loaded(place: str, path: Path) -> StoredFile:
    """A file that may disappear when this returns, unless it is large: then it must stay until it was sent."""
    content = path.read_bytes() if path.stat().st_size <= TOGETHER_BYTES else None
    return StoredFile(place=place, path=path, content=content)


class Storage:
    """The folder of one task, at the same addresses as the SDK's own uploads.

    ``task``: its row, with ``output.destination``, ``project.name`` and ``project.default_output_destination``.
    """

    def __init__(self, session: Any, task: Mapping[str, Any]) -> None:
        self._session = session
        self._http = requests.Session()
        self._files_server = str(session.get_files_server_host()).rstrip("/")
        self._root = (_destination(task) or self._files_server).rstrip("/")
        self._folder = _folder(task)

    def place(self, kind: str, *parts: str) -> str:
        """``<project>/<task>.<id>/artifacts/…`` or ``…/models/…``."""
        return "/".join([self._folder, kind, *(part.replace("/", ".") for part in parts)])

    def uri(self, place: str) -> str:
        """The address of a file, not quoted."""
        return f"{self._root}/{place}"

    def store(self, files: Sequence[StoredFile]) -> dict[str, FileTooLarge]:
        """Returns when they are stored, with those that the server will never take, by place. Raises ReportingError."""
        small = [file for file in files if file.content is not None] if self._root == self._files_server else []
        refused = self._posted(small) if small else {}
        for file in files:
            if not any(file is one for one in small):
                try:
                    self._upload(file)
                except FileTooLarge as error:
                    refused[file.place] = error
        return refused

    def _posted(self, files: Sequence[StoredFile]) -> dict[str, FileTooLarge]:
        """In one request; where that is too large, each in one of its own."""
        try:
            self._post({file.place: (file.path.name, file.content or b"") for file in files})
        except FileTooLarge as error:
            if len(files) == 1:
                return {files[0].place: error}
            return {place: why for file in files for place, why in self._posted([file]).items()}
        return {}

    def _post(self, files: Mapping[str, tuple[str, bytes]]) -> None:
        headers = self._session.add_auth_headers({})
        try:
            answer = self._http.post(f"{self._files_server}/", files=files, headers=headers, timeout=TIMEOUT_SECONDS)
        except requests.RequestException as error:
            raise _not_stored(list(files), error) from error
        if answer.status_code == TOO_LARGE:
            raise _too_large(list(files), answer.text.strip()[:300])
        if answer.status_code != requests.codes.ok:
            raise _not_stored(list(files), f"{answer.status_code} {answer.text[:200]}")

    def _upload(self, file: StoredFile) -> None:
        from clearml import StorageManager

        if file.content is not None and not file.path.exists():
            file.path.parent.mkdir(parents=True, exist_ok=True)
            file.path.write_bytes(file.content)
        try:
            done = StorageManager.upload_file(str(file.path), self.uri(file.place), wait_for_upload=True)
        except (OSError, ValueError, requests.RequestException) as error:
            if refusal := _TOO_LARGE.search(str(error)):
                raise _too_large([file.place], refusal[1].strip()[:300]) from error
            raise _not_stored([file.place], error) from error
        if not done:
            raise _not_stored([file.place], self._root)


def quoted(uri: str) -> str:
    """The address as the server's records have it."""
    scheme, separator, rest = uri.partition("://")
    return f"{scheme}{separator}{quote(rest, safe='/:@')}" if scheme in ("http", "https") else uri


def _not_stored(places: Sequence[str], cause: object) -> ReportingError:
    return ReportingError(f"{_names(places)} could not be uploaded", value=cause, fix="automl doctor")


def _too_large(places: Sequence[str], answer: str) -> FileTooLarge:
    return FileTooLarge(
        T_("{names} is too large for the server", names=_names(places)),
        value=answer or TOO_LARGE,
        fix=T_("let the server take larger files: --max-file-mb of `automl server start`, or its proxy's setting"),
    )


def _names(places: Sequence[str]) -> str:
    return ", ".join(place.rpartition("/")[2] for place in places)


def _destination(task: Mapping[str, Any]) -> str | None:
    """What the task names, else its project, else the ``sdk`` section of the config; None for the file server."""
    from clearml.config import config

    own = (task.get("output") or {}).get("destination")
    default = (task.get("project") or {}).get("default_output_destination")
    return own or default or config.get("development.default_output_uri", None) or None


def _folder(task: Mapping[str, Any]) -> str:
    """``<project>/<task name>.<id>``, both cut to what every storage takes."""
    project, task_id = task.get("project") or {}, str(task["id"])
    name = str(project.get("name") or "unknown")
    if len(name) >= _MOST_PROJECT:
        name = _cut(name, str(project.get("id")), _MOST_PROJECT)
    return "/".join(quote(part, safe=_UNQUOTED) for part in (name, _cut(str(task["name"]), task_id, _MOST_NAME)))


def _cut(name: str, suffix: str, most: int) -> str:
    return f"{name[: max(2, most - len(suffix) - 1)]}.{suffix}"
