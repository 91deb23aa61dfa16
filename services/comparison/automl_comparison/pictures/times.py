"""What a better score costs in time."""

from __future__ import annotations

from automl_comparison import words
from automl_comparison.charts import Mark, Point, Points, front
from automl_comparison.meta import Candidate, Facts
from automl_comparison.pictures.base import Limits, chart
from automl_comparison.pictures.parts import axis, cut, label, mark
from automl_shared.words import N_, NC_, Words, speaker

SHORTEST_SECONDS = 1e-6
"""The time axis is logarithmic: what is measured as nothing stands here."""
MARKS: tuple[Mark, ...] = ("recommended", "candidate", "baseline")

WORDS: Words = {
    "fit_time": N_(
        "What a better score costs in time to learn: each point is one candidate; none beats those on the line in both."
    ),
    "predict_time": N_(
        "What a better score costs in time to predict: each point is one candidate; none beats those on the line in "
        "both."
    ),
    "fit_seconds": N_("seconds to fit, all parts together"),
    "predict_seconds": N_("seconds to predict 1,000 rows"),
    "recommended": N_("recommended"),
    "not_yet": N_("not to be used yet"),
    "candidate": N_("candidate"),
    "baseline": N_("guessing"),
    "front": N_("best for its time"),
}
say = speaker(WORDS)


@chart(NC_("a picture", "score against fit time"), place=80, meaning="What a better score costs in time to learn.")
def fit_time(facts: Facts, limits: Limits) -> Points | None:
    """CV mean against the seconds spent fitting."""
    return _against(facts, {one.candidate: one.fit_seconds for one in facts.choice.ranking}, "fit", limits.points)


@chart(
    NC_("a picture", "score against predict time"), place=90, meaning="What a better score costs in time to predict."
)
def predict_time(facts: Facts, limits: Limits) -> Points | None:
    """CV mean against the seconds per 1,000 rows predicted."""
    return _against(
        facts, {one.candidate: one.predict_seconds for one in facts.choice.ranking}, "predict", limits.points
    )


def _against(facts: Facts, seconds: dict[str, float], what: str, most: int) -> Points | None:
    points = {one.candidate: _point(facts, one, seconds[one.candidate]) for one in facts.choice.ranking}
    shown = list(points.values())[:most]
    if not shown:
        return None
    return Points(
        caption=say(facts, f"{what}_time"),
        x_axis=say(facts, f"{what}_seconds"),
        y_axis=axis(facts),
        language=facts.language,
        points=tuple(shown),
        names=tuple((one, _named(facts, one)) for one in MARKS if any(point.mark == one for point in shown)),
        front=front(shown, greater_is_better=facts.metric.greater_is_better),
        front_name=say(facts, "front"),
        in_percent=facts.metric.unit == "share",
        cut=cut(facts, "candidates", len(shown), len(points)),
    )


def _named(facts: Facts, one: Mark) -> str:
    return say(facts, "not_yet" if one == "recommended" and words.light(facts) == "red" else one)


def _point(facts: Facts, one: Candidate, seconds: float) -> Point:
    return Point(label=label(facts, one), x=max(seconds, SHORTEST_SECONDS), y=one.cv_mean, mark=mark(facts, one))
