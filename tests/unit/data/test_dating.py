"""Which formats of dates are tried on a column: none is left out that would read it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from automl_data.intake import dating, moments
from automl_data.intake.dating import DAYS, MONTHS, SPECIAL, YEAR_FIRST, _fits_any, _outline
from automl_data.intake.moments import as_written, fits, read_format
from automl_data.intake.month_names import LOOKS

TAILS = ("", " %H:%M", "T%H:%M:%S.%f", " %I:%M:%S %p", "T%H:%M:%S%z")
FORMATS = [*(f"{day}{tail}" for day in (*DAYS, *YEAR_FIRST) for tail in TAILS), *MONTHS, *SPECIAL]
MOMENTS = [datetime(2001, 2, 3, 4, 5, 6, 78, UTC) + timedelta(days=191 * place, hours=5 * place) for place in range(6)]
"""In all parts of years and days."""


def texts(form: str) -> list[str]:
    """The moments as the format writes them, and as people do: without leading zeros, in capitals, with more blanks."""
    written = [moment.strftime(form) for moment in MOMENTS]
    bare = [moment.strftime(form.replace("%d", "%-d").replace("%m", "%-m").replace("%I", "%-I")) for moment in MOMENTS]
    utc = [text.replace("+0000", "Z") for text in written]
    blank = [f" {text}" for text in written]
    return [*written, *bare, *utc, *blank, *map(str.upper, written), *map(str.lower, written)]


PLAIN = as_written(pd.Series(sorted({text for form in FORMATS for text in texts(form)})))


@pytest.mark.parametrize("form", FORMATS)
def test_no_format_is_left_out_that_reads_a_text(form: str) -> None:
    """Of any of the texts, whichever format wrote it: day and month may be either way round."""
    read = PLAIN[read_format(PLAIN, form).notna()]
    assert len(read) >= len(MOMENTS)
    assert [text for text in read if not _fits_any(form, {_outline(text)})] == []


BEGINNINGS = {
    **{name: getattr(dating, name) for name in ("_LOOKS", "_HAS_DAY_OF_YEAR")},
    **{name: getattr(moments, name) for name in ("ERA", "HALF", "QUARTER", "WEEK")},
    "LOOKS": LOOKS,
}
PARTS = {"_SAYS_PERIOD": dating._SAYS_PERIOD, "_ODD": moments._ODD}
ODD_TEXTS = [
    "２０２４年１月３１日", "2024-01-31\n", "\x0b2024", "令和6年1月", "2024-W05", "Q3 2024", "2024H1", "2024-031",
    "Müller", "", None,
]  # fmt: skip


@pytest.mark.parametrize("name", [*BEGINNINGS, *PARTS])
def test_few_texts_are_looked_at_as_many_are(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    pattern: Any = {**BEGINNINGS, **PARTS}[name]
    words = pd.Series([*PLAIN, *ODD_TEXTS], index=range(5, 5 + len(PLAIN) + len(ODD_TEXTS)), dtype="str")
    monkeypatch.setattr(moments, "FEW_WORDS", len(words))
    few = fits(words, pattern, anywhere=name in PARTS)
    monkeypatch.setattr(moments, "FEW_WORDS", 0)
    pd.testing.assert_series_equal(few, fits(words, pattern, anywhere=name in PARTS))
