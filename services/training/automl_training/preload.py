"""What every task of this service needs, for the fork server to load once."""

from __future__ import annotations

from automl_data.bundle.parts import skops_for_storing
from automl_data.bundle.writing import look_up_versions
from automl_shared.agent.warm.loading import load, load_figures, load_package

LIBRARIES = (
    "joblib",
    "lightgbm",
    "pandas.core.arrays.arrow.extension_types",
    "pyarrow.dataset",
    "pyarrow.parquet",
    "scipy.special",
    "scipy.stats",
    "sklearn.calibration",
    "sklearn.decomposition",
    "sklearn.dummy",
    "sklearn.ensemble",
    "sklearn.feature_extraction.text",
    "sklearn.feature_selection",
    "sklearn.gaussian_process",
    "sklearn.impute",
    "sklearn.isotonic",
    "sklearn.kernel_approximation",
    "sklearn.linear_model",
    "sklearn.manifold",
    "sklearn.metrics",
    "sklearn.naive_bayes",
    "sklearn.neighbors",
    "sklearn.neural_network",
    "sklearn.pipeline",
    "sklearn.preprocessing",
    "sklearn.svm",
    "sklearn.tree",
    "threadpoolctl",
)
"""What is imported where it is used, by one model or another."""


def preload() -> None:
    """Imports only; no thread is started and nothing fitted."""
    load_package("automl_training")
    load(LIBRARIES)
    load_figures()
    skops_for_storing()
    look_up_versions()
