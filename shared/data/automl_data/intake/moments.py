"""Dates and times as UTC moments, in any format that a column may be written in.

A format is one that `pandas.to_datetime` takes, or a name of `FORMS`; several are joined by ``|`` and tried in order.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from typing import Any

from automl_data.intake.month_names import THAI, english_of, iso_of
from automl_shared.lazy import pd

ISO = "ISO8601"
OR = "|"
_EXAMPLE = dt.datetime(2024, 12, 31, 23, 59, 59, tzinfo=dt.UTC)
FEW_WORDS = 1000
"""Texts that Python looks at sooner than pandas."""
ERAS = {
    "令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867,
    "R": 2018, "H": 1988, "S": 1925, "T": 1911, "M": 1867,
}  # fmt: skip
"""The year before the first one of each Japanese era."""
ERA = re.compile(
    r"(令和|平成|昭和|大正|明治|[RHSTM])[.\s]?(\d{1,2}|元)[年./-]\s?(\d{1,2})(?:[月./-]\s?(?:(\d{1,2})日?)?)?$"
)
_WEEK = r"(?:W|KW|CW|week|wk|semaine|semana|settimana)"
WEEK = re.compile(
    rf"(\d{{4}})[-/ ]?{_WEEK}?[- ]?(\d{{1,2}})(?:-([1-7]))?$|{_WEEK} ?(\d{{1,2}})(?:[-/ ]|, ?)(\d{{4}})$"
    r"|(\d{1,2})\. ?(?:KW|CW|Woche) ?(\d{4})$",
    re.IGNORECASE,
)
_OF_1900S = r"((?:19|20)\d\d)"
_QUARTER = (
    r"(?:Q|T|quarter|qtr\.?|Quartal|trimestre|trim\.?|kwartał|kw\.|kwartaal|kvartal|čtvrtletí|negyedév|çeyrek"
    r"|кв\.?|квартал)"
)
_ROMAN = {"I": "1", "II": "2", "III": "3", "IV": "4"}
QUARTER = re.compile(
    rf"{_OF_1900S}[-/ ]?(?:{_QUARTER}|K) ?([1-4])$|{_QUARTER} ?([1-4])[-/ ]?{_OF_1900S}$"
    rf"|([1-4]|(?:IV|I{{1,3}})(?! ?[QT][-/ ]?\d))(?:\.|er?|º|°|ème|-й)? ?{_QUARTER}[-/ ]?(?:de )?{_OF_1900S}$"
    r"|(\d{4})年(?:第)?([1-4])四半期$",
    re.IGNORECASE,
)
"""Also as people of other languages write them: ``2020-T1``, ``1. Quartal 2020``, ``IV kw. 2020``."""
HALF = re.compile(
    rf"{_OF_1900S}[-/ ]?[HS]([12])$|[HS]([12])[-/ ]?{_OF_1900S}$|([12])[HS][-/ ]?{_OF_1900S}$"
    r"|(\d{4})年度?(上|下)(?:半)?期$",
    re.IGNORECASE,
)

_DAY = "mon|tue|wed|thu|fri|sat|sun"
_OTHER_DAY = (
    "mo|di|mi|do|fr|sa|so|lun|mar|mer|jeu|ven|sam|dim|mié|jue|vie|sáb|dom|gio|sab|seg|ter|qua|qui|sex|ma|wo|vr|za|zo"
)
"""How days of the week begin in German, French, Spanish, Italian, Portuguese and Dutch; ``Mar 3 2024`` is a month."""
_ODD = (
    r"[^\x00-\x7f年月日]|\(|  |^ | $|\d(?:st|nd|rd|th|ST|ND|RD|TH)|[Ss]ept "
    r"|(?:UTC|GMT|utc|gmt)(?:[+-]\d{1,2}(?::?\d\d)?)?$"
    rf"|\d[AaPp]\.?[Mm]|:\d\d[ap]$|[ap]\.? ?m\.?$|[AP]\.M|\d, ?\d\d?:|^(?i:{_DAY})"
    r"|\d (?:klo|kl|um|om|at|alle|ore|ob|o|godz)\b|_\d\d?[-:]|^\d\d?:\d\d(?::\d\d)? \d|^1\d\d[/.-]\d"
    r"|:\d\d (?:Uhr|uur|h|hrs?|SA|CH)$| \d\d?[hH]\d\d$|\]$|^[KC]W ?\d|[-./]\d{2,4} \d\d?\.\d\d$"
    r"|\b25\d\d\D|\D25\d\d\b|^[1-4]Q['’]?\d\d$|^Q[1-4][ '’/-]?\d\d$"
    rf"|^(?i:{_OTHER_DAY})[^\W\d]{{0,9}}\.?,? \d{{1,4}}[-./]\d"
    r"|:\d\d [-–—] \d|[AP]M [A-Z]{3,4}$"
    r"|\d\. \d|\d\.$|:\d\d,\d+$|\d \d\d\.\d\d\.\d\d|\d [A-Z]{3,4}$|\d [A-Z][a-z]+/[A-Z]"
    r"|^'\d|\d-00$|[-./]\d{1,4},? [A-Za-z]{2,10}\.?$"
)
"""Of what formats do not know; most texts have nothing of it and are read as they are."""
_WEEKDAY = re.compile(
    rf"\s?\([月火水木金土日](?:曜日?)?\)\s?|^(?:{_DAY})[a-z]*\.?,? (?=\S+ \S)"
    rf"|^(?:{_DAY}|{_OTHER_DAY})[^\W\d]{{0,9}}\.?,? (?=\d{{1,4}}[-./]\d)"
    rf"|(?<=[-./\d]\d),? (?:{_DAY}|{_OTHER_DAY}|[a-z]{{3,6}}day|[a-z]{{3,7}}tag|mittwoch)\.?$"
    r"|\s?[月火水木金土日]曜日?$",
    re.I,
)


def _shift(zone: re.Match[str]) -> str:
    """``GMT+2`` as `%z` reads it."""
    return f" {zone[1]}{int(zone[2]):02}:{zone[3] or '00'}"


_OF_TAIWAN, _OF_THAILAND = 1911, 543
"""The year before the first one of the Republic of China, and how far Buddhist years are ahead."""


_HALVES = {
    "πμ": "AM", "π.μ.": "AM", "SA": "AM", "ÖÖ": "AM", "ص": "AM", "μμ": "PM", "μ.μ.": "PM", "CH": "PM", "ÖS": "PM",
    "م": "PM",
}  # fmt: skip
"""Morning and afternoon in Greek, Vietnamese, Turkish and Arabic."""


def _with_colon(hours: re.Match[str]) -> str:
    return f":{hours[1] or hours[2]}"


def _since(year_before: int) -> Callable[[re.Match[str]], str]:
    return lambda year: str(int(year[1]) + year_before)


def _half_behind(half: re.Match[str]) -> str:
    """Morning and afternoon behind the time, as `%p` reads them; afternoon of a day of 24 hours says nothing."""
    is_late = half[1] in ("下午", "午後", "오후")
    hour, rest = int(half[2]), half[3]
    return f" {hour}{rest}" if hour > 12 else f" {hour or 12}{rest} {'PM' if is_late else 'AM'}"


def _of_korea(day: re.Match[str]) -> str:
    return f"{day[1]}年{day[2]}月" + (f"{day[3]}日" if day[3] else "")


ZONES = {
    "WET": "+00:00", "WEST": "+01:00", "BST": "+01:00", "CET": "+01:00", "CEST": "+02:00", "MET": "+01:00",
    "MEST": "+02:00", "MEZ": "+01:00", "MESZ": "+02:00", "EET": "+02:00", "EEST": "+03:00", "SAST": "+02:00",
    "MSK": "+03:00", "SGT": "+08:00", "HKT": "+08:00", "AWST": "+08:00", "JST": "+09:00", "KST": "+09:00",
    "AEST": "+10:00", "AEDT": "+11:00", "NZST": "+12:00", "NZDT": "+13:00", "EST": "-05:00", "EDT": "-04:00",
    "CST": "-06:00", "CDT": "-05:00", "MST": "-07:00", "MDT": "-06:00", "PST": "-08:00", "PDT": "-07:00",
}  # fmt: skip
"""How far the zones that exports name by letters are from UTC."""


def _of_short_quarter(quarter: re.Match[str]) -> str:
    return f"Q{quarter[1] or quarter[2]} 20{quarter[3]}"


def _named_zone(zone: re.Match[str]) -> str:
    if zone[1] not in ZONES:
        return zone[0]
    return f" {ZONES[zone[1]]}" if ":" in zone.string else ""


_AT_END = r"(?<=[ T])24:00(?=$|:00|[ Z+-])"
_CLOCK = re.compile(r"\s?(\d{1,2})[時时點点시]\s?(?:(\d{1,2})[分분]\s?)?(?:(\d{1,2})[秒초])?$")
_PLAINER: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (THAI, lambda month: f" {english_of(month[0])} "),
    (re.compile(r"(?<=:\d\d) ([A-Z]{3,4}|[+-]\d{4}) (\d{4})$"), r" \2 \1"),
    (re.compile(r"^[KC]W ?(\d{1,2})[/'’](\d\d)$"), r"W\1-20\2"),
    (re.compile(rf"(?<=:\d\d) ?({'|'.join(_HALVES)})$"), lambda half: f" {_HALVES[half[1]]}"),
    (re.compile(r"^民國 ?(\d{1,3})(?=年)"), _since(_OF_TAIWAN)),
    (re.compile(r"^(1\d\d)(?=([/.-])(?:0?[1-9]|1[0-2])\2\d\d?\b(?![/.-]))"), _since(_OF_TAIWAN)),
    (re.compile(r"(?!^....$)\b(25(?!00)\d\d)\b"), _since(-_OF_THAILAND)),
    (re.compile(r"^ngày (\d{1,2}) tháng (\d{1,2}) năm (\d{4})"), r"\1/\2/\3"),
    (re.compile(r"(?<=\d:\d\d) [-–—] \d{1,4}[-./]\d{1,2}[-./]\d{1,4} \d{1,2}:\d\d(?::\d\d)?$"), ""),
    (re.compile(r" (\d{1,2}:\d\d(?::\d\d)?) ?(上午|下午|午前|午後|오전|오후)(?=$| )"), r" \2 \1"),
    (re.compile(r"\s?(上午|下午|午前|午後|오전|오후) ?(\d{1,2})(:\d\d(?::\d\d)?)(?=$| )"), _half_behind),
    (re.compile(r"^(\d{1,2}:\d{2}(?::\d{2})?)[ ,]+(\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4})$"), r"\2 \1"),
    (re.compile(r"^(?:([1-4])Q|Q([1-4])[ /-]?)['’]?(\d\d)$"), _of_short_quarter),
    (
        re.compile(r"(?<=\d) (?:klo|kl\.?|um|om|at|alle|ore|ob|o|à|às|в|godz\.?) (\d{1,2})[.:h](\d\d)(?: Uhr)?"),
        r" \1:\2",
    ),
    (re.compile(r"(?<=\d)_(\d{1,2})[-:](\d\d)[-:](\d\d)$"), r" \1:\2:\3"),
    (re.compile(r"(?<=\d)\. (?=\d{1,2}:)"), " "),
    (re.compile(r"(\d{4})년 ?(\d{1,2})월(?: ?(\d{1,2})일)?"), _of_korea),
    (re.compile(r"\. (?=\d)"), "."),
    (re.compile(r"(?<=\d[.]\d{2})\.$|(?<=\d[.]\d{4})\.$|^'(?=\d)"), ""),
    (re.compile(r"^([1-9]\d{3}(?:-\d\d)??)(?:-00){1,2}$"), r"\1"),
    (re.compile(r"(?<=:\d\d),(?=\d+$)"), "."),
    (re.compile(r"(?<= \d\d)\.(\d\d)\.(?=\d\d(?:\.\d| [AP]M|$))"), r":\1:"),
    (re.compile(r"(?:(?<=[-./]\d{4})|(?<=[-./]\d\d)) (\d{1,2})\.(\d\d)$"), r" \1:\2"),
    (re.compile(r" \(.*\)$| [A-Z][a-z]+/[A-Z]\w+$"), ""),
    (re.compile(r"(?:(?<=\d)|(?<=\d [AP]M)) (?!AM$|PM$)([A-Z]{3,4})$"), _named_zone),
    (re.compile(r"(?<=\d)(?:st|nd|rd|th)\b", re.I), ""),
    (re.compile(r"\bSept\b", re.I), "Sep"),
    (re.compile(r"(?<=[\dM])(?:UTC|GMT| UTC| GMT)$", re.I), ""),
    (re.compile(r"(?<=\d)\s?a\.? ?m\.?(?=$| )|(?<=:\d\d)a$", re.I), " AM"),
    (re.compile(r"(?<=\d)\s?p\.? ?m\.?(?=$| )|(?<=:\d\d)p$", re.I), " PM"),
    (re.compile(r"(?<=:\d\d) (?:Uhr|uur|h|hrs?)$"), ""),
    (re.compile(r"(?<= \d\d)[hH](\d\d)$|(?<= \d)[hH](\d\d)$"), _with_colon),
    (re.compile(r"(?<=[\dZ])\[[A-Z][\w/+-]*\]$"), ""),
    (re.compile(r"\s?(?:UTC|GMT)([+-])(\d{1,2})(?::?(\d\d))?$", re.I), _shift),
    (re.compile(r"(?<=\d), ?(?=\d{1,2}:)"), " "),
    (re.compile(r"\s+"), " "),
)
"""What is written in many ways, and the one that formats know."""


_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९๐๑๒๓๔๕๖๗๘๙", "0123456789" * 4)


def moments(column: pd.Series, written: str) -> pd.Series:
    """The column as datetime64[us, UTC] (n_rows,). ``written``: the format of its texts, empty for none.

    A time without a zone is taken for UTC. What the format does not fit is tried as ISO 8601, and then is a gap.
    """
    if pd.api.types.is_datetime64_any_dtype(column):
        return pd.to_datetime(column, utc=True).dt.as_unit("us")
    codes, words = pd.factorize(as_words(column, written))
    read = read_words(pd.Series(words, dtype="str"), [*written.split(OR), ISO] if written else [ISO])
    taken = read.array.take(codes, allow_fill=True)
    return pd.Series(taken, index=column.index, name=column.name)


def read_words(words: pd.Series, formats: list[str]) -> pd.Series:
    """Texts (n,) without gaps as datetime64[us, UTC]: each by the first format that fits it, NaT where none does."""
    plain = as_written(words)
    read = read_format(plain, formats[0])
    for one in dict.fromkeys(formats[1:]):
        left = read.isna()
        if not left.any():
            break
        read = read.where(~left, read_format(plain.where(left), one))
    return read


def read_format(words: pd.Series, form: str) -> pd.Series:
    """Texts as `as_written` leaves them (n,), as datetime64[us, UTC]; NaT where the one format does not fit.

    An hour 24 ends a day, so it is the first one of the next.
    """
    if form in FORMS:
        return FORMS[form](words)
    read = _micros(pd.to_datetime(words, format=form, errors="coerce", utc=True))
    unread = words[read.isna()].dropna()
    at_end = unread[fits(unread, _AT_END, anywhere=True)] if len(unread) else unread
    if len(at_end):
        starts = at_end.str.replace(_AT_END, "00:00", regex=True)
        days = pd.to_datetime(starts, format=form, errors="coerce", utc=True) + pd.Timedelta(days=1)
        read.loc[at_end.index] = days.dt.as_unit("us")
    return read


def fits(words: pd.Series, pattern: str | re.Pattern[str], *, anywhere: bool = False) -> pd.Series:
    """Which texts (n,) begin with a pattern, or have it ``anywhere``; a gap does not.

    pandas takes a pattern apart on every call, to see which library may look for it: a few texts are looked at sooner.
    """
    if len(words) > FEW_WORDS:
        found = words.str.contains(pattern, regex=True) if anywhere else words.str.match(pattern)
        return found.fillna(value=False).astype(bool)
    known = re.compile(pattern)
    look = known.search if anywhere else known.match
    return pd.Series([isinstance(one, str) and look(one) is not None for one in words.tolist()], words.index, bool)


def as_written(words: pd.Series) -> pd.Series:
    """Without what says nothing about the moment (weekdays, ordinals, blanks), and in the one form formats know."""
    odd = fits(words, _ODD, anywhere=True)
    return words.where(~odd, words[odd].map(_plainer)) if odd.any() else words


def _plainer(word: str) -> str:
    text = unicodedata.normalize("NFKC", word).strip().translate(_DIGITS)
    text = _WEEKDAY.sub(lambda day: " " if day.end() < len(text) and day.start() else "", text)
    text = _CLOCK.sub(lambda time: f" {time[1]}:{time[2] or '00'}" + (f":{time[3]}" if time[3] else ""), text)
    for pattern, known in _PLAINER:
        text = pattern.sub(known, text)
    return text.strip()


def as_words(column: pd.Series, written: str) -> pd.Series:
    """The values (n_rows,) as text, gaps kept; dates like 20241231 beside a gap came as floats.

    Numbers get back the zeros in front that a format of digits alone has: ``101`` is ``0101`` of ``%d%m``.
    """
    if pd.api.types.is_float_dtype(column) and (column.dropna() % 1 == 0).all():
        column = column.astype("Int64")
    if column.dtype == "str":
        return column
    words: pd.Series = column.map(str, na_action="ignore").astype("str")
    example = _EXAMPLE.strftime(written)
    is_padded = pd.api.types.is_integer_dtype(column) and example.isdecimal()
    return words.str.zfill(len(example)) if is_padded else words


def _micros(read: Any) -> pd.Series:
    made: pd.Series = read.dt.as_unit("us")
    return made


def _numbers(words: pd.Series) -> Any:
    return pd.to_numeric(words.astype(object), errors="coerce").astype("float64")


def _excel(words: pd.Series) -> pd.Series:
    """Days since the end of 1899; Excel's own 29 February 1900 lies before every date that is looked for."""
    days = _numbers(words)
    return _micros(pd.to_datetime(days.where(days.between(1, 2958465)), unit="D", origin="1899-12-30", utc=True))


