"""What could name a person is hidden before anybody sees it: in pictures, sample rows, findings and the console.

Hidden whole are keys, free text, and columns that are personal by their name or by most of their values. In any other
text only the part that is an e-mail address, a phone, card or bank account number or an IP address is hidden. The data
that models are trained on stays as it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from automl_shared.addresses import is_address
from automl_shared.config.models import ColumnKind
from automl_shared.phase_io import ColumnInfo

MASK = "•••"
HIDDEN_KINDS: tuple[ColumnKind, ...] = ("identifier", "text")
"""Kinds of columns that may name a person whatever they are called."""
LOOKED_AT = 500
"""Values of a column that decide whether it is personal."""
MOST = 0.5
PHONE_REGIONS = ("JP", "US", "GB", "DE", "FR")
"""Countries whose way of writing phone numbers without a country code is known; with one, every country's is."""
PHONE_DIGITS, CARD_DIGITS = 7, 13

_EMAIL = re.compile(r"[\w.+%'-]+@[\w-]+(?:\.[\w-]+)+")
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\w)")
_CARD = re.compile(r"(?<![\w.,-])[2-6](?:[ -]?\d){12,18}(?![\w-]|[.,]\d)")
_IPV4 = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])")
_IPV6 = re.compile(r"(?<![\w:])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{1,4}(?![\w:])")
_NUMBER_BEFORE = re.compile(r"\d[.,:/-]$")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|“[^”]*”|「[^」]*」")
_DECIMAL = re.compile(r"\d+\.\d+")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[^\W\d_a-zA-Z]+")

_OF_PERSONS = frozenset(
    "first last middle full given family maiden nick customer client user patient employee person people contact "
    "member student teacher owner passenger guest driver applicant sender recipient holder display legal".split()
)
_ADDRESS_WORDS = frozenset(
    "address addr street email mail surname firstname lastname fullname username forename login".split()
)
_NUMBER_WORDS = frozenset(
    "phone phones telephone tel mobile cell cellphone fax ssn passport iban card cc account licence license".split()
)
_NUMBER_ENDINGS = frozenset("number no num nr id".split())
_BIRTH_WORDS = frozenset("birthday birthdate dob".split())
_JAPANESE_WORDS = ("氏名", "名前", "お名前", "姓", "フリガナ", "ふりがな", "住所", "メール", "生年月日", "本籍")
_JAPANESE_NUMBERS = ("電話", "携帯", "口座", "マイナンバー", "個人番号", "カード番号", "免許")
_CITY_LIKE = 0.02
"""Share of different values below which a text column called name or address holds a few categories, not persons."""


@dataclass(frozen=True)
class Masks:
    """What is hidden. ``whole``: columns none of whose values is shown. Off, everything is shown."""

    whole: frozenset[str] = frozenset()
    on: bool = True

    @classmethod
    def of(cls, rows: pd.DataFrame, columns: Sequence[ColumnInfo], *, on: bool = True) -> Masks:
        """Decided from a sample of the rows as read (n_rows, n_columns) and what their columns are taken for."""
        if not on:
            return cls(on=False)
        hidden = (column.name for column in columns if column.role != "target" and _is_personal(rows, column))
        return cls(frozenset(hidden))

    def value(self, column: str, value: object) -> str:
        """One value as a reader may see it; a number is hidden with its column or not at all."""
        if column in self.whole:
            return MASK
        return f"{value:.6g}" if isinstance(value, float) else self.text(str(value))

    def reason(self, column: ColumnInfo) -> str:
        """Why a column is taken for what it is, without the values it quotes where they are hidden."""
        said = _QUOTED.sub(MASK, column.reason) if column.name in self.whole else column.reason
        return self.text(said)

    def text(self, text: str) -> str:
        """A text without what could name a person."""
        return hidden_in(text) if self.on else text

    def frame(self, rows: pd.DataFrame) -> pd.DataFrame:
        """A copy of a few rows, as a reader may see them; gaps stay gaps, numbers stay numbers where they are shown."""
        return pd.DataFrame({name: self._column(rows[name]) for name in rows.columns}, index=rows.index)

    def _column(self, series: pd.Series) -> pd.Series:
        if str(series.name) not in self.whole and (not self.on or _is_plain(series)):
            return series
        return series.astype(object).map(lambda value: self.value(str(series.name), value), na_action="ignore")


