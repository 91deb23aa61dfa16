"""The table of docs/DATA.md that names all money, units and words for powers of ten which numbers are read with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from automl_data.intake.money import CODES, SIGNS
from automl_data.intake.units import (
    ALIASES,
    FACTORS,
    IN_EAST_ASIA,
    IN_THOUSANDS,
    IN_TRADE,
    PAIRS,
    SCALES,
    SHARES,
    UNITS,
)


def units() -> str:
    """One row for each kind of what stands beside numbers."""
    scaled = frozenset[str]().union(*SCALES)
    written = [f"`{one}` for `{ALIASES[one]}`" for one in sorted(ALIASES) if ALIASES[one]]
    rows = {
        "money, as it is written": _quoted(SIGNS),
        "money, three letters": _quoted(CODES),
        "money, in thousands": _quoted(f"T{one}" for one in IN_THOUSANDS),
        "shares": _quoted(SHARES),
        "units told in each other": "; ".join(_by_size(scale) for scale in SCALES if len(scale) > 1),
        "other units": _quoted(UNITS - SHARES - scaled),
        "units of trade, in any letters": _quoted(IN_TRADE),
        "counts in a line of units": _quoted(IN_EAST_ASIA),
        "powers of ten": "; ".join(
            f"{size:,.0f}: {_quoted(_words_for(size))}" for size in sorted(set(FACTORS.values()))
        ),
        "signs as words": ", ".join(f"`{above}` and `{below}`" for above, below in PAIRS),
        "spelled otherwise": ", ".join(written),
    }
    return "\n".join(["| what | known |", "|---|---|", *(f"| {what} | {known} |" for what, known in rows.items())])


def _words_for(size: float) -> list[str]:
    return [word for word, one in FACTORS.items() if one == size]


def _by_size(scale: Mapping[str, float]) -> str:
    return ", ".join(f"`{unit}`" for unit in sorted(scale, key=lambda unit: (scale[unit], unit)))


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in sorted(words, key=lambda word: (word.casefold(), word)))
