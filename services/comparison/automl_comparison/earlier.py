"""The difference from an earlier run: paired where both were scored on the same rows, and refused where not."""

from __future__ import annotations

from automl_comparison.meta import Earlier, EarlierReason, Facts
from automl_shared.phase_io import ComparisonInfo


def compared(before: ComparisonInfo, facts: Facts) -> Earlier:
    """This run's recommended candidate against the earlier one's, fold by fold.

    Without a lead when the two cannot be compared; ``why`` is then the reason.
    """
    run_id = before.run_id or ""
    why = _hindrance(before, facts)
    chosen, other = facts.choice.recommended, before.recommendation
    if why or chosen is None or other is None:
        return Earlier(run_id=run_id, why=why or "nothing_recommended")
    return Earlier(
        run_id=run_id,
        candidate=other.candidate,
        title=other.title or other.candidate,
        cv_mean=other.cv_mean,
        lead=facts.rules.lead(chosen.scores, before.recommended_scores),
        means={row.candidate: row.cv_mean for row in before.leaderboard},
    )


def _hindrance(before: ComparisonInfo, facts: Facts) -> EarlierReason | None:
    """Why the two cannot be compared, the weightiest first."""
    if not (before.dataset_hash and before.fold_hash):
        return "not_recorded"
    if before.dataset_hash != facts.data.dataset_hash:
        return "other_data"
    if before.target != facts.data.target:
        return "other_target"
    if before.primary_metric != facts.metric.name:
        return "other_metric"
    if facts.metric.of_positive and before.recommendation and _is_other(before.recommendation.positive_class, facts):
        return "other_class"
    if before.fold_hash != facts.data.fold_plan.hash or (
        before.recommendation and len(before.recommended_scores) != facts.n_folds
    ):
        return "other_folds"
    return None


def _is_other(positive: str, facts: Facts) -> bool:
    """Whether another class was looked for; an older run does not say which."""
    return bool(positive) and positive != facts.data.positive_class
