"""Cross-validation of one candidate: data in, data out."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from typing import Literal

import numpy as np
import pandas as pd

from automl_data.bundle import Bundle, raw_columns
from automl_shared.config.models import PROBLEM_NAMES, TaskType
from automl_shared.console import echo
from automl_shared.errors import ConfigError, DataError
from automl_shared.frozen import Frozen
from automl_shared.plugins import MODELS, Metric, Model
from automl_shared.words import T_
from automl_training.candidate import Candidate, FittedPipeline
from automl_training.importance import has_time_for_importance, permutation_importance
from automl_training.material import Fold, Material
from automl_training.resources import sized_for
from automl_training.sharpness import Scored, Sharpness, found
from automl_training.time_left import Deadline, keep_pace, planned

FinalModel = Literal["bagged", "refit"]

TIMED_ROWS = 1000
TRAIN_SCORE_ROWS = 5_000
"""Fitted rows the train score is taken of at most: it only shows how far a model has overfitted."""


class FoldResult(Frozen):
    """One fold: scores by metric, out-of-fold predictions in the order of ``fold.scored_on``, and what it took."""

    fold: Fold
    predicted: np.ndarray
    scores: Mapping[str, float]
    train_scores: Mapping[str, float]
    fit_seconds: float
    predict_seconds: float
    pipeline: FittedPipeline
    shown: np.ndarray = field(repr=False)
    """Positions of the rows the train scores are of."""
    on_train: np.ndarray = field(repr=False)
    """Its predictions of these."""


class Result(Frozen):
    """A trained candidate. ``predict_seconds_per_1000``: of the final model, measured; ``prepare_seconds_per_1000``:
    the part of it in which the rows are prepared."""

    folds: Sequence[FoldResult]
    bundle: Bundle[FittedPipeline]
    final_model: FinalModel
    refit_seconds: float
    predict_seconds_per_1000: float
    prepare_seconds_per_1000: float
    holdout_predicted: np.ndarray
    importance: Mapping[str, float]
    """Raw column to the loss of score when it is shuffled; empty when it was not asked for or cannot be measured."""


def chosen_model(name: str, task_type: TaskType) -> Model:
    """The registered model. Raises ConfigError when there is none, or it does not fit the task."""
    model = MODELS.get(name)
    if task_type not in model.task_types:
        raise ConfigError(
            T_("the model {name!r} is not made for {task}", name=name, task=PROBLEM_NAMES[task_type]),
            value=name,
            allowed=", ".join(one for one in MODELS if task_type in MODELS.get(one).task_types),
            fix=T_("choose one of the allowed models"),
        )
    return model


def final_of(wanted: FinalModel, data: Material) -> FinalModel:
    """What becomes the final model: one of all rows where folds go by time, since the models of early folds are long
    out of date (of three shops, the mean of five ridge models was eight times as wrong as the last of them)."""
    return wanted if data.ties.times is None else "refit"


def train(
    candidate: Candidate,
    data: Material,
    metrics: Sequence[Metric],
    *,
    final_model: FinalModel,
    target: str,
    classes: Sequence[str],
    importance: bool,
    fitted_folds: Sequence[FoldResult] = (),
    deadline: Deadline | None = None,
) -> Result:
    """Fits and scores every fold, then makes the final model and predicts the hold-out with it, unscored.

    ``fitted_folds``: the candidate's folds where a search has fitted them already; they are not fitted again.
    Raises OutOfTime as soon as it is clear that not all of it can be done before the deadline.
    """
    candidate.check(weights=data.weights is not None)
    n_fits = (0 if fitted_folds else len(data.folds)) + (final_model == "refit")
    with sized_for(data.X.size), planned(deadline, n_fits):
        folds = fitted_folds or _folds(candidate, data, metrics, n_fits, deadline)
        if metrics[0].takes_at_word and not candidate.model.is_baseline:
            folds = _sharpened(folds, data, metrics)
        _check_primary(metrics[0], folds)
        members, refit_seconds = [one.pipeline for one in folds], 0.0
        if final_model == "refit":
            started = time.perf_counter()
            members = [replace(data.fitted(candidate, data.training), sharpness=folds[0].pipeline.sharpness)]
            refit_seconds = time.perf_counter() - started
        columns = raw_columns(candidate.recipe, data.X.iloc[data.training], data.as_read, data.readings)
        bundle = Bundle(members=members, columns=columns, target=target, classes=list(classes))
        first, losses = folds[0], dict[str, float]()
        seconds_a_row = first.predict_seconds / len(first.fold.scored_on)
        if importance and has_time_for_importance(data, first.fold, deadline, seconds_a_row):
            losses = permutation_importance(first.pipeline, data, first.fold, metrics[0], candidate.random_seed)
        prepare_seconds, predict_seconds = _seconds_per_1000(bundle, data.X)
        return Result(
            folds=folds,
            bundle=bundle,
            final_model=final_model,
            refit_seconds=refit_seconds,
            importance=losses,
            predict_seconds_per_1000=prepare_seconds + predict_seconds,
            prepare_seconds_per_1000=prepare_seconds,
            holdout_predicted=_predicted_holdout(bundle, data),
        )


def _folds(
    candidate: Candidate, data: Material, metrics: Sequence[Metric], n_fits: int, deadline: Deadline | None
) -> list[FoldResult]:
    """Every fold, one after the other. Each that is done tells how long the fits that are left will take."""
    done: list[FoldResult] = []
    took = 0.0
    for fold in data.folds:
        if deadline:
            n_members = len(data.folds) if n_fits == len(data.folds) else 1
            keep_pace(deadline, took * (n_fits - len(done)) + _holdout_seconds(done, data, n_members))
        started = time.perf_counter()
        done.append(_fold(candidate, data, fold, metrics))
        took = time.perf_counter() - started
    return done


def _holdout_seconds(done: Sequence[FoldResult], data: Material, n_members: int) -> float:
    """To predict the rows held out, with every member of the final model, as quickly as the last fold was."""
    if not done:
        return 0.0
    last = done[-1]
    return n_members * len(data.holdout) * last.predict_seconds / len(last.fold.scored_on)


def _fold(candidate: Candidate, data: Material, fold: Fold, metrics: Sequence[Metric]) -> FoldResult:
    started = time.perf_counter()
    pipeline = data.fitted(candidate, fold.fitted_on)
    fitted = time.perf_counter()
    predicted = pipeline.predict(data.X.iloc[fold.scored_on])
    done = time.perf_counter()
    return fold_result(
        pipeline,
        data,
        fold,
        metrics,
        predicted=predicted,
        fit_seconds=fitted - started,
        predict_seconds=done - fitted,
        random_seed=candidate.random_seed,
    )


def fold_result(
    pipeline: FittedPipeline,
    data: Material,
    fold: Fold,
    metrics: Sequence[Metric],
    *,
    predicted: np.ndarray,
    fit_seconds: float,
    predict_seconds: float,
    random_seed: int,
) -> FoldResult:
    """A fitted fold with all its scores. predicted: its out-of-fold predictions, in the order of ``scored_on``."""
    shown = _shown_of_train(fold, random_seed)
    on_train = pipeline.predict(data.X.iloc[shown])
    return FoldResult(
        fold=fold,
        predicted=predicted,
        pipeline=pipeline,
        fit_seconds=fit_seconds,
        predict_seconds=predict_seconds,
        scores=_scores(data, metrics, fold.scored_on, predicted),
        train_scores=_scores(data, metrics, shown, on_train),
        shown=shown,
        on_train=on_train,
    )


def _scores(data: Material, metrics: Sequence[Metric], rows: np.ndarray, predicted: np.ndarray) -> dict[str, float]:
    """By metric, of the rows at these positions."""
    return {metric.name: data.scored(metric, rows, predicted) for metric in metrics}


def _sharpened(folds: Sequence[FoldResult], data: Material, metrics: Sequence[Metric]) -> Sequence[FoldResult]:
    """The folds with corrected probabilities, each by what the others of its repeat say; as they are without a gain."""
    scored = [
        Scored(
            y=data.y[one.fold.scored_on],
            predicted=one.predicted,
            weights=data.weights_of(one.fold.scored_on),
        )
        for one in folds
    ]
    better = found(scored, {place: _deciding(place, folds, data) for place in range(len(folds))})
    if better is None:
        return folds
    sharpness, corrected = better
    return [
        _corrected(one, sharpness, predicted, data, metrics) for one, predicted in zip(folds, corrected, strict=True)
    ]


def _corrected(
    one: FoldResult, sharpness: Sharpness, predicted: np.ndarray, data: Material, metrics: Sequence[Metric]
) -> FoldResult:
    """The fold with its probabilities corrected. predicted: those of its scored rows."""
    on_train = sharpness.of(one.on_train)
    return replace(
        one,
        predicted=predicted,
        pipeline=replace(one.pipeline, sharpness=sharpness),
        scores=_scores(data, metrics, one.fold.scored_on, predicted),
        train_scores=_scores(data, metrics, one.shown, on_train),
        on_train=on_train,
    )


def _deciding(place: int, folds: Sequence[FoldResult], data: Material) -> list[int]:
    """Folds whose rows may decide about those of one: the others of its repeat, or the earlier ones in time."""
    own = folds[place].fold
    same = [other for other, one in enumerate(folds) if one.fold.repeat == own.repeat and other != place]
    return [other for other in same if data.ties.times is None or other < place]


def _shown_of_train(fold: Fold, random_seed: int) -> np.ndarray:
    """Positions of the rows a fold was fitted on; of a sample where they are very many."""
    rows = fold.fitted_on
    if len(rows) > TRAIN_SCORE_ROWS:
        echo(f"train scores of fold {fold.label}: of {TRAIN_SCORE_ROWS:,} of its {len(rows):,} rows, drawn at random")
        rows = np.sort(np.random.default_rng(random_seed).choice(rows, TRAIN_SCORE_ROWS, replace=False))
    return rows


def _check_primary(metric: Metric, folds: Sequence[FoldResult]) -> None:
    if not any(np.isfinite(one.scores[metric.name]) for one in folds):
        raise DataError(
            T_("the metric that decides has no value on any fold"),
            value=metric.name,
            fix=T_("choose another one with --set evaluation.primary_metric=..., or use fewer folds"),
        )


def _predicted_holdout(bundle: Bundle[FittedPipeline], data: Material) -> np.ndarray:
    if len(data.holdout):
        return bundle.average(data.X.iloc[data.holdout])
    return np.empty((0, len(bundle.classes)) if bundle.classes else (0,))


def _seconds_per_1000(bundle: Bundle[FittedPipeline], X: pd.DataFrame) -> tuple[float, float]:
    """To prepare rows and to predict from them, measured on exactly 1,000 rows, so that the fixed cost of a call on a
    small table is not scaled up."""
    rows = X.iloc[np.arange(TIMED_ROWS) % len(X)]
    started = time.perf_counter()
    prepared = bundle.prepared(rows)
    read = time.perf_counter()
    bundle.together(prepared)
    done = time.perf_counter()
    return read - started + prepared.seconds, done - read - prepared.seconds
