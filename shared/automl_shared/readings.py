"""How the texts of a column were read: what travels with a run, so that a model reads new rows the same way."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from automl_shared.config.models import ColumnKind

MOST_CELLS, MOST_PLACES = 10, 5
"""Different texts, and places of each, that a reading names."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Cell(_Part):
    """A text that is none of its column's kind. ``rows``: how many; ``places``: lines of the file of the first few."""

    text: str
    rows: int
    places: list[int]


class Reading(_Part):
    """How the texts of one column are numbers or dates.

    Numbers: ``decimal`` and ``group`` are the signs before the fraction and between thousands, ``unit`` what stands
    beside every number, ``scales`` other units that were told in it, ``limits`` what is read as the number beside its
    sign, ``flags`` as the one before its mark; ``format`` is set for times of day and durations, read in ``unit``.
    ``unit_below`` is a unit that a line below the names says, and that stands beside no number; ``other`` is a text
    that could be another number, or a key where the texts were kept.
    Dates: ``format`` as `automl_data.intake.moments` takes it; ``other`` is a format that fits as well and gives
    other days. ``read`` and ``unread`` count rows of the file; ``cells`` are those that became gaps.
    """

    kind: ColumnKind
    decimal: str = "."
    group: str = ""
    unit: str = ""
    unit_below: str = ""
    scales: list[str] = []
    format: str = ""
    other: str = ""
    read: int = 0
    unread: int = 0
    cells: list[Cell] = []
    limits: list[Cell] = []
    flags: list[Cell] = []

    @property
    def is_plain(self) -> bool:
        """Whether these are numbers with nothing written around them."""
        is_marked = self.unit or self.group or self.format or self.other or self.limits or self.flags
        return self.kind == "numeric" and not is_marked

    @property
    def told_unit(self) -> str:
        """The unit of the numbers, wherever the file says it."""
        return self.unit or self.unit_below

    @property
    def units(self) -> str:
        """The unit for a sentence, with those that were told in it: ``month → year``."""
        return f"{', '.join(self.scales)} → {self.unit}" if self.scales else self.unit
