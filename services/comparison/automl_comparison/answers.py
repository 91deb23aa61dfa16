"""How the recommended candidate's predictions become answers."""

from __future__ import annotations

from automl_comparison.meta import Facts
from automl_shared.bundle.manifest import Answers


def answers_for(facts: Facts) -> Answers:
    """What is kept in the model's file."""
    return Answers(threshold=facts.expected_costs.threshold if facts.expected_costs else None)
