"""Modules that have moved since models were stored: their types are found where they are now."""

from __future__ import annotations

import sys
from importlib import import_module
from pkgutil import walk_packages

MOVED = {"automl_shared.recipe": "automl_data.recipe", "automl_shared.majority": "automl_data.majority"}
"""Where models stored by earlier versions look for a module, or the modules of a package, and where it is."""


def now_named(name: str) -> str:
    """The name, in full, that a type or function has today."""
    for before, now in MOVED.items():
        if name.startswith(f"{before}."):
            return now + name.removeprefix(before)
    return name


def allow_earlier_names(content: bytes) -> None:
    """Lets whoever reads these bytes import moved modules by the names that stand in them."""
    for before, now in MOVED.items():
        if before.encode() in content:
            _alias(before, now)


def _alias(before: str, now: str) -> None:
    package = import_module(now)
    inner = walk_packages(package.__path__, f"{now}.") if hasattr(package, "__path__") else ()
    for name in [one.name for one in inner] or [now]:
        sys.modules.setdefault(before + name.removeprefix(now), import_module(name))