def _since_1970(unit: str, second: float) -> Callable[[pd.Series], pd.Series]:
    def read(words: pd.Series) -> pd.Series:
        passed = _numbers(words)
        micros = (passed.where(passed.abs() < 4e9 * second) * (1e6 / second)).round()
        return _micros(pd.to_datetime(micros.astype("Int64"), unit="us", utc=True))

    read.__doc__ = f"{unit} since 1970."
    return read


def _rewritten(
    pattern: re.Pattern[str], form: str, rewrite: Callable[[re.Match[str]], str]
) -> Callable[..., pd.Series]:
    def read(words: pd.Series) -> pd.Series:
        def one(word: str) -> str | None:
            found = pattern.match(word)
            return rewrite(found) if found else None

        return read_format(words.map(one, na_action="ignore").astype("str"), form)

    return read


def _month_names(words: pd.Series) -> pd.Series:
    return read_format(words.map(iso_of, na_action="ignore").astype("str"), ISO)


def _of_era(found: re.Match[str]) -> str:
    era, year, month, day = found.groups()
    return f"{ERAS[era] + (1 if year == '元' else int(year))}-{int(month):02}-{int(day or 1):02}"


def _of_week(found: re.Match[str]) -> str:
    year, week, day, *others = found.groups()
    other_week, other_year = [one for one in others if one] or ("", "")
    return f"{year or other_year}-W{int(week or other_week):02}-{day or 1}"


