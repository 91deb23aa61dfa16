"""Hold-out and folds: who is never scored twice, never leaks, and never splits what belongs together."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from automl_data.intake import Problem
from automl_preprocessing.rows import Rows
from automl_preprocessing.splitting import Split, split
from automl_shared.config.models import CrossValidationSettings, DataSettings
from automl_shared.errors import ConfigError, DataError

CLASSES = Problem(type="multiclass", classes=["a", "b", "c"], reason="")
NUMBERS = Problem(type="regression", classes=[], reason="")
AUTO = CrossValidationSettings()
DATA = DataSettings(target_column="y")


def numbers(n: int = 300, **more: Any) -> Rows:
    return Rows(row_id=np.arange(n) * 3, target=np.random.default_rng(0).normal(size=n), problem=NUMBERS, **more)


def classes(*counts: int, **more: Any) -> Rows:
    labels = np.random.default_rng(0).permutation(np.repeat([f"c{i}" for i in range(len(counts))], counts))
    return Rows(row_id=np.arange(len(labels)), target=labels, problem=CLASSES, **more)


def fold_columns(made: Split) -> pd.DataFrame:
    return made.table.drop(columns=["row_id", "holdout"])


def codes(made: Split) -> set[str]:
    return {finding.code for finding in made.findings}


def check_marks(made: Split) -> None:
    """What holds for every split: hold-out rows are never used, and each fold has both parts."""
    marks = fold_columns(made)
    assert (marks[made.holdout] == 0).all(axis=None)
    for name in marks.columns:
        assert set(marks[name]) >= {1, 2}


def check_scored_once(made: Split) -> None:
    """Every training row is scored once per repeat and fitted on otherwise."""
    marks = fold_columns(made)[~made.holdout]
    for repeat in range(made.plan.n_repeats):
        of_repeat = marks[[name for name in marks.columns if name.startswith(f"r{repeat}f")]]
        assert of_repeat.shape[1] == made.plan.n_folds
        assert ((of_repeat == 2).sum(axis=1) == 1).all()
        assert ((of_repeat == 1).sum(axis=1) == made.plan.n_folds - 1).all()


GROUPS = np.random.default_rng(1).integers(0, 40, 300)


@pytest.mark.parametrize(
    ("rows", "kind"),
    [
        (numbers(), "kfold"),
        (classes(150, 100, 50), "stratified"),
        (numbers(groups=GROUPS), "group"),
        (classes(150, 100, 50, groups=GROUPS), "group"),
    ],
)
@pytest.mark.parametrize("repeats", [1, 3])
def test_each_row_is_scored_once_per_repeat(rows: Rows, kind: str, repeats: int) -> None:
    made = split(rows, DATA, CrossValidationSettings(n_repeats=repeats))

    assert made.plan.kind == kind
    assert made.plan.n_repeats == repeats
    check_marks(made)
    check_scored_once(made)
    assert codes(made) == set()


@pytest.mark.parametrize("shuffle", [True, False])
@pytest.mark.parametrize("kind", ["kfold", "stratified"])
def test_without_shuffling(kind: Any, shuffle: bool) -> None:
    made = split(classes(100, 100), DATA, CrossValidationSettings(kind=kind, shuffle=shuffle, n_folds=4))

    check_scored_once(made)
    assert made.plan.n_folds == 4


def test_repeats_differ() -> None:
    marks = fold_columns(split(numbers(), DATA, CrossValidationSettings(n_repeats=2)))

    assert not marks["r0f0"].equals(marks["r1f0"])


def test_repeats_need_shuffling() -> None:
    made = split(numbers(), DATA, CrossValidationSettings(n_repeats=3, shuffle=False))

    assert made.plan.n_repeats == 1
    assert "no_repeats" in codes(made)


@pytest.mark.parametrize("rows", [numbers(groups=GROUPS), classes(150, 100, 50, groups=GROUPS)])
@pytest.mark.parametrize("kind", ["auto", "group", "kfold"])
def test_groups_are_never_split(rows: Rows, kind: Any) -> None:
    made = split(rows, DATA, CrossValidationSettings(kind=kind))

    assert made.plan.kind == "group"
    for name in ["holdout", *fold_columns(made).columns]:
        assert (made.table[name].groupby(GROUPS).nunique() == 1).all()
    assert 30 <= made.holdout.sum() <= 75


def test_the_past_predicts_the_future() -> None:
    times = np.random.default_rng(0).permutation(np.repeat(np.arange(100), 3))
    made = split(numbers(times=times), DATA, AUTO)
    marks = fold_columns(made)

    assert made.plan.kind == "timeseries"
    check_marks(made)
    assert times[~made.holdout].max() < times[made.holdout].min()
    assert made.holdout.sum() == 60
    for name in marks.columns:
        assert times[marks[name] == 1].max() < times[marks[name] == 2].min()
    assert (np.asarray(marks == 2).sum(axis=1) <= 1).all()


def test_few_moments_make_fewer_folds() -> None:
    made = split(numbers(times=np.repeat(np.arange(5), 60)), DATA, AUTO)

    assert made.plan.n_folds == 3
    assert "fewer_folds" in codes(made)
    with pytest.raises(DataError, match="more folds"):
        split(numbers(times=np.repeat(np.arange(5), 60)), DATA, CrossValidationSettings(n_folds=8))


def test_time_decides_the_holdout_of_any_kind() -> None:
    times = np.random.default_rng(0).permutation(300)
    made = split(numbers(times=times), DATA, CrossValidationSettings(kind="kfold"))

    assert made.plan.kind == "kfold"
    assert times[~made.holdout].max() < times[made.holdout].min()


def test_the_holdout_keeps_the_proportions_of_the_classes() -> None:
    rows = classes(700, 200, 100)
    made = split(rows, DATA, AUTO)

    _, counts = np.unique(rows.target[made.holdout], return_counts=True)
    assert counts.tolist() == [140, 40, 20]


@pytest.mark.parametrize(("n", "test_size", "held"), [(49, 0.2, 10), (47, 0.2, 0), (300, 0.0, 0), (300, 0.5, 150)])
def test_a_holdout_too_small_to_say_anything_is_not_made(n: int, test_size: float, held: int) -> None:
    made = split(numbers(n), DATA.model_copy(update={"test_size": test_size}), AUTO)

    assert made.holdout.sum() == held
    assert ("no_holdout" in codes(made)) == (held == 0)


def test_two_huge_groups_leave_no_holdout() -> None:
    made = split(numbers(groups=np.repeat([0, 1], 150)), DATA, AUTO)

    assert not made.holdout.any()
    assert made.plan.n_folds == 2
    assert {"no_holdout", "fewer_folds"} <= codes(made)


def test_one_group_cannot_be_dealt() -> None:
    with pytest.raises(DataError, match="two folds") as raised:
        split(numbers(groups=np.zeros(300, dtype=np.int64)), DATA, AUTO)
    assert "groups" not in raised.value.cause_in("ja")


def test_a_class_with_a_single_row() -> None:
    made = split(classes(200, 99, 1), DATA, AUTO)

    assert (made.plan.kind, made.plan.n_folds) == ("stratified", 5)
    assert {"rare_classes", "single_row_class"} <= codes(made)
    check_scored_once(made)


def test_a_class_with_a_single_row_is_never_held_out() -> None:
    rows = classes(200, 99, 1)
    held = [split(rows, DATA.model_copy(update={"random_seed": seed}), AUTO).holdout for seed in range(30)]

    assert not any((rows.target[one] == "c2").any() for one in held)


@pytest.mark.parametrize("kind", ["auto", "stratified"])
@pytest.mark.parametrize("n_folds", [None, 5])
def test_rare_classes_do_not_make_fewer_folds(kind: Any, n_folds: int | None) -> None:
    rows = classes(200, 100, 4)
    made = split(rows, DATA, CrossValidationSettings(kind=kind, n_folds=n_folds))
    marks = fold_columns(made)

    assert (made.plan.kind, made.plan.n_folds) == ("stratified", 5)
    assert "'c2' (3)" in next(one.message for one in made.findings if one.code == "rare_classes")
    check_scored_once(made)
    for name in marks.columns:
        assert (rows.target[marks[name] == 2] == "c2").sum() <= 1
        assert (rows.target[marks[name] == 1] == "c2").sum() >= 2


def test_folds_differ_by_one_row_at_most_in_every_class() -> None:
    rows = classes(153, 101, 37)
    marks = fold_columns(split(rows, DATA, AUTO))

    counts = pd.DataFrame({name: pd.Series(rows.target[marks[name] == 2]).value_counts() for name in marks.columns})
    assert (counts.max(axis=1) - counts.min(axis=1) <= 1).all()
    assert counts.sum().max() - counts.sum().min() <= 1


def test_findings_in_japanese() -> None:
    made = split(classes(200, 100, 4), DATA, AUTO, "ja")

    assert all(not one.message.isascii() and not one.action.isascii() for one in made.findings)
    assert not made.plan.reason.isascii()


@pytest.mark.parametrize(("giant", "small", "held"), [(280, [2] * 10, 0), (240, [4] * 15, 32)])
def test_groups_so_unequal_that_one_fills_a_fold(giant: int, small: list[int], held: int) -> None:
    """The small ones are left to learn and test with, and are no final check where half of them are too few rows."""
    groups = np.repeat(np.arange(1 + len(small)), [giant, *small])
    made = split(numbers(groups=groups), DATA, AUTO)

    check_marks(made)
    check_scored_once(made)
    assert made.plan.n_folds == 5
    assert made.holdout.sum() == held
    assert ("no_holdout" in codes(made)) == (held == 0)
    assert "unequal_groups" in codes(made)


def test_rare_classes_do_not_unbalance_groups() -> None:
    rows = classes(250, 247, 3, groups=np.arange(500) // 5)
    made = split(rows, DATA, AUTO)

    shares = [(rows.target[marks == 2] == "c0").mean() for _, marks in fold_columns(made).items()]
    assert max(shares) - min(shares) < 0.1


def test_no_fold_learns_from_a_single_class() -> None:
    """The first part in time has one class only, so the parts must be larger."""
    late = Rows(
        row_id=np.arange(300),
        target=np.array(["a"] * 55 + ["a", "b"] * 122 + ["b"]),
        problem=Problem(type="binary", classes=["a", "b"], reason=""),
        times=np.arange(300),
    )
    made = split(late, DATA, AUTO)
    marks = fold_columns(made)

    assert made.plan.n_folds == 3
    assert "fewer_folds" in codes(made)
    assert all(len(set(late.target[marks[name] == 1])) == 2 for name in marks.columns)
    with pytest.raises(DataError, match="single class"):
        split(late, DATA, CrossValidationSettings(n_folds=5))


def test_more_folds_than_rows_are_refused() -> None:
    with pytest.raises(DataError, match="more folds"):
        split(numbers(20), DATA, CrossValidationSettings(n_folds=30))


def test_few_rows_make_fewer_folds() -> None:
    made = split(numbers(7), DATA, AUTO)

    assert made.plan.n_folds == 3
    with pytest.raises(DataError, match="too few rows"):
        split(numbers(3), DATA, AUTO)


def test_large_data_gets_three_folds() -> None:
    assert split(numbers(30_000), DATA, AUTO).plan.n_folds == 3
    assert split(numbers(20_000), DATA, AUTO).plan.n_folds == 5


def test_settings_that_cannot_be() -> None:
    with pytest.raises(ConfigError, match="need classes"):
        split(numbers(), DATA, CrossValidationSettings(kind="stratified"))
    with pytest.raises(ConfigError, match=r"data\.group_column"):
        split(numbers(), DATA, CrossValidationSettings(kind="group"))
    with pytest.raises(ConfigError, match=r"data\.time_column"):
        split(numbers(), DATA, CrossValidationSettings(kind="timeseries"))


def test_groups_and_times_together_are_said() -> None:
    rows = numbers(groups=GROUPS, times=np.arange(300))

    assert "time_not_kept" in codes(split(rows, DATA, AUTO))
    assert "groups_not_kept" in codes(split(rows, DATA, CrossValidationSettings(kind="timeseries")))


def test_many_groups_are_dealt_quickly() -> None:
    groups = pd.factorize(np.random.default_rng(0).integers(0, 25_000, 50_000))[0].astype(np.int64)
    rows = numbers(50_000, groups=groups)

    assert 9_000 < split(rows, DATA, AUTO).holdout.sum() < 12_500


def test_what_the_split_is_made_of_decides_it() -> None:
    def made(seed: int, fold_seed: int) -> str:
        data = DATA.model_copy(update={"random_seed": seed})
        return split(numbers(), data, CrossValidationSettings(random_seed=fold_seed)).plan.hash

    assert made(1, 1) == made(1, 1)
    assert len({made(1, 1), made(2, 1), made(1, 2)}) == 3
