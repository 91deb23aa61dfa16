"""The shape of a table's body: how wide it is, which columns hold something, and what."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median_low

from automl_data.intake.cells import Kind, is_rule, kind_of, number_in
from automl_data.intake.lines import Line
from automl_shared.frozen import Frozen

RARE = 0.2
"""Up to this share of the body may look like the line above it by chance."""
_YEAR = re.compile(r"(?:1[89]|20|21)\d\d")


class Shape(Frozen):
    """What most rows of a table have in common. Places count from 0."""

    width: int
    used: frozenset[int]
    """Columns that hold something in most rows."""
    kinds: dict[int, Kind]
    """Columns of numbers and of dates, by most of their cells."""
    texts: dict[int, Counter[str]]
    """The values of the columns of text."""
    body: Sequence[Line]

    def matches(self, line: Line) -> list[int]:
        """Columns of numbers or dates in which the line holds one too."""
        return [place for place in line.filled if self.kinds.get(place) == kind_of(line.cells[place])]

    def strangers(self, line: Line) -> list[int]:
        """Columns of numbers or dates in which the line holds text."""
        return [place for place in line.filled if place in self.kinds and self._is_strange(place, line.cells[place])]

    def _is_strange(self, place: int, cell: str) -> bool:
        kind = kind_of(cell)
        return kind != "gap" and kind != self.kinds[place]

    def known(self, line: Line) -> list[int]:
        """Columns of text in which other rows hold the same as the line."""
        own = int(self.has(line))
        return [place for place in line.filled if self.texts.get(place, Counter())[line.cells[place]] > own]

    def repeating(self, line: Line) -> int:
        """How many columns of few texts, each in several rows, the line holds a text in."""
        few = [place for place, texts in self.texts.items() if 2 * len(texts) <= texts.total()]
        return len(set(few).intersection(line.filled))

    def has(self, line: Line) -> bool:
        """Whether the line is one of those that gave the shape."""
        return any(row.cells == line.cells for row in self.body)

    def is_data(self, line: Line) -> bool:
        """Whether a line is one of the rows, by its numbers and dates; one with gaps has a row's separators."""
        matches = len(self.matches(line))
        dense = 2 * len(self.used.intersection(line.filled)) >= len(self.used)
        has_gaps = len(line.filled) > 1 and 2 * len(line.cells) > self.width
        return matches > len(self.strangers(line)) and (dense or has_gaps)

    def is_counted(self, line: Line) -> bool:
        """Whether a line holds years or counts up over the numbers, as names do, and the rows below do not."""
        if self.width == len(line.cells) == 2 and line.cells == ["", "0"]:  # a series of pandas without a name
            return True
        places = self.matches(line)
        is_numbers = bool(places) and all(self.kinds[place] == "number" for place in places)
        if not is_numbers or not _counts([line.cells[place] for place in places]):
            return False
        alike = sum(_counts([row.cells[place] for place in places if place < len(row.cells)]) for row in self.body)
        return alike <= RARE * len(self.body)


def shape_of(lines: Sequence[Line]) -> Shape:
    """The shape of the rows among the lines. The first third may be something else, and lines with few cells."""
    wide = [line for line in lines if len(line.filled) > 1 and not is_rule(line.cells)] or list(lines)
    usual = median_low(sorted(len(line.filled) for line in wide))
    body = [line for line in wide if len(line.filled) >= usual]
    body = body[-(-len(body) // 3) :] or body
    widths = Counter(len(line.cells) for line in body)
    width = max(widths, key=lambda one: (widths[one], one))
    columns = [[line.cells[place] for line in body if place < len(line.cells)] for place in range(width)]
    kinds = {place: kind for place, cells in enumerate(columns) if (kind := _kind_of_most(cells)) != "text"}
    return Shape(
        width=width,
        used=frozenset(place for place, cells in enumerate(columns) if 2 * sum(map(bool, cells)) >= len(body)),
        kinds={place: kind for place, kind in kinds.items() if kind != "gap"},
        texts={place: Counter(cells) for place, cells in enumerate(columns) if place not in kinds},
        body=body,
    )


def _kind_of_most(cells: Iterable[str]) -> Kind:
    counts = Counter(map(kind_of, cells))
    del counts["gap"]
    if not counts:
        return "gap"
    kind, count = counts.most_common(1)[0]
    return kind if 2 * count > counts.total() else "text"


def _counts(cells: Sequence[str]) -> bool:
    """Whether the cells are years, count up from 0 or 1, or go one way in even steps or for long."""
    numbers = [number_in(cell) for cell in cells]
    present = [number for number in numbers if number is not None]
    if not present or len(present) < len(numbers) or len(set(present)) < len(present):
        return False
    if all(_YEAR.fullmatch(cell) for cell in cells):
        return True
    steps = [after - before for before, after in pairwise(present)]
    one_way = bool(steps) and (min(steps) > 0 or max(steps) < 0)
    even = one_way and max(steps) - min(steps) <= 1e-6 * max(map(abs, steps))
    return (even and (len(present) > 2 or present[0] in (0, 1))) or (one_way and len(present) > 5)
