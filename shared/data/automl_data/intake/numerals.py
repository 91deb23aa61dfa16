"""Numbers as people write them: a decimal comma, marks between thousands. Converted only where there is one reading."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

from automl_shared.lazy import np, pa, pc

Decimal = Literal[",", "."]
GROUP_SIGNS = {".": r"\.", ",": ",", " ": "[ \u00a0\u2009\u202f]", "'": "['\u2019]"}
"""Marks between thousands, with every sign that is written for them."""
WITHOUT_CENTS = tuple("¥ 円 ₩ 원 ₫ Rp Rp. ₲ Gs. JPY KRW VND IDR CLP PYG UGX RWF XAF XOF".split())
"""Money in which nobody writes fractions."""
WITH_POINTS = (
    "$",
    "US$",
    "A$",
    "C$",
    "HK$",
    "NT$",
    "S$",
    "MX$",
    "RM",
    "£",
    "₹",
    "₱",
    "Rs",
    "Rs.",
    "USD",
    "GBP",
    "INR",
    "MXN",
    "MYR",
    *"CA$ AU$ NZ$ ฿ ₦ ₵ ₪ AED AUD CAD NZD SGD HKD TWD THB SAR QAR ILS EGP NGN KES GHS PHP PKR BDT LKR CNY RMB".split(),
    *"KSh KSh. Ksh Ksh. KSH TSh USh GH₵ ৳ Tk Tk. Php Dhs Dhs. RD$ J$ TT$ N$ B/. KWD BHD OMR JOD ETB ZMW NPR".split(),
)
"""Money whose fractions have a decimal point."""
WITH_COMMAS = (
    "€",
    "EUR",
    "kr",
    "SEK",
    "NOK",
    "DKK",
    "zł",
    "PLN",
    "Kč",
    "CZK",
    "Ft",
    "HUF",
    "R$",
    "BRL",
    "₺",
    "TL",
    "TRY",
    "kr.",
    "lei",
    "RON",
    "₽",
    "руб.",
    "RUB",
    "грн",
    "UAH",
    "₴",
    "руб",
    "лв",
    "лв.",
    "BGN",
)
"""Money whose fractions mostly have a decimal comma, and whose thousands then have a point."""
LEAST_MARKED, LEAST_PLAIN, MANY_MARKED = 3, 2, 30
"""Different numbers with a mark before three digits, and of three digits without one, that tell it parts thousands; and
how many of the first tell it beside a single one of those: one in ten fractions of three digits ends in a nought."""
_LOOKED_AT = 200
_WITH_COMMA = re.compile(
    r"(?=.*[^\d.,\s+-])[^\d.,]{0,5}(?:\d{1,3}(?:[. \u00a0\u2009\u202f'\u2019]\d{3})+|\d+),\d{1,2}[^\d,]{0,10}"
)
_NUMERAL = re.compile(r"[+-]?(?=[.,]?\d)[\d.,'\u2019 \u00a0\u2009\u202f]*(?:[eE][+-]?\d+)?")
_POWER = "(?:[eE][+-]?[0-9]+)?"
"""Of ten; nobody writes it behind thousands."""


@dataclass(frozen=True)
class Style:
    """A way to write numbers. ``group``: the mark between thousands, or empty."""

    decimal: Decimal
    group: str = ""

    def pattern(self) -> str:
        """The regular expression of one number."""
        point = re.escape(self.decimal)
        whole, marked = "(?:0|[1-9][0-9]*)", ""
        if self.group:
            whole = "[0-9]{1,3}"
            marked = rf"[1-9][0-9]{{0,2}}(?:{GROUP_SIGNS[self.group]}[0-9]{{3}})+(?:{point}[0-9]*)?|"
        return rf"^[+-]?(?:{marked}(?:{whole}(?:{point}[0-9]*)?|{point}[0-9]+){_POWER})$"

    def numbers(self, texts: Any) -> Any:
        """Texts without signs (n,) as floats, NaN for what is not written so; thousands may be marked or not."""
        fits = pc.match_substring_regex(texts, self._loose())
        bare = pc.replace_substring_regex(texts, GROUP_SIGNS[self.group], "") if self.group else texts
        bare = pc.replace_substring(bare, ",", ".") if self.decimal == "," else bare
        numbers = pc.cast(pc.if_else(fits, bare, pa.scalar(None, pa.string())), pa.float64())
        return np.asarray(numbers.to_numpy(zero_copy_only=False), dtype="float64")

    def _loose(self) -> str:
        point, marked = re.escape(self.decimal), ""
        if self.group:
            indian = "|[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}" if self.group == "," else ""
            marked = rf"(?:[1-9][0-9]{{0,2}}(?:{GROUP_SIGNS[self.group]}[0-9]{{3}})+{indian})(?:{point}[0-9]*)?|"
        return rf"^(?:{marked}(?:(?:0|[1-9][0-9]*)(?:{point}[0-9]*)?|{point}[0-9]+){_POWER})$"


_BY_SEPARATOR: Mapping[str, Decimal] = {";": ",", ",": "."}
"""The sign before fractions in a file with this separator, where only that tells."""
_STYLES = tuple(Style(decimal, group) for group in ("", *GROUP_SIGNS) for decimal in (",", ".") if decimal != group)
_EITHER = {Style(","), Style(".", ",")}
"""``1,234`` alone: a fraction with three digits, or a thousand and more."""


@dataclass(kw_only=True)
class Numerals:
    """What was found in a file's columns of text and of numbers."""

    numbers: dict[str, Any] = field(default_factory=dict)
    """Column to its numbers (n_rows,)."""
    styles: dict[str, Style] = field(default_factory=dict)
    two_ways: dict[Decimal, dict[str, str]] = field(default_factory=lambda: {",": {}, ".": {}})
    """By the sign taken to stand before fractions: column to a value that the other sign reads otherwise."""

    @property
    def decimal_comma(self) -> list[str]:
        return [name for name, style in self.styles.items() if style.decimal == ","]

    @property
    def grouped(self) -> list[str]:
        return [name for name, style in self.styles.items() if style.group]


