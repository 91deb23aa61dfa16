"""What picking the best of several models is worth, judged on folds that had no say in the pick."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from automl_comparison.meta import Candidate


def picked_scores(models: Sequence[Candidate], *, greater_is_better: bool, n_repeats: int) -> list[float]:
    """(n_folds,): the scores of the `picks`."""
    chosen = picks(models, greater_is_better=greater_is_better, n_repeats=n_repeats)
    return [one.scores[fold] for fold, one in enumerate(chosen)]


def picks(models: Sequence[Candidate], *, greater_is_better: bool, n_repeats: int) -> list[Candidate]:
    """(n_folds,): for each fold the model that is best on the other folds of its repeat.

    However many there are to pick from, the pick is not judged on what it was picked by. Models are not fitted again
    inside the other folds, so that a little luck remains: 40 models on noise pass in 1 to 3 % at a level of 1 %.
    Source: Varma & Simon (2006), Bias in error estimation when using cross-validation for model selection.
    """
    scores = np.array([one.scores for one in models])
    signed = scores if greater_is_better else -scores
    n_models, n_folds = scores.shape
    of_repeat = signed.reshape(n_models, n_repeats, -1)
    elsewhere = (of_repeat.sum(axis=2, keepdims=True) - of_repeat).reshape(n_models, n_folds)
    return [models[place] for place in elsewhere.argmax(axis=0)]
