"""The pictures of a training, from plain data; every one of them shows out-of-fold predictions and says so.

Importing this package declares all of them. Every candidate has most of them, so those are drawings, not plotly's
figures: see `automl_shared.figures.Drawing`.
"""

from importlib import import_module
from pkgutil import iter_modules

from automl_training.visualization.base import PICTURES, Limits

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")

__all__ = ["PICTURES", "Limits"]
