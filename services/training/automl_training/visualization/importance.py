"""What the prediction rests on."""

from __future__ import annotations

from typing import Any

from automl_shared.figure_axes import bars_height, level_axis, names_downwards
from automl_shared.figures import Drawing, captioned, nothing_to_show, plain
from automl_shared.words import N_, NC_, Words, wording
from automl_training.visualization.base import Facts, Limits, cut_columns, picture

WORDS: Words = {
    "importance": N_(
        "How much the score ({metric}) gets worse when a column is shuffled, on rows not seen while learning: the "
        "longer the bar, the more the prediction rests on it."
    ),
    "no_importance": N_(
        "What drives the prediction was not measured: there was no time left for it, or the score has no value on the "
        "rows it is measured on."
    ),
    "loss": N_("loss of score"),
}
word = wording(WORDS)


@picture(
    NC_("a picture", "feature importance"),
    place=100,
    meaning="How much worse the score gets when the values of one column are shuffled.",
)
def feature_importance(facts: Facts, limits: Limits) -> Any:
    """Bars, the longest on top; None when it was not asked for."""
    if not facts["importance_wanted"]:
        return None
    if not facts["importance"]:
        return nothing_to_show(word("no_importance", limits.language))
    items = list(facts["importance"].items())
    shown = items[: limits.max_columns]
    names = names_downwards([name for name, _ in shown])
    figure = Drawing(
        {"type": "bar", "x": [loss for _, loss in shown], "y": [plain(name) for name, _ in shown], "orientation": "h"},
        xaxis=level_axis(f"{word('loss', limits.language)} ({facts['metric_title']})"),
        yaxis=names,
    )
    caption = word("importance", limits.language, metric=facts["metric_title"])
    left_out = cut_columns(len(shown), len(items), limits)
    return captioned(figure, caption, cut=left_out, height=bars_height(names))
