"""Pictures of who is better: by candidate, by model, by preparation, by part of the data."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from automl_comparison import words
from automl_comparison.charts import Bar, Bars
from automl_comparison.counts import counted
from automl_comparison.meta import Candidate, Facts
from automl_comparison.pictures.base import Limits, chart
from automl_comparison.pictures.parts import axis, cut, first_of_each, guessing, label, mark, singles
from automl_shared.words import N_, NC_, Words, listed, speaker

WORDS: Words = {
    "ranking": N_(
        "The best candidates: average score on rows not seen while learning, and how much it varies from part to part."
    ),
    "by_model": N_("The best candidate of each kind of model: what the choice of the model is worth."),
    "by_preprocess": N_("The best candidate of each preparation of the data: what the preparation is worth."),
    "model_summary": N_(
        "Each model over all preparations and all parts of the data: the average, and how much its scores vary."
    ),
    "wins": N_(
        "Share of the other models that each candidate beats, averaged over the parts of the data; beside it, on how "
        "many parts it is the best."
    ),
    "share_beaten": N_("share of the other models beaten"),
    "best_on": N_("best on {n} of {of}"),
}
say = speaker(WORDS)


@chart(NC_("a picture", "ranking"), place=20, meaning="The best candidates and their spread; the line is guessing.")
def ranking(facts: Facts, limits: Limits) -> Bars | None:
    """The best candidates with their spread, and guessing as a line; None when no model gave a result."""
    return _scores(
        facts, "ranking", facts.choice.models, [label(facts, one) for one in facts.choice.models], limits.candidates
    )


@chart(NC_("a picture", "best by model"), place=30, meaning="The best candidate of each kind of model.")
def by_model(facts: Facts, limits: Limits) -> Bars | None:
    """The best candidate of each model; None where each model has but one, which the ranking shows."""
    if counted(facts).models == len(singles(facts)):
        return None
    best = first_of_each(singles(facts), lambda one: one.model)
    labels = [label(facts, one) for one in best]
    return _scores(facts, "by_model", best, labels, limits.groups, cut_of="models")


@chart(
    NC_("a picture", "best by preprocessing"), place=40, meaning="The best candidate of each preparation of the data."
)
def by_preprocess(facts: Facts, limits: Limits) -> Bars | None:
    """The best candidate of each preparation; None where there is but one."""
    if counted(facts).preparations < 2:
        return None
    best = first_of_each(singles(facts), lambda one: one.preprocess)
    labels = [f"{one.preproc_title} ({one.model_title})" for one in best]
    return _scores(facts, "by_preprocess", best, labels, limits.groups, cut_of="preprocesses")


@chart(NC_("a picture", "model summary"), place=60, meaning="Each model over all preparations and folds.")
def model_summary(facts: Facts, limits: Limits) -> Bars | None:
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
        for model in ordered[: limits.groups]
    ]
    return Bars(
        caption=say(facts, "model_summary"),
        axis=axis(facts),
        bars=tuple(bars),
        line=guessing(facts),
        cut=cut(facts, "models", len(bars), len(ordered)),
    )


@chart(NC_("a picture", "wins per fold"), place=50, meaning="Share of the other candidates that each one beats.")
def wins(facts: Facts, limits: Limits) -> Bars | None:
    """How many of its rivals a candidate beats on each fold, on average; half a win where two are equal."""
    models = facts.choice.models
    if len(models) < 2:
        return None
    sign = 1.0 if facts.metric.greater_is_better else -1.0
    scores = sign * np.array([one.scores for one in models])
    best = scores.max(axis=0)
    bars = []
    for one, own in zip(models[: limits.candidates], scores[: limits.candidates], strict=True):
        beaten = (scores < own).sum() + 0.5 * ((scores == own).sum() - own.size)
        text = say(facts, "best_on", n=int((own == best).sum()), of=facts.n_folds)
        share = float(beaten / (own.size * (len(models) - 1)))
        bars.append(
            Bar(
                label=label(facts, one),
                value=share,
                text=listed((f"{100 * share:.0f} %", text), facts.language),
                mark=mark(facts, one),
            )
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
