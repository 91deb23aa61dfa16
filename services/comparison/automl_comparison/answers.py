"""How the recommended candidate's predictions become answers."""

from __future__ import annotations

import numpy as np

from automl_comparison.expected_errors import DEFAULT_THRESHOLD, BinaryErrors, NumberErrors, placed
from automl_comparison.meta import Facts
from automl_comparison.ranges import LEVEL
from automl_data.bundle.calibration import calibrated_second
from automl_data.bundle.manifest import Answers


def answers_for(facts: Facts) -> Answers:
    """What is kept in the model's file: how probabilities are corrected and the threshold that costs least, or how far
    the truth lies from a number.

    Without costs the classes that are said stay those that were scored, whatever becomes of the probabilities.

    The distance is that of the rows at hand, each predicted by a model that had not seen it, so that nine out of ten
    new rows lie within, whatever the errors look like. Source: Barber et al. (2021), Predictive inference with the
    jackknife+ (CV+).
    """
    errors = facts.expected_errors
    if isinstance(errors, NumberErrors):
        return Answers(reach=errors.most.value, level=LEVEL)
    by = facts.corrected.by if facts.corrected else None
    if facts.expected_costs:
        return Answers(calibration=by, threshold=facts.expected_costs.threshold)
    moved = by and len(facts.data.classes) == 2
    return Answers(calibration=by, threshold=placed(DEFAULT_THRESHOLD, by) if moved else None)


def said(facts: Facts, predicted: np.ndarray) -> np.ndarray:
    """(n,) the values, or the indices of the classes that the model answers with.

    predicted: (n,) values or (n, n_classes) probabilities, as they are before they are corrected.
    """
    errors = facts.expected_errors
    if isinstance(errors, BinaryErrors) and errors.thresholds:
        by = facts.corrected.by if facts.corrected else None
        return (calibrated_second(predicted[:, 1], by) >= errors.thresholds[0].threshold).astype(np.int64)
    return predicted if predicted.ndim == 1 else predicted.argmax(axis=1)
