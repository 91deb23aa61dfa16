"""Numbers with what people write around them: money, per cent, units, brackets for minus, 千 and 万, K and M."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from automl_data.intake.compound import without_compounds
from automl_data.intake.fractions import without_fraction_signs, without_fractions
from automl_data.intake.money import CODES, SIGNS
from automl_data.intake.numerals import WITHOUT_CENTS, Decimal, Style, may_be_codes, money_of, style_of
from automl_data.intake.units import (
    SHARES,
    is_unit_word,
    may_be_left_out,
    meaning,
    scale_of,
    size_in,
)
from automl_shared.frozen import Frozen
from automl_shared.lazy import np, pa, pc

MOST_DIGITS = 15
"""Of a number; more of them are a code."""

MOST_UNITS = 100
"""Different units above which a column is words with numbers, not numbers with units."""

_MINUS = "-−–‐‒▲△"
_MONEY, _BEFORE = (
    "|".join(re.escape(one) for one in sorted(signs, key=lambda one: (-len(one), one)))
    for signs in (SIGNS | CODES, SIGNS | CODES | SHARES)
)
_NUMBER = r"[0-9](?:[0-9.,' ]*[0-9.])?(?:[eE][-+]?[0-9]+)?|[.,][0-9]+(?:[eE][-+]?[0-9]+)?"
_FIRST = r"[^\d\s()+.,:'\-]"
_WORD = rf" ?(?:/-|{_FIRST}(?:[^\d()+]{{0,14}}[^\d()+\-])?|(?:{_FIRST}[^\d()+]{{0,14}})?[^\d\s()+.,'\-/][23])"
_RATE = r" ?(?:[A-Za-zµμ°]{1,5}[23]?/){1,2}[A-Za-z]{1,4}[23]?[A-Za-z]{0,2}"
_MEASURE = (
    rf" ?[x×*]? ?10[*^][0-9]{{1,2}} ?/ ?[^\s0-9]{{1,6}}| ?/ ?(?:5|10|20|100)(?: [a-z]{{1,8}})?"
    r"| ?/ ?[0-9]{1,3} (?i:points?|pts?|pkt|punkte|puntos|punti|pontos|点)\.?"
    rf"| out of [0-9]{{1,3}}(?: [a-z]{{1,8}})?|{_WORD}/ ?1(?:00|\.73) ?[A-Za-z]{{1,3}}2?|{_RATE}|{_WORD}"
)
"""Also units of powers of ten, ``/5`` of a rating, ``l/100km`` and ``m3/h``."""


def _quantity(after: str, behind: str = "") -> str:
    return (
        rf"^(?P<open>\()?(?P<one>[{_MINUS}+])? ?(?P<before>{_BEFORE})? ?(?P<two>[{_MINUS}(+])? ?(?P<number>{_NUMBER})"
        rf"(?P<after>{after})?(?P<three> ?-)?(?P<close>\))?{behind}$"
    )


_QUANTITY, _RARE = _quantity(_WORD), _quantity(_MEASURE, rf"(?P<last> ?(?:{_BEFORE}))?")
"""What most texts are, and what the others are tried for: the first is several times as quick."""
_DASHES = ((rf"^({_BEFORE}) ?[-–]$", r"\1 0"), (rf"^[-–] ?({_BEFORE})$", r"0 \1"))
"""How accounts write that there is nothing, and the same with a number."""
_PRICED_FROM = "(?i:from|ab|à partir de|dès|desde|da|vanaf|od)"
"""What stands before the least price. Without a sign of money ``AB 1234`` is a flight, and ``ab 18`` is an age beside
``bis 18``."""
_REWRITTEN = (
    *_DASHES,
    (
        r"^(?:~|≈|約|およそ|(?i:ca|approx|c)\.|(?i:ca|circa|approx|approximately|about|around|etwa|environ) ) ?([0-9])",
        r"\1",
    ),
    (r"^(?:±|\+/-) ?([0-9])", r"\1"),
    (r"^(?:徒歩|築|税込|税抜|税別) ?([€£$¥]? ?[0-9])", r"\1"),
    (rf"^{_PRICED_FROM} ((?:{_MONEY}) ?[0-9].*|[0-9].*(?:{_MONEY})(?: ?/.*)?)$", r"\1"),
    (r"^'([-+]?[0-9])", r"\1"),
    (r"^([-+]?)\\ ?([0-9])", r"\1¥\2"),
    (r"^([0-9]+) ?([€£$]) ?([0-9]{2})$", r"\1.\3 \2"),
    (r"([0-9])[.,:](?:-|–|—){1,2}( ?[^\d\s]{1,4}|[ /][^\d]{1,15})?$", r"\1\2"),
    (r"([0-9])/[-=]$", r"\1"),
    (r"([0-9]) ?[x×*·] ?10 ?(?:\^|\*\*) ?([-+]?[0-9]{1,3})$", r"\1e\2"),
    (r"([0-9])[dD]([-+][0-9]{2,3})$", r"\1e\2"),
)
"""What is written in many ways, and one that is read: nought, about, no cents, powers of ten."""
_STARS = "^[★⭐]{0,10}☆{0,10}$"
"""Stars given, and those that were not."""
_QUOTES = str.maketrans(dict.fromkeys("´`‘’ʼ′", "'") | {"·": ".", "٫": ".", "٬": ",", "−": "-"})
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
SHARES_OF_ONE = "%, 0-1"
"""The unit of a column in which shares of a hundred stand beside shares of one."""
_MYRIADS = re.compile(
    rf"([{_MINUS}])?[¥￥]?"
    r"(?:([\d,.]+)兆)?(?:([\d,.]+)億)?(?:([\d,.]+)千万)?(?:([\d,.]+)百万)?(?:([\d,.]+)万)?(?:([\d,.]+)千)?"
    r"([\d,.]+)?([^\d\s,.]{0,6})"
)
_POWERS = (1e12, 1e8, 1e7, 1e6, 1e4, 1e3, 1.0)
_AS_IN_JAPAN = str.maketrans("亿萬억만천조", "億万億万千兆", " ")
"""How Chinese and Korean write them, and the blanks that Korean puts behind them."""


class Quantities(Frozen):
    """Numbers of different texts. ``values``: (n,) floats, NaN for what is none; ``style``: how they are written."""

    values: Any
    style: Style
    unit: str
    other: str = ""
    """A text that could be read in two ways, where nothing tells which."""
    may_be_codes: bool = False
    """Numbers of one length, parted as keys are."""
    scales: tuple[str, ...] = ()
    """Units besides ``unit`` that numbers were written in, and are told in that one."""


def quantities(words: Any, rows: Any, habit: Decimal | None, known: tuple[Style, str] | None = None) -> Quantities:
    """The numbers in different texts (n,), each of which occurs so many ``rows``.

    ``habit``: the sign before fractions in the file's other columns. ``known``: how the numbers are written, and their
    unit. All numbers are of the unit that most of them have; some may have none, but for shares of a hundred.
    """
    text, part = _parts(words)
    fits, factor, unit, scales = _units(part, rows, None if known is None else known[1].replace(SHARES_OF_ONE, "%"))
    number = pc.if_else(pa.array(fits), part["number"], pa.scalar(None, pa.string()))
    are_scaled = bool((fits & (np.abs(factor) > 1)).any())
    style, other = (known[0], "") if known else style_of(number, rows, habit, unit=unit, are_scaled=are_scaled)
    values = style.numbers(number) * factor * np.where(_is_negative(part, unit), -1.0, 1.0)
    if unit == "%" and not fits.all() and (known is None or known[1] == SHARES_OF_ONE):
        values, unit = _with_shares_of_one(values, style.numbers(_without_unit(part)), is_known=known is not None)
    if any(sign in unit for sign in "千万億兆円元원명") or not fits.any():
        values, unit = _with_myriads(values, unit, text, rows)
    codes = known is None and not unit and bool(fits.any()) and may_be_codes(number, style)
    return Quantities(values=values, style=style, unit=unit, other=other, may_be_codes=codes, scales=scales)


def are_codes(words: Any, rows: Any) -> bool:
    """Whether texts (n,), each of which occurs so many ``rows``, name something: some have a zero in front, are phone
    numbers, have more digits than a number holds.

    ``R1`` to ``R12`` are regions, rooms or rounds, no prices in rand.
    """
    code = rf"^'?[+-]?(?:0[0-9xX]|[0-9]{{{MOST_DIGITS + 1},}}$)|^\+[0-9]{{7,}}$"
    has_code = pc.any(pc.match_substring_regex(words, code)).as_py()
    are_rooms = pc.all(pc.match_substring_regex(words, "^R[0-9]{1,2}$")).as_py()
    return bool(has_code or are_rooms or _are_numbered(words) or _are_dashed(words, rows))


def _are_numbered(words: Any) -> bool:
    """Whether all texts (n,) are ``319abc``, ``326abc`` ...: digits of one length, and one word that is no unit, which
    go one way through the file. Keys are given in turn; amounts come in any order, whatever they are counted in.
    """
    some = words.slice(0, 1), words
    if not all(pc.all(pc.match_substring_regex(one, "^[0-9]{3,}[A-Za-z]{3,}$")).as_py() for one in some):
        return False
    letters = pc.unique(pc.replace_substring_regex(words, "^[0-9]+", ""))
    span = pc.min_max(pc.utf8_length(words))
    if len(letters) > 1 or span["min"] != span["max"] or is_unit_word(letters[0].as_py()):
        return False
    earlier, later = words.slice(0, len(words) - 1), words.slice(1)
    return any(pc.all(goes(earlier, later)).as_py() for goes in (pc.less, pc.greater))


def _are_dashed(words: Any, rows: Any) -> bool:
    """Whether all texts (n,) are ``R-1000``, ``R-1001`` ...: letters that may be money, and a dash that is no minus.

    Each stands in one of the ``rows`` alone, and they are given in turn or have digits of one length. Amounts are not
    all below nought, whole, and different.
    """
    some = words.slice(0, 1), words
    if not all(pc.all(pc.match_substring_regex(one, "^[A-Za-z]{1,3}-[0-9]{1,15}$")).as_py() for one in some):
        return False
    numbers = np.asarray(pc.cast(pc.replace_substring_regex(words, "^[A-Za-z]+-", ""), pa.int64()))
    span = pc.min_max(pc.utf8_length(words))
    is_told = span["min"] == span["max"] or bool((np.diff(numbers) > 0).all())
    return bool(len(words) > 1 and rows.max() == 1 and is_told)


_FIELDS = ("open", "one", "before", "two", "number", "after", "three", "close")


def _parts(words: Any) -> tuple[Any, dict[str, Any]]:
    """Texts in plain signs (n,), and what each is made of; empty for what is no number."""
    text = _plain(words)
    found = pc.extract_regex(text, _QUANTITY)
    part = {one: pc.fill_null(pc.struct_field(found, one), "") for one in _FIELDS}
    is_odd = pc.is_null(found)
    if not pc.any(is_odd).as_py():
        return text, part
    odd = _rewritten(pc.filter(text, is_odd))
    found = pc.extract_regex(odd, _RARE)
    if pc.any(pc.is_valid(found)).as_py():
        more = {one: pc.fill_null(pc.struct_field(found, one), "") for one in (*_FIELDS, "last")}
        more["after"] = pc.binary_join_element_wise(more["after"], more.pop("last"), "")
        mask = pa.array(np.asarray(is_odd))
        text = pc.replace_with_mask(text, mask, odd)
        part = {one: pc.replace_with_mask(part[one], mask, more[one]) for one in _FIELDS}
    return text, part


def _rewritten(odd: Any) -> Any:
    """Texts (n,) in the one way that is read, of those in which people write the same."""
    if pc.any(pc.match_substring_regex(odd, _STARS)).as_py():
        odd = pa.array([f"{len(word.rstrip('☆'))} ★" if re.match(_STARS, word) else word for word in odd.to_pylist()])
    for pattern, written in _REWRITTEN:
        odd = pc.replace_substring_regex(odd, pattern, written)
    return odd


def _plain(words: Any) -> Any:
    """Texts with ASCII digits, blanks and apostrophes, and fractions as numbers."""
    text = pc.cast(words, pa.string())
    if pc.all(pc.string_is_ascii(text)).as_py() is not False:
        text = pc.ascii_trim_whitespace(text)
    else:
        text = pc.replace_substring_regex(text, "([0-9])([⁰¹²³⁴⁵⁶⁷⁸⁹]+)", r"\1^\2")
        if pc.any(pc.match_substring_regex(text, "[´`‘’ʼ′·٫٬٠-٩۰-۹]")).as_py():
            text = pa.array([word and word.translate(_QUOTES).translate(_DIGITS) for word in text.to_pylist()])
        text = pc.utf8_trim_whitespace(pc.utf8_normalize(without_fraction_signs(text), "NFKC"))
    return without_compounds(without_fractions(text))


def _is_negative(part: dict[str, Any], unit: str) -> Any:
    """Whether each (n,) is below nought; a dash behind yen, or behind a point without cents, says nothing."""
    signs = [
        np.asarray(part[one].to_numpy(zero_copy_only=False), dtype=str) for one in ("one", "two", "three", "close")
    ]
    is_dash = np.asarray(pc.ends_with(part["number"], ".")) | (money_of(unit) in WITHOUT_CENTS)
    return (
        np.isin(signs[0], list(_MINUS)) | np.isin(signs[1], list(_MINUS)) | (np.char.strip(signs[2]) == "-") & ~is_dash
        | (signs[3] == ")")
    )  # fmt: skip


def _units(part: dict[str, Any], rows: Any, known: str | None) -> tuple[Any, Any, str, tuple[str, ...]]:
    """What is a number of the column's unit (n,), what each is multiplied by (n,), the unit, and others told in it.

    Units that measure the same thing are told in the one that most rows have; a number without any is then none.
    """
    pairs = pc.dictionary_encode(pc.binary_join_element_wise(part["before"], part["after"], "\0"))
    written = [tuple(pair.split("\0")) for pair in pairs.dictionary.to_pylist()]
    codes = np.asarray(pairs.indices)
    has_number = np.asarray(pc.not_equal(part["number"], ""))
    if len(written) > MOST_UNITS:
        return np.zeros(len(codes), dtype=bool), np.ones(len(codes)), "", ()
    beside = {after.strip() for _, after in written} | ({known.split(" ")[-1]} if known else set())
    meant = [meaning(before, after, beside, known or "") for before, after in written]
    counts = np.bincount(codes[has_number], weights=rows[has_number].astype("float64"), minlength=len(written))
    weights: dict[str, float] = {}
    for one, count in zip(meant, counts, strict=True):
        if one is not None and count:
            weights[one[0]] = weights.get(one[0], 0) + float(count)
    unit = _main(weights) if known is None else known
    scale = scale_of(unit, weights)
    sizes = [None if one is None else _size(one[0], unit, scale, weights) for one in meant]
    factors = [1.0 if one is None or size is None else one[1] * size for one, size in zip(meant, sizes, strict=True)]
    alike = [size is not None for size in sizes]
    told = {one[0] for one, size in zip(meant, sizes, strict=True) if one is not None and size is not None}
    scales = tuple(sorted(told & weights.keys() - {unit, ""}))
    return has_number & np.asarray(alike, dtype=bool)[codes], np.asarray(factors, dtype="float64")[codes], unit, scales


def _main(weights: dict[str, float]) -> str:
    """The unit of most rows; none where most have none, and mean something else then."""
    own = {unit: weight for unit, weight in weights.items() if unit}
    unit = max(own, key=lambda one: own[one], default="")
    bare = weights.get("", 0.0)
    return "" if bare > own.get(unit, 0.0) and unit not in SHARES and not may_be_left_out(unit) else unit


def _size(unit: str, main: str, scale: Mapping[str, float], units: Collection[str]) -> float | None:
    """How much of the main unit a number of this one is; None for one of another kind."""
    if unit == main:
        return 1.0
    whole, part = size_in(scale, main), size_in(scale, unit)
    if unit and whole and part:
        return part / whole
    return 1.0 if not unit and may_be_left_out(main) and len([one for one in units if one]) <= 1 else None


def _without_unit(part: dict[str, Any]) -> Any:
    is_bare = pc.and_(pc.equal(part["before"], ""), pc.equal(part["after"], ""))
    return pc.if_else(pc.and_(is_bare, pc.not_equal(part["number"], "")), part["number"], pa.scalar(None, pa.string()))


def _with_shares_of_one(values: Any, bare: Any, *, is_known: bool) -> tuple[Any, str]:
    """Shares of a hundred (n,) with those of one, which have no sign: none is above 1, and some are fractions."""
    has = np.isfinite(bare)
    are_shares = has.any() and bool(((bare >= 0) & (bare <= 1))[has].all() and (bare[has] % 1 != 0).any())
    if not is_known and not (are_shares and np.nanmax(values, initial=0) > 1):
        return values, "%"
    return np.where(has, 100 * bare, values), SHARES_OF_ONE


def _with_myriads(values: Any, unit: str, text: Any, rows: Any) -> tuple[Any, str]:
    """The values (n,) with those in which 億, 万 and 千 stand between digits, such as 1億2,345万円."""
    values, units = values.copy(), dict[str, int]()
    for place, written in enumerate(text.to_pylist()):
        word = written.translate(_AS_IN_JAPAN) if np.isnan(values[place]) else ""
        found = _MYRIADS.fullmatch(word) if any(one in word for one in "千万億兆") else None
        if found and any(found.groups()[1:-1]):
            sign, *digits, own = found.groups()
            amount = sum(float(one.replace(",", "")) * power for one, power in zip(digits, _POWERS, strict=True) if one)
            values[place] = -amount if sign else amount
            units[own] = units.get(own, 0) + int(rows[place])
    return values, unit or max(units, key=lambda one: units[one], default="")