def hidden_in(text: str) -> str:
    """The text with e-mail addresses, phone, card and bank account numbers and IP addresses replaced by `MASK`."""
    for pattern, is_one in _PATTERNS:
        text = pattern.sub(lambda found, is_one=is_one: MASK if is_one(found[0]) else found[0], text)  # type: ignore[misc]
    return _without_phones(text)


def luhn(digits: str) -> bool:
    """Whether a number ends in the check digit that payment cards have. Source: ISO/IEC 7812-1, annex B."""
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))]
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0


def _is_card(text: str) -> bool:
    digits = re.sub(r"\D", "", text)
    return len(set(digits)) > 1 and luhn(digits)


def _is_iban(text: str) -> bool:
    """Check digits modulo 97. Source: ISO 13616-1."""
    code = text.replace(" ", "")
    return 15 <= len(code) <= 34 and int("".join(str(int(letter, 36)) for letter in code[4:] + code[:4])) % 97 == 1


_PATTERNS: tuple[tuple[re.Pattern[str], Callable[[str], bool]], ...] = (
    (_EMAIL, bool),
    (_IBAN, _is_iban),
    (_CARD, _is_card),
    (_IPV4, is_address),
    (_IPV6, is_address),
)


def _without_phones(text: str) -> str:
    if sum(letter.isdigit() for letter in text) < PHONE_DIGITS:
        return text
    from phonenumbers import Leniency, PhoneNumberMatcher

    found = {
        (match.start, match.end)
        for region in PHONE_REGIONS
        for match in PhoneNumberMatcher(text, region, leniency=Leniency.STRICT_GROUPING)
        if _is_written_as_phone(match.raw_string) and not _NUMBER_BEFORE.search(text, 0, match.start)
    }
    for start, end in sorted(found, reverse=True):
        text = text[:start] + MASK + text[end:]
    return text


def _is_written_as_phone(text: str) -> bool:
    """A bare row of digits counts only with the leading zero or plus that quantities do not have."""
    return not _DECIMAL.fullmatch(text) and (not text.isdigit() or text.startswith("0"))


def _is_plain(series: pd.Series) -> bool:
    types = pd.api.types
    return bool(
        types.is_numeric_dtype(series) or types.is_datetime64_any_dtype(series) or types.is_timedelta64_dtype(series)
    )


def _is_personal(rows: pd.DataFrame, column: ColumnInfo) -> bool:
    if column.kind in HIDDEN_KINDS:
        return True
    if column.kind == "boolean":
        return False
    values = rows[column.name].dropna().head(LOOKED_AT)
    texts = [_written(value) for value in values]
    return bool(texts) and (_is_personal_by_name(column, texts) or _is_personal_by_values(values, texts))


def _written(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _is_personal_by_name(column: ColumnInfo, texts: Sequence[str]) -> bool:
    name = column.name
    in_order = [word.lower() for word in _WORD.findall(name)]
    words = set(in_order)
    if words & _BIRTH_WORDS or {"birth", "date"} <= words or any(word in name for word in _JAPANESE_WORDS):
        return True
    names_number = bool(words & _NUMBER_WORDS) and in_order[-1] in _NUMBER_WORDS | _NUMBER_ENDINGS
    if names_number or any(word in name for word in _JAPANESE_NUMBERS):
        return _most(texts, _may_be_number_of_person)
    is_varied = column.kind == "constant" or len(set(texts)) > max(2, _CITY_LIKE * len(texts))
    is_word = column.kind != "numeric" and is_varied
    return is_word and (
        ("name" in words and (len(words) == 1 or bool(words & _OF_PERSONS))) or bool(words & _ADDRESS_WORDS)
    )


def _may_be_number_of_person(text: str) -> bool:
    return not _DECIMAL.fullmatch(text.lstrip("-")) and sum(letter.isdigit() for letter in text) >= PHONE_DIGITS


def _is_personal_by_values(values: pd.Series, texts: Sequence[str]) -> bool:
    if pd.api.types.is_numeric_dtype(values):
        return all(len(text) >= CARD_DIGITS and bool(_CARD.fullmatch(text)) and _is_card(text) for text in texts)
    return not _is_plain(values) and _most(texts, lambda text: hidden_in(text) != text)


def _most(texts: Sequence[str], holds: Callable[[str], bool]) -> bool:
    """Whether it holds for a share of `MOST` or more.

    Each different text is looked at once, and none after the answer is known: phone numbers take a millisecond a text.
    """
    needed, found, left = MOST * len(texts), 0, len(texts)
    for text, count in Counter(texts).items():
        left -= count
        found += count if holds(text) else 0
        if found >= needed or found + left < needed:
            break
    return found >= needed
