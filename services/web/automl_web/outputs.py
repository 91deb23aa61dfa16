"""What ended tasks stored, read once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from automl_shared.errors import ContractError
from automl_shared.phase_io import ARTIFACT, PhaseOutput, read_output
from automl_shared.tracker import ArtifactReader, TaskSnapshot

_MOST_KEPT = 5000


class Outputs:
    """What ended tasks stored. It never changes, so that each is read once, many with one call."""

    def __init__(self, tracker: ArtifactReader) -> None:
        self._tracker = tracker
        self._kept: dict[str, Any] = {}

    def of(self, tasks: Iterable[TaskSnapshot]) -> dict[str, Any]:
        """Task id to document, of those that have stored one."""
        wanted = [task.id for task in tasks if task.status.ended and ARTIFACT in task.artifacts]
        missing = [task_id for task_id in wanted if task_id not in self._kept]
        if missing:
            if len(self._kept) > _MOST_KEPT:
                self._kept.clear()
            self._kept |= self._tracker.documents(missing, ARTIFACT)
        return {task_id: self._kept[task_id] for task_id in wanted if task_id in self._kept}

    def read(self, kind: type[PhaseOutput], tasks: Iterable[TaskSnapshot]) -> dict[str, Any]:
        """The same, parsed; what another version wrote, or somebody changed, is left out."""
        found = {}
        for task_id, document in self.of(tasks).items():
            try:
                found[task_id] = read_output(kind, document, source=f"task {task_id}")
            except ContractError:
                continue
        return found
