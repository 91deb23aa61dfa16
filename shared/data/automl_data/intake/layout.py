"""Where the table lies among a file's lines: the names, the first row, and what stands around them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from automl_data.intake.cells import is_rule
from automl_data.intake.header import covers, header_places, is_short, joined, second_lines, telling_apart
from automl_data.intake.lines import Line, quoted, shortened
from automl_data.intake.notes import Note
from automl_data.intake.options import Option
from automl_data.intake.pages import heads_of
from automl_data.intake.shape import Shape, shape_of
from automl_data.intake.totals import is_total_above
from automl_data.intake.units import named_unit
from automl_shared.config.models import DataSettings
from automl_shared.errors import DataError
from automl_shared.frozen import Frozen
from automl_shared.words import T_

COMMENT = "#"
MOST_BY_CHANCE = 2
"""Lines above the names that look like rows."""


class Layout(Frozen):
    """``names``: one a field, empty where there is none. ``first``: the line of the first row."""

    names: tuple[str, ...]
    first: int
    shape: Shape
    comments: bool = False
    """Comments stand above the table, so they may stand in it."""
    units: Mapping[int, str] = field(default_factory=dict)
    """Place of a field to the unit that a line below the names says."""
    heads: frozenset[str] = frozenset()
    """What stands above the names, as a page may say it again."""
    notes: tuple[Note, ...] = ()


@dataclass(kw_only=True)
class _Found:
    """Places among the lines. ``header``: the lines of names, the last directly above what follows."""

    header: list[int] = field(default_factory=list)
    below: list[int] = field(default_factory=list)
    """Between names and rows, and neither."""
    first: int = 0


def layout_of(lines: Sequence[Line], stated: DataSettings) -> Layout:
    """The layout of a table by its first lines, of which there is one at least. Raises DataError."""
    kept = [line for line in lines if not is_rule(line.cells) and not _is_left_out(line, stated.skip_rows)]
    if not kept:
        raise DataError(
            T_("`data.skip_rows` leaves no line of the file"), value=stated.skip_rows, fix=T_("skip fewer lines")
        )
    commented = kept[0].cells[0].startswith(COMMENT)
    shape = shape_of([line for line in kept if not (commented and line.cells[0].startswith(COMMENT))] or kept)
    rest, comments = _without_comments(kept, shape, stated) if commented else (kept, [])
    found = _stated(rest, shape, stated) if stated.header_row is not None else _looked_for(rest, shape)
    if stated.skip_rows is not None:
        found.first, found.below = found.first - len(found.below), []
    names, notes = _names(rest, found, shape)
    first = rest[found.first].number if found.first < len(rest) else lines[-1].number + 1
    comments = [line for line in comments if line.number < first]
    return Layout(
        names=names,
        first=first,
        shape=shape,
        comments=bool(comments),
        units=_units(names, [rest[place] for place in found.below], shape),
        heads=heads_of(rest[: _top(found)]),
        notes=(*_notes(rest, comments, found, shape, stated), *notes),
    )


def _is_left_out(line: Line, skip: int | list[int] | None) -> bool:
    return line.number <= skip if isinstance(skip, int) else line.number in (skip or ())


def _without_comments(lines: list[Line], shape: Shape, stated: DataSettings) -> tuple[list[Line], list[Line]]:
    """The other lines, and the comments. A header that is written as a comment directly above the rows is a header."""
    comments = [
        line
        for line in lines
        if line.cells[0].startswith(COMMENT) and (line.cells[0] != COMMENT or len(line.cells) != shape.width)
    ]
    rest = [line for line in lines if line not in comments] or lines
    above = [line for line in comments if line.number < rest[0].number]
    if not above or stated.header_row is not None:
        return rest, comments
    header = _uncommented(above[-1], alone=len(above) == 1)
    named = len(header.cells) == len(header.filled) == shape.width and not shape.strangers(rest[0])
    if named and (shape.is_data(rest[0]) or (len(above) == 1 and not shape.kinds)):
        return [header, *rest], [line for line in comments if line is not above[-1]]
    return rest, comments


def _uncommented(line: Line, *, alone: bool) -> Line:
    """The names in a comment; a single ``#orders`` may be a name, and stays."""
    first = line.cells[0] if alone and line.cells[0][1:2].strip() else line.cells[0].lstrip("# ")
    return Line(number=line.number, cells=[first, *line.cells[1:]] if first else line.cells[1:], gap=line.gap)


def _stated(lines: list[Line], shape: Shape, stated: DataSettings) -> _Found:
    if stated.header_row == "none":
        dense = (place for place, line in enumerate(lines) if 2 * len(line.filled) >= len(shape.used))
        return _Found(first=next(dense, 0))
    place = next((place for place, line in enumerate(lines) if line.number == stated.header_row), None)
    if place is None:
        raise DataError(
            T_("`data.header_row` is not a line with cells near the beginning of the file"),
            value=stated.header_row,
            allowed=T_(
                "one of {lines}; the first lines are {shown}",
                lines=", ".join(str(line.number) for line in lines[:20]),
                shown=quoted(lines[:3]),
            ),
            fix=T_("state the number of the line with the column names in data.header_row, or `none`"),
        )
    below = _below(lines, place, _first_data(lines, shape, place + 1), shape)
    return _Found(header=[place], below=below, first=place + 1 + len(below))


