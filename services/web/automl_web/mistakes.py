"""What is wrong with a field, in both languages: one table, by the type of error, pydantic's own or our models'."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from automl_shared.config.models import Language
from automl_shared.errors import ConfigError, nearest
from automl_shared.words import LANGUAGES, Words, say_in

MISTAKES: Words = {
    "missing": ("is needed", "入力してください"),
    "unreadable": ("cannot be read: check its brackets and quotes", "読み取れません。かっこと引用符を確認してください"),
    "bool_type": ("must be yes or no", "「はい」か「いいえ」を選んでください"),
    "int_type": ("must be a whole number", "整数を入力してください"),
    "float_type": ("must be a number", "数値を入力してください"),
    "int_parsing": ("must be a whole number", "整数を入力してください"),
    "int_from_float": ("must be a whole number", "整数を入力してください"),
    "float_parsing": ("must be a number", "数値を入力してください"),
    "string_type": ("must be a text", "文字で入力してください"),
    "list_type": ("must be a list, e.g. [1, 2]", "リストで入力してください (例: [1, 2])"),
    "dict_type": ("must be names with values, e.g. {{a: 1}}", "「名前: 値」の形で入力してください (例: {{a: 1}})"),
    "model_type": (
        "must be names with values, e.g. {{name: x}}",
        "「名前: 値」の形で入力してください (例: {{name: x}})",
    ),
    "literal_error": ("must be one of: {choices}", "次のいずれかにしてください: {choices}"),
    "greater_than": ("must be above {gt:g}", "{gt:g} より大きい値にしてください"),
    "greater_than_equal": ("must be {ge:g} or more", "{ge:g} 以上の値にしてください"),
    "less_than": ("must be below {lt:g}", "{lt:g} より小さい値にしてください"),
    "less_than_equal": ("must be {le:g} or less", "{le:g} 以下の値にしてください"),
    "string_too_short": ("must have {min_length} characters or more", "{min_length} 文字以上で入力してください"),
    "string_pattern_mismatch": ("must look like {pattern}", "次の形で入力してください: {pattern}"),
    "too_short": ("needs {min_length} values or more", "{min_length} 個以上の値が必要です"),
    "too_long": ("takes {max_length} values at most", "値は {max_length} 個までです"),
    "tuple_type": ("must be a list, e.g. [1, 2]", "リストで入力してください (例: [1, 2])"),
    "extra_forbidden": ("is not known here", "この名前は使えません"),
    "finite_number": ("must be a finite number", "有限の数値を入力してください"),
    "sql_incomplete": ("data.sql needs both url and query", "url と query の両方が必要です"),
    "several_sources": ("give only one of: {given}", "次のうち 1 つだけを指定してください: {given}"),
    "number_or_share": (
        "{name} must be a whole number from 1, or a share below 1, but got {value:g}",
        "{name} は 1 以上の整数、または 1 未満の割合にしてください (現在: {value:g})",
    ),
    "needs_no_gaps": (
        "{name} needs numbers without gaps; leave {name} empty, or choose another numeric_imputation than none",
        "{name} には欠損のない数値が必要です。{name} を空欄にするか、numeric_imputation に none 以外を選んでください",
    ),
    "needs_encoding": (
        "feature_selection needs features that are numbers; leave it empty, or choose another categorical_encoding "
        "than native",
        "feature_selection には数値の特徴量が必要です。"
        "空欄にするか、categorical_encoding に native 以外を選んでください",
    ),
    "costs_incomplete": (
        "give false_positive and false_negative, at least one above 0, but got {false_positive} and {false_negative}",
        "false_positive と false_negative の両方を指定し、少なくとも一方を 0 より大きくしてください"
        "（指定値：{false_positive}、{false_negative}）",
    ),
    "split_needs_column": (
        "cross_validation.kind {kind} needs data.{column}",
        "{kind} で分けるには data.{column} が必要です",
    ),
    "no_model": (
        "models must be one of {portfolios} or name at least one enabled model",
        "{portfolios} のいずれか、または有効なモデルを 1 つ以上指定してください",
    ),
    "no_models": ("name at least one model", "モデルを 1 つ以上指定してください"),
    "no_portfolio": (
        "must be one of {portfolios} or a list of models",
        "{portfolios} のいずれか、またはモデルのリストにしてください",
    ),
    "unknown_model": ("no model is called {name}{nearest}", "{name} というモデルはありません{nearest}"),
    "unknown_metric": ("no metric is called {name}{nearest}", "{name} という指標はありません{nearest}"),
    "nearest": (" (did you mean {names}?)", " (候補: {names})"),
    "needs_target": ("a run needs a column to predict", "予測する列を入力してください"),
}
"""Values are filled in as the error has them."""


@dataclass(frozen=True)
class Mistake:
    """A text in both languages. ``message``: for an error of a type that the table does not have."""

    kind: str
    values: Mapping[str, Any]
    message: str = ""

    def told(self, language: Language) -> str:
        if self.kind not in MISTAKES:
            return self.message
        names = self.values.get("known_names", ())
        near = say_in(MISTAKES, "nearest", language, names=", ".join(names)) if names else ""
        expected = str(self.values.get("expected", ""))
        choices = ", ".join(re.findall(r"'([^']*)'", expected)) or expected
        return say_in(MISTAKES, self.kind, language, **{**self.values, "choices": choices, "nearest": near})


class WrongFields(ConfigError):
    """some fields cannot be used as they are"""

    def __init__(self, mistakes: Mapping[str, Mistake]) -> None:
        super().__init__("; ".join(f"{name}: {one.told(LANGUAGES[0])}" for name, one in mistakes.items()))
        self.mistakes = mistakes

    def problems(self, language: Language) -> Problems:
        return Problems({name: one.told(language) for name, one in self.mistakes.items()})


@dataclass(frozen=True)
class Problems:
    """What is wrong, by the dotted name of the field, in the reader's language."""

    texts: Mapping[str, str]

    def beside(self, name: str) -> str:
        """What is wrong with a field; a mistake deeper in it is told beside it too."""
        return "; ".join(what for place, what in self.texts.items() if f"{place}.".startswith(f"{name}."))


def unknown(kind: str, name: str, known: Mapping[str, Any] | list[str]) -> Mistake:
    """A name that is not among those that are known, with the nearest of them."""
    return Mistake(kind, {"name": name, "known_names": nearest(name, known)})
