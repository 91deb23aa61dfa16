"""What is said about rows that are unlike those a model learned from, in both languages."""

from __future__ import annotations

from automl_shared.words import Words

ROWS: Words = {
    "unread_numeric": ("{column}: {value} is no number", "{column}：「{value}」は数値ではありません"),
    "unread_datetime": (
        "{column}: {value} is no date like those learned",
        "{column}：「{value}」は学習時の形式の日付ではありません",
    ),
    "unread": ("{column}: {value} cannot be read", "{column}：「{value}」を読み取れません"),
    "unseen": ("{column}: {value} was not learned", "{column}：「{value}」は学習データにありません"),
    "outside": (
        "{column}: {value} is outside what was learned ({lowest} to {highest})",
        "{column}：{value} は学習データの範囲（{lowest}～{highest}）の外です",
    ),
    "gap": ("{column} is empty", "{column} が空です"),
    "number": ("{column}: {value} is a number where text was", "{column}：{value} は数値です（学習時は文章）"),
    "more": ("and {n} more", "ほか {n} 件"),
}

COLUMNS: Words = {
    "unread_numeric": (
        "`{column}`: {n} of {of} values are no numbers (for example {examples}), and were taken for gaps",
        "`{column}`：{of} 個中 {n} 個の値が数値ではなく（例：{examples}）、欠損とみなしました",
    ),
    "unread_datetime": (
        "`{column}`: {n} of {of} values are no dates of the form that was learned ({format}; for example {examples}), "
        "and were taken for gaps",
        "`{column}`：{of} 個中 {n} 個の値が学習時の形式（{format}）の日付ではなく（例：{examples}）、"
        "欠損とみなしました",
    ),
    "unread": (
        "`{column}`: {n} of {of} values cannot be read (for example {examples}), and were taken for gaps",
        "`{column}`：{of} 個中 {n} 個の値を読み取れず（例：{examples}）、欠損とみなしました",
    ),
    "zeros": (
        "`{column}` has lost its leading zeros: {example} where {level} was learned, in {n} of {of} values",
        "`{column}` の先頭のゼロが失われています：学習時の {level} が {example} になっています（{of} 個中 {n} 個）",
    ),
    "unseen": (
        "`{column}`: {n} of {of} values were never learned (for example {examples}; learned: {learned})",
        "`{column}`：{of} 個中 {n} 個の値が学習データにありません（例：{examples}、学習した値：{learned}）",
    ),
    "far": (
        "`{column}`: {n} of {of} values are far outside what was learned (for example {examples}; learned: {lowest} to "
        "{highest}). The middle value is {times} times the one learned: another unit?",
        "`{column}`：{of} 個中 {n} 個の値が学習データの範囲から大きく外れています（例：{examples}、学習した範囲："
        "{lowest}～{highest}）。中央値は学習時の {times} 倍です。単位が違いませんか",
    ),
    "shares": (
        "`{column}`: all {n} values are at most {largest}, where per cent were learned ({lowest} to {highest}): shares "
        "of one instead of a hundred? A workbook keeps 25 % as 0.25",
        "`{column}`：{n} 個の値がすべて {largest} 以下です。学習時はパーセント（{lowest}～{highest}）でした。"
        "100 に対する割合ではなく 1 に対する割合ではありませんか。表計算ソフトは 25 % を 0.25 と保存します",
    ),
    "outside": (
        "`{column}`: {n} of {of} values are outside what was learned (for example {examples}; learned: {lowest} to "
        "{highest})",
        "`{column}`：{of} 個中 {n} 個の値が学習データの範囲の外です（例：{examples}、学習した範囲："
        "{lowest}～{highest}）",
    ),
    "gap": (
        "`{column}`: {n} of {of} rows are empty ({gaps} while learning)",
        "`{column}`：{of} 行中 {n} 行が空です（学習時は {gaps}）",
    ),
    "number": (
        "`{column}`: {n} of {of} values are numbers (for example {examples}) where text was learned",
        "`{column}`：{of} 個中 {n} 個の値が数値です（例：{examples}）。学習時は文章でした",
    ),
    "like": ("; they look like values of `{other}`", "。`{other}` の値のように見えます"),
    "spelled": ("; written differently: {level}", "。{level} と表記が異なります"),
}