def _looked_for(lines: list[Line], shape: Shape) -> _Found:
    start = _start(lines, shape)
    data = _first_data(lines, shape, start) if shape.kinds else _first_text(lines, shape)
    above = lines[:data]
    is_named = any(covers(line, shape) or is_short(line, shape) for line in above)
    if data < len(lines) and shape.is_counted(lines[data]) and not is_named:
        lower = [data + 1] if _goes_on(lines[data : data + 2], shape) else []
        return _Found(header=[data, *lower], first=data + 1 + len(lower))
    header = [place for place in header_places(above, shape) if place >= start]
    if not header:
        return _Found(first=data if data < len(lines) else 0)
    below = _below(lines, header[-1], data, shape)
    return _Found(header=header, below=below, first=header[-1] + 1 + len(below))


def _below(lines: list[Line], header: int, data: int, shape: Shape) -> list[int]:
    """The places between names and rows that are neither, the total of the rows among them."""
    below = second_lines(lines, header, data, shape)
    first = header + 1 + len(below)
    has_total = first < len(lines) and is_total_above(lines[first], lines[first + 1 :], shape)
    return [*below, first] if has_total else below


def _goes_on(lines: list[Line], shape: Shape) -> bool:
    """Whether the second line is names below those of the first: it tells groups of columns apart."""
    if len(lines) < 2 or shape.matches(lines[1]) or not shape.strangers(lines[1]):
        return False
    upper, lower = (set(line.filled) for line in lines)
    return shape.used <= upper | lower and not shape.used <= upper


def _names_all(line: Line, shape: Shape) -> bool:
    """Whether a line has a text for every column of numbers or dates, and none that rows have."""
    is_full = set(shape.kinds) <= set(line.filled) and bool(shape.strangers(line))
    return is_full and not shape.matches(line) and not shape.known(line)


def _start(lines: list[Line], shape: Shape) -> int:
    """The place of a line that names everything, for what is above it looks like rows by chance.

    It stands below a blank line, or below one or two such rows that have no names. The names again among the rows, as
    at the top of each printed page, begin nothing.
    """
    if not shape.kinds:
        return 0
    told = [place for place, line in enumerate(lines) if _names_all(line, shape)]
    naming = [place for place in told if all(lines[one].cells != lines[place].cells for one in told if one < place)]
    below = [place for place in naming if 0 < place <= len(lines) // 2 and lines[place].gap]
    if below or not naming:
        return below[-1] if below else 0
    by_chance = [line for line in lines[: naming[0]] if shape.is_data(line)]
    are_few = 0 < len(by_chance) <= MOST_BY_CHANCE and not any(map(shape.is_counted, by_chance))
    return naming[0] if are_few else 0


def _first_data(lines: list[Line], shape: Shape, start: int) -> int:
    return next((place for place in range(start, len(lines)) if shape.is_data(lines[place])), len(lines))


def _first_text(lines: list[Line], shape: Shape) -> int:
    """The first row of a table of nothing but text: a header says what no row says."""
    first = next((place for place, line in enumerate(lines) if covers(line, shape)), 0)
    repeated = [place for place, values in shape.texts.items() if values and values.most_common(1)[0][1] > 1]
    known = [place for place in shape.known(lines[first]) if place in repeated]
    return first if known and 2 * len(known) >= len(repeated) else first + 1


def _names(lines: list[Line], found: _Found, shape: Shape) -> tuple[tuple[str, ...], list[Note]]:
    if not found.header:
        names = tuple(f"column_{place + 1}" for place in range(shape.width))
        values: dict[str, object] = {
            "line": quoted(lines[found.first : found.first + 1]),
            "header": Option("data.header_row", lines[found.first].number if found.first < len(lines) else 1),
            "first": names[0],
            "last": names[-1],
        }
        return names, [Note(code="no_header", level="yellow", values=values)]
    last = lines[found.header[-1]]
    if len(found.header) == 1 and is_short(last, shape) and not covers(last, shape):
        return ("", *last.cells), [Note(code="row_names", level="green")]
    parts = telling_apart([lines[place] for place in found.header], [lines[place] for place in found.below])
    if len(parts) == 1:
        return tuple(last.cells), []
    return joined(parts), [Note(code="header_joined", level="green", values={"lines": quoted(parts)})]


def _units(names: Sequence[str], below: Sequence[Line], shape: Shape) -> dict[int, str]:
    """Places of numbers to their units, by the first line below the names that says any."""
    for line in below:
        places = [place for place in line.filled if shape.kinds.get(place) == "number" and place < len(names)]
        units = {place: unit for place in places if (unit := named_unit(line.cells[place]))}
        if units:
            return units
    return {}


def _are_units(line: Line) -> bool:
    """Whether a line says nothing but units, which stay with their columns, and signs for none."""
    said = [cell for cell in line.cells if any(map(str.isalnum, cell)) or named_unit(cell)]
    return bool(said) and all(map(named_unit, said))


def _top(found: _Found) -> int:
    """The place of the first line of the table, names and all."""
    return found.header[0] if found.header else found.first


def _notes(lines: list[Line], comments: list[Line], found: _Found, shape: Shape, stated: DataSettings) -> list[Note]:
    above = sorted((one for one in [*lines[: _top(found)], *comments] if one.filled), key=lambda line: line.number)
    below = [lines[place] for place in found.below if lines[place].filled]
    units = [line for line in below if _are_units(line)]
    below = [line for line in below if line not in units]
    notes = []
    if above and stated.header_row in (None, "none"):
        notes.append(Note(code="lines_above", level="green", values={"lines": quoted(above)}))
    if units:
        notes.append(Note(code="units_line", level="green", values={"lines": quoted(units)}))
    if below:
        notes.append(Note(code="second_lines", level="yellow", values={"lines": quoted(below)}))
    line = lines[found.header[-1]] if found.header and stated.header_row is None else None
    if line is not None and shape.is_data(line) and shape.is_counted(line):
        notes.append(
            Note(code="counted_header", level="yellow", values={"line": line.number, "names": shortened(line)})
        )
    return notes
