"""From the candidates of a run to the ensembles that compete with them."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

import numpy as np

from automl_comparison.ensembles.combination import Combination
from automl_comparison.ensembles.field import Field, Scorer, mean_score, seconds_together, wanted
from automl_comparison.ensembles.nested import Kind, fitted_apart, fold_scores, predicted_apart
from automl_comparison.ensembles.outcome import Ensemble, Ensembles, Said, reasons
from automl_comparison.ensembles.predictions import Predictions
from automl_comparison.ensembles.stacking import Stacking
from automl_comparison.ensembles.voting import Voting
from automl_comparison.ensembles.weighted import Weighted, gains
from automl_comparison.ensembles.words import titled
from automl_comparison.meta import ENSEMBLE, Candidate
from automl_comparison.picking import picked_scores
from automl_comparison.rows import Rows
from automl_shared.config.models import EnsembleSettings, Language
from automl_shared.errors import ConfigError, ContractError, NotFound
from automl_shared.frozen import Frozen
from automl_shared.naming import candidate_of
from automl_shared.plugins import METRICS, Metric
from automl_shared.words import T_

SLOW_SECONDS = 0.02
"""A metric that takes longer for the sampled rows does not guide the weights: it would be asked thousands of times."""
ABOVE_SINGLES = {"weighted": 1, "voting": 1, "stacking": 2}
"""How much less simple an ensemble is than the least simple candidate."""


class Request(Frozen):
    """What is asked for, and of whom. ``metrics``: all of the run, the primary one first.

    ``task_id``: of the comparison; ``preprocessing_task_id``: of the data and folds.
    """

    settings: EnsembleSettings
    candidates: Sequence[Candidate]
    metrics: Sequence[Metric]
    task_id: str
    preprocessing_task_id: str
    language: Language = "en"

    @property
    def kinds(self) -> list[Kind]:
        """The kinds the config asks for."""
        return list(_kinds(self.settings))

    @property
    def singles(self) -> list[Candidate]:
        return [one for one in self.candidates if not one.is_baseline]

    @property
    def baseline(self) -> Candidate | None:
        return next((one for one in self.candidates if one.is_baseline), None)

    @property
    def best_single(self) -> Candidate | None:
        every = range(len(self.candidates[0].scores)) if self.candidates else ()
        return max(self.singles, key=lambda one: mean_score(one, every, self.metrics[0]), default=None)


def _kinds(settings: EnsembleSettings) -> Iterator[Kind]:
    if settings.weighted.enable:
        yield Weighted()
    if settings.voting.enable:
        yield Voting(settings.voting.estimators, settings.voting.voting)
    if settings.stacking.enable:
        yield Stacking(settings.stacking.estimators, settings.stacking.final_estimator)


def build(request: Request, predictions: Predictions, rows: Rows) -> Ensembles:
    """The ensembles that are better than a single candidate picked on the other folds, as they are themselves."""
    field, notes = _field(request, predictions, rows)
    every = range(rows.n_folds)
    if len(field.predicted) < 2 or len(field.pool(every)) < 2:
        few = Said("few")
        unread = tuple(note for note in notes if note.key == "unread")  # the others are of how mixtures are made
        return Ensembles(
            left_out={kind.name: few for kind in request.kinds}, notes=unread, best_single=request.best_single
        )
    made: dict[str, Ensemble] = {}
    left_out: dict[str, Said] = {}
    for kind in request.kinds:
        try:
            made[kind.name] = _ensemble(kind, request, field, predictions, rows)
        except (ConfigError, ContractError) as error:  # a DataError is a ConfigError
            left_out[kind.name] = Said("failed", reasons(error, request.language))
    left_out |= _not_worth_it(made, request, rows)
    built = tuple(one for name, one in made.items() if name not in left_out)
    return Ensembles(built=built, left_out=left_out, notes=notes, best_single=request.best_single)


def _field(request: Request, predictions: Predictions, rows: Rows) -> tuple[Field, tuple[Said, ...]]:
    """The candidates whose predictions can be read, and what the reader should know about them."""
    metric = request.metrics[0]
    sample = rows.sample()
    asked = wanted(request.singles, request.baseline, rows, metric)
    named = {*request.settings.voting.estimators, *request.settings.stacking.estimators}
    asked += [
        one for one in request.singles if one not in asked and named & {one.model, one.candidate, one.registry_name}
    ]
    predicted: dict[str, np.ndarray] = {}
    notes: list[Said] = []
    for one in asked:
        try:
            predicted[one.candidate] = predictions.of(one.candidate)[sample]
        except (ContractError, NotFound) as error:
            notes.append(Said("unread", {"candidate": one.candidate, "cause": error.cause_in(request.language)}))
        except ValueError as error:  # a file that is no Parquet
            notes.append(Said("unread", {"candidate": one.candidate, "cause": str(error)}))
    few_rows = rows.at(sample)
    guide = _guide(metric, few_rows, predicted)
    if guide is not metric:
        notes.append(
            Said("guide", {"metric": metric.titled(request.language), "guide": guide.titled(request.language)})
        )
    if len(sample) < len(rows):
        notes.append(Said("sampled", {"sampled": f"{len(sample):,}", "rows": f"{len(rows):,}"}))
    if len(asked) < len(request.singles):
        notes.append(Said("pool", {"asked": len(asked), "all": len(request.singles)}))
    field = Field(
        singles=request.singles,
        baseline=request.baseline,
        rows=few_rows,
        predicted=predicted,
        metric=metric,
        guide=guide,
    )
    return field, tuple(notes)


def _guide(metric: Metric, rows: Rows, predicted: dict[str, np.ndarray]) -> Metric:
    """The metric itself, or a quick and smooth one in its place."""
    if not predicted:
        return metric
    scorer, first = Scorer(rows, range(rows.n_folds), metric), next(iter(predicted.values()))
    times = []
    for _ in range(3):
        started = time.perf_counter()
        scorer(first)
        times.append(time.perf_counter() - started)
    if min(times) <= SLOW_SECONDS:
        return metric
    return METRICS.get("log_loss" if rows.n_classes else "rmse")


def _ensemble(kind: Kind, request: Request, field: Field, predictions: Predictions, rows: Rows) -> Ensemble:
    started = time.perf_counter()
    combination = kind.fit(field, range(rows.n_folds))
    out_of_fold = predicted_apart(fitted_apart(kind, field), predictions, rows)
    scores = fold_scores(out_of_fold, rows, request.metrics)
    seconds = time.perf_counter() - started
    primary = scores[request.metrics[0].name]
    if not np.isfinite(primary).all():
        raise ContractError(
            T_("{metric} of the ensemble could not be computed on every fold", metric=request.metrics[0].name)
        )
    by_name = {one.candidate: one for one in request.singles}
    members = [by_name[name] for name in sorted(combination.weights, key=lambda name: -combination.weights[name])]
    candidate = Candidate(
        candidate=candidate_of(ENSEMBLE, kind.name),
        title=titled(kind.name, request.language),
        preprocess=ENSEMBLE,
        preproc_title=ENSEMBLE,
        model=kind.name,
        model_title=titled(kind.name, request.language),
        registry_name=ENSEMBLE,
        task_id=request.task_id,
        model_id=None,
        preprocessing_task_id=request.preprocessing_task_id,
        scores=tuple(primary),
        cv_mean=float(np.mean(primary)),
        cv_std=float(np.std(primary, ddof=1)) if len(primary) > 1 else 0.0,
        train_mean=None,
        metrics={name: float(np.nanmean(values)) for name, values in scores.items() if np.isfinite(values).any()},
        fit_seconds=sum(one.fit_seconds for one in members) + seconds,
        predict_seconds=seconds_together(members),
        size_bytes=sum(one.size_bytes for one in members),
        complexity=max(one.complexity for one in request.candidates) + ABOVE_SINGLES[kind.name],
    )
    return Ensemble(candidate=candidate, combination=combination, members=tuple(members), out_of_fold=out_of_fold)


def _not_worth_it(made: dict[str, Ensemble], request: Request, rows: Rows) -> dict[str, Said]:
    """Those that are no better than something simpler.

    The best of many singles looks better than it is, and an ensemble's estimate is free of that: it is held against
    what picking the best on the other folds comes to.
    """
    metric, best = request.metrics[0], request.best_single
    assert best is not None, "at least two candidates are in the pool"
    n_repeats = len(set(rows.repeats))
    pick = np.mean(picked_scores(request.singles, greater_is_better=metric.greater_is_better, n_repeats=n_repeats))
    reasons: dict[str, Said] = {}
    for name, one in made.items():
        if _is_single(one.combination):
            reasons[name] = Said("one_member", {"member": one.members[0].title})
        elif not _better(one.candidate.cv_mean, float(pick), metric):
            reasons[name] = Said("no_gain", {"score": one.candidate.cv_mean, "single": best.title})
    stacking, weighted = made.get("stacking"), made.get("weighted")
    if stacking and weighted and not _better(stacking.candidate.cv_mean, weighted.candidate.cv_mean, metric):
        reasons.setdefault("stacking", Said("stacking_no_gain", {"score": stacking.candidate.cv_mean}))
    return reasons


def _is_single(combination: Combination) -> bool:
    return len(combination.weights) == 1 and combination.final is None


def _better(one: float, other: float, metric: Metric) -> bool:
    sign = 1.0 if metric.greater_is_better else -1.0
    return gains(sign * one, sign * other)
