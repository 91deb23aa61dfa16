"""The comparison task: reads what the run's children made, decides, and reports the decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import fmean
from typing import TYPE_CHECKING

from automl_comparison import decision, drawing, final_check, report, tables
from automl_comparison.admission import AGAIN, Admitted, Field, admit, common_fold_hash
from automl_comparison.children import Children, read_children
from automl_comparison.earlier import compared
from automl_comparison.ensembles import Ensembles, Request, Said, ensembles_for, held_out_table, store
from automl_comparison.meta import Candidate, Earlier, Facts, FinalCheck, Rules
from automl_comparison.processing import choose
from automl_shared.bundle import ENDING, metadata
from automl_shared.config.models import EnsembleSettings, EvaluationSettings, OutputSettings, task_type_of
from automl_shared.console import say
from automl_shared.errors import ContractError, DataError, NotFound
from automl_shared.folds import fold_hash, fold_sizes
from automl_shared.naming import tag
from automl_shared.paired import resampling_ratio
from automl_shared.phase import PhaseRun
from automl_shared.phase_io import ARTIFACT, ComparisonInfo, Failure, PreprocessingInfo, read_output
from automl_shared.plugins import METRICS, Metric
from automl_shared.sections import RunSection

if TYPE_CHECKING:
    import pandas as pd


def run(run: PhaseRun) -> ComparisonInfo:
    """Decides which candidate to use. Raises DataError when no candidate gave a result."""
    children = read_children(run)
    facts = _with_models(run, _decided(run, children), children)
    facts = replace(facts, earlier=_earlier(run, facts))
    facts = replace(facts, final_check=_final_check(run, facts))
    info = decision.comparison_info(facts, task_id=run.task.id)
    say(f"{info.verdict}: {info.sentence}")
    _report(run, facts, info)
    return info


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
        language=run.section(OutputSettings).language,
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
        return FinalCheck(missing="nothing_recommended")
    if facts.data.n_holdout == 0:
        return FinalCheck(missing="no_rows")
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
        return FinalCheck(missing="failed_check", cause=error.cause)
    except ValueError as error:  # a file that is no Parquet, a target that is no number
        return FinalCheck(missing="failed_check", cause=str(error))
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


def _earlier(run: PhaseRun, facts: Facts) -> Earlier | None:
    """The run this one is compared with; None when there is none."""
    task_id = run.section(RunSection).earlier_comparison
    if not task_id:
        return None
    try:
        before = read_output(ComparisonInfo, run.tracker.document(task_id, ARTIFACT), source=f"task {task_id}")
    except (ContractError, NotFound) as error:
        return Earlier(run_id=task_id, why="unreadable", cause=error.cause)
    return compared(before, facts)


def _report(run: PhaseRun, facts: Facts, info: ComparisonInfo) -> None:
    output = run.section(OutputSettings)
    table = tables.rows(facts)
    found = info.recommendation
    page = report.written(
        facts,
        info,
        table,
        task_url=run.tracker.task_url(found.task_id) if found else None,
        top_k=output.top_k,
        max_columns=output.max_plot_columns,
    )
    document = decision.report_document(facts, info, page)
    _report_scalars(run, facts, top_k=output.top_k)
    _report_files(run, table, page)
    run.reporter.document("report_json", document)
    pictures = drawing.pictures(facts, info, table, output, _metrics(run, facts))
    for number, (name, make) in enumerate(pictures, start=1):
        run.draw(f"{number:02d} {name}", make)
    run.draw_plugins(document, first_number=len(pictures) + 1)


def _metrics(run: PhaseRun, facts: Facts) -> list[Metric]:
    """Every metric of the run, the one that decides first."""
    wanted = run.section(EvaluationSettings).metrics_for(task_type_of(facts.data.problem_type))
    return [one for one in map(METRICS.get, wanted) if one.fits(facts.data.problem_type)]


def _report_scalars(run: PhaseRun, facts: Facts, *, top_k: int) -> None:
    means = [one.cv_mean for one in facts.choice.models]
    if means:
        run.scalar(f"comparison/best_{facts.metric.name}", means[0])
        run.scalar(f"comparison/topk_mean_{facts.metric.name}", fmean(means[:top_k]))


def _report_files(run: PhaseRun, table: Sequence[tables.Row], page: report.Report) -> None:
    ranking, same = run.work_dir / "leaderboard.csv", run.work_dir / "leaderboard.parquet"
    shown = run.work_dir / "report.html"
    ranking.write_text(tables.as_csv(table), encoding="utf-8")
    tables.as_frame(table).to_parquet(same, index=False)
    shown.write_text(report.html(page), encoding="utf-8")
    run.reporter.file("leaderboard", ranking)
    run.reporter.file("leaderboard_parquet", same)
    run.reporter.file("report", shown)
