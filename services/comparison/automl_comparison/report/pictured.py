"""The sections of the report that show pictures."""

from __future__ import annotations

from automl_comparison import words
from automl_comparison.meta import Earlier, Facts
from automl_comparison.pictures import drivers as important
from automl_comparison.pictures import earlier as before
from automl_comparison.pictures import grids, ranking, times
from automl_comparison.pictures.base import Limits
from automl_comparison.pictures.effects import effect, effects_of
from automl_comparison.report.blocks import Block, Paragraph, Picture
from automl_comparison.report.parts import say
from automl_comparison.words.effects import say as say_effect
from automl_comparison.words.effects import sentence
from automl_shared.words import listed

NAMED = 4
"""Further columns named in a sentence."""
MAX_POINTS = 500


def limits_of(top_k: int, max_columns: int) -> Limits:
    """A page shows less than a task."""
    columns = min(top_k, max_columns)
    return Limits(candidates=top_k, groups=top_k, columns=columns, folds=max_columns, points=MAX_POINTS)


def pictures(facts: Facts, limits: Limits) -> list[Block]:
    """Who is better, how steadily, and at what cost."""
    drawn = (
        ranking.ranking(facts, limits),
        ranking.by_model(facts, limits),
        ranking.by_preprocess(facts, limits),
        ranking.model_summary(facts, limits),
        ranking.wins(facts, limits),
        grids.heatmap(facts, limits, facts.metric),
        grids.stability(facts, limits),
        times.fit_time(facts, limits),
        times.predict_time(facts, limits),
    )
    return [Picture(chart) for chart in drawn if chart]


def drivers(facts: Facts, limits: Limits) -> list[Block]:
    """Which columns matter, in words and as a picture."""
    found = important.strongest(facts)
    chart = important.drivers(facts, limits)
    if not found or chart is None:
        return [Paragraph(say(facts, "drivers_none"))]
    (first, loss), *others = found[: 1 + NAMED]
    said = [say(facts, "drivers_is", first=first, loss=important.lost(facts, loss))]
    if others:
        names = listed((f"`{name}`" for name, _ in others), facts.language)
        said.append(say(facts, "drivers_then", n=len(others), others=names))
    said.append(say(facts, "drivers_caution"))
    return [Paragraph(words.joined(said, facts.language)), Picture(chart), *_effects(facts)]


def _effects(facts: Facts) -> list[Block]:
    """Which way the strongest columns push."""
    found, chosen = effects_of(facts), facts.choice.recommended
    if not found or chosen is None:
        return []
    said = [sentence(facts, most) for most, *_ in found]
    if ensemble := facts.ensembles.of(chosen):
        said.append(say_effect(facts, "of_member", member=ensemble.members[0].title))
    return [Paragraph(words.joined(said, facts.language)), *(Picture(effect(facts, one)) for one in found)]


def earlier(facts: Facts, limits: Limits) -> list[Block]:
    """The difference from the earlier run, or why there is none to tell."""
    found = facts.earlier
    if found is None:
        return []
    if found.lead is None:
        why = say(facts, found.why or "not_recorded", cause=words.quoted(found.cause, facts.language))
        return [Paragraph(say(facts, "not_comparable", run_id=found.run_id, why=why))]
    chart = before.earlier(facts, limits)
    return [Paragraph(_difference(facts, found)), *([Picture(chart)] if chart else [])]


def _difference(facts: Facts, found: Earlier) -> str:
    chosen = facts.choice.recommended
    assert found.lead is not None, "asked for what can be compared"
    assert chosen is not None, "a lead is the recommended one's"
    mean = found.lead.mean
    return say(
        facts,
        "earlier_equal" if mean == 0 else "earlier_better" if mean > 0 else "earlier_worse",
        candidate=found.title,
        run_id=found.run_id,
        before=words.amount(facts.metric, found.cv_mean),
        now=words.amount(facts.metric, chosen.cv_mean),
        gain=words.gap(facts.metric, chosen.cv_mean, found.cv_mean, facts.language),
        sure=say(facts, f"earlier_{found.lead.either_way}"),
    )
