"""Which of the lines above a table's rows hold its names, and which are neither names nor rows."""

from __future__ import annotations

from collections.abc import Sequence

from automl_data.intake.cells import is_unit
from automl_data.intake.lines import Line
from automl_data.intake.shape import Shape
from automl_data.intake.units import named_unit

FEW_TEXTS = 2
"""Columns of texts that come again in which a line says what no row says, from which it is none."""
_ANSWERS = frozenset(("response", "open-ended response"))
"""What surveys write below a question that is one column."""


def header_places(above: list[Line], shape: Shape) -> list[int]:
    """Places of the lines of names among those above the rows: one; two where one alone tells columns not apart."""
    covering = [place for place, line in enumerate(above) if covers(line, shape)]
    if covering:
        run = [place for place in covering if all(one in covering for one in range(place, covering[-1]))]
        run = [place for place in run if not any(above[one].gap for one in range(place + 1, covering[-1] + 1))]
        place = next((one for one in run if len(above[one].cells) == shape.width and _differ(above[one])), run[0])
        place = _names_above(above, covering, place, shape)
        return [place - 1, place] if place and _needs(above[place], above[place - 1], shape) else [place]
    short = next((place for place in reversed(range(len(above))) if is_short(above[place], shape)), None)
    if short is not None:
        return [short]
    parts = _parts(above)
    together = {one for place in parts for one in above[place].filled}
    if len(parts) > 1 and shape.used <= together | {0}:
        return parts
    partly = [place for place in parts if 2 * len(shape.used.intersection(above[place].filled)) >= len(shape.used)]
    return partly[-1:] if shape.width > 1 else parts[-1:]


def _names_above(above: list[Line], covering: list[int], place: int, shape: Shape) -> int:
    """The place of the names above a line that repeats itself, as the last of several below the names of a logger does
    where one between them leaves out a column; ``place`` where there are none.
    """
    if not _repeats(above[place].cells):
        return place
    first = next(one for one in reversed(range(place + 1)) if above[one].gap or one == 0)
    told = (one for one in reversed(covering) if first <= one < place and len(above[one].cells) == shape.width)
    return next((one for one in told if not _repeats(above[one].cells)), place)


def _parts(above: list[Line]) -> list[int]:
    """The lines directly above the rows that hold several texts each."""
    first = len(above)
    while first and len(above[first - 1].filled) > 1 and (first == len(above) or not above[first].gap):
        first -= 1
    return list(range(first, len(above)))


def covers(line: Line, shape: Shape) -> bool:
    """Whether a line names every column; the first may be the nameless one of row names, also of two columns."""
    is_pair = shape.width == len(line.cells) == 2 and line.filled == [1]
    return shape.used <= {0, *line.filled} and (len(line.filled) > 1 or len(shape.used) < 2 or is_pair)


def is_short(line: Line, shape: Shape) -> bool:
    """Whether a header has one name fewer than the rows have fields, as R writes it."""
    one_less = len(line.cells) == len(line.filled) == shape.width - 1
    return shape.width > 2 and one_less and all(len(row.cells) == shape.width for row in shape.body)


def _differ(line: Line) -> bool:
    """Whether a line says more than one thing; the name of a place above all columns is none of theirs."""
    return len({line.cells[place] for place in line.filled}) > 1 or len(line.cells) < 2


def _needs(line: Line, upper: Line, shape: Shape) -> bool:
    """Whether a line of names tells columns apart only with the line above it."""
    if len(upper.filled) <= 1 or line.gap:
        return False
    lacking = shape.used.difference(line.filled).intersection(upper.filled)
    return bool(lacking) or _repeats(joined([upper, line])) < _repeats(line.cells)


def telling_apart(parts: list[Line], below: Sequence[Line]) -> list[Line]:
    """Lines of names with those below them that tell further columns apart."""
    names = joined(parts)
    for line in below:
        more = joined([*parts, line])
        if _repeats(more) < _repeats(names):
            parts, names = [*parts, line], more
    return parts


def _repeats(names: Sequence[str]) -> int:
    """How many names occur before."""
    filled = [name for name in names if name]
    return len(filled) - len(set(filled))


def second_lines(lines: list[Line], header: int, data: int, shape: Shape) -> list[int]:
    """The lines between names and rows that are neither: units, types, a second line of names."""
    between: list[int] = []
    for place in range(header + 1, min(data, len(lines))):
        is_empty = not lines[place].filled and place + 1 < data
        if data == len(lines) or not (is_empty or _is_second(lines[place], shape, goes_on=bool(between))):
            break
        between.append(place)
    return between


def _is_second(line: Line, shape: Shape, *, goes_on: bool) -> bool:
    """Whether a line below the names is neither names nor a row. ``goes_on``: the one above it is such a line."""
    strange = [line.cells[place] for place in shape.strangers(line)]
    if not strange or shape.matches(line) or shape.known(line):
        return False
    if goes_on or len(line.filled) == 1 or all(is_unit(one) or named_unit(one) for one in strange):
        return True
    if covers(line, shape) and shape.repeating(line) >= FEW_TEXTS:
        return True
    if set(line.filled) == set(shape.kinds) < shape.used and len(strange) == len(line.filled):
        return True
    is_sparse = 2 * len(line.filled) <= len(shape.used) and len({line.cells[place] for place in line.filled}) == 1
    return is_sparse or (shape.width > 2 and len(set(strange)) > 1)


def joined(parts: Sequence[Line]) -> tuple[str, ...]:
    """One name a column of several lines of names; in all but the last, a name holds until the next one.

    A name that holds for names that others hold for, too, does not hold for those at the end that none else has.
    """
    width = max(len(one.cells) for one in parts)
    full = [[*one.cells, *[""] * (width - len(one.cells))] for one in parts]
    last = full[-1]
    for one in full[:-1]:
        for place in range(1, _group_end(one, last)):
            one[place] = one[place] or one[place - 1]
    last = [_said(name) if any(one[place] for one in full[:-1]) else name for place, name in enumerate(last)]
    return tuple(" ".join(dict.fromkeys(filter(None, names))) for names in zip(*full[:-1], last, strict=True))


def _group_end(upper: Sequence[str], lower: Sequence[str]) -> int:
    """The place behind the last group's names, where groups have the same ones."""
    groups = [place for place, name in enumerate(upper) if name]
    end = len(upper)
    if len(groups) > 1 and any(lower.count(name) > 1 for name in lower[groups[-1] :] if name):
        while end > groups[-1] + 1 and lower.count(lower[end - 1]) < 2:
            end -= 1
    return end


def _said(name: str) -> str:
    """What a line below a question says, but for that there is an answer."""
    return "" if name.casefold() in _ANSWERS else name
