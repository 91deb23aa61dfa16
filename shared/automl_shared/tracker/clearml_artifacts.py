"""What tasks report and store, on a ClearML server."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from automl_shared.errors import ContractError, NotFound
from automl_shared.tracker.answers import rows, text
from automl_shared.tracker.base import Reporter
from automl_shared.tracker.clearml_files import ClearMLFiles, damaged, is_as_stored
from automl_shared.tracker.clearml_rows import artifacts_of
from automl_shared.tracker.clearml_server import PAGE
from automl_shared.words import T_


class ClearMLArtifacts(ClearMLFiles):
    """Artifacts: JSON documents and files. What the last task had is remembered."""

    def __init__(self, session: Any, patience_seconds: float) -> None:
        super().__init__(session, patience_seconds)
        self._artifacts: tuple[str, dict[str, dict[str, Any]]] = ("", {})

    def reporter(self, task_id: str) -> Reporter:
        from automl_shared.tracker.clearml_reporter import ClearMLReporter

        return ClearMLReporter(task_id, self._session, patience_seconds=self._patience)

    def document(self, task_id: str, name: str) -> Any:
        try:
            return json.loads(self._content(task_id, name))
        except ValueError as error:
            raise ContractError(f"the artifact {name!r} of task {task_id} is not JSON", value=error) from None

    def documents(self, task_ids: Sequence[str], name: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for task_id, listed in self._listed(task_ids).items():
            self._artifacts = task_id, listed
            with contextlib.suppress(NotFound, ContractError):
                found[task_id] = self.document(task_id, name)
        return found

    def file(self, task_id: str, name: str) -> Path:
        what = _named(task_id, name)
        for again in (False, True):
            artifact = self._artifact(task_id, name, fresh=again)
            copy = self._fetched(artifact["uri"], what, fresh=again)
            with copy.open("rb") as stream:
                if is_as_stored(stream, artifact):
                    return copy
        raise damaged(artifact["uri"], what)

    def _content(self, task_id: str, name: str) -> bytes:
        """As it is now: in one request to the server's own files, through the SDK from any other storage."""
        what = _named(task_id, name)
        for again in (False, True):
            artifact = self._artifact(task_id, name, fresh=again)
            found = self._content_of(artifact["uri"], what)
            if is_as_stored(BytesIO(found), artifact):
                return found
        raise damaged(artifact["uri"], what)

    def has_file(self, task_id: str, name: str) -> bool:
        try:
            uri = self._artifact(task_id, name)["uri"]
        except NotFound:
            return False
        return self._is_stored(uri)

    def _artifact(self, task_id: str, name: str, *, fresh: bool = False) -> dict[str, Any]:
        """What the server says of an artifact; of a task that was asked for last, what it said then, unless fresh."""
        seen_of, seen = self._artifacts
        if fresh or seen_of != task_id or name not in seen:
            seen = self._listed([task_id]).get(task_id, {})
            self._artifacts = task_id, seen
        if name not in seen:
            raise NotFound(
                T_("task {task} has no artifact {name}", task=task_id, name=repr(name)), fix="automl runs list"
            )
        return dict(seen[name])

    def _listed(self, task_ids: Sequence[str]) -> dict[str, dict[str, dict[str, Any]]]:
        """What the server says of every artifact of some tasks; one that does not exist is left out."""
        listed: list[dict[str, Any]] = []
        for start in range(0, len(task_ids), PAGE):
            query = {"id": list(task_ids[start : start + PAGE]), "only_fields": ["id", "execution.artifacts"]}
            answer = self._call("tasks", "get_all", page=0, page_size=PAGE, search_hidden=True, **query)
            listed += rows(answer.get("tasks"))
        return {text(row.get("id")): _by_name(artifacts_of(row)) for row in listed}

    def link_file(self, source_id: str, name: str, target_id: str) -> None:
        self._call(
            "tasks", "add_or_update_artifacts", task=target_id, artifacts=[self._artifact(source_id, name)], force=True
        )


def _by_name(artifacts: Iterable[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Those that lie somewhere, by their names."""
    return {text(one.get("key")): one for one in artifacts if text(one.get("uri"))}


def _named(task_id: str, name: str) -> str:
    return T_("the artifact {name} of task {task}", name=repr(name), task=task_id)
