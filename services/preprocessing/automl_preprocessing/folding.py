"""How the training rows are dealt into folds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from automl_preprocessing.lights import yellow
from automl_preprocessing.rows import Codes, Parts, Rows
from automl_shared.config.models import CrossValidationSettings, Language
from automl_shared.errors import DataError
from automl_shared.phase_io import Finding, FoldPlan
from automl_shared.words import T_, TN_, Text

FoldKind = Literal["kfold", "stratified", "group", "timeseries"]

LARGE = 20_000
"""Training rows above which three folds are enough."""
FOLDS, FOLDS_OF_LARGE = 5, 3
MIN_SCORED_ROWS = 2
HUGE_GROUP_SHARE = 0.5
GREEDY = 20_000
"""Groups whose fold is chosen one by one."""
SHOWN_CLASSES = 5

Limit = tuple[int, str, int, str]
"""Most folds possible, the reason's key, the number it names, and the fix when that is not even two."""


def dealt(
    rows: Rows, kind: FoldKind, reason: str, folds: CrossValidationSettings, language: Language
) -> tuple[dict[tuple[int, int], Parts], FoldPlan, list[Finding]]:
    """The parts by repeat and fold, the plan, and what a person should know. Raises DataError."""
    n_folds, first, findings = _first_repeat(rows, kind, folds, language)
    n_repeats = folds.n_repeats if are_repeatable(kind, folds) else 1
    parts = {(0, fold): part for fold, part in enumerate(first)}
    for repeat in range(1, n_repeats):
        parts |= {(repeat, fold): part for fold, part in enumerate(_parts(rows, kind, n_folds, folds, repeat))}
    findings += _about_classes(rows, kind, n_folds, language) + _about_groups(rows, kind, language)
    if n_repeats < folds.n_repeats:
        findings.append(yellow("no_repeats", language))
    plan = FoldPlan(
        kind=kind, n_folds=n_folds, n_repeats=n_repeats, random_seed=folds.random_seed, hash="", reason=reason
    )
    return parts, plan, findings


def are_repeatable(kind: FoldKind, folds: CrossValidationSettings) -> bool:
    """Whether another repeat would deal the rows differently: only chance does, and time leaves nothing to it."""
    return folds.shuffle and kind != "timeseries"


def _first_repeat(
    rows: Rows, kind: FoldKind, folds: CrossValidationSettings, language: Language
) -> tuple[int, Sequence[Parts], list[Finding]]:
    """As many folds as are wanted, or as can be learned from where nobody has said how many."""
    n_folds, findings = _count(rows, kind, folds, language)
    fewest = n_folds if folds.n_folds is not None else 2
    for fewer in range(n_folds, fewest - 1, -1):
        parts = _parts(rows, kind, fewer, folds, repeat=0)
        if not _learn_from_one_class(rows, parts):
            if fewer < n_folds:
                said = {"text": "fewer_folds_classes", "folds": fewer, "wanted": n_folds}
                findings = [yellow("fewer_folds", language, **said)]  # type: ignore[arg-type]
            return fewer, parts, findings
    raise DataError(
        T_("a fold would learn from rows of a single class"),
        value=T_("{rows} training rows in {folds} folds ({kind})", rows=len(rows), folds=n_folds, kind=kind),
        fix=T_("collect rows in which the classes are mixed, or take data.time_column and data.group_column out"),
    )


def _learn_from_one_class(rows: Rows, parts: Sequence[Parts]) -> bool:
    """Whether some fold sees one class only while learning; rows that are nearly all of one class cannot help it."""
    codes = rows.class_codes
    counts = np.bincount(codes)
    if not rows.are_classes or len(counts) < 2 or np.sort(counts)[-2] < 2:
        return False
    return any(len(np.unique(codes[fitted])) < 2 for fitted, _ in parts)


def _count(rows: Rows, kind: FoldKind, folds: CrossValidationSettings, language: Language) -> tuple[int, list[Finding]]:
    limit, why, count, fix = _limit(rows, kind, folds)
    what = _counted(why, count)
    if limit < 2:
        raise DataError(
            T_("the training rows cannot be split into two folds"),
            value=TN_("{n} training row, {what}", "{n} training rows, {what}", n=len(rows), what=what),
            fix=fix,
        )
    wanted = folds.n_folds or (FOLDS if len(rows) <= LARGE else FOLDS_OF_LARGE)
    if wanted <= limit:
        return wanted, []
    if folds.n_folds is not None:
        raise DataError(
            T_("there are more folds than the training rows allow"),
            value=T_("{wanted} folds, {what}", wanted=wanted, what=what),
            allowed=T_("2 to {limit}", limit=limit),
            fix=f"--set cross_validation.n_folds={limit}",
        )
    return limit, [yellow("fewer_folds", language, text=f"fewer_folds_{why}", folds=limit, wanted=wanted, count=count)]


def _limit(rows: Rows, kind: FoldKind, folds: CrossValidationSettings) -> Limit:
    if kind == "group":
        assert rows.groups is not None, "checked by split"
        count = len(np.unique(rows.groups))
        return count, "groups", count, "--set data.group_column=null"
    if kind == "timeseries":
        assert rows.times is not None, "checked by split"
        wanted = folds.n_folds or FOLDS
        count = next((n for n in range(wanted, 0, -1) if _blocks(rows.times, n) is not None), 0)
        return count, "moments", count + 1, "--set data.time_column=null"
    few = len(rows) if folds.n_folds else len(rows) // MIN_SCORED_ROWS
    return few, "rows", len(rows), T_("collect more rows")


