"""What a search tried; scores are means over the folds, out of fold. Facts: see `Search.facts`."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from automl_shared.config.models import Language
from automl_shared.figure_axes import (
    bars_height,
    broken,
    level_axis,
    log_marks,
    names_below,
    names_downwards,
    upright_axis,
)
from automl_shared.figures import COLOURS, captioned, nothing_to_show, plain
from automl_shared.lazy import go
from automl_shared.words import NC_
from automl_training.search.words import gain_sentence, limits_sentence, nothing_to_search, word
from automl_training.visualization.base import Facts, Limits, picture
from automl_training.words import cut

SLICES = 6
COLUMNS = 3
ROW_HEIGHT = 260
SLICE_TICKS, SLICE_LETTERS, SLICE_LINES = 3, 22, 3
"""Marks of a logarithmic axis, letters across a small picture, and lines of a name below it."""
STAR = {"symbol": "star", "size": 13, "color": COLOURS[1]}
DOT = {"size": 7, "opacity": 0.7, "color": COLOURS[0]}


def is_wanted(facts: Facts, _: Limits) -> bool:
    return facts["search"] is not None


def has_searched(facts: Facts, limits: Limits) -> bool:
    """A model without parameters has nothing to search."""
    return is_wanted(facts, limits) and "no_space_of" not in facts["search"]


@picture(
    NC_("a picture", "search history"),
    place=110,
    meaning="The score of each setting that was tried, and the best so far.",
    when=is_wanted,
)
def history(facts: Facts, limits: Limits) -> Any:
    """Score of each setting and the best so far, the default marked."""
    found, language = facts["search"], limits.language
    if "no_space_of" in found:
        return nothing_to_show(nothing_to_search(found["no_space_of"], language))
    numbers, means = _column(found, "number"), _column(found, "mean")
    better = max if found["greater_is_better"] else min
    best = [better(means[: place + 1]) for place in range(len(means))]
    figure = go.Figure(
        [
            go.Scatter(
                x=numbers,
                y=means,
                mode="markers",
                marker=DOT,
                name=word("a_setting", language),
                text=[_settings_text(one["settings"]) for one in found["trials"]],
                hovertemplate="%{y:.5g}<br>%{text}<extra></extra>",
            ),
            go.Scatter(
                x=numbers,
                y=best,
                mode="lines",
                line={"shape": "hv", "color": COLOURS[2]},
                name=word("best_so_far", language),
            ),
        ]
    )
    if found["default"] is not None:
        figure.add_scatter(x=[1], y=[found["default"]], mode="markers", marker=STAR, name=word("default", language))
    figure.update_xaxes(level_axis(word("trial", language)))
    figure.update_yaxes(upright_axis(found["metric"]))
    return captioned(figure, gain_sentence(found, language), cut=limits_sentence(found, language) or None)


@picture(
    NC_("a picture", "search: what matters"),
    place=120,
    meaning="Which parameters made the difference.",
    when=has_searched,
)
def parameter_importance(facts: Facts, limits: Limits) -> Any:
    """Bars, the longest on top."""
    found, language = facts["search"], limits.language
    if not found["importance"]:
        return nothing_to_show(word("no_importance", language))
    names, shares = list(found["importance"]), list(found["importance"].values())
    beside = names_downwards(names)
    figure = go.Figure(go.Bar(x=shares, y=[plain(name) for name in names], orientation="h"))
    figure.update_xaxes(level_axis(word("share", language), tickformat=".0%", range=[0, 1.02]))
    figure.update_yaxes(beside)
    return captioned(figure, word("importance", language), height=bars_height(beside))


@picture(
    NC_("a picture", "search: score by parameter"),
    place=130,
    meaning="The score by the value of each parameter.",
    when=has_searched,
)
def score_by_parameter(facts: Facts, limits: Limits) -> Any:
    """One small picture a parameter, the most important first."""
    from plotly.subplots import make_subplots

    found, language = facts["search"], limits.language
    names = list(found["importance"]) or list(found["params"])
    shown = names[:SLICES]
    columns = min(COLUMNS, len(shown))
    rows = -(-len(shown) // columns)
    titles = [broken(name, SLICE_LETTERS, 1) for name in shown]
    figure = make_subplots(
        rows=rows, cols=columns, subplot_titles=titles, shared_yaxes=True, vertical_spacing=0.3 / rows
    )
    figure.update_annotations(font_size=13)
    for place, name in enumerate(shown):
        _slice(figure, found, name, {"row": place // columns + 1, "col": place % columns + 1}, language, place == 0)
    figure.update_yaxes(upright_axis(found["metric"]), col=1)
    better = word("higher" if found["greater_is_better"] else "lower", language)
    caption = word("slices", language, metric=found["metric"], better=better)
    left_out = cut(word, "cut_slices", language, len(shown), len(names))
    return captioned(figure, caption, cut=left_out, parts=1, height=ROW_HEIGHT * rows)


def _slice(figure: Any, facts: Facts, name: str, where: Mapping[str, int], language: Language, legend: bool) -> None:
    about = facts["params"][name]
    trials = [one for one in facts["trials"] if name in one["settings"]]
    values: list[Any] = [one["settings"][name] for one in trials]
    if about["choice"]:
        values = [plain(str(one)) for one in values]
        names = list(dict.fromkeys(values))
        axis = names_below(names, SLICE_LETTERS // max(1, len(names)), lines=SLICE_LINES)
    else:
        axis = _ticks(values, about["log"])
    means = [one["mean"] for one in trials]
    drawn = [("a_setting", DOT, len(trials))]
    if trials and trials[0]["number"] == 1:
        drawn.append(("default", STAR, 1))
    for key, marker, count in drawn:
        x, y, said = values[:count], means[:count], word(key, language)
        figure.add_scatter(x=x, y=y, mode="markers", marker=marker, name=said, showlegend=legend, **where)
    figure.update_xaxes(level_axis("", **axis), **where)


def _ticks(values: Sequence[float], log: bool) -> dict[str, Any]:
    if not log:
        return {"type": "linear", "nticks": 3}
    low, high = min(values), max(values)
    return log_marks(math.log10(low), math.log10(high), SLICE_TICKS)


def _column(facts: Facts, key: str) -> list[Any]:
    return [one[key] for one in facts["trials"]]


def _settings_text(settings: Mapping[str, Any]) -> str:
    return "<br>".join(f"{name} = {value}" for name, value in settings.items())
