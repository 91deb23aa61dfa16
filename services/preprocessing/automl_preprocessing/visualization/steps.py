"""What was done, step by step."""

from __future__ import annotations

from typing import Any

from automl_preprocessing.visualization.base import Facts, picture, saying
from automl_shared.figure_tables import table
from automl_shared.words import N_, NC_, Words

WORDS: Words = {
    "steps": N_("What is done to the data before a model sees them, in this order."),
    "to_which": N_("which columns"),
    "what_is_done": N_("what is done"),
}
said = saying(WORDS)


@picture(
    NC_("a picture", "what was done"),
    place=100,
    meaning="The steps of the preparation, in order, and the columns of each.",
)
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
