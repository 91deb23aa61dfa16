"""The ranking of a run that ended before its comparison: finished work is shown, and nothing is recommended."""

from __future__ import annotations

from typing import Any

from automl_controller.runs.state import RunState
from automl_shared.candidate_rows import ranked
from automl_shared.errors import ContractError, NotFound
from automl_shared.failures import has_result
from automl_shared.naming import Phase
from automl_shared.phase_io import ARTIFACT, LeaderboardRow, RunInfo, TrainingInfo, output_of, read_output
from automl_shared.tracker import ArtifactReader, TaskSnapshot


class Trained:
    """What the finished candidates of a run put out. Read once, and a part at a time: there may be a thousand."""

    def __init__(self, tracker: ArtifactReader) -> None:
        self._tracker = tracker
        self._read: dict[str, TrainingInfo | None] = {}
        """By task; None for what cannot be read."""

    def read(self, state: RunState, most: int | None = None) -> bool:
        """Reads at most so many that were not read yet; whether all of them are now. Raises ServerUnreachable."""
        missing = [task.id for task in _finished(state) if task.id not in self._read]
        now = missing[:most]
        found = self._tracker.documents(now, ARTIFACT) if now else {}
        self._read |= {task_id: _checked(state, task_id, found.get(task_id)) for task_id in now}
        return len(now) == len(missing)

    def ranked(self, state: RunState) -> list[LeaderboardRow]:
        """Every candidate with a result, best mean first. Raises ServerUnreachable."""
        self.read(state)
        return ranked(info for task in _finished(state) if (info := self._read[task.id]))


def uncompared(tracker: ArtifactReader, state: RunState, trained: Trained | None = None) -> list[LeaderboardRow]:
    """Every candidate with a result, best mean first. ``trained``: as far as it was read. Raises ServerUnreachable."""
    kept = _kept(tracker, state)
    return kept if kept is not None else (trained or Trained(tracker)).ranked(state)


def _finished(state: RunState) -> list[TaskSnapshot]:
    return [task for unit, task in state.record.items() if unit.phase is Phase.TRAINING and has_result(task)]


def _kept(tracker: ArtifactReader, state: RunState) -> list[LeaderboardRow] | None:
    """As the run's own document has it, which was made when it ended."""
    if not state.task.status.ended or ARTIFACT not in state.task.artifacts:
        return None
    try:
        return output_of(RunInfo, tracker, state.task.id, run_id=state.plan.context.run_id).document.leaderboard
    except (NotFound, ContractError):
        return None


def _checked(state: RunState, task_id: str, document: Any) -> TrainingInfo | None:
    if document is None:
        return None
    try:
        return read_output(TrainingInfo, document, run_id=state.plan.context.run_id, source=f"task {task_id}")
    except ContractError:
        return None
