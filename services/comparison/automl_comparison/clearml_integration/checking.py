"""The final check: the one file that reads the hold-out, after the choice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from automl_comparison import final_check
from automl_comparison.answers import said
from automl_comparison.clearml_integration.tables import fold_table, parquet, truth
from automl_comparison.ensembles import held_out_table
from automl_comparison.expected_errors import NumberErrors
from automl_comparison.meta import Candidate, Facts, FinalCheck
from automl_shared.errors import ContractError, DataError, NotFound
from automl_shared.lazy import pd
from automl_shared.phase_run import PhaseRun


def checked(run: PhaseRun, facts: Facts) -> FinalCheck:
    """The recommended candidate's score on the hold-out: read here and nowhere else, after the choice."""
    chosen = facts.choice.recommended
    if chosen is None:
        return FinalCheck(missing="nothing_recommended")
    if facts.data.n_holdout == 0:
        return FinalCheck(missing="no_rows")
    try:
        folds = fold_table(run, chosen.preprocessing_task_id, facts.data.fold_plan.hash)
        holdout_rows = folds.loc[folds["holdout"], final_check.ROW_ID].tolist()
        predictions = _held_out(run, facts, chosen, holdout_rows)
        true = truth(run, facts.data)
        score = final_check.score(
            facts.metric,
            predictions,
            true,
            target=facts.data.target,
            weight=facts.data.weight,
            classes=facts.data.classes,
            holdout_rows=holdout_rows,
        )
        of_rows = _of_rows(facts, predictions, true, holdout_rows)
    except (DataError, ContractError, NotFound) as error:
        return FinalCheck(missing="failed_check", cause=error.cause_in(facts.language))
    except ValueError as error:  # a file that is no Parquet, a target that is no number
        return FinalCheck(missing="failed_check", cause=str(error))
    return replace(of_rows, score=score, n_rows=len(holdout_rows))


def _of_rows(facts: Facts, predictions: pd.DataFrame, true: pd.DataFrame, holdout_rows: Sequence[int]) -> FinalCheck:
    """The part of the check that counts single rows: how many are answered as was expected."""
    target, classes = facts.data.target, facts.data.classes
    if classes:
        if facts.expected_errors is None:
            return FinalCheck()
        answered = partial(said, facts)
        return FinalCheck(
            n_right=final_check.n_right(
                predictions, true, target=target, classes=classes, holdout_rows=holdout_rows, said=answered
            )
        )
    errors = facts.expected_errors
    if not isinstance(errors, NumberErrors):
        return FinalCheck()
    near = partial(final_check.n_near, predictions, true, target=target, holdout_rows=holdout_rows)
    return FinalCheck(n_near=(near(reach=errors.half.value), near(reach=errors.most.value)))


def _held_out(run: PhaseRun, facts: Facts, chosen: Candidate, rows: Sequence[int]) -> pd.DataFrame:
    """What the chosen one predicts for the hold-out; an ensemble's is mixed from its members'."""
    ensemble = facts.ensembles.of(chosen)
    if ensemble is None:
        return parquet(run, chosen.task_id, "holdout_predictions")
    task_of = {member.candidate: member.task_id for member in ensemble.members}
    table = held_out_table(
        ensemble,
        rows,
        n_classes=len(facts.data.classes),
        fetch=lambda candidate: run.file_of(task_of[candidate], "holdout_predictions"),
    )
    path = run.work_dir / "holdout_predictions.parquet"
    table.to_parquet(path, index=False)
    run.reporter.file("holdout_predictions", path)
    return table
