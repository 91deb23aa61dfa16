"""What errors cost, by the threshold."""

from __future__ import annotations

from typing import Any

from automl_comparison.charts import Curve, Curves
from automl_comparison.expected_errors import BinaryErrors
from automl_comparison.meta import Facts
from automl_comparison.pictures.base import Shown, picture
from automl_comparison.visualization import drawn
from automl_comparison.words.costs import say
from automl_comparison.words.errors import ROWS
from automl_comparison.words.errors import shown as threshold_shown
from automl_shared.words import NC_


@picture(
    NC_("a picture", "cost by threshold"),
    place=160,
    meaning="What errors cost, by the probability from which on the positive class is said.",
)
def cost_by_threshold(shown: Shown) -> Any:
    """A line, the chosen threshold marked."""
    return drawn(curve(shown.facts))


def curve(facts: Facts) -> Curves | None:
    """The cost over all thresholds; None where it is not known."""
    found, errors = facts.expected_costs, facts.expected_errors
    if found is None or not isinstance(errors, BinaryErrors):
        return None
    currency = f" ({found.costs.currency})" if found.costs.currency else ""
    return Curves(
        caption=say(facts, "curve", positive=errors.positive),
        x_axis=say(facts, "axis"),
        y_axis=say(facts, "cost_axis", currency=currency),
        language=facts.language,
        curves=(Curve(points=tuple((at, ROWS * cost) for at, cost in found.curve)),),
        at=(found.threshold, say(facts, "chosen", threshold=threshold_shown(found.threshold))),
        x_in_percent=True,
    )
