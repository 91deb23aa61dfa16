"""What the reader is told, in plain words and units, in both languages. Nothing here decides anything."""

from automl_comparison.words.caveats import caveats, found, light, missing_check, serious, weightiest
from automl_comparison.words.numbers import (
    amount,
    direction,
    gap,
    joined,
    meaning,
    quoted,
    rounded,
    seconds,
    size,
)
from automl_comparison.words.verdict import (
    below_headline,
    capital,
    check_in_short,
    final_check,
    headline,
    how_sure,
    no_model,
    notices,
    reason,
    sentence,
)

__all__ = [
    "amount",
    "below_headline",
    "capital",
    "caveats",
    "check_in_short",
    "direction",
    "final_check",
    "found",
    "gap",
    "headline",
    "how_sure",
    "joined",
    "light",
    "meaning",
    "missing_check",
    "no_model",
    "notices",
    "quoted",
    "reason",
    "rounded",
    "seconds",
    "sentence",
    "serious",
    "size",
    "weightiest",
]
