"""The training phase on the tracker: reads what it needs, trains, reports."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Literal, TypeVar

import pandas as pd

from automl_data.bundle import ENDING, Facts, Intake, Written, metadata
from automl_data.recipe import titles
from automl_shared.config.models import (
    DataSettings,
    EvaluationSettings,
    InterpretationSettings,
    OptimizationSettings,
    OutputSettings,
    task_type_of,
)
from automl_shared.config.overrides import with_option
from automl_shared.console import echo
from automl_shared.errors import STRANGE, ConfigError, ContractError
from automl_shared.failures import has_result
from automl_shared.folds import fold_hash
from automl_shared.frozen import Frozen
from automl_shared.naming import Phase, tag
from automl_shared.phase_io import PreprocessingInfo, TrainingInfo
from automl_shared.phase_run import PhaseRun
from automl_shared.plugins import Metric
from automl_shared.plugins.metric import chosen_metrics
from automl_shared.plugins.model import baseline
from automl_shared.sections import ModelSection, RunSection
from automl_shared.words import T_
from automl_training import meta, processing
from automl_training.candidate import Candidate
from automl_training.effects import effects
from automl_training.learning_curve import LearningCurve, is_cheap, learning_curve
from automl_training.material import Material, material
from automl_training.processing import Result
from automl_training.search import Search, Space, search, seconds_for
from automl_training.search.words import console_lines, nothing_to_search
from automl_training.shap_values import INSTALL, is_installed, shap_values
from automl_training.single_rows import single_rows
from automl_training.time_left import STORING_SECONDS, Deadline
from automl_training.visualization import PICTURES, Limits
from automl_training.words import gap_sentence

T = TypeVar("T")


class Order(Frozen):
    """What this task was asked to train, checked."""

    info: PreprocessingInfo
    candidate: Candidate
    metrics: list[Metric]
    """The primary one first."""


def run(run: PhaseRun) -> TrainingInfo:
    """Trains the task's candidate and reports it. Raises ConfigError, ContractError or DataError."""
    order, deadline = _order(run), _deadline(run)
    data = _material(run, order.info)
    found = _search(run, order, data, deadline)
    if found:
        order = replace(order, candidate=found.candidate)
    output = run.section(OutputSettings)
    importance = run.section(InterpretationSettings).compute_feature_importance
    result = processing.train(
        order.candidate,
        data,
        order.metrics,
        final_model=processing.final_of(output.final_model, data),
        target=order.info.target,
        classes=order.info.classes,
        importance=importance,
        fitted_folds=found.folds if found else (),
        deadline=deadline,
    )
    _report_tables(run, order, data, result)
    made = _info(run, order, result, found)
    _report_scalars(run, made)
    curve = _curve(run, order, data, result, deadline)
    _draw(run, order, data, result, found, curve)
    may_take = deadline.has_time_for if deadline else None
    told = {
        "learning_curve": curve.info() if curve else None,
        "effects": _by_product(run, "the effects of the columns", lambda: effects(result, data, may_take)),
        "single_rows": _by_product(run, "the reasons of single rows", lambda: single_rows(result, data, may_take)),
    }
    return made.model_copy(update={**told, "reporting_failures": list(run.reporting_failures)})


def _by_product(run: PhaseRun, what: str, make: Callable[[], list[T]]) -> list[T]:
    """None where it fails, which is told."""
    try:
        return make()
    except STRANGE as error:  # whatever a plugin's model raises on changed rows
        run.could_not(what, error)
        return []


def _curve(
    run: PhaseRun, order: Order, data: Material, result: Result, deadline: Deadline | None
) -> LearningCurve | None:
    """None where it would take too long, and where it fails, which is told: it is a by-product."""
    if not is_cheap(result) or (deadline and not deadline.has_time_for(meta.fit_seconds(result))):
        return None
    try:
        return learning_curve(order.candidate, data, result, order.metrics[0])
    except STRANGE as error:  # whatever a plugin's model raises on fewer rows
        run.could_not("the learning curve", error)
        return None


def _deadline(run: PhaseRun) -> Deadline | None:
    """When the run's time for training ends; None without a budget, and for a copy made by hand, which has no part in
    the run. Counted from when the server says that the task was started: this machine's clock may be another."""
    section = run.section(RunSection)
    if section.train_until is None or run.origin_run_id != run.context.run_id:
        return None
    minutes = 2 * (section.time_budget_minutes or 0)
    remedy = with_option(section.again or "", "run.time_budget_minutes", minutes)
    language = run.section(OutputSettings).language
    started = run.task.started or datetime.now(UTC)
    return Deadline.at(
        datetime.fromisoformat(section.train_until),
        now=started,
        remedy=remedy,
        language=language,
        gives_up=not section.is_needed,
        storing_seconds=_storing_seconds(run),
    )


