"""This run beside an earlier one."""

from __future__ import annotations

from automl_comparison import words
from automl_comparison.charts import Bar, Bars, Mark
from automl_comparison.meta import Facts
from automl_comparison.pictures.base import Limits, chart
from automl_comparison.pictures.parts import axis, cut
from automl_shared.words import N_, NC_, Words, speaker

WORDS: Words = {
    "earlier": N_("This run beside the earlier run {run_id}: average score of the candidates that both tried."),
    "now": N_("this run"),
    "before": N_("earlier run"),
}
say = speaker(WORDS)


@chart(
    NC_("a picture", "difference from the earlier run"),
    place=130,
    meaning="This run beside the one before on the same data.",
)
def earlier(facts: Facts, limits: Limits) -> Bars | None:
    """Two bars for each candidate that both runs tried; None when the two cannot be compared."""
    found = facts.earlier
    if found is None or found.lead is None:
        return None
    both = [one for one in facts.choice.models if one.candidate in found.means]
    bars = []
    for one in both[: limits.candidates]:
        marks: tuple[tuple[str, float, Mark], ...] = (
            ("now", one.cv_mean, "recommended" if one is facts.choice.recommended else "candidate"),
            ("before", found.means[one.candidate], "before"),
        )
        bars += [
            Bar(
                label=f"{say(facts, when)}: {one.title}",
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
        cut=cut(facts, "candidates", min(limits.candidates, len(both)), len(both)),
    )