def numerals(
    texts: Mapping[str, Any],
    grouped_like: Mapping[str, Any],
    separator: str,
    *,
    has_points: bool,
    has_commas: bool = False,
    decimal: Decimal | None = None,
) -> Numerals:
    """The numbers in columns of text (n_rows,) each.

    ``grouped_like``: columns read as fractions that could be thousands (`could_be_grouped`); they are, where the file
    writes a decimal comma, or they tell so themselves. ``has_points``: some column has fractions with a decimal point;
    ``has_commas``: one with units has fractions with a comma (`writes_commas`). One ambiguous column alone is read by
    the file's other columns, by its own numbers, then by its separator: a semicolon is used where the comma is taken.
    ``decimal``: the sign before fractions, where it is stated.
    """
    found, waiting = Numerals(), list[str]()
    for name, values in texts.items():
        styles = _fitting(values)
        if styles == _EITHER:
            waiting.append(name)
        elif styles:
            _settle(found, name, values, styles, is_stated=decimal is not None)
    decimals = {style.decimal for style in found.styles.values() if style.decimal == "," or style.group == ","}
    said: dict[Decimal, bool] = {".": has_points, ",": has_commas}
    decimals |= {sign for sign, is_said in said.items() if is_said}
    known = decimal or (next(iter(decimals)) if len(decimals) == 1 else None)
    usual = None if decimals else _BY_SEPARATOR.get(separator)
    for name in waiting:
        habit = known or ("." if says_thousands(texts[name], ",") else usual)
        if habit:
            _read_as(found, name, texts[name], Style(",") if habit == "," else Style(".", ","))
    has_comma = known == "," or (not decimals and bool(found.decimal_comma))
    for name, values in grouped_like.items():
        if has_comma or (known is None and separator != "," and says_thousands(values, ".")):
            _read_as(found, name, values, Style(",", "."))
            if not (has_comma or separator == ";" or are_thousands(values, ".")):
                found.two_ways[","][name] = _first_with(values, ".")
        elif not decimals and known is None and separator == ";":
            found.two_ways["."][name] = _first_with(values, ".")
    return found


