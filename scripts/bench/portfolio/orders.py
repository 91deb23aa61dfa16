"""The study's second half: which settings, in which order, make the best ensemble within a budget.

The order is found by greedy forward selection: the setting comes next that lowers the ensemble's loss most for a second
of its time. It is judged on tables that it was not made from: for each one it is made from all others of its kind.
Losses are of fresh rows, as a share of plain LightGBM's; means are geometric. Prints the tables of the study.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

import numpy as np

sys.path[:0] = [str(Path(__file__).resolve().parent)]

from blending import TableFits, read_tables  # noqa: E402  (found beside this file)
from tables import TABLES  # noqa: E402

from automl_shared.config.models import TaskType  # noqa: E402
from automl_shared.plugins.model import portfolio  # noqa: E402

REFERENCE = "lightgbm"
WORKERS = 2
TASK_SECONDS = 2.0
"""What a candidate takes besides its fits."""
BUDGETS = (30, 60, 240, 900)
BEFORE = ("lightgbm", "extra_trees", "mlp", "lightgbm-long", "extra_trees-smooth", "random_forest", "lightgbm-small")
"""The standard portfolio before the study, in its order behind the linear model."""
VENDORS = {"catboost": "catboost", "xgboost": "xgboost-cpu"}
"""Models of libraries that are not in the image, and the packages they come in."""
PRUNED_WITHIN = 0.1
"""Standard errors of the out-of-fold loss that a pruned ensemble may lose."""


@dataclass
class Field:
    """The tables of one kind of problem. ``times``: tables so many times as long take so many times as long."""

    tables: list[TableFits]
    times: float
    only: Sequence[str] | None = None
    _known: dict[tuple[str, frozenset[str]], float] = field(default_factory=dict)

    @property
    def measured(self) -> list[str]:
        """Settings that every table has."""
        return sorted(set.intersection(*(set(table.fits) for table in self.tables)))

    @property
    def settings(self) -> list[str]:
        """Those of them that orders are made of."""
        return [one for one in self.measured if self.only is None or one in self.only]

    def cost(self, table: TableFits, setting: str) -> float:
        return (self.times * table.fits[setting].seconds + TASK_SECONDS) / WORKERS

    def loss(self, table: TableFits, settings: Sequence[str]) -> float:
        """The logarithm of the ensemble's loss as a share of plain LightGBM's."""
        key = table.name, frozenset(settings)
        if key not in self._known:
            names = sorted(settings)
            self._known[key] = float(np.log(table.score(table.weights(names)) / table.score({REFERENCE: 1.0})))
        return self._known[key]

    def within(self, table: TableFits, order: Sequence[str], seconds: float) -> list[str]:
        """The candidates of an order that are done in time; the first in any case."""
        done: list[str] = []
        for setting in order:
            seconds -= self.cost(table, setting)
            if seconds < 0 and done:
                break
            done.append(setting)
        return done

    def order(self, tables: Sequence[TableFits], allowed: Sequence[str], first: str) -> list[str]:
        """Greedy forward selection behind the first, the linear model, which stands for a quick answer.

        None is left out: what adds nothing to these tables may be what another one needs.
        """
        chosen, left = [first], [one for one in allowed if one != first]
        while left:
            known = self._mean(tables, chosen)
            gains = {one: known - self._mean(tables, [*chosen, one]) for one in left}
            best = max(left, key=lambda one: gains[one] / np.mean([self.cost(table, one) for table in tables]))
            chosen.append(best)
            left.remove(best)
        return chosen

    def _mean(self, tables: Sequence[TableFits], settings: Sequence[str]) -> float:
        return float(np.mean([self.loss(table, settings) for table in tables]))

    def left_out(self, allowed: Sequence[str], first: str) -> dict[str, list[str]]:
        """Table to the order that all other tables make."""
        return {
            one.name: self.order([other for other in self.tables if other is not one], allowed, first)
            for one in self.tables
        }


def main() -> None:
    """Prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--results", type=Path, required=True)
    parser.add_argument("--only", nargs="*", help="settings that orders are made of; all where none are named")
    parser.add_argument("--times", type=float, default=20.0, help="as if tables were so many times as long")
    asked = parser.parse_args()
    metrics = {one.name: one.metric for one in TABLES}
    tables = read_tables(asked.results, metrics)
    for kind in ("classification", "regression"):
        own = [one for one in tables if (one.metric == "rmse") == (kind == "regression")]
        study(kind, Field(own, asked.times, asked.only))


