"""Which pictures the comparison task shows, in their order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from automl_comparison import pictures as charts
from automl_comparison import visualization
from automl_comparison.charts import Chart
from automl_comparison.ensembles import picture
from automl_comparison.meta import Facts
from automl_comparison.report import costs
from automl_shared.candidate_rows import CandidateRow
from automl_shared.config.models import OutputSettings
from automl_shared.phase_io import ComparisonInfo
from automl_shared.plugins import Metric

MOST_METRICS = 6
"""Metrics that get a heatmap of their own, the one that decides first."""

Picture = tuple[str, Callable[[], Any]]
"""Its name, which is the same in every language, and what draws it: None when there is nothing to show."""


def pictures(
    facts: Facts, info: ComparisonInfo, table: Sequence[CandidateRow], output: OutputSettings, metrics: Sequence[Metric]
) -> list[Picture]:
    """All of them; a number stays free where a picture has nothing to show."""
    top_k, most = output.top_k, output.max_plot_columns
    return [
        ("recommendation", lambda: visualization.recommendation(facts, info)),
        ("ranking", _drawn(lambda: charts.ranking(facts, top_k=top_k))),
        ("best by model", _drawn(lambda: charts.by_model(facts, most=most))),
        ("best by preprocessing", _drawn(lambda: charts.by_preprocess(facts, most=most))),
        ("wins per fold", _drawn(lambda: charts.wins(facts, top_k=top_k))),
        ("model summary", _drawn(lambda: charts.model_summary(facts, most=most))),
        ("rank stability", _drawn(lambda: charts.stability(facts, top_k=top_k, most=most))),
        ("score against fit time", _drawn(lambda: charts.fit_time(facts, most=output.max_plot_rows))),
        ("score against predict time", _drawn(lambda: charts.predict_time(facts, most=output.max_plot_rows))),
        ("ensembles", lambda: picture.members(facts.ensembles, facts.language)),
        ("what drives the prediction", _drawn(lambda: charts.drivers(facts, most=most))),
        ("failed and skipped", lambda: visualization.failures(facts, table)),
        ("difference from the earlier run", _drawn(lambda: charts.earlier(facts, top_k=top_k))),
        ("all candidates", lambda: visualization.all_candidates(facts, table)),
        *(
            (f"models x preprocessing {metric.name}", _drawn(partial(charts.heatmap, facts, metric, most=most)))
            for metric in metrics[:MOST_METRICS]
        ),
        ("cost by threshold", _drawn(lambda: costs.curve(facts))),
    ]


def _drawn(chart: Callable[[], Chart | None]) -> Callable[[], Any]:
    return lambda: visualization.drawn(chart())
