"""What is wrong with a field: one table, by the type of error, pydantic's own or our models'."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Any

from automl_shared.config.models import Language
from automl_shared.errors import ConfigError, nearest
from automl_shared.words import LANGUAGES, N_, Words, say_in

MISTAKES: Words = {
    "missing": N_("is needed"),
    "unreadable": N_("cannot be read: check its brackets and quotes"),
    "bool_type": N_("must be yes or no"),
    "int_type": N_("must be a whole number"),
    "float_type": N_("must be a number"),
    "int_parsing": N_("must be a whole number"),
    "int_from_float": N_("must be a whole number"),
    "float_parsing": N_("must be a number"),
    "string_type": N_("must be a text"),
    "list_type": N_("must be a list, e.g. [1, 2]"),
    "dict_type": N_("must be names with values, e.g. {{a: 1}}"),
    "model_type": N_("must be names with values, e.g. {{name: x}}"),
    "literal_error": N_("must be one of: {choices}"),
    "greater_than": N_("must be above {gt:g}"),
    "greater_than_equal": N_("must be {ge:g} or more"),
    "less_than": N_("must be below {lt:g}"),
    "less_than_equal": N_("must be {le:g} or less"),
    "string_too_short": N_("must have {min_length} characters or more"),
    "string_pattern_mismatch": N_("must look like {pattern}"),
    "too_short": N_("needs {min_length} values or more"),
    "too_long": N_("takes {max_length} values at most"),
    "tuple_type": N_("must be a list, e.g. [1, 2]"),
    "extra_forbidden": N_("is not known here"),
    "finite_number": N_("must be a finite number"),
    "sql_incomplete": N_("data.sql needs both url and query"),
    "several_sources": N_("give only one of: {given}"),
    "number_or_share": N_("{name} must be a whole number from 1, or a share below 1, but got {value:g}"),
    "needs_no_gaps": N_(
        "{name} needs numbers without gaps; leave {name} empty, or choose another numeric_imputation than none"
    ),
    "needs_encoding": N_(
        "feature_selection needs features that are numbers; leave it empty, or choose another categorical_encoding "
        "than native"
    ),
    "costs_incomplete": N_(
        "give false_positive and false_negative, at least one above 0, but got {false_positive} and {false_negative}"
    ),
    "no_horizon": N_("must be like 7 days, 12 hours, 1 month or a number above 0"),
    "horizon_needs_time": N_("data.horizon needs data.time_column"),
    "split_needs_column": N_("cross_validation.kind {kind} needs data.{column}"),
    "no_model": N_("models must be one of {portfolios} or name at least one enabled model"),
    "no_models": N_("name at least one model"),
    "no_portfolio": N_("must be one of {portfolios} or a list of models"),
    "unknown_model": N_("no model is called {name}{nearest}"),
    "unknown_metric": N_("no metric is called {name}{nearest}"),
    "nearest": N_(" (did you mean {names}?)"),
    "needs_target": N_("a run needs a column to predict"),
}
"""Values are filled in as the error has them."""


@dataclass(frozen=True)
class Mistake:
    """A text in both languages. ``message``: for an error of a type that the table does not have."""

    kind: str
    values: Mapping[str, Any]
    message: str = ""

    def told(self, language: Language) -> str:
        if self.kind not in MISTAKES:
            return self.message
        names = self.values.get("known_names", ())
        near = say_in(MISTAKES, "nearest", language, names=", ".join(names)) if names else ""
        expected = str(self.values.get("expected", ""))
        choices = ", ".join(re.findall(r"'([^']*)'", expected)) or expected
        return say_in(MISTAKES, self.kind, language, **{**self.values, "choices": choices, "nearest": near})


class WrongFields(ConfigError):
    """some fields cannot be used as they are"""

    def __init__(self, mistakes: Mapping[str, Mistake]) -> None:
        super().__init__("; ".join(f"{name}: {one.told(LANGUAGES[0])}" for name, one in mistakes.items()))
        self.mistakes = mistakes

    def problems(self, language: Language) -> Problems:
        return Problems({name: one.told(language) for name, one in self.mistakes.items()})


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


def unknown(kind: str, name: str, known: Mapping[str, Any] | list[str]) -> Mistake:
    """A name that is not among those that are known, with the nearest of them."""
    return Mistake(kind, {"name": name, "known_names": nearest(name, known)})
