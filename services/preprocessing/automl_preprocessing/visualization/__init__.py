"""The pictures of the data, one a file. Every function takes the plain facts of `automl_preprocessing.meta.facts`."""

from __future__ import annotations

from collections.abc import Mapping

from automl_preprocessing.visualization.base import Draw, Facts
from automl_preprocessing.visualization.categories import category_frequencies
from automl_preprocessing.visualization.columns import column_table
from automl_preprocessing.visualization.correlation import correlation
from automl_preprocessing.visualization.distributions import distributions
from automl_preprocessing.visualization.feature_counts import feature_counts
from automl_preprocessing.visualization.folds import folds
from automl_preprocessing.visualization.missing import missing_values
from automl_preprocessing.visualization.quality import data_quality
from automl_preprocessing.visualization.samples import sample_rows
from automl_preprocessing.visualization.source import what_came_in
from automl_preprocessing.visualization.steps import what_was_done
from automl_preprocessing.visualization.target import target_distribution

PLOTS: Mapping[str, Draw] = {
    "01 what came in": what_came_in,
    "02 columns": column_table,
    "03 target distribution": target_distribution,
    "04 missing values": missing_values,
    "05 numeric distributions": distributions,
    "06 category frequencies": category_frequencies,
    "07 feature counts": feature_counts,
    "08 correlation": correlation,
    "09 data quality": data_quality,
    "10 what was done": what_was_done,
    "11 folds": folds,
    "12 sample rows": sample_rows,
}
"""Title to picture, in reading order."""

__all__ = ["PLOTS", "Draw", "Facts"]
