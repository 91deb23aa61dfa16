"""What is tried: every pair, cross and aggregate of the columns that say most, as far as the limits go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from automl_data.recipe.generated.arithmetic import Difference, Part, Product, Ratio
from automl_data.recipe.generated.booster import fitted, gains
from automl_data.recipe.generated.by_category import Aggregate, Frequency, TargetMean
from automl_data.recipe.generated.feature import Feature
from automl_data.recipe.generated.inputs import DAY_OF_YEAR, TEXT_PARTS, Inputs, Source
from automl_data.recipe.generated.targets import Targets
from automl_data.recipe.ties import Ties
from automl_shared.frozen import Frozen
from automl_shared.recipe import Recipe

FEW_VALUES = 30
"""Different values up to which a number is a category as well: a month, an hour, a grade."""
FLAG = 2
"""Different values of a number that says yes or no: there is nothing to compute with it."""
MANY_LEVELS = 20
"""Categories from which on those of a column are grouped by how they begin."""
MOST_LABELS = 4
"""Classes, the most frequent ones, whose shares are features."""
LEAST_ROWS_A_LEVEL = 2.0
"""Rows that the categories of a cross have on average."""


class Limits(Frozen):
    """Counts, not clocks, so that the same data make the same features on any machine."""

    rows: int
    """Rows that features are chosen on."""
    numbers: int
    """Numbers that go into pairs."""
    categories: int
    """Categories that go into crosses."""
    aggregated: int
    """Numbers, and categories, that go into aggregates."""
    statistics: tuple[str, ...]
    kept: int
    """Features that are kept."""


LIMITS = {
    "auto": Limits(
        rows=4_000, numbers=8, categories=6, aggregated=4, statistics=("mean", "deviation", "rank"), kept=15
    ),
    "full": Limits(
        rows=10_000,
        numbers=16,
        categories=10,
        aggregated=8,
        statistics=("mean", "spread", "deviation", "rank"),
        kept=50,
    ),
}


def candidates(recipe: Recipe, rows: Inputs, targets: Targets, ties: Ties, limits: Limits) -> list[Feature]:
    """All that is tried for these rows, none of it fitted."""
    numbers = [one for one in map(Source, recipe.numeric) if _different(rows.number(one)) > FLAG]
    categories = list(_categories(recipe, rows))
    dates = [Source(name) for name in recipe.datetime]
    numbers, categories = _strongest(rows, numbers, categories, targets, ties, limits)
    crosses = [[one] for one in categories] + [
        list(pair) for pair in combinations(categories[: limits.categories], 2) if _is_cross(rows, pair)
    ]
    made: list[Feature] = [Part([source]) for source in _parts(recipe, rows)]
    made += [Difference(list(pair)) for pair in combinations(dates, 2)]
    for pair in combinations(numbers[: limits.numbers], 2):
        made += [Difference(list(pair)), Product(list(pair)), Ratio(_over_the_safer(rows, *pair))]
    for cross in crosses:
        made += [Frequency(cross), *_target_means(recipe, cross, targets)]
    for category in categories[: limits.aggregated]:
        for number in numbers[: limits.aggregated]:
            if number.column != category.column:
                made += [Aggregate([category], number, statistic) for statistic in limits.statistics]
    return made


def _categories(recipe: Recipe, rows: Inputs) -> Iterator[Source]:
    for name in [*recipe.categorical, *recipe.high_cardinality]:
        source = Source(name)
        yield source
        start = Source(name, "start")
        if MANY_LEVELS < _levels(rows, [source]) > 2 * _levels(rows, [start]) > 2:
            yield start
    for name in recipe.numeric:
        if FLAG < _different(rows.number(Source(name))) <= FEW_VALUES:
            yield Source(name)


def _parts(recipe: Recipe, rows: Inputs) -> Iterator[Source]:
    """Parts of texts, codes and dates, where they differ; the length of a text is a feature in any case."""
    parts = [Source(name, part) for name in [*recipe.categorical, *recipe.high_cardinality] for part in TEXT_PARTS]
    parts += [Source(name, part) for name in recipe.text for part in ("words", "digits")]
    parts += [Source(name, DAY_OF_YEAR) for name in recipe.datetime]
    return (source for source in parts if _different(rows.number(source)) > FLAG)


def _strongest(
    rows: Inputs,
    numbers: list[Source],
    categories: list[Source],
    targets: Targets,
    ties: Ties,
    limits: Limits,
) -> tuple[list[Source], list[Source]]:
    """Both in the order of what a booster gains by them, where not all of them can be tried."""
    if len(numbers) <= limits.aggregated and len(categories) <= limits.aggregated:
        return numbers, categories
    means = [TargetMean([source]).fitted_values(rows, targets.values, ties) for source in categories]
    matrix = np.column_stack([*(rows.number(source) for source in numbers), *means])
    gained = gains(fitted(matrix, targets))
    return _by(numbers, gained[: len(numbers)]), _by(categories, gained[len(numbers) :])


def _by(sources: list[Source], gained: np.ndarray) -> list[Source]:
    return [sources[place] for place in np.argsort(-gained, kind="stable")]


def _over_the_safer(rows: Inputs, first: Source, second: Source) -> list[Source]:
    """The pair, with the one as the denominator that is less often zero or of two signs."""
    return [first, second] if _risk(rows.number(second)) <= _risk(rows.number(first)) else [second, first]


def _risk(values: np.ndarray) -> float:
    present = values[~np.isnan(values)]
    if not len(present):
        return 1.0
    return float((present == 0).mean() + min((present > 0).mean(), (present < 0).mean()))


def _is_cross(rows: Inputs, pair: tuple[Source, Source]) -> bool:
    """Whether crossing says something new, and leaves enough rows to a category."""
    if pair[0].column == pair[1].column:
        return False
    levels = _levels(rows, list(pair))
    return max(_levels(rows, [one]) for one in pair) < levels <= len(rows) / LEAST_ROWS_A_LEVEL


def _target_means(recipe: Recipe, cross: list[Source], targets: Targets) -> list[Feature]:
    encoded = recipe.encodings.get("target", [])
    if len(cross) == 1 and cross[0].column in encoded and not cross[0].part:
        return []
    return [TargetMean(cross, place, label) for place, label in targets.most_frequent(MOST_LABELS)]


def _levels(rows: Inputs, sources: Sequence[Source]) -> int:
    return len(np.unique(rows.crossed(list(sources))))


def _different(values: np.ndarray) -> int:
    return len(np.unique(values[~np.isnan(values)]))
