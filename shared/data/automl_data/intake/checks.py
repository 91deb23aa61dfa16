"""What is to be predicted from a table, and whether that can work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice

from automl_data.intake.columns import is_number, is_text
from automl_data.intake.labels import class_weights, positive_last
from automl_data.intake.units import is_amount
from automl_shared.config.models import (
    PROBLEM_NAMES,
    ClassWeights,
    CrossValidationSettings,
    DataSettings,
    ProblemType,
    task_type_of,
)
from automl_shared.config.overrides import as_option
from automl_shared.errors import DataError
from automl_shared.folds import MIN_HOLDOUT_ROWS, MIN_ROWS
from automl_shared.frozen import Frozen
from automl_shared.lazy import np, pd
from automl_shared.words import T_

MAX_CLASSES_OF_NUMBERS = 10
"""A target of whole numbers with at most this many different values is taken for classes."""


LEAST_NUMBERS = 0.2
"""Share of numbers from which a target of many texts is offered as numbers."""
OFFERED = 3
"""Columns that are offered as another target."""
_AS_NUMBERS = "--set data.problem_type=regression"

Options = Callable[[], tuple[str, ...]]
"""Found only for whoever is refused: it means to look through columns."""


class Problem(Frozen):
    """What is to be predicted. ``classes`` are the labels in order, as text; empty for regression.

    Of two classes the second is the positive one: the one that is looked for.
    """

    type: ProblemType
    classes: list[str]
    reason: str
    class_weights: ClassWeights | None = None
    """How much the rows of each class count while learning, by label; None where all count the same."""


def check_usable(frame: pd.DataFrame, data: DataSettings, folds: CrossValidationSettings, unit: str = "") -> Problem:
    """What is to be predicted from the selected columns. ``unit``: the target's. Raises DataError if it cannot work."""
    features = [column for column in frame.columns if column != data.target_column]
    if frame[features].isna().all().all():
        raise DataError(
            T_("there is no column to predict from: the others have no values")
            if features
            else T_("there is no column to predict from"),
            value=list(frame.columns),
            fix=T_("check the separator, or data.feature_columns"),
        )
    target, others = frame[data.target_column].dropna(), partial(_other_targets, frame, features)
    if target.empty:
        raise DataError(T_("the target column has no values at all"), value=data.target_column, fix=others())
    if target.nunique() < 2:
        raise DataError(
            T_("the target column has only one value, so there is nothing to learn"),
            value=f"{data.target_column} = {target.iloc[0]}",
            fix=others(),
        )
    check_rows(len(target))
    problem = problem_of(target, data, unit, others)
    _check_folds(target, problem, data, folds)
    return problem


def check_rows(count: int) -> None:
    """Raises DataError for fewer rows with a target than can be dealt into two folds."""
    if count < MIN_ROWS:
        raise DataError(
            T_("there are too few rows with a target value"),
            value=count,
            allowed=T_("at least {least}, better 200", least=MIN_ROWS),
            fix=T_("collect more rows"),
        )


