"""The training phase on the tracker: reads what it needs, trains, reports."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec

import pandas as pd

from automl_shared.config.models import (
    DataSettings,
    EvaluationSettings,
    InterpretationSettings,
    OptimizationSettings,
    OutputSettings,
    task_type_of,
)
from automl_shared.console import say
from automl_shared.errors import ConfigError, ContractError
from automl_shared.folds import fold_hash
from automl_shared.naming import Phase
from automl_shared.phase import PhaseRun
from automl_shared.phase_io import PreprocessingInfo, TrainingInfo
from automl_shared.plugins import Metric
from automl_shared.sections import ModelSection
from automl_training import meta, processing, visualization
from automl_training.candidate import Candidate
from automl_training.processing import Material, Result


@dataclass(frozen=True, kw_only=True)
class Order:
    """What this task was asked to train, checked."""

    info: PreprocessingInfo
    candidate: Candidate
    metrics: list[Metric]
    """The primary one first."""


def run(run: PhaseRun) -> TrainingInfo:
    """Trains the task's candidate and reports it. Raises ConfigError, ContractError or DataError."""
    order = _order(run)
    data = _material(run, order.info)
    output = run.section(OutputSettings)
    importance = run.section(InterpretationSettings).compute_feature_importance
    result = processing.train(
        order.candidate,
        data,
        order.metrics,
        final_model=output.final_model,
        target=order.info.target,
        classes=order.info.classes,
        importance=importance,
    )
    _report_tables(run, order, data, result)
    made = _info(run, order, result)
    _report_scalars(run, made)
    _draw(run, order, data, result)
    return made.model_copy(update={"reporting_failures": list(run.reporting_failures)})


def _order(run: PhaseRun) -> Order:
    search = run.section(OptimizationSettings)
    if search.method != "none":
        raise ConfigError(
            "the search for better parameters is not available yet",
            allowed="none",
            value=f"optimization.method={search.method}",
            fix="--set optimization.method=none",
        )
    info = run.output_of(PreprocessingInfo, run.input(Phase.PREPROCESSING))
    task_type = task_type_of(info.problem_type)
    section = run.section(ModelSection)
    model = processing.chosen_model(section.name, task_type)
    metrics = processing.chosen_metrics(run.section(EvaluationSettings).metrics_for(task_type), task_type)
    candidate = Candidate(
        recipe=info.recipe,
        model=model,
        params=section.params,
        n_classes=len(info.classes),
        random_seed=run.section(DataSettings).random_seed,
    )
    return Order(info=info, candidate=candidate, metrics=metrics)


def _material(run: PhaseRun, info: PreprocessingInfo) -> Material:
    folds = pd.read_parquet(run.tracker.file(info.task_id, "folds"))
    if fold_hash(folds) != info.fold_plan.hash:
        raise ContractError(
            "the folds were changed after the preprocessing made them",
            value=fold_hash(folds),
            allowed=info.fold_plan.hash,
            fix="submit again",
        )
    return processing.material(pd.read_parquet(run.tracker.file(info.task_id, "data")), folds, info)


def _report_tables(run: PhaseRun, order: Order, data: Material, result: Result) -> None:
    for name, table in (
        ("oof_predictions", meta.oof_table(result, data)),
        ("holdout_predictions", meta.holdout_table(result, data)),
    ):
        path = run.work_dir / f"{name}.parquet"
        table.to_parquet(path, index=False)
        run.reporter.file(name, path)
    run.reporter.document("scores", meta.scores_document(result, order.metrics[0].name))
    parameters = meta.model_parameters(result.bundle.members[0])
    say(f"parameters of the fitted model: {meta.json_text(parameters)}")
    run.reporter.document("model_parameters", parameters)


def _info(run: PhaseRun, order: Order, result: Result) -> TrainingInfo:
    section, candidate = run.section(ModelSection), order.candidate
    scores = meta.by_metric([one.scores for one in result.folds])
    path, sha256 = result.bundle.save(run.work_dir)
    made = TrainingInfo(
        run_id=run.context.run_id,
        task_id=run.task.id,
        preproc_id=order.info.preproc_id,
        model=section.label,
        registry_name=section.name,
        preprocessing_task_id=order.info.task_id,
        params=meta.json_safe({**candidate.model.defaults, **section.params}),
        problem_type=order.info.problem_type,
        fold_hash=order.info.fold_plan.hash,
        primary_metric=order.metrics[0].name,
        scores=scores,
        train_scores=meta.by_metric([one.train_scores for one in result.folds]),
        cv_mean=meta.means(scores),
        cv_std=meta.deviations(scores),
        fit_seconds=meta.fit_seconds(result),
        predict_seconds=result.predict_seconds_per_1000,
        size_bytes=path.stat().st_size,
        params_count=meta.params_count(result.bundle.members),
        n_features=result.bundle.members[0].n_features,
        n_rows_train=order.info.n_train,
        complexity=candidate.model.complexity,
        final_model=result.final_model,
        bundle_sha256=sha256,
        feature_importance=dict(result.importance),
    )
    model_id = run.reporter.model(path, name=made.candidate, tags=run.tags, metadata=_metadata(made, result))
    return made.model_copy(update={"model_id": model_id})


def _metadata(made: TrainingInfo, result: Result) -> dict[str, str]:
    return {
        "feature_schema": meta.json_text(dict(result.bundle.schema)),
        "target": result.bundle.target,
        "classes": meta.json_text(list(result.bundle.classes)),
        "primary_metric": made.primary_metric,
        "cv_mean": f"{made.cv_mean[made.primary_metric]:.6g}",
        "cv_std": f"{made.cv_std[made.primary_metric]:.6g}",
        "final_model": made.final_model,
        "sha256": made.bundle_sha256,
        "fold_hash": made.fold_hash,
        "versions": meta.json_text(dict(result.bundle.versions)),
    }


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


def _draw(run: PhaseRun, order: Order, data: Material, result: Result) -> None:
    interpretation, output = run.section(InterpretationSettings), run.section(OutputSettings)
    facts = meta.plot_facts(
        result,
        data,
        primary=order.metrics[0].name,
        problem_type=order.info.problem_type,
        importance_wanted=interpretation.compute_feature_importance,
    )
    limits = visualization.Limits(
        language=output.language, max_rows=output.max_plot_rows, max_columns=output.max_plot_columns
    )
    drawn = visualization.pictures(facts, limits)
    for title, draw in drawn:
        run.draw(title, draw)
    run.draw_plugins(facts, first_number=len(drawn) + 1)
    if interpretation.compute_shap:
        reason = "not available yet" if find_spec("shap") else "the package shap is not installed"
        run.reporting_failures.append(f"interpretation.compute_shap: {reason}")
