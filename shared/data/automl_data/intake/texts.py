"""A table whose cells are text still: what every kind of file but Parquet and Arrow comes to first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from automl_data.intake.naming import field_names, on_names
from automl_data.intake.notes import Note, listed
from automl_data.intake.options import leaving_out
from automl_data.intake.table import Format
from automl_shared.config.overrides import as_option
from automl_shared.errors import DataError
from automl_shared.lazy import np, pa, pc
from automl_shared.words import T_, Text

MARK = "\ufeff"
"""What begins a file in UTF-8 stands in the middle of files that were put behind each other."""

LEAST_EMPTY = 0.8
"""Share of a table's rows, its last ones, in which what stands beside it holds nothing."""


@dataclass(kw_only=True)
class Texts:
    """Column to its cells (n_rows,), and how they were found."""

    columns: dict[str, Any]
    notes: list[Note]
    format: Format = "csv"
    encoding: str = ""
    separator: str = ""
    quote: str = ""
    first_line: int | None = None
    """The line of the file in which the first row stands; None where rows are no lines."""
    numbers: Any = None
    """(n_rows,) as `Table.numbers`."""
    units: Mapping[str, str] = field(default_factory=dict)
    """Column to the unit that a line below the names says."""


def texts_of(
    fields: list[Any],
    header: Sequence[str],
    *,
    notes: list[Note],
    first_line: int | None = None,
    numbers: Any = None,
    units: Mapping[int, str] | None = None,
    **how: Any,
) -> Texts:
    """Fields with their names; takes them out of ``fields``. ``units``: of fields, by their place."""
    again = _headers_among(fields, header)
    if again is not None:
        numbers = np.arange(len(again)) + (first_line or 0) if numbers is None else numbers
        numbers = numbers[~np.asarray(again)]
        notes = [*notes, Note(code="header_again", level="yellow", values={"n": len(again) - len(numbers)})]
    names = field_names(header)
    named, on_named = _named(_without(fields, again), header, names)
    fields.clear()
    return Texts(
        columns=named,
        notes=[*notes, *on_named],
        first_line=first_line,
        numbers=numbers,
        units={names[place]: unit for place, unit in (units or {}).items()},
        **how,
    )


def put_together(parts: Sequence[tuple[str, Texts]]) -> Texts:
    """The rows of several files of one shape, each with its name. Raises DataError where columns differ."""
    (first_name, first), *others = parts
    for name, other in others:
        check_same(first_name, first.columns, name, other.columns)
    columns = {
        name: pa.chunked_array([chunk for _, part in parts for chunk in part.columns[name].chunks], pa.string())
        for name in first.columns
    }
    return Texts(
        columns=columns,
        notes=[files_note([name for name, _ in parts]), *_distinct(part.notes for _, part in parts)],
        format=first.format,
        encoding=first.encoding,
        separator=first.separator,
        units=first.units,
        quote=first.quote,
    )


def check_same(first: str, columns: Iterable[str], second: str, others: Iterable[str]) -> None:
    """Raises DataError unless two files have the same columns, in any order."""
    one, other = set(columns), set(others)
    if one != other:
        raise DataError(
            T_("the files do not have the same columns"),
            value=_difference(first, second, lacks=sorted(one - other), has=sorted(other - one)),
            fix=(*(as_option("data.sheet", name) for name in (first, second)), T_("give files with the same columns")),
        )


def _difference(first: str, second: str, lacks: Sequence[str], has: Sequence[str]) -> Text:
    names = {"first": first, "second": second, "lacks": listed(lacks), "has": listed(has)}
    if lacks and has:
        return T_("{second} lacks {lacks} and also has {has}, compared with {first}", **names)
    if lacks:
        return T_("{second} lacks {lacks}, compared with {first}", **names)
    return T_("{second} also has {has}, compared with {first}", **names)


def files_note(names: Sequence[str]) -> Note:
    """That several files make the table."""
    return Note(code="files_joined", level="green", values={"count": len(names), "files": listed(names)})


def _distinct(every: Iterable[Iterable[Note]]) -> list[Note]:
    found: list[Note] = []
    for notes in every:
        found.extend(note for note in notes if note.code not in {one.code for one in found})
    return found


def without_headers(fields: list[Any], header: Sequence[str]) -> list[Any]:
    """Without the rows that say the names again, as files that were put behind each other do."""
    return _without(fields, _headers_among(fields, header))


def _without(fields: list[Any], again: Any) -> list[Any]:
    return fields if again is None else [field.filter(pc.invert(again)) for field in fields]


def _headers_among(fields: list[Any], header: Sequence[str]) -> Any:
    """Whether each row (n_rows,) says the names again, and nothing where there is no name; None where none does."""
    again = None
    for place, name in enumerate(header if any(header) else ()):
        said = pc.utf8_ltrim(fields[place], MARK) if place == 0 else fields[place]
        same = pc.equal(pc.fill_null(said, ""), name)
        again = same if again is None else pc.and_(again, same)
        if not pc.any(again).as_py():
            return None
    return again


def _named(fields: list[Any], header: Sequence[str], names: Sequence[str]) -> tuple[dict[str, Any], list[Note]]:
    """Column to its fields; columns without a name are left out when empty."""
    dropped = {
        place for place, name in enumerate(header) if not name and fields[place].null_count == len(fields[place])
    }
    beside = _beside(fields, dropped)
    named = {name: fields[place] for place, name in enumerate(names) if place not in dropped | beside}
    notes = on_names(header, names)
    if beside:
        told: dict[str, object] = {"columns": listed(names[place] for place in sorted(beside))}
        notes.append(Note(code="table_beside", level="yellow", values=told))
    if dropped:
        notes.append(Note(code="unnamed_dropped", level="green", values={"count": len(dropped)}))
    if kept := [names[place] for place, name in enumerate(header) if not name and place not in dropped | beside]:
        values: dict[str, object] = {"columns": listed(kept), "drop": leaving_out(*kept)}
        is_index = kept == [names[0]]  # the names of the rows, as R and pandas write them
        notes.append(Note(code="unnamed_named", level="green" if is_index else "yellow", values=values))
    return named, notes


def _beside(fields: list[Any], empty: Collection[int]) -> set[int]:
    """Places right of an empty column that hold something in the first rows alone: a legend, settings, a summary."""
    first_empty = min((place for place in empty if place), default=len(fields))
    right = {place for place in range(first_empty + 1, len(fields)) if place not in empty}
    least = LEAST_EMPTY * len(fields[0])
    are_notes = all(fields[place].null_count >= least and _is_empty_below(fields[place], least) for place in right)
    return right if are_notes else set()


def _is_empty_below(field: Any, least: float) -> bool:
    below = field.slice(len(field) - int(least))
    return bool(below.null_count == len(below))