def _other_targets(frame: pd.DataFrame, features: Sequence[str]) -> tuple[str, ...]:
    """The last columns that may be predicted, as options."""
    plain = (name for name in reversed(features) if frame[name].dtype != object)
    may_be = islice((name for name in plain if 1 < frame[name].nunique() <= len(frame) // 2), OFFERED)
    return tuple(as_option("data.target_column", str(name)) for name in list(may_be) or features[:OFFERED])


def problem_of(target: pd.Series, data: DataSettings | None = None, unit: str = "", others: Options = tuple) -> Problem:
    """Regression or classification, found from a target without gaps or as the settings say. Raises DataError.

    ``unit``: what was written beside its numbers; amounts of money and the like are no classes, however few differ.
    ``others``: options that name another target.
    """
    data = data or DataSettings()
    found, name = _problem_of(target, data.problem_type, others, are_amounts=is_amount(unit)), str(target.name)
    return replace(
        found,
        classes=positive_last(_rows_of(target, found.classes), data.positive_class, name),
        class_weights=class_weights(found.classes, data.class_weights, name),
    )


def _rows_of(target: pd.Series, classes: Sequence[str]) -> dict[str, int]:
    """How many rows each class has."""
    if not classes:
        return {}
    counted = {str(label): int(rows) for label, rows in target.value_counts().items()}
    return {label: counted[label] for label in classes}


def _problem_of(target: pd.Series, wanted: str | None, others: Options, *, are_amounts: bool) -> Problem:
    numeric = is_number(target)
    distinct = int(target.nunique())
    if wanted == "regression" and not numeric:
        raise DataError(
            T_("regression needs a numeric target"),
            value=f"{target.name} ({target.dtype})",
            fix="--set data.problem_type=classification",
        )
    whole = numeric and bool((target == target.round()).all())
    few = whole and distinct <= MAX_CLASSES_OF_NUMBERS and not are_amounts
    classes_fit = not numeric or distinct == 2 or few
    if distinct > MAX_CLASSES_OF_NUMBERS and wanted is None and _holds_dates(target):
        raise _dates_refused(target, others)
    if wanted == "regression" or (wanted is None and not classes_fit):
        return Problem(type="regression", classes=[], reason=T_("numbers with {n:,} different values", n=distinct))
    if distinct > max(_most_classes(numeric=numeric), len(target) // 2):
        raise DataError(
            T_("the target has too many different values for classes"),
            value=T_(
                "{name}: {n}, such as {examples}",
                name=target.name,
                n=distinct,
                examples=", ".join(map(repr, target.unique()[:3].tolist())),
            ),
            fix=(*others(), *([_AS_NUMBERS] if numeric or _numbers_in(target) >= LEAST_NUMBERS else [])),
        )
    kind: ProblemType = "binary" if distinct == 2 else "multiclass"
    if wanted in ("binary", "multiclass") and wanted != kind:
        raise DataError(
            T_("the target is not {kind}", kind=PROBLEM_NAMES[wanted]),
            value=T_("{name}: {n} different values", name=target.name, n=distinct),
            fix=f"--set data.problem_type={kind}",
        )
    classes = [str(label) for label in sorted(target.unique(), key=_label_order)]
    return Problem(type=kind, classes=classes, reason=T_("{n:,} different values", n=distinct))


def _most_classes(*, numeric: bool) -> int:
    """Different values of a short target that may be classes: numbers, because somebody says so."""
    return 100 if numeric else 20


def _dates_refused(target: pd.Series, others: Options) -> DataError:
    return DataError(
        T_("the target column holds dates, which are neither classes nor numbers"),
        value=f"{target.name}: {', '.join(map(repr, target.astype(str).unique()[:3]))}, ...",
        fix=(
            T_("make a number of it where the data comes from, such as days since a date"),
            *others(),
            *([_AS_NUMBERS] if is_number(target) else []),
        ),
    )


def _holds_dates(target: pd.Series) -> bool:
    """Whether a target holds dates, in any form of texts, or as numbers by their digits alone (20240131)."""
    from automl_data.intake.dating import dating, look_like_dates
    from automl_data.intake.named_dates import form_of

    if pd.api.types.is_datetime64_any_dtype(target):
        return True
    if is_number(target):
        return form_of(target).startswith("%")
    if not is_text(target):
        return False
    words = pd.Series(target.unique(), dtype="str")
    return look_like_dates(words) and dating(words, np.ones(len(words))) is not None


def _numbers_in(target: pd.Series) -> float:
    """Share of the texts that are numbers, in the unit that most of them have."""
    from automl_data.intake.recognition import numbers_among

    return numbers_among(target)[0] if is_text(target) else 0.0


def _label_order(label: object) -> tuple[int, float, str]:
    return (0, float(label), "") if isinstance(label, int | float) else (1, 0.0, str(label))


def _check_folds(target: pd.Series, problem: Problem, data: DataSettings, folds: CrossValidationSettings) -> None:
    """A number somebody asked for must be possible; left empty, the folds make do with what there is and say so."""
    wanted = folds.n_folds
    if wanted is None:
        return
    kept = 1.0 - data.test_size if round(len(target) * data.test_size) >= MIN_HOLDOUT_ROWS else 1.0
    if wanted > int(len(target) * kept):
        raise DataError(
            T_("there are more folds than rows"),
            value=T_("n_folds={wanted}, {n} rows", wanted=wanted, n=int(len(target) * kept)),
            fix="--set cross_validation.n_folds=null",
        )
    if task_type_of(problem.type) == "classification" and folds.kind in ("auto", "stratified"):
        counts = target.astype(str).value_counts()
        smallest = int(counts.iloc[-1] * kept)
        if wanted > smallest:
            raise DataError(
                T_("there are more folds than rows of the smallest class"),
                value=T_(
                    "n_folds={wanted}, class {label!r} keeps {kept} of its {n} rows after the hold-out",
                    wanted=wanted,
                    label=counts.index[-1],
                    kept=smallest,
                    n=int(counts.iloc[-1]),
                ),
                allowed=T_("2 to {most}, or null", most=smallest) if smallest >= 2 else T_("null"),
                fix="--set cross_validation.n_folds=null",
            )
