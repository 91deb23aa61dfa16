"""The search itself: the default setting, then what is proposed, until the trials, the time or the space run out."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

from automl_shared.config.models import OptimizationSettings
from automl_shared.console import echo
from automl_shared.errors import AutoMLError, ConfigError
from automl_shared.plugins import Metric
from automl_shared.words import T_
from automl_training.candidate import Candidate
from automl_training.material import Material
from automl_training.processing import FoldResult, fold_result
from automl_training.resources import sized_for
from automl_training.search.proposals import Proposal, Proposals
from automl_training.search.space import Settings, Space
from automl_training.search.trials import Search, Trial
from automl_training.search.trying import Attempt, Clock, Hopeless, Trier
from automl_training.search.words import trial_line
from automl_training.time_left import MOST_SHARE

FAILURES_IN_A_ROW = 10
"""Trials after which a search that has no score yet ends: the model cannot be trained on these rows."""
SHARE_OF_THE_LIMIT = 0.7
"""Of the time a candidate may take, that a search may fill: the rest is for the final model and the pictures."""


def seconds_for(
    settings: OptimizationSettings, candidate_minutes: float | None, left: float | None = None
) -> float | None:
    """How long a search may take where a candidate may take so many minutes; None without a limit.

    ``left``: seconds that the run's time budget leaves, of which one candidate takes no more than its share.
    """
    limits = [
        settings.timeout_seconds,
        None if candidate_minutes is None else SHARE_OF_THE_LIMIT * 60 * candidate_minutes,
        None if left is None else MOST_SHARE * left,
    ]
    return min((one for one in limits if one is not None), default=None)


def search(
    candidate: Candidate,
    data: Material,
    metrics: Sequence[Metric],
    settings: OptimizationSettings,
    *,
    seconds: float | None = None,
    clock: Clock = time.monotonic,
) -> Search:
    """Tries settings of the candidate's model; the first of the metrics decides.

    The default setting, with the candidate's own parameters, is tried first and always to its end. Without a limit of
    ``seconds`` the result is the same for the same seed. Raises ConfigError when no setting could be trained.
    """
    assert settings.method != "none", "asked for only where a search is wanted"
    candidate.check(weights=data.weights is not None)
    started = clock()
    trier, space = Trier(candidate, data, metrics[0], clock, seconds), Space.of(candidate)
    with sized_for(data.X.size):
        proposals = Proposals(space, settings.method, n_trials=settings.n_trials, random_seed=candidate.random_seed)
        deadline = np.inf if seconds is None else started + seconds
        course = Course(trier, proposals, space.default, settings.n_trials, deadline, clock)
        best = course.run()
        folds = _results(best, data, metrics, candidate.random_seed)
    return Search(
        method=settings.method,
        metric=metrics[0],
        space=space,
        trials=course.trials,
        candidate=trier.candidate(best.settings),
        folds=folds,
        best=best.trial,
        n_wanted=settings.n_trials,
        seconds=clock() - started,
        out_of_time=course.out_of_time,
        grid_size=proposals.grid_size,
        importance=proposals.importance(),
    )


class Course:
    """The trials so far, and the best of them; of that one alone the fitted folds are kept."""

    def __init__(
        self, trier: Trier, proposals: Proposals, default: Settings, n_trials: int, deadline: float, clock: Clock
    ) -> None:
        self.trials: list[Trial] = []
        self.out_of_time = False
        self._trier, self._proposals = trier, proposals
        self._default, self._n_trials = default, n_trials
        self._deadline, self._clock = deadline, clock
        self._sign = 1.0 if trier.metric.greater_is_better else -1.0
        self._best: Attempt | None = None

    def run(self) -> Attempt:
        """The best attempt. Raises ConfigError when every one has failed."""
        first = self._trier.attempt(1, self._default)
        self._take(first)
        if first.state == "complete":
            self._proposals.start_from(self._sign * first.trial.mean, len(first.scores))
        while len(self.trials) < self._n_trials and not self._given_up() and not self._late():
            proposal = self._proposals.next()
            if proposal is None:
                echo(f"every setting there is was tried: {len(self.trials)}")
                break
            made = self._trier.attempt(
                len(self.trials) + 1,
                proposal.settings,
                deadline=self._deadline,
                hopeless=self._hopeless(proposal, first),
            )
            self._proposals.tell(proposal, made.state, self._sign * made.trial.mean)
            self._take(made)
        return self._best or self._nothing(first)

    def _given_up(self) -> bool:
        return self._best is None and len(self.trials) >= FAILURES_IN_A_ROW

    def _late(self) -> bool:
        self.out_of_time = self._clock() >= self._deadline
        return self.out_of_time

    def _hopeless(self, proposal: Proposal, default: Attempt) -> Hopeless:
        level = np.asarray(default.scores if default.state == "complete" else [])

        def hopeless(scores: Sequence[float]) -> bool:
            reference = level[: len(scores)] if len(level) else np.zeros(len(scores))
            return self._proposals.hopeless(proposal, list(self._sign * (np.asarray(scores) - reference)))

        return hopeless

    def _take(self, made: Attempt) -> None:
        trial = made.trial
        self.trials.append(trial)
        better = self._best is None or self._trier.metric.better(trial.mean, self._best.trial.mean)
        if made.state == "complete" and better:
            self._best = made
        best = None if self._best is None else self._best.trial
        echo(trial_line(trial, best, self._trier.metric, self._n_trials))

    def _nothing(self, default: Attempt) -> Attempt:
        known = default.error if isinstance(default.error, AutoMLError) else None
        raise ConfigError(
            T_("none of the {n} settings that were tried could be trained", n=len(self.trials)),
            value=T_("the default: {error}", error=default.trial.error) if default.error else self.trials[0].state,
            fix=known.remedy if known else T_("check the model's parameters and the data"),
        ) from default.error


def _results(best: Attempt, data: Material, metrics: Sequence[Metric], random_seed: int) -> list[FoldResult]:
    return [
        fold_result(
            one.pipeline,
            data,
            one.fold,
            metrics,
            predicted=one.predicted,
            fit_seconds=one.fit_seconds,
            predict_seconds=one.predict_seconds,
            random_seed=random_seed,
        )
        for one in best.fitted
    ]
