"""Which formats of dates are tried on a column: none is left out that would read it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from automl_data.intake.dating import DAYS, MONTHS, SPECIAL, YEAR_FIRST, _fits_any, _outline
from automl_data.intake.moments import as_written, read_format

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
