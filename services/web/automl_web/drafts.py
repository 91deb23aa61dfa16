"""Tables that somebody chose and no run was started with yet: known for an hour, looked at in a process of its own."""

from __future__ import annotations

import json
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

from automl_shared.errors import ConfigError, NotFound
from automl_shared.frozen import Frozen
from automl_shared.tracker.viewing import DatasetEntry
from automl_shared.words import T_, from_document

LIFE_SECONDS = 3600.0
MOST_NAME_BYTES = 200
"""Of a file's name: file systems take 255, and a letter of Japanese is three."""
MOST_RUNS = 1000
"""So many runs are known by the form that started them; whoever comes back to an older one chooses their file again."""
LOOK_SECONDS = 300.0
"""The longest that reading a file, or handing over a run, may take."""


class Draft(Frozen):
    """A file that was sent (``path``), or a dataset of the server, and what a look at it found."""

    key: str
    name: str
    made: float
    found: Mapping[str, Any]
    path: Path | None = None
    dataset_id: str | None = None

    @property
    def source(self) -> dict[str, str]:
        """Where the data is, as the config has it."""
        return _source(self.path, self.dataset_id)

    @property
    def columns(self) -> list[Mapping[str, Any]]:
        return list(self.found["columns"])


class Drafts:
    """What was chosen in this process. The files go with it."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._folder: Path | None = None
        self._making = threading.Lock()
        self._drafts: dict[str, Draft] = {}
        self._runs: dict[str, str] = {}

    def take_in(self, name: str, content: IO[bytes], language: str) -> Draft:
        """Keeps a file and looks at it. Raises ConfigError with what is wrong with it."""
        self._drop_old()
        key = secrets.token_urlsafe(12)
        folder = self._place() / key
        folder.mkdir(mode=0o700)
        path = folder / safe_name(name)
        try:
            with path.open("wb") as file:
                shutil.copyfileobj(content, file)
            return self._looked_at(key, path.name, language, path=path)
        except BaseException:  # raised again: half a file on a disk that is full would keep it full
            shutil.rmtree(folder, ignore_errors=True)
            raise

    def take(self, dataset: DatasetEntry, language: str) -> Draft:
        """Looks at a dataset of the server. Raises ConfigError with what is wrong with it."""
        self._drop_old()
        return self._looked_at(secrets.token_urlsafe(12), dataset.name, language, dataset_id=dataset.id)

    def _looked_at(
        self, key: str, name: str, language: str, path: Path | None = None, dataset_id: str | None = None
    ) -> Draft:
        found = child("look", {**_source(path, dataset_id), "name": name, "language": language})
        self._drafts[key] = Draft(key=key, name=name, made=self._now(), found=found, path=path, dataset_id=dataset_id)
        return self._drafts[key]

    def get(self, key: str) -> Draft:
        """Raises NotFound."""
        if key not in self._drafts:
            raise NotFound(T_("this file is no longer kept here"), value=key, fix=T_("choose it once more"))
        return self._drafts[key]

    def run_of(self, key: str) -> str:
        """The run that was started with it, for whoever comes back to its form; empty without one."""
        return self._runs.get(key, "")

    def started(self, draft: Draft, run_id: str) -> None:
        """Its run has the file now."""
        self._runs[draft.key] = run_id
        if len(self._runs) > MOST_RUNS:
            del self._runs[next(iter(self._runs))]
        self.drop(draft)

    def drop(self, draft: Draft) -> None:
        self._drafts.pop(draft.key, None)
        if draft.path:
            shutil.rmtree(draft.path.parent, ignore_errors=True)

    def close(self) -> None:
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _place(self) -> Path:
        with self._making:  # two files may be the first ones at once
            if self._folder is None:
                self._folder = Path(tempfile.mkdtemp(prefix="automl-web-"))
            return self._folder

    def _drop_old(self) -> None:
        old = [one for one in list(self._drafts.values()) if self._now() - one.made > LIFE_SECONDS]
        for one in old:
            self.drop(one)


def can_look() -> bool:
    """Whether tables can be read here at all."""
    return find_spec("pandas") is not None


def child(verb: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    """What a process of its own answers: it needs 200 MB that this one shall not keep. Raises ConfigError."""
    command = [sys.executable, "-m", "automl_web.child", verb]
    try:
        done = subprocess.run(
            command, input=json.dumps(asked), capture_output=True, text=True, timeout=LOOK_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise ConfigError(T_("looking at the file took too long"), fix="automl init FILE") from None
    if done.returncode:
        last = " | ".join(done.stderr.strip().splitlines()[-2:])
        raise ConfigError(T_("the file could not be looked at"), value=last, fix="automl init FILE")
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    if wrong := answer.get("error"):
        what, value, allowed = (from_document(wrong[part]) for part in ("what", "value", "allowed"))
        raise ConfigError(what, value=value, allowed=allowed, fix=[from_document(fix) for fix in wrong["fixes"]])
    return answer


def _source(path: Path | None, dataset_id: str | None) -> dict[str, str]:
    return {"csv_path": str(path)} if path else {"dataset_id": dataset_id or ""}


def safe_name(name: str) -> str:
    """The file's own name without any folder, short enough for every file system."""
    last = re.split(r"[/\\]", name)[-1].strip().lstrip(".")
    printable = re.sub(r"[\x00-\x1f\x7f\ud800-\udfff]", "", last).encode()
    return printable[-MOST_NAME_BYTES:].decode(errors="ignore").lstrip(".") or "data.csv"