def study(kind: TaskType, field: Field) -> None:
    first = "logistic" if kind == "classification" else "ridge"
    today = [one for one in portfolio("standard", kind) if one in field.settings and not one.startswith(tuple(VENDORS))]
    today = [first, *(one for one in today if one != first)]
    before = [first, *(one for one in BEFORE if one in field.settings)]
    ours = [one for one in field.settings if not one.startswith(tuple(VENDORS))]
    made = field.left_out(ours, first)
    print(f"\n## {kind}: {len(field.tables)} tables, {len(field.settings)} settings\n")
    print("Loss as a share of plain LightGBM's\n")
    print(
        "| seconds | before | left-out order | difference (standard error), median "
        "| standard today | difference | candidates |"
    )
    print("|---|---|---|---|---|---|---|")
    for budget in BUDGETS:
        old, new = (
            [field.loss(one, field.within(one, order, budget)) for one in field.tables] for order in (before, today)
        )
        sets = [field.within(one, made[one.name], budget) for one in field.tables]
        after = [field.loss(one, names) for one, names in zip(field.tables, sets, strict=True)]
        size = np.mean([len(names) for names in sets])
        left_out = f"{share(after)} | {difference(after, old)}"
        print(f"| {budget} | {share(old)} | {left_out} | {share(new)} | {difference(new, old)} | {size:.1f} |")
    every = [field.loss(one, ours) for one in field.tables]
    print(f"\nEvery setting without {' and '.join(VENDORS)}: {share(every)}")
    with_vendors(field, ours, every)
    additions(field, today)
    pruning(field, ours)
    print(f"\ntoday: {' '.join(today)}\nfrom all tables: {' '.join(field.order(field.tables, ours, first))}")
    with_all = field.order(field.tables, field.settings, first)
    print(f"from all tables, with {' and '.join(VENDORS)}: {' '.join(with_all)}")
    better = [field.loss(one, today) - field.loss(one, before) for one in field.tables]
    lines = (f"{one.name} {100 * gain:+.1f} %" for one, gain in zip(field.tables, better, strict=True))
    print(f"today against before, without a limit: {', '.join(lines)}")
    alone = {one: np.mean([field.loss(table, [one]) for table in field.tables]) for one in field.measured}
    seconds = {one: np.mean([table.fits[one].seconds for table in field.tables]) for one in field.measured}
    print("\n| setting | alone | processor seconds |\n|---|---|---|")
    for one in sorted(alone, key=alone.__getitem__):
        print(f"| {one} | {np.exp(alone[one]):.3f} | {seconds[one]:.1f} |")


def with_vendors(field: Field, ours: Sequence[str], every: Sequence[float]) -> None:
    """What further libraries bring to an ensemble of everything, and what they weigh."""
    for vendor in VENDORS:
        pairs = [(known, one) for known, one in zip(every, field.tables, strict=True) if vendor in one.fits]
        if len(pairs) > 1:
            more = [field.loss(one, [*ours, vendor]) for _, one in pairs]
            seconds = np.mean([one.fits[vendor].seconds / one.fits[REFERENCE].seconds for _, one in pairs])
            costs = f"{megabytes(VENDORS[vendor]):.0f} MB installed, {seconds:.1f} times the seconds of {REFERENCE}"
            found = difference(more, [known for known, _ in pairs])
            print(f"and {vendor} ({costs}) on {len(pairs)} tables: {found}")


def additions(field: Field, today: Sequence[str]) -> None:
    """What each further setting brings to the ensemble of today's: other seeds, other samples of columns, and more."""
    known = [field.loss(one, today) for one in field.tables]
    print("\n| added to standard today | loss | better on | worse on |\n|---|---|---|---|")
    for setting in (one for one in field.measured if one not in today):
        more = [field.loss(one, [*today, setting]) for one in field.tables]
        gains = np.asarray(known) - np.asarray(more)
        print(f"| {setting} | {difference(more, known)} | {(gains > 0).sum()} | {(gains < 0).sum()} |")


def pruning(field: Field, names: Sequence[str]) -> None:
    """What an ensemble loses with its small members, and how near its own estimate is to the truth."""
    whole = [one.weights(names) for one in field.tables]
    cut = [one.pruned(weights, PRUNED_WITHIN) for one, weights in zip(field.tables, whole, strict=True)]
    pairs = list(zip(field.tables, whole, cut, strict=True))
    lost = [float(np.log(one.score(small) / one.score(large))) for one, large, small in pairs]
    members = f"{np.mean(list(map(len, whole))):.1f} -> {np.mean(list(map(len, cut))):.1f} members"
    print(f"pruned within {PRUNED_WITHIN:g} standard errors: {members}, loss {difference(lost, [0.0] * len(lost))}")
    gaps = [one.gap(weights) for one, weights in zip(field.tables, whole, strict=True)]
    near = sum(abs(gap) <= 2 for gap in gaps)
    print(f"fresh rows against out of fold: {near} of {len(gaps)} tables within two standard errors")


def share(logs: Sequence[float]) -> str:
    return f"{np.exp(np.mean(logs)):.4f}"


def difference(after: Sequence[float], before: Sequence[float]) -> str:
    """In per cent of the loss, paired by table, with its standard error and the median; below 0 is better."""
    pairs = 100 * (np.asarray(after) - np.asarray(before))
    return f"{pairs.mean():+.2f} % ({pairs.std(ddof=1) / len(pairs) ** 0.5:.2f}), median {np.median(pairs):+.2f} %"


def megabytes(package: str) -> float:
    """What a package takes on the disk; NaN where it is not installed."""
    try:
        found = files(package) or []
    except PackageNotFoundError:
        return float("nan")
    return sum(Path(str(one.locate())).stat().st_size for one in found if Path(str(one.locate())).exists()) / 1e6


if __name__ == "__main__":
    main()
