"""This run beside an earlier one."""

from __future__ import annotations

from automl_comparison import words
from automl_comparison.charts import Bar, Bars, Mark
from automl_comparison.meta import Facts
from automl_comparison.pictures.parts import axis, cut, say


def earlier(facts: Facts, *, top_k: int) -> Bars | None:
    """Two bars for each candidate that both runs tried; None when the two cannot be compared."""
    found = facts.earlier
    if found is None or found.lead is None:
        return None
    both = [one for one in facts.choice.models if one.candidate in found.means]
    bars = []
    for one in both[:top_k]:
        marks: tuple[tuple[str, float, Mark], ...] = (
            ("now", one.cv_mean, "recommended" if one is facts.choice.recommended else "candidate"),
            ("before", found.means[one.candidate], "before"),
        )
        bars += [
            Bar(
                label=f"{one.title}, {say(facts, when)}",
                value=mean,
                text=words.amount(facts.metric, mean),
                mark=mark,
            )
            for when, mean, mark in marks
        ]
    if not bars:
        return None
    return Bars(
        caption=say(facts, "earlier", run_id=found.run_id),
        axis=axis(facts),
        bars=tuple(bars),
        line=None,
        cut=cut(facts, "candidates", min(top_k, len(both)), len(both)),
    )
