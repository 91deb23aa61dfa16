"""The choice, made from cross-validation scores alone: data in, data out."""

from __future__ import annotations

from collections.abc import Sequence

from automl_comparison.meta import Candidate, Choice, Rules
from automl_comparison.picking import picks
from automl_shared.paired import Confidence, Difference, facing

TOGETHER_ERROR_RATE, PICKED_ERROR_RATE = 0.04, 0.01
"""The two ways of telling a gain from luck share the error rate of 5 % (Bonferroni)."""
WIDER_WHERE_KNOWN = 1.5
"""These rates where it is known how far luck goes and rows were dealt into folds once: without the luck of an estimate
from few folds the correction for folds that overlap is more than enough, and noise still passes in 0 to 5 %. Where they
were dealt again and again it is just enough."""
SURENESS: dict[Confidence, int] = {"tie": 0, "slight": 1, "clear": 2}
NEGLIGIBLE_SECONDS = 1.0
FASTER_FACTOR = 2.0
"""Times are measured, not computed: only a large difference counts, or the choice would change from run to run."""


def difference(one: Candidate, other: Candidate, rules: Rules) -> Difference:
    """The lead of ``one`` over ``other``. Raises ValueError when the two have different numbers of folds."""
    return rules.between(one, other)


def beyond_luck(models: Sequence[Candidate], baseline: Candidate, rules: Rules) -> bool:
    """Whether luck among so many does not explain that one of them is better than guessing.

    True when the leads together say so, or when whoever is best on the other folds beats guessing on each fold: the
    first finds a weak signal that many models see, the second a strong one that few see.
    """
    leads = [difference(one, baseline, rules) for one in models]
    wider = WIDER_WHERE_KNOWN if rules.luck is not None and rules.n_repeats == 1 else 1.0
    if any_clearly_better(leads, wider * TOGETHER_ERROR_RATE):
        return True
    return picked(models, baseline, rules).p_value < wider * PICKED_ERROR_RATE


def any_clearly_better(leads: Sequence[Difference], error_rate: float = TOGETHER_ERROR_RATE) -> bool:
    """Whether chance alone does not explain that some of these leads are above 0, however many there are.

    Source: Simes (1986), An improved Bonferroni procedure for multiple tests of significance.
    """
    p_values = sorted(lead.p_value for lead in leads)
    return any(p * len(p_values) / place < error_rate for place, p in enumerate(p_values, start=1))


def picked(models: Sequence[Candidate], other: Candidate, rules: Rules) -> Difference:
    """The lead over another candidate of whoever is best on the other folds; see `picks`."""
    chosen = picks(models, greater_is_better=rules.greater_is_better, n_repeats=rules.n_repeats)
    scores = [one.scores[fold] for fold, one in enumerate(chosen)]
    faced = [facing(other, one)[fold] for fold, one in enumerate(chosen)]
    errors = [one.dealt_error for one in chosen if one.dealt_error is not None]
    largest = max(errors) if len(errors) == len(chosen) else None
    return rules.lead(scores, faced, over_guessing=other.is_baseline, dealt_error=largest)


def ranked(candidates: Sequence[Candidate], rules: Rules) -> tuple[Candidate, ...]:
    """Best CV mean first; equal means: the simpler, then by name."""
    sign = -1.0 if rules.greater_is_better else 1.0
    return tuple(sorted(candidates, key=lambda one: (sign * one.cv_mean, one.complexity, one.candidate)))


def choose(candidates: Sequence[Candidate], rules: Rules) -> Choice:
    """The candidate to recommend.

    Only models clearly better than the best baseline are in question, and none when luck among so many explains their
    leads; the preference decides among the ones alike. Without a baseline every model is in question. How sure the
    choice is comes from the rival that is hardest to tell from it.
    """
    ranking = ranked(candidates, rules)
    baseline = next((one for one in ranking if one.is_baseline), None)
    models = [one for one in ranking if not one.is_baseline]
    useful = _useful(models, baseline, rules)
    if not useful:
        return _nobody(ranking, baseline, models, rules)
    alike = _alike(useful, rules)
    recommended = _most_accurate(useful, rules) if rules.preference == "accuracy" else _simplest(alike)
    rival = _rival(recommended, models, rules)
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


def _rival(recommended: Candidate, models: Sequence[Candidate], rules: Rules) -> Candidate | None:
    """Of the others, best mean first, the first one whose lag is least sure.

    Comparing the best with every other needs no further correction for how many there are: to be called clear it must
    beat all of them.
    Source: Gutmann & Maymin (1987), Is the selected population the best?
    """
    others = [one for one in models if one is not recommended and not _both_mixed(one, recommended)]
    return min(others, key=lambda one: SURENESS[difference(recommended, one, rules).confidence], default=None)


def _both_mixed(one: Candidate, other: Candidate) -> bool:
    """Two ensembles are the same models mixed otherwise: no rivals, they nearly always tie."""
    return one.is_ensemble and other.is_ensemble


def _useful(models: Sequence[Candidate], baseline: Candidate | None, rules: Rules) -> Sequence[Candidate]:
    if baseline is None:
        return models
    if not models or not beyond_luck(models, baseline, rules):
        return []
    return [one for one in models if difference(one, baseline, rules).clearly_better]


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


def _most_accurate(useful: Sequence[Candidate], rules: Rules) -> Candidate:
    """The best mean; an ensemble already when it is as good as a single model that was not picked by its own scores.

    The best of many single models looks better than it is. An ensemble's estimate is free of that: to compare the two
    means as they are would favour the single one.
    """
    mixed = next((one for one in useful if one.is_ensemble), None)
    singles = [one for one in useful if not one.is_ensemble]
    if mixed is None or not singles:
        return useful[0]
    return useful[0] if picked(singles, mixed, rules).mean > 0 else mixed


def _simplest(alike: Sequence[Candidate]) -> Candidate:
    """The simplest; among equals the clearly faster; among equals the best mean. ``alike``: best mean first."""
    lowest = min(one.complexity for one in alike)
    simple = [one for one in alike if one.complexity == lowest]
    quickest = min(_seconds(one) for one in simple)
    return next(one for one in simple if _seconds(one) <= quickest * FASTER_FACTOR)


def _seconds(candidate: Candidate) -> float:
    return max(candidate.fit_seconds, NEGLIGIBLE_SECONDS)
