"""Weights by greedy forward selection."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from automl_comparison.ensembles.combination import Blend
from automl_comparison.ensembles.field import MAX_MEMBERS, Field, Scorer, seconds_together, simplicity
from automl_comparison.meta import Candidate

MAX_START = 5
MAX_STEPS = 40
PATIENCE = 6
"""Steps without a gain after which it ends: a small share of a member helps where a large one does not."""
MOST_SECONDS = 0.5
"""That predicting 1,000 rows should take at most."""
LITTLE = 0.1
"""Of the standard error of a mixture's score: what a quicker one may cost."""
LEAST_GAIN = 1e-6
"""Relative to the score: what is less is no gain."""
AT_ONCE = 2**16
"""Numbers that are scored in one call, so that they stay in the processor's cache; a mixture at least."""


@dataclass(frozen=True)
class Weighted:
    """Members are added one at a time, with repetition, whichever helps most; the best mixture on the way wins.

    It starts from the mean of the best few. Among equals the simpler and smaller is added. Where the mixture is slow,
    members leave it again, see `quicker`.
    Source: Caruana et al. (2004), Ensemble Selection from Libraries of Models.
    """

    name: str = "weighted"

    def fit(self, field: Field, folds: Sequence[int]) -> Blend:
        """The ensemble that does best on the sampled rows of these folds."""
        pool = sorted(field.pool(folds), key=simplicity)
        scorer = Scorer(field.rows, folds, field.guide)
        predicted = np.stack([field.predicted[one.candidate][scorer.positions] for one in pool])
        chosen = quicker(_greedy(predicted, scorer), pool, predicted, scorer)
        counts = Counter(chosen)
        return Blend({pool[place].candidate: counts[place] / len(chosen) for place in sorted(counts)})

    def start(self, field: Field) -> Blend:
        """Equal weights, where there is nothing to learn from."""
        return equal(field.starters())


def quicker(chosen: Sequence[int], pool: Sequence[Candidate], predicted: np.ndarray, scorer: Scorer) -> Sequence[int]:
    """The mixture without members that make it slow and hardly help.

    While it takes more than `MOST_SECONDS`, the slowest members, one after the other, leave or give their share to
    another of the pool with which it is quicker, whichever is best, if that costs at most `LITTLE` of the standard
    error in all. Times are measured, and decide nothing about a mixture that is quick enough.
    chosen: places of the members, with repetition. predicted: (n_pool, n_rows, ...).
    """

    def seconds(places: Sequence[int]) -> float:
        return seconds_together([pool[place] for place in sorted(set(places))])

    mixed = predicted[list(chosen)].mean(axis=0)
    least = scorer(mixed) - LITTLE * scorer.standard_error(mixed)
    made, tried = chosen, set[int]()
    while (now := seconds(made)) > MOST_SECONDS and (untried := set(made) - tried):
        slowest = max(untried, key=lambda place: (pool[place].predict_seconds, place))
        tried.add(slowest)
        without = [place for place in made if place != slowest]
        others = [place for place in range(len(pool)) if place not in tried]
        instead = [[other if place == slowest else place for place in made] for other in others]
        options = [option for option in (without, *instead) if option and seconds(option) < now]
        scores = {at: scorer(predicted[option].mean(axis=0)) for at, option in enumerate(options)}
        if scores and scores[best := _first_best(scores)] >= least:
            made = options[best]
    return made


def equal(members: Sequence[Candidate]) -> Blend:
    """The plain mean."""
    return Blend({one.candidate: 1 / len(members) for one in members})


def _greedy(predicted: np.ndarray, scorer: Scorer) -> list[int]:
    """Places of the members added, with repetition. predicted: (n_members, n_rows, ...), the simpler first."""
    alone = scorer.of_each(predicted)
    chosen = _best_start(predicted, np.argsort([-score for score in alone], kind="stable"), scorer)
    total = predicted[chosen].sum(axis=0)
    best, best_score, since = list(chosen), scorer(total / len(chosen)), 0
    while len(chosen) < MAX_STEPS and since < PATIENCE:
        may = range(len(predicted)) if len(set(chosen)) < MAX_MEMBERS else sorted(set(chosen))
        scores = dict(_with_one_more(predicted, may, total, len(chosen), scorer))
        place = _first_best(scores)
        chosen.append(place)
        total = total + predicted[place]
        if gains(scores[place], best_score):
            best, best_score, since = list(chosen), scores[place], 0
        else:
            since += 1
    return best


def _with_one_more(
    predicted: np.ndarray, may: Sequence[int], total: np.ndarray, n_chosen: int, scorer: Scorer
) -> Iterator[tuple[int, float]]:
    """Each place that may be added, and the score of the mixture with it."""
    at_once = max(1, AT_ONCE // total.size)
    for start in range(0, len(may), at_once):
        places = list(may[start : start + at_once])  # of a list a copy is picked
        mixed = predicted[places]
        mixed += total
        mixed /= n_chosen + 1
        yield from zip(places, scorer.of_each(mixed), strict=True)


def _best_start(predicted: np.ndarray, order: np.ndarray, scorer: Scorer) -> list[int]:
    """The best few whose mean is best; fewer among equals."""
    best, best_score = [int(order[0])], scorer(predicted[order[0]])
    for length in range(2, min(MAX_START, len(order)) + 1):
        score = scorer(predicted[order[:length]].mean(axis=0))
        if gains(score, best_score):
            best, best_score = [int(place) for place in order[:length]], score
    return best


def _first_best(scores: dict[int, float]) -> int:
    """The place with the best score; of those that are equal the first."""
    best = next(iter(scores))
    for place, score in scores.items():
        if gains(score, scores[best]):
            best = place
    return best


def gains(score: float, over: float) -> bool:
    """Whether a score is better than another by more than rounding; higher is better."""
    if not np.isfinite(over):
        return score > over
    return score - over > LEAST_GAIN * abs(over)
