"""What is wrong with a value of the config: one table, by the type of error, pydantic's own or our models'."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pydantic_core import ErrorDetails, PydanticCustomError

from automl_shared.words import N_, Words, say_later

MISTAKES: Words = {
    "missing": N_("is needed"),
    "bool_type": N_("must be true or false"),
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
    "no_portfolio": N_("must be one of {portfolios} or a list of models, e.g. [ridge, lightgbm]"),
}
"""Values are filled in as the error has them."""


def mistake(kind: str, /, **values: object) -> PydanticCustomError:
    """What a validator of ours raises."""
    return PydanticCustomError(kind, say_later(MISTAKES, kind, **values), values)


def what_is_wrong(error: ErrorDetails) -> str:
    """An error in words that can be said in any language; pydantic's English where the table does not have its type."""
    if error["type"] not in MISTAKES:
        return error["msg"].removeprefix("Value error, ")
    values: Mapping[str, Any] = error.get("ctx", {})
    expected = str(values.get("expected", ""))
    choices = ", ".join(re.findall(r"'([^']*)'", expected)) or expected
    return say_later(MISTAKES, error["type"], **{**values, "choices": choices})
