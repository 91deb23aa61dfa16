"""Traffic lights: what is odd about the data, and what to do about it."""

from __future__ import annotations

from typing import Any

from automl_preprocessing.visualization.base import Facts, picture, saying
from automl_shared.figure_tables import table
from automl_shared.figures import named
from automl_shared.words import N_, NC_, Words

COLOURS = {"red": "#f8d7da", "yellow": "#fff3cd", "green": "#d8f0dd"}

WORDS: Words = {
    "quality": N_(
        "The state of the data: {red} to act on (red), {yellow} to know about (yellow), {green} checked and fine "
        "(green)."
    ),
    "light_red": N_("stop"),
    "light_yellow": N_("look"),
    "light_green": N_("good"),
    "found": N_("what we found"),
    "to_do": N_("what to do"),
}
said = saying(WORDS)


@picture(
    NC_("a picture", "data quality"),
    place=90,
    meaning="Traffic lights: what was found in the data, and what to do about it.",
)
def data_quality(facts: Facts) -> Any:
    """One line a finding, the worst first."""
    findings = facts["findings"]
    counts = {level: sum(finding["level"] == level for finding in findings) for level in COLOURS}
    return table(
        said(facts, "quality", **counts),
        ["", said(facts, "found"), said(facts, "to_do")],
        [
            [f"● {said(facts, 'light_' + finding['level'])}" for finding in findings],
            *([named(finding[key]) for finding in findings] for key in ("message", "action")),
        ],
        [16, 60, 48],
        fill=[COLOURS[finding["level"]] for finding in findings],
    )
