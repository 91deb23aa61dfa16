"""Which columns the recommended candidate's answer depends on."""

from __future__ import annotations

from automl_comparison import words
from automl_comparison.charts import Bar, Bars
from automl_comparison.meta import Facts
from automl_comparison.pictures.base import Limits, chart
from automl_comparison.pictures.parts import cut
from automl_shared.words import N_, NC_, Words, speaker

WORDS: Words = {
    "drivers": N_(
        "What drives the prediction: how much worse the score gets when the values of one column are shuffled."
    ),
    "score_lost": N_("{metric}: how much worse it gets"),
}
say = speaker(WORDS)


def strongest(facts: Facts) -> list[tuple[str, float]]:
    """Columns and the score lost when their values are shuffled, the strongest first; a mixture's is its members'
    mean by weight, of those where it was measured."""
    chosen = facts.choice.recommended
    if chosen is None:
        return []
    ensemble = facts.ensembles.of(chosen)
    weighted = (
        [(one.importance, ensemble.combination.weights[one.candidate]) for one in ensemble.members if one.importance]
        if ensemble
        else [(chosen.importance, 1.0)]
    )
    total = sum(weight for _, weight in weighted)
    lost: dict[str, float] = {}
    for importance, weight in weighted:
        for column, loss in importance.items():
            lost[column] = lost.get(column, 0.0) + loss * weight / total
    return sorted(((name, loss) for name, loss in lost.items() if loss > 0), key=lambda one: (-one[1], one[0]))


def lost(facts: Facts, loss: float) -> str:
    """How much a score loses, in words: a share in percentage points."""
    if facts.metric.unit == "share":
        return words.points(loss, facts.language)
    return words.rounded(facts.metric, loss, facts.language)


@chart(
    NC_("a picture", "what drives the prediction"),
    place=110,
    meaning="The columns that matter most to the recommended candidate.",
)
def drivers(facts: Facts, limits: Limits) -> Bars | None:
    """The strongest columns; None when none was measured or none matters."""
    found = strongest(facts)
    if not found:
        return None
    bars = [Bar(label=column, value=loss, text=lost(facts, loss)) for column, loss in found[: limits.columns]]
    return Bars(
        caption=say(facts, "drivers"),
        axis=say(facts, "score_lost", metric=facts.metric_title),
        bars=tuple(bars),
        cut=cut(facts, "columns", len(bars), len(found)),
    )
