"""The choice, made from cross-validation scores alone: data in, data out."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from automl_comparison.meta import ERROR_RATE, Candidate, Choice, Difference, Rules

EQUAL = 1e-9
"""Two scores closer than this, relative to their size, are the same number computed twice."""
NEGLIGIBLE_SECONDS = 1.0
FASTER_FACTOR = 2.0
"""Times are measured, not computed: only a large difference counts, or the choice would change from run to run."""


def difference(one: Candidate, other: Candidate, rules: Rules) -> Difference:
    """The lead of ``one`` over ``other``, with a variance corrected for folds that share training rows.

    Source: Nadeau & Bengio (2003), Inference for the Generalization Error: s^2 * (1/J + n_test/n_train), with J - 1
    degrees of freedom. Raises ValueError when the two have different numbers of folds.
    """
    return paired(one.scores, other.scores, rules)


def paired(one: Sequence[float], other: Sequence[float], rules: Rules) -> Difference:
    """The same from the scores on equal folds, (n_folds,) each."""
    a, b = np.asarray(one, dtype=float), np.asarray(other, dtype=float)
    if a.shape != b.shape:
        raise ValueError(f"candidates must share their folds, but got {len(a)} and {len(b)} scores")
    lead = np.where(np.isclose(a, b, rtol=EQUAL, atol=0.0), 0.0, a - b if rules.greater_is_better else b - a)
    n_folds = len(lead)
    spread = float(np.var(lead, ddof=1)) if n_folds > 1 else 0.0
    return Difference(
        mean=float(lead.mean()),
        n_folds=n_folds,
        standard_error=math.sqrt(spread * (1 / n_folds + rules.resampling_ratio)),
    )


def any_clearly_better(leads: Sequence[Difference]) -> bool:
    """Whether chance alone does not explain that some of these leads are above 0, however many there are.

    The best of many leads by luck alone: of 9 models on pure noise (ROC AUC, 120 to 300 rows, 750 data sets) one was
    "clearly better" than guessing at the 5 % level in 20 %; with this test in 4 %.
    Source: Simes (1986), An improved Bonferroni procedure for multiple tests of significance.
    """
    p_values = sorted(lead.p_value for lead in leads)
    return any(p * len(p_values) / place < ERROR_RATE for place, p in enumerate(p_values, start=1))


def ranked(candidates: Sequence[Candidate], rules: Rules) -> tuple[Candidate, ...]:
    """Best CV mean first; equal means: the simpler, then by name."""
    sign = -1.0 if rules.greater_is_better else 1.0
    return tuple(sorted(candidates, key=lambda one: (sign * one.cv_mean, one.complexity, one.candidate)))


def choose(candidates: Sequence[Candidate], rules: Rules) -> Choice:
    """The candidate to recommend.

    Only models clearly better than the best baseline are in question, and none when luck among so many explains their
    leads; the preference decides among the ones alike. Without a baseline every model is in question.
    """
    ranking = ranked(candidates, rules)
    baseline = next((one for one in ranking if one.is_baseline), None)
    models = [one for one in ranking if not one.is_baseline]
    useful = _useful(models, baseline, rules)
    if not useful:
        return _nobody(ranking, baseline, models, rules)
    alike = _alike(useful, rules)
    recommended = useful[0] if rules.preference == "accuracy" else _simplest(alike)
    rival = next((one for one in models if one is not recommended and not _both_mixed(one, recommended)), None)
    over_rival = difference(recommended, rival, rules) if rival else None
    over_baseline = difference(recommended, baseline, rules) if baseline else None
    decisive = over_rival or over_baseline
    return Choice(
        ranking=ranking,
        baseline=baseline,
        recommended=recommended,
        leader=useful[0],
        useful=tuple(useful),
        alike=alike,
        rival=rival,
        over_baseline=over_baseline,
        over_rival=over_rival,
        confidence=decisive.confidence if decisive else "tie",
    )


def _both_mixed(one: Candidate, other: Candidate) -> bool:
    """Two ensembles are the same models mixed otherwise: no rivals, they nearly always tie."""
    return one.is_ensemble and other.is_ensemble


def _useful(models: Sequence[Candidate], baseline: Candidate | None, rules: Rules) -> Sequence[Candidate]:
    if baseline is None:
        return models
    leads = [difference(one, baseline, rules) for one in models]
    if not any_clearly_better(leads):
        return []
    return [one for one, lead in zip(models, leads, strict=True) if lead.clearly_better]


def _nobody(
    ranking: tuple[Candidate, ...], baseline: Candidate | None, models: Sequence[Candidate], rules: Rules
) -> Choice:
    leader = models[0] if models else None
    return Choice(
        ranking=ranking,
        baseline=baseline,
        recommended=None,
        leader=leader,
        useful=(),
        alike=(),
        rival=None,
        over_rival=None,
        over_baseline=difference(leader, baseline, rules) if leader and baseline else None,
        confidence=difference(baseline, leader, rules).confidence if leader and baseline else "tie",
    )


def _alike(useful: Sequence[Candidate], rules: Rules) -> tuple[Candidate, ...]:
    """Those that cannot be told from the leader, which comes first."""
    leads = [(one, difference(useful[0], one, rules)) for one in useful]
    if rules.preference == "simple":
        return tuple(one for one, lead in leads if not lead.clearly_better)
    return tuple(one for one, lead in leads if lead.within_one_standard_error)


def _simplest(alike: Sequence[Candidate]) -> Candidate:
    """The simplest; among equals the clearly faster; among equals the best mean. ``alike``: best mean first."""
    lowest = min(one.complexity for one in alike)
    simple = [one for one in alike if one.complexity == lowest]
    quickest = min(_seconds(one) for one in simple)
    return next(one for one in simple if _seconds(one) <= quickest * FASTER_FACTOR)


def _seconds(candidate: Candidate) -> float:
    return max(candidate.fit_seconds, NEGLIGIBLE_SECONDS)
