"""The built-in models, one a file. Importing this package registers all of them.

Nothing heavier than the standard library is imported before a model is built, so that whoever plans a run can read
names, task types and complexities without the packages behind them.
"""

from importlib import import_module
from pkgutil import iter_modules

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
