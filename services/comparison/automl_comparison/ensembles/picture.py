"""The picture of who counts how much."""

from __future__ import annotations

from typing import Any

from automl_comparison.ensembles.outcome import Ensembles
from automl_comparison.ensembles.words import WORDS, share
from automl_shared.config.models import Language
from automl_shared.figures import NAMES_DOWNWARDS, Drawing, captioned, plain
from automl_shared.words import say_in

ROW_HEIGHT = 30


def members(ensembles: Ensembles, language: Language) -> Any:
    """Bars: the share of each member in each ensemble; None when there is no ensemble."""
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
                "name": one.candidate.title,
                "y": [plain(title) for title in titles.values()],
                "x": weights,
                "text": ["" if weight is None else share(weight) for weight in weights],
            }
        )
    figure = Drawing(
        *bars,
        xaxis={"tickformat": ".0%", "rangemode": "tozero"},
        yaxis=NAMES_DOWNWARDS,
        height=200 + ROW_HEIGHT * len(titles) * len(bars),
        showlegend=True,
        barmode="group",
    )
    return captioned(figure, say_in(WORDS, "picture", language))
