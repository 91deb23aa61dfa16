"""Lines below the rows that sum them up."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from math import isclose
from statistics import mean, median, stdev

from automl_data.intake.cells import kind_of
from automl_data.intake.lines import Line
from automl_data.intake.shape import Shape
from automl_shared.lazy import np, pa

_Made = Callable[[list[float]], float]
_SUMMARIES: Mapping[_Made, str] = {
    sum: "(?:grand |sub|overall )?totals?|total (?:general|général|geral)|overall|sum|summe|gesamt(?:summe|ergebnis)?"
    "|insgesamt|zusammen|ergebnis|ensemble|somme|totale|totaal|suma|summa|razem|celkem|i alt|toplam|yhteensä"
    '|ogółem|łącznie|összesen|celkom|ukupno|skupaj|samtals|kokku|σύνολο|jumlah|tổng(?: cộng)?|รวม|סה"כ|المجموع|الإجمالي'
    "|zwischensumme|sous-total|subtotaal|итого|всего|合計|総合計|総計|総数|計|小計|全国|合计|总计|小计|합계|총계|소계",
    mean: "averages?|avg|mean|mittelwert|durchschnitt|moyenne|media|promedio|平均",
    median: "median|中央値",
    min: "min(?:imum)?|最小",
    max: "max(?:imum)?|最大",
    stdev: "std|標準偏差",
    len: "count|件数",
}
"""What such a line makes of the rows, and the words for it."""
_OF = "(?P<of>[:：].*)|\\b(?:of|for|per|der|des|du|de|del|della|da|do|van)\\b.*"
_WORDS = {made: re.compile(rf"\W*(?:{words})\W*(?:{_OF})?", re.IGNORECASE) for made, words in _SUMMARIES.items()}
_GROUP = re.compile(
    rf"(?:{_SUMMARIES[sum]})(?:\s+\S.*|[:：].*)|\S.*\s(?:{_SUMMARIES[sum]})\W*|\S.*(?:合計|小計|合计|小计|소계)\W*",
    re.IGNORECASE,
)
"""A total that names its group: ``North Total``, ``Summe Nord``, ``東京小計``."""
ROUNDED = 0.005
"""How far a sum may be from what its rows give, as a share."""
LEAST_SUMMED = 3
"""Rows above nought that a total above them has more of."""


def is_total(line: Line, above: Sequence[Line], shape: Shape) -> bool:
    """Whether a line is named like a total, and is none of the rows ``above`` and in the shape.

    In a table so short that the line itself is among those that gave the shape, the name alone may be that of a row:
    there a total must say of what (``Total: Germany``), add up, or leave out what the rows have. One without a name
    must add up, and hold nothing else.
    """
    if any(place not in shape.kinds and not _says_nothing(line, place, shape) for place in line.filled[1:]):
        return False
    lacking = shape.used.difference(line.filled)
    if line.filled[0] in shape.matches(line):
        return 2 * len(lacking) > len(shape.used) and _adds_up(line, above, shape, sum)
    made, of = _made_by(line)
    if made is None:
        return False
    return bool(of or lacking) or not shape.has(line) or _adds_up(line, above, shape, made)


def is_group_total(line: Line, group: Sequence[Line], shape: Shape, *, below_total: bool) -> bool:
    """Whether a line among the rows sums up those of its ``group``, the rows since the last total.

    It is named like a total, says nothing else that the group does not say, and adds up: in every number, or in one
    where it has none of the other texts of the rows. ``below_total``: the line above is one, of a part of this group.
    """
    if not line.filled or line.filled[0] in shape.matches(line) or not shape.matches(line):
        return False
    name, texts = line.filled[0], [place for place in line.filled[1:] if place not in shape.kinds]
    if _made_by(line)[0] is not sum and not _GROUP.fullmatch(line.cells[name]):
        return False
    if any(not _says_nothing(line, place, shape) and not _says_same(line, place, group) for place in texts):
        return False
    others = shape.used.intersection(shape.texts) - {name}
    is_bare = bool(others) and others.isdisjoint(texts)
    return is_bare if below_total else _adds_up(line, group, shape, sum, every=not is_bare)


def is_total_above(line: Line, below: Sequence[Line], shape: Shape) -> bool:
    """Whether the first line below the names sums up the rows, as reports of advertising and of visits begin.

    It says that it is a total, or leaves out a text that every row has; it says nothing else, and has a number that is
    no smaller than the sum of the rows ``below``, which may be some of the rows only.
    """
    rows = [one for one in below if shape.matches(one) and _made_by(one)[0] is None]
    texts = {place for place in shape.texts if all(place in one.filled for one in rows)}
    said = [place for place in line.filled if place not in shape.kinds and not _says_nothing(line, place, shape)]
    is_told = bool(said or texts.difference(line.filled))
    if not is_told or any(not _WORDS[sum].fullmatch(line.cells[place]) for place in said):
        return False
    return any(_covers(line, place, rows) for place in shape.matches(line) if shape.kinds[place] == "number")


def _covers(line: Line, place: int, rows: Sequence[Line]) -> bool:
    *numbers, total = _numbers([*(one.cells[place] for one in rows if place < len(one.cells)), line.cells[place]])
    known = [number for number in numbers if number]
    is_sum = total is not None and len(known) > LEAST_SUMMED and min(known) > 0
    return bool(is_sum and total and total >= (1 - ROUNDED) * sum(known))


def _says_same(line: Line, place: int, group: Sequence[Line]) -> bool:
    return bool(group) and group[-1].cells[place : place + 1] == [line.cells[place]]


def _says_nothing(line: Line, place: int, shape: Shape) -> bool:
    """Whether a cell among texts is a mark for a gap, or what every row has there, such as the money."""
    cell = line.cells[place].strip()
    return kind_of(cell) == "gap" or set(shape.texts.get(place, ())) == {cell}


def _made_by(line: Line) -> tuple[_Made | None, str]:
    """What the line makes of the rows by its first text, and of which of them."""
    for made, words in _WORDS.items():
        if found := words.fullmatch(line.cells[line.filled[0]]):
            return made, found["of"] or ""
    return None, ""


def _adds_up(line: Line, above: Sequence[Line], shape: Shape, made: _Made, *, every: bool = False) -> bool:
    """Whether some number of the line, or every one, is what it says that it makes of the numbers above it.

    Noughts prove nothing.
    """
    rows = [one for one in above if one.filled and _made_by(one)[0] is None]
    found = [one for place in shape.matches(line) if (one := _is_made(line, place, rows, made)) is not None]
    return bool(found) and (all(found) if every else any(found))


def _is_made(line: Line, place: int, rows: Sequence[Line], made: _Made) -> bool | None:
    """The same of one number; None where it is nought, or made of one row."""
    *numbers, total = _numbers([*(one.cells[place] for one in rows if place < len(one.cells)), line.cells[place]])
    known = [number for number in numbers if number is not None]
    return isclose(made(known), total, rel_tol=ROUNDED) if total and len(known) > 1 else None


def _numbers(cells: Sequence[str]) -> list[float | None]:
    """Cells as numbers, written in one style."""
    from automl_data.intake.quantities import quantities

    values = quantities(pa.array(cells, pa.string()), np.ones(len(cells), dtype=np.int64), None).values
    return [None if np.isnan(value) else float(value) for value in values]
