"""Several runs side by side: what differs between them, and which of their scores can be compared at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Literal

from automl_controller.runs.run_facts import RunFacts
from automl_controller.runs.words import COMPARE_WORDS
from automl_shared.config.models import DataSettings, Language
from automl_shared.frozen import Frozen
from automl_shared.paired import Confidence, difference
from automl_shared.sections import choices_that_differ
from automl_shared.words import number, say_in

Relation = Literal["same_rows", "other_folds", "not_comparable"]

Ratio = Callable[[RunFacts], float | None]
"""Rows scored on over rows fitted on, in a run's folds; None where the fold table was deleted."""


class Lead(Frozen):
    """By how much the recommended candidate of one run is better than the other's, over the same folds."""

    better: str
    """Run id."""
    mean: float
    standard_error: float
    p_value: float
    """One-sided."""
    confidence: Confidence


class Pair(Frozen):
    """Two runs: whether their scores can be compared, and why not."""

    one: str
    other: str
    relation: Relation
    told: str
    lead: Lead | None = None


def setting_rows(runs: Sequence[RunFacts]) -> dict[str, dict[str, str | None]]:
    """``Section/key`` to each run's stored text, wherever the runs differ; None where a run does not have it."""
    run_ids, rows = [run.run_id for run in runs], choices_that_differ([run.settings for run in runs], None)
    return {key: dict(zip(run_ids, texts, strict=True)) for key, texts in rows.items()}


def pairs(runs: Sequence[RunFacts], ratio: Ratio) -> list[Pair]:
    """Every two of the runs, said in the language of the first."""
    return [_pair(one, other, ratio, runs[0].language) for one, other in combinations(runs, 2)]


def why_not(one: RunFacts, other: RunFacts, language: Language) -> str | None:
    """Why the scores of two runs must not be compared; None when they may."""
    for run in (one, other):
        if run.recommended is None:
            return _say("nothing_recommended", language, run=run.run_id)
    if one.metric != other.metric:
        return _say("other_metric", language, one=one.titled_metric(language), other=other.titled_metric(language))
    if not one.dataset_hash or one.dataset_hash != other.dataset_hash:
        return _say("other_data", language)
    if _target(one.data) != _target(other.data):
        return _say("other_target", language)
    if one.scored_class != other.scored_class:
        return _say("other_class", language, one=one.scored_class, other=other.scored_class)
    return None


def _pair(one: RunFacts, other: RunFacts, ratio: Ratio, language: Language) -> Pair:
    relation, lead, key, values = _relation(one, other, ratio, language)
    told = _say(key, language, one=one.run_id, other=other.run_id, metric=one.titled_metric(language), **values)
    return Pair(one=one.run_id, other=other.run_id, relation=relation, told=told, lead=lead)


def _relation(
    one: RunFacts, other: RunFacts, ratio: Ratio, language: Language
) -> tuple[Relation, Lead | None, str, dict[str, str]]:
    """What the two are to each other, the lead where there is one, and the sentence that says it with its values."""
    reason = why_not(one, other, language)
    if reason:
        return "not_comparable", None, "not_comparable", {"reason": reason}
    if not one.fold_hash or one.fold_hash != other.fold_hash:
        return "other_folds", None, "other_folds", {}
    lead = _lead(one, other, ratio)
    if lead is None:
        return "same_rows", None, "no_fold_scores", {}
    key = "equal" if lead.mean == 0.0 else f"lead_{lead.confidence}"
    values = {"better": lead.better, "mean": number(lead.mean), "error": number(float(f"{lead.standard_error:.2g}"))}
    return "same_rows", lead, key, values


def _lead(one: RunFacts, other: RunFacts, ratio: Ratio) -> Lead | None:
    """The better one's lead; None where the scores per fold, or the folds, were deleted."""
    if not one.scores or len(one.scores) != len(other.scores):
        return None
    share = ratio(one)
    if share is None:
        return None
    greater = one.greater_is_better
    leads = {
        one.run_id: difference(one.scores, other.scores, greater_is_better=greater, resampling_ratio=share),
        other.run_id: difference(other.scores, one.scores, greater_is_better=greater, resampling_ratio=share),
    }
    better = max(leads, key=lambda run_id: leads[run_id].mean)
    found = leads[better]
    return Lead(
        better=better,
        mean=found.mean,
        standard_error=found.standard_error,
        p_value=found.p_value,
        confidence=found.confidence,
    )


def _target(data: DataSettings) -> tuple[object, ...]:
    """What decides the values that are predicted, the file aside."""
    editing = data.editing
    return data.target_column, data.problem_type, editing.rename_columns, editing.fillna, editing.clip_values


def _say(key: str, language: Language, **values: object) -> str:
    return say_in(COMPARE_WORDS, key, language, **values)
