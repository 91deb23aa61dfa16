"""The comparison task: reads what the run's children made, decides, and reports the decision."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from automl_comparison import decision
from automl_comparison.clearml_integration.answering import answering, costs_of
from automl_comparison.clearml_integration.checking import checked
from automl_comparison.clearml_integration.children import read_children
from automl_comparison.clearml_integration.deciding import decided
from automl_comparison.clearml_integration.models import with_files, with_models
from automl_comparison.clearml_integration.reporting import reported
from automl_comparison.clearml_integration.unseen import unseen
from automl_comparison.clearml_integration.weak import weak
from automl_comparison.earlier import compared
from automl_comparison.meta import Earlier, Facts
from automl_comparison.singles import single_rows
from automl_comparison.time_left import TimeLeft
from automl_shared.console import echo
from automl_shared.errors import ContractError, NotFound
from automl_shared.phase_io import ComparisonInfo, output_of
from automl_shared.phase_run import PhaseRun
from automl_shared.sections import RunSection


def run(run: PhaseRun) -> ComparisonInfo:
    """Decides which candidate to use. Raises DataError when no candidate gave a result."""
    time_left = _time_left(run)
    children = read_children(run)
    facts, files = with_files(run, decided(run, children), children)
    facts = replace(facts, earlier=_earlier(run, facts), costs=costs_of(run))
    seen = unseen(run, facts)
    if seen is not None:
        facts = answering(run, facts, seen, files, time_left)
        facts = weak(run, facts, seen) if time_left.allows("weak") else facts
        facts = replace(facts, single_rows=single_rows(facts, seen.rows, seen.predicted))
    facts = with_models(run, facts, files)
    may_draw = time_left.allows("pictures")
    facts = replace(facts, final_check=checked(run, facts), left_out=time_left.left_out)
    info = decision.comparison_info(facts, task_id=run.task.id)
    echo(f"{info.verdict}: {info.sentence}")
    reported(run, facts, info, all_pictures=may_draw)
    return info


def _time_left(run: PhaseRun) -> TimeLeft:
    """A copy made by hand has no part in the run, and all time. Counted from when the server says that the task was
    started: this machine's clock may be another."""
    until = run.section(RunSection).answer_until if run.origin_run_id == run.context.run_id else None
    return TimeLeft.until(until, now=run.task.started or datetime.now(UTC))


def _earlier(run: PhaseRun, facts: Facts) -> Earlier | None:
    """The run this one is compared with; None when there is none."""
    task_id = run.section(RunSection).earlier_comparison
    if not task_id:
        return None
    try:
        before = output_of(ComparisonInfo, run.tracker, task_id)
    except (ContractError, NotFound) as error:
        return Earlier(run_id=task_id, why="unreadable", cause=error.cause_in(facts.language))
    return compared(before, facts)
