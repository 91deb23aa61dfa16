"""What is worth saying about how a file was read. Plain facts; the reader's language is chosen where they are shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from automl_data.intake.layout_words import LAYOUT_WORDS
from automl_shared.config.models import Language
from automl_shared.readings import Cell
from automl_shared.words import Words, say_in

MOST_NAMES = 10
"""Columns named in one note; the rest are counted."""
MOST_CELLS, MOST_LETTERS = 6, 30
"""Texts quoted in one note, and letters of each."""


@dataclass(frozen=True, kw_only=True)
class Note:
    """One thing that was found while reading.

    ``level``: red spoils the results, yellow is worth a look, green is for the record. ``values`` fill the sentence;
    cells are told as a language tells them.
    """

    code: str
    level: Literal["green", "yellow", "red"]
    values: dict[str, object] = field(default_factory=dict)

    def message(self, language: Language = "en") -> str:
        """What was found."""
        return say_in(_WORDS, self.code, language, **self._worded(language))

    def action(self, language: Language = "en") -> str:
        """What to do about it; empty where there is nothing to do."""
        return (
            "" if self.level == "green" else say_in(_WORDS, f"{self.code}_action", language, **self._worded(language))
        )

    def _worded(self, language: Language) -> dict[str, object]:
        return {
            name: value.told(language) if isinstance(value, Cells) else value for name, value in self.values.items()
        }


@dataclass(frozen=True)
class Cells:
    """Texts that are none of their column's kind. ``are_lines``: whether their places are lines of a file, or rows."""

    columns: Mapping[str, Sequence[Cell]]
    """By the column's name, empty where the sentence names it."""
    are_lines: bool = True

    def told(self, language: Language = "en") -> str:
        """```age`: 'unknown' (3: lines 5, 8, 13)``."""
        shown = [self._of_column(name, language) for name in list(self.columns)[:MOST_NAMES]]
        more = len(self.columns) - len(shown)
        return "; ".join(shown) + (f" (+{more})" if more else "")

    def _of_column(self, name: str, language: Language) -> str:
        cells = self.columns[name]
        shown = ", ".join(self._one(cell, language) for cell in cells[:MOST_CELLS])
        more = f" (+{len(cells) - MOST_CELLS})" if len(cells) > MOST_CELLS else ""
        return f"`{name}`: {shown}{more}" if name else shown + more

    def _one(self, cell: Cell, language: Language) -> str:
        text = repr(cell.text if len(cell.text) <= MOST_LETTERS else f"{cell.text[:MOST_LETTERS]}…")
        if not cell.text:
            text = say_in(_WORDS, "empty", language)
        if not cell.places:
            return f"{text} ({cell.rows:,})"
        places = ", ".join(map(str, cell.places)) + (" …" if cell.rows > len(cell.places) else "")
        key = "cell_lines" if self.are_lines else "cell_rows"
        return say_in(_WORDS, f"{key}_one" if cell.rows == 1 else key, language, text=text, n=cell.rows, places=places)


def worth_saying(notes: Iterable[Note], language: Language = "en") -> list[str]:
    """What a person should know before a run, with what to do about it; the worst first."""
    worst = sorted((note for note in notes if note.level != "green"), key=lambda note: note.level)
    return [f"{note.message(language)} {note.action(language)}".strip() for note in worst]


def listed(names: Iterable[str]) -> str:
    """Column names for a sentence, capped."""
    every = list(names)
    rest = f" (+{len(every) - MOST_NAMES})" if len(every) > MOST_NAMES else ""
    return ", ".join(f"`{name}`" for name in every[:MOST_NAMES]) + rest


