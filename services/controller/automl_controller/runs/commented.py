"""A config file as text, every key with what it means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from automl_shared.config.loader import KeyPath, description_of, valid_keys
from automl_shared.config.overrides import in_line
from automl_shared.words import ENGLISH, Language, in_language, translated


def commented(raw: Mapping[str, Any], remarks: Mapping[KeyPath, str], language: Language = ENGLISH) -> str:
    """YAML with a comment at the end of each line that sets something: its remark, else the key's description."""
    return "".join(f"{line}\n" for line in _lines(raw, (), remarks, language))


def _lines(raw: Mapping[str, Any], place: KeyPath, remarks: Mapping[KeyPath, str], language: Language) -> Iterator[str]:
    for key, value in raw.items():
        here, name = (*place, key), f"{'  ' * len(place)}{in_line(key)}:"
        if isinstance(value, Mapping) and value and valid_keys(here):
            yield name
            yield from _lines(value, here, remarks, language)
        else:
            told = remarks.get(here)
            remark = in_language(told, language) if told else translated(description_of(here), language)
            remark = " ".join(remark.split())
            yield f"{name} {in_line(value)}" + (f"  # {remark}" if remark else "")
