"""What a plugin promises: a sentence, and what raises where it does not hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from automl_shared.errors import STRANGE, described

T = TypeVar("T")


class BrokenPromise(AssertionError):
    """A plugin does not do what its kind promises. ``str()`` says what failed, the value, and the fix."""

    def __init__(self, what: str, *, value: object, fix: str) -> None:
        self.what, self.value, self.fix = what, value, fix
        super().__init__(f"{what}\n  got:     {value}\n  fix:     {fix}")


@dataclass(frozen=True)
class Promise(Generic[T]):
    """One thing that holds for every plugin of a kind. ``holds(plugin)`` raises BrokenPromise where it does not."""

    says: str
    holds: Callable[[T], None]


def expect(kept: bool, what: str, *, value: object, fix: str) -> None:
    """Raises BrokenPromise."""
    if not kept:
        raise BrokenPromise(what, value=value, fix=fix)


def working(what: str, work: Callable[[], T], *, fix: str) -> T:
    """What the work returns. Raises BrokenPromise for whatever a stranger's code raises."""
    try:
        return work()
    except BrokenPromise:
        raise
    except STRANGE as error:  # whatever it raises is told with what it was to do
        raise BrokenPromise(f"{what} raises", value=described(error), fix=fix) from error


def keep_all(promises: Iterable[Promise[T]], plugin: T) -> None:
    """Raises BrokenPromise for the first that does not hold."""
    for promise in promises:
        promise.holds(plugin)


def check_sentence(text: str, what: str, argument: str) -> None:
    """Raises BrokenPromise for a text that is no sentence."""
    expect(
        text.strip().endswith((".", "。")),
        f"{what} is one plain sentence",
        value=repr(text),
        fix=f"end {argument}= in its decorator with a full stop",
    )
