"""Parameter names, for libraries that take any name and silently do nothing with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from automl_shared.errors import did_you_mean


def check_names(params: Mapping[str, Any], known: Iterable[str]) -> None:
    """Raises TypeError for a name that is not among the known ones."""
    names = sorted(known)
    for name in params:
        if name not in names:
            raise TypeError(f"there is no parameter {name!r}{did_you_mean(name, names)}")
