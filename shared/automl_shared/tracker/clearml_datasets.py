"""Data sets on a ClearML server: tasks that hold files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from automl_shared.errors import DataError, NotFound
from automl_shared.naming import CONTENT_TAG, tag
from automl_shared.tracker.base import DatasetSnapshot
from automl_shared.tracker.clearml_files import ClearMLFiles
from automl_shared.tracker.clearml_rows import DATASET_SECTION, DATASETS, FIELDS, dataset_snapshot, project_name
from automl_shared.tracker.clearml_server import PAGE, without_chatter
from automl_shared.tracker.clearml_tasks import ClearMLTasks
from automl_shared.unchanged import changed, unchanged
from automl_shared.words import T_


class ClearMLDatasets(ClearMLTasks, ClearMLFiles):
    """Registered data sets."""

    def find_dataset(self, *, project: str, content_hash: str) -> DatasetSnapshot | None:
        rows = self._call(
            "tasks", "get_all_ex", tags=["__$all", tag(CONTENT_TAG, content_hash)], order_by=["created"], **DATASETS
        )["tasks"]
        wanted = f"{project}/.datasets/"
        return next((dataset_snapshot(row) for row in rows if project_name(row).startswith(wanted)), None)

    def dataset(self, dataset_id: str) -> DatasetSnapshot:
        rows = self._call(
            "tasks",
            "get_all_ex",
            id=[dataset_id],
            system_tags=["__$all", "dataset"],
            only_fields=[*FIELDS, "project.name"],
            search_hidden=True,
        )["tasks"]
        if not rows:
            raise NotFound(
                T_("no dataset has this id"), value=dataset_id, fix=T_("look it up in the UI under Datasets")
            )
        return dataset_snapshot(rows[0])

    def datasets(self, name: str | None = None) -> list[DatasetSnapshot]:
        query: dict[str, Any] = {**DATASETS, "order_by": ["-created"], "page_size": PAGE}
        if name is not None:
            query["name"] = f"^{re.escape(name)}$"
        found: list[DatasetSnapshot] = []
        for page in range(1_000_000):
            rows = self._call("tasks", "get_all_ex", page=page, **query)["tasks"]
            found += map(dataset_snapshot, rows)
            if len(rows) < PAGE:
                break
        return [dataset for dataset in found if name is None or dataset.name == name]

    def register_dataset(
        self, path: Path, *, name: str, project: str, tags: Sequence[str], facts: Mapping[str, str]
    ) -> str:
        from clearml import Dataset

        with without_chatter():
            dataset = Dataset.create(dataset_name=name, dataset_project=project, dataset_tags=list(tags))
            try:
                _fill(dataset, path, facts)
            except DataError:
                dataset.get_logger().flush(wait=True)  # or what it has still to say would be refused
                self._call("tasks", "delete", task=dataset.id, force=True)
                raise
            self.edit(dataset.id, sections={DATASET_SECTION: facts})
            dataset.finalize()
        return str(dataset.id)

    def dataset_files(self, dataset_id: str) -> list[Path]:
        from clearml import Dataset

        with without_chatter():
            try:
                folder = _local_copy(Dataset.get(dataset_id=dataset_id))
            except ValueError as error:
                self.dataset(dataset_id)  # one that was deleted meanwhile is told as it is everywhere
                raise NotFound(T_("the dataset cannot be read"), value=f"{dataset_id}: {error}") from error
        return sorted(file for file in Path(folder).rglob("*") if file.is_file())

    def has_dataset_files(self, dataset_id: str) -> bool:
        query = {"id": [dataset_id], "only_fields": ["execution.artifacts"], "search_hidden": True}
        rows = self._call("tasks", "get_all", **query)["tasks"]
        listed = (rows[0].get("execution") or {}).get("artifacts") or [] if rows else []
        uris = [str(artifact.get("uri") or "") for artifact in listed if artifact["key"].startswith("data")]
        return bool(uris) and all(map(self._is_stored, uris))

    def tag_dataset(self, dataset_id: str, tags: Iterable[str]) -> None:
        present = self.dataset(dataset_id).tags
        self.edit(dataset_id, tags=list(dict.fromkeys([*present, *tags])))


def _fill(dataset: Any, path: Path, facts: Mapping[str, str]) -> None:
    """Puts the file into a new dataset. Raises DataError where it is no longer the one that the facts tell of."""
    with unchanged(path):
        dataset.add_files(str(path), verbose=False)
        dataset.upload(show_progress=False, preview=False)
    if "hash" in facts and {entry.hash for entry in dataset.file_entries} != {facts["hash"]}:
        raise changed(path)


def _local_copy(dataset: Any) -> str:
    """The folder of the dataset's files; what was changed after it was fetched is fetched again."""
    folder = str(dataset.get_local_copy())
    spoilt = dataset.verify_dataset_hash(local_copy_path=folder)
    for name in spoilt:  # which may be a link to the copy of an earlier version
        Path(folder, name).resolve().unlink(missing_ok=True)
    return str(dataset.get_local_copy()) if spoilt else folder
