"""The endpoints, one module per ClearML service, found by being there. Handlers translate; the store does the work."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from automl_server.service import Catalogue


def catalogue() -> Catalogue:
    """Everything this server answers."""
    modules = (import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__))
    return Catalogue(module.service for module in modules if hasattr(module, "service"))
