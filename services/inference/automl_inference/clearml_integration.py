"""The inference task: checks what is asked for against the model's schema, and says that predicting comes later."""

from __future__ import annotations

from pathlib import Path

from automl_data.intake import read_table
from automl_inference.meta import Request
from automl_inference.processing import checked, edited_names
from automl_inference.visualization import PICTURES
from automl_shared.config.models import DataSettings
from automl_shared.console import echo
from automl_shared.errors import DataError
from automl_shared.failures import language_of
from automl_shared.naming import Phase
from automl_shared.phase_io import ComparisonInfo, InferenceInfo, PreprocessingInfo, TrainingInfo
from automl_shared.phase_run import PhaseRun
from automl_shared.tracker.base import phase_of
from automl_shared.words import T_


def run(run: PhaseRun) -> InferenceInfo:
    """Works off one inference task."""
    model_task = run.input(Phase.COMPARISON if run.inputs(Phase.COMPARISON) else Phase.TRAINING)
    candidate, expected = _model(run, model_task)
    language = language_of(run.tracker.task(model_task))
    request = checked(Request(candidate=candidate, expected=expected, given=_given(run), language=language))
    echo(request.message)
    for title, draw in PICTURES.of(request):
        run.draw(title, draw)
    return InferenceInfo(
        run_id=run.context.run_id,
        task_id=run.task.id,
        model_task_id=model_task,
        expected_columns=request.expected,
        given_columns=request.given or [],
        message=request.message,
    )


def _model(run: PhaseRun, task_id: str) -> tuple[str, list[str]]:
    """Name of a task's model and the columns it predicts from. Raises DataError for a run that recommends none."""
    if phase_of(run.tracker.task(task_id)) is not Phase.COMPARISON:
        training = run.output_of(TrainingInfo, task_id)
        return training.candidate, run.output_of(PreprocessingInfo, training.preprocessing_task_id).feature_names
    comparison = run.output_of(ComparisonInfo, task_id)
    chosen = comparison.recommendation
    if chosen is None:
        raise DataError(
            T_("the run recommends no model"),
            value=comparison.sentence,
            fix=T_("name the training task of a candidate in Run/inputs instead"),
        )
    if chosen.task_id != task_id:
        return _model(run, chosen.task_id)
    members = next(one.members for one in comparison.ensembles if one.candidate == chosen.candidate)
    columns = [name for member in members for name in _model(run, member.task_id)[1]]
    return chosen.candidate, list(dict.fromkeys(columns))


def _given(run: PhaseRun) -> list[str] | None:
    """Names of the columns in the task's data, None when it names none. Raises DataError."""
    data = run.section(DataSettings)
    if data.dataset_id is None and data.csv_path is None:
        return None
    path = Path(data.csv_path or "") if data.dataset_id is None else _only_file(run, data.dataset_id)
    return edited_names([str(name) for name in read_table(path, data).frame.columns], data.editing)


def _only_file(run: PhaseRun, dataset_id: str) -> Path:
    files = run.tracker.dataset_files(dataset_id)
    if len(files) != 1:
        raise DataError(
            T_("the dataset does not hold exactly one file"),
            value=T_(
                "{dataset}: {files}", dataset=dataset_id, files=", ".join(file.name for file in files) or T_("no file")
            ),
            allowed=T_("one CSV or Parquet file"),
            fix=T_("register the one file to predict"),
        )
    return files[0]
