"""What every task of this service needs, for the fork server to load once."""

from __future__ import annotations

from automl_shared.agent.warm.loading import load, load_figures, load_package

LIBRARIES = (
    "clevercsv",
    "packaging.version",
    "pandas.core.arrays.arrow.extension_types",
    "pandas.io.formats.csvs",
    "pyarrow.csv",
    "pyarrow.parquet",
    "regex",
    "sklearn.decomposition",
    "sklearn.ensemble",
    "sklearn.feature_extraction.text",
    "sklearn.feature_selection",
    "sklearn.impute",
    "sklearn.tree",
)
"""What is imported where it is used."""


def preload() -> None:
    """Imports only; no thread is started and nothing fitted."""
    load_package("automl_preprocessing")
    load(LIBRARIES)
    load_figures()