def _of_quarter(found: re.Match[str]) -> str:
    a, b, c, d, e, f, g, h = found.groups()
    year, quarter = next((year, quarter) for year, quarter in ((a, b), (d, c), (f, e), (g, h)) if year)
    return f"{year}-{3 * int(_ROMAN.get(quarter.upper(), quarter)) - 2:02}-01"


def _of_half(found: re.Match[str]) -> str:
    a, b, c, d, e, f, g, h = found.groups()
    year, half = next((year, half) for year, half in ((a, b), (d, c), (f, e), (g, h)) if year)
    return f"{year}-{'01' if half in '1上' else '07'}-01"


FORMS: dict[str, Callable[[pd.Series], pd.Series]] = {
    "excel": _excel,
    "epoch_s": _since_1970("Seconds", 1.0),
    "epoch_ms": _since_1970("Milliseconds", 1e3),
    "epoch_us": _since_1970("Microseconds", 1e6),
    "epoch_ns": _since_1970("Nanoseconds", 1e9),
    "japanese_era": _rewritten(ERA, "%Y-%m-%d", _of_era),
    "iso_week": _rewritten(WEEK, "%G-W%V-%u", _of_week),
    "quarter": _rewritten(QUARTER, "%Y-%m-%d", _of_quarter),
    "half_year": _rewritten(HALF, "%Y-%m-%d", _of_half),
    "month_name": _month_names,
}
"""Names of forms that pandas has no format for."""