_WORDS: Words = {
    **LAYOUT_WORDS,
    "empty": ("empty", "空欄"),
    "cell_lines_one": ("{text} (line {places})", "{text}（{n:,} 件、{places} 行目）"),
    "cell_lines": ("{text} ({n:,}: lines {places})", "{text}（{n:,} 件、{places} 行目）"),
    "cell_rows_one": ("{text} (row {places})", "{text}（{n:,} 件、{places} 行目）"),
    "cell_rows": ("{text} ({n:,}: rows {places})", "{text}（{n:,} 件、{places} 行目）"),
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
    "units_read": (
        "Read as numbers without what is written around them: {columns}.",
        "数値の前後の記号や単位を除いて、数値として読み込みました：{columns}。",
    ),
    "times_read": (
        "Times of day and durations were read as numbers: {columns}.",
        "時刻・所要時間を数値として読み込みました：{columns}。",
    ),
    "limits": (
        "Read as the number beside the sign, although the true values lie beyond it: {cells}.",
        "実際の値はその先にありますが、記号を除いた数値として読み込みました：{cells}。",
    ),
    "limits_action": (
        "Near these limits predictions and errors are only as good as that. To leave such cells out, name them in "
        "data.missing_markers.",
        "この限界の付近では、予測も誤差もその程度の精度です。除くには data.missing_markers に指定してください。",
    ),
    "flags": (
        "Read as the number alone, without the mark or remark behind it: {cells}.",
        "後ろの記号や注記を除き、数値だけを読み込みました：{cells}。",
    ),
    "flags_action": (
        "If the marks tell something, give them a column of their own; data.column_types: categorical keeps such cells "
        "as they are.",
        "記号に意味があれば、別の列に分けてください。data.column_types で categorical にすると元の文字のまま使います。",
    ),
    "mixed": (
        "Not numbers, and taken for missing: {cells}.",
        "数値でないため欠損とみなした値：{cells}。",
    ),
    "mixed_action": (
        "Correct them; if the words mean something, set the column's type in data.column_types to categorical.",
        "値を直してください。文字に意味があれば data.column_types で categorical にしてください。",
    ),
    "dates_unread": (
        "Not dates, and taken for missing: {cells}.",
        "日付として読めないため欠損とみなした値：{cells}。",
    ),
    "dates_unread_action": (
        "Correct them where the data comes from.",
        "データの作成元で直してください。",
    ),
    "empty_columns": (
        "Left out, because they have no value at all: {columns}.",
        "値が一つもないため除いた列：{columns}。",
    ),
    "target_missing": (
        "{rows:,} rows have no target value and are not used, of {total:,}. Their cells say: {cells}.",
        "予測する値がない {rows:,} 行（全 {total:,} 行）は使いません。セルの内容：{cells}。",
    ),
    "target_missing_action": (
        "Find out why: if the gaps are not by chance, the rest is not representative. To make a class of them, set "
        "data.editing.fillna.",
        "理由を調べてください。偶然の欠損でなければ、残りの行は全体を代表しません。一つのクラスとして扱うには "
        "data.editing.fillna を設定してください。",
    ),
    "target_words_are_classes": (
        "In the target {column}, {cells} is taken for a class, not for a gap.",
        "予測する列 {column} の {cells} は、欠損ではなくクラスとして扱います。",
    ),
    "target_words_are_classes_action": (
        "If it stands for a missing value, set data.missing_markers to [{word}].",
        "欠損を表すのであれば data.missing_markers を [{word}] としてください。",
    ),
    "target_numbers_are_classes": (
        "The numbers of the target {column} ({values}) are taken for {count} classes, whose order does not count.",
        "予測する列 {column} の数値（{values}）は、順序のない {count} 個のクラスとして扱います。",
    ),
    "target_numbers_are_classes_action": (
        "If they are counts or amounts, set data.problem_type=regression; else data.problem_type=classification.",
        "個数や量であれば data.problem_type=regression、そうでなければ data.problem_type=classification "
        "としてください。",
    ),
    "class_weights": (
        "While learning, the rows of the classes count by data.class_weights ({weights}); while scoring, all count the "
        "same. Probabilities are then no shares of what really happens.",
        "学習時は data.class_weights（{weights}）に従ってクラスごとに行を重み付けします。評価時は重み付けしません。"
        "そのため、予測確率は実際の割合とは一致しません。",
    ),
    "positive_class": (
        "Of the two classes of the target {column}, {label} is the positive one, not {other}: precision, recall, "
        "average precision, curves, thresholds and expected errors are about it. data.positive_class changes that.",
        "予測する列 {column} の 2 クラスのうち、陽性は {label} です（{other} ではありません）。適合率・再現率・"
        "平均適合率・曲線・しきい値・予想される誤りは、このクラスについての値です。"
        "data.positive_class で変更できます。",
    ),
    "target_mostly_numbers": (
        "{share} of the target {column} are numbers, but these are not: {cells}. So every value is taken for a class.",
        "予測する列 {column} の {share} は数値ですが、数値でない値があります：{cells}。"
        "そのため、すべての値をクラスとして扱います。",
    ),
    "target_mostly_numbers_action": (
        "To predict numbers, set data.problem_type=regression: what is no number is then a row without a target.",
        "数値を予測するには data.problem_type=regression としてください。数値でない行は使われません。",
    ),
    "weights": (
        "Rows count by {column}, from {least} to {greatest}, in learning and in scores; the {rows:,} rows say as much "
        "as {worth:,} that all count the same.",
        "学習と評価では、行を {column}（{least} から {greatest}）で重み付けします。{rows:,} 行の情報量は、"
        "重みの等しい {worth:,} 行に相当します。",
    ),
    "weights_action": (
        "Few rows decide nearly everything; check the largest weights.",
        "ごく少数の行が結果を左右します。大きな重みを確認してください。",
    ),
    "weights_zero": (
        "{rows:,} rows have the weight 0 in {column} and are not used.",
        "{column} の重みが 0 の {rows:,} 行は使いません。",
    ),
    "weights_zero_action": (
        "If they should count, give them a weight above 0.",
        "使うのであれば 0 より大きい重みを付けてください。",
    ),
    "class_spelling": (
        "Classes that differ only in small and capital letters, blanks or width: {groups}. They are kept apart.",
        "大文字・小文字、空白、全角・半角だけが異なるクラス：{groups}。別々のクラスとして扱います。",
    ),
    "class_spelling_action": (
        "If they are the same, write them alike, or set data.editing.replace_values: {fix}.",
        "同じものであれば表記をそろえるか、data.editing.replace_values を設定してください：{fix}。",
    ),
}
