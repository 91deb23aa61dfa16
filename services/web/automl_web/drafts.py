"""Files that somebody sent and no run was started with yet: kept for an hour, looked at in a process of its own."""

from __future__ import annotations

import json
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

from automl_shared.errors import AutoMLError, ConfigError, NotFound

LIFE_SECONDS = 3600.0
LOOK_SECONDS = 300.0
"""The longest that reading a file, or handing over a run, may take."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A file, and what a look at it found."""

    key: str
    path: Path
    found: Mapping[str, Any]

    @property
    def columns(self) -> list[Mapping[str, Any]]:
        return list(self.found["columns"])


class Drafts:
    """The files of this process. They go with it."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._drafts: dict[str, Draft] = {}

    @property
    def possible(self) -> bool:
        """Whether tables can be read here at all."""
        return find_spec("pandas") is not None

    def take_in(self, name: str, content: IO[bytes], language: str) -> Draft:
        """Keeps a file and looks at it. Raises ConfigError with what is wrong with it."""
        self._drop_old()
        key = secrets.token_urlsafe(12)
        folder = self._place() / key
        folder.mkdir(mode=0o700)
        path = folder / safe_name(name)
        with path.open("wb") as file:
            shutil.copyfileobj(content, file)
        try:
            found = child("look", {"path": str(path), "language": language})
        except AutoMLError:
            shutil.rmtree(folder)
            raise
        self._drafts[key] = Draft(key=key, path=path, found=found)
        return self._drafts[key]

    def get(self, key: str) -> Draft:
        """Raises NotFound."""
        if key not in self._drafts or not self._drafts[key].path.exists():
            raise NotFound("this file is no longer kept here", value=key, fix="choose it once more")
        return self._drafts[key]

    def drop(self, draft: Draft) -> None:
        self._drafts.pop(draft.key, None)
        shutil.rmtree(draft.path.parent, ignore_errors=True)

    def close(self) -> None:
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _place(self) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="automl-web-"))
        return self._folder

    def _drop_old(self) -> None:
        old = [one for one in self._drafts.values() if _age(one.path) > LIFE_SECONDS]
        for one in old:
            self.drop(one)


def child(verb: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    """What a process of its own answers: it needs 200 MB that this one shall not keep. Raises ConfigError."""
    command = [sys.executable, "-m", "automl_web.child", verb]
    done = subprocess.run(
        command, input=json.dumps(asked), capture_output=True, text=True, timeout=LOOK_SECONDS, check=False
    )
    if done.returncode:
        last = " | ".join(done.stderr.strip().splitlines()[-2:])
        raise ConfigError("the file could not be looked at", value=last, fix="automl init FILE")
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    if "error" in answer:
        raise ConfigError(answer["error"], fix=answer["fix"] or None)
    return answer


def safe_name(name: str) -> str:
    """The file's own name without any folder, short enough for every file system."""
    last = re.split(r"[/\\]", name)[-1].strip().lstrip(".")
    return re.sub(r"[\x00-\x1f]", "", last)[-120:] or "data.csv"


def _age(path: Path) -> float:
    return time.time() - path.stat().st_mtime if path.exists() else LIFE_SECONDS + 1
