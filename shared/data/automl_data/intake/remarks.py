"""What is to be said of a run's columns and target, before anything is made of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from automl_data.intake.checks import MAX_CLASSES_OF_NUMBERS, Problem
from automl_data.intake.columns import is_number, is_text
from automl_data.intake.filling import stated_once
from automl_data.intake.notes import Cells, Note, listed, two_ways_note
from automl_data.intake.options import Option, typed_as
from automl_data.intake.recognition import LEAST_SHARE, numbers_among
from automl_data.intake.target import SAYABLE, TargetGaps, alike, one_spelling
from automl_shared.config.models import ClassWeights, DataSettings
from automl_shared.lazy import pd
from automl_shared.readings import Cell, Reading

MANY_MISSING_SHARE = 0.2
"""Share of rows without a target from which the rest may say little about the whole."""
MOST_GROUPS = 5
"""Groups of classes that are spelled alike, in one note."""
FEWEST_COUNTS = 3
"""Different whole numbers from which a target of them may be counts."""


def on(
    frame: pd.DataFrame,
    readings: Mapping[str, Reading],
    gaps: TargetGaps,
    problem: Problem,
    data: DataSettings,
    *,
    are_lines: bool,
) -> Iterator[Note]:
    """Notes on the selected columns (n_rows, n_columns). ``are_lines``: whether places are lines of a file."""
    yield from _on_columns(frame, readings, data, are_lines=are_lines)
    if gaps.rows:
        is_red = gaps.rows > MANY_MISSING_SHARE * gaps.total
        filled = Option("data.editing.fillna", {data.target_column: "none" if problem.classes else 0})
        cells = Cells({"": gaps.cells}, are_lines)
        values = {"n": gaps.rows, "total": gaps.total, "cells": cells, "filled": filled}
        yield Note(code="target_missing", level="red" if is_red else "yellow", values=values)
    yield from _on_target(frame[data.target_column], problem, data)


def _on_columns(
    frame: pd.DataFrame, readings: Mapping[str, Reading], data: DataSettings, *, are_lines: bool
) -> Iterator[Note]:
    if once := [name for name in stated_once(frame) if name != data.target_column]:
        fill = Option("data.fill_down", once)
        yield Note(code="stated_once", level="yellow", values={"columns": listed(once), "fill": fill})
    empty = [str(name) for name in frame.columns if frame[name].isna().all()]
    if empty:
        yield Note(code="empty_columns", level="green", values={"columns": listed(empty)})
    measured = {name: one for name, one in readings.items() if one.kind == "numeric" and one.unit}
    for code, are_times in (("units_read", False), ("times_read", True)):
        units = [f"`{name}` ({one.units})" for name, one in measured.items() if bool(one.format) is are_times]
        if units:
            yield Note(code=code, level="green", values={"columns": ", ".join(units)})
    if below := [f"`{name}` ({one.unit_below})" for name, one in readings.items() if one.unit_below and not one.unit]:
        yield Note(code="units_below", level="green", values={"columns": ", ".join(below)})
    open_ones = {name: one for name, one in readings.items() if one.kind == "numeric" and one.other}
    if codes := {name: one.other for name, one in open_ones.items() if is_text(frame[name])}:
        values = {
            "columns": listed(codes),
            "example": next(iter(codes.values())),
            "as_numbers": typed_as("numeric", *codes),
        }
        yield Note(code="numbers_or_codes", level="yellow", values=values)
    for decimal in (",", "."):
        told = {name: one.other for name, one in open_ones.items() if one.decimal == decimal and name not in codes}
        if told:
            yield two_ways_note(told, decimal)
    if limits := {name: one.limits for name, one in readings.items() if one.limits}:
        markers = Option("data.missing_markers", [cell.text for cells in limits.values() for cell in cells])
        yield Note(code="limits", level="yellow", values={"cells": Cells(limits, are_lines), "markers": markers})
    if flags := {name: one.flags for name, one in readings.items() if one.flags}:
        yield Note(code="flags", level="yellow", values=_words(flags, are_lines=are_lines))
    for code, kind in (("mixed", "numeric"), ("dates_unread", "datetime")):
        odd = {name: one.cells for name, one in readings.items() if one.kind == kind and one.cells}
        odd.pop(data.target_column, None)
        if odd:
            yield Note(code=code, level="yellow", values=_words(odd, are_lines=are_lines))


def _words(cells: Mapping[str, list[Cell]], *, are_lines: bool) -> dict[str, object]:
    return {"cells": Cells(cells, are_lines), "as_text": typed_as("categorical", *cells)}


def _on_target(target: pd.Series, problem: Problem, data: DataSettings) -> Iterator[Note]:
    if problem.type == "regression":
        return
    present, column = target.dropna(), f"`{target.name}`"
    if data.problem_type is None and is_number(present) and len(problem.classes) >= FEWEST_COUNTS:
        values: dict[str, object] = {
            "column": column,
            "values": ", ".join(problem.classes),
            "count": len(problem.classes),
        }
        yield Note(code="target_numbers_are_classes", level="yellow", values=values)
    if data.problem_type is None and is_text(present):
        yield from _on_numbers_among_words(present, column)
    if problem.class_weights is not None:
        yield Note(code="class_weights", level="green", values={"weights": _weighing(problem.class_weights)})
    if problem.type == "binary":
        values = {"column": column, "label": f"`{problem.classes[1]}`", "other": f"`{problem.classes[0]}`"}
        yield Note(code="positive_class", level="green", values=values)
    for word in problem.classes:
        if word.lower() in SAYABLE:
            cell = Cell(text=word, rows=int((present == word).sum()), places=[])
            markers = Option("data.missing_markers", [word])
            values = {"column": column, "cells": Cells({"": [cell]}), "markers": markers}
            yield Note(code="target_words_are_classes", level="yellow", values=values)
    if groups := alike(problem.classes):
        shown = "; ".join(", ".join(repr(one) for one in group) for group in groups[:MOST_GROUPS])
        rows, name = Counter(map(str, present)), str(target.name)
        fixed = one_spelling(
            {label: rows[label] for label in problem.classes}, data.editing.replace_values.get(name, {})
        )
        replaced = Option("data.editing.replace_values", {name: fixed})
        yield Note(code="class_spelling", level="yellow", values={"groups": shown, "replaced": replaced})


def _weighing(weights: ClassWeights) -> str:
    return weights if isinstance(weights, str) else ", ".join(f"`{label}` {one:g}" for label, one in weights.items())


def _on_numbers_among_words(present: pd.Series, column: str) -> Iterator[Note]:
    share, words = numbers_among(present)
    if share >= LEAST_SHARE and present.nunique() - words.nunique() > MAX_CLASSES_OF_NUMBERS:
        cells = [Cell(text=str(word), rows=int(rows), places=[]) for word, rows in words.value_counts().items()]
        values: dict[str, object] = {"column": column, "share": f"{100 * share:.1f} %", "cells": Cells({"": cells})}
        yield Note(code="target_mostly_numbers", level="red", values=values)
