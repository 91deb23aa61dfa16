"""What people read, in both languages. Each service keeps a table of its own; keys are stable, texts are not."""

from __future__ import annotations

import math
from collections.abc import Mapping

from automl_shared.config.models import Language

LANGUAGES: tuple[Language, ...] = ("en", "ja")

Words = Mapping[str, tuple[str, str]]
"""Key to the English and the Japanese text; both name the same ``{values}``."""


def say_in(words: Words, key: str, language: Language, **values: object) -> str:
    """The text of a key, with its values filled in. Raises KeyError for a key or a value that is not there."""
    return words[key][LANGUAGES.index(language)].format(**values)


NEARLY_ALL = 0.9995
"""From here on a share would be rounded to 100 %."""


def percent(share: float) -> str:
    """A share as a percentage, and all of it only when it is."""
    if NEARLY_ALL <= share < 1:
        return f"{math.floor(10_000 * share) / 100:.2f} %"
    return f"{100 * share:.1f} %"
