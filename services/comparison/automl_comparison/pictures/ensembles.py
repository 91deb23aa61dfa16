"""The picture of who counts how much."""

from __future__ import annotations

from typing import Any

from automl_comparison.ensembles.words import share
from automl_comparison.pictures.base import Shown, picture
from automl_shared.figure_axes import bar_texts, bars_height, level_axis, names_downwards
from automl_shared.figures import Drawing, captioned, legend_name, plain
from automl_shared.words import N_, NC_, Words, speaker

BAR_HEIGHT = 24

WORDS: Words = {"members": N_("How much each candidate counts in the mixtures: the longer the bar, the more.")}
say = speaker(WORDS)


@picture(NC_("a picture", "ensembles"), place=100, meaning="The candidates that answer together, and their weights.")
def members(shown: Shown) -> Any:
    """Bars: the share of each member in each ensemble; None when there is no ensemble."""
    ensembles = shown.facts.ensembles
    if not ensembles.built:
        return None
    titles = {member.candidate: member.title for one in ensembles.built for member in one.members}
    bars = []
    for one in ensembles.built:
        weights = [one.combination.weights.get(name) for name in titles]
        bars.append(
            {
                "type": "bar",
                "orientation": "h",
                "name": legend_name(one.candidate.title),
                "y": [plain(title) for title in titles.values()],
                "x": weights,
                **bar_texts(weights, ["" if weight is None else share(weight) for weight in weights]),
            }
        )
    names = names_downwards(list(titles.values()))
    shares = level_axis("", tickformat=".0%", rangemode="tozero")
    figure = Drawing(*bars, xaxis=shares, yaxis=names, showlegend=True, barmode="group")
    return captioned(figure, say(shown.facts, "members"), height=bars_height(names, BAR_HEIGHT * len(bars)))
