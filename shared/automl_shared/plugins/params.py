"""Parameters of a model as documentation, as a check of what a person typed, and as a space to search."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypedDict, Unpack

from automl_shared.config.models import Language, TaskType
from automl_shared.errors import ConfigError
from automl_shared.frozen import Frozen
from automl_shared.words import T_, own_words

ParamKind = Literal["whole", "real", "choice"]
TASK_TYPES: tuple[TaskType, ...] = ("regression", "classification")


class Param(Frozen):
    """A documented parameter: a range of whole numbers, a range of real numbers, or a list of choices.

    Made by `whole`, `real` and `choice`. The range is the sensible one, and the one that is searched; a value outside
    of it is taken all the same, as long as it is of the right type.
    """

    help: str
    """What it does, in one plain sentence."""
    help_ja: str = ""
    """The same in Japanese, for a model that is not ours: of ours the catalogue has it."""
    kind: ParamKind
    low: float | None = None
    high: float | None = None
    log: bool = False
    """Whether equal ratios matter alike, as for a learning rate."""
    choices: tuple[Any, ...] = ()
    also: tuple[Any, ...] = ()
    """Values beside the range or the choices that it takes too, but that are not searched."""
    searched: bool = False
    task_types: tuple[TaskType, ...] = TASK_TYPES

    def about(self, language: Language) -> str:
        return own_words(self.help, self.help_ja, language)

    @property
    def allowed(self) -> str:
        """The sensible values in words: ``whole number 2 to 60``, ``number 0.01 to 0.3``, ``uniform, distance``."""
        others = ", ".join(_text(one) for one in self.also)
        if self.kind == "choice":
            return ", ".join(_text(one) for one in (*self.choices, *self.also))
        noun = "whole number" if self.kind == "whole" else "number"
        return f"{noun} {self.low:g} to {self.high:g}" + (f", {others}" if others else "")

    def in_range(self, value: Any) -> bool:
        """Whether a value is one that could be searched."""
        if self.kind == "choice":
            return any(_same(value, one) for one in self.choices)
        assert self.low is not None
        assert self.high is not None
        return self.takes(value) and _is_number(value) and self.low <= value <= self.high

    def is_beside(self, value: Any) -> bool:
        """Whether a value is one of `also`."""
        return any(_same(value, one) for one in self.also)

    def takes(self, value: Any) -> bool:
        """Whether a value is of the right type; one out of the sensible range is."""
        if self.is_beside(value) or any(_same(value, one) for one in self.choices):
            return True
        if self.kind == "choice" or not _is_number(value):
            return False
        return self.kind == "real" or float(value).is_integer()


class ParamOptions(TypedDict, total=False):
    """What may be said of any parameter; see `Param`."""

    also: tuple[Any, ...]
    searched: bool
    task_types: tuple[TaskType, ...]


class RangeOptions(ParamOptions, total=False):
    """The same for a range."""

    log: bool


def whole(low: int, high: int, help_text: str, help_ja: str = "", **options: Unpack[RangeOptions]) -> Param:
    """A range of whole numbers, both ends included."""
    return Param(help=help_text, help_ja=help_ja, kind="whole", low=low, high=high, **options)


def real(low: float, high: float, help_text: str, help_ja: str = "", **options: Unpack[RangeOptions]) -> Param:
    """A range of real numbers."""
    return Param(help=help_text, help_ja=help_ja, kind="real", low=low, high=high, **options)


def choice(choices: tuple[Any, ...], help_text: str, help_ja: str = "", **options: Unpack[ParamOptions]) -> Param:
    """A list of values to choose from."""
    return Param(help=help_text, help_ja=help_ja, kind="choice", choices=choices, **options)


def check_types(who: str, params: Mapping[str, Param], values: Mapping[str, Any], *fixes: str) -> None:
    """Raises ConfigError for a value whose documented parameter does not take its type. ``who``: whose parameters."""
    for name, value in values.items():
        if name in params and not params[name].takes(value):
            raise ConfigError(
                T_("{who} does not take this value for its parameter {param!r}", who=who, param=name),
                value=repr(value),
                allowed=params[name].allowed,
                fix=(*fixes, T_("correct {param} in its params", param=name)),
            )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _same(value: Any, other: Any) -> bool:
    """Equal, and of one kind: 1 is not True. A list from a config stands for a tuple."""
    if isinstance(value, list | tuple) and isinstance(other, list | tuple):
        return list(value) == list(other)
    return isinstance(value, bool) == isinstance(other, bool) and bool(value == other)


def _text(value: Any) -> str:
    return "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
