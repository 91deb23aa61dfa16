"""The comparison task: reads what the run's children made, decides, and reports the decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from statistics import fmean
from typing import TYPE_CHECKING, TypeVar

from automl_comparison import decision, final_check, report, tables, visualization
from automl_comparison.admission import AGAIN, Field, Result, admit, common_fold_hash
from automl_comparison.meta import Facts, FinalCheck
from automl_comparison.processing import Rules, choose, resampling_ratio
from automl_shared.config.models import EnsembleSettings, EvaluationSettings, OutputSettings, task_type_of
from automl_shared.console import say
from automl_shared.errors import ContractError, DataError, NotFound
from automl_shared.failures import failure, failure_of
from automl_shared.folds import FITTED_ON, SCORED_ON, fold_hash
from automl_shared.naming import Phase
from automl_shared.phase import PhaseRun
from automl_shared.phase_io import ComparisonInfo, Failure, PhaseOutput, PreprocessingInfo, TrainingInfo
from automl_shared.plugins import METRICS
from automl_shared.sections import RunSection
from automl_shared.tracker import TaskSnapshot

if TYPE_CHECKING:
    import pandas as pd

FIRST_PLUGIN_PLOT = 6

O = TypeVar("O", bound=PhaseOutput)


@dataclass(kw_only=True)
class Children:
    """What the run's children left: the outputs that could be read, and why the others could not."""

    preprocessings: dict[str, PreprocessingInfo] = field(default_factory=dict)
    """By task id."""
    results: list[Result] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)


def run(run: PhaseRun) -> ComparisonInfo:
    """Decides which candidate to use. Raises DataError when no candidate gave a result."""
    facts = _decided(run, read_children(run))
    facts = replace(facts, final_check=_final_check(run, facts))
    info = decision.comparison_info(facts, task_id=run.task.id)
    say(f"{info.verdict}: {info.sentence}")
    _report(run, facts, info)
    return info


def read_children(run: PhaseRun) -> Children:
    """The outputs of every task named in ``Run/inputs``; one without an output that counts is a failure."""
    wanted: list[tuple[str, type[PreprocessingInfo] | type[TrainingInfo]]] = [
        *((task_id, PreprocessingInfo) for task_id in run.inputs(Phase.PREPROCESSING)),
        *((task_id, TrainingInfo) for task_id in run.inputs(Phase.TRAINING)),
    ]
    tasks = {task.id: task for task in run.tracker.tasks(ids=[task_id for task_id, _ in wanted])}
    children = Children()
    for task_id, kind in dict.fromkeys(wanted):
        task = tasks.get(task_id)
        found = _output(run, kind, task) if task else _deleted(task_id)
        if isinstance(found, Failure):
            children.failures.append(found)
        elif isinstance(found, PreprocessingInfo):
            children.preprocessings[task_id] = found
        else:
            children.results.append(Result(info=found, attempt=task.attempt if task else 1))
    return children


def _output(run: PhaseRun, kind: type[O], task: TaskSnapshot) -> O | Failure:
    refusal = _refusal(task)
    if refusal:
        return refusal
    try:
        info = run.output_of(kind, task.id)
    except (ContractError, NotFound) as error:
        return failure(task, error.cause, error.remedy)
    if info.task_id != task.id:
        return failure(task, f"its result was made by another task ({info.task_id})", AGAIN)
    return info


def _refusal(task: TaskSnapshot) -> Failure | None:
    """Why a task has no result that counts; None for one that has."""
    if not (task.status.ended or task.superseded):
        return failure(
            task,
            f"it had not ended when the candidates were compared ({task.status})",
            "compare again when it has ended: clone the comparison task",
        )
    return failure_of(task)


def _deleted(task_id: str) -> Failure:
    return Failure(candidate=task_id, task_id=task_id, cause="the task no longer exists", remedy=AGAIN)


def _decided(run: PhaseRun, children: Children) -> Facts:
    """Everything but the final check: the hold-out's target is not read here."""
    if not children.preprocessings or not children.results:
        raise _nothing_to_compare(children.failures)
    evaluation = run.section(EvaluationSettings)
    common_hash = common_fold_hash(list(children.preprocessings.values()), children.results)
    source, data = next(
        (task_id, info) for task_id, info in children.preprocessings.items() if info.fold_plan.hash == common_hash
    )
    metric = METRICS.get(evaluation.metrics_for(task_type_of(data.problem_type))[0])
    sizes = fold_sizes(_folds(run, source, common_hash))
    admitted = admit(
        children.results,
        Field(metric=metric.name, fold_hash=common_hash, n_folds=len(sizes), preprocessings=children.preprocessings),
    )
    failures = [*children.failures, *admitted.failures]
    if not admitted.candidates:
        raise _nothing_to_compare(failures)
    rules = Rules(
        greater_is_better=metric.greater_is_better,
        preference=evaluation.preference,
        resampling_ratio=resampling_ratio(sizes),
    )
    return Facts(
        run_id=run.context.run_id,
        dataset_key=run.context.dataset_key,
        metric=metric,
        preference=evaluation.preference,
        data=data,
        n_folds=len(sizes),
        choice=choose(admitted.candidates, rules),
        final_check=FinalCheck(),
        failures=tuple(failures),
        skipped=run.section(RunSection).skipped,
        ensembles_not_built=wanted_ensembles(run.section(EnsembleSettings)),
    )


