"""Which results count: only those of this run, on the same folds, once each; the others are listed with the reason."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from automl_comparison.meta import Candidate
from automl_shared.phase_io import Failure, PreprocessingInfo, TrainingInfo

AGAIN = "submit again"


@dataclass(frozen=True, kw_only=True)
class Result:
    """A training's output, as read; ``attempt`` is the number of the try that made it."""

    info: TrainingInfo
    attempt: int = 1


@dataclass(frozen=True, kw_only=True)
class Field:
    """What the candidates of a run have in common. ``preprocessings``: outputs by task id; ``n_folds``: scores each."""

    metric: str
    fold_hash: str
    n_folds: int
    preprocessings: Mapping[str, PreprocessingInfo]


@dataclass(kw_only=True)
class Admitted:
    """Who takes part, and who does not and why."""

    candidates: list[Candidate] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)


def common_fold_hash(preprocessings: Sequence[PreprocessingInfo], results: Sequence[Result]) -> str:
    """The folds most preprocessing outputs agree on; with as many on both sides, the ones more trainings used."""
    made = Counter(info.fold_plan.hash for info in preprocessings)
    used = Counter(result.info.fold_hash for result in results)
    return max(made, key=lambda fold_hash: (made[fold_hash], used[fold_hash]))


def admit(results: Sequence[Result], common: Field) -> Admitted:
    """Sorts the results into candidates and failures; of a candidate that is there twice the newest attempt counts."""
    admitted = Admitted()
    newest_first = sorted(results, key=lambda result: -result.attempt)
    for result in newest_first:
        info = result.info
        problem = _problem(info, common) or _repeated(info, admitted.candidates)
        if problem:
            cause, remedy = problem
            failure = Failure(candidate=info.candidate, task_id=info.task_id, cause=cause, remedy=remedy)
            admitted.failures.append(failure)
        else:
            admitted.candidates.append(Candidate.of(info, common.metric))
    return admitted


def _problem(info: TrainingInfo, common: Field) -> tuple[str, str] | None:
    """Cause and remedy, or None for a result that counts."""
    if info.preprocessing_task_id not in common.preprocessings:
        return f"its preprocessing task {info.preprocessing_task_id} has no result in this run", AGAIN
    if info.fold_hash != common.fold_hash:
        return "it was scored on other rows than the rest (other folds), so its score cannot be compared", AGAIN
    if common.metric not in info.scores:
        return f"it was not scored with {common.metric}", f"submit again with evaluation.primary_metric={common.metric}"
    scores = info.scores[common.metric]
    if len(scores) != common.n_folds:
        return f"it has {len(scores)} fold scores instead of {common.n_folds}", AGAIN
    missing = [number for number, score in enumerate(scores, start=1) if not math.isfinite(score)]
    if missing:
        return (
            f"{common.metric} could not be computed on fold {', '.join(map(str, missing))}",
            "--set evaluation.primary_metric=<another metric>, or fewer folds (cross_validation.n_folds)",
        )
    summary = [info.cv_mean.get(common.metric, math.nan), info.cv_std.get(common.metric, math.nan)]
    if not all(map(math.isfinite, summary)):
        return f"the mean or spread of {common.metric} is not a number", "see the task's console"
    return None


def _repeated(info: TrainingInfo, candidates: Sequence[Candidate]) -> tuple[str, str] | None:
    first = next((one for one in candidates if one.candidate == info.candidate), None)
    if first is None:
        return None
    return f"the same candidate is there twice; task {first.task_id} counts", "nothing: one result is enough"
