"""Two candidates scored over the same folds: which is better, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from statistics import fmean
from typing import Literal, Protocol

from automl_shared.frozen import Frozen

Confidence = Literal["clear", "slight", "tie"]

ERROR_RATE, SLIGHT_ERROR_RATE = 0.05, 0.10
EQUAL = 1e-9
"""Two scores closer than this, relative to their size, are the same number computed twice."""


class Difference(Frozen):
    """How much better one candidate scores than another over the same folds; above 0 is better, whatever the metric."""

    mean: float
    standard_error: float
    n_folds: int
    is_known: bool = False
    """Whether the standard error is that of a model that knows nothing, not guessed from the spread of few folds."""

    @property
    def p_value(self) -> float:
        """One-sided: how often chance alone would show a lead at least as large, were the two equally good."""
        from scipy.special import ndtr, stdtr

        if self.mean == 0.0 or self.n_folds < 2:
            return 0.5
        if self.standard_error == 0.0:
            return 0.0 if self.mean > 0 else 1.0
        if self.is_known:
            return float(ndtr(-self.mean / self.standard_error))
        return float(stdtr(self.n_folds - 1, -self.mean / self.standard_error))

    @property
    def clearly_better(self) -> bool:
        return self.p_value < ERROR_RATE

    @property
    def within_one_standard_error(self) -> bool:
        return abs(self.mean) <= self.standard_error

    @property
    def confidence(self) -> Confidence:
        """How sure the lead is. Two-sided, because the data themselves decided who leads."""
        both_sides = 2 * self.p_value
        if both_sides < ERROR_RATE:
            return "clear"
        return "slight" if both_sides < SLIGHT_ERROR_RATE else "tie"

    @property
    def either_way(self) -> Confidence:
        """How sure it is that the two differ at all, whoever leads."""
        return replace(self, mean=abs(self.mean)).confidence


class Scored(Protocol):
    """Who is held against others. ``scores``: (n_folds,). ``is_baseline``: whether it guesses.

    ``shuffled``: (n_folds,) scores of its own answers, dealt to the rows at random; empty where guessing is as good.
    ``dealt_error``: standard error of such answers' lead over guessing, above 0; None where it is not known.
    """

    @property
    def scores(self) -> Sequence[float]: ...
    @property
    def is_baseline(self) -> bool: ...
    @property
    def shuffled(self) -> Sequence[float]: ...
    @property
    def dealt_error(self) -> float | None: ...


class Pairing(Frozen):
    """How candidates that were scored over the same folds are held against each other.

    ``resampling_ratio``: rows scored on over rows fitted on. ``luck``: variance of a fold's score where a model knows
    nothing; None where it is not known.
    """

    greater_is_better: bool
    resampling_ratio: float
    luck: float | None = None

    def between(self, one: Scored, other: Scored) -> Difference:
        """The lead of ``one`` over ``other``. Raises ValueError when the two have different numbers of folds."""
        model = other if one.is_baseline else one
        return self.lead(
            facing(one, other),
            facing(other, one),
            over_guessing=one.is_baseline or other.is_baseline,
            dealt_error=model.dealt_error,
        )

    def lead(
        self,
        one: Sequence[float],
        other: Sequence[float],
        *,
        over_guessing: bool = False,
        dealt_error: float | None = None,
    ) -> Difference:
        """From the scores on equal folds, (n_folds,) each. ``over_guessing``: whether one of the two guesses.

        How far luck takes a model that is no better than guessing may be known: five folds tell it badly where a few
        rows of each decide, those of a rare class or with a far larger target. Answers of a good model that is too sure
        of itself scatter more, dealt at random, than its folds do: what tells the lead more surely counts. Raises
        ValueError when the two have different numbers of folds.
        """
        found = difference(one, other, greater_is_better=self.greater_is_better, resampling_ratio=self.resampling_ratio)
        if not over_guessing:
            return found
        if self.luck is not None:
            return _known(found, math.sqrt(self.luck * (1 / len(one) + self.resampling_ratio)))
        if dealt_error is None:
            return found
        return min(found, _known(found, dealt_error), key=lambda lead: min(lead.p_value, 1 - lead.p_value))


def _known(found: Difference, standard_error: float) -> Difference:
    return replace(found, standard_error=standard_error, is_known=True)


def facing(one: Scored, other: Scored) -> Sequence[float]:
    """(n_folds,) scores that another is held against: of guessing those of the other's own answers, shuffled, where
    they are better. Some metrics pay for saying a rare class often, whichever rows it is said of."""
    return other.shuffled if one.is_baseline and other.shuffled else one.scores


def difference(
    one: Sequence[float],
    other: Sequence[float],
    *,
    greater_is_better: bool,
    resampling_ratio: float,
) -> Difference:
    """The lead of ``one`` over ``other``, with a variance corrected for folds that share training rows.

    ``one``, ``other``: (n_folds,), scores in fold order. ``resampling_ratio``: rows scored on over rows fitted on.
    Source: Nadeau & Bengio (2003), Inference for the Generalization Error: s^2 * (1/J + n_test/n_train), with J - 1
    degrees of freedom. Raises ValueError when the two have different numbers of folds.
    """
    if len(one) != len(other):
        raise ValueError(f"candidates must share their folds, but got {len(one)} and {len(other)} scores")
    sign = 1.0 if greater_is_better else -1.0
    leads = [0.0 if math.isclose(a, b, rel_tol=EQUAL) else sign * (a - b) for a, b in zip(one, other, strict=True)]
    n_folds, mean = len(leads), fmean(leads)
    spread = math.fsum((lead - mean) ** 2 for lead in leads) / max(n_folds - 1, 1)
    return Difference(
        mean=mean,
        n_folds=n_folds,
        standard_error=math.sqrt(spread * (1 / n_folds + resampling_ratio)),
    )


def resampling_ratio(fold_sizes: Sequence[tuple[int, int]]) -> float:
    """Mean of n_test / n_train over the folds; ``fold_sizes``: (rows fitted on, rows scored on) each."""
    return fmean(n_test / n_train for n_train, n_test in fold_sizes)
