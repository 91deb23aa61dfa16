"""What is said of scores, in pictures and on the console, and of what a picture leaves out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automl_shared.config.models import Language
from automl_shared.words import N_, Word, Words, number, percent, wording

WORDS: Words = {
    "gap": N_("Mean {metric}: {seen} on rows it learned from, {unseen} on unseen ones: partly learned by heart."),
    "gap_within_spread": N_(
        "Mean {metric}: {seen} on rows it learned from, {unseen} on unseen ones: hardly anything by heart."
    ),
}


def amount(unit: str, value: float) -> str:
    """A score as people write it: a share as a percentage, anything else with four significant digits."""
    return percent(value) if unit == "share" else number(value)


def gap_sentence(facts: Mapping[str, Any], language: Language) -> str:
    """How much better the rows are known that were learned from; empty where a score has no value. See `meta.gap`."""
    gap = facts["gap"]
    if gap is None:
        return ""
    unit = facts["metric_unit"]
    return word(
        "gap_within_spread" if gap["better_by"] <= gap["spread"] else "gap",
        language,
        metric=facts["metric_title"],
        seen=amount(unit, gap["seen"]),
        unseen=amount(unit, gap["unseen"]),
    )


def cut(word: Word, key: str, language: Language, n_shown: int, n_all: int) -> str | None:
    """What is not shown, in words; None where everything is."""
    return word(key, language, shown=n_shown, total=n_all) if n_shown < n_all else None


word = wording(WORDS)
