"""What the pictures show, from the facts: charts as plain data."""

from automl_comparison.pictures.drivers import drivers, lost, strongest
from automl_comparison.pictures.earlier import earlier
from automl_comparison.pictures.grids import heatmap, stability
from automl_comparison.pictures.ranking import by_model, by_preprocess, model_summary, ranking, wins
from automl_comparison.pictures.times import fit_time, predict_time

__all__ = [
    "by_model",
    "by_preprocess",
    "drivers",
    "earlier",
    "fit_time",
    "heatmap",
    "lost",
    "model_summary",
    "predict_time",
    "ranking",
    "stability",
    "strongest",
    "wins",
]
