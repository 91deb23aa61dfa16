"""One JSON document that holds a table: the records in it, however programs wrap them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Record = dict[str, Any]
LEVELS = 3
"""Objects within objects in which a list of records is looked for."""


def records_in(document: Any) -> Sequence[Record] | None:
    """The rows of a document, a single object being one; None where it holds no table."""
    if isinstance(document, list):
        return _of_list(document)
    if not isinstance(document, dict):
        return None
    for reader in (_of_split, _of_columns, _of_index, _of_wrapped):
        if found := reader(document):
            return found
    return [document]


def _of_list(values: list[Any]) -> list[Record] | None:
    """Objects, or lists of which the first has the names: what services of statistics send."""
    if values and all(isinstance(one, dict) for one in values):
        return [_flattened(one) for one in values]
    if len(values) < 2 or not all(isinstance(one, list) for one in values):
        return None
    names, *rows = values
    are_names = bool(names) and all(isinstance(one, str) for one in names) and len(set(names)) == len(names)
    return [dict(zip(names, row, strict=False)) for row in rows] if are_names else None


def _flattened(record: Record) -> Record:
    """A feature of GeoJSON by what it says of its place; others as they are."""
    properties = record.get("properties")
    return properties if record.get("type") == "Feature" and isinstance(properties, dict) else record


def _of_split(document: Record) -> list[Record] | None:
    """Names and rows apart, as `DataFrame.to_json(orient="split")` and many services write them."""
    names = next((document[one] for one in ("columns", "header", "fields") if one in document), None)
    rows = next((document[one] for one in ("data", "rows", "values") if one in document), None)
    if not isinstance(names, list) or not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        return None
    titles = [str(one.get("name", one) if isinstance(one, dict) else one) for one in names]
    return [dict(zip(titles, row, strict=False)) for row in rows]


def _of_columns(document: Record) -> list[Record] | None:
    """A list a column, or an object a column that has the rows' names: `orient="columns"`."""
    columns = list(document.values())
    if len(columns) < 2:
        return None
    if all(isinstance(one, list) for one in columns):
        are_cells = not any(isinstance(cell, dict | list) for one in columns for cell in one)
        if not are_cells or len({len(one) for one in columns}) != 1:
            return None
        return [dict(zip(document, cells, strict=True)) for cells in zip(*columns, strict=True)]
    if not all(isinstance(one, dict) for one in columns) or not all(one.keys() == columns[0].keys() for one in columns):
        return None
    if not columns[0] or not all(name.isdigit() for name in columns[0]):
        return None
    return [{name: column[row] for name, column in document.items()} for row in columns[0]]


def _of_index(document: Record) -> list[Record] | None:
    """An object a row by its number: `orient="index"`."""
    are_rows = len(document) > 1 and all(name.isdigit() for name in document)
    return list(document.values()) if are_rows and all(isinstance(row, dict) for row in document.values()) else None


def _of_wrapped(document: Record) -> list[Record] | None:
    """The longest list of records in an object that says more: how many there are, where the next ones are."""
    found, level = list[list[Record]](), [document]
    for _ in range(LEVELS):
        values = [value for one in level for value in one.values()]
        found += [rows for value in values if isinstance(value, list) and (rows := _of_list(value))]
        level = [value for value in values if isinstance(value, dict)]
    return max(found, key=len, default=None)
