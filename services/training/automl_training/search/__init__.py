"""Search for better parameters of one model, over the very folds that every candidate is scored on.

`search` tries the model's default setting first and then others; what it found is a `Search`.
"""

from automl_training.search.running import search, seconds_for
from automl_training.search.space import Space
from automl_training.search.trials import Search, Trial

__all__ = ["Search", "Space", "Trial", "search", "seconds_for"]
