"""The pictures of the data. Every function takes the plain facts of `automl_preprocessing.meta.facts`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from automl_shared.figures import captioned, nothing_to_show

MAX_CLASSES = 30
ROW_HEIGHT = 150
LIGHTS = {"red": ("stop", "#f8d7da"), "yellow": ("look", "#fff3cd"), "green": ("good", "#d8f0dd")}
Facts = Mapping[str, Any]


def target_distribution(facts: Facts) -> Any:
    """Classes with their counts, or a histogram."""
    target = facts["target"]
    name, n_train = target["name"], facts["n_train"]
    if "histogram" in target:
        figure = go.Figure(_histogram(target["histogram"]))
        figure.update_xaxes(title=_text(name))
        figure.update_yaxes(title="training rows")
        return captioned(figure, f"How the values of “{_text(name)}” are spread over the {n_train:,} training rows.")
    pairs = sorted(zip(target["counts"], target["labels"], strict=True), key=lambda pair: -pair[0])[:MAX_CLASSES]
    counts, labels = [count for count, _ in pairs], [label for _, label in pairs]
    figure = go.Figure(go.Bar(x=labels, y=counts, text=[f"{count:,} ({count / n_train:.1%})" for count in counts]))
    figure.update_xaxes(type="category", title=_text(name))
    figure.update_yaxes(title="training rows")
    return captioned(
        figure,
        f"How often each value of “{_text(name)}” occurs in the {n_train:,} training rows.",
        cut=_cut(len(pairs), len(target["labels"]), "classes, the most frequent ones"),
    )


def missing_values(facts: Facts) -> Any:
    """Share of gaps per column."""
    gaps = facts["missing"]
    if not gaps:
        return nothing_to_show("Nothing is missing.")
    shown = gaps[: facts["max_columns"]]
    figure = go.Figure(
        go.Bar(
            x=[gap["share"] for gap in shown],
            y=[gap["column"] for gap in shown],
            orientation="h",
            text=[f"{gap['share']:.1%}" for gap in shown],
        )
    )
    figure.update_xaxes(title="share of training rows without a value", tickformat=".0%", range=[0, 1])
    figure.update_yaxes(type="category", autorange="reversed")
    return captioned(
        figure,
        "In these columns values are missing; the gaps are filled inside each fold, never before.",
        cut=_cut(len(shown), len(gaps), "columns, those with most gaps"),
    )


def feature_counts(facts: Facts) -> Any:
    """Columns before, features after."""
    counts = facts["feature_counts"]
    before, after = "columns in the data", "features a model sees"
    bars = [
        ("numbers", before, counts["numeric"]),
        ("categories", before, counts["categorical"]),
        ("left out", before, counts["left_out"]),
        ("features", after, counts["after"]),
    ]
    figure = go.Figure(
        [go.Bar(name=name, x=[where], y=[count], text=[f"{count:,} {name}"]) for name, where, count in bars if count]
    )
    figure.update_layout(barmode="stack")
    figure.update_yaxes(title="number")
    used = counts["numeric"] + counts["categorical"]
    return captioned(
        figure,
        f"{used:,} columns are used and become {counts['after']:,} features; {counts['left_out']:,} are left out.",
        cut="Features are counted on the training part of the first fold; others may differ a little.",
    )


def data_quality(facts: Facts) -> Any:
    """Traffic lights with what to do."""
    findings = facts["findings"]
    worst = {level: sum(finding["level"] == level for finding in findings) for level in LIGHTS}
    lights = [LIGHTS[finding["level"]] for finding in findings]
    texts = [[_text(finding[key]) for finding in findings] for key in ("message", "action")]
    figure = go.Figure(
        go.Table(
            columnwidth=[8, 60, 50],
            header={"values": ["", "What we found", "What to do"], "align": "left"},
            cells={
                "values": [[sign for sign, _ in lights], *texts],
                "align": "left",
                "height": 28,
                "fill": {"color": [[colour for _, colour in lights]]},
            },
        )
    )
    return captioned(
        figure,
        f"The state of the data: {worst['red']} to act on (red), {worst['yellow']} to know about "
        f"(yellow), {worst['green']} checked and fine (green).",
    )


def distributions(facts: Facts) -> Any:
    """Numeric columns before and after, side by side."""
    shown = facts["distributions"]
    if not shown:
        return nothing_to_show("There is no numeric column.")
    titles = [f"{_text(one['column'])}: {when}" for one in shown for when in ("as read", "as a model sees it")]
    figure = make_subplots(rows=len(shown), cols=2, subplot_titles=titles, vertical_spacing=0.5 / max(2, len(shown)))
    for row, one in enumerate(shown, start=1):
        for place, name in enumerate(("before", "after"), start=1):
            if one[name] is not None:
                figure.add_trace(_histogram(one[name]), row=row, col=place)
    figure.update_layout(showlegend=False, height=120 + ROW_HEIGHT * len(shown))
    cut = _cut(len(shown), facts["n_numeric"], _BY_RELEVANCE)
    return captioned(
        figure,
        "How the values of each numeric column are spread, before and after preprocessing.",
        cut=" ".join(["Training rows; on the right those of the first fold.", *([cut] if cut else [])]),
    )


def correlation(facts: Facts) -> Any:
    """Heatmap of pairwise correlation."""
    columns, values = facts["correlation"]["columns"], facts["correlation"]["values"]
    if len(columns) < 2:
        return nothing_to_show("There are no two numeric columns to compare.")
    figure = go.Figure(go.Heatmap(x=columns, y=columns, z=values, zmin=-1, zmax=1, colorscale="RdBu_r"))
    figure.update_xaxes(type="category")
    figure.update_yaxes(type="category", autorange="reversed")
    return captioned(
        figure,
        "Which numbers rise together (1) or one as the other falls (-1); near 0 neither.",
        cut=_cut(len(facts["distributions"]), facts["n_numeric"], _BY_RELEVANCE),
    )


PLOTS: Mapping[str, Callable[[Facts], Any]] = {
    "01 target distribution": target_distribution,
    "02 missing values": missing_values,
    "03 feature counts": feature_counts,
    "04 data quality": data_quality,
    "05 numeric distributions": distributions,
    "06 correlation": correlation,
}
"""Title to picture, in reading order."""

_BY_RELEVANCE = "numeric columns, those that say most about the target"


def _histogram(histogram: Mapping[str, list[float]]) -> Any:
    edges, counts = histogram["edges"], histogram["counts"]
    widths = [high - low for low, high in pairwise(edges)]
    return go.Bar(x=[low + width / 2 for low, width in zip(edges, widths, strict=False)], y=counts, width=widths)


def _cut(shown: int, total: int, what: str) -> str | None:
    return f"Shown: {shown} of {total:,} {what}." if shown < total else None


def _text(text: str) -> str:
    """Names come from the data: plotly reads ``<b>`` in them as markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
