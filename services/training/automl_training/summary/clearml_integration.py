"""The training-summary phase on the tracker."""

from __future__ import annotations

from automl_shared.config.models import EvaluationSettings, OutputSettings
from automl_shared.errors import AutoMLError, ServerUnreachable
from automl_shared.failures import has_result
from automl_shared.naming import Phase
from automl_shared.phase_io import TrainingInfo, TrainingSummaryInfo
from automl_shared.phase_run import PhaseRun
from automl_shared.plugins import METRICS
from automl_shared.tracker import TaskSnapshot
from automl_training.summary import meta, processing
from automl_training.summary.visualization import PICTURES, Facts


def run(run: PhaseRun) -> TrainingSummaryInfo:
    """Puts all attempts on record side by side, failed ones included."""
    ids = run.inputs(Phase.TRAINING)
    tasks = run.tracker.tasks(ids=ids)
    outputs = {task.id: _output(run, task) for task in tasks if has_result(task)}
    metric = processing.primary_metric(outputs, run.section(EvaluationSettings).primary_metric)
    greater_is_better = METRICS.get(metric).greater_is_better if metric else True
    output = run.section(OutputSettings)
    children = processing.children(ids, tasks, outputs, output.language)
    rows = processing.ranked(children, greater_is_better=greater_is_better)
    best = processing.best(rows)

    title = METRICS.get(metric).titled(output.language) if metric else ""
    shown = Facts(rows=rows, best=best, metric=title, language=output.language, most=output.top_k)
    facts = {
        "language": output.language,
        "children": [row.model_dump() for row in rows],
        "primary_metric": metric,
        "greater_is_better": greater_is_better,
    }
    run.draw_all(PICTURES.of(shown), facts)
    run.reporter.file("children", meta.write_csv(rows, run.work_dir / "children.csv"))
    return TrainingSummaryInfo(
        run_id=run.context.run_id,
        task_id=run.task.id,
        primary_metric=metric,
        greater_is_better=greater_is_better,
        children=rows,
        best=best.candidate if best else None,
    )


def _output(run: PhaseRun, task: TaskSnapshot) -> TrainingInfo | AutoMLError:
    """The output, or why there is none to use; a server that is away is nobody's failed training."""
    try:
        return run.output_of(TrainingInfo, task.id)
    except ServerUnreachable:
        raise
    except AutoMLError as error:
        return error
