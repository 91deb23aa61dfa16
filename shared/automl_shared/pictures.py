"""The product's own pictures: each declares, beside what draws it, its name, its meaning and its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, Protocol, TypeVar

from automl_shared.frozen import Frozen
from automl_shared.words import Language, Message, translated

CONTEXT = "a picture"
"""In which the catalogues know names of pictures, so that whoever shows a plot finds its heading by its name alone."""

D = TypeVar("D", bound=Callable[..., Any])
Titled = tuple[str, Callable[[], Any]]
"""A title as ClearML shows it, and what draws it."""


class Named(Protocol):
    @property
    def name(self) -> str: ...


def always(*_: Any) -> bool:
    return True


class Picture(Frozen):
    """``draw`` gets the facts of its phase and returns a figure or drawing, or None where there is nothing to show."""

    name: str
    """Its name in ClearML, the same in every language, and in the catalogues its heading."""
    place: int
    """Where it stands among the pictures of its phase."""
    meaning: str
    """What a reader sees and makes of it, for docs/REFERENCE.md."""
    draw: Callable[..., Any]
    when: Callable[..., bool] = always
    """Whether a task has it. One that has takes a number, even where there is nothing to show."""
    each: Callable[..., Iterable[Named]] | None = None
    """What there is one of it for: its title ends in the name of that, which is handed to ``draw``, too."""

    @property
    def full_name(self) -> str:
        return f"{self.name} <name>" if self.each else self.name

    def of(self, *facts: Any) -> Iterator[Titled]:
        """Its names in a task with these facts, without numbers, and what draws it."""
        if not self.when(*facts):
            return
        if self.each is None:
            yield self.name, partial(self.draw, *facts)
            return
        for one in self.each(*facts):
            yield f"{self.name} {one.name}", partial(self.draw, *facts, one)


class Pictures:
    """The pictures of a phase, in reading order."""

    def __init__(self) -> None:
        self._at: dict[int, Picture] = {}

    def __iter__(self) -> Iterator[Picture]:
        return iter(self._at[place] for place in sorted(self._at))

    def picture(
        self,
        name: str,
        *,
        place: int,
        meaning: str,
        when: Callable[..., bool] = always,
        each: Callable[..., Iterable[Named]] | None = None,
    ) -> Callable[[D], D]:
        """Declares what the decorated function draws; see `Picture`. ``name`` is marked ``NC_("a picture", …)``.

        Raises ValueError for a name without the mark where there is one of it, and for a place that is taken.
        """
        if each is None and not (isinstance(name, Message) and name.context == CONTEXT):
            raise ValueError(f'mark the name of the picture {name!r}: NC_("{CONTEXT}", "{name}")')
        if place in self._at:
            raise ValueError(f"the pictures {self._at[place].name!r} and {name!r} have the same place: {place}")

        def declare(draw: D) -> D:
            self._at[place] = Picture(name=name, place=place, meaning=meaning, draw=draw, when=when, each=each)
            return draw

        return declare

    def of(self, *facts: Any) -> list[Titled]:
        """Those that a task with these facts has, numbered; nothing is drawn yet."""
        named = [one for picture in self for one in picture.of(*facts)]
        return [(f"{number:02d} {name}", draw) for number, (name, draw) in enumerate(named, start=1)]


def heading(name: str, language: Language) -> str:
    """What a picture is called in a language; its name where the catalogue does not know it, as a plugin's."""
    message = Message(name)
    message.context = CONTEXT
    return translated(message, language)