def could_be_grouped(values: Any) -> bool:
    """Whether text that reads as fractions (``1.234``) has three digits behind every point, as thousands have."""
    style = Style(",", ".")
    return _all_match(values, style.pattern()) and _contains(values, r"\.")


def says_thousands(values: Any, sign: Decimal) -> bool:
    """Whether numbers in which the sign always stands before three digits tell that it parts thousands: others have
    three digits and no sign, which fractions of three digits hardly ever are. ``values``: text (n,), gaps allowed.
    """
    texts = pc.unique(values)
    marked = pc.sum(pc.match_substring(texts, sign)).as_py() or 0
    plain = pc.drop_null(pc.utf8_length(texts.filter(pc.match_substring_regex(texts, "^[1-9][0-9]*$")))).to_pylist()
    if max(plain, default=4) > 3:
        return False
    least = 1 if marked >= MANY_MARKED else LEAST_PLAIN
    return marked >= LEAST_MARKED and plain.count(3) >= least


def are_thousands(values: Any, sign: Decimal) -> bool:
    """Whether numbers that tell so (`says_thousands`) leave no doubt: one ends in a nought, which nobody writes who
    leaves out the noughts of 100.000. ``values``: text (n,), gaps allowed.
    """
    return _contains(values, rf"[{sign}].*0$")


def writes_commas(values: Any) -> bool:
    """Whether most of the first texts are numbers with a unit and a comma before one or two digits: ``76,6 %``."""
    head = values.slice(0, _LOOKED_AT).drop_null().to_pylist()
    return 2 * sum(_WITH_COMMA.fullmatch(one) is not None for one in head) > len(head)


def style_of(
    texts: Any, rows: Any, habit: Decimal | None, *, unit: str = "", are_scaled: bool = False
) -> tuple[Style, str]:
    """The style in which most of the rows are numbers, and a text that leaves open what its comma or point is, if so:
    then a comma is taken to part thousands, and a point to stand before fractions, but in money that has a comma there.

    texts: (n,) different ones without signs, None for what is no number; rows: (n,), how often each occurs.
    ``are_scaled``: words such as million stand behind them.
    """
    absent = {group for group, signs in GROUP_SIGNS.items() if not _contains(texts, signs)}
    read = {style: int(rows[~np.isnan(style.numbers(texts))].sum()) for style in _STYLES if style.group not in absent}
    best = max(read.values())
    fitting = [style for style in read if read[style] == best]
    plain = [style for style in fitting if not style.group]
    grouped = next((one for one in fitting if len(plain) == 1 and one.group == plain[0].decimal), None)
    if grouped is not None and _may_be_thousands(unit, grouped, are_scaled=are_scaled) and _are_hundreds(texts):
        return grouped, ""
    if grouped is not None:
        sign = plain[0].decimal
        if wanted := _sign_of_money(unit, sign) or habit:
            return (plain[0] if wanted == sign else grouped), ""
        if says_thousands(texts, sign):
            return grouped, "" if are_thousands(texts, sign) else _first_with(texts, sign)
        is_usual = sign == "," or money_of(unit) in WITH_COMMAS
        return (grouped if is_usual else plain[0]), _first_with(texts, sign)
    return plain[-1] if plain else fitting[-1] if fitting[-1].group != "." else fitting[0], ""


def may_be_codes(texts: Any, style: Style) -> bool:
    """Whether numbers (n,) with marks between thousands and no fraction are all of one length, as keys are. Nobody
    puts commas into those.
    """
    return style.group not in ("", ",") and not _contains(texts, re.escape(style.decimal)) and _even(texts)


