"""What the command prints: one document on stdout for machines, words and tables for people, progress on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from automl_shared.words import in_language, language_of_environment, number

PIPED_WIDTH = 160
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


def show_table(title: str, rows: Rows, columns: Sequence[str] | None = None, heads: Heads | None = None) -> None:
    """A `table` on stdout; nothing at all for no rows."""
    if rows:
        _console(sys.stdout).print(table(title, rows, columns, heads))


def table(title: str, rows: Rows, columns: Sequence[str] | None = None, heads: Heads | None = None) -> Table:
    """Rows as a table, numbers to the right. ``heads``: what a column is called, its name when left out."""
    names = list(columns or (rows[0] if rows else ()))
    made = Table(title=title, title_justify="left", title_style="bold", show_edge=False, pad_edge=False)
    for name in names:
        numeric = all(isinstance(row.get(name), int | float) for row in rows)
        made.add_column(
            (heads or {}).get(name) or name.replace("_", " "), justify="right" if numeric else "left", overflow="fold"
        )
    for row in rows:
        made.add_row(*(Text(cell(row.get(name))) for name in names))
    return made


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
