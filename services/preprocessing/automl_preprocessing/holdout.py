"""Which rows are kept aside for the final check."""

from __future__ import annotations

import numpy as np
import pandas as pd

from automl_preprocessing.lights import yellow
from automl_preprocessing.rows import Codes, Mask, Rows
from automl_shared.config.models import DataSettings, Language
from automl_shared.folds import MIN_HOLDOUT_ROWS
from automl_shared.phase_io import Finding

MAX_OVERSIZE = 1.25
"""How much larger than asked for a hold-out of whole groups may be."""
MAX_SHARE = 0.5
"""Of the rows where the latest ones are held out, and of the groups: small ones make up for no large one."""


def held_out(rows: Rows, data: DataSettings, language: Language, *, by_group: bool) -> tuple[Mask, list[Finding]]:
    """Mask of the hold-out (n_rows,), all False when it would be too small to say anything."""
    nothing = np.zeros(len(rows), dtype=np.bool_)
    if data.test_size == 0.0:
        return nothing, [_no_holdout("size", language)]
    wanted = round(len(rows) * data.test_size)
    if wanted < MIN_HOLDOUT_ROWS:
        return nothing, [_no_holdout("rows", language, rows=wanted)]
    random = np.random.default_rng(np.random.SeedSequence([data.random_seed, 0]))
    if by_group:
        held = _whole_groups(rows, wanted, random)
        if held is None:
            return nothing, [_no_holdout("groups", language)]
        return held, []
    if rows.times is not None:
        held = _latest(rows.times, wanted)
        if not MIN_HOLDOUT_ROWS <= held.sum() <= MAX_SHARE * len(rows):
            return nothing, [_no_holdout("moments", language)]
        return held, []
    chosen = (
        _stratified(rows.class_codes, wanted, random) if rows.are_classes else random.permutation(len(rows))[:wanted]
    )
    nothing[chosen] = True
    return nothing, []


def _no_holdout(why: str, language: Language, **values: object) -> Finding:
    return yellow("no_holdout", language, text=f"no_holdout_{why}", **values)


def _stratified(codes: Codes, wanted: int, random: np.random.Generator) -> Codes:
    """Positions with each class in its proportion; the last row of a class is never taken."""
    order = random.permutation(len(codes))
    counts = np.bincount(codes)
    exact = counts * wanted / len(codes)
    quota = np.floor(exact).astype(np.int64)
    spare = np.argsort(-(exact - quota), kind="stable")
    for code in spare[: wanted - int(quota.sum())]:
        quota[code] += 1
    quota = np.minimum(quota, counts - 1)
    place = pd.Series(codes[order]).groupby(codes[order]).cumcount().to_numpy()
    return order[place < quota[codes[order]]]


def _latest(times: Codes, wanted: int) -> Mask:
    """The rows from the moment on that comes nearest to the wanted number; at least one moment stays before it."""
    later = np.cumsum(np.bincount(times)[::-1])[::-1]
    first = 1 + int(np.abs(later[1:] - wanted).argmin()) if len(later) > 1 else 1
    return times >= first


def _whole_groups(rows: Rows, wanted: int, random: np.random.Generator) -> Mask | None:
    """Whole groups of about the wanted size that leave half of them, two at least, and every class behind; None when
    there are none."""
    assert rows.groups is not None, "only called for folds by group"
    classes = rows.class_codes
    members = np.zeros((rows.groups.max() + 1, classes.max() + 1), dtype=np.int64)
    np.add.at(members, (rows.groups, classes), 1)
    left, chosen, size = members.sum(axis=0), np.zeros(len(members), dtype=np.bool_), 0
    most = min(int(MAX_SHARE * len(members)), len(members) - 2)
    for group in random.permutation(len(members)):
        if size >= wanted or chosen.sum() >= most:
            break
        grown = size + members[group].sum()
        if grown <= MAX_OVERSIZE * wanted and (left > members[group]).all():
            chosen[group], size, left = True, grown, left - members[group]
    return chosen[rows.groups] if size >= max(MIN_HOLDOUT_ROWS, wanted // 2) else None
