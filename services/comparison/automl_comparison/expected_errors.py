"""Which errors to expect of a candidate on new rows, counted on its out-of-fold predictions: data in, data out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

from automl_comparison.ranges import LEVEL, Range, quantile, share
from automl_comparison.rows import Rows
from automl_data.bundle import Calibration
from automl_data.bundle.calibration import calibrated_second
from automl_data.metrics.weighing import median
from automl_shared.frozen import Frozen

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST, MIDDLE = 0.9, 0.5
"""Nine of ten, and half."""
DEFAULT_THRESHOLD = float(np.nextafter(0.5, 1))
"""Where both classes are as likely, a model answers with the first one."""
SUREST = 0.1
"""Share of the rows that are looked at first: those with the highest probability."""
FEWEST_ALARMS = 10
"""So many alarms have to be there before a share of them is said to be right."""
MOST_CONFUSIONS = 5


class Sample(Frozen):
    """Rows that a threshold is chosen on, (n,) each: what is true, its probability, how many rows each stands for, and
    the place of each among all rows."""

    truth: NDArray[np.bool_]
    probability: NDArray[np.float64]
    counts: NDArray[np.float64]
    place: NDArray[np.intp]

    @classmethod
    def of(
        cls, truth: NDArray[np.bool_], probability: NDArray[np.float64], counts: NDArray[np.float64] | None = None
    ) -> Sample:
        """All rows. counts: one each when left out."""
        counts = np.ones(len(truth)) if counts is None else counts
        return cls(truth=truth, probability=probability, counts=counts, place=np.arange(len(truth)))

    def at(self, chosen: NDArray[np.bool_]) -> Sample:
        """Some of them."""
        return Sample(
            truth=self.truth[chosen],
            probability=self.probability[chosen],
            counts=self.counts[chosen],
            place=self.place[chosen],
        )


Threshold = Callable[[Sample], float | None]
"""From which probability on to say yes; None for never."""


class AtThreshold(Frozen):
    """What happens to 1,000 new rows when ``positive`` is said from a probability on.

    ``aim``: ``cheapest``, ``default``, ``surest``, ``find_most`` or ``few_false``. Shares are of all rows; ``right``
    is of the alarms.
    """

    aim: str
    threshold: float
    found: Range
    missed: Range
    false_alarms: Range
    right: float | None

    @property
    def alarms(self) -> float:
        """Share of all rows."""
        return self.found.value + self.false_alarms.value


class Usual(Frozen):
    """The most frequent class, which is right for so large a share of the rows whoever says it always."""

    name: str
    share: float


class BinaryErrors(Frozen):
    """Of two classes."""

    positive: str
    share: float
    """Of the positive class among the rows."""
    usual: Usual
    n_rows: int
    thresholds: tuple[AtThreshold, ...]
    """The one to use first."""

    def at(self, aim: str) -> AtThreshold | None:
        return next((one for one in self.thresholds if one.aim == aim), None)

    @property
    def beats_usual(self) -> bool:
        """Whether it answers more rows right than who always says the most frequent class, by more than luck explains.

        Only the rows answered otherwise differ. Source: McNemar (1947), Sampling error of the difference between
        correlated proportions.
        """
        first = self.thresholds[0]
        gained, lost = first.found.value, first.false_alarms.value
        if self.usual.name == self.positive:
            gained, lost = 1 - first.alarms - first.missed.value, first.missed.value
        differ = gained + lost
        return differ > 0 and (gained - lost) * np.sqrt(self.n_rows / differ) > stats.norm.ppf(LEVEL)

    @property
    def surest(self) -> AtThreshold | None:
        """The rows to look at first, where they hold more of ``positive`` than as many others, by more than luck
        explains."""
        one = self.at("surest")
        if one is None or not 0 < one.alarms < 2 * SUREST:
            return None
        return one if self.right_of(one).low > self.share else None

    def right_of(self, one: AtThreshold) -> Range:
        """Share of its alarms that are right."""
        return share(one.found.value * self.n_rows, one.alarms * self.n_rows)


class Confusion(Frozen):
    """Rows of one class that are taken for another."""

    actual: str
    predicted: str
    share: float
    """Of all rows."""


class ClassErrors(Frozen):
    """Of several classes. ``confusions``: the most frequent first. ``found``: share of each class that is recognised,
    the least first."""

    right: Range
    usual: Usual
    n_rows: int
    confusions: tuple[Confusion, ...]
    found: tuple[tuple[str, float], ...]


class NumberErrors(Frozen):
    """Distances between prediction and truth, in the unit of the target.

    ``guessed``: the same two when every row gets the middle value of the target.
    """

    half: Range
    most: Range
    guessed_half: float
    guessed_most: float
    n_rows: int

    @property
    def beats_usual(self) -> bool:
        """Whether it comes closer than the middle value does, for half of the rows or for nine out of ten."""
        return self.half.value < self.guessed_half or self.most.value < self.guessed_most


ExpectedErrors = BinaryErrors | ClassErrors | NumberErrors


def expected_errors(
    rows: Rows,
    predicted: np.ndarray,
    classes: Sequence[str],
    cheapest: Threshold | None = None,
    by: Calibration | None = None,
) -> ExpectedErrors:
    """predicted: (n,) values or (n, n_classes) probabilities, of the rows, each by a model that had not seen it.

    ``cheapest``: chooses the threshold of two classes where it is known what errors cost. ``by``: how probabilities are
    corrected before people see them; thresholds are told as such.
    """
    if not classes:
        return _numbers(rows, predicted)
    if len(classes) == 2:
        return _two_classes(rows, predicted[:, 1].astype(np.float64), classes, cheapest, by)
    return _several_classes(rows, predicted, classes)


def _part(hits: float, of: float, n: float) -> Range:
    """As a share of all n rows, of which so many can be hit: never more of them than there are."""
    found = share(hits, of)
    return Range(value=hits / n, low=found.low * of / n, high=found.high * of / n)


def default(_: Sample) -> float:
    """The likelier of the two."""
    return DEFAULT_THRESHOLD


def placed(threshold: float, by: Calibration | None) -> float:
    """Where a threshold lies when probabilities are corrected, which changes no answer: where both classes were as
    likely, it is still the first one."""
    if by is None:
        return threshold
    if threshold == DEFAULT_THRESHOLD:
        return float(np.nextafter(calibrated_second(np.float64(0.5), by), 2))
    return float(calibrated_second(np.float64(threshold), by))


def surest(sample: Sample) -> float:
    """The lowest from which on no more than a tenth of the rows lie; the highest where more of them are as likely."""
    probability, alarms, _ = _from_the_top(sample)
    first = np.flatnonzero(alarms <= SUREST * sample.counts.sum() * (1 + 1e-9))
    return float(probability[first[-1] if len(first) else 0])


def find_most(sample: Sample) -> float | None:
    """So low that nine out of ten of the positive rows are found."""
    if not sample.truth.any():
        return None
    wanted = sample.at(sample.truth)
    return float(np.quantile(wanted.probability, 1 - MOST, method="inverted_cdf", weights=wanted.counts))


def few_false(sample: Sample) -> float | None:
    """The lowest from which on nine out of ten alarms are right; None where there is none."""
    probability, alarms, hits = _from_the_top(sample)
    good = (hits / alarms >= MOST) & (alarms >= FEWEST_ALARMS)
    return float(probability[np.flatnonzero(good)[-1]]) if good.any() else None


def _from_the_top(sample: Sample) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Every probability that occurs, the highest first, with the rows and the positive rows from it on."""
    order = np.argsort(-sample.probability, kind="stable")
    probability, counts = sample.probability[order], sample.counts[order]
    last_of_its_kind = np.append(np.diff(probability) != 0, True)
    alarms, hits = np.cumsum(counts), np.cumsum(counts * sample.truth[order])
    return probability[last_of_its_kind], alarms[last_of_its_kind], hits[last_of_its_kind]


