"""Rows and columns that occur twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from automl_data.intake.options import leaving_out
from automl_preprocessing.quality.evidence import Evidence, share
from automl_shared.phase_io import Finding

MIN_ROWS = 30
COPIES_SHARE, COPIED_SHARE = 0.01, 0.05
"""Share of copies from which scores may change by them, and from which they cannot be believed."""
HARDLY_EVER = 1.5
"""A value hardly ever repeats where so many times the copies are all of its repetitions."""
FEW_STATES = 5
"""Kinds of rows that may make most copies where a machine stands still, in one way or another."""
ENOUGH_OF_EACH = 5
"""Rows that a value besides the commonest must have before two columns that agree are more than chance."""
PAIRS = 5
DIGITS = 6


def duplicates(e: Evidence) -> Finding:
    """Rows that equal another one in every feature and the target, more of them than chance makes.

    Chance is what is left when every column is shuffled by itself: few columns of few values repeat anyway.
    """
    columns = [*(e.train[column.name] for column in e.features), e.target]
    copies = _copies(columns)
    twice = len(copies)
    if not twice:
        return e.green("duplicates")
    random = np.random.default_rng(0)
    by_chance = len(_copies([column.iloc[random.permutation(len(column))] for column in columns]))
    if twice <= 2 * by_chance + 3 * np.sqrt(by_chance):
        return e.green("duplicates")
    part = share(twice, len(e.train))
    if twice < COPIES_SHARE * len(e.train):
        return e.green("duplicates", text="duplicates_few", n=twice, share=part)
    if twice < COPIED_SHARE * len(e.train) or not (column := _unlike(columns, copies)):
        return e.yellow("duplicates", n=twice, share=part)
    return e.red("duplicates", text="duplicates_copied", n=twice, share=part, columns=[column])


def duplicate_columns(e: Evidence) -> Finding | None:
    """Features that say the same as an earlier one: equal, in another unit, or one value for each of its values."""
    if len(e.sample) < MIN_ROWS:
        return None
    alike: defaultdict[Hashable, list[str]] = defaultdict(list)
    for name in e.sample.columns:
        if (content := _content(e.sample[name])) is not None:
            alike[content].append(name)
    pairs = [(names[0], other) for names in alike.values() for other in names[1:]]
    if not pairs:
        return e.green("duplicate_columns")
    shown = ", ".join(f"`{one}` = `{other}`" for one, other in pairs[:PAIRS]) + (" …" if len(pairs) > PAIRS else "")
    drop = leaving_out(*(other for _, other in pairs))
    return e.judged_by_sample(e.yellow("duplicate_columns", pairs=shown, n=len(pairs), drop=drop))


def _unlike(columns: Sequence[pd.Series], copies: NDArray[np.uint64]) -> str:
    """The column whose values hardly ever repeat but in copies, so that these are one case entered again; empty where
    cases are just alike: no column has many values, or most copies are of few kinds, such as an idle machine's.
    """
    of_each = np.sort(np.unique(copies, return_counts=True)[1])
    if len(copies) >= 2 * len(of_each) and 2 * of_each[-FEW_STATES:].sum() > len(copies):
        return ""
    repeats = {str(column.name): len(column) - column.nunique(dropna=False) for column in columns}
    fewest = min(repeats, key=lambda name: repeats[name])
    return fewest if repeats[fewest] <= HARDLY_EVER * len(copies) else ""


def _copies(columns: Sequence[pd.Series]) -> NDArray[np.uint64]:
    """What is in the rows beyond the first of their kind, as one number a row: column by column, going on with the rows
    that are still alike."""
    alike = np.arange(len(columns[0]))
    so_far = np.zeros(len(alike), dtype=np.uint64)
    for column in columns:
        mixed = so_far * np.uint64(1_000_003) ^ _hashes(column.iloc[alike])
        is_alike = pd.Series(mixed).duplicated(keep=False).to_numpy()
        alike, so_far = alike[is_alike], mixed[is_alike]
        if len(alike) == 0:
            break
    return so_far[pd.Series(so_far).duplicated().to_numpy()]


def _hashes(column: pd.Series) -> NDArray[np.uint64]:
    """(n_rows,): equal values have equal hashes, whatever they are."""
    values = column.map(str, na_action="ignore") if column.dtype == object else column
    return np.asarray(pd.util.hash_pandas_object(values, index=False), dtype=np.uint64)


def _content(column: pd.Series) -> Hashable | None:
    """What a column says, whatever words or unit it says it in; None when it says too little to compare."""
    codes, values = pd.factorize(column)
    counts = np.bincount(codes[codes >= 0])
    if len(counts) > 1 and len(counts) <= len(column) // 2:
        return ("codes", codes.tobytes()) if np.sort(counts)[-2] >= ENOUGH_OF_EACH else None
    if len(counts) < 2:
        return None
    if not pd.api.types.is_numeric_dtype(column):
        return ("values", codes.tobytes(), _hashes(pd.Series(values)).tobytes())
    return "line", _up_to_unit(column.to_numpy())


def _up_to_unit(values: NDArray[np.float64]) -> bytes:
    """The column without its unit, its zero and its sign, in so many digits."""
    spread = np.nanstd(values)
    if not np.isfinite(spread) or spread == 0:
        return values.tobytes()
    scaled = (values - np.nanmean(values)) / spread
    first = scaled[np.flatnonzero(np.abs(scaled) > 10**-DIGITS)[0]]
    return np.asarray(np.round(scaled * np.sign(first), DIGITS) + 0.0).tobytes()
