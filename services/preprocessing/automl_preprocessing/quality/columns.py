"""What is odd about single columns."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from automl_data.intake.columns import is_number
from automl_data.intake.key_names import has_no_name
from automl_data.intake.options import Option, typed_as
from automl_data.intake.recognition import numbers_among
from automl_preprocessing.keys import Rows, unread_form
from automl_preprocessing.kinds import short
from automl_preprocessing.lights import named
from automl_preprocessing.quality.evidence import Evidence, names_where, share
from automl_preprocessing.times import as_words
from automl_shared.phase_io import Finding
from automl_shared.recipe import MAX_CATEGORIES

NEAR_CONSTANT_SHARE = 0.995
NEAR_CONSTANT_ROWS = 200
FAR_OUT = 10.0
"""Times the spread of the middle half by which a value lies outside of it (Tukey 1977 calls 3 "far out"; ten keeps
skewed but ordinary columns quiet)."""
OUTLIER_ROWS = 50
OUTLIER_SHARE = 0.05
"""Share of a column's values up to which they are outliers; more of them are a group or a tail of their own."""
LEAST_GAPS = 2
"""Rows with a number that stands for a gap, from which it is told; one below zero where no other is tells it alone."""
GAP_NUMBERS = (*(sign * (10.0**digits - 1) for digits in range(2, 7) for sign in (-1, 1)), -999.25, -32768.0)
"""Numbers that programs write where there is none."""
MIXED_SHARE = 0.5

Numbers = NDArray[np.float64]


def constant(e: Evidence) -> Finding:
    """Columns that are always the same; those without any value are told where the file is read."""
    empty = {column.name for column in e.columns if column.distinct == 0}
    names = [name for name in e.left_out("constant") if name not in empty]
    return e.yellow("constant", columns=names) if names else e.green("constant")


def near_constant(e: Evidence) -> Finding | None:
    """Columns that are almost always the same, gaps not counted."""
    if len(e.sample) < NEAR_CONSTANT_ROWS:
        return None
    suspects = [*_near_constant_numbers(e), *(name for name in _category_names(e) if _top_share(e.sample[name]))]
    if not suspects:
        return e.green("near_constant")
    return e.judged_by_sample(e.yellow("near_constant", columns=suspects, share=share(NEAR_CONSTANT_SHARE, 1)))


def identifier(e: Evidence) -> Finding:
    """Columns that would be learned by heart; those that have no name and count the rows are no news."""
    names = [name for name in e.left_out("identifier") if not _form(e, name)]
    if not names:
        return e.green("identifier")
    if all(has_no_name(name) and is_number(e.train[name]) for name in names):
        return e.green("identifier", text="identifier_index", columns=named(names, e.language))
    kinds = {name: "numeric" if is_number(e.train[name]) else "categorical" for name in names}
    return e.yellow("identifier", columns=names, typed=Option("data.column_types", kinds))


def unread(e: Evidence) -> Finding | None:
    """Texts that say something, in a form that is not read."""
    found = {name: form for name in e.left_out("identifier") if (form := _form(e, name))}
    if not found:
        return None
    first = next(iter(found))
    example = short(e.train[first].dropna().iloc[0])
    return e.yellow("unread", text=f"unread_{found[first]}", columns=[*found], example=example)


def _form(e: Evidence, name: str) -> str:
    present = e.train[name].dropna()
    return "" if is_number(present) else unread_form(as_words(present))


def telling_key(e: Evidence) -> Finding | None:
    """Numbers that were left out as keys although their order goes with the target: a measurement, or sorted rows."""
    rows = Rows(target=e.target, are_classes=e.are_classes)
    named = [name for name in e.left_out("identifier") if not has_no_name(name)]
    keys = [e.train[name].dropna() for name in named if is_number(e.train[name])]
    names = [str(key.name) for key in keys if rows.go_with(key)]
    return e.red("telling_key", columns=names, first=names[0], typed=typed_as("numeric", names[0])) if names else None


def dates_left_out(e: Evidence) -> Finding | None:
    """Dates that cannot be read, or in more than one way."""
    names = e.left_out("datetime")
    return e.yellow("datetime", columns=names) if names else None


def text_left_out(e: Evidence) -> Finding | None:
    """Values of a kind that no recipe treats."""
    names = e.left_out("text")
    return e.yellow("text", columns=names) if names else None


def mixed(e: Evidence) -> Finding | None:
    """Numbers with many words among them; few words are told where the file is read."""
    halves = [name for name in e.recipe.high_cardinality if _is_half_numbers(e.sample[name])]
    if halves:
        return e.judged_by_sample(
            e.yellow("mixed", text="mixed_category", columns=halves, typed=typed_as("numeric", *halves))
        )
    return None if any(name in e.unread for name in e.recipe.numeric) else e.green("mixed")


def dates_unread(e: Evidence) -> Finding | None:
    """Dates that are none, such as 2024-02-31, are told where the file is read."""
    all_read = not any(name in e.unread for name in e.recipe.datetime)
    return e.green("dates_unread") if e.recipe.datetime and all_read else None


