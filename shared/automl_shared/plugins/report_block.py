"""Report blocks: a section of the report that a plugin writes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from automl_shared.config.models import Language
from automl_shared.frozen import Frozen
from automl_shared.plugins.registry import Registry
from automl_shared.words import own_words

if TYPE_CHECKING:
    from automl_shared.plugins.facts import ComparisonFacts

B = TypeVar("B", bound=Callable[..., Any])


class ReportTable(Frozen):
    """``rows``: each as long as ``header``; the first column names the row."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    label: str = ""
    """What it shows, for those who hear the page; the section's title when empty."""

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.header):
                raise ValueError(f"a row needs {len(self.header)} cells as the header has, but got {len(row)}: {row}")


class ReportBlock(Frozen):
    """A registered section of the report. ``write(facts)`` gets the facts of the comparison.

    It returns a text, a `ReportTable`, several of them in order, or None for no section. Texts are plain: the report
    escapes what looks like HTML.
    """

    name: str
    write: Callable[..., Any]
    title: str
    title_ja: str = ""
    """Where it is missing, the other stands in."""

    def titled(self, language: Language) -> str:
        return own_words(self.title, self.title_ja, language)

    def parts(self, facts: ComparisonFacts) -> list[str | ReportTable]:
        """What it says. Raises TypeError for what is neither, and whatever the plugin raises."""
        said = self.write(facts)
        is_one = isinstance(said, str | ReportTable) or not isinstance(said, Iterable)
        listed = [] if said is None else [said] if is_one else list(said)
        for one in listed:
            if not isinstance(one, str | ReportTable):
                raise TypeError(f"a report block returns texts and ReportTables, but got {type(one).__name__}: {one!r}")
        return listed


REPORT_BLOCKS: Registry[ReportBlock] = Registry("report block")


def report_block(name: str, *, title: str, title_ja: str = "") -> Callable[[B], B]:
    """Registers the decorated function as a section of the report; see `ReportBlock`."""

    def register(write: B) -> B:
        REPORT_BLOCKS.register(name, ReportBlock(name=name, write=write, title=title, title_ja=title_ja))
        return write

    return register
