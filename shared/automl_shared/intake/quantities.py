"""Numbers with what people write around them: money, per cent, units, brackets for minus, 千 and 万, K and M."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from automl_shared.intake.numerals import Decimal, Style, style_of
from automl_shared.intake.units import CODES, SIGNS, may_be_left_out, meaning

MOST_DIGITS = 15
"""Of a number; more of them are a code."""

MOST_UNITS = 100
"""Different units above which a column is words with numbers, not numbers with units."""

_MINUS = "-−–▲△"
_BEFORE = "|".join(re.escape(one) for one in sorted(SIGNS | CODES, key=lambda one: (-len(one), one)))
_NUMBER = r"[0-9](?:[0-9.,' ]*[0-9.])?(?:[eE][-+]?[0-9]+)?|[.,][0-9]+(?:[eE][-+]?[0-9]+)?"
_QUANTITY = (
    rf"^(?P<open>\()?(?P<one>[{_MINUS}+])? ?(?P<before>{_BEFORE})? ?(?P<two>[{_MINUS}(+])? ?(?P<number>{_NUMBER})"
    r"(?P<after> ?[^\d\s()+.,'\-][^\d()+]{0,15}[23]?)?(?P<three> ?-)?(?P<close>\))?$"
)
_DASHES = ((rf"^({_BEFORE}) ?[-–]$", r"\1 0"), (rf"^[-–] ?({_BEFORE})$", r"0 \1"))
"""How accounts write that there is nothing, and the same with a number."""
_MYRIADS = re.compile(
    rf"([{_MINUS}])?[¥￥]?"
    r"(?:([\d,.]+)兆)?(?:([\d,.]+)億)?(?:([\d,.]+)百万)?(?:([\d,.]+)万)?(?:([\d,.]+)千)?([\d,.]+)?([^\d\s,.]{0,6})"
)
_POWERS = (1e12, 1e8, 1e6, 1e4, 1e3, 1.0)


@dataclass(frozen=True, kw_only=True)
class Quantities:
    """Numbers of different texts. ``values``: (n,) floats, NaN for what is none; ``style``: how they are written."""

    values: Any
    style: Style
    unit: str
    other: str = ""
    """A text that could be read in two ways, where nothing tells which."""


def quantities(words: Any, rows: Any, habit: Decimal | None, known: tuple[Style, str] | None = None) -> Quantities:
    """The numbers in different texts (n,), each of which occurs so many ``rows``.

    ``habit``: the sign before fractions in the file's other columns. ``known``: how the numbers are written, and their
    unit. All numbers are of the unit that most of them have; some may have none, but for shares of a hundred.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    text = _plain(words)
    parts = pc.extract_regex(text, _QUANTITY)
    part = {one: pc.fill_null(pc.struct_field(parts, one), "") for one in _FIELDS}
    fits, factor, unit = _units(part, rows, known[1] if known else None)
    number = pc.if_else(pa.array(fits), part["number"], pa.scalar(None, pa.string()))
    style, other = (known[0], "") if known else style_of(number, rows, habit, unit=unit)
    values = style.numbers(number) * factor * np.where(_is_negative(part), -1.0, 1.0)
    if any(sign in unit for sign in "千万億兆円") or not fits.any():
        values, unit = _with_myriads(values, unit, text, rows)
    return Quantities(values=values, style=style, unit=unit, other=other)


def are_codes(words: Any) -> bool:
    """Whether some text (n,) names something: a zero in front, a phone number, more digits than a number holds."""
    import pyarrow.compute as pc

    code = rf"^[+-]?(?:0[0-9xX]|[0-9]{{{MOST_DIGITS + 1},}}$)|^\+[0-9]{{7,}}$"
    return bool(pc.any(pc.match_substring_regex(words, code)).as_py())


_FIELDS = ("open", "one", "before", "two", "number", "after", "three", "close")


def _plain(words: Any) -> Any:
    """Texts with ASCII digits, blanks and apostrophes, and a nought for an account's dash."""
    import pyarrow as pa
    import pyarrow.compute as pc

    text = pc.cast(words, pa.string())
    if pc.all(pc.string_is_ascii(text)).as_py() is not False:
        text = pc.ascii_trim_whitespace(text)
    else:
        text = pc.replace_substring(pc.utf8_trim_whitespace(pc.utf8_normalize(text, "NFKC")), "’", "'")
    for dash, nought in _DASHES:
        text = pc.replace_substring_regex(text, dash, nought)
    return text


def _is_negative(part: dict[str, Any]) -> Any:
    import numpy as np

    signs = [
        np.asarray(part[one].to_numpy(zero_copy_only=False), dtype=str) for one in ("one", "two", "three", "close")
    ]
    return (
        np.isin(signs[0], list(_MINUS)) | np.isin(signs[1], list(_MINUS)) | (np.char.strip(signs[2]) == "-")
        | (signs[3] == ")")
    )  # fmt: skip


def _units(part: dict[str, Any], rows: Any, known: str | None) -> tuple[Any, Any, str]:
    """What is a number of the column's unit (n,), what each is multiplied by (n,), and the unit."""
    import numpy as np
    import pyarrow.compute as pc

    pairs = pc.dictionary_encode(pc.binary_join_element_wise(part["before"], part["after"], "\0"))
    written = [tuple(pair.split("\0")) for pair in pairs.dictionary.to_pylist()]
    codes = np.asarray(pairs.indices)
    has_number = np.asarray(pc.not_equal(part["number"], ""))
    if len(written) > MOST_UNITS:
        return np.zeros(len(codes), dtype=bool), np.ones(len(codes)), ""
    meant = [meaning(before, after) for before, after in written]
    weights: dict[str, float] = {}
    for place, one in enumerate(meant):
        if one is not None and one[0]:
            weights[one[0]] = weights.get(one[0], 0) + float(rows[has_number & (codes == place)].sum())
    unit = known if known is not None else max(weights, key=lambda one: weights[one], default="")
    alike = [one is not None and (one[0] == unit or (not one[0] and may_be_left_out(unit))) for one in meant]
    factors = [1.0 if one is None else one[1] for one in meant]
    return has_number & np.asarray(alike)[codes], np.asarray(factors)[codes], unit


def _with_myriads(values: Any, unit: str, text: Any, rows: Any) -> tuple[Any, str]:
    """The values (n,) with those in which 億, 万 and 千 stand between digits, such as 1億2,345万円."""
    import numpy as np

    values, units = values.copy(), dict[str, int]()
    for place, word in enumerate(text.to_pylist()):
        found = _MYRIADS.fullmatch(word) if np.isnan(values[place]) and any(one in word for one in "千万億兆") else None
        if found:
            sign, *digits, own = found.groups()
            amount = sum(float(one.replace(",", "")) * power for one, power in zip(digits, _POWERS, strict=True) if one)
            values[place] = -amount if sign else amount
            units[own] = units.get(own, 0) + int(rows[place])
    return values, unit or max(units, key=lambda one: units[one], default="")
