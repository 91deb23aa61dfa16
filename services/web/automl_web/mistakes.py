"""What is wrong with the fields of a form, each told beside its own."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass

from automl_shared.config.models import Language
from automl_shared.errors import ConfigError, did_you_mean
from automl_shared.words import T_, in_language


class WrongFields(ConfigError):
    """some fields cannot be used as they are"""

    def __init__(self, mistakes: Mapping[str, str]) -> None:
        """``mistakes``: the dotted name of a field to what is wrong with it, which can be said in any language."""
        super().__init__("; ".join(f"{name}: {what}" for name, what in mistakes.items()))
        self.mistakes = mistakes

    def problems(self, language: Language) -> Problems:
        return Problems({name: in_language(what, language) for name, what in self.mistakes.items()})


@dataclass(frozen=True)
class Problems:
    """What is wrong, by the dotted name of the field, in the reader's language."""

    texts: Mapping[str, str]

    def beside(self, name: str) -> str:
        """What is wrong with a field; a mistake deeper in it is told beside it too."""
        return "; ".join(what for place, what in self.texts.items() if f"{place}.".startswith(f"{name}."))

    def within(self, section: str, elsewhere: Container[str]) -> bool:
        """Whether anything in a section is wrong but for fields that are shown ``elsewhere``."""
        return any(place not in elsewhere and f"{place}.".startswith(f"{section}.") for place in self.texts)


def unknown_model(name: str, known: Iterable[str]) -> str:
    return T_("no model is called {name}{nearest}", name=name, nearest=did_you_mean(name, known))


def unknown_metric(name: str, known: Iterable[str]) -> str:
    return T_("no metric is called {name}{nearest}", name=name, nearest=did_you_mean(name, known))
