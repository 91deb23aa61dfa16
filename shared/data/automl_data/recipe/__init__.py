"""The recipe: the unfitted, serialisable description of a preprocessing variant, and the pipeline built from it.

Preprocessing writes it, training builds the scikit-learn pipeline from it inside each fold. JSON in, the very same
unfitted pipeline out. The transformers behind it live one concern a module; scikit-learn is imported when a pipeline
is built, so that knowing a recipe costs nothing.
"""

from automl_data.recipe.build import build_pipeline, definitions_of
from automl_data.recipe.ties import NO_TIES, Ties
from automl_shared.recipe import LARGEST, MAX_CATEGORIES, MISSING, RARE, Columns, Recipe

__all__ = [
    "LARGEST",
    "MAX_CATEGORIES",
    "MISSING",
    "NO_TIES",
    "RARE",
    "Columns",
    "Recipe",
    "Ties",
    "build_pipeline",
    "definitions_of",
]
