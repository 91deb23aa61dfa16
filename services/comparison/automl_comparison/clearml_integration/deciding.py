"""From the children's outputs to the choice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from automl_comparison.admission import Admitted, Field, admit, common_fold_hash
from automl_comparison.clearml_integration.children import Children
from automl_comparison.clearml_integration.tables import UNREADABLE, fold_table, truth
from automl_comparison.ensembles import Ensembles, Request, Rows, ensembles_for, rows_of
from automl_comparison.ensembles.predictions import out_of_fold
from automl_comparison.luck import Dealt, dealt, luck_of
from automl_comparison.meta import Asked, Candidate, Facts, FinalCheck, Rules
from automl_comparison.processing import choose, difference
from automl_shared.config.models import DataSettings, EnsembleSettings, EvaluationSettings, OutputSettings, task_type_of
from automl_shared.errors import DataError
from automl_shared.folds import fold_sizes
from automl_shared.lazy import np, pd
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
    facts = Facts(
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
    return facts if metric.luck else _beside_dealt(run, facts, folds)


def _luck(run: PhaseRun, metric: Metric, data: PreprocessingInfo, folds: pd.DataFrame) -> float | None:
    """See `luck_of`; None, which is told, where the truth cannot be read."""
    if metric.luck is None:
        return None
    try:
        return luck_of(metric, rows_of(data, folds, truth(run, data)), data.fold_plan.kind)
    except UNREADABLE as error:
        run.could_not("how far luck reaches", error)
        return None


def _beside_dealt(run: PhaseRun, facts: Facts, folds: pd.DataFrame) -> Facts:
    """The choice once more where models seem better than guessing: beside their own answers, dealt at random."""
    choice, guess = facts.choice, facts.choice.baseline
    if guess is None:
        return facts
    ahead = [one for one in choice.models if difference(one, guess, facts.rules).mean > 0]
    try:
        rows = rows_of(facts.data, folds, truth(run, facts.data))
    except UNREADABLE as error:
        run.could_not("what the same answers score shuffled", error)
        return replace(facts, unread=frozenset(one.candidate for one in ahead))
    known = {one.candidate: _dealt(run, facts, one, rows, guess.scores) for one in ahead}
    beside = [_with(one, known.get(one.candidate)) for one in choice.ranking]
    unread = frozenset(name for name, found in known.items() if found is None)
    return replace(facts, unread=unread, choice=choose(beside, facts.rules))


def _with(one: Candidate, found: Dealt | None) -> Candidate:
    return one if found is None else replace(one, shuffled=found.shuffled, dealt_error=found.dealt_error)


def _dealt(run: PhaseRun, facts: Facts, one: Candidate, rows: Rows, guessed: Sequence[float]) -> Dealt | None:
    """See `dealt`; None, which is told, where the candidate's answers cannot be read."""
    try:
        predicted = _out_of_fold(run, facts.ensembles, one, rows)
        kind, ratio = facts.data.fold_plan.kind, facts.rules.resampling_ratio
        return dealt(facts.metric, rows, predicted, guessed, kind=kind, resampling_ratio=ratio)
    except UNREADABLE as error:
        run.could_not(f"what the answers of {one.candidate} score shuffled", error)
        return None


def _out_of_fold(run: PhaseRun, ensembles: Ensembles, one: Candidate, rows: Rows) -> np.ndarray:
    mixed = ensembles.of(one)
    return mixed.out_of_fold if mixed else out_of_fold(run.file_of(one.task_id, "oof_predictions"), rows)


def _asked(run: PhaseRun) -> Asked:
    section, data = run.section(RunSection), run.section(DataSettings)
    return Asked(
        again=section.again,
        model_file=section.model_file,
        dropped_columns=tuple(data.editing.drop_columns),
        replaced_values=data.editing.replace_values,
        column_types=data.column_types,
        random_seed=data.random_seed,
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
