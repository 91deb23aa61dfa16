"""What the stored results say, as Markdown."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from statistics import NormalDist

import numpy as np
from stored import Stored
from systems import PLAIN, REFERENCE, SYSTEMS

from automl_comparison.ranges import LEVEL
from automl_shared.frozen import Frozen

OURS = "ours"
WITHIN = 2.0
"""Standard errors within which a score is as good as its word."""
MOST_SECONDS = {"ours": 0.5, "ours-balanced": 0.1}
MOST_MEGABYTES = 10.0


class Comparison(Frozen):
    """``leads``: ours minus `PLAIN`, the loss and its standard error, by data set and seed."""

    results: Sequence[Stored]
    leads: Mapping[tuple[str, int], tuple[float, float]]
    asked: Sequence[str]

    @cached_property
    def systems(self) -> list[str]:
        there = {one.system for one in self.results}
        return [name for name in SYSTEMS if name in there and name in self.asked]

    @cached_property
    def _losses(self) -> dict[tuple[str, int], dict[str, float]]:
        """Of the data sets and seeds on which every system was tried."""
        found: dict[tuple[str, int], dict[str, float]] = {}
        for one in self.results:
            if one.system in self.systems:
                found.setdefault((one.data, one.seed), {})[one.system] = one.loss
        return {key: losses for key, losses in found.items() if len(losses) == len(self.systems)}

    @cached_property
    def data_sets(self) -> list[str]:
        return list(dict.fromkeys(data for data, _ in self._losses))

    def by_data(self, values: Mapping[tuple[str, int], Mapping[str, float]]) -> dict[str, dict[str, float]]:
        """Means over the seeds."""
        return {
            data: {
                system: float(np.mean([one[system] for (name, _), one in values.items() if name == data]))
                for system in self.systems
            }
            for data in self.data_sets
        }

    def ranks(self) -> dict[str, dict[str, float]]:
        """1 is the best; those that are equal share their places."""
        from scipy.stats import rankdata

        ranked = {
            key: dict(zip(self.systems, rankdata([losses[one] for one in self.systems]).tolist(), strict=True))
            for key, losses in self._losses.items()
        }
        return self.by_data(ranked)

    def normalised(self) -> dict[str, dict[str, float]]:
        """0 as good as `REFERENCE`, 1 the best of all, not below -1, which is also what a failure counts."""
        if REFERENCE not in self.systems:
            return {}
        return self.by_data(
            {
                key: {name: _share(loss, losses[REFERENCE], min(losses.values())) for name, loss in losses.items()}
                for key, losses in self._losses.items()
            }
        )

    def losses(self) -> dict[str, dict[str, float]]:
        return self.by_data(self._losses)

    def of(self, system: str) -> list[Stored]:
        return [one for one in self.results if one.system == system and one.data in self.data_sets]

    def lines(self) -> Iterator[str]:
        yield f"{len(self.data_sets)} data sets, {len(self._losses)} with their seeds, {len(self.systems)} systems"
        yield from self._systems_table()
        yield from self._data_table()
        yield from self._ours()

    def _systems_table(self) -> Iterator[str]:
        ranks, shares = self.ranks(), self.normalised()
        yield ""
        yield (
            "| system | mean rank | normalised | 1,000 rows predicted, s: median, most | MB: median, most "
            "| wall s: median, most | processor s: median | failed |"
        )
        yield "|---|---|---|---|---|---|---|---|"
        for name in sorted(self.systems, key=lambda one: _mean(ranks, one)[0]):
            found = self.of(name)
            fields = (
                name,
                _with_error(_mean(ranks, name), 2),
                _with_error(_mean(shares, name), 3) if shares else "-",
                _middle_and_most([one.facts.get("predict_seconds") for one in found], 2),
                _middle_and_most([one.facts.get("size_bytes", np.nan) / 1e6 for one in found], 1),
                _middle_and_most([one.facts.get("wall_seconds") for one in found], 0),
                _middle_and_most([one.facts.get("processor_seconds") for one in found], 0).split(",")[0],
                str(sum("failed" in one.facts for one in found)),
            )
            yield f"| {' | '.join(fields)} |"

    def _data_table(self) -> Iterator[str]:
        yield ""
        yield f"| loss | {' | '.join(self.systems)} | ours against plain LightGBM |"
        yield "|---|" + "---|" * (len(self.systems) + 1)
        for data, losses in self.losses().items():
            best = min(losses.values())
            said = [f"**{loss:.4g}**" if loss == best else f"{loss:.4g}" for loss in losses.values()]
            yield f"| {data} | {' | '.join(said)} | {self._lead(data)} |"

    def _lead(self, data: str) -> str:
        leads = [lead for (name, _), lead in self.leads.items() if name == data]
        if not leads:
            return "-"
        mean, error = (statistics.fmean(one) for one in zip(*leads, strict=True))
        return f"{mean:+.3g} ({error:.2g}){' **worse**' if mean > error else ''}"

    def _ours(self) -> Iterator[str]:
        """Whether what we promise of ourselves holds."""
        found = [one for one in self.results if one.system == OURS and "cv_loss" in one.facts]
        gaps = [_gap(one) for one in found]
        known = [gap for gap in gaps if np.isfinite(gap)]
        yield ""
        if known:
            near = sum(abs(gap) <= WITHIN for gap in known)
            yield (
                f"- cross-validated against fresh rows: {near} of {len(known)} within {WITHIN:g} standard errors, "
                f"mean {np.mean(known):+.2f}"
            )
        held = [_is_in_range(one) for one in found if one.facts.get("told_range")]
        if held:
            yield f"- fresh rows in the range told: {sum(held)} of {len(held)}, {LEVEL:.0%} promised"
        for name, most in MOST_SECONDS.items():
            times = [one.facts["predict_seconds"] for one in self.results if one.system == name and one.loss < np.inf]
            if times:
                yield f"- {name}: 1,000 rows in at most {most:g} s on {sum(t <= most for t in times)} of {len(times)}"
        sizes = [one.facts["size_bytes"] / 1e6 for one in found]
        if sizes:
            yield f"- median size {statistics.median(sizes):.1f} MB, wanted at most {MOST_MEGABYTES:g}"
        counted = [len(one.facts["candidates"]) for one in found]
        if counted:
            yield f"- candidates done: {min(counted)} to {max(counted)}, median {statistics.median(counted):g}"


def _gap(one: Stored) -> float:
    """How much higher the loss on fresh rows is than was said, in standard errors of the difference."""
    error = float(np.hypot(one.facts["cv_standard_error"], one.facts["loss_standard_error"]))
    gap = one.loss - float(one.facts["cv_loss"])
    return gap / error if gap else 0.0  # also of a model without any error, here and there


def _is_in_range(one: Stored) -> bool:
    """Whether the loss on fresh rows is in the range told, as far as so few of them can say: both are uncertain."""
    gap = one.loss - float(one.facts["cv_loss"])
    end = one.facts["told_range"][gap > 0] - float(one.facts["cv_loss"])
    return abs(gap) <= float(np.hypot(end, NormalDist().inv_cdf(0.5 + LEVEL / 2) * one.facts["loss_standard_error"]))


def _share(loss: float, reference: float, best: float) -> float:
    scale = reference - best
    if scale <= 0:
        return 1.0 if loss == best else -1.0 if loss == np.inf else 0.0
    return max(-1.0, (reference - loss) / scale)


def _mean(values: Mapping[str, Mapping[str, float]], system: str) -> tuple[float, float]:
    """Over the data sets, with its standard error."""
    every = [one[system] for one in values.values()]
    error = statistics.stdev(every) / len(every) ** 0.5 if len(every) > 1 else float("nan")
    return (statistics.fmean(every) if every else float("nan")), error


def _with_error(pair: tuple[float, float], digits: int) -> str:
    return f"{pair[0]:.{digits}f} ({pair[1]:.{digits}f})"


def _middle_and_most(values: Sequence[float | None], digits: int) -> str:
    known = [value for value in values if value is not None and np.isfinite(value)]
    return f"{statistics.median(known):.{digits}f}, {max(known):.{digits}f}" if known else "-, -"


def lead_over_plain(results: Sequence[Stored]) -> set[tuple[str, int]]:
    """Data sets and seeds with predictions of both."""
    of: dict[str, set[tuple[str, int]]] = {OURS: set(), PLAIN: set()}
    for one in results:
        if one.system in of and np.isfinite(one.loss):
            of[one.system].add((one.data, one.seed))
    return of[OURS] & of[PLAIN]
