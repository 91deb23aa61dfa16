"""The comparison task: reads what the run's children made, decides, and reports the decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from statistics import fmean
from typing import TYPE_CHECKING, TypeVar

from automl_comparison import decision, final_check, report, tables, visualization
from automl_comparison.admission import AGAIN, Admitted, Field, Result, admit, common_fold_hash
from automl_comparison.ensembles import Ensembles, Request, Said, ensembles_for, held_out_table, picture, store
from automl_comparison.meta import Candidate, Facts, FinalCheck, Rules
from automl_comparison.processing import choose, resampling_ratio
from automl_shared.bundle import ENDING, metadata
from automl_shared.config.models import EnsembleSettings, EvaluationSettings, OutputSettings, task_type_of
from automl_shared.console import say
from automl_shared.errors import ContractError, DataError, NotFound
from automl_shared.failures import failure, failure_of
from automl_shared.folds import FITTED_ON, SCORED_ON, fold_hash
from automl_shared.naming import Phase, tag
from automl_shared.phase import PhaseRun
from automl_shared.phase_io import ComparisonInfo, Failure, PhaseOutput, PreprocessingInfo, TrainingInfo
from automl_shared.plugins import METRICS, Metric
from automl_shared.sections import RunSection
from automl_shared.tracker import TaskSnapshot

if TYPE_CHECKING:
    import pandas as pd

FIRST_PLUGIN_PLOT = 7

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
    children = read_children(run)
    facts = _with_models(run, _decided(run, children), children)
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
    metric, *others = map(METRICS.get, evaluation.metrics_for(task_type_of(data.problem_type)))
    folds = _folds(run, source, common_hash)
    sizes = fold_sizes(folds)
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
        ),
        data,
        folds,
        target=lambda: _parquet(run, data.task_id, "data", columns=[data.target])[data.target],
        fetch=lambda candidate: run.tracker.file(task_of[candidate], "oof_predictions"),
    )


def _with_models(run: PhaseRun, facts: Facts, children: Children) -> Facts:
    """The facts when every ensemble that is recommended or ranks first has its model, registered on this task.

    One whose file cannot be made takes no part: the choice is made again without it.
    """
    hashes = {result.info.task_id: result.info.bundle_sha256 for result in children.results}
    asked: set[str] = set()
    while True:
        leading = [facts.choice.recommended, facts.choice.ranking[0]]
        found = next((one for one in leading if one and one.is_ensemble and one.candidate not in asked), None)
        if found is None:
            return facts
        asked.add(found.candidate)
        try:
            ensembles = facts.ensembles.with_model(found.model, _registered(run, facts, found, hashes))
        except (NotFound, ContractError, DataError) as error:
            why = Said("not_stored", {"cause": error.cause, "remedy": error.remedy})
            ensembles = facts.ensembles.without(found.model, why)
        singles = [one for one in facts.choice.ranking if not one.is_ensemble]
        choice = choose([*singles, *ensembles.candidates], facts.rules)
        facts = replace(facts, choice=choice, ensembles=ensembles)


def _registered(run: PhaseRun, facts: Facts, one: Candidate, hashes: dict[str, str]) -> str:
    """The id of the ensemble's model."""
    ensemble = facts.ensembles.of(one)
    assert ensemble is not None, "asked for ensembles alone"
    path = run.work_dir / f"{one.model}{ENDING}"
    written = store(ensemble, facts, path, fetch=run.tracker.model_file, hashes=hashes)
    return run.reporter.model(
        written.path,
        name=one.candidate,
        tags=[*run.tags, tag("preprocess", one.preprocess), tag("model", one.model)],
        metadata=metadata(written),
    )


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


def _parquet(run: PhaseRun, task_id: str, artifact: str, columns: list[str] | None = None) -> pd.DataFrame:
    import pandas as pd

    return pd.read_parquet(run.tracker.file(task_id, artifact), columns=columns)


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
            _held_out(run, facts, chosen, holdout_rows),
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


def _held_out(run: PhaseRun, facts: Facts, chosen: Candidate, rows: Sequence[int]) -> pd.DataFrame:
    """What the chosen one predicts for the hold-out; an ensemble's is mixed from its members'."""
    ensemble = facts.ensembles.of(chosen)
    if ensemble is None:
        return _parquet(run, chosen.task_id, "holdout_predictions")
    task_of = {member.candidate: member.task_id for member in ensemble.members}
    table = held_out_table(
        ensemble,
        rows,
        n_classes=len(facts.data.classes),
        fetch=lambda candidate: run.tracker.file(task_of[candidate], "holdout_predictions"),
    )
    path = run.work_dir / "holdout_predictions.parquet"
    table.to_parquet(path, index=False)
    run.reporter.file("holdout_predictions", path)
    return table


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
    run.draw("06 ensembles", lambda: picture.members(facts.ensembles, output.language))
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