def _storing_seconds(run: PhaseRun) -> float:
    """What surrounds the fits of a candidate here and now: the whole time of the baseline, whose fits take none.

    On a machine with much else to do it is many times what it is on an idle one.
    """
    tags = [tag("run", run.context.run_id), tag("phase", run.phase), tag("model", baseline())]
    done = [task for task in run.tracker.tasks(tags=tags, with_sections=False) if has_result(task)]
    took = [(task.ended - task.started).total_seconds() for task in done if task.started and task.ended]
    return max(took, default=STORING_SECONDS)


def _order(run: PhaseRun) -> Order:
    info = run.output_of(PreprocessingInfo, run.input(Phase.PREPROCESSING))
    task_type = task_type_of(info.problem_type)
    section = run.section(ModelSection)
    _check_candidate(run, section)
    model = processing.chosen_model(section.name, task_type)
    metrics = chosen_metrics(run.section(EvaluationSettings).metrics_for(task_type), info.problem_type)
    candidate = Candidate(
        recipe=info.recipe,
        model=model,
        params=section.params,
        n_classes=len(info.classes),
        random_seed=run.section(DataSettings).random_seed,
        class_weights=_class_weights(info),
    )
    return Order(info=info, candidate=candidate, metrics=metrics)


def _check_candidate(run: PhaseRun, section: ModelSection) -> None:
    """A training of a run is for the candidate that its tags name: under another name, that one would be missing."""
    if run.origin_run_id == run.context.run_id and section.label != run.unit.model:
        raise ConfigError(
            T_("the settings of this training are for another candidate than its own"),
            value=f"Model/label = {section.label}",
            allowed=run.unit.model,
            fix=T_("clone the task, and edit the copy"),
        )


def _class_weights(info: PreprocessingInfo) -> Literal["balanced"] | list[float] | None:
    """By class index."""
    weights = info.class_weights
    return [weights[label] for label in info.classes] if isinstance(weights, dict) else weights


def _material(run: PhaseRun, info: PreprocessingInfo) -> Material:
    folds = pd.read_parquet(run.prepared_file(info.task_id, "folds"))
    if fold_hash(folds) != info.fold_plan.hash:
        raise ContractError(
            T_("the folds were changed after the preprocessing made them"),
            value=fold_hash(folds),
            allowed=info.fold_plan.hash,
            fix=T_("run it again"),
        )
    return material(pd.read_parquet(run.prepared_file(info.task_id, "data")), folds, info)


def _search(run: PhaseRun, order: Order, data: Material, deadline: Deadline | None) -> Search | None:
    settings = run.section(OptimizationSettings)
    if settings.method == "none":
        return None
    if not Space.of(order.candidate).params:
        echo(nothing_to_search(run.section(ModelSection).label, "en"))
        return None
    left = deadline.left() if deadline else None
    seconds = seconds_for(settings, run.section(RunSection).candidate_time_limit_minutes, left)
    found = search(order.candidate, data, order.metrics, settings, seconds=seconds)
    for line in console_lines(found):
        echo(line)
    path = run.work_dir / "trials.csv"
    found.table().to_csv(path, index=False)
    run.reporter.file("trials", path)
    return found


def _report_tables(run: PhaseRun, order: Order, data: Material, result: Result) -> None:
    for name, table in (
        ("oof_predictions", meta.oof_table(result, data)),
        ("holdout_predictions", meta.holdout_table(result, data)),
    ):
        path = run.work_dir / f"{name}.parquet"
        table.to_parquet(path, index=False)
        run.reporter.file(name, path, needed=True)
    run.reporter.document("scores", meta.scores_document(result, order.metrics[0].name))
    if order.candidate.recipe.feature_generation != "none":
        run.reporter.document("generated_features", meta.generated_features(result))
    parameters = meta.model_parameters(result.bundle.members[0])
    echo(f"parameters of the fitted model: {meta.json_text(parameters)}")
    run.reporter.document("model_parameters", parameters)


