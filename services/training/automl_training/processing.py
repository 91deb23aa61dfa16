"""Cross-validation of one candidate: data in, data out."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np
import pandas as pd

from automl_data.bundle import Bundle, raw_columns
from automl_data.recipe import NO_TIES, Ties
from automl_shared.config.models import TaskType
from automl_shared.console import echo
from automl_shared.errors import ConfigError, ContractError, DataError
from automl_shared.folds import FITTED_ON, SCORED_ON, fold_column, fold_of
from automl_shared.phase_io import PreprocessingInfo
from automl_shared.plugins import MODELS, Metric, Model
from automl_shared.readings import Reading
from automl_shared.words import T_, TN_
from automl_training.candidate import Candidate, FittedPipeline
from automl_training.resources import sized_for
from automl_training.sharpness import Scored, Sharpness, found
from automl_training.time_left import Deadline, keep_pace, planned

FinalModel = Literal["bagged", "refit"]

TIMED_ROWS = 1000
TRAIN_SCORE_ROWS = 5_000
"""Fitted rows the train score is taken of at most: it only shows how far a model has overfitted."""
IMPORTANCE_MAX_ROWS = 1000
IMPORTANCE_MIN_ROWS = 100
IMPORTANCE_CELLS = 100_000
"""Shuffled rows x columns that are predicted at most, so that wide tables do not take longer than the training."""
IMPORTANCE_REPEATS = 3


@dataclass(frozen=True, kw_only=True)
class Fold:
    """Positions of the rows a fold is fitted on and scored on."""

    repeat: int
    fold: int
    fitted_on: np.ndarray
    scored_on: np.ndarray

    @property
    def name(self) -> str:
        return fold_column(self.repeat, self.fold)

    @property
    def label(self) -> str:
        """What a reader calls it: folds and repeats counted from 1."""
        return f"{self.fold + 1}" if self.repeat == 0 else f"{self.fold + 1} (repeat {self.repeat + 1})"


@dataclass(frozen=True, kw_only=True)
class Material:
    """What a candidate is trained on. Positions count the rows of ``X``.

    X: (n_rows, n_columns) raw. y: (n_rows,) floats, or class indices. row_ids: (n_rows,).
    ``training``: positions of all rows that are not held out, ``holdout`` of those that are. ``as_read``: column to its
    dtype as the file was read, where it is known. ``readings``: how texts of columns were read. weights: (n_rows,)
    above 0, how much each row counts; None where all count the same.
    """

    X: pd.DataFrame
    y: np.ndarray
    row_ids: np.ndarray
    folds: Sequence[Fold]
    training: np.ndarray
    holdout: np.ndarray
    readings: Mapping[str, Reading] = field(default_factory=dict)
    as_read: Mapping[str, str] = field(default_factory=dict)
    weights: np.ndarray | None = None
    ties: Ties = NO_TIES
    """What splits inside the rows fitted on respect."""

    def weights_of(self, rows: np.ndarray) -> np.ndarray | None:
        """The weights of the rows at these positions."""
        return None if self.weights is None else self.weights[rows]

    def fitted(self, candidate: Candidate, rows: np.ndarray) -> FittedPipeline:
        """A candidate fitted on the rows at these positions. Raises as `Candidate.fit` does."""
        return candidate.fit(self.X.iloc[rows], self.y[rows], self.weights_of(rows), self.ties.at(rows))

    def scored(self, metric: Metric, rows: np.ndarray, predicted: np.ndarray) -> float:
        """The metric on the rows at these positions; NaN for none. predicted: (n,) or (n, n_classes) of these rows."""
        return metric.score(self.y[rows], predicted, self.weights_of(rows))


@dataclass(frozen=True, kw_only=True)
class FoldResult:
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


@dataclass(frozen=True, kw_only=True)
class Result:
    """A trained candidate. ``predict_seconds_per_1000``: of the final model, measured."""

    folds: Sequence[FoldResult]
    bundle: Bundle[FittedPipeline]
    final_model: FinalModel
    refit_seconds: float
    predict_seconds_per_1000: float
    holdout_predicted: np.ndarray
    importance: Mapping[str, float]
    """Raw column to the loss of score when it is shuffled; empty when it was not asked for or cannot be measured."""


def chosen_model(name: str, task_type: TaskType) -> Model:
    """The registered model. Raises ConfigError when there is none, or it does not fit the task."""
    model = MODELS.get(name)
    if task_type not in model.task_types:
        raise ConfigError(
            T_("the model {name!r} is not made for {task}", name=name, task=task_type),
            value=name,
            allowed=", ".join(one for one in MODELS if task_type in MODELS.get(one).task_types),
            fix=T_("choose one of the allowed models"),
        )
    return model


def material(data: pd.DataFrame, folds: pd.DataFrame, info: PreprocessingInfo) -> Material:
    """The rows of a preprocessing, in the order of its fold table.

    data: (n_rows, n_columns), index ``row_id``; a feature may be called that too. folds: (n_rows, 2 + n_folds). Raises
    ContractError when the two do not belong together, DataError when no column is left to predict from.
    """
    rows = data if data.index.name == "row_id" else data.set_index("row_id")
    if not rows.index.is_unique or not np.array_equal(np.sort(rows.index), np.sort(folds["row_id"])):
        raise ContractError(
            T_("the data and the folds of the preprocessing have different rows"),
            value=T_("{rows} and {folds} rows", rows=len(rows), folds=len(folds)),
            fix=T_("run it again"),
        )
    if not np.array_equal(rows.index, folds["row_id"]):
        rows = rows.loc[folds["row_id"]]
    columns = info.recipe.names
    if not columns:
        raise DataError(
            T_("no column is left to predict from"),
            value=info.preproc_id,
            fix=T_("check the data-quality lights of the preprocessing, and data.feature_columns"),
        )
    held = folds["holdout"].to_numpy(dtype=bool)
    return Material(
        X=rows[columns].reset_index(drop=True),
        y=target_values(rows[info.target], info.classes),
        row_ids=folds["row_id"].to_numpy(),
        folds=read_folds(folds),
        training=np.flatnonzero(~held),
        holdout=np.flatnonzero(held),
        readings={column.name: column.reading for column in info.columns if column.reading},
        as_read={column.name: column.dtype for column in info.columns},
        weights=None if info.weight is None else rows[info.weight].to_numpy(dtype=np.float64),
        ties=_ties(rows, info),
    )


def _ties(rows: pd.DataFrame, info: PreprocessingInfo) -> Ties:
    """What the folds respect. A preprocessing of an earlier version has not stored it."""
    if info.tie is None or info.tie not in rows:
        return NO_TIES
    codes = rows[info.tie].to_numpy(dtype=np.int64)
    return Ties(times=codes) if info.fold_plan.kind == "timeseries" else Ties(groups=codes)


def target_values(target: pd.Series, classes: Sequence[str]) -> np.ndarray:
    """(n_rows,) floats, or indices into ``classes``. Raises DataError for a value that is neither."""
    if not classes:
        values = pd.to_numeric(target, errors="coerce").to_numpy(dtype=np.float64)
        if not np.isfinite(values).all():
            raise DataError(
                T_("the target has values that are not finite numbers"),
                value=TN_(
                    "{column}: {n} row", "{column}: {n} rows", column=target.name, n=int((~np.isfinite(values)).sum())
                ),
                fix=T_("correct or drop these rows"),
            )
        return values
    index = {label: position for position, label in enumerate(classes)}
    places, labels = pd.factorize(target, use_na_sentinel=False)
    codes = np.array([index.get(str(label), -1) for label in labels], dtype=np.int64)[places]
    if (codes < 0).any():
        raise DataError(
            T_("the target has a value that is none of its classes"),
            value=repr(target[codes < 0].iloc[0]),
            allowed=", ".join(classes),
            fix=T_("run it again"),
        )
    return codes


def read_folds(folds: pd.DataFrame) -> list[Fold]:
    """The folds of a fold table, in column order. Raises ContractError when there is none, or one is empty."""
    found = []
    for column in folds.columns:
        if place := fold_of(column):
            marks = folds[column].to_numpy()
            found.append(
                Fold(
                    repeat=place[0],
                    fold=place[1],
                    fitted_on=np.flatnonzero(marks == FITTED_ON),
                    scored_on=np.flatnonzero(marks == SCORED_ON),
                )
            )
    broken = [fold.name for fold in found if not len(fold.fitted_on) or not len(fold.scored_on)]
    if not found or broken:
        raise ContractError(
            T_("the fold table has no usable folds"),
            value=", ".join(broken) or list(folds.columns),
            fix="--set cross_validation.n_folds=null",
        )
    return found


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
    n_fits = len(data.folds) + (final_model == "refit")
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
        losses = {}
        if importance and _has_time_for_importance(folds[0], data, deadline):
            first = folds[0]
            losses = permutation_importance(first.pipeline, data, first.fold, metrics[0], candidate.random_seed)
        return Result(
            folds=folds,
            bundle=bundle,
            final_model=final_model,
            refit_seconds=refit_seconds,
            importance=losses,
            predict_seconds_per_1000=_seconds_per_1000(bundle, data.X),
            holdout_predicted=_predicted_holdout(bundle, data),
        )


def _has_time_for_importance(first: FoldResult, data: Material, deadline: Deadline | None) -> bool:
    """It is a by-product: a candidate is not to be lost for it when the time for training ends."""
    if deadline is None:
        return True
    rows = _importance_rows(data.X.shape[1]) * data.X.shape[1] * IMPORTANCE_REPEATS
    return deadline.has_time_for(first.predict_seconds * rows / len(first.fold.scored_on))


def _importance_rows(n_columns: int) -> int:
    """Rows of which each column is shuffled at most."""
    most = IMPORTANCE_CELLS // (n_columns * IMPORTANCE_REPEATS)
    return int(np.clip(most, IMPORTANCE_MIN_ROWS, IMPORTANCE_MAX_ROWS))


def permutation_importance(
    pipeline: FittedPipeline, data: Material, fold: Fold, metric: Metric, random_seed: int
) -> dict[str, float]:
    """Loss of score on rows the pipeline was not fitted on, when one raw column is shuffled; largest first.

    In units of the metric, positive where the column helps; empty when the metric has no value on these rows.
    Source: Breiman (2001), Random Forests, sec. 10.
    """
    generator = np.random.default_rng(random_seed)
    most = _importance_rows(data.X.shape[1])
    rows = fold.scored_on
    if len(rows) > most:
        rows = np.sort(generator.choice(rows, most, replace=False))
    X = data.X.iloc[rows]
    reference = data.scored(metric, rows, pipeline.predict(X))
    if not np.isfinite(reference):
        return {}
    losses: dict[str, float] = {}
    at_once = max(1, IMPORTANCE_CELLS // (X.size * IMPORTANCE_REPEATS))
    for start in range(0, X.shape[1], at_once):
        columns = list(X.columns[start : start + at_once])
        predicted = pipeline.predict(_shuffled(X, columns, generator))
        parts = np.split(predicted, len(columns) * IMPORTANCE_REPEATS)
        scores = np.array([data.scored(metric, rows, part) for part in parts]).reshape(len(columns), IMPORTANCE_REPEATS)
        lost = reference - scores if metric.greater_is_better else scores - reference
        losses.update(zip(map(str, columns), lost.mean(axis=1).tolist(), strict=True))
    return dict(sorted(losses.items(), key=lambda item: -item[1]))


def _shuffled(X: pd.DataFrame, columns: Sequence[Any], generator: np.random.Generator) -> pd.DataFrame:
    """(n_columns * `IMPORTANCE_REPEATS` * n_rows, all columns): copies of the rows, one column of each shuffled."""
    n_rows, times = len(X), len(columns) * IMPORTANCE_REPEATS
    rows = np.tile(np.arange(n_rows), times)
    shuffled = X.iloc[rows].reset_index(drop=True)
    for place, column in enumerate(columns):
        order = rows.copy()
        for repeat in range(IMPORTANCE_REPEATS):
            start = (place * IMPORTANCE_REPEATS + repeat) * n_rows
            order[start : start + n_rows] = generator.permutation(n_rows)
        shuffled[column] = X[column].array.take(order)
    return shuffled


def _folds(
    candidate: Candidate, data: Material, metrics: Sequence[Metric], n_fits: int, deadline: Deadline | None
) -> list[FoldResult]:
    """Every fold, one after the other. Each that is done tells how long the fits that are left will take."""
    done: list[FoldResult] = []
    took = 0.0
    for fold in data.folds:
        if deadline:
            keep_pace(deadline, took * (n_fits - len(done)))
        started = time.perf_counter()
        done.append(_fold(candidate, data, fold, metrics))
        took = time.perf_counter() - started
    return done


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


def _seconds_per_1000(bundle: Bundle[FittedPipeline], X: pd.DataFrame) -> float:
    """Measured on exactly 1,000 rows, so that the fixed cost of a call on a small table is not scaled up."""
    rows = X.iloc[np.arange(TIMED_ROWS) % len(X)]
    started = time.perf_counter()
    bundle.average(rows)
    return time.perf_counter() - started
