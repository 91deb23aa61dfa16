"""Which format the dates of a column are written in: found from all of its different texts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from functools import cache
from typing import Any, NamedTuple

from automl_data.intake.moments import ERA, HALF, ISO, OR, QUARTER, WEEK, as_written, fits, read_format, read_words
from automl_data.intake.month_names import LOOKS, iso_of
from automl_shared.frozen import Frozen
from automl_shared.lazy import np, pd

DAYS = (
    "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y",
    "%d-%m-%Y", "%m-%d-%Y", "%d.%m.%y", "%d/%m/%y", "%m/%d/%y", "%d-%m-%y", "%m-%d-%y", "%d %b %Y", "%d-%b-%Y",
    "%d-%b-%y", "%d%b%Y", "%d%b%y", "%d/%b/%Y", "%d/%b/%y", "%Y-%b-%d", "%b %d %Y", "%b %d, %Y", "%b-%d-%Y", "%b-%d-%y",
    "%d %B %Y", "%d. %B %Y", "%B %d, %Y", "%B %d %Y", "%d %b %y",
)  # fmt: skip
DAY_OF_YEAR, _HAS_DAY_OF_YEAR = "%Y-%j", r"\d{4}-\d{3}(?!\d)"
"""Tried where there are three digits; reading takes fewer, so that months would be days."""
YEAR_FIRST = ("%y/%m/%d", "%y-%m-%d", "%y.%m.%d")
"""Tried where the texts tell that their first two digits are the year; else they are the day."""
MOST_YEARS, LEAST_DAYS = 9, 16
"""Different numbers that tell, in dates of three short ones, which place has the years and which the days."""
MONTHS = ("%Y年%m月", "%Y/%m", "%Y.%m", "%b %Y", "%B %Y", "%b-%Y", "%b-%y", "%m/%Y", "%m-%Y", "%m.%Y", "%YM%m", "%Ym%m")
SPECIAL = (
    "%b %d %H:%M:%S %Y", "%b %d %H:%M:%S %Y %z", "%d/%b/%Y:%H:%M:%S %z", "%d/%m/%YT%H:%M:%S", "%d%b%Y:%H:%M:%S",
    "%d%b%Y:%H:%M:%S.%f", "%Y-%m-%d-%H.%M.%S", "%Y-%m-%d-%H.%M.%S.%f",
)  # fmt: skip
RARE = ("%m.%d.%Y", "%m.%d.%y", "%Y-%d-%m")
"""Tried where no other format fits: else every first day of a month could be read in two ways."""
DATE_SHARE = 0.95
"""Share of the values that must be dates before a column is taken for one; the others become gaps."""
SAMPLE, SAMPLE_SHARE = 500, 0.9
MIXED_SHARE = 0.05
"""Least share of a second format, beside which a column of two formats is one."""

_SAYS_PERIOD = r"\d{4}.*[A-Za-zк四期]|[A-Za-zк].*\d{4}"
"""A year and a letter: few texts have both."""
_SERIAL = r"[1-7]\d{4}(?:\.\d+)?"
"""A day of the years 1927 to 2119 as Excel counts them."""
_TIME = re.compile(r"[ T]\d{1,2}:\d{2}(?P<second>:\d{2}(?P<part>\.\d+)?)?(?P<half> [AP]M)?(?P<zone> ?[+-]\d\d:?\d\d)?$")
_MONTH = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_NUMBERED = r"^([^\W\d_]+)[-/](\d\d)$"
_LOOKS = re.compile(
    r"\d{4}[-/.年M]\s?(?:\d{1,2}|[a-z]{3})(?!\d)|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})(?!\d)|\d{1,2}[-/.]\d{4}(?!\d)"
    r"|\d{4}-\d{3}(?!\d)|\d{8}(?!\d)"
    rf"|(?:[a-z]{{3}},? )?(?:\d{{1,2}}[-./ ]*)?(?:{_MONTH})[a-z]*[-./, ]{{0,2}}(?:\d{{1,2}}\D{{1,2}})?\d{{2,4}}",
    re.IGNORECASE,
)
_YEARS_FIRST = r"^(?P<year>\d\d)[-/.]\d\d[-/.](?P<day>\d\d)(?!\d)"
_YEARS_LAST = r"^\d\d?\.(?P<day>\d\d?)\.(?P<year>\d\d)(?!\d)"
_SWAPPED = str.maketrans("dm", "md")
_DIRECTIVE = re.compile("%[a-zA-Z]")
_NAMES = re.compile("%[bBpz]")
"""Directives that read more than digits."""


class Dating(Frozen):
    """A column's format. ``is_read``: (n,) for each different text; ``other``: a format that gives other days."""

    format: str
    is_read: Any
    other: str = ""


