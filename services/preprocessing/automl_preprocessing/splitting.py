"""Which rows are held out, fitted on and scored on. Decided once per run from the data, the seeds and the settings.

Nothing here knows the preprocessing variant, so every variant of a run gets the same rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from automl_preprocessing.lights import yellow
from automl_shared.config.models import CrossValidationSettings, DataSettings, task_type_of
from automl_shared.errors import ConfigError, DataError
from automl_shared.folds import FITTED_ON, MIN_HOLDOUT_ROWS, SCORED_ON, UNUSED, fold_column, fold_hash
from automl_shared.intake import Problem
from automl_shared.phase_io import Finding, FoldPlan

FoldKind = Literal["kfold", "stratified", "group", "timeseries"]
Mask = NDArray[np.bool_]
Codes = NDArray[np.int64]
Parts = tuple[Codes, Codes]
"""Positions fitted on and positions scored on."""

MIN_ROWS = 4
MORE_ROWS = "Collect more rows; until then trust the scores less."
MAX_OVERSIZE = 1.25
"""How much larger than asked for a hold-out of whole groups may be."""
MAX_LATEST_SHARE = 0.5
LARGE = 20_000
"""Training rows above which three folds are enough."""
FOLDS, FOLDS_OF_LARGE = 5, 3
MIN_SCORED_ROWS = 2


@dataclass(frozen=True, kw_only=True)
class Rows:
    """What the split may know of each usable row; every array is (n_rows,), in the order of the data.

    ``target``: class labels as text, or numbers. ``groups`` and ``times`` are codes from 0; times are in order of time.
    """

    row_id: Codes
    target: NDArray[Any]
    problem: Problem
    groups: Codes | None = None
    times: Codes | None = None

    def __len__(self) -> int:
        return len(self.row_id)

    def at(self, positions: Codes) -> Rows:
        """Some of the rows."""
        return Rows(
            row_id=self.row_id[positions],
            target=self.target[positions],
            problem=self.problem,
            groups=None if self.groups is None else self.groups[positions],
            times=None if self.times is None else self.times[positions],
        )

    @property
    def are_classes(self) -> bool:
        return task_type_of(self.problem.type) == "classification"

    @property
    def smallest_class(self) -> tuple[str, int]:
        """Label and number of rows of the rarest class that occurs."""
        labels, counts = np.unique(self.target, return_counts=True)
        return str(labels[counts.argmin()]), int(counts.min())


@dataclass(frozen=True, kw_only=True)
class Split:
    """The fold table (n_rows, 2 + folds), how it was made, and what a person should know about it."""

    table: pd.DataFrame
    plan: FoldPlan
    findings: list[Finding]

    @property
    def holdout(self) -> Mask:
        return self.table["holdout"].to_numpy()

    @property
    def first_fitted_on(self) -> Mask:
        """The training part of the first fold."""
        return (self.table[fold_column(0, 0)] == FITTED_ON).to_numpy()


def split(rows: Rows, data: DataSettings, folds: CrossValidationSettings) -> Split:
    """Sets the hold-out aside, then deals the rest into folds. Raises ConfigError or DataError."""
    if len(rows) < MIN_ROWS:
        raise DataError(
            "there are too few rows with a target value",
            value=len(rows),
            allowed=f"at least {MIN_ROWS}, better 200",
            fix="collect more rows",
        )
    kind, reason, findings = _kind(rows, folds)
    held, said = _held_out(rows, data, kind)
    findings += said
    positions = np.flatnonzero(~held)
    parts, plan, said = _dealt(rows.at(positions), kind, reason, folds)
    findings += said
    table = pd.DataFrame({"row_id": rows.row_id, "holdout": held})
    for (repeat, fold), (fitted, scored) in parts.items():
        marks = np.full(len(rows), UNUSED, dtype=np.int8)
        marks[positions[fitted]] = FITTED_ON
        marks[positions[scored]] = SCORED_ON
        table[fold_column(repeat, fold)] = marks
    return Split(table=table, plan=plan.model_copy(update={"hash": fold_hash(table)}), findings=findings)


# -- which kind of folds


def _kind(rows: Rows, folds: CrossValidationSettings) -> tuple[FoldKind, str, list[Finding]]:
    wanted = folds.kind
    _check_kind(rows, wanted)
    if wanted == "timeseries":
        not_kept = yellow(
            "groups_not_kept",
            "Rows of a group are not kept together: folds by time were asked for.",
            "For folds by group set cross_validation.kind=group.",
        )
        return "timeseries", "as set", [not_kept] if rows.groups is not None else []
    if rows.groups is not None:
        return "group", *_why_groups(rows, wanted)
    if wanted != "auto":
        return wanted, "as set", []
    if rows.times is not None:
        return "timeseries", "data.time_column is set: the past predicts the future", []
    if rows.are_classes:
        return "stratified", "classes: every fold gets its share of each", []
    return "kfold", "numbers: rows are dealt at random", []


def _check_kind(rows: Rows, wanted: str) -> None:
    needs = {"group": ("data.group_column", rows.groups), "timeseries": ("data.time_column", rows.times)}
    setting, given = needs.get(wanted, ("", rows.target))
    if given is None:
        raise ConfigError(
            f"cross_validation.kind {wanted} needs {setting}", value="none is set", fix=f"--set {setting}=<column>"
        )
    if wanted == "stratified" and not rows.are_classes:
        raise ConfigError(
            "stratified folds need classes, but the target is a number",
            value="cross_validation.kind=stratified",
            allowed="auto, kfold, group, timeseries",
            fix="--set cross_validation.kind=auto",
        )


def _why_groups(rows: Rows, wanted: str) -> tuple[str, list[Finding]]:
    findings = []
    if rows.times is not None:
        findings.append(
            yellow(
                "time_not_kept",
                "Folds and final check go by group, so a model may learn from rows later than those it is scored on.",
                "If the past is to predict the future, set cross_validation.kind=timeseries.",
            )
        )
    if wanted in ("kfold", "stratified"):
        findings.append(
            yellow(
                "groups_kept",
                f"Folds go by group although {wanted} was asked for: data.group_column "
                "promises that rows of a group stay together.",
                "To deal single rows, take data.group_column out.",
            )
        )
    return "data.group_column is set: its rows stay together", findings


# -- the hold-out


def _held_out(rows: Rows, data: DataSettings, kind: FoldKind) -> tuple[Mask, list[Finding]]:
    """Mask of the hold-out (n_rows,), all False when it would be too small to say anything."""
    nothing = np.zeros(len(rows), dtype=np.bool_)
    if data.test_size == 0.0:
        return nothing, [_no_holdout("data.test_size is 0", "Set data.test_size to 0.2 to have one.")]
    wanted = round(len(rows) * data.test_size)
    if wanted < MIN_HOLDOUT_ROWS:
        return nothing, [_no_holdout(f"it would have only {wanted} rows", MORE_ROWS)]
    random = np.random.default_rng(np.random.SeedSequence([data.random_seed, 0]))
    if kind == "group":
        held = _whole_groups(rows, wanted, random)
        if held is None:
            return nothing, [
                _no_holdout(
                    "no set of whole groups comes near the size asked for",
                    "Use a group column with more and smaller groups.",
                )
            ]
        return held, []
    if rows.times is not None:
        held = _latest(rows.times, wanted)
        if not MIN_HOLDOUT_ROWS <= held.sum() <= MAX_LATEST_SHARE * len(rows):
            return nothing, [_no_holdout("too many rows share a moment", "Use a finer time column.")]
        return held, []
    chosen = _stratified(rows.target, wanted, random) if rows.are_classes else random.permutation(len(rows))[:wanted]
    nothing[chosen] = True
    return nothing, []


def _no_holdout(why: str, action: str) -> Finding:
    return yellow("no_holdout", f"There is no final check on rows kept aside: {why}.", action)


def _stratified(labels: NDArray[Any], wanted: int, random: np.random.Generator) -> Codes:
    """Positions with each class in its proportion; the last row of a class is never taken."""
    order = random.permutation(len(labels))
    _, codes = np.unique(labels, return_inverse=True)
    counts = np.bincount(codes)
    exact = counts * wanted / len(labels)
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
    """Whole groups of about the wanted size that leave two groups and every class behind; None when there are none."""
    assert rows.groups is not None, "only called for folds by group"
    classes = np.unique(rows.target, return_inverse=True)[1] if rows.are_classes else np.zeros_like(rows.groups)
    members = np.zeros((rows.groups.max() + 1, classes.max() + 1), dtype=np.int64)
    np.add.at(members, (rows.groups, classes), 1)
    left, chosen, size = members.sum(axis=0), np.zeros(len(members), dtype=np.bool_), 0
    for group in random.permutation(len(members)):
        grown = size + members[group].sum()
        if grown <= MAX_OVERSIZE * wanted and len(members) - chosen.sum() > 2 and (left > members[group]).all():
            chosen[group], size, left = True, grown, left - members[group]
        if size >= wanted:
            break
    return chosen[rows.groups] if size >= max(MIN_HOLDOUT_ROWS, wanted // 2) else None


# -- the folds


def _dealt(
    rows: Rows, kind: FoldKind, reason: str, folds: CrossValidationSettings
) -> tuple[dict[tuple[int, int], Parts], FoldPlan, list[Finding]]:
    findings: list[Finding] = []
    if kind == "stratified" and folds.kind == "auto" and folds.n_folds is None and rows.smallest_class[1] == 1:
        kind, reason = "kfold", "a class has a single row, so classes cannot be shared out"
        findings.append(
            yellow(
                "single_row_class",
                f"The class {rows.smallest_class[0]!r} has a single training row, "
                "learned from or scored but never both, so folds are dealt without regard to classes.",
                "Collect more rows of it, or merge rare classes.",
            )
        )
    n_folds, said = _count(rows, kind, folds)
    findings += said
    repeated = folds.shuffle and kind != "timeseries"
    if folds.n_repeats > 1 and not repeated:
        findings.append(
            yellow(
                "no_repeats",
                "Cross-validation is done once: unshuffled, every repeat is the same.",
                "Set cross_validation.n_repeats=1, or shuffle=true for folds that are not by time.",
            )
        )
    n_repeats = folds.n_repeats if repeated else 1
    parts = {
        (repeat, fold): part
        for repeat in range(n_repeats)
        for fold, part in enumerate(_parts(rows, kind, n_folds, folds, repeat))
    }
    plan = FoldPlan(
        kind=kind, n_folds=n_folds, n_repeats=n_repeats, random_seed=folds.random_seed, hash="", reason=reason
    )
    return parts, plan, findings


def _count(rows: Rows, kind: FoldKind, folds: CrossValidationSettings) -> tuple[int, list[Finding]]:
    limit, what, fix = _limit(rows, kind, folds)
    if limit < 2:
        raise DataError(f"the data cannot be dealt into two folds: {what}", value=f"{len(rows)} training rows", fix=fix)
    wanted = folds.n_folds or (FOLDS if len(rows) <= LARGE else FOLDS_OF_LARGE)
    if wanted <= limit:
        return wanted, []
    if folds.n_folds is not None:
        raise DataError(
            f"there are more folds than the training rows allow: {what}",
            value=f"n_folds={wanted}",
            allowed=f"2 to {limit}",
            fix=f"--set cross_validation.n_folds={limit}",
        )
    return limit, [yellow("fewer_folds", f"Only {limit} folds instead of {wanted}: {what}.", MORE_ROWS)]


def _limit(rows: Rows, kind: FoldKind, folds: CrossValidationSettings) -> tuple[int, str, str]:
    """Most folds possible, why, and what to do when that is not even two."""
    if kind == "stratified":
        label, count = rows.smallest_class
        return count, f"the class {label!r} has {count} training rows", "--set cross_validation.kind=kfold"
    if kind == "group":
        assert rows.groups is not None, "checked by _check_kind"
        count = len(np.unique(rows.groups))
        return count, f"there are {count} groups in the training rows", "--set data.group_column=<one with more groups>"
    if kind == "timeseries":
        assert rows.times is not None, "checked by _check_kind"
        wanted = folds.n_folds or FOLDS
        count = next((n for n in range(wanted, 0, -1) if _blocks(rows.times, n) is not None), 0)
        return (
            count,
            f"the times divide into {count + 1} parts of useful size",
            "--set data.time_column=<a finer one, or null>",
        )
    few = len(rows) if folds.n_folds else len(rows) // MIN_SCORED_ROWS
    return few, f"there are {len(rows)} training rows", "collect more rows"


def _parts(rows: Rows, kind: FoldKind, n_folds: int, folds: CrossValidationSettings, repeat: int) -> Iterator[Parts]:
    from sklearn.model_selection import GroupKFold, KFold, StratifiedGroupKFold, StratifiedKFold

    if kind == "timeseries":
        assert rows.times is not None, "checked by _check_kind"
        blocks = _blocks(rows.times, n_folds)
        assert blocks is not None, "checked by _limit"
        for fold in range(n_folds):
            yield np.flatnonzero(blocks <= fold), np.flatnonzero(blocks == fold + 1)
        return
    seed = int(np.random.SeedSequence([folds.random_seed, repeat]).generate_state(1)[0]) if folds.shuffle else None
    options = {"n_splits": n_folds, "shuffle": folds.shuffle, "random_state": seed}
    enough = rows.are_classes and rows.smallest_class[1] >= n_folds
    if kind == "group":
        dealer = StratifiedGroupKFold if enough else GroupKFold
        parts = list(dealer(**options).split(rows.target, rows.target, rows.groups))
        if any(len(scored) == 0 for _, scored in parts):
            parts = list(GroupKFold(**options).split(rows.target, rows.target, rows.groups))
        yield from parts
        return
    yield from (StratifiedKFold if kind == "stratified" else KFold)(**options).split(rows.target, rows.target)


def _blocks(times: Codes, n_folds: int) -> Codes | None:
    """Part of time of each row, 0 to n_folds, of about equal size; a moment is never split. None when one is empty."""
    _, moments, counts = np.unique(times, return_inverse=True, return_counts=True)
    middle = np.cumsum(counts) - counts / 2
    part = np.minimum((middle * (n_folds + 1) / len(times)).astype(np.int64), n_folds)
    return part[moments] if len(np.unique(part)) == n_folds + 1 else None
