"""A tracker without a server: the same nouns on plain dicts.

Unit tests run the real run logic and the real phases on it, and so does `automl run`.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from automl_shared.figures import Drawing
from automl_shared.lazy import go
from automl_shared.tracker.memory_files import MemoryFiles


class MemoryTracker(MemoryFiles):
    """Tasks, queues, workers and artifacts in memory; files below ``folder``. ``now`` is the server's clock."""

    def __init__(self, folder: Path, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__(folder, now)

    def check(self) -> None:
        return

    def urls(self) -> dict[str, str]:
        return {"api_url": "memory://api", "files_url": "memory://files", "web_url": "memory://web"}

    def login_url(self, page: str = "") -> str:
        return page or self.urls()["web_url"]

    def reporter(self, task_id: str) -> MemoryReporter:
        return MemoryReporter(self, task_id)


def checked(figure: Any) -> Any:
    """The figure itself, or the one of a drawing. Raises ValueError for what plotly does not take."""
    if not isinstance(figure, Drawing):
        return figure
    return _figure(json.dumps(figure.to_plotly_json(), default=_plain))


@lru_cache(maxsize=512)
def _figure(drawing: str) -> Any:
    """Of a drawing's JSON: checking takes 5 to 10 ms, and runs on the same data have the same pictures."""
    return go.Figure(json.loads(drawing))


def _plain(value: Any) -> Any:
    return value.tolist() if hasattr(value, "tolist") else str(value)


class MemoryReporter:
    """Keeps what a task reports, for tests to look at."""

    def __init__(self, tracker: MemoryTracker, task_id: str) -> None:
        self._tracker, self._id = tracker, task_id
        self.scalars: dict[str, float] = {}
        self.figures: dict[str, Any] = {}
        self.models: dict[str, dict[str, Any]] = {}

    @property
    def task_id(self) -> str:
        return self._id

    def scalar(self, title: str, value: float) -> None:
        self.scalars[title] = value

    def figure(self, title: str, figure: Any) -> None:
        self.figures[title] = checked(figure)

    def file(self, name: str, path: Path, *, needed: bool = False) -> None:  # noqa: ARG002 - it takes files of any size
        kept = self._tracker.place(self._id, f"{name}{path.suffix}")
        shutil.copy(path, kept)
        self._tracker.store(self._id, name, kept)

    def document(self, name: str, document: Any, *, needed: bool = False) -> None:  # noqa: ARG002
        kept = self._tracker.place(self._id, f"{name}.json")
        kept.write_text(json.dumps(document), encoding="utf-8")
        self._tracker.store(self._id, name, kept)

    def model(self, path: Path, *, name: str, tags: Sequence[str], metadata: Mapping[str, str]) -> str:
        kept = self._tracker.place(self._id, path.name)
        shutil.copy(path, kept)
        model_id = f"model-{self._id}" + (f".{len(self.models) + 1}" if self.models else "")
        self._tracker.store_model(model_id, kept, metadata)
        self.models[model_id] = {"name": name, "tags": list(tags), "metadata": dict(metadata), "path": kept}
        return model_id

    def close(self) -> None:
        return