def look_like_dates(words: pd.Series, *, least: float = SAMPLE_SHARE) -> bool:
    """Whether texts (n,) have the outer form of dates; quick, so that most text columns are never parsed."""
    return _may_be_dates(as_written(words), least)


def dating(words: pd.Series, rows: Any, *, least: float = DATE_SHARE) -> Dating | None:
    """The format that reads most of the rows; None when none reads the ``least`` share of them.

    words: (n,) different texts without gaps; rows: (n,), how often each occurs. Days that Excel wrote as numbers are
    read where the other texts are dates, and a second format is where it is as sure of the day as the first.
    """
    is_serial = words.str.fullmatch(_SERIAL).to_numpy(dtype=bool)
    others = words[~is_serial].reset_index(drop=True)
    found = _found(others, rows[~is_serial], least) if len(others) else None
    if found is None:
        return None
    is_read = np.zeros(len(words), dtype=bool)
    is_read[~is_serial] = found.is_read
    form = found.format
    if is_serial.any() and not form.startswith("%Y%m%d"):
        is_read |= is_serial
        form = f"{form}{OR}excel"
    if rows[is_read].sum() < max(1.0, least * rows.sum()):
        return None
    return Dating(format=form, is_read=is_read, other=found.other)


def _found(words: pd.Series, rows: Any, least: float) -> Dating | None:
    """The best format, and what reads the rest."""
    plain = as_written(words)
    sample = plain.sample(min(len(plain), SAMPLE), random_state=0)
    if not _may_be_dates(sample, min(least, SAMPLE_SHARE)):
        return None
    shares = _shares(sample, _candidates(sample))
    fitting = [one for one, share in shares.items() if share >= min(least, SAMPLE_SHARE)]
    if not fitting:
        some = sorted((one for one, share in shares.items() if share > MIXED_SHARE), key=lambda one: -shares[one])
        if mixed := _mixed(plain, rows, some):
            return mixed
        rare = _shares(sample, _with_times(_rare_forms(sample), sample))
        fitting = [one for one, share in rare.items() if share >= SAMPLE_SHARE]
    if not fitting:
        return None
    reads = {one: read_format(plain, one) for one in fitting}
    read = {one: int(rows[moments.notna().to_numpy()].sum()) for one, moments in reads.items()}
    best = max(fitting, key=lambda one: read[one])
    other = next((one for one in fitting if read[one] == read[best] and not reads[one].equals(reads[best])), "")
    is_read = reads[best].notna().to_numpy(copy=True)
    if not is_read.all():
        is_read[~is_read] = read_format(plain[~is_read], ISO).notna().to_numpy()
    return Dating(format=best, is_read=is_read, other=other)


def _shares(sample: pd.Series, forms: Sequence[str]) -> dict[str, float]:
    """How much of the sample (n,) each format reads."""
    return {one: float(read_format(sample, one).notna().mean()) for one in forms}


def _mixed(plain: pd.Series, rows: Any, fitting: list[str]) -> Dating | None:
    """Two formats side by side, unless one is the other with day and month the other way round."""
    for first in fitting:
        left = read_format(plain, first).isna()
        for second in fitting:
            if second in (first, _swapped(first)) or read_format(plain.where(left), second).isna().all():
                continue
            is_read = read_words(plain, [first, second]).notna().to_numpy()
            if rows[is_read].sum() >= DATE_SHARE * rows.sum():
                other = _swapped(first) if _is_open(plain, first) else ""
                return Dating(format=f"{first}{OR}{second}", is_read=is_read, other=other)
    return None


def _is_open(plain: pd.Series, form: str) -> bool:
    """Whether day and month could be the other way round in all that the format reads."""
    swapped = _swapped(form)
    read = read_format(plain, form).notna()
    return swapped != form and bool(read_format(plain[read], swapped).notna().all())


def _swapped(form: str) -> str:
    numeric = "%d" in form and "%m" in form and not form.startswith("%Y")
    return form.translate(_SWAPPED) if numeric else form


def _may_be_dates(sample: pd.Series, least: float) -> bool:
    looks = fits(sample, _LOOKS) | fits(sample, ERA) | _is_period(sample) | _names_months(sample)
    return bool(looks.mean() >= least)


