"""What a person should know about the data, and what to do about it.

All of it is read from the training rows; only counts of rows that had to be dropped concern the whole file. What
compares the hold-out with the rest is in `automl_preprocessing.drift`, apart from this.
"""

from __future__ import annotations

from automl_preprocessing.quality import columns, copies, gaps, leaks, rows, structure, target
from automl_preprocessing.quality.added import added
from automl_preprocessing.quality.evidence import Check, Dropped, Evidence
from automl_shared.phase_io import Finding

CHECKS: tuple[Check, ...] = (
    leaks.leak,
    leaks.afterwards,
    leaks.later_than_time,
    rows.rows,
    rows.rows_per_fold,
    rows.wide,
    target.target_missing,
    target.target_sorted,
    target.imbalance,
    target.target_constant,
    target.target_skew,
    rows.time_missing,
    rows.group_missing,
    structure.series,
    structure.time_order,
    structure.group_suspect,
    columns.constant,
    columns.near_constant,
    columns.identifier,
    columns.unread,
    columns.telling_key,
    columns.dates_left_out,
    columns.text_left_out,
    columns.mixed,
    columns.dates_unread,
    columns.many_categories,
    columns.gap_numbers,
    columns.outliers,
    columns.infinite,
    gaps.missing,
    gaps.missing_not_random,
    copies.duplicates,
    copies.duplicate_columns,
)


def findings(evidence: Evidence) -> list[Finding]:
    """Everything worth saying, and what was checked and is fine."""
    own = [finding for check in CHECKS if (finding := check(evidence)) is not None]
    return [*own, *added(evidence)]


__all__ = ["CHECKS", "Dropped", "Evidence", "findings"]
