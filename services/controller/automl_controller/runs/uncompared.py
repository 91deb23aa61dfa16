"""The ranking of a run that ended before its comparison: finished work is shown, and nothing is recommended."""

from __future__ import annotations

from automl_controller.runs.state import RunState
from automl_shared.errors import ContractError, NotFound
from automl_shared.failures import has_result
from automl_shared.naming import Phase
from automl_shared.phase_io import ARTIFACT, LeaderboardRow, RunInfo, TrainingInfo, read_output
from automl_shared.plugins import METRICS
from automl_shared.tracker import TaskSnapshot, Tracker


def uncompared(tracker: Tracker, state: RunState) -> list[LeaderboardRow]:
    """Every candidate with a result, best mean first. Raises ServerUnreachable."""
    kept = _kept(tracker, state)
    if kept is not None:
        return kept
    trained = [task for unit, task in state.record.items() if unit.phase is Phase.TRAINING and has_result(task)]
    infos = [info for task in trained if (info := _read(tracker, state, task))]
    if not infos:
        return []
    sign = -1 if METRICS.get(infos[0].primary_metric).greater_is_better else 1
    infos.sort(key=lambda info: (sign * info.cv_mean[info.primary_metric], info.candidate))
    return [_row(rank, info) for rank, info in enumerate(infos, start=1)]


def _kept(tracker: Tracker, state: RunState) -> list[LeaderboardRow] | None:
    """As the run's own document has it, which was made when it ended."""
    if not state.task.status.ended or ARTIFACT not in state.task.artifacts:
        return None
    try:
        document = tracker.document(state.task.id, ARTIFACT)
        return read_output(RunInfo, document, run_id=state.plan.context.run_id, source="the run").document.leaderboard
    except (NotFound, ContractError):
        return None


def _read(tracker: Tracker, state: RunState, task: TaskSnapshot) -> TrainingInfo | None:
    try:
        document = tracker.document(task.id, ARTIFACT)
        return read_output(TrainingInfo, document, run_id=state.plan.context.run_id, source=f"task {task.id}")
    except (NotFound, ContractError):
        return None


def _row(rank: int, info: TrainingInfo) -> LeaderboardRow:
    metric = info.primary_metric
    return LeaderboardRow(
        rank=rank,
        candidate=info.candidate,
        preprocess=info.preproc_id,
        model=info.model,
        cv_mean=info.cv_mean[metric],
        cv_std=info.cv_std[metric],
        fit_seconds=info.fit_seconds,
        predict_seconds=info.predict_seconds,
        size_bytes=info.size_bytes,
        task_id=info.task_id,
    )
