"""What the target was, by series and moment."""

from __future__ import annotations

from collections.abc import Sequence

from automl_shared.frozen import Frozen
from automl_shared.lazy import np, pd


class History(Frozen):
    """One value for each moment of each series; where there were several, their mean.

    series: (n_series,) names in order. starts: (n_series,) where each begins in ``times`` and ``values``, which are
    (n_moments,); times rise within a series.
    """

    series: Sequence[str]
    starts: np.ndarray
    times: np.ndarray
    values: np.ndarray

    @classmethod
    def of(cls, names: np.ndarray, times: np.ndarray, values: np.ndarray) -> History:
        """names: (n_rows,) text. times and values: (n_rows,) floats; rows without either are left out."""
        rows = pd.DataFrame({"series": names, "time": times, "value": values}).dropna()
        means = rows.groupby(["series", "time"])["value"].mean()
        codes, series = pd.factorize(means.index.get_level_values("series"))
        return cls(
            series=[str(name) for name in series],
            starts=np.searchsorted(codes, np.arange(len(series))),
            times=means.index.get_level_values("time").to_numpy(dtype=np.float64),
            values=means.to_numpy(dtype=np.float64),
        )

    def known(self, names: np.ndarray, until: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Where the values of each row's series begin, and where those end that were known: (n_rows,) places each.

        names: (n_rows,) text. until: (n_rows,) times, the last at which something counts as known; NaN for never.
        """
        place = pd.Index(self.series).get_indexer(pd.Index(names))
        has_past = (place >= 0) & ~np.isnan(until)
        first = np.where(has_past, self.starts[place] if len(self.starts) else 0, 0)
        moments = np.unique(self.times)
        n_series = np.zeros(len(self.times), dtype=np.int64)
        n_series[self.starts[1:]] = 1
        key = np.cumsum(n_series) * (len(moments) + 1) + np.searchsorted(moments, self.times)
        asked = place * (len(moments) + 1) + np.searchsorted(moments, until, side="right")
        return first, np.where(has_past, np.searchsorted(key, asked), first)
