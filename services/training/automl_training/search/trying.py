"""One trial after the other: a setting is fitted and scored fold by fold, and what it raises is recorded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from automl_shared.errors import STRANGE, AutoMLError, DataError, described
from automl_shared.plugins import Metric
from automl_shared.words import T_
from automl_training.candidate import Candidate
from automl_training.material import Fold, Material
from automl_training.search.prepared import FittedFold, PreparedFolds
from automl_training.search.space import Settings
from automl_training.search.trials import State, Trial
from automl_training.time_left import shared

Clock = Callable[[], float]
Hopeless = Callable[[Sequence[float]], bool]
"""Whether a trial with these scores, one per fold so far, is not worth finishing."""


@dataclass
class Attempt:
    """A trial at work."""

    number: int
    settings: Settings
    scores: list[float] = field(default_factory=list)
    fitted: list[FittedFold] = field(default_factory=list)
    state: State = "complete"
    error: BaseException | None = None
    seconds: float = 0.0

    @property
    def trial(self) -> Trial:
        """What is kept of it."""
        return Trial(
            number=self.number,
            state=self.state,
            settings=dict(self.settings),
            scores=tuple(self.scores),
            seconds=self.seconds,
            error="" if self.error is None else cause(self.error),
        )


class Trier:
    """Tries the settings of a candidate's model on the same prepared folds.

    ``seconds``: of the whole search, within which every single trial plans its fits, so that all are tried on the same
    terms; None without a limit.
    """

    def __init__(
        self, candidate: Candidate, data: Material, metric: Metric, clock: Clock, seconds: float | None
    ) -> None:
        self.metric = metric
        self._candidate, self._data, self._clock, self._seconds = candidate, data, clock, seconds
        self._prepared = PreparedFolds(candidate, data)

    def candidate(self, settings: Settings) -> Candidate:
        """The candidate with these settings on top of its own parameters."""
        return replace(self._candidate, params={**self._candidate.params, **settings})

    def attempt(
        self, number: int, settings: Settings, *, deadline: float = np.inf, hopeless: Hopeless = lambda _: False
    ) -> Attempt:
        """Records what the model raises. The deadline and the prospects are looked at between the folds."""
        made, started = Attempt(number=number, settings=settings), self._clock()
        try:
            with shared(self._seconds, len(self._data.folds)):
                made.state = self._fit_folds(made, deadline, hopeless)
        except STRANGE as error:  # whatever a setting makes a library raise is recorded and shown with its trial
            made.state, made.error = "failed", error
        made.seconds = self._clock() - started
        return made

    def _fit_folds(self, made: Attempt, deadline: float, hopeless: Hopeless) -> State:
        candidate, folds = self.candidate(made.settings), self._data.folds
        for fold in folds:
            if self._clock() >= deadline:
                return "stopped"
            made.fitted.append(self._prepared.fit(candidate, fold))
            made.scores.append(self._score(made.fitted[-1], fold))
            if len(made.scores) < len(folds) and hopeless(made.scores):
                return "pruned"
        if not np.isfinite(made.scores).any():
            raise DataError(
                T_("the metric that decides has no value on any fold"),
                value=self.metric.name,
                fix=T_("choose another one with --set evaluation.primary_metric=..., or use fewer folds"),
            )
        return "complete"

    def _score(self, fitted: FittedFold, fold: Fold) -> float:
        return self._data.scored(self.metric, fold.scored_on, fitted.predicted)


def cause(error: BaseException) -> str:
    """What a trial failed of, in one line."""
    return error.cause if isinstance(error, AutoMLError) else " ".join(described(error).split())
