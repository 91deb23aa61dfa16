"""From the children's outputs to the choice."""

from __future__ import annotations

from collections.abc import Sequence

from automl_comparison.admission import Admitted, Field, admit, common_fold_hash
from automl_comparison.clearml_integration.children import Children
from automl_comparison.clearml_integration.tables import fold_table, truth
from automl_comparison.ensembles import Ensembles, Request, ensembles_for, rows_of
from automl_comparison.luck import luck_of
from automl_comparison.meta import Asked, Facts, FinalCheck, Rules
from automl_comparison.processing import choose
from automl_shared.config.models import DataSettings, EnsembleSettings, EvaluationSettings, OutputSettings, task_type_of
from automl_shared.errors import ContractError, DataError, NotFound
from automl_shared.folds import fold_sizes
from automl_shared.lazy import pd
from automl_shared.paired import resampling_ratio
from automl_shared.phase_io import Failure, PreprocessingInfo
from automl_shared.phase_run import PhaseRun
from automl_shared.plugins import METRICS, Metric
from automl_shared.sections import ModelCandidatesSection, RunSection
from automl_shared.words import T_


def decided(run: PhaseRun, children: Children) -> Facts:
    """Everything but the final check: the hold-out's target is not read here."""
    if not children.preprocessings or not children.results:
        raise _nothing_to_compare(children.failures)
    evaluation = run.section(EvaluationSettings)
    common_hash = common_fold_hash(list(children.preprocessings.values()), children.results)
    source, data = next(
        (task_id, info) for task_id, info in children.preprocessings.items() if info.fold_plan.hash == common_hash
    )
    metric, *others = map(METRICS.get, evaluation.metrics_for(task_type_of(data.problem_type)))
    folds = fold_table(run, source, common_hash)
    sizes = fold_sizes(folds)
    admitted = admit(
        children.results,
        Field(
            metric=metric.name,
            again=run.section(RunSection).again or "automl submit",
            fold_hash=common_hash,
            n_folds=len(sizes),
            preprocessings=children.preprocessings,
            language=run.section(OutputSettings).language,
        ),
    )
    failures = [*children.failures, *admitted.failures]
    if not admitted.candidates:
        raise _nothing_to_compare(failures)
    rules = Rules(
        luck=_luck(run, metric, data, folds),
        greater_is_better=metric.greater_is_better,
        preference=evaluation.preference,
        resampling_ratio=resampling_ratio(sizes),
        n_repeats=data.fold_plan.n_repeats,
    )
    metrics = [metric, *(one for one in others if one.fits(data.problem_type))]
    ensembles = _ensembles(run, admitted, metrics, folds, data)
    return Facts(
        run_id=run.context.run_id,
        dataset_key=run.context.dataset_key,
        metric=metric,
        preference=evaluation.preference,
        data=data,
        n_folds=len(sizes),
        choice=choose([*admitted.candidates, *ensembles.candidates], rules),
        rules=rules,
        ensembles=ensembles,
        final_check=FinalCheck(),
        failures=tuple(failures),
        skipped=run.section(RunSection).skipped,
        extras=tuple(run.section(RunSection).extras),
        language=run.section(OutputSettings).language,
        asked=_asked(run),
    )


def _luck(run: PhaseRun, metric: Metric, data: PreprocessingInfo, folds: pd.DataFrame) -> float | None:
    """See `luck_of`; None, which is told, where the truth cannot be read."""
    if metric.luck is None:
        return None
    try:
        return luck_of(metric, rows_of(data, folds, truth(run, data)), data.fold_plan.kind)
    except (ContractError, DataError, NotFound, ValueError, KeyError) as error:  # no Parquet; lacks the target
        run.could_not("how far luck reaches", error)
        return None


def _asked(run: PhaseRun) -> Asked:
    section, editing = run.section(RunSection), run.section(DataSettings).editing
    return Asked(
        again=section.again,
        model_file=section.model_file,
        dropped_columns=tuple(editing.drop_columns),
        replaced_values=editing.replace_values,
        portfolio=run.section(ModelCandidatesSection).portfolio,
    )


def _nothing_to_compare(failures: Sequence[Failure]) -> DataError:
    what = T_("no candidate gave a result, so there is nothing to compare")
    if not failures:
        return DataError(
            what,
            value=T_("the task names no training to read from"),
            fix=T_("clone a comparison task that a run has made, not a template"),
        )
    return DataError(what, value="; ".join(f"{one.candidate}: {one.cause}" for one in failures), fix=failures[0].remedy)


def _ensembles(
    run: PhaseRun, admitted: Admitted, metrics: Sequence[Metric], folds: pd.DataFrame, data: PreprocessingInfo
) -> Ensembles:
    """Mixtures of the admitted candidates, made on the training rows alone."""
    task_of = {one.candidate: one.task_id for one in admitted.candidates}
    return ensembles_for(
        Request(
            settings=run.section(EnsembleSettings),
            candidates=admitted.candidates,
            metrics=metrics,
            task_id=run.task.id,
            preprocessing_task_id=data.task_id,
            language=run.section(OutputSettings).language,
        ),
        data,
        folds,
        truth=lambda: truth(run, data),
        fetch=lambda candidate: run.file_of(task_of[candidate], "oof_predictions"),
    )