def _may_be_thousands(unit: str, grouped: Style, *, are_scaled: bool) -> bool:
    """Whether money may be written so; ``$1.500 trillion`` is no 1,500 of them, as ``1.500 Mio. €`` are."""
    money = money_of(unit)
    return money in WITH_COMMAS or (money in WITH_POINTS and not (are_scaled and grouped.group == "."))


def _are_hundreds(texts: Any) -> bool:
    """Whether every text (n,) ends in two noughts behind a sign and a digit: prices like 1.500, no thousandths."""
    return bool(pc.all(pc.match_substring_regex(texts, r"[.,][0-9]00$")).as_py())


def _sign_of_money(unit: str, sign: Decimal) -> Decimal | None:
    """The sign before fractions that money has, where the only ``sign`` in it stands before three digits."""
    money = money_of(unit)
    if money in WITHOUT_CENTS:
        return "." if sign == "," else ","
    return "." if money in WITH_POINTS else None


def money_of(unit: str) -> str:
    """The money in a unit such as ``$/mo`` or ``円/月``."""
    return unit.partition("/")[0].partition(" ")[0]


def _fitting(values: Any) -> set[Style]:
    """Styles in which every value is a number; none for codes and words."""
    head = values.slice(0, 4 * _LOOKED_AT).drop_null().slice(0, _LOOKED_AT).to_pylist()
    if not all(_NUMERAL.fullmatch(one) for one in head):
        return set()
    plainest = {style for style in _STYLES if not style.group and _all_match(values, style.pattern())}
    if plainest:
        thousands = Style(".", ",")
        return plainest | ({thousands} if _all_match(values, thousands.pattern()) else set())
    return {style for style in _STYLES if style.group and _all_match(values, style.pattern())}


def _settle(found: Numerals, name: str, values: Any, styles: set[Style], *, is_stated: bool) -> None:
    """One reading: without a fraction the decimal sign does not matter, but the lengths must not be those of a code.

    ``is_stated``: somebody said which sign it is, and with it that these are numbers.
    """
    if len({style.group for style in styles}) > 1:
        return
    style = min(styles, key=lambda one: one.decimal)
    fractions = _contains(values, re.escape(style.decimal)) if len(styles) == 1 else False
    chosen = style if fractions else Style("." if style.group != "." else ",", style.group)
    if is_stated or chosen.group == "," or not _even(values) or fractions:
        _read_as(found, name, values, chosen)


def _read_as(found: Numerals, name: str, values: Any, style: Style) -> None:
    found.styles[name], found.numbers[name] = style, read_numbers(values, style)


def _even(values: Any) -> bool:
    """Whether all values are equally long, as phone numbers and keys are."""
    span = pc.min_max(pc.utf8_length(values))
    return bool(span["min"] == span["max"])


def read_numbers(values: Any, style: Style) -> Any:
    """Text (n_rows,), every value in this style, as int64 or float64. Raises ArrowInvalid for any other value."""
    text = pc.replace_substring_regex(values, GROUP_SIGNS[style.group], "") if style.group else values
    text = pc.replace_substring(text, ",", ".") if style.decimal == "," else text
    try:
        return pc.cast(text, pa.int64())
    except pa.ArrowInvalid:
        return pc.cast(text, pa.float64())


@lru_cache(maxsize=64)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _all_match(values: Any, pattern: str) -> bool:
    head = values.slice(0, _LOOKED_AT).drop_null().to_pylist()
    if not all(_compiled(pattern).match(one) for one in head):
        return False
    return bool(pc.all(pc.match_substring_regex(values, pattern)).as_py())


def _contains(values: Any, pattern: str) -> bool:
    return bool(pc.any(pc.match_substring_regex(values, pattern)).as_py())


def _first_with(texts: Any, sign: str) -> str:
    return _first(texts.filter(pc.match_substring(texts, sign)))


def _first(values: Any) -> str:
    return next(str(value.as_py()) for value in values if value.is_valid)