def many_categories(e: Evidence) -> Finding | None:
    """More categories than can become a column each; every other encoding takes any number."""
    one_each = e.recipe.categorical_encoding == "onehot" and e.recipe.high_cardinality_encoding == "same"
    names = [
        column.name
        for column in e.features
        if column.name in e.recipe.high_cardinality and column.distinct > MAX_CATEGORIES
    ]
    return e.yellow("many_categories", columns=names, most=MAX_CATEGORIES) if names and one_each else None


def gap_numbers(e: Evidence) -> Finding | None:
    """Numbers that stand for a gap: the same in several rows, and farther from all others than these lie apart."""
    found = {
        name: [one for one in GAP_NUMBERS if _is_gap(values, one)]
        for name, values in zip(e.recipe.numeric, e.numbers.T, strict=True)
    }
    names = [name for name, numbers in found.items() if numbers]
    if not names:
        return None
    numbers = [f"{one:g}" for one in sorted({one for some in found.values() for one in some})]
    markers = Option("data.missing_markers", numbers)
    return e.judged_by_sample(
        e.yellow("gap_numbers", columns=names, numbers=", ".join(f"`{one}`" for one in numbers), markers=markers)
    )


def outliers(e: Evidence) -> Finding | None:
    """Numbers very far from the others; columns whose middle half is a single value are not judged."""
    values = e.numbers
    if values.shape[1] == 0 or len(values) < OUTLIER_ROWS:
        return None
    with np.errstate(invalid="ignore", over="ignore"):
        low, high = _quartiles(values)
        fence = FAR_OUT * (high - low)
        far = ((values < low - fence) | (values > high + fence)) & (fence > 0)
    far &= far.mean(axis=0) <= OUTLIER_SHARE
    names = names_where(e.recipe.numeric, np.any(far, axis=0).tolist())
    if not names:
        return e.green("outliers")
    rows = int(np.any(far, axis=1).sum())
    clip = Option("data.editing.clip_values", _bounds(e, names, low - fence, high + fence))
    return e.judged_by_sample(e.yellow("outliers", columns=names, n=rows, share=share(rows, len(values)), clip=clip))


def infinite(e: Evidence) -> Finding | None:
    """Numbers that no model can compute with."""
    return e.yellow("infinite", n=e.dropped.infinite) if e.dropped.infinite else None


def _is_gap(values: Numbers, number: float) -> bool:
    is_it = values == number
    if not is_it.any():
        return False
    others = values[np.isfinite(values) & ~is_it & ~np.isin(values, GAP_NUMBERS)]
    least = 1 if number < 0 <= others.min(initial=0) else LEAST_GAPS
    return is_it.sum() >= least and len(others) > 1 and bool(np.abs(others - number).min() > np.ptp(others) > 0)


def _bounds(e: Evidence, names: list[str], low: Numbers, high: Numbers) -> dict[str, list[float | None]]:
    """Column to the numbers beyond which its values are very far out, with few digits; None where no value is."""
    passed = np.any(e.numbers < low, axis=0), np.any(e.numbers > high, axis=0)
    return {
        name: [
            float(f"{bound[place]:.3g}") if there[place] else None
            for bound, there in zip((low, high), passed, strict=True)
        ]
        for name in names
        for place in [e.recipe.numeric.index(name)]
    }


def _category_names(e: Evidence) -> list[str]:
    return [*e.recipe.categorical, *e.recipe.high_cardinality]


def _near_constant_numbers(e: Evidence) -> list[str]:
    """The median is the commonest value of a column that is nearly constant."""
    values = e.numbers
    if values.shape[1] == 0:
        return []
    middle = np.sort(values, axis=0)[_last_present(values) // 2, np.arange(values.shape[1])]
    present = np.isfinite(values).sum(axis=0)
    equal = (values == middle).sum(axis=0)
    return names_where(
        e.recipe.numeric, (present >= NEAR_CONSTANT_ROWS) & (equal >= NEAR_CONSTANT_SHARE * np.maximum(present, 1))
    )


def _last_present(values: Numbers) -> NDArray[np.int64]:
    """Place of the last value of each sorted column; 0 when it has none."""
    counts: NDArray[np.int64] = np.isfinite(values).sum(axis=0)
    return np.maximum(counts - 1, 0)


def _quartiles(values: Numbers) -> tuple[Numbers, Numbers]:
    """Lower and upper quartile of each column; gaps sort to the end."""
    ordered, last, columns = np.sort(values, axis=0), _last_present(values), np.arange(values.shape[1])
    return ordered[last // 4, columns], ordered[(3 * last) // 4, columns]


def _top_share(column: pd.Series) -> bool:
    counts = column.value_counts()
    return (
        len(counts) > 0 and counts.sum() >= NEAR_CONSTANT_ROWS and counts.iloc[0] >= NEAR_CONSTANT_SHARE * counts.sum()
    )


def _is_half_numbers(column: pd.Series) -> bool:
    """Whether half of the texts are numbers as people write them, and no codes."""
    present = column.dropna()
    words = as_words(present.sample(min(len(present), 500), random_state=0))
    return MIXED_SHARE <= numbers_among(words)[0] < 1.0
