"""How the recommended candidate's predictions become answers."""

from __future__ import annotations

from automl_comparison.expected_errors import LEVEL, NumberErrors
from automl_comparison.meta import Facts
from automl_shared.bundle.manifest import Answers


def answers_for(facts: Facts) -> Answers:
    """What is kept in the model's file: the threshold that costs least, or how far the truth lies from a number.

    The distance is that of the rows at hand, each predicted by a model that had not seen it, so that nine of ten new
    rows lie within, whatever the errors look like. Source: Barber et al. (2021), Predictive inference with the
    jackknife+ (CV+).
    """
    errors = facts.expected_errors
    if isinstance(errors, NumberErrors):
        return Answers(reach=errors.most.value, level=LEVEL)
    return Answers(threshold=facts.expected_costs.threshold if facts.expected_costs else None)
