"""The pictures of the data, one a file. Importing this package declares all of them."""

from importlib import import_module
from pkgutil import iter_modules

from automl_preprocessing.visualization.base import PICTURES, Facts

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")

__all__ = ["PICTURES", "Facts"]
