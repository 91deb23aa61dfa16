"""What was done, step by step."""

from __future__ import annotations

from typing import Any

from automl_preprocessing.visualization.base import Facts, said
from automl_shared.figure_tables import table


def what_was_done(facts: Facts) -> Any:
    """The recipe's steps in words, in order."""
    steps = facts["steps"]
    return table(
        said(facts, "steps"),
        ["", said(facts, "to_which"), said(facts, "what_is_done")],
        [
            [str(number) for number in range(1, len(steps) + 1)],
            [step["columns"] for step in steps],
            [step["what"] for step in steps],
        ],
        [5, 50, 70],
    )
