"""What the command prints: one document on stdout for machines, words and tables for people, progress on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from automl_shared.phase_io import RunDocument

PIPED_WIDTH = 160
MAX_ROWS = 50
"""Candidates listed for people, each of scored and failed; `automl runs results` has all of them."""


def _console(stream: Any) -> Console:
    """A console on a stream; piped output is not folded to a terminal's 80 columns."""
    return Console(
        file=stream, width=None if stream.isatty() else PIPED_WIDTH, soft_wrap=not stream.isatty(), highlight=False
    )


def say(text: str) -> None:
    """A line of progress, on stderr."""
    print(text, file=sys.stderr, flush=True)


def emit(document: Any) -> None:
    """The one document of ``--json``."""
    print(json.dumps(document, ensure_ascii=False, indent=2, default=str))


def show_table(title: str, rows: Sequence[Mapping[str, Any]], columns: Sequence[str] | None = None) -> None:
    """A table on stdout; nothing at all for no rows."""
    if not rows:
        return
    names = list(columns or rows[0])
    table = Table(title=title, title_justify="left", title_style="bold", show_edge=False, pad_edge=False)
    for name in names:
        numeric = all(isinstance(row.get(name), int | float) for row in rows)
        table.add_column(name.replace("_", " "), justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell(row.get(name))) for name in names))
    _console(sys.stdout).print(table)


def cell(value: Any) -> str:
    """A value as a person reads it."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, list | tuple):
        return ", ".join(cell(item) for item in value)
    return str(value)


def show_run(document: RunDocument, sentence: str = "", notes: Sequence[str] = ()) -> None:
    """A finished run for people: verdict first, then ranking, what failed, and what else is to be known."""
    print()
    chosen = document.recommendation
    if sentence:
        print(sentence)
    if chosen:
        print(f"\nRecommended: {chosen.candidate}")
        print(f"  {chosen.reason}")
        holdout = "no rows were set aside" if chosen.holdout is None else cell(chosen.holdout)
        print(
            f"  {chosen.primary_metric}: {cell(chosen.cv_mean)} +- {cell(chosen.cv_std)} in cross-validation, "
            f"{cell(chosen.baseline)} by guessing, final check: {holdout}\n"
        )
    show_table(
        "Leaderboard",
        [row.model_dump() for row in document.leaderboard[:MAX_ROWS]],
        ["rank", "candidate", "cv_mean", "cv_std", "fit_seconds", "predict_seconds", "size_bytes"],
    )
    _say_more(document, len(document.leaderboard))
    if document.failures:
        print()
        show_table(
            "What did not work",
            [row.model_dump() for row in document.failures[:MAX_ROWS]],
            ["candidate", "cause", "remedy"],
        )
        _say_more(document, len(document.failures))
    if notes:
        print("\n" + "\n".join(notes))
    print(f"\nRun {document.run_id}: {document.status}\n  {document.url}")


def _say_more(document: RunDocument, n_rows: int) -> None:
    if n_rows > MAX_ROWS:
        print(f"and {n_rows - MAX_ROWS} more: automl runs results {document.run_id} --csv")