def _nothing_to_compare(failures: Sequence[Failure]) -> DataError:
    what = "no candidate gave a result, so there is nothing to compare"
    if not failures:
        return DataError(
            what,
            value="the task names no training to read from",
            fix="clone a comparison task that a run has made, not a template",
        )
    return DataError(what, value="; ".join(f"{one.candidate}: {one.cause}" for one in failures), fix=failures[0].remedy)


def wanted_ensembles(settings: EnsembleSettings) -> tuple[str, ...]:
    """The kinds the config asks for; building them is not part of this version, and the report says so."""
    asked = {
        "weighted": settings.weighted.enable,
        "stacking": settings.stacking.enable,
        "voting": settings.voting.enable,
    }
    return tuple(kind for kind, enabled in asked.items() if enabled)


def fold_sizes(folds: pd.DataFrame) -> list[tuple[int, int]]:
    """Rows fitted on and rows scored on, for each fold of the fold table, in order."""
    marks = folds.drop(columns=[final_check.ROW_ID, "holdout"])
    return [(int((marks[fold] == FITTED_ON).sum()), int((marks[fold] == SCORED_ON).sum())) for fold in marks]


def _folds(run: PhaseRun, preprocessing_task_id: str, expected_hash: str) -> pd.DataFrame:
    """The fold table. Raises ContractError when it is not the one the preprocessing task wrote."""
    folds = _parquet(run, preprocessing_task_id, "folds")
    if fold_hash(folds) != expected_hash:
        raise ContractError(
            f"the fold table of task {preprocessing_task_id} was changed after it was written",
            value=fold_hash(folds),
            allowed=expected_hash,
            fix=AGAIN,
        )
    return folds


def _parquet(run: PhaseRun, task_id: str, artifact: str) -> pd.DataFrame:
    import pandas as pd

    return pd.read_parquet(run.tracker.file(task_id, artifact))


def _final_check(run: PhaseRun, facts: Facts) -> FinalCheck:
    """The recommended candidate's score on the hold-out: read here and nowhere else, after the choice."""
    chosen = facts.choice.recommended
    if chosen is None:
        return FinalCheck(missing="nothing is recommended")
    if facts.data.n_holdout == 0:
        return FinalCheck(missing="no rows were kept back for it")
    try:
        folds = _folds(run, chosen.preprocessing_task_id, facts.data.fold_plan.hash)
        holdout_rows = folds.loc[folds["holdout"], final_check.ROW_ID].tolist()
        score = final_check.score(
            facts.metric,
            _parquet(run, chosen.task_id, "holdout_predictions"),
            _parquet(run, chosen.preprocessing_task_id, "data"),
            target=facts.data.target,
            classes=facts.data.classes,
            holdout_rows=holdout_rows,
        )
    except (DataError, ContractError, NotFound) as error:
        return FinalCheck(missing=f"it failed: {error.cause}")
    except ValueError as error:  # a file that is no Parquet, a target that is no number
        return FinalCheck(missing=f"it failed: {error}")
    return FinalCheck(score=score, n_rows=len(holdout_rows))


def _report(run: PhaseRun, facts: Facts, info: ComparisonInfo) -> None:
    output = run.section(OutputSettings)
    if output.language != "en":
        say(f"the report is written in English: {output.language} is not available yet")
    table = tables.rows(facts)
    _report_scalars(run, facts, top_k=output.top_k)
    _report_files(run, facts, info, table)
    run.draw("01 recommendation", lambda: visualization.recommendation(facts, info))
    run.draw("02 ranking", lambda: visualization.ranking(facts, top_k=output.top_k))
    run.draw("03 models x preprocessing", lambda: visualization.heatmap(facts, max_columns=output.max_plot_columns))
    run.draw(
        "04 score against fit time", lambda: visualization.score_against_time(facts, max_points=output.max_plot_rows)
    )
    run.draw("05 all candidates", lambda: visualization.all_candidates(facts, table))
    run.draw_plugins(decision.report_document(facts, info), first_number=FIRST_PLUGIN_PLOT)


def _report_scalars(run: PhaseRun, facts: Facts, *, top_k: int) -> None:
    means = [one.cv_mean for one in facts.choice.models]
    if means:
        run.scalar(f"comparison/best_{facts.metric.name}", means[0])
        run.scalar(f"comparison/topk_mean_{facts.metric.name}", fmean(means[:top_k]))


def _report_files(run: PhaseRun, facts: Facts, info: ComparisonInfo, table: Sequence[tables.Row]) -> None:
    ranking, page = run.work_dir / "leaderboard.csv", run.work_dir / "report.html"
    found = info.recommendation
    task_url = run.tracker.task_url(found.task_id) if found else None
    ranking.write_text(tables.as_csv(table), encoding="utf-8")
    page.write_text(report.html(facts, info, table, task_url=task_url), encoding="utf-8")
    run.reporter.file("leaderboard", ranking)
    run.reporter.file("report", page)
    run.reporter.document("report_json", decision.report_document(facts, info))
