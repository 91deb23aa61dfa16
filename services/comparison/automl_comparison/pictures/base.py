"""How the task's pictures are declared: drawn from what was decided, within limits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from automl_comparison.charts import Chart
from automl_comparison.meta import Facts
from automl_comparison.visualization import drawn
from automl_shared.candidate_rows import CandidateRow
from automl_shared.config.models import OutputSettings
from automl_shared.frozen import Frozen
from automl_shared.phase_io import ComparisonInfo
from automl_shared.pictures import Named, Pictures
from automl_shared.plugins import Metric

C = TypeVar("C", bound=Callable[..., Chart | None])

PICTURES = Pictures()
picture = PICTURES.picture


class Limits(Frozen):
    """How much a picture shows at most."""

    candidates: int
    groups: int
    """Models, or preparations."""
    columns: int
    """Columns of the data, or of a table of models and preparations; its rows, too."""
    folds: int
    points: int

    @classmethod
    def of(cls, output: OutputSettings) -> Limits:
        """The task's."""
        most = output.max_plot_columns
        return cls(candidates=output.top_k, groups=most, columns=most, folds=most, points=output.max_plot_rows)


class Shown(Frozen):
    """What the task's pictures are drawn from. ``metrics``: the one that decides first."""

    facts: Facts
    info: ComparisonInfo
    table: Sequence[CandidateRow]
    metrics: Sequence[Metric]
    limits: Limits


def chart(
    name: str, *, place: int, meaning: str, each: Callable[[Shown], Iterable[Named]] | None = None
) -> Callable[[C], C]:
    """Declares a chart, which the report may show too: made of facts and limits, and of one of ``each``."""

    def declare(make: C) -> C:
        def draw(shown: Shown, *one: Named) -> Any:
            return drawn(make(shown.facts, shown.limits, *one))

        picture(name, place=place, meaning=meaning, each=each)(draw)
        return make

    return declare
