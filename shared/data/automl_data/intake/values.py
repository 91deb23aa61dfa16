"""From a column of text to a column of numbers, truth values or text, by all of its values; then to pandas."""

from __future__ import annotations

import re
from typing import Any

from automl_shared.lazy import np, pa, pc, pd

SPREADSHEET_ERRORS = tuple(
    "#N/A #NULL! #VALUE! #REF! #DIV/0! #NUM! #NAME? #SPILL! #CALC! #FIELD! #GETTING_DATA #ERROR! "
    "#NV #WERT! #BEZUG! #ZAHL! #VALEUR! #NOMBRE! #NOM? #NUL! #N/D #¡VALOR! #¡REF! #¡NUM! #¿NOMBRE? #¡NULO! #¡DIV/0! "
    "#VALOR! #NÚM! #NOME? #NULO! #VALORE! #RIF! #NULLO! #N/B #WAARDE! #VERW! #GETAL! #NAAM? #LEEG! #DEEL/0! "
    "#ARG! #ADR! #LICZBA! #NAZWA? #ZERO! #DZIEL/0! #Н/Д #ЗНАЧ! #ССЫЛКА! #ЧИСЛО! #ИМЯ? #ПУСТО! #ДЕЛ/0! "
    "#SAKNAS! #VÄRDEFEL! #REFERENS! #OGILTIGT! #NAMN? #DIVISION/0! #I/T #VÆRDI! #REFERENCE! #DIVISION/0! "
    "#I/T! #VERDI! #PUUTTUU! #ARVO! #VIITTAUS! #LUKU! #NIMI? #JAKO/0! #HODNOTA! #ODKAZ! #ČÍSLO! #NÁZEV? "
    "#DĚLENÍ_NULOU! #HIÁNYZIK #ÉRTÉK! #HIV! #SZÁM! #NÉV? #ZÉRÓOSZTÓ! #YOK #DEĞER! #BAŞV! #SAYI! #AD? #SAYI/0!".split()
)
"""What Excel and its relatives write into a cell whose formula fails, in the languages of Europe."""
MISSING = (
    "", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A", "NA",
    "NULL", "NaN", "None", "n/a", "nan", "null", ".", "\\N", "(null)", "(NULL)", "[NULL]", "<null>", "<NULL>",
    *SPREADSHEET_ERRORS,
)  # fmt: skip
"""What stands for a gap in any column: the list of pandas, and what SAS, databases and Excel write for nothing."""

EXACT = 2**53
"""Whole numbers up to here keep all digits as float64."""

_TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_CODE_START = rb"^[+-]?0[0-9xX]"
"""Leading zeros, or hexadecimal."""
_VERSION = re.compile(r"(?<![a-z])(?:version|release|revision|ver|rev)(?![a-z])|バージョン|版数", re.IGNORECASE)
_PHONE = r"^\+[0-9]{7,}$"
_DIGITS = r"^[+-]?[0-9]+$"
_LOOKED_AT = 100
"""Values that are looked at before all of them are."""


def trimmed(values: Any) -> Any:
    """Text (n_rows,) without blanks around it; what is then empty is a gap."""
    bare = pc.utf8_trim_whitespace(values)
    if pc.sum(pc.binary_length(bare)).as_py() == pc.sum(pc.binary_length(values)).as_py():
        return values
    return pc.if_else(pc.equal(bare, ""), pa.scalar(None, pa.string()), bare)


def unmarked(values: Any) -> tuple[Any, pd.Series | None]:
    """Text (n_rows,) with gaps where a mark for one stands, and those marks by their rows; None where there is none."""
    is_mark = pc.is_in(values, value_set=pa.array(MISSING))
    if not pc.any(is_mark).as_py():
        return values, None
    rows = np.flatnonzero(is_mark.to_numpy())
    said = pd.Series(pc.filter(values, is_mark).to_pandas().to_numpy(), index=rows, dtype="category")
    return pc.if_else(is_mark, pa.scalar(None, pa.string()), values), said


def plain(values: Any) -> Any | None:
    """The column (n_rows,) as int64, float64 or bool where every value is one; None where it stays text.

    Codes stay text: leading zeros, phone numbers, and whole numbers with more digits than float64 or int64 keep.
    """
    if values.null_count == len(values):
        return pc.cast(values, pa.float64())
    if (truth := _truth(values)) is not None:
        return truth
    try:
        numbers = pc.cast(values, pa.int64())
    except pa.ArrowInvalid:
        return _fractions(values)
    return None if is_code(values) or (numbers.null_count and _too_long(numbers)) else numbers


def is_code(values: Any) -> bool:
    """Whether some value is digits that name something rather than count it."""
    starts = pc.unique(pc.binary_slice(pc.cast(values, pa.binary()), 0, 3))  # few, and quick: the numbers are many
    if pc.any(pc.match_substring_regex(starts, _CODE_START)).as_py():
        return True
    has_plus = pc.any(pc.starts_with(starts, "+")).as_py()
    return bool(has_plus and pc.any(pc.match_substring_regex(values, _PHONE)).as_py())


def are_versions(name: str, words: Any) -> bool:
    """Whether texts (n,) name versions, by the column's name: ``1.1`` and ``1.10`` are two of them."""
    if not _VERSION.search(name) or not pc.any(pc.match_substring_regex(words, r"^\d+\.\d*0$")).as_py():
        return False
    behind = pc.min_max(pc.utf8_length(pc.replace_substring_regex(words, r"^\d+\.", "")))
    return bool(behind["min"] != behind["max"])


def is_digits(values: Any) -> bool:
    """Whether every value is digits only."""
    if pc.all(pc.match_substring_regex(values.slice(0, _LOOKED_AT), _DIGITS)).as_py() is False:
        return False
    return bool(pc.all(pc.match_substring_regex(values, _DIGITS)).as_py())


def series_of(values: Any) -> pd.Series:
    """A column (n_rows,) for pandas: gaps make whole numbers float64 and truth values objects."""
    if pa.types.is_string(values.type) and values.null_count == len(values):
        values = pc.cast(values, pa.float64())
    series: pd.Series = values.to_pandas()
    if pa.types.is_boolean(values.type) and values.null_count:
        series = series.where(series.notna(), float("nan"))
    return series


def _truth(values: Any) -> Any | None:
    first = next(value.as_py() for value in values if value.is_valid)
    known = pa.array(list(_TRUTH))
    if first not in _TRUTH or not pc.all(pc.is_in(values.drop_null(), value_set=known)).as_py():
        return None
    answers = pc.take(pa.array(list(_TRUTH.values())), pc.index_in(values, value_set=known).combine_chunks())
    return pa.chunked_array([answers])


def _fractions(values: Any) -> Any | None:
    try:
        numbers = pc.cast(values, pa.float64())
    except pa.ArrowInvalid:
        return None
    return None if is_code(values) or is_digits(values) else numbers


def _too_long(numbers: Any) -> bool:
    span = pc.min_max(numbers)
    return bool(max(abs(span["min"].as_py()), abs(span["max"].as_py())) > EXACT)
