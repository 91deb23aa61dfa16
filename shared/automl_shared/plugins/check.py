"""Checks: what a person should know about the data, beside the built-in findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from automl_shared.frozen import Frozen
from automl_shared.plugins.registry import Registry

if TYPE_CHECKING:
    from automl_shared.phase_io import Finding
    from automl_shared.plugins.facts import TableFacts

C = TypeVar("C", bound=Callable[..., Any])


class Check(Frozen):
    """A registered check. ``find(facts)`` gets the facts of the table and returns a finding, several, or None."""

    name: str
    find: Callable[..., Any]
    summary: str

    def findings(self, facts: TableFacts) -> list[Finding]:
        """What it found. Raises TypeError for anything that is no finding, and whatever the check raises."""
        from automl_shared.phase_io import Finding

        found = self.find(facts)
        is_one = isinstance(found, Finding) or not isinstance(found, Iterable)
        listed = [] if found is None else [found] if is_one else list(found)
        for one in listed:
            if not isinstance(one, Finding):
                raise TypeError(f"a check returns findings, but got {type(one).__name__}: {one!r}")
        return listed


CHECKS: Registry[Check] = Registry("check")


def check(name: str, *, summary: str) -> Callable[[C], C]:
    """Registers the decorated function as a check of the data; see `Check`."""

    def register(find: C) -> C:
        CHECKS.register(name, Check(name=name, find=find, summary=summary))
        return find

    return register
