"""Pictures of who is better: by candidate, by model, by preparation, by part of the data."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from automl_comparison import words
from automl_comparison.charts import Bar, Bars
from automl_comparison.counts import counted
from automl_comparison.meta import Candidate, Facts
from automl_comparison.pictures.parts import axis, cut, first_of_each, guessing, label, mark, say, singles


def ranking(facts: Facts, *, top_k: int) -> Bars | None:
    """The best candidates with their spread, and guessing as a line; None when no model gave a result."""
    return _scores(facts, "ranking", facts.choice.models, [label(facts, one) for one in facts.choice.models], top_k)


def by_model(facts: Facts, *, most: int) -> Bars | None:
    """The best candidate of each model; None where each model has but one, which the ranking shows."""
    if counted(facts).models == len(singles(facts)):
        return None
    best = first_of_each(singles(facts), lambda one: one.model)
    labels = [label(facts, one) for one in best]
    return _scores(facts, "by_model", best, labels, most, cut_of="models")


def by_preprocess(facts: Facts, *, most: int) -> Bars | None:
    """The best candidate of each preparation; None where there is but one."""
    if counted(facts).preparations < 2:
        return None
    best = first_of_each(singles(facts), lambda one: one.preprocess)
    labels = [f"{one.preproc_title} ({one.model_title})" for one in best]
    return _scores(facts, "by_preprocess", best, labels, most, cut_of="preprocesses")


def model_summary(facts: Facts, *, most: int) -> Bars | None:
    """Mean and standard deviation of every fold score of a model, over all preparations; None where each model has but
    one candidate, which the ranking shows."""
    if counted(facts).models == len(singles(facts)):
        return None
    pooled: dict[str, list[float]] = {}
    for one in singles(facts):
        pooled.setdefault(one.model_title, []).extend(one.scores)
    if not pooled:
        return None
    sign = -1.0 if facts.metric.greater_is_better else 1.0
    ordered = sorted(pooled, key=lambda model: (sign * float(np.mean(pooled[model])), model))
    bars = [
        Bar(
            label=model,
            value=float(np.mean(pooled[model])),
            error=float(np.std(pooled[model])),
            text=words.amount(facts.metric, float(np.mean(pooled[model]))),
        )
        for model in ordered[:most]
    ]
    return Bars(
        caption=say(facts, "model_summary"),
        axis=axis(facts),
        bars=tuple(bars),
        line=guessing(facts),
        cut=cut(facts, "models", len(bars), len(ordered)),
    )


def wins(facts: Facts, *, top_k: int) -> Bars | None:
    """How many of its rivals a candidate beats on each fold, on average; half a win where two are equal."""
    models = facts.choice.models
    if len(models) < 2:
        return None
    sign = 1.0 if facts.metric.greater_is_better else -1.0
    scores = sign * np.array([one.scores for one in models])
    best = scores.max(axis=0)
    bars = []
    for one, own in zip(models[:top_k], scores[:top_k], strict=True):
        beaten = (scores < own).sum() + 0.5 * ((scores == own).sum() - own.size)
        text = say(facts, "best_on", n=int((own == best).sum()), of=facts.n_folds)
        share = float(beaten / (own.size * (len(models) - 1)))
        bars.append(
            Bar(label=label(facts, one), value=share, text=f"{100 * share:.0f} %, {text}", mark=mark(facts, one))
        )
    return Bars(
        caption=say(facts, "wins"),
        axis=say(facts, "share_beaten"),
        bars=tuple(bars),
        cut=cut(facts, "candidates", len(bars), len(models)),
    )


def _scores(
    facts: Facts,
    caption: str,
    candidates: Sequence[Candidate],
    labels: Sequence[str],
    most: int,
    cut_of: str = "candidates",
) -> Bars | None:
    if not candidates:
        return None
    bars = [
        Bar(
            label=label,
            value=one.cv_mean,
            error=one.cv_std,
            text=words.amount(facts.metric, one.cv_mean),
            mark=mark(facts, one),
        )
        for label, one in list(zip(labels, candidates, strict=True))[:most]
    ]
    return Bars(
        caption=say(facts, caption),
        axis=axis(facts),
        bars=tuple(bars),
        line=guessing(facts),
        cut=cut(facts, cut_of, len(bars), len(candidates)),
    )
