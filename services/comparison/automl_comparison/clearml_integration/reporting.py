"""The decision as the task shows it: scalars, files and pictures."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

from automl_comparison import decision, report, tables
from automl_comparison.meta import Facts
from automl_comparison.pictures import PICTURES, Limits, Shown
from automl_shared.candidate_rows import CandidateRow
from automl_shared.config.models import EvaluationSettings, OutputSettings, task_type_of
from automl_shared.phase_io import ComparisonInfo
from automl_shared.phase_run import PhaseRun
from automl_shared.plugins import METRICS, Metric
from automl_shared.plugins.facts import ComparisonFacts

FIRST_PICTURES = 2
"""Drawn however late it is: what is recommended, and how all candidates rank."""


def reported(run: PhaseRun, facts: Facts, info: ComparisonInfo, *, all_pictures: bool = True) -> None:
    """Reports everything but the phase output; of pictures the first ones alone where there is no time for all."""
    output = run.section(OutputSettings)
    table = tables.rows(facts)
    found = info.recommendation
    told = {**decision.document(facts, info), "language": facts.language}
    page = report.written(
        facts,
        info,
        table,
        task_url=run.tracker.task_url(found.task_id) if found else None,
        top_k=output.top_k,
        max_columns=output.max_plot_columns,
        added=report.plugged(lambda: ComparisonFacts.model_validate(told), run.could_not),
    )
    document = decision.report_document(facts, info, page)
    _report_scalars(run, facts, top_k=output.top_k)
    _report_files(run, table, page)
    run.reporter.document("report_json", document)
    shown = Shown(facts=facts, info=info, table=table, metrics=_metrics(run, facts), limits=Limits.of(output))
    pictures = PICTURES.of(shown)
    if all_pictures:
        run.draw_all(pictures, told)
        return
    for title, draw in pictures[:FIRST_PICTURES]:
        run.draw(title, draw)


def _metrics(run: PhaseRun, facts: Facts) -> list[Metric]:
    """Every metric of the run, the one that decides first."""
    wanted = run.section(EvaluationSettings).metrics_for(task_type_of(facts.data.problem_type))
    return [one for one in map(METRICS.get, wanted) if one.fits(facts.data.problem_type)]


def _report_scalars(run: PhaseRun, facts: Facts, *, top_k: int) -> None:
    means = [one.cv_mean for one in facts.choice.models]
    if means:
        run.scalar(f"comparison/best_{facts.metric.name}", means[0])
        run.scalar(f"comparison/topk_mean_{facts.metric.name}", fmean(means[:top_k]))


def _report_files(run: PhaseRun, table: Sequence[CandidateRow], page: report.Report) -> None:
    ranking, same = run.work_dir / "leaderboard.csv", run.work_dir / "leaderboard.parquet"
    shown = run.work_dir / "report.html"
    ranking.write_text(tables.as_csv(table), encoding="utf-8")
    tables.as_frame(table).to_parquet(same, index=False)
    shown.write_text(report.html(page), encoding="utf-8")
    run.reporter.file("leaderboard", ranking)
    run.reporter.file("leaderboard_parquet", same)
    run.reporter.file("report", shown)
