"""From a table as read to the rows that a run works with: columns recognised, edited and checked, in one place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from automl_data.intake import remarks
from automl_data.intake.checks import Problem, check_usable
from automl_data.intake.columns import is_number, is_text, reads_as_number, require_column, select
from automl_data.intake.editing import with_names, with_values
from automl_data.intake.filling import filled_down
from automl_data.intake.notes import Note, unsettled
from automl_data.intake.numerals import Decimal
from automl_data.intake.recognition import Asked, Recognised, recognised, recognised_numbers
from automl_data.intake.table import Table
from automl_data.intake.target import POINT, TargetGaps, cells_of, gaps_of, with_classes
from automl_data.intake.weights import on_weights, row_weights
from automl_shared.config.models import ColumnKind, CrossValidationSettings, DataSettings
from automl_shared.frozen import Frozen
from automl_shared.lazy import pd
from automl_shared.readings import MOST_CELLS, Reading


class Ready(Frozen):
    """What a run works with. ``frame``: (n_rows, n_columns) that are used, index: from 0.

    ``weights``: (n_rows,) above 0; None where every row counts the same.
    """

    frame: pd.DataFrame
    problem: Problem
    readings: Mapping[str, Reading]
    gaps: TargetGaps
    notes: tuple[Note, ...]
    weights: pd.Series | None = None


def ready(table: Table, data: DataSettings, folds: CrossValidationSettings) -> Ready:
    """The rows and columns of a run, and what is to be predicted. Raises DataError."""
    read = recognised_table(table, data)
    frame = select(with_values(read.frame, data.editing), data)
    weights = row_weights(frame, data, read)
    if weights is not None:
        frame = frame[weights > 0]
    problem = check_usable(frame, data, folds, unit_of(read.readings, data.target_column))
    gaps = gaps_of(frame[data.target_column], read.said.get(data.target_column), table)
    readings = {name: one for name, one in read.readings.items() if name in frame.columns}
    notes = [*remarks.on(frame, readings, gaps, problem, data, are_lines=table.first_line is not None)]
    if weights is not None:
        notes += on_weights(weights)
        weights = weights[weights > 0].reset_index(drop=True)
    kept = frame.reset_index(drop=True)
    told = unsettled(notes, data)
    return Ready(frame=kept, problem=problem, readings=readings, gaps=gaps, notes=told, weights=weights)


def recognised_table(table: Table, data: DataSettings) -> Table:
    """The table under its new names, with every column as what its values are. Raises DataError."""
    frame = filled_down(with_names(table.frame, data.editing), data.fill_down)
    for name in data.date_formats:
        require_column(frame, name, "data.date_formats")
    new = {name: data.editing.rename_columns.get(name, name) for name in table.frame.columns}
    said = {
        new[name]: texts
        for name, texts in table.said.items()
        if new[name] in frame.columns and new[name] not in data.fill_down
    }
    columns, readings = dict[str, Any](), dict[str, Reading]()
    markers = (*data.missing_markers, *_own_marks(frame, said))
    given = {name: _without_markers(frame[name], data.missing_markers) for name in frame.columns}
    every = {name: _recognised(given[name][0], _asked(str(name), table, data)) for name in frame.columns}
    for name, found in _with_habit(every, given, table, data).items():
        column, marked = given[name]
        gone = [one for one in (said.get(name), marked, found.said if found else None) if one is not None and len(one)]
        texts = _joined(gone)
        columns[name] = found.values if found else column
        if found:
            cells = {"cells": _cells(found.said, table)}
            noted = {"limits": found.limits, "flags": found.flags}
            cells |= {what: _cells(one, table) for what, one in noted.items() if one is not None}
            readings[str(name)] = found.reading.model_copy(update=cells)
        elif name == data.target_column and is_text(column):
            columns[name], texts = with_classes(column, texts, markers)
        if texts is not None:
            said[name] = texts
    for name, style in table.styles.items():
        plain = Reading(kind="numeric", decimal=style.decimal, group=style.group)
        if new[name] in columns:
            readings.setdefault(new[name], plain)
    for name, unit in table.units.items():
        if new[name] in columns and is_number(columns[new[name]]):
            reading = readings.get(new[name], Reading(kind="numeric"))
            readings[new[name]] = reading.model_copy(update={"unit_below": unit})
    made = frame.__class__(columns, index=frame.index, copy=False)
    return replace(table, frame=made, readings=readings, said=said)


def _own_marks(frame: pd.DataFrame, said: Mapping[Any, pd.Series]) -> Sequence[str]:
    """Marks that the file writes for gaps in its numbers, and so in its words: the point of SAS."""
    numbers = (texts for name, texts in said.items() if is_number(frame[name]))
    return [POINT] if any(bool((texts == POINT).any()) for texts in numbers) else []


def _with_habit(
    every: Mapping[Any, Recognised | None], given: Mapping[Any, Any], table: Table, data: DataSettings
) -> Mapping[Any, Recognised | None]:
    """The columns as recognised; what can be read in two ways is read as the other columns are, where these agree."""
    open_ones = [name for name, found in every.items() if found and _is_open(found)]
    if not open_ones:
        return every
    signs = {found.reading.decimal for found in every.values() if found and _has_fractions(found)}
    if len(signs) != 1:
        return every
    habit: Decimal = "," if signs == {","} else "."
    again = {name: replace(_asked(str(name), table, data), habit=habit) for name in open_ones}
    return {**every, **{name: _recognised(given[name][0], asked) for name, asked in again.items()}}


def _is_open(found: Recognised) -> bool:
    return found.reading.kind == "numeric" and bool(found.reading.other)


def _has_fractions(found: Recognised) -> bool:
    reading = found.reading
    is_plain = reading.kind == "numeric" and not reading.other and not reading.format
    return is_plain and bool((found.values.dropna() % 1 != 0).any())


def unit_of(readings: Mapping[str, Reading], name: str) -> str:
    """The unit of a column's numbers; empty where the file says none, or where they are no numbers."""
    return readings[name].told_unit if name in readings else ""


