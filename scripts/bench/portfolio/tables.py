"""The tables of the study: those of the accuracy benchmark, and more of the same packages and of scikit-learn."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / "accuracy")]

from datasets import DATA_SETS, DataSet, islp, keel, r_data  # noqa: E402  (found in the accuracy benchmark)

LEFT_OUT = {"letter"}
"""26 classes: a setting takes longer on it than on all others together."""
TEST_SHARE = 0.25


def bundled(name: str) -> Callable[[Path], pd.DataFrame]:
    """A table that scikit-learn brings; its target is called ``target``."""

    def read(_packages: Path) -> pd.DataFrame:
        from sklearn import datasets

        frame: pd.DataFrame = getattr(datasets, f"load_{name}")(as_frame=True).frame
        return frame

    return read


MORE = (
    DataSet(name="digits", target="target", metric="log_loss", read=bundled("digits")),
    DataSet(name="vehicle", target="class", metric="log_loss", read=keel("vehicle")),
    DataSet(name="vowel", target="class", metric="log_loss", read=keel("vowel")),
    DataSet(name="pima", target="class", metric="roc_auc", read=keel("pima")),
    DataSet(name="tic-tac-toe", target="class", metric="roc_auc", read=keel("tic-tac-toe")),
    DataSet(name="bands", target="class", metric="roc_auc", read=keel("bands")),
    DataSet(name="ring", target="class", metric="roc_auc", read=keel("ring")),
    DataSet(name="juice", target="Purchase", metric="roc_auc", read=islp("OJ")),
    DataSet(name="diabetes", target="target", metric="rmse", read=bundled("diabetes")),
    DataSet(name="wages", target="wage", metric="rmse", read=islp("Wage", drop=("logwage",))),
    DataSet(name="boston", target="medv", metric="rmse", read=islp("Boston")),
    DataSet(name="carseats", target="Sales", metric="rmse", read=islp("Carseats")),
    DataSet(
        name="schools", target="testscr", metric="rmse", read=r_data("Ecdat/Caschool", drop=("readscr", "mathscr"))
    ),
    DataSet(name="exhaust", target="LNOx", metric="rmse", read=r_data("robustbase/NOxEmissions")),
)
TABLES = tuple(sorted((one for one in (*DATA_SETS, *MORE) if one.name not in LEFT_OUT), key=lambda one: one.name))


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
