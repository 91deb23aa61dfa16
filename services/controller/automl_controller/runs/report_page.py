"""A run's report as a file on this machine."""

from __future__ import annotations

import shutil
from pathlib import Path

from automl_controller.runs.document import run_status
from automl_controller.runs.earlier import comparison_task
from automl_shared.errors import NotFound
from automl_shared.failures import CAUSE_KEY, REMEDY_KEY
from automl_shared.tracker import Records, TaskReader, TaskSnapshot
from automl_shared.words import T_

REPORT_ARTIFACT = "report"


def fetch_report(tracker: Records, run_task: TaskSnapshot, folder: Path) -> Path:
    """Copies the report into the folder as ``report-<run id>.html``.

    Raises NotFound, with what to do, for a run that has none.
    """
    source = next((holder for holder in _holders(tracker, run_task) if tracker.has_file(holder, REPORT_ARTIFACT)), None)
    if source is None:
        raise _missing(run_task)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    kept = folder / f"report-{run_task.run_id}.html"
    shutil.copy(tracker.file(source, REPORT_ARTIFACT), kept)
    return kept


def _holders(tracker: TaskReader, run_task: TaskSnapshot) -> list[str]:
    comparison = comparison_task(tracker, run_task)
    return [run_task.id, *([comparison.id] if comparison else [])]


def _missing(run_task: TaskSnapshot) -> NotFound:
    status, run_id = run_status(run_task), run_task.run_id
    what = T_("run {run_id} has no report", run_id=run_id)
    if status == "running":
        return NotFound(
            T_("run {run_id} has no report yet", run_id=run_id), value=status, fix=f"automl runs watch {run_id}"
        )
    if cause := run_task.runtime.get(CAUSE_KEY):
        return NotFound(
            what,
            value=f"{status}: {cause}",
            fix=run_task.runtime.get(REMEDY_KEY) or f"automl clone --task-id {run_task.id}",
        )
    if status in ("completed", "completed_with_failures"):
        return NotFound(what, value=T_("its file was deleted"), fix=f"automl clone --task-id {run_task.id}")
    return NotFound(what, value=status, fix=f"automl runs show {run_id}")
