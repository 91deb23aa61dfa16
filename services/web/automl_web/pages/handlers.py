"""What answers requests: methods with their addresses beside them, in front of what all pages are made with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from starlette.routing import Route

from automl_web.runs import Runs
from automl_web.site import Site

H = TypeVar("H", bound=Callable[..., Any])
WAYS = "ways"
"""Attribute of a handler: method and path of each request that it answers."""


def reads(path: str) -> Callable[[H], H]:
    """What a link or a script asks for."""
    return _at("GET", path)


def acts(*paths: str) -> Callable[[H], H]:
    """What a form is sent to."""
    return _at("POST", *paths)


def _at(method: str, *paths: str) -> Callable[[H], H]:
    def mark(handler: H) -> H:
        setattr(handler, WAYS, [(method, path) for path in paths])
        return handler

    return mark


class Handlers:
    """Those of one kind of page."""

    def __init__(self, site: Site) -> None:
        self._site = site

    @property
    def routes(self) -> list[Route]:
        """In the order of the class, for the first one that fits answers."""
        return [
            Route(path, getattr(self, name), methods=[method])
            for name, handler in vars(type(self)).items()
            for method, path in getattr(handler, WAYS, ())
        ]


class RunHandlers(Handlers):
    """Those that read runs."""

    def __init__(self, site: Site, runs: Runs) -> None:
        super().__init__(site)
        self._runs = runs
