"""Large numbers as a language tells them: 1.24 million in a sentence and 1.24M beside an axis, 124万 in Japanese."""

from __future__ import annotations

from automl_shared.words import N_, Language, Words, number, translated

SIZES: Words = {
    "sentence": N_("1e12: {n} trillion; 1e9: {n} billion; 1e6: {n} million"),
    "axis": N_("1e12: {n}T; 1e9: {n}B; 1e6: {n}M"),
}
"""The sizes that large numbers are told in: in words, and where there is little room."""


def on_axis(value: float, language: Language) -> str:
    """A round number beside an axis: 1,500 as it is, larger ones in short sizes (1.5M)."""
    size, text = _size_of(value, "axis", language)
    return text.format(n=f"{value / size:,.6g}") if size > 1 else number(value)


def rounded_number(value: float, language: Language) -> str:
    """A number for a sentence: three digits, large ones in words."""
    near = _near(value)
    size, text = _size_of(near, "sentence", language)
    return text.format(n=_digits(near / size))


def rounded_range(low: float, high: float, language: Language) -> tuple[str, str]:
    """Both ends for a sentence; a size that both have is named once, by the second."""
    size, _ = _size_of(_near(high), "sentence", language)
    told = abs(_near(low)) >= size > 1
    return _digits(_near(low) / size) if told else rounded_number(low, language), rounded_number(high, language)


def _near(value: float) -> float:
    """With three digits."""
    return float(f"{value:.3g}")


def _digits(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def _size_of(value: float, where: str, language: Language) -> tuple[float, str]:
    """What a number is told in, and the text that names it.

    `SIZES` name the largest first. Where a translation tells one only from a larger number on, that stands before it:
    ``1e6/1e4: {n}万``.
    """
    for named in translated(SIZES[where], language).split("; "):
        size, text = named.split(": ")
        least, _, size = size.rpartition("/")
        if abs(value) >= float(least or size):
            return float(size), text
    return 1.0, "{n}"
