"""Preprocessors: extra transformers of numeric columns, fitted inside each fold like everything else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from automl_shared.plugins.registry import Registry

F = TypeVar("F", bound=Callable[[], Any])


@dataclass(frozen=True, kw_only=True)
class Preprocessor:
    """A registered preprocessor. ``build()`` returns an unfitted scikit-learn transformer with feature names out."""

    name: str
    build: Callable[[], Any]
    summary: str


PREPROCESSORS: Registry[Preprocessor] = Registry("preprocessor")


def preprocessor(name: str, *, summary: str) -> Callable[[F], F]:
    """Registers the decorated builder as a preprocessor of numeric columns."""

    def register(build: F) -> F:
        PREPROCESSORS.register(name, Preprocessor(name=name, build=build, summary=summary))
        return build

    return register
