"""What is worth saying about how a file was read. Plain facts; the reader's language is chosen where they are shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from automl_shared.config.models import Language
from automl_shared.intake.layout_words import LAYOUT_WORDS
from automl_shared.words import Words, say_in

MOST_NAMES = 10
"""Columns named in one note; the rest are counted."""


@dataclass(frozen=True, kw_only=True)
class Note:
    """One thing that was found while reading. ``level``: yellow is worth a look, green is for the record."""

    code: str
    level: Literal["green", "yellow"]
    values: dict[str, object] = field(default_factory=dict)

    def message(self, language: Language = "en") -> str:
        """What was found."""
        return say_in(_WORDS, self.code, language, **self.values)

    def action(self, language: Language = "en") -> str:
        """What to do about it; empty where there is nothing to do."""
        return say_in(_WORDS, f"{self.code}_action", language, **self.values) if self.level == "yellow" else ""


def listed(names: Iterable[str]) -> str:
    """Column names for a sentence, capped."""
    every = list(names)
    rest = f" (+{len(every) - MOST_NAMES})" if len(every) > MOST_NAMES else ""
    return ", ".join(f"`{name}`" for name in every[:MOST_NAMES]) + rest


_WORDS: Words = {
    **LAYOUT_WORDS,
    "encoding_found": (
        "The file is not Unicode; it was read as {encoding}, which fits clearly best.",
        "ファイルは Unicode ではありません。最もよく合う {encoding} として読み込みました。",
    ),
    "encoding_guessed": (
        "The file is not Unicode and does not say its encoding. It was read as {encoding}; {others} would fit as well.",
        "ファイルは Unicode ではなく、文字コードの記載もありません。{encoding} として読み込みましたが、"
        "{others} の可能性もあります。",
    ),
    "encoding_guessed_action": (
        "Look at a name with special letters: {example}. If it is garbled, save the file as UTF-8.",
        "特殊な文字を含む値（{example}）を確認し、文字化けしていれば UTF-8 で保存し直してください。",
    ),
    "decimal_comma": (
        "Read as numbers with a decimal comma: {columns}.",
        "小数点がコンマの数値として読み込みました：{columns}。",
    ),
    "thousands": (
        "Read as numbers with marks between the thousands: {columns}.",
        "桁区切りのある数値として読み込みました：{columns}。",
    ),
    "numbers_ambiguous": (
        "Could be numbers in more than one way, and stay text: {columns} (for example {example}).",
        "数値として複数の読み方ができるため、文字のままにしました：{columns}（例：{example}）。",
    ),
    "numbers_ambiguous_action": (
        "Write these numbers without marks between the thousands and with a decimal point.",
        "桁区切りを使わず、小数点にピリオドを使って書いてください。",
    ),
    "codes_kept": (
        "Look like numbers but are codes (leading zeros, a plus sign, or more digits than a number can hold), and stay "
        "text: {columns}.",
        "数字ですが、先頭のゼロ・プラス記号・桁数からコードとみなし、文字のままにしました：{columns}。",
    ),
    "unnamed_dropped": (
        "{count} columns without a name and without values were left out.",
        "名前も値もない列（{count} 列）を除きました。",
    ),
    "unnamed_named": (
        "Columns without a name in the header got one: {columns}.",
        "見出しに名前のない列に名前を付けました：{columns}。",
    ),
    "unnamed_named_action": (
        "Give them a name in the file's first line, or drop them (data.editing.drop_columns).",
        "ファイルの先頭行で名前を付けるか、data.editing.drop_columns で除いてください。",
    ),
    "short_rows": (
        "{count} rows have fewer fields than the header, the first in line {line}; what is missing at their end is "
        "taken as empty.",
        "見出しより項目の少ない行が {count} 行あります（最初は {line} 行目）。足りない項目は空とみなしました。",
    ),
    "short_rows_action": (
        "Look at these rows: a separator may have been lost.",
        "区切り文字が欠けていないか、その行を確認してください。",
    ),
    "nested_dropped": (
        "Hold lists, structures or bytes instead of single values, and were left out: {columns}.",
        "値が一つではない（リスト・構造体・バイト列の）列を除きました：{columns}。",
    ),
    "nested_dropped_action": (
        "Write what you need of them into columns of their own.",
        "必要な内容を個別の列として書き出してください。",
    ),
}
