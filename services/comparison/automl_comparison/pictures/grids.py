"""Pictures as coloured tables: model by preparation, and place by part of the data."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from automl_comparison import words
from automl_comparison.charts import Grid
from automl_comparison.meta import Facts
from automl_comparison.pictures.base import Limits, Shown, chart
from automl_comparison.pictures.parts import cut, label, singles
from automl_shared.plugins import Metric
from automl_shared.words import N_, NC_, Words, speaker

MOST_METRICS = 6
"""Metrics that get a heatmap of their own, the one that decides first."""

WORDS: Words = {
    "heatmap": N_(
        "{metric} by model (down) and preparation of the data (across), averaged over the parts: darker is better."
    ),
    "stability": N_(
        "Place of the best candidates on each part of the data, 1 is the best: a steady row means that the order does "
        "not depend on which rows were drawn."
    ),
    "place": N_("place"),
    "part": N_("part {n}"),
    "no_result": N_("no result"),
    "cut_parts": N_("; {shown} of {all} parts"),
}
say = speaker(WORDS)


def _metrics(shown: Shown) -> Sequence[Metric]:
    return shown.metrics[:MOST_METRICS]


@chart(
    "models x preprocessing", place=150, meaning="A metric by model and preparation: darker is better.", each=_metrics
)
def heatmap(facts: Facts, limits: Limits, metric: Metric) -> Grid | None:
    """CV mean of one metric by model and preprocessing, in the same order whatever the metric: by the one that decides;
    None for a single one."""
    scored = [one for one in singles(facts) if np.isfinite(one.metrics.get(metric.name, np.nan))]
    mean = {(one.model_title, one.preproc_title): one.metrics[metric.name] for one in scored}
    if len(mean) < 2:
        return None
    every_model = list(dict.fromkeys(one.model_title for one in scored))
    every_preprocess = list(dict.fromkeys(one.preproc_title for one in scored))
    models, preprocesses = every_model[: limits.columns], every_preprocess[: limits.columns]
    values = tuple(tuple(mean.get((model, one)) for one in preprocesses) for model in models)
    missing, title = say(facts, "no_result"), metric.titled(facts.language, facts.data.positive_class)
    return Grid(
        caption=say(facts, "heatmap", metric=title),
        title=title,
        rows=tuple(models),
        columns=tuple(preprocesses),
        values=tuple(tuple(map(_as_written, line)) for line in values),
        texts=tuple(tuple(missing if one is None else words.amount(metric, one) for one in line) for line in values),
        greater_is_better=metric.greater_is_better,
        cut=cut(facts, "combinations", len(models) * len(preprocesses), len(every_model) * len(every_preprocess)),
    )


def _as_written(value: float | None) -> float | None:
    """With four digits: what is written alike gets one colour."""
    return None if value is None else float(f"{value:.4g}")


@chart(
    NC_("a picture", "rank stability"),
    place=70,
    meaning="The place of the best candidates on each fold: steady rows mean a steady order.",
)
def stability(facts: Facts, limits: Limits) -> Grid | None:
    """The place of the best candidates on each fold; equal scores share the better place."""
    models = facts.choice.models
    if len(models) < 2:
        return None
    sign = -1.0 if facts.metric.greater_is_better else 1.0
    scores = sign * np.array([one.scores for one in models])
    places = [
        [1 + int((scores[:, fold] < own[fold]).sum()) for fold in range(facts.n_folds)]
        for own in scores[: limits.candidates]
    ]
    n_parts = min(limits.folds, facts.n_folds)
    told = cut(facts, "candidates", len(places), len(models)) or ""
    if n_parts < facts.n_folds:
        told = (told + say(facts, "cut_parts", shown=n_parts, all=facts.n_folds)).lstrip("; ；")
    return Grid(
        caption=say(facts, "stability"),
        title=say(facts, "place"),
        rows=tuple(label(facts, one) for one in models[: limits.candidates]),
        columns=tuple(say(facts, "part", n=number) for number in range(1, n_parts + 1)),
        values=tuple(tuple(float(place) for place in line[:n_parts]) for line in places),
        texts=tuple(tuple(str(place) for place in line[:n_parts]) for line in places),
        greater_is_better=False,
        cut=told or None,
    )
