"""What the pictures show: charts as plain data, and tables. Importing this package declares all of them."""

from importlib import import_module
from pkgutil import iter_modules

from automl_comparison.pictures.base import PICTURES, Limits, Shown

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")

__all__ = ["PICTURES", "Limits", "Shown"]
