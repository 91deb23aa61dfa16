"""What a person should know about the data, and what to do about it.

All of it is read from the training rows; only counts of rows that had to be dropped concern the whole file. What
compares the hold-out with the rest is in `automl_preprocessing.drift`, apart from this.
"""

from __future__ import annotations

from inspect import getmodule, isfunction

from automl_preprocessing.quality import columns, copies, gaps, leaks, rows, structure, target
from automl_preprocessing.quality.added import added
from automl_preprocessing.quality.evidence import Check, Dropped, Evidence
from automl_shared.phase_io import Finding

CHECKS: tuple[Check, ...] = tuple(
    check
    for file in (leaks, rows, target, structure, columns, gaps, copies)
    for name, check in vars(file).items()
    if isfunction(check) and getmodule(check) is file and not name.startswith("_")
)
"""In the order in which findings of one colour are read: every public function of these files."""


def findings(evidence: Evidence) -> list[Finding]:
    """Everything worth saying, and what was checked and is fine."""
    own = [finding for check in CHECKS if (finding := check(evidence)) is not None]
    return [*own, *added(evidence)]


__all__ = ["CHECKS", "Dropped", "Evidence", "findings"]
