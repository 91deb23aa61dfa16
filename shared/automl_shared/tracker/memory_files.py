"""Artifacts, data sets and models in memory; their files are in a folder."""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from automl_shared.errors import ContractError, NotFound
from automl_shared.naming import CONTENT_TAG, tag
from automl_shared.tracker.base import DatasetSnapshot
from automl_shared.tracker.memory_tasks import MemoryTasks
from automl_shared.unchanged import changed


class MemoryFiles(MemoryTasks):
    """What tasks have stored, and what is registered. Each file is known by what it held when it was stored."""

    def __init__(self, folder: Path, now: Callable[[], datetime]) -> None:
        super().__init__(now)
        self._folder = folder
        self._files: dict[tuple[str, str], Path] = {}
        self._digests: dict[tuple[str, str], str] = {}
        self._models: dict[str, Path] = {}
        self._model_metadata: dict[str, Mapping[str, str]] = {}
        self._datasets: dict[str, DatasetSnapshot] = {}

    def document(self, task_id: str, name: str) -> Any:
        self.calls.append("document")
        try:
            return json.loads(self.file(task_id, name).read_text(encoding="utf-8"))
        except ValueError as error:
            raise ContractError(f"the artifact {name!r} of task {task_id} is not JSON", value=error) from None

    def documents(self, task_ids: Sequence[str], name: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for task_id in task_ids:
            with contextlib.suppress(NotFound, ContractError):
                found[task_id] = self.document(task_id, name)
        return found

    def file(self, task_id: str, name: str) -> Path:
        if (task_id, name) not in self._files:
            raise NotFound(f"task {task_id} has no artifact {name!r}")
        if not self._files[task_id, name].exists():
            raise NotFound(f"the file of the artifact {name!r} of task {task_id} was deleted")
        if _digest(self._files[task_id, name]) != self._digests[task_id, name]:
            raise NotFound(f"the file of the artifact {name!r} of task {task_id} is not what was stored")
        return self._files[task_id, name]

    def has_file(self, task_id: str, name: str) -> bool:
        return (task_id, name) in self._files and self._files[task_id, name].exists()

    def link_file(self, source_id: str, name: str, target_id: str) -> None:
        self.store(target_id, name, self.file(source_id, name))

    def store(self, task_id: str, name: str, path: Path) -> None:
        """Keeps a file as an artifact."""
        self._files[task_id, name] = path
        self._digests[task_id, name] = _digest(path)
        self._change(task_id, artifacts=tuple(dict.fromkeys([*self.task(task_id).artifacts, name])))

    def place(self, task_id: str, name: str) -> Path:
        """Where an artifact of this name is kept."""
        folder = self._folder / task_id
        folder.mkdir(parents=True, exist_ok=True)
        return folder / name

    def find_dataset(self, *, project: str, content_hash: str) -> DatasetSnapshot | None:
        wanted = tag(CONTENT_TAG, content_hash)
        return next((kept for kept in self._datasets.values() if wanted in kept.tags and kept.project == project), None)

    def dataset(self, dataset_id: str) -> DatasetSnapshot:
        if dataset_id not in self._datasets:
            raise NotFound("no dataset has this id", value=dataset_id)
        return self._datasets[dataset_id]

    def datasets(self, name: str | None = None) -> list[DatasetSnapshot]:
        return [kept for kept in reversed(self._datasets.values()) if name is None or kept.name == name]

    def register_dataset(
        self, path: Path, *, name: str, project: str, tags: Sequence[str], facts: Mapping[str, str]
    ) -> str:
        dataset_id = self._new_id("dataset")
        copy = self.place(dataset_id, path.name)
        shutil.copy(path, copy)
        if "hash" in facts and _digest(copy) != facts["hash"]:
            raise changed(path)
        self._datasets[dataset_id] = DatasetSnapshot(
            id=dataset_id, name=name, project=project, tags=tuple(tags), facts=dict(facts)
        )
        return dataset_id

    def dataset_files(self, dataset_id: str) -> list[Path]:
        self.dataset(dataset_id)
        return sorted((self._folder / dataset_id).iterdir())

    def has_dataset_files(self, dataset_id: str) -> bool:
        return any((self._folder / dataset_id).glob("*"))

    def tag_dataset(self, dataset_id: str, tags: Iterable[str]) -> None:
        kept = self.dataset(dataset_id)
        self._datasets[dataset_id] = replace(kept, tags=tuple(dict.fromkeys([*kept.tags, *tags])))

    def model_file(self, model_id: str) -> Path:
        if model_id not in self._models:
            raise NotFound("no registered model has this id", value=model_id)
        if not self._models[model_id].exists():
            raise NotFound(f"the file of the model {model_id} was deleted")
        return self._models[model_id]

    def model_metadata(self, model_id: str) -> Mapping[str, str]:
        if model_id not in self._models:
            raise NotFound("no registered model has this id", value=model_id)
        return self._model_metadata[model_id]

    def store_model(self, model_id: str, path: Path, metadata: Mapping[str, str] | None = None) -> None:
        """Keeps a file as a registered model."""
        self._models[model_id], self._model_metadata[model_id] = path, metadata or {}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
