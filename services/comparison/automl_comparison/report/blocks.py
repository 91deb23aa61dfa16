"""What a report is made of, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from automl_comparison.charts import Chart
from automl_shared.config.models import Language
from automl_shared.frozen import Frozen
from automl_shared.phase_io import Light


@dataclass(frozen=True)
class Paragraph:
    text: str
    soft: bool = False


@dataclass(frozen=True)
class Items:
    texts: tuple[str, ...]


class Fold(Frozen):
    """A list under a line of its own; closed until somebody asks for it, or open."""

    summary: str
    texts: tuple[str, ...]
    is_open: bool


class Line(Frozen):
    """A row of a table; ``kind`` marks it (recommended, baseline, red, …)."""

    kind: str = ""
    cells: tuple[str, ...]


class Table(Frozen):
    """``numbers``: columns aligned to the right; ``named``: the column that names the row."""

    label: str
    header: tuple[str, ...]
    lines: tuple[Line, ...]
    numbers: tuple[int, ...] = ()
    named: int = 0


@dataclass(frozen=True)
class Picture:
    chart: Chart


@dataclass(frozen=True)
class Code:
    label: str
    text: str


@dataclass(frozen=True)
class Link:
    text: str
    url: str


@dataclass(frozen=True)
class Terms:
    entries: tuple[tuple[str, str], ...]


Block = Paragraph | Items | Fold | Table | Picture | Code | Link | Terms


class Section(Frozen):
    """A part of the report with a heading of its own."""

    key: str
    """The same in every language."""
    heading: str
    blocks: tuple[Block, ...]


class Told(Frozen):
    """An answer beside the verdict."""

    label: str
    text: str
    section: str
    """Key of the one that says more."""


class Report(Frozen):
    """Everything the reader is told, in order."""

    language: Language
    title: str
    heading: str
    subtitle: str
    light: Light

    @property
    def useful(self) -> bool:
        """Whether a model is recommended."""
        return self.light != "none"

    headline: str
    """What to do with the model, in a few words."""
    model: str
    """What the recommended candidate is called; empty where nothing is recommended."""
    model_id: str
    """Its id; empty where nothing is recommended."""
    check: str
    """Whether the final check gave what was to be expected; empty where that is not known."""
    sentence: str
    told: tuple[Told, ...]
    """Whether the data stand in the way, what to do first, and how sure it all is."""
    sections: tuple[Section, ...]
    foot: str


def as_document(report: Report) -> Mapping[str, Any]:
    """The report as JSON; every block names its ``kind``."""
    return {
        **asdict(report),
        "useful": report.useful,
        "sections": [
            {"key": section.key, "heading": section.heading, "blocks": [_block(one) for one in section.blocks]}
            for section in report.sections
        ],
    }


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Picture):
        return {"kind": "picture", "chart": type(block.chart).__name__.lower(), **asdict(block.chart)}
    return {"kind": type(block).__name__.lower(), **asdict(block)}
