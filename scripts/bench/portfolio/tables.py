"""The tables of the study: those of the accuracy benchmark, cut into rows to learn from and fresh ones."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / "accuracy")]

from datasets import DATA_SETS, DataSet  # noqa: E402  (found in the accuracy benchmark)

LEFT_OUT = {"letter"}
"""26 classes: a setting takes longer on it than on all others together."""
TEST_SHARE = 0.25


TABLES = tuple(sorted((one for one in DATA_SETS if one.name not in LEFT_OUT), key=lambda one: one.name))


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows to learn from and rows nobody sees before the end."""

    data: DataSet
    train: pd.DataFrame
    test: pd.DataFrame


def read(data: DataSet, packages: Path, *, rows: int, seed: int = 0) -> Table:
    """At most ``rows`` to learn from, and at most as many to score on, drawn by the seed."""
    frame = data.read(packages).dropna(subset=[data.target]).reset_index(drop=True)
    order = np.random.default_rng(seed).permutation(len(frame))
    held = max(round(TEST_SHARE * len(frame)), len(frame) - rows)
    return Table(
        data=data,
        train=frame.iloc[order[held : held + rows]].reset_index(drop=True),
        test=frame.iloc[order[: min(held, rows)]].reset_index(drop=True),
    )
