"""Columns that name a row instead of describing it: by their name, and by numbers that count."""

from __future__ import annotations

import re
from functools import cached_property

import numpy as np
import pandas as pd

from automl_data.intake.key_names import is_index, is_made_up, named_like_a_key
from automl_data.intake.money import CODES, SIGNS
from automl_preprocessing.order import explains, is_sorted_by, ranks
from automl_shared.frozen import Frozen

KEY_SHARE = 0.95
"""Share of different values from which a column is taken for a key."""
KEY_ROWS = 10
"""Rows with a value that it takes to call a column a key."""

_TELEPHONE = re.compile(r"(?:^|[\W_])(?:phone|mobile|telephone|tel\.?|telefon|téléphone|fax)$", re.IGNORECASE)
LEAST_TELEPHONE = 10**6
"""Below it, a number under the name of a telephone counts or prices something, as in ``sales_mobile``."""
_COUNTER = re.compile(
    r"#|(?:record|rec|obs|observation|row|line|seq|sequence)(?:[ _.]?(?:no|nr|num|number))?\.?", re.IGNORECASE
)
"""Names of a count of the rows, which programs write beside them."""
_TIME_NAME = re.compile(
    r"year|jahr|ann[ée]e|año|(?:^|[\W_])(?:yr|quarter|month|monat|mois|week|woche|day|date|time|period|t)(?:$|[\W_])|[年月週日]",
    re.IGNORECASE,
)
"""Names of a time, which also counts the rows of a series, and by which a target grows."""
_NUMBER, _MONEY = (
    r"[-+]?\d[\d.,' ]*",
    "|".join(re.escape(one) for one in sorted(CODES | {one for one in SIGNS if not one.isalpha()})),
)
_FORMS = {
    "json": r"\s*(?:\{.*\}|\[.*\])\s*",
    "amounts": rf"\s*(?:(?:{_MONEY}) ?{_NUMBER}|{_NUMBER} ?(?:{_MONEY}))\s*",
    "digits": r"\s*\d(?: \d){2,}\s*",
    "pairs": rf"\s*{_NUMBER} ?[/x×;|] ?{_NUMBER}\s*",
}
"""Texts that name nothing although nearly all of them differ, and that are read as no numbers either."""
FIRST = 0.1
"""Share of the last number up to which the first one of a count lies, of which many rows are missing."""
SPAN = 2
"""Times their number that numbers may span to be a count, of which some rows are missing or held out."""


class Rows(Frozen):
    """The training rows as keys are judged by them. ``target``: (n_rows,) without gaps, in the order of the file."""

    target: pd.Series
    are_classes: bool
    are_in_time: bool = False
    """Somebody said what puts them in order: then a count of them is a time."""

    @cached_property
    def are_sorted(self) -> bool:
        """By the target, so that whatever counts the rows gives it away."""
        return len(self.target) >= KEY_ROWS and is_sorted_by(self.target, are_classes=self.are_classes)

    def go_with(self, column: pd.Series) -> bool:
        """Whether the order of a column (n_present,) says something about the target."""
        target = self.target.loc[column.index]
        both = target.notna()
        return bool(both.any()) and explains(ranks(column[both]), target[both], are_classes=self.are_classes)


def is_key(n_present: int, distinct: int) -> bool:
    """Whether nearly every value is another one."""
    return n_present >= KEY_ROWS and distinct >= KEY_SHARE * n_present


def unread_form(words: pd.Series) -> str:
    """What texts (n,), nearly all different, say in a form that is not read; empty for what may well be keys."""
    form = next((one for one, pattern in _FORMS.items() if words.str.fullmatch(pattern).mean() >= KEY_SHARE), "")
    is_one_currency = form == "amounts" and words.str.findall(_MONEY).str[0].nunique() == 1
    return "" if is_one_currency else form


def why_a_key(present: pd.Series, rows: Rows | None) -> str:
    """Why whole numbers (n_present,), nearly all different, are a key: a key of the table of words, empty for none.

    A name alone makes a key only of numbers that say nothing about the target, or that rise from row to row.
    """
    name, rises = str(present.name), bool((np.diff(present.to_numpy(dtype="float64")) > 0).all())
    if is_index(name) or (is_made_up(name) and _is_count(present, rises=rises)):
        return "why_nameless_key"
    if rises and _COUNTER.fullmatch(name.strip()) and _counts(present):
        return "why_number_key"
    is_time = _TIME_NAME.search(name) is not None or (rows is not None and rows.are_in_time)
    if rises and rows is not None and rows.are_sorted and not is_time and _counts(present):
        return "why_counts"
    if not (named_like_a_key(name) or _are_telephones(present)):
        return ""
    return "why_number_key" if rises or rows is None or not rows.go_with(present) else ""


def _are_telephones(present: pd.Series) -> bool:
    return _TELEPHONE.search(str(present.name).strip()) is not None and present.min() >= LEAST_TELEPHONE


def _is_count(present: pd.Series, *, rises: bool) -> bool:
    """Whether the numbers are some of a count: all different and close together, or rising from about nought on."""
    least, most = present.min(), present.max()
    return present.is_unique and (most - least < SPAN * len(present) or (rises and 0 <= least <= FIRST * most))


def _counts(present: pd.Series) -> bool:
    """Whether the numbers rise with the position of their rows in the file, one by one."""
    return bool((present.to_numpy(dtype="float64") - present.index.to_numpy()).std() == 0)
