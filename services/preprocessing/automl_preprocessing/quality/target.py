"""Can the target be learned as it is?"""

from __future__ import annotations

import numpy as np

from automl_data.intake.options import Option
from automl_preprocessing.order import is_sorted_by
from automl_preprocessing.quality.evidence import Evidence, share
from automl_shared.magnitudes import rounded_number
from automl_shared.phase_io import Finding

RARE_SHARE, VERY_RARE_SHARE = 0.10, 0.01
FEW_OF_A_CLASS = 100
"""Rows of a class from which its share alone is no reason to distrust a score: 1 of 500 may be 1,000 rows."""
SKEWED = 1.0
"""Skewness from which unbending the target pays; `preprocessing.target_transform: auto` starts there too."""
MOSTLY_SHARE = 0.8
"""Share of one value from which numbers are nearly always the same."""
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
    is_very_rare = part < VERY_RARE_SHARE * fair / RARE_SHARE
    light = e.red if is_very_rare and count < FEW_OF_A_CLASS else e.yellow
    total = len(e.target)
    others = share(total - count, total)
    return light("imbalance", label=repr(label), rows=count, total=total, share=share(count, total), others=others)


def target_constant(e: Evidence) -> Finding | None:
    """Numbers that are nearly always the same: whether they are is another question than how large the others are."""
    if e.problem.type != "regression" or len(e.target) < MIN_ROWS:
        return None
    value, part = _commonest(e)
    if part < MOSTLY_SHARE:
        return e.green("target_constant")
    query = f"`{e.data.target_column}` != {value:g}"
    kept = e.data.editing.query
    others = Option("data.editing.query", f"({kept}) and {query}" if kept else query)
    return e.yellow("target_constant", value=f"{value:g}", share=share(part, 1), others=others)


def _commonest(e: Evidence) -> tuple[float, float]:
    """The value of most rows, and the share of them."""
    counts = e.target.value_counts(normalize=True)
    return float(counts.index[0]), float(counts.iloc[0])


def target_skew(e: Evidence) -> Finding | None:
    """A target with a long tail, which a few rows then decide about; of one that is nearly always the same
    `target_constant` tells more."""
    values = e.target.to_numpy() if e.problem.type == "regression" else np.empty(0)
    if len(values) < MIN_ROWS or values.std() == 0 or e.recipe.target_transform != "none":
        return None
    if _commonest(e)[1] >= MOSTLY_SHARE:
        return None
    scaled = (values - values.mean()) / values.std()
    skewness = float((scaled**3).mean())
    if abs(skewness) <= SKEWED:
        return e.green("target_skew")
    side = "target_skew" if skewness > 0 else "target_skew_down"
    ends = {"middle": np.median(values), "end": values.max() if skewness > 0 else values.min()}
    told = {name: rounded_number(float(value), e.language) for name, value in ends.items()}
    return e.yellow("target_skew", text=side, **told)