def _counted(why: str, count: int) -> Text:
    counted = {
        "groups": TN_("{n} group", "{n} groups", n=count),
        "moments": TN_("{n} time", "{n} different times", n=count),
        "rows": TN_("{n} row", "{n} rows", n=count),
    }
    return counted[why]


def _about_classes(rows: Rows, kind: FoldKind, n_folds: int, language: Language) -> list[Finding]:
    """Classes that cannot be in every fold."""
    if not rows.are_classes or kind == "timeseries":
        return []
    labels, counts = np.unique(rows.target, return_counts=True)
    rare = np.flatnonzero(counts < n_folds)
    if len(rare) == 0:
        return []
    shown = ", ".join(f"{str(labels[code])!r} ({counts[code]})" for code in rare[:SHOWN_CLASSES])
    more = " …" if len(rare) > SHOWN_CLASSES else ""
    found = [yellow("rare_classes", language, folds=n_folds, classes=shown + more)]
    if counts.min() == 1:
        found.append(yellow("single_row_class", language, label=repr(str(labels[counts.argmin()]))))
    return found


def _about_groups(rows: Rows, kind: FoldKind, language: Language) -> list[Finding]:
    if kind != "group" or rows.groups is None:
        return []
    largest = np.bincount(rows.groups).max() / len(rows)
    return [yellow("unequal_groups", language, share=f"{100 * largest:.0f} %")] if largest > HUGE_GROUP_SHARE else []


def _parts(rows: Rows, kind: FoldKind, n_folds: int, folds: CrossValidationSettings, repeat: int) -> list[Parts]:
    if kind == "timeseries":
        assert rows.times is not None, "checked by split"
        blocks = _blocks(rows.times, n_folds)
        assert blocks is not None, "checked by _limit"
        return [(np.flatnonzero(blocks <= fold), np.flatnonzero(blocks == fold + 1)) for fold in range(n_folds)]
    random = np.random.default_rng(np.random.SeedSequence([folds.random_seed, repeat])) if folds.shuffle else None
    if kind == "group":
        assert rows.groups is not None, "checked by split"
        fold = _by_group(rows.groups, rows.class_codes, n_folds, random)
    else:
        fold = _by_class(rows.class_codes if kind == "stratified" else np.zeros_like(rows.row_id), n_folds, random)
    return [(np.flatnonzero(fold != number), np.flatnonzero(fold == number)) for number in range(n_folds)]


def _by_class(codes: Codes, n_folds: int, random: np.random.Generator | None) -> Codes:
    """Fold of each row (n_rows,): class after class is dealt round the folds, each going on where the last one ended.

    So folds differ by one row at most, in total and in every class, and rows of a class rarer than the folds are many
    come into different folds.
    """
    order = np.arange(len(codes)) if random is None else random.permutation(len(codes))
    order = order[np.argsort(codes[order], kind="stable")]
    fold = np.empty(len(codes), dtype=np.int64)
    fold[order] = np.arange(len(codes)) % n_folds
    return fold


def _by_group(groups: Codes, codes: Codes, n_folds: int, random: np.random.Generator | None) -> Codes:
    """Fold of each row (n_rows,): groups from the largest on, each to the fold that needs its rows and classes most.

    Every fold gets a group. Beyond the `GREEDY` largest, groups go round the folds. The greedy rule of stratified group
    folds: least squared distance of the folds' class counts from equal shares, rare and frequent classes counting
    alike.
    """
    _, numbers = np.unique(groups, return_inverse=True)
    members = np.zeros((numbers.max() + 1, codes.max() + 1))
    np.add.at(members, (numbers, codes), 1.0)
    members /= members.sum(axis=0)
    order = np.arange(len(members)) if random is None else random.permutation(len(members))
    order = order[np.argsort(-members[order].sum(axis=1), kind="stable")]
    filled, taken = np.zeros((n_folds, members.shape[1])), np.zeros(len(members), dtype=np.int64)
    taken[order[GREEDY:]] = np.arange(len(order[GREEDY:])) % n_folds
    for place, group in enumerate(order[:GREEDY]):
        empty = np.flatnonzero(~filled.any(axis=1))
        choices = empty if len(empty) >= len(order) - place else np.arange(n_folds)
        grown = ((filled[choices] + members[group]) ** 2).sum(axis=1) - (filled[choices] ** 2).sum(axis=1)
        fold = choices[grown.argmin()]
        filled[fold] += members[group]
        taken[group] = fold
    return taken[numbers]


def _blocks(times: Codes, n_folds: int) -> Codes | None:
    """Part of time of each row, 0 to n_folds, of about equal size; a moment is never split. None when one is empty."""
    _, moments, counts = np.unique(times, return_inverse=True, return_counts=True)
    middle = np.cumsum(counts) - counts / 2
    part = np.minimum((middle * (n_folds + 1) / len(times)).astype(np.int64), n_folds)
    return part[moments] if len(np.unique(part)) == n_folds + 1 else None
