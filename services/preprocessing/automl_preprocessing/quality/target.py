"""Can the target be learned as it is?"""

from __future__ import annotations

import numpy as np

from automl_preprocessing.quality.evidence import Evidence, share
from automl_shared.phase_io import Finding

RARE_SHARE, VERY_RARE_SHARE = 0.10, 0.01
MANY_DROPPED_SHARE = 0.2
SKEWED = 1.0
"""Skewness from which unbending the target pays; `preprocessing.target_transform: auto` starts there too."""
MIN_ROWS = 100


def target_missing(e: Evidence) -> Finding:
    """Rows without a target, which nothing can be learned from."""
    lost = e.dropped.no_target
    if not lost:
        return e.green("target_missing")
    light = e.red if lost > MANY_DROPPED_SHARE * (lost + len(e.train)) else e.yellow
    return light("target_missing", rows=lost)


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
