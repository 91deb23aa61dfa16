"""What a person should know about the data, and what to do about it.

All of it is read from the training rows; only counts of rows that had to be dropped concern the whole file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from automl_preprocessing.columns import named
from automl_preprocessing.lights import green, red, yellow
from automl_shared.config.models import task_type_of
from automl_shared.intake import Problem
from automl_shared.phase_io import ColumnInfo, ColumnKind, Finding
from automl_shared.recipe import MAX_CATEGORIES

FEW_ROWS, VERY_FEW_ROWS = 200, 50
RARE_SHARE, VERY_RARE_SHARE = 0.10, 0.01
HIGH_MISSING_SHARE = 0.5
MANY_DROPPED_SHARE = 0.2
SUSPICIOUS_SCORE = 0.99
LEAK_ROWS, MIN_LEAK_ROWS = 2000, 30

LEFT_OUT: dict[ColumnKind, tuple[str, str]] = {
    "constant": ("always the same, so it says nothing", "Nothing to do; take it out of the data if you like."),
    "identifier": (
        "looks like a key, which would be learned by heart",
        "If its value means something, name it in data.feature_columns.",
    ),
    "datetime": ("dates or times, which cannot be used yet", "Add columns of numbers, e.g. year, month or days since."),
    "text": ("text or values that cannot be used yet", "Add columns with what matters in it: numbers or categories."),
}
FINE: dict[str, str] = {
    "constant": "No column is constant.",
    "identifier": "No column looks like a key.",
    "duplicates": "No training row occurs twice.",
    "missing": "No column is mostly empty.",
    "target_missing": "Every row has a target value.",
    "leak": "No single column gives the target away.",
}


@dataclass(frozen=True, kw_only=True)
class Dropped:
    """Rows that could not be used, and numbers too large to compute with."""

    no_target: int = 0
    no_time: int = 0
    infinite: int = 0

    @property
    def rows(self) -> int:
        return self.no_target + self.no_time


def findings(
    train: pd.DataFrame, target: pd.Series, problem: Problem, columns: Sequence[ColumnInfo], dropped: Dropped
) -> list[Finding]:
    """Everything worth saying, and what was checked and is fine.

    train: (n_train, n_columns) as read. target: (n_train,), labels as text or numbers.
    """
    features = [column.name for column in columns if column.role == "feature"]
    found = [
        *_rows(len(train)),
        *_dropped(dropped, len(train)),
        *_left_out(columns),
        *_missing(columns, len(train)),
        *_duplicates(train[features], target),
        *_many_categories(columns),
    ]
    if task_type_of(problem.type) == "classification":
        found += _balance(target)
    found += _leaks(train, target, problem, columns)
    codes = {finding.code for finding in found}
    return found + [green(code, message) for code, message in FINE.items() if code not in codes]


def _rows(n_train: int) -> list[Finding]:
    if n_train >= FEW_ROWS:
        return [green("rows", f"{n_train:,} training rows.")]
    light = red if n_train < VERY_FEW_ROWS else yellow
    return [
        light(
            "rows",
            f"Only {n_train} training rows: scores will swing from one fold to the next.",
            f"Collect more rows, at least {FEW_ROWS}; until then read small differences as chance.",
        )
    ]


def _dropped(dropped: Dropped, n_train: int) -> list[Finding]:
    found = []
    if dropped.no_target:
        light = red if dropped.no_target > MANY_DROPPED_SHARE * (dropped.no_target + n_train) else yellow
        found.append(
            light(
                "target_missing",
                f"{dropped.no_target:,} rows have no target value and are not used.",
                "Find out why; if the gaps are not by chance, the rest is not representative.",
            )
        )
    if dropped.no_time:
        found.append(
            yellow(
                "time_missing", f"{dropped.no_time:,} rows have no time and are not used.", "Fill in the time column."
            )
        )
    if dropped.infinite:
        found.append(
            yellow(
                "infinite",
                f"{dropped.infinite:,} infinite or absurdly large numbers are taken for missing.",
                "Look for divisions by zero where the data comes from.",
            )
        )
    return found


def _left_out(columns: Sequence[ColumnInfo]) -> list[Finding]:
    found = []
    for kind, (why, action) in LEFT_OUT.items():
        names = [column.name for column in columns if column.role == "left_out" and column.kind == kind]
        if names:
            found.append(yellow(kind, f"Left out: {named(names)} ({why}).", action))
    return found


def _missing(columns: Sequence[ColumnInfo], n_train: int) -> list[Finding]:
    most = HIGH_MISSING_SHARE * n_train
    names = [column.name for column in columns if column.role == "feature" and column.missing > most]
    if not names:
        return []
    return [
        yellow(
            "missing",
            f"More than half of the values are missing in {named(names)}.",
            "Find out why they are missing, or leave the columns out with data.editing.drop_columns.",
        )
    ]


def _duplicates(features: pd.DataFrame, target: pd.Series) -> list[Finding]:
    twice = int(pd.concat([features, target], axis=1).duplicated().sum())
    if not twice:
        return []
    share = _share(twice, len(features))
    return [
        yellow(
            "duplicates",
            f"{twice:,} training rows ({share}) are exact copies of another one, so the same row "
            "may be learned from and scored.",
            "Remove them if they are not separate cases; if they belong together, set data.group_column.",
        )
    ]


def _many_categories(columns: Sequence[ColumnInfo]) -> list[Finding]:
    names = [
        column.name
        for column in columns
        if column.role == "feature" and column.kind != "numeric" and column.distinct > MAX_CATEGORIES
    ]
    if not names:
        return []
    return [
        yellow(
            "many_categories",
            f"More than {MAX_CATEGORIES} different texts in {named(names)}; where each "
            "becomes a column, the rarer ones share one.",
            "Group them into fewer categories if you can.",
        )
    ]


def _balance(target: pd.Series) -> list[Finding]:
    counts = target.value_counts()
    label, count, share = counts.index[-1], counts.iloc[-1], counts.iloc[-1] / len(target)
    if share >= RARE_SHARE:
        return [green("imbalance", "Every class has at least a tenth of the training rows.")]
    light = red if share < VERY_RARE_SHARE else yellow
    return [
        light(
            "imbalance",
            f"The class {label!r} is rare: {count:,} of {len(target):,} training rows ({_share(count, len(target))}).",
            "Judge by balanced accuracy or ROC AUC rather than accuracy; collect more rows of it.",
        )
    ]


def _leaks(train: pd.DataFrame, target: pd.Series, problem: Problem, columns: Sequence[ColumnInfo]) -> list[Finding]:
    if len(train) < MIN_LEAK_ROWS:
        return []
    sample = target.sample(min(len(target), LEAK_ROWS), random_state=0)
    suspects = [
        column.name
        for column in columns
        if column.role == "feature"
        and _alone(train.loc[sample.index, column.name], sample, problem) >= SUSPICIOUS_SCORE
    ]
    if not suspects:
        return []
    return [
        red(
            "leak",
            f"{named(suspects)} alone predicts the target almost perfectly: perhaps it is only known "
            "afterwards, or is the target in other words.",
            "If it is not known when predicting, leave it out with data.editing.drop_columns.",
        )
    ]


def _alone(column: pd.Series, target: pd.Series, problem: Problem) -> float:
    """Score of a tree on one column by itself, fitted on the first half of the rows and scored on the other half.

    Mean share recognised per class that occurs in both halves, or R²; 1 is perfect.
    """
    from sklearn.metrics import r2_score, recall_score
    from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

    is_number = pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)
    codes = column.rank() if is_number else pd.Series(pd.factorize(column.astype(object))[0])
    X, half = codes.to_numpy(dtype="float64", na_value=np.nan).reshape(-1, 1), len(target) // 2
    if problem.type == "regression":
        y = (target / (target.abs().max() or 1.0)).to_numpy()
        tree = DecisionTreeRegressor(max_leaf_nodes=256, random_state=0).fit(X[:half], y[:half])
        return float(r2_score(y[half:], tree.predict(X[half:])))
    y = target.to_numpy(dtype=str)
    tree = DecisionTreeClassifier(max_leaf_nodes=256, random_state=0).fit(X[:half], y[:half])
    occurring = np.intersect1d(y[half:], tree.classes_)
    if len(occurring) == 0:
        return 0.0
    return float(recall_score(y[half:], tree.predict(X[half:]), labels=occurring, average="macro", zero_division=0.0))


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %"
