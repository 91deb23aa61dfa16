"""What the command prints: one document on stdout for machines, words and tables for people, progress on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import typer
from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.table import Column, Table
from rich.text import Text

from automl_shared.words import in_language, language_of_environment, number, width_of

PIPED_WIDTH = 160
BETWEEN = " │ "
BREAKABLE = 16
"""Places for a word that may be broken anywhere, as Japanese ones."""
Rows = Sequence[Mapping[str, Any]]
Heads = Mapping[str, str]
_Answer = TypeVar("_Answer")


def _console(stream: Any) -> Console:
    """A console on a stream; piped output is not folded to a terminal's 80 columns."""
    return Console(
        file=stream, width=None if stream.isatty() else PIPED_WIDTH, soft_wrap=not stream.isatty(), highlight=False
    )


def echo(text: str) -> None:
    """A line of progress, on stderr."""
    print(for_terminal(text), file=sys.stderr, flush=True)


def for_terminal(text: str) -> str:
    """A text in the language of this terminal: of a command that is about no run, whose own language would be taken."""
    return in_language(text, language_of_environment())


def answered(prompt: Callable[[], _Answer]) -> _Answer:
    """What a person answers. Raises KeyboardInterrupt for one who stops instead, as anywhere else in a command."""
    try:
        return prompt()
    except typer.Abort:
        echo("")
        raise KeyboardInterrupt from None


def emit(document: Any) -> None:
    """The one document of ``--json``."""
    print(json.dumps(document, ensure_ascii=False, indent=2, default=str))


def emit_line(document: Any) -> None:
    """One of many documents of ``--json``, each a line."""
    print(json.dumps(document, ensure_ascii=False, default=str), flush=True)


def show_table(
    title: str,
    rows: Rows,
    columns: Sequence[str] | None = None,
    heads: Heads | None = None,
    numbers: Collection[str] = (),
) -> None:
    """A `Listing` on stdout; nothing at all for no rows."""
    if rows:
        _console(sys.stdout).print(Listing(title, rows, columns, heads, numbers))


class Listing:
    """Rows as a table; where the terminal is too narrow for its words, one below the other.

    ``heads``: what a column is called, its name when left out. ``numbers``: columns of numbers that have their units.
    """

    def __init__(
        self,
        title: str,
        rows: Rows,
        columns: Sequence[str] | None = None,
        heads: Heads | None = None,
        numbers: Collection[str] = (),
    ) -> None:
        self._title, self._rows, self._numbers = title, rows, numbers
        names = columns or (rows[0] if rows else ())
        self._heads = {name: (heads or {}).get(name) or name.replace("_", " ") for name in names}

    def __rich_console__(self, _: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        needed = [self._needed(name) for name in self._heads]
        fits = sum(needed) + len(BETWEEN) * (len(needed) - 1) <= options.max_width
        yield self._table(needed) if fits else self._list()

    def _needed(self, name: str) -> int:
        """Places that a column needs so that no word of it is broken, and no number parted from its unit."""
        texts = [self._heads[name], *(cell(row.get(name)) for row in self._rows)]
        words = texts if name in self._numbers else [word for text in texts for word in text.split()]
        return max(map(_width_unbroken, words), default=0)

    def _table(self, widths: Sequence[int]) -> Table:
        made = Table(title=self._title, title_justify="left", title_style="bold", show_edge=False, pad_edge=False)
        for (name, head), width in zip(self._heads.items(), widths, strict=True):
            numeric = name in self._numbers or all(isinstance(row.get(name), int | float) for row in self._rows)
            made.add_column(head, justify="right" if numeric else "left", overflow="fold", min_width=width)
        for row in self._rows:
            made.add_row(*(Text(cell(row.get(name))) for name in self._heads))
        return made

    def _list(self) -> Group:
        return Group(Text(self._title, style="bold"), *(Group(Text(), self._block(row)) for row in self._rows))

    def _block(self, row: Mapping[str, Any]) -> Table:
        made = Table.grid("", Column(overflow="fold"), padding=(0, 2, 0, 0))
        for name, head in self._heads.items():
            made.add_row(Text(head, style="dim"), Text(cell(row.get(name))))
        return made


def _width_unbroken(word: str) -> int:
    return len(word) if word.isascii() else min(width_of(word), BREAKABLE)


def cell(value: Any) -> str:
    """A value as a person reads it."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return number(value)
    if isinstance(value, list | tuple):
        return ", ".join(cell(item) for item in value)
    return str(value)