def _names_months(words: pd.Series) -> pd.Series:
    likely = fits(words, LOOKS) & (not _are_numbered(words))
    return likely & words.where(likely, "").map(lambda word: iso_of(word) is not None)


def _are_numbered(words: pd.Series) -> bool:
    """Whether one word stands before more numbers of two digits than there are years: ``LAP-01`` is no November."""
    parts = words.str.extract(_NUMBERED)
    word, number = parts[0].str.casefold(), parts[1]
    return bool(number.notna().all()) and word.nunique() == 1 and number.nunique() > MOST_YEARS


def _is_period(words: pd.Series) -> pd.Series:
    """ISO weeks, quarters and half years that say so."""
    said = fits(words, _SAYS_PERIOD, anywhere=True)
    return said if not said.any() else said & (fits(words, WEEK) | fits(words, QUARTER) | fits(words, HALF))


def _candidates(sample: pd.Series) -> list[str]:
    """Formats worth trying: those of days with the time of day that the texts have, and the others."""
    periods = sample[_is_period(sample)]
    said = [
        name
        for name, texts, pattern in (
            ("japanese_era", sample, ERA), ("iso_week", periods, WEEK), ("quarter", periods, QUARTER),
            ("half_year", periods, HALF),
        )
        if fits(texts, pattern).any()
    ]  # fmt: skip
    named = ["month_name"] if _names_months(sample).any() else []
    forms = YEAR_FIRST if _has_few_years(sample, _YEARS_FIRST) else DAYS
    if fits(sample, _HAS_DAY_OF_YEAR).any():
        forms = (*forms, DAY_OF_YEAR)
    days = _with_times(forms, sample)
    months = MONTHS if days[0] == forms[0] else ()
    written = {_outline(word) for word in sample}
    plain = (one for one in (*days, *months, *SPECIAL) if _fits_any(one, written))
    return [ISO, *said, *plain, *named]


def _with_times(days: Sequence[str], sample: pd.Series) -> list[str]:
    """Formats of days with the time of day behind them that the sample (n,) has; as they are where it has none."""
    tails = {_tail(found) for word in sample.head(50) if (found := _TIME.search(word))} or {""}
    return [f"{day}{tail}" for tail in sorted(tails) for day in days]


class _Outline(NamedTuple):
    """What a text has beside its digits and blanks: punctuation, sorted, and whether there are letters."""

    signs: str
    has_letters: bool


def _outline(text: str) -> _Outline:
    signs = (letter for letter in text if not (letter.isdecimal() or letter.isspace() or letter.isalpha()))
    return _Outline("".join(sorted(signs)), any(map(str.isalpha, text)))


@cache
def _needed(form: str) -> _Outline:
    """What every text that the format reads has."""
    literal = _outline(_DIRECTIVE.sub("", form))
    return literal._replace(has_letters=literal.has_letters or any(one in form for one in ("%b", "%B", "%p")))


def _fits_any(form: str, written: Collection[_Outline]) -> bool:
    """Whether a format may read one of the texts. Reading takes a hundred times as long, and most formats may not."""
    needed = _needed(form)
    if not _NAMES.search(form):
        return needed in written
    signs = Counter(needed.signs)
    return any(signs <= Counter(one.signs) and needed.has_letters <= one.has_letters for one in written)


def _rare_forms(sample: pd.Series) -> Sequence[str]:
    """With short years only where there are few: ``6.1.55`` is a version."""
    return RARE if _has_few_years(sample, _YEARS_LAST) else [form for form in RARE if "%y" not in form]


def _has_few_years(sample: pd.Series, pattern: str) -> bool:
    """Whether three short numbers are a date in the pattern's order: few different years, many days."""
    parts = sample.str.extract(pattern).dropna()
    if 2 * len(parts) < len(sample):
        return False
    years, days = parts["year"].nunique(), parts["day"].nunique()
    return years <= MOST_YEARS and days >= max(LEAST_DAYS, 2 * years)


def _tail(found: re.Match[str]) -> str:
    hour = "%I" if found["half"] else "%H"
    part = "%S.%f" if found["part"] else "%S"
    zone = "" if not found["zone"] else " %z" if found["zone"][0] == " " else "%z"
    seconds, half = f":{part}" if found["second"] else "", " %p" if found["half"] else ""
    return f"{found[0][0]}{hour}:%M{seconds}{half}{zone}"
