"""Columns that may give the target away: by what they predict, by their name, by their time."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from automl_preprocessing.order import codes, disorder, ranks
from automl_preprocessing.quality.evidence import Evidence
from automl_shared.phase_io import Finding

SUSPICIOUS_SCORE = 0.99
LEAK_ROWS, MIN_LEAK_ROWS = 2000, 30
WORTH_A_TREE = 0.5
"""Part of the disorder of the target that may be left in the order of a column that is looked at closely."""
LATER_SHARE = 0.5
MOSTLY_SHARE, FEW_OTHERS = 0.5, 0.1
"""Part of a class whose rows have a value, and of the share of all other classes that is left among these rows, from
which a value tells the class."""

AFTERWARDS = frozenset(
    "refund refunded chargeback cancellation cancelled canceled churned outcome discharge discharged deceased death "
    "payout settlement recovered recoveries writeoff chargeoff resolved terminated termination".split()
)
"""Words of names for what is usually written down after the event. Few on purpose: `result`, `final` or `closed` are
just as often known before."""
AFTERWARDS_JA = ("解約日", "解約理由", "退会日", "退会理由", "返金", "返品", "退院", "死亡", "完済", "貸倒", "回収額")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def leak(e: Evidence) -> Finding | None:
    """Features that predict the target almost perfectly by themselves."""
    if len(e.sample) < MIN_LEAK_ROWS:
        return None
    rows = e.sample_target.sample(min(len(e.sample), LEAK_ROWS), random_state=0).index
    target = e.target.loc[rows]
    names = [*e.recipe.numeric, *e.recipe.categorical, *e.recipe.high_cardinality, *e.recipe.datetime]
    suspects = [name for name in names if _gives_away(e.sample.loc[rows, name], target, are_classes=e.are_classes)]
    filled = [name for name in names if name not in suspects and _is_filled_for_a_class(e.sample[name], e)]
    if filled and not suspects:
        return e.red("leak", text="leak_filled", columns=filled)
    return e.red("leak", columns=[*suspects, *filled]) if suspects else e.green("leak")


def afterwards(e: Evidence) -> Finding:
    """Features whose names tell of things that are known only after the event."""
    own = _words_of(e.data.target_column)
    suspects = [column.name for column in e.features if _tells_of_after(column.name, own)]
    return e.yellow("afterwards", columns=suspects) if suspects else e.green("afterwards")


def later_than_time(e: Evidence) -> Finding | None:
    """Dates that lie after the row's time in most rows."""
    if e.times is None or not pd.api.types.is_datetime64_any_dtype(e.times) or not e.recipe.datetime:
        return None
    now = pd.to_datetime(e.times, utc=True)
    suspects = []
    for name in e.recipe.datetime:
        both = e.sample[name].notna() & now.notna()
        if both.any() and (e.sample.loc[both, name] > now[both]).mean() > LATER_SHARE:
            suspects.append(name)
    if not suspects:
        return e.green("later_than_time")
    return e.judged_by_sample(e.yellow("later_than_time", columns=suspects, time=e.data.time_column))


def _gives_away(column: pd.Series, target: pd.Series, *, are_classes: bool) -> bool:
    """A tree on it is nearly perfect, or its order parts the classes without a single exception."""
    ordered = ranks(column)
    y = codes(target, are_classes=are_classes)
    if disorder(ordered, y, are_classes=are_classes) > WORTH_A_TREE:
        return False
    if are_classes and np.count_nonzero(np.diff(y[np.argsort(ordered, kind="stable")])) < len(np.unique(y)):
        return True
    return _alone(ordered, target, are_classes) >= SUSPICIOUS_SCORE


def _is_filled_for_a_class(column: pd.Series, e: Evidence) -> bool:
    """Whether it has a value in most rows of a class, and in next to none of the others, as what is written down after
    the event has. A column without gaps has a value where it differs from the one of most rows, such as 0 or `none`;
    beside three and more classes it is a property of one of them, as milk is of mammals."""
    if not e.are_classes:
        return False
    filled = column.notna().to_numpy()
    if filled.all():
        counts = column.value_counts()
        if e.sample_target.nunique() > 2 or counts.iloc[0] < MOSTLY_SHARE * len(column):
            return False
        filled = (column != counts.index[0]).to_numpy()
    labels = e.sample_target[filled]
    if len(labels) < MIN_LEAK_ROWS:
        return False
    label = labels.mode().iloc[0]
    is_class = (e.sample_target == label).to_numpy()
    return bool(
        filled[is_class].mean() >= MOSTLY_SHARE and (labels != label).mean() <= FEW_OTHERS * (1 - is_class.mean())
    )


def _alone(ordered: NDArray[np.float64], target: pd.Series, are_classes: bool) -> float:
    """Score of a tree on one column by itself, fitted on the first half of the rows and scored on the other half.

    Mean share recognised per class that occurs in both halves, or R²; 1 is perfect.
    """
    from sklearn.metrics import r2_score, recall_score
    from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

    X, half = ordered.reshape(-1, 1), len(target) // 2
    if not are_classes:
        y = (target / (target.abs().max() or 1.0)).to_numpy()
        tree = DecisionTreeRegressor(max_leaf_nodes=256, random_state=0).fit(X[:half], y[:half])
        return float(r2_score(y[half:], tree.predict(X[half:])))
    y = target.to_numpy(dtype=str)
    tree = DecisionTreeClassifier(max_leaf_nodes=256, random_state=0).fit(X[:half], y[:half])
    occurring = np.intersect1d(y[half:], tree.classes_)
    if len(occurring) == 0:
        return 0.0
    return float(recall_score(y[half:], tree.predict(X[half:]), labels=occurring, average="macro", zero_division=0.0))


def _words_of(name: str) -> frozenset[str]:
    return frozenset(part.casefold() for part in _WORD.findall(name))


def _tells_of_after(name: str, own: frozenset[str]) -> bool:
    return bool((_words_of(name) - own) & AFTERWARDS) or any(part in name for part in AFTERWARDS_JA)
