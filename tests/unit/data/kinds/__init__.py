"""Files as people have them, a module a kind: what went wrong once, in the many ways in which real exports have it.

A module's ``FILES`` are its files by name, each with its truth. A new kind is a new module.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

KINDS: Mapping[str, Mapping[str, Any]] = {
    one.name: import_module(f"{__name__}.{one.name}").FILES for one in iter_modules(__path__)
}
"""Kind to its files by name."""
