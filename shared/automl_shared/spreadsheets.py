"""Cells of CSV files that people open in a spreadsheet."""

from __future__ import annotations

from typing import Any

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def no_formula(value: Any) -> Any:
    """A spreadsheet computes what begins like a formula, e.g. a column's name in a cause; an apostrophe makes it text.

    Source: OWASP, CSV Injection.
    """
    if not isinstance(value, str):
        return value
    text = value.replace("\r", " ")  # the csv module does not quote it, and readers end the line there
    return f"'{text}" if value.startswith(FORMULA_STARTS) else text
