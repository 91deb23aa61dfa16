"""What every task of this service needs, for the fork server to load once."""

from __future__ import annotations

from automl_shared.agent.warm.loading import load, load_figures, load_package

LIBRARIES = (
    "pandas.core.arrays.arrow.extension_types",
    "pyarrow.dataset",
    "pyarrow.parquet",
    "sklearn.metrics",
)
"""What is imported where it is used."""


def preload() -> None:
    """Imports only; no thread is started and nothing fitted."""
    load_package("automl_comparison")
    load(LIBRARIES)
    load_figures()
