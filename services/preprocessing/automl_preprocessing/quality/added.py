"""Checks that plugins add."""

from __future__ import annotations

from automl_preprocessing.quality.evidence import Evidence
from automl_shared.errors import STRANGE, described
from automl_shared.phase_io import Finding
from automl_shared.plugins import CHECKS
from automl_shared.plugins.facts import TableFacts


def added(evidence: Evidence) -> list[Finding]:
    """What they found; one that fails is a finding itself, and never fails the work."""
    facts = TableFacts(
        language=evidence.language,
        rows=evidence.train.copy(deep=False),
        target=evidence.data.target_column,
        problem_type=evidence.problem.type,
        classes=evidence.problem.classes,
        columns=evidence.columns,
    )
    found: list[Finding] = []
    for name in CHECKS:
        try:
            found += CHECKS.get(name).findings(facts)
        except STRANGE as error:  # whatever a stranger's function raises is told with the check's name
            found.append(evidence.yellow("check_failed", name=name, why=described(error)))
    return found
