"""A run as one line of a list: read from its task and the document it left, not from its children."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from automl_controller.runs.document import run_status
from automl_shared.config.models import DataSettings, Language
from automl_shared.errors import ContractError, NotFound
from automl_shared.failures import CAUSE_KEY, language_of
from automl_shared.frozen import Frozen
from automl_shared.naming import tag_value
from automl_shared.phase_io import ARTIFACT, Recommendation, RunInfo, RunStatus, output_of
from automl_shared.tracker import ArtifactReader, TaskSnapshot


class ListedRun(Frozen):
    """What is not known, because the run goes on, failed or recommends nothing, is None or empty."""

    run_id: str
    status: RunStatus
    name: str
    data: str
    target: str
    recommended: str | None
    title: str | None
    """What it is called where people read it."""
    metric: str | None
    score: float | None
    """The recommended candidate's mean over the folds."""
    cause: str
    created: datetime | None
    task_id: str
    language: Language

    def document(self) -> dict[str, Any]:
        """As JSON, times to the second."""
        created = self.created.isoformat(timespec="seconds") if self.created else None
        return {**asdict(self), "created": created}


def listed_run(tracker: ArtifactReader, task: TaskSnapshot) -> ListedRun:
    """A run of which the task was read. Raises ServerUnreachable."""
    chosen = _recommendation(tracker, task)
    return ListedRun(
        run_id=task.run_id or "",
        status=run_status(task),
        name=task.name,
        data=tag_value(task.tags, "dataset") or "",
        target=task.sections.get(DataSettings.section, {}).get("target_column", ""),
        recommended=chosen.candidate if chosen else None,
        title=(chosen.title or chosen.candidate) if chosen else None,
        metric=chosen.primary_metric if chosen else None,
        score=chosen.cv_mean if chosen else None,
        cause=task.runtime.get(CAUSE_KEY, ""),
        created=task.created,
        task_id=task.id,
        language=language_of(task),
    )


def _recommendation(tracker: ArtifactReader, task: TaskSnapshot) -> Recommendation | None:
    if not task.status.ended or ARTIFACT not in task.artifacts:
        return None
    try:
        found = output_of(RunInfo, tracker, task.id, run_id=task.run_id)
    except (NotFound, ContractError):  # deleted, or another version's: `automl runs show` says which
        return None
    return found.document.recommendation
