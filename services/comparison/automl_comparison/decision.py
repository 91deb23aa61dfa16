"""The decision as documents: the phase output, and the same facts in full for machines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from statistics import fmean
from typing import Any

from automl_comparison import tables, words
from automl_comparison.calibration import Corrected
from automl_comparison.ensembles import documents
from automl_comparison.meta import Candidate, Earlier, Facts
from automl_comparison.performance import standard_error
from automl_comparison.pictures.drivers import strongest
from automl_comparison.pictures.effects import effects_of
from automl_comparison.report import Report, as_document
from automl_comparison.steps import next_steps
from automl_shared.paired import Difference
from automl_shared.phase_io import CalibrationInfo, ComparisonInfo, Recommendation


def comparison_info(facts: Facts, *, task_id: str) -> ComparisonInfo:
    """The phase output."""
    return ComparisonInfo(
        run_id=facts.run_id,
        task_id=task_id,
        primary_metric=facts.metric.name,
        greater_is_better=facts.metric.greater_is_better,
        verdict=facts.choice.verdict,
        confidence=facts.choice.confidence,
        sentence=words.sentence(facts),
        recommendation=_recommendation(facts),
        leaderboard=tables.leaderboard(facts.choice),
        failures=list(facts.failures),
        caveats=words.caveats(facts),
        next_steps=next_steps(facts),
        ensembles=documents.infos(facts, facts.language),
        target=facts.data.target,
        dataset_hash=facts.data.dataset_hash,
        fold_hash=facts.data.fold_plan.hash,
        recommended_scores=list(facts.choice.recommended.scores) if facts.choice.recommended else [],
        resampling_ratio=facts.rules.resampling_ratio,
        luck=facts.rules.luck,
        shuffled={one.candidate: list(one.shuffled) for one in facts.choice.models if one.shuffled},
        dealt_errors={one.candidate: one.dealt_error for one in facts.choice.models if one.dealt_error is not None},
        calibration=_calibration(facts.corrected) if facts.corrected else None,
    )


def report_document(facts: Facts, info: ComparisonInfo, report: Report) -> dict[str, Any]:
    """What report.html says, for machines: the phase output with everything it rests on, and under ``report`` the page
    itself, block by block."""
    return {**document(facts, info), "report": as_document(report)}


def document(facts: Facts, info: ComparisonInfo) -> dict[str, Any]:
    """The phase output with everything it rests on."""
    choice = facts.choice
    return {
        **info.model_dump(mode="json", exclude={"content_hash"}),
        "dataset": {
            "key": facts.dataset_key,
            "target": facts.data.target,
            "problem_type": facts.data.problem_type,
            "rows": facts.data.n_rows,
            "rows_train": facts.data.n_train,
            "rows_holdout": facts.data.n_holdout,
            "features": facts.data.n_features_in,
            "folds": facts.n_folds,
        },
        "preference": facts.preference,
        "baseline": choice.baseline.candidate if choice.baseline else None,
        "leader": choice.leader.candidate if choice.leader else None,
        "alike": [one.candidate for one in choice.alike],
        "rival": choice.rival.candidate if choice.rival else None,
        "shuffled_means": {one.candidate: fmean(one.shuffled) for one in choice.models if one.shuffled},
        "lead_over_baseline": _difference(choice.over_baseline),
        "lead_over_rival": _difference(choice.over_rival),
        "expected_range": facts.expected_range,
        "standard_error": standard_error(facts),
        "check_range": facts.check_range,
        "near_ranges": facts.near_ranges,
        "check_factor": facts.check_factor,
        "check_overlooks": facts.check_overlooks,
        "final_check": asdict(facts.final_check),
        "expected_errors": asdict(facts.expected_errors) if facts.expected_errors else None,
        "expected_costs": asdict(facts.expected_costs) if facts.expected_costs else None,
        "reliability": asdict(facts.reliability) if facts.reliability else None,
        "weaknesses": asdict(facts.weaknesses) if facts.weaknesses else None,
        "sensitive": [asdict(one) for one in facts.sensitive],
        "single_rows": [
            {**asdict(one), "reasons": [reason.model_dump() for reason in one.reasons]} for one in facts.single_rows
        ],
        "answers": facts.model.answers.model_dump() if facts.model else None,
        "candidates": [_candidate(one) for one in choice.ranking],
        "skipped": dict(facts.skipped),
        "drivers": dict(strongest(facts)),
        "effects": [one.model_dump() for of_column in effects_of(facts) for one in of_column],
        "useful": [one.candidate for one in choice.useful],
        "earlier": _earlier(facts.earlier),
    }


def _recommendation(facts: Facts) -> Recommendation | None:
    chosen, baseline = facts.choice.recommended, facts.choice.baseline
    if chosen is None:
        return None
    return Recommendation(
        candidate=chosen.candidate,
        title=chosen.title,
        preprocess=chosen.preprocess,
        model=chosen.model,
        task_id=chosen.task_id,
        model_id=facts.model.model_id if facts.model else chosen.model_id,
        primary_metric=facts.metric.name,
        cv_mean=chosen.cv_mean,
        cv_std=chosen.cv_std,
        standard_error=standard_error(facts),
        baseline=baseline.cv_mean if baseline else None,
        holdout=facts.final_check.score,
        reason=words.reason(facts, chosen),
        positive_class=facts.data.positive_class,
        unit=facts.data.target_unit if facts.metric.unit == "target" else "",
        light=words.light(facts),
    )


def _calibration(better: Corrected) -> CalibrationInfo:
    before, after = better.log_loss
    return CalibrationInfo(
        method=better.by.method,
        rows=better.n_rows,
        error_before=better.before.error,
        error_after=better.after.error,
        log_loss_before=before,
        log_loss_after=after,
        score=better.score,
    )


def _difference(lead: Difference | None) -> dict[str, float] | None:
    """The lead, above 0 is better; one-sided p value."""
    return None if lead is None else {"mean": lead.mean, "standard_error": lead.standard_error, "p_value": lead.p_value}


def _candidate(one: Candidate) -> dict[str, Any]:
    document = {**asdict(one), "scores": list(one.scores), "metrics": dict(one.metrics)}
    for name in (
        "importance",
        "learning_curve",
        "effects",
        "single_rows",
    ):  # of every candidate they would be most of the document
        del document[name]
    return document


def _earlier(found: Earlier | None) -> Mapping[str, Any] | None:
    if found is None:
        return None
    return {
        "run_id": found.run_id,
        "candidate": found.candidate or None,
        "cv_mean": found.cv_mean if found.lead else None,
        "lead": _difference(found.lead),
        "why_not_comparable": found.why,
    }
