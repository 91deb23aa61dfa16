"""What ended tasks stored, read and checked once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TypeAlias, TypeVar

from automl_shared.errors import ContractError
from automl_shared.phase_io import ARTIFACT, PhaseOutput, read_output
from automl_shared.tracker import ArtifactReader, TaskSnapshot

_MOST_KEPT = 5000

O = TypeVar("O", bound=PhaseOutput)
_Key: TypeAlias = tuple[str, datetime | None, type[PhaseOutput]]
"""A task, when it ended (a run that went on ends again, with another output), and what is read of it."""


class Outputs:
    """What ended tasks stored. It does not change until they end again, so that each is read and checked once."""

    def __init__(self, tracker: ArtifactReader) -> None:
        self._tracker = tracker
        self._kept: dict[_Key, PhaseOutput | None] = {}

    def read(self, kind: type[O], tasks: Iterable[TaskSnapshot]) -> dict[str, O]:
        """Task id to output, many with one call; what another version wrote, or somebody changed, is left out."""
        keys = {
            task.id: (task.id, task.ended, kind) for task in tasks if task.status.ended and ARTIFACT in task.artifacts
        }
        missing = [task_id for task_id, key in keys.items() if key not in self._kept]
        if missing:
            if len(self._kept) > _MOST_KEPT:
                self._kept.clear()
            documents = self._tracker.documents(missing, ARTIFACT)
            self._kept |= {keys[task_id]: _checked(kind, task_id, found) for task_id, found in documents.items()}
        found = {task_id: self._kept.get(key) for task_id, key in keys.items()}
        return {task_id: output for task_id, output in found.items() if isinstance(output, kind)}


def _checked(kind: type[O], task_id: str, document: object) -> O | None:
    try:
        return read_output(kind, document, source=f"task {task_id}")
    except ContractError:
        return None
