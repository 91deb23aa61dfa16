"""The pictures of a training, from plain data; every one of them shows out-of-fold predictions and says so.

Every candidate has them, so they are drawings, not plotly's figures: see `automl_shared.figures.Drawing`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np

from automl_shared.config.models import Language
from automl_shared.figures import (
    COLOURS,
    Drawing,
    axis,
    beside_ticks,
    captioned,
    nothing_to_show,
    plain,
    shortened,
    wrapped,
)
from automl_shared.frozen import Frozen
from automl_training.search.pictures import search_pictures
from automl_training.words import gap_sentence, word

CURVES = 8
CURVE_POINTS = 300
CALIBRATION_BINS = 10
HISTOGRAM_BINS = 40
SAMPLING_SEED = 0
PLOT_LETTERS, LINE_LETTERS, LEGEND_LETTERS, FEWEST_LETTERS, NAME_LINES = 84, 20, 24, 9, 3
"""Letters below a picture, on a line beside it, in its legend, on the shortest line of a name, and the lines of one."""
LEAST_HEIGHT, AROUND_ROWS, ROW_HEIGHT = 450, 280, 20
"""Pixels of a picture with a row for each class."""
DOT = {"size": 5, "opacity": 0.5}
DOTTED = {"dash": "dot", "color": "#888"}
ZERO_LINE = {"type": "line", "xref": "x domain", "x0": 0, "x1": 1, "yref": "y", "y0": 0, "y1": 0, "line": DOTTED}
SHARES = [-0.02, 1.02]
"""The range of an axis from 0 to 1, with room for dots at both ends."""

Picture = tuple[str, Callable[[], Any]]
"""Title without its number, and what draws it."""


class Limits(Frozen):
    """How much a picture shows at most, and in which language it speaks."""

    language: Language = "en"
    max_rows: int = 5000
    max_columns: int = 20


def pictures(facts: Mapping[str, Any], limits: Limits, more: Sequence[Picture] = ()) -> list[Picture]:
    """All pictures of a training, numbered in reading order, ``more`` at the end. Facts: see `meta.plot_facts`."""
    own = _regression if facts["problem_type"] == "regression" else _classification
    drawn = [
        *own(facts, limits),
        ("scores per fold", lambda: scores_per_fold(facts, limits)),
        ("feature importance", lambda: feature_importance(facts, limits)),
        *search_pictures(facts["search"], limits.language),
        *more,
    ]
    return [(f"{number:02d} {title}", draw) for number, (title, draw) in enumerate(drawn, start=1)]


def _regression(facts: Mapping[str, Any], limits: Limits) -> list[Picture]:
    return [
        ("predicted vs actual", lambda: predicted_vs_actual(facts, limits)),
        ("residual histogram", lambda: residual_histogram(facts, limits)),
        ("residuals by prediction", lambda: residual_scatter(facts, limits)),
    ]


def _classification(facts: Mapping[str, Any], limits: Limits) -> list[Picture]:
    return [
        ("confusion matrix", lambda: confusion_matrix(facts, limits, shares=False)),
        ("confusion matrix in per cent", lambda: confusion_matrix(facts, limits, shares=True)),
        ("ROC curve", lambda: roc_curves(facts, limits)),
        ("precision and recall", lambda: precision_recall_curves(facts, limits)),
        ("calibration", lambda: calibration(facts, limits)),
    ]


def predicted_vs_actual(facts: Mapping[str, Any], limits: Limits) -> Any:
    """Dots around a diagonal."""
    truth, predicted, cut = _sampled(facts, limits)
    ends = [float(min(truth.min(), predicted.min())), float(max(truth.max(), predicted.max()))]
    figure = Drawing(
        {**_dots(truth, predicted), "showlegend": False},
        _dotted(ends, word("perfect", limits.language)),
        xaxis=axis(f"{facts['target']}: {word('actual', limits.language)}"),
        yaxis=axis(f"{facts['target']}: {word('predicted', limits.language)}"),
    )
    return captioned(figure, word("predicted_vs_actual", limits.language), cut=cut)


def residual_histogram(facts: Mapping[str, Any], limits: Limits) -> Any:
    """Bars, binned here, so that every row counts and few numbers travel."""
    counts, edges = np.histogram(facts["y_true"] - facts["y_predicted"], bins=HISTOGRAM_BINS)
    middles = (edges[1:] + edges[:-1]) / 2
    figure = Drawing(
        {"type": "bar", "x": middles.tolist(), "y": counts.tolist(), "width": np.diff(edges).tolist()},
        xaxis=axis(f"{facts['target']}: {word('error', limits.language)}"),
        yaxis=axis(word("rows", limits.language)),
    )
    return captioned(figure, word("residual_histogram", limits.language))


def residual_scatter(facts: Mapping[str, Any], limits: Limits) -> Any:
    """Dots around a level line."""
    truth, predicted, cut = _sampled(facts, limits)
    figure = Drawing(
        _dots(predicted, truth - predicted),
        shapes=[ZERO_LINE],
        xaxis=axis(f"{facts['target']}: {word('predicted', limits.language)}"),
        yaxis=axis(f"{facts['target']}: {word('error', limits.language)}"),
    )
    return captioned(figure, word("residual_scatter", limits.language), cut=cut)


def confusion_matrix(facts: Mapping[str, Any], limits: Limits, *, shares: bool) -> Any:
    """Counts, or per cent of each true class."""
    classes, truth = facts["classes"], facts["y_true"]
    shown = _most_frequent(truth, len(classes), limits.max_columns)
    counts = np.zeros((len(classes), len(classes)), dtype=np.int64)
    np.add.at(counts, (truth, facts["y_predicted"].argmax(axis=1)), 1)
    totals = counts.sum(axis=1, keepdims=True)
    values = (counts / np.maximum(totals, 1) * 100 if shares else counts)[np.ix_(shown, shown)]
    labels = [classes[index] for index in shown]
    figure = Drawing(
        {
            "type": "heatmap",
            "z": values.tolist(),
            "x": labels,
            "y": labels,
            "colorscale": _blues(),
            "showscale": False,
            "zmin": 0,
            "texttemplate": "%{z:.0f}" + (" %" if shares else ""),
        },
        xaxis={**axis(word("predicted", limits.language)), **_below(labels)},
        yaxis={**beside_ticks(word("actual", limits.language)), **_beside(labels), "autorange": "reversed"},
        height=max(LEAST_HEIGHT, AROUND_ROWS + ROW_HEIGHT * len(labels)),
    )
    return captioned(
        figure,
        word("confusion_shares" if shares else "confusion_counts", limits.language),
        cut=_cut_classes(shown, classes, limits),
    )


def _beside(names: Sequence[str]) -> dict[str, Any]:
    """Settings of an upright axis of classes: long names on several lines where the rows are high enough."""
    lines = NAME_LINES if _room(names) >= FEWEST_LETTERS else 1
    return _named_ticks(names, [wrapped(shortened(name, lines * LINE_LETTERS), LINE_LETTERS) for name in names])


def _below(names: Sequence[str]) -> dict[str, Any]:
    """Settings of a level axis of classes: each name in the room below its column, upright where that is too narrow."""
    room = _room(names)
    if room >= FEWEST_LETTERS:
        texts = [wrapped(shortened(name, NAME_LINES * room), room) for name in names]
        return {**_named_ticks(names, texts), "tickangle": 0}
    return {**_named_ticks(names, [[shortened(name, LINE_LETTERS)] for name in names]), "tickangle": -90}


def _room(names: Sequence[str]) -> int:
    """Letters that fit below a column of the picture."""
    return PLOT_LETTERS // max(len(names), 1)


def _named_ticks(names: Sequence[str], lines: Sequence[Sequence[str]]) -> dict[str, Any]:
    """``lines``: of each name."""
    return {
        "type": "category",
        "tickmode": "array",
        "tickvals": list(names),
        "ticktext": ["<br>".join(map(plain, one)) for one in lines],
        "automargin": True,
    }


def roc_curves(facts: Mapping[str, Any], limits: Limits) -> Any:
    """One curve for a binary problem, one a class otherwise."""
    from sklearn.metrics import auc, roc_curve

    curves = []
    shown = _curve_classes(facts, limits)
    for index in shown:
        false_alarms, found, _ = roc_curve(
            facts["y_true"] == index, facts["y_predicted"][:, index], sample_weight=facts["weights"]
        )
        curves.append(
            (
                f"{shortened(facts['classes'][index], LEGEND_LETTERS)} ({auc(false_alarms, found):.3f})",
                false_alarms,
                found,
            )
        )
    guessing = _dotted([0, 1], word("guessing", limits.language))
    figure = _curves(curves, word("false_alarms", limits.language), word("found", limits.language), guessing)
    return captioned(figure, word("roc", limits.language), cut=_cut_curves(shown, facts, limits))


def precision_recall_curves(facts: Mapping[str, Any], limits: Limits) -> Any:
    """One curve for a binary problem, one a class otherwise."""
    from sklearn.metrics import average_precision_score, precision_recall_curve

    curves = []
    shown = _curve_classes(facts, limits)
    for index in shown:
        truth, probability = facts["y_true"] == index, facts["y_predicted"][:, index]
        precision, recall, _ = precision_recall_curve(truth, probability, sample_weight=facts["weights"])
        average = average_precision_score(truth, probability, sample_weight=facts["weights"])
        curves.append((f"{shortened(facts['classes'][index], LEGEND_LETTERS)} ({average:.3f})", recall, precision))
    figure = _curves(curves, word("found", limits.language), word("really", limits.language))
    return captioned(figure, word("precision_recall", limits.language), cut=_cut_curves(shown, facts, limits))


def calibration(facts: Mapping[str, Any], limits: Limits) -> Any:
    """The positive class of two; the class the model names otherwise."""
    truth, probabilities = facts["y_true"], facts["y_predicted"]
    binary = probabilities.shape[1] == 2
    said = probabilities[:, 1] if binary else probabilities.max(axis=1)
    right = (truth == 1) if binary else (truth == probabilities.argmax(axis=1))
    bins = np.minimum((said * CALIBRATION_BINS).astype(int), CALIBRATION_BINS - 1)
    filled = [index for index in range(CALIBRATION_BINS) if (bins == index).any()]
    weights = np.ones(len(truth)) if facts["weights"] is None else facts["weights"]
    rows = [int((bins == index).sum()) for index in filled]
    shares = np.array([weights[bins == index].sum() for index in filled]) / weights.sum()
    figure = Drawing(
        {
            "type": "scatter",
            "x": [float(np.average(said[bins == index], weights=weights[bins == index])) for index in filled],
            "y": [float(np.average(right[bins == index], weights=weights[bins == index])) for index in filled],
            "mode": "lines+markers",
            "marker": {"size": (6 + 24 * np.sqrt(shares)).tolist()},
            "customdata": rows,
            "hovertemplate": "%{x:.2f} → %{y:.2f} (%{customdata} " + word("rows", limits.language) + ")<extra></extra>",
            "name": facts["classes"][1] if binary else word("predicted", limits.language),
            "showlegend": binary,
        },
        _dotted([0, 1], word("perfect", limits.language)),
        xaxis=axis(word("said", limits.language), range=SHARES),
        yaxis=axis(word("came_true", limits.language), range=SHARES),
    )
    weighed = word("classes_weighed", limits.language) if facts["are_classes_weighed"] else None
    return captioned(figure, word("calibration", limits.language), cut=weighed)


def scores_per_fold(facts: Mapping[str, Any], limits: Limits) -> Any:
    """The primary metric on what a fold was scored on and on what it was fitted on."""
    metric = facts["primary_metric"]
    bars = [
        {
            "type": "bar",
            "x": facts["folds"],
            "y": facts[side][metric],
            "name": word(label, limits.language),
            "marker": {"color": colour},
        }
        for side, label, colour in (("scores", "unseen", COLOURS[0]), ("train_scores", "seen", COLOURS[3]))
    ]
    folds = axis(word("fold", limits.language), type="category")
    figure = Drawing(*bars, xaxis=folds, yaxis=axis(facts["metric_title"]))
    caption = word("scores_per_fold", limits.language, metric=facts["metric_title"])
    return captioned(figure, caption, cut=gap_sentence(facts, limits.language) or None)


def feature_importance(facts: Mapping[str, Any], limits: Limits) -> Any:
    """Bars, the longest on top; None when it was not asked for."""
    if not facts["importance_wanted"]:
        return None
    if not facts["importance"]:
        return nothing_to_show(word("no_importance", limits.language))
    items = list(facts["importance"].items())
    shown = items[: limits.max_columns]
    cut = None
    if len(shown) < len(items):
        cut = word("cut_columns", limits.language, shown=len(shown), total=len(items))
    figure = Drawing(
        {"type": "bar", "x": [loss for _, loss in shown], "y": [name for name, _ in shown], "orientation": "h"},
        xaxis=axis(f"{word('loss', limits.language)} ({facts['metric_title']})"),
        yaxis={"autorange": "reversed", "type": "category", "automargin": True},
    )
    return captioned(figure, word("importance", limits.language, metric=facts["metric_title"]), cut=cut)


def _sampled(facts: Mapping[str, Any], limits: Limits) -> tuple[np.ndarray, np.ndarray, str | None]:
    truth, predicted = facts["y_true"], facts["y_predicted"]
    if len(truth) <= limits.max_rows:
        return truth, predicted, None
    rows = np.random.default_rng(SAMPLING_SEED).choice(len(truth), limits.max_rows, replace=False)
    return truth[rows], predicted[rows], word("cut_rows", limits.language, shown=limits.max_rows, total=len(truth))


def _most_frequent(truth: np.ndarray, n_classes: int, most: int) -> list[int]:
    """Indices of the most frequent classes, in class order."""
    counts = np.bincount(truth, minlength=n_classes)
    return sorted(np.argsort(-counts, kind="stable")[:most].tolist())


def _curve_classes(facts: Mapping[str, Any], limits: Limits) -> list[int]:
    """Classes that get a curve: the positive one of two; of several the most frequent that have rows beside them."""
    truth, classes = facts["y_true"], facts["classes"]
    if len(classes) == 2:
        return [1]
    frequent = _most_frequent(truth, len(classes), min(CURVES, limits.max_columns))
    return [index for index in frequent if 0 < (truth == index).sum() < len(truth)]


def _cut_curves(shown: Sequence[int], facts: Mapping[str, Any], limits: Limits) -> str | None:
    return None if len(facts["classes"]) == 2 else _cut_classes(shown, facts["classes"], limits)


def _cut_classes(shown: Sequence[int], classes: Sequence[str], limits: Limits) -> str | None:
    if len(shown) == len(classes):
        return None
    return word("cut_classes", limits.language, shown=len(shown), total=len(classes))


def _curves(
    curves: Sequence[tuple[str, np.ndarray, np.ndarray]], x_title: str, y_title: str, *more: Mapping[str, Any]
) -> Drawing:
    lines = []
    for name, x, y in curves:
        kept = np.unique(np.linspace(0, len(x) - 1, min(CURVE_POINTS, len(x))).astype(int))
        line = {"type": "scatter", "x": x[kept].tolist(), "y": y[kept].tolist(), "mode": "lines"}
        lines.append({**line, "name": name, "showlegend": True})
    return Drawing(*lines, *more, xaxis=axis(x_title, range=SHARES), yaxis=axis(y_title, range=SHARES))


def _dots(x: np.ndarray, y: np.ndarray) -> dict[str, Any]:
    return {"type": "scatter", "x": x.tolist(), "y": y.tolist(), "mode": "markers", "marker": DOT}


def _dotted(ends: list[float], name: str) -> dict[str, Any]:
    """The diagonal between two points."""
    return {"type": "scatter", "x": ends, "y": ends, "mode": "lines", "line": DOTTED, "name": name}


@cache
def _blues() -> list[list[Any]]:
    """plotly's scale of that name for Python; its scale of that name for browsers is another one."""
    from plotly.colors import make_colorscale, sequential

    return [list(step) for step in make_colorscale(sequential.Blues)]
