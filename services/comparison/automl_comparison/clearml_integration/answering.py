"""How the recommended candidate answers: worked out on rows it had not seen, and kept in the file of its model."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from automl_comparison.answers import answers_for
from automl_comparison.calibration import Corrected, corrected
from automl_comparison.clearml_integration.models import Files, registered
from automl_comparison.clearml_integration.tables import UNREADABLE, parquet
from automl_comparison.clearml_integration.unseen import Unseen
from automl_comparison.costs import Costs, RowCosts, cheapest, expected_costs
from automl_comparison.ensembles import Rows
from automl_comparison.ensembles.nested import fold_scores
from automl_comparison.expected_errors import expected_errors
from automl_comparison.meta import Candidate, Facts, StoredModel
from automl_comparison.performance import check_factor, check_range, expected_range, near_ranges
from automl_comparison.reliability import reliability
from automl_comparison.time_left import TimeLeft
from automl_data.bundle import ENDING, with_answers
from automl_data.bundle.manifest import Answers
from automl_data.bundle.reading import check_hash
from automl_data.intake import row_amounts
from automl_shared.config.models import EvaluationSettings
from automl_shared.errors import ContractError, DataError, NotFound
from automl_shared.phase_run import PhaseRun
from automl_shared.words import T_


def answering(run: PhaseRun, facts: Facts, seen: Unseen, files: Files, time_left: TimeLeft) -> Facts:
    """The facts with what is to be expected of the recommended candidate, and its model where it answers in a way of
    its own."""
    rows, predicted, classes = seen.rows, seen.predicted, tuple(facts.data.classes)
    each = _row_costs(run, facts, rows) if len(classes) == 2 else None
    better = corrected(rows, predicted, classes) if classes else None
    choose = cheapest(each, better) if each else None
    facts = replace(
        facts,
        corrected=_scored(facts, rows, better) if better else None,
        expected_errors=expected_errors(rows, predicted, classes, choose, better.by if better else None),
        expected_costs=expected_costs(rows, predicted, facts.costs, each, better) if facts.costs and each else None,
        reliability=better.after if better else reliability(rows, predicted, classes) if classes else None,
        expected_range=expected_range(facts, rows, predicted, time_left),
        check_range=check_range(facts, rows, predicted, time_left),
        near_ranges=near_ranges(facts, rows),
        check_factor=check_factor(facts, rows, predicted),
    )
    answers = answers_for(facts)
    return facts if answers == Answers() else replace(facts, model=_stored(run, facts, answers, files))


def _scored(facts: Facts, rows: Rows, better: Corrected) -> Corrected:
    """With the score of the corrected probabilities, where the metric judges any."""
    if facts.metric.needs != "probability":
        return better
    scores = fold_scores(better.predicted, rows, [facts.metric])[facts.metric.name]
    return replace(better, score=float(np.mean(scores)))


def costs_of(run: PhaseRun) -> Costs | None:
    """What errors cost, as the config says."""
    said = run.section(EvaluationSettings).costs
    if said.false_positive is None or said.false_negative is None:
        return None
    return Costs(**said.model_dump())


def _row_costs(run: PhaseRun, facts: Facts, rows: Rows) -> RowCosts | None:
    """None where nobody has said them, or where the data do not have them, which is told and never fails the work."""
    if facts.costs is None:
        return None
    if not facts.costs.columns:
        return facts.costs.of_rows(len(rows))
    try:
        table = parquet(run, facts.data.task_id, "data", columns=[*facts.costs.columns]).loc[rows.row_id]
        return facts.costs.of_rows(len(rows), row_amounts(table, run.section(EvaluationSettings).costs))
    except UNREADABLE as error:
        run.could_not("what errors cost", error)
        return None


def _stored(run: PhaseRun, facts: Facts, answers: Answers, files: Files) -> StoredModel | None:
    """None where the model's file cannot be had, which is told and never fails the work."""
    chosen = facts.choice.recommended
    assert chosen is not None, "somebody answers"
    try:
        source = files[chosen.candidate].path if chosen.candidate in files else _file_of(run, chosen)
        written = with_answers(run.work_dir / f"answering{ENDING}", source, answers)
    except (NotFound, ContractError, DataError) as error:
        run.could_not("the way it answers in the model's file", error)
        return None
    return StoredModel(model_id=registered(run, chosen, written), sha256=written.sha256, answers=answers)


def _file_of(run: PhaseRun, chosen: Candidate) -> Path:
    """Raises NotFound for none, ContractError for another than its training made."""
    if chosen.model_id is None:
        raise NotFound(T_("the model was not registered"), value=chosen.candidate, fix=T_("run it again"))
    file = run.tracker.model_file(chosen.model_id)
    check_hash(file, chosen.bundle_sha256 or None)
    return file