def _asked(name: str, table: Table, data: DataSettings) -> Asked:
    decimal: Decimal | None = "," if table.decimal == "," else "." if table.decimal else None
    return Asked(
        kind=_wanted(name, data),
        setting="data.weight_column" if name == data.weight_column else "data.column_types",
        date_format=data.date_formats.get(name, ""),
        habit=data.decimal or decimal,
        separator=table.separator,
        markers=tuple(data.missing_markers),
        is_target=name == data.target_column,
    )


def _wanted(name: str, data: DataSettings) -> ColumnKind | None:
    """What somebody said that a column is; rows are put into groups by their texts as they are."""
    if name == data.group_column:
        return "categorical"
    if name == data.weight_column:
        return "numeric"
    if name != data.target_column or data.problem_type is None:
        return data.column_types.get(name)
    is_number = data.problem_type == "regression"
    return "numeric" if is_number else "categorical"


def _recognised(column: pd.Series, asked: Asked) -> Recognised | None:
    if is_text(column):
        return recognised(column, asked)
    return recognised_numbers(column, asked) if is_number(column) else None


def _without_markers(column: pd.Series, markers: Sequence[str]) -> tuple[pd.Series, pd.Series | None]:
    """The column with gaps where one of the file's own marks for them stands, and those marks."""
    if not markers:
        return column, None
    if is_number(column):
        numbers = [float(one) for one in markers if reads_as_number(one)]
        is_mark = column.isin(numbers)
    elif is_text(column):
        is_mark = column.str.strip().isin([one.strip() for one in markers]).astype(bool)
    else:
        return column, None
    return (column.mask(is_mark), column[is_mark].map(str)) if is_mark.any() else (column, None)


def _joined(texts: Sequence[pd.Series]) -> pd.Series | None:
    return pd.concat([one.astype("str") for one in texts]) if len(texts) > 1 else next(iter(texts), None)


def _cells(said: pd.Series, table: Table) -> list[Any]:
    return list(cells_of(said, table)[:MOST_CELLS])
