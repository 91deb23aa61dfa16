"""What people read, in both languages. Each service keeps a table of its own; keys are stable, texts are not."""

from __future__ import annotations

from collections.abc import Mapping

from automl_shared.config.models import Language

LANGUAGES: tuple[Language, ...] = ("en", "ja")

Words = Mapping[str, tuple[str, str]]
"""Key to the English and the Japanese text; both name the same ``{values}``."""


def say_in(words: Words, key: str, language: Language, **values: object) -> str:
    """The text of a key, with its values filled in. Raises KeyError for a key or a value that is not there."""
    return words[key][LANGUAGES.index(language)].format(**values)
