"""Traffic lights: what a person should know, in the run's language, with what to do about it.

The texts of a code are in the table of words: ``<code>`` the message, ``<code>_do`` what to do, ``<code>_fine`` the
green light.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Literal

from automl_preprocessing.words.findings import word
from automl_shared.config.models import Language
from automl_shared.phase_io import Finding
from automl_shared.words import listed

SHOWN_NAMES = 8


def red(code: str, language: Language, *, text: str = "", **values: object) -> Finding:
    """Something to act on before the results are believed; ``text`` where a code has several messages."""
    return _lit("red", code, text or code, language, values)


def yellow(code: str, language: Language, *, text: str = "", **values: object) -> Finding:
    """Something to know; ``text`` where a code has several messages."""
    return _lit("yellow", code, text or code, language, values)


def green(code: str, language: Language, *, text: str = "", **values: object) -> Finding:
    """Something that was checked and is fine; ``text`` where a code has several messages."""
    return Finding(level="green", code=code, message=word(f"{text or code}_fine", language, **values))


def in_order(found: Iterable[Finding]) -> list[Finding]:
    """Red first, green last."""
    return sorted(found, key=lambda finding: ("red", "yellow", "green").index(finding.level))


def named(names: Collection[str], language: Language, most: int = SHOWN_NAMES) -> str:
    """Column names for a sentence, the first few of many."""
    shown = listed((f"`{name}`" for name in list(names)[:most]), language)
    return shown if len(names) <= most else word("and_more", language, names=shown, more=len(names) - most)


def _lit(
    level: Literal["red", "yellow"], code: str, text: str, language: Language, values: dict[str, object]
) -> Finding:
    return Finding(
        level=level,
        code=code,
        message=word(text, language, **values),
        action=word(f"{text}_do", language, **values),
    )