def _info(run: PhaseRun, order: Order, result: Result, found: Search | None) -> TrainingInfo:
    section, candidate = run.section(ModelSection), order.candidate
    scores = meta.by_metric([one.scores for one in result.folds])
    cv_mean, cv_std = meta.means(scores), meta.deviations(scores)
    language = run.section(OutputSettings).language
    model_title = candidate.model.titled(section.label, language)
    preproc_title = titles.titled(candidate.recipe, language)
    title = model_title if candidate.model.is_baseline else titles.candidate(model_title, preproc_title, language)
    stored = _stored(run, order, result, title, cv_mean, cv_std)
    made = TrainingInfo(
        run_id=run.context.run_id,
        task_id=run.task.id,
        preproc_id=order.info.preproc_id,
        model=section.label,
        registry_name=section.name,
        title=title,
        model_title=model_title,
        preproc_title=preproc_title,
        preprocessing_task_id=order.info.task_id,
        params=meta.json_safe({**candidate.model.defaults, **candidate.params}),
        problem_type=order.info.problem_type,
        fold_hash=order.info.fold_plan.hash,
        primary_metric=order.metrics[0].name,
        scores=scores,
        train_scores=meta.by_metric([one.train_scores for one in result.folds]),
        cv_mean=cv_mean,
        cv_std=cv_std,
        fit_seconds=meta.fit_seconds(result),
        predict_seconds=result.predict_seconds_per_1000,
        prepare_seconds=result.prepare_seconds_per_1000,
        size_bytes=stored.size_bytes,
        params_count=meta.params_count(result.bundle.members),
        n_features=result.bundle.members[0].n_features,
        n_rows_train=order.info.n_train,
        complexity=candidate.model.complexity,
        family=candidate.model.family,
        is_baseline=candidate.model.is_baseline,
        extrapolates=candidate.model.extrapolates,
        final_model=result.final_model,
        bundle_sha256=stored.sha256,
        feature_importance=dict(result.importance),
        search=found.info() if found else None,
    )
    described = {**metadata(stored), "final_model": made.final_model}
    model_id = run.reporter.model(stored.path, name=made.candidate, tags=run.tags, metadata=described)
    return made.model_copy(update={"model_id": model_id})


def _stored(
    run: PhaseRun,
    order: Order,
    result: Result,
    title: str,
    cv_mean: Mapping[str, float],
    cv_std: Mapping[str, float],
) -> Written:
    """The fitted candidate as a file. ``title``: the candidate's."""
    primary = order.metrics[0].name
    facts = Facts(
        run_id=run.context.run_id,
        task_id=run.task.id,
        model=run.section(ModelSection).label,
        preproc_id=order.info.preproc_id,
        target=order.info.target,
        problem_type=order.info.problem_type,
        classes=order.info.classes,
        primary_metric=primary,
        cv_mean=cv_mean[primary],
        cv_std=cv_std[primary],
        fold_hash=order.info.fold_plan.hash,
        title=title,
        unit=order.info.target_unit,
        reading=order.info.target_reading,
    )
    return replace(result.bundle, intake=_intake(run, order.info)).save(run.work_dir / f"model{ENDING}", facts)


def _intake(run: PhaseRun, info: PreprocessingInfo) -> Intake:
    """How the file it learned from was read."""
    data = run.section(DataSettings).model_dump(exclude={"csv_path", "dataset_id", "sql"})
    source = {"separator": info.source.separator, "decimal": info.source.decimal} if info.source else {}
    return Intake(data=data, language=run.section(OutputSettings).language, **source)


def _report_scalars(run: PhaseRun, made: TrainingInfo) -> None:
    for name, value in made.cv_mean.items():
        run.scalar(f"metric/{name}", value)
    for name, value in made.cv_std.items():
        run.scalar(f"metric_std/{name}", value)
    run.scalar("time/train_seconds", made.fit_seconds)
    run.scalar("time/predict_seconds", made.predict_seconds)
    run.scalar("model/num_features", made.n_features)
    run.scalar("model/num_rows_train", made.n_rows_train)
    run.scalar("model/size_bytes", made.size_bytes)
    run.scalar("model/params_count", made.params_count)
    if made.search:
        run.scalar("search/trials", made.search.n_trials)
        run.scalar("search/best", made.search.best_score)
        run.scalar("search/default", made.search.default_score)
        run.scalar("search/gain", made.search.gain)


def _draw(
    run: PhaseRun, order: Order, data: Material, result: Result, found: Search | None, curve: LearningCurve | None
) -> None:
    interpretation, output = run.section(InterpretationSettings), run.section(OutputSettings)
    facts = meta.plot_facts(
        result,
        data,
        primary=order.metrics[0],
        problem_type=order.info.problem_type,
        importance_wanted=interpretation.compute_feature_importance,
        language=output.language,
        search=_search_facts(run, found),
        are_classes_weighed=order.info.class_weights is not None,
    )
    if said := gap_sentence(facts, output.language):
        echo(said)
    limits = Limits(language=output.language, max_rows=output.max_plot_rows, max_columns=output.max_plot_columns)
    seed = order.candidate.random_seed
    shap = (lambda: shap_values(result, data, seed)) if interpretation.compute_shap and is_installed() else None
    pictures = PICTURES.of({**facts, "learning_curve": curve, "shap": shap}, limits)
    run.draw_all(pictures, {**facts, "language": output.language})
    if interpretation.compute_shap and not is_installed():
        run.reporting_failures.append(f"interpretation.compute_shap: the package shap is not installed: {INSTALL}")


def _search_facts(run: PhaseRun, found: Search | None) -> dict[str, Any] | None:
    if found:
        return found.facts()
    wanted = run.section(OptimizationSettings).method != "none"
    return {"no_space_of": run.section(ModelSection).label} if wanted else None