def _two_classes(
    rows: Rows,
    probability: NDArray[np.float64],
    classes: Sequence[str],
    cheapest: Threshold | None,
    by: Calibration | None,
) -> BinaryErrors:
    sample = Sample.of(rows.y == 1, probability, rows.counts)
    aims: dict[str, Threshold] = {
        **({"cheapest": cheapest} if cheapest else {}),
        "default": default,
        "surest": surest,
        "find_most": find_most,
        "few_false": few_false,
    }
    made = [_at(rows, sample, aim, choose, by) for aim, choose in aims.items()]
    return BinaryErrors(
        positive=classes[1],
        share=float(np.average(sample.truth, weights=rows.weights)),
        usual=_usual(rows, classes),
        n_rows=rows.n_distinct,
        thresholds=tuple(one for one in made if one is not None),
    )


def _at(rows: Rows, sample: Sample, aim: str, choose: Threshold, by: Calibration | None) -> AtThreshold | None:
    """Counted with a threshold chosen on the other folds, so that no row decides how it is judged itself."""
    truth, counts, threshold = sample.truth, sample.counts, choose(sample)
    said, judged = decided_apart(rows, sample, choose)
    if threshold is None or not judged.any():
        return None
    n = float(counts[judged].sum())
    hits, misses, false = (
        float(counts[judged & wanted].sum()) for wanted in (said & truth, ~said & truth, said & ~truth)
    )
    return AtThreshold(
        aim=aim,
        threshold=placed(threshold, by),
        found=_part(hits, hits + misses, n),
        missed=_part(misses, hits + misses, n),
        false_alarms=_part(false, n - hits - misses, n),
        right=hits / (hits + false) if hits + false else None,
    )


