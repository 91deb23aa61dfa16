"""One data set with one seed: 80 % of the rows to learn from, 20 % to score on, which no system sees."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from datasets import DATA_SETS, SMALL_ROWS, DataSet

TEST_SHARE = 0.2


@dataclasses.dataclass(frozen=True, kw_only=True)
class Job:
    """Written to files. truth: (n_rows,) numbers, or texts of classes."""

    data: DataSet
    seed: int
    train: Path
    test: Path
    truth: np.ndarray
    classes: list[str]

    @property
    def name(self) -> str:
        return f"{self.data.name}-{self.seed}"


def jobs(packages: Path, folder: Path, names: Sequence[str], seeds: int) -> Iterator[Job]:
    """Every data set, small ones once per seed."""
    for data in (one for one in DATA_SETS if one.name in names):
        frame = data.read(packages).dropna(subset=[data.target])
        for seed in range(seeds if len(frame) < SMALL_ROWS else 1):
            yield written(data, frame, seed, folder)


def written(data: DataSet, frame: pd.DataFrame, seed: int, folder: Path) -> Job:
    """Split and written as CSV; classes are dealt evenly."""
    from sklearn.model_selection import train_test_split

    classes = None if data.metric == "rmse" else frame[data.target].astype(str)
    train, test = train_test_split(frame, test_size=TEST_SHARE, random_state=seed, stratify=classes)
    paths = [folder / f"{data.name}-{seed}-{part}.csv" for part in ("train", "test")]
    for part, path in zip((train, test), paths, strict=True):
        part.to_csv(path, index=False)
    truth = test[data.target] if classes is None else test[data.target].astype(str)
    labels = [] if classes is None else sorted(set(train[data.target].astype(str)))
    return Job(data=data, seed=seed, train=paths[0], test=paths[1], truth=truth.to_numpy(), classes=labels)
