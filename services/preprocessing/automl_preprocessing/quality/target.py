"""Can the target be learned as it is?"""

from __future__ import annotations

import numpy as np

from automl_preprocessing.order import is_sorted_by
from automl_preprocessing.quality.evidence import Evidence, share
from automl_shared.phase_io import Finding

RARE_SHARE, VERY_RARE_SHARE = 0.10, 0.01
SKEWED = 1.0
"""Skewness from which unbending the target pays; `preprocessing.target_transform: auto` starts there too."""
MIN_ROWS = 100
MIN_SORTED = 30


def target_missing(e: Evidence) -> Finding | None:
    """Rows without a target are told where the file is read."""
    return None if e.dropped.no_target else e.green("target_missing")


def target_sorted(e: Evidence) -> Finding | None:
    """Rows in the order of the target: whatever counts them gives it away."""
    if e.data.time_column is not None or len(e.target) < MIN_SORTED:
        return None
    if is_sorted_by(e.target, are_classes=e.are_classes):
        return e.yellow("target_sorted", column=e.data.target_column)
    return e.green("target_sorted")


def imbalance(e: Evidence) -> Finding | None:
    """A class that is rare compared with an equal share."""
    if not e.are_classes:
        return None
    counts = e.target.value_counts()
    fair = min(RARE_SHARE, 0.5 / len(counts))
    label, count, part = counts.index[-1], int(counts.iloc[-1]), counts.iloc[-1] / len(e.target)
    if part >= fair:
        return e.green("imbalance", share=share(fair, 1))
    light = e.red if part < VERY_RARE_SHARE * fair / RARE_SHARE else e.yellow
    total = len(e.target)
    return light("imbalance", label=repr(label), rows=count, total=total, share=share(count, total))


def target_skew(e: Evidence) -> Finding | None:
    """A target with a long tail, which a few rows then decide about."""
    values = e.target.to_numpy() if e.problem.type == "regression" else np.empty(0)
    if len(values) < MIN_ROWS or values.std() == 0 or e.recipe.target_transform != "none":
        return None
    scaled = (values - values.mean()) / values.std()
    skewness = float((scaled**3).mean())
    if abs(skewness) <= SKEWED:
        return e.green("target_skew")
    side = "target_skew" if skewness > 0 else "target_skew_down"
    return e.yellow("target_skew", text=side, skewness=f"{skewness:.1f}")