def decided_apart(rows: Rows, sample: Sample, choose: Threshold) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Whether each row is called positive, and whether there were other rows to choose its threshold on: (n,) each.

    ``sample``: all of the rows.
    """
    said, judged = np.zeros(len(rows), dtype=bool), np.zeros(len(rows), dtype=bool)
    for fold in range(rows.n_folds):
        others = np.isin(rows.fold, rows.learnt_from(fold))
        here = rows.slice_of(fold)
        if not others.any():
            continue
        threshold = choose(sample.at(others))
        judged[here] = True
        said[here] = False if threshold is None else sample.probability[here] >= threshold
    return said, judged


def _usual(rows: Rows, classes: Sequence[str]) -> Usual:
    of_each = np.bincount(rows.y.astype(np.int64), rows.counts, minlength=len(classes))
    most = int(of_each.argmax())
    return Usual(name=classes[most], share=float(of_each[most] / of_each.sum()))


def _several_classes(rows: Rows, probabilities: np.ndarray, classes: Sequence[str]) -> ClassErrors:
    n_classes, places = len(classes), rows.y.astype(np.int64) * len(classes) + probabilities.argmax(axis=1)
    taken = np.bincount(places, rows.counts, minlength=n_classes**2).reshape(n_classes, n_classes)
    total, of_each, hits = float(taken.sum()), taken.sum(axis=1), np.diag(taken)
    wrong = np.where(np.eye(n_classes, dtype=bool), 0.0, taken).ravel()
    most = [at for at in np.argsort(-wrong, kind="stable")[:MOST_CONFUSIONS] if wrong[at] > 0]
    found = [(name, float(hits[at] / of_each[at])) for at, name in enumerate(classes) if of_each[at] > 0]
    return ClassErrors(
        right=share(float(hits.sum()), total),
        usual=_usual(rows, classes),
        n_rows=rows.n_distinct,
        confusions=tuple(
            Confusion(
                actual=classes[at // n_classes], predicted=classes[at % n_classes], share=float(wrong[at]) / total
            )
            for at in most
        ),
        found=tuple(sorted(found, key=lambda one: one[1])),
    )


def _numbers(rows: Rows, predicted: np.ndarray) -> NumberErrors:
    distance, guessed = np.abs(predicted - rows.y), np.abs(median(rows.y, rows.weights) - rows.y)
    counts = rows.counts
    half, most = (quantile(distance, of, counts) for of in (MIDDLE, MOST))
    at_best = np.quantile(guessed, [MIDDLE, MOST], method="inverted_cdf", weights=counts)
    return NumberErrors(
        half=half,
        most=most,
        guessed_half=float(at_best[0]),
        guessed_most=float(at_best[1]),
        n_rows=rows.n_distinct,
    )
