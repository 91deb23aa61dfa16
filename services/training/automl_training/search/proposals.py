"""Which setting to try next, and whether a trial is worth finishing: Optuna, in memory, asked and told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np

from automl_shared.frozen import Frozen
from automl_training.search.space import Settings, Space, identity

Method = Literal["grid", "random", "bayesian"]

FINISHED_BEFORE_PRUNING = 4
"""Trials, the default among them, that are scored on all folds before any other is given up."""
FOLDS_BEFORE_PRUNING = 2
REPEATS = 100
"""Settings proposed in a row that were tried already, after which the space counts as exhausted."""
LEAST_FOR_IMPORTANCE = 6
"""Finished trials below which a parameter's influence is guesswork."""


class Proposal(Frozen):
    """A setting to try. ``handle`` is Optuna's."""

    settings: Settings
    handle: Any


class Proposals:
    """The study of one search. Every value it is told is larger for a better score.

    Sources: Bergstra & Bengio (2012) for random search; Bergstra et al. (2011), Watanabe (2023) for the
    tree-structured Parzen estimator; Golovin et al. (2017), Vizier, for the median rule.
    """

    def __init__(self, space: Space, method: Method, *, n_trials: int, random_seed: int) -> None:
        import optuna

        optuna.logging.set_verbosity(optuna.logging.WARNING)
        samplers = optuna.samplers
        sampler = samplers.TPESampler if method == "bayesian" else samplers.RandomSampler
        self._space, self._distributions = space, space.distributions()
        self._study = optuna.create_study(
            direction="maximize",
            sampler=sampler(seed=random_seed),
            pruner=optuna.pruners.MedianPruner(
                n_startup_trials=FINISHED_BEFORE_PRUNING, n_warmup_steps=FOLDS_BEFORE_PRUNING - 1
            ),
        )
        self._seen = {identity(space.default)}
        self.grid_size: int | None = None
        """Settings of the whole grid but the default, where there are more than may be tried."""
        self._left: int | None = None
        if method == "grid":
            self._enqueue(n_trials - 1, random_seed)

    def start_from(self, value: float, n_folds: int) -> None:
        """Tells the score of the default setting, where the default is one that could be searched."""
        from optuna.trial import create_trial

        if self._space.covers(self._space.default):
            params = self._space.encoded(self._space.default)
            level = dict.fromkeys(range(n_folds), 0.0)
            self._study.add_trial(
                create_trial(params=params, distributions=self._distributions, value=value, intermediate_values=level)
            )

    def next(self) -> Proposal | None:
        """A setting that was not tried yet; None when there is none left."""
        from optuna.trial import TrialState

        for _ in range(REPEATS):
            if self._left == 0:
                return None
            if self._left is not None:
                self._left -= 1
            handle = self._study.ask(self._distributions)
            settings = self._space.decoded(handle.params)
            if identity(settings) not in self._seen:
                self._seen.add(identity(settings))
                return Proposal(settings=settings, handle=handle)
            self._study.tell(handle, state=TrialState.FAIL)
        return None

    def hopeless(self, proposal: Proposal, gains: Sequence[float]) -> bool:
        """Whether a trial is behind the median of the others after so many folds.

        gains: by how much each of its folds so far is better than the default on the same rows, so that an easy fold
        does not flatter it.
        """
        known = [one for one in gains if np.isfinite(one)]
        if not known:
            return False
        proposal.handle.report(float(np.mean(known)), step=len(gains) - 1)
        return bool(proposal.handle.should_prune())

    def tell(self, proposal: Proposal, state: str, value: float) -> None:
        """How a trial has ended; its value only where it is complete."""
        from optuna.trial import TrialState

        if state == "complete":
            self._study.tell(proposal.handle, value)
        else:
            self._study.tell(proposal.handle, state=TrialState.PRUNED if state == "pruned" else TrialState.FAIL)

    def importance(self) -> Mapping[str, float]:
        """Each parameter's share in what sets the better half apart, largest first; empty when that cannot be told.

        Source: Watanabe, Bansal & Hutter (2023), PED-ANOVA.
        """
        from optuna.importance import PedAnovaImportanceEvaluator
        from optuna.trial import TrialState

        finished = self._study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,))
        if len(finished) < LEAST_FOR_IMPORTANCE or len({one.value for one in finished}) < 2:
            return {}
        found = PedAnovaImportanceEvaluator().evaluate(self._study)
        total = sum(found.values())
        if not total > 0:
            return {}
        return {name: value / total for name, value in sorted(found.items(), key=lambda item: -item[1])}

    def _enqueue(self, most: int, random_seed: int) -> None:
        grid = [one for one in self._space.grid(most + 1) if identity(one) not in self._seen]
        if len(grid) > most:
            self.grid_size = len(grid)
            chosen = np.random.default_rng(random_seed).choice(len(grid), most, replace=False)
            grid = [grid[place] for place in sorted(chosen)]
        for settings in grid:
            self._study.enqueue_trial(self._space.encoded(settings))
        self._left = len(grid)
