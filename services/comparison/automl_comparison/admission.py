"""Which results count: only those of this run, on the same folds, once each; the others are listed with the reason."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from automl_comparison.meta import Candidate
from automl_comparison.words.refusals import WORDS
from automl_shared.config.models import Language
from automl_shared.frozen import Frozen
from automl_shared.phase_io import Failure, PreprocessingInfo, TrainingInfo
from automl_shared.words import say_in


class Result(Frozen):
    """A training's output, as read; ``attempt`` is the number of the try that made it."""

    info: TrainingInfo
    attempt: int = 1


class Field(Frozen):
    """What the candidates of a run have in common. ``preprocessings``: outputs by task id; ``n_folds``: scores each."""

    metric: str
    fold_hash: str
    n_folds: int
    preprocessings: Mapping[str, PreprocessingInfo]
    again: str = "automl submit"
    """What runs it again with other settings."""
    language: Language = "en"
    """Of causes and remedies."""

    def prepared_by(self, info: TrainingInfo) -> str | None:
        """The task that made a training's rows, or the later attempt that took its place; None for neither."""
        if info.preprocessing_task_id in self.preprocessings:
            return info.preprocessing_task_id
        same = (task_id for task_id, one in self.preprocessings.items() if one.preproc_id == info.preproc_id)
        return next(same, None)

    def say(self, key: str, **values: object) -> str:
        return say_in(WORDS, key, self.language, **values)


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
        problem = _problem(info, common) or _repeated(info, admitted.candidates, common)
        if problem:
            cause, remedy = problem
            failure = Failure(candidate=info.candidate, task_id=info.task_id, cause=cause, remedy=remedy)
            admitted.failures.append(failure)
        else:
            counted = info.model_copy(update={"preprocessing_task_id": common.prepared_by(info)})
            admitted.candidates.append(Candidate.of(counted, common.metric))
    admitted.candidates = _told_apart(admitted.candidates)
    return admitted


def _told_apart(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates, those of one title with their ids behind it."""
    shared = Counter(one.title for one in candidates)
    return [
        replace(one, title=f"{one.title} ({one.candidate})") if shared[one.title] > 1 else one for one in candidates
    ]


def _problem(info: TrainingInfo, common: Field) -> tuple[str, str] | None:
    """Cause and remedy, or None for a result that counts."""
    again = common.say("again")
    if common.prepared_by(info) is None:
        return common.say("no_preprocessing", task_id=info.preprocessing_task_id), again
    if info.fold_hash != common.fold_hash:
        return common.say("other_folds"), again
    if common.metric not in info.scores:
        return common.say("not_scored", metric=common.metric), common.say("not_scored_do", metric=common.metric)
    scores = info.scores[common.metric]
    if len(scores) != common.n_folds:
        return common.say("fold_scores", n=len(scores), wanted=common.n_folds), again
    missing = [number for number, score in enumerate(scores, start=1) if not math.isfinite(score)]
    if missing:
        folds = ", ".join(map(str, missing))
        cause = common.say("not_computed", metric=common.metric, folds=folds)
        return cause, common.say("not_computed_do", again=common.again)
    summary = [info.cv_mean.get(common.metric, math.nan), info.cv_std.get(common.metric, math.nan)]
    if not all(map(math.isfinite, summary)):
        return common.say("no_number", metric=common.metric), common.say("see_console")
    return None


def _repeated(info: TrainingInfo, candidates: Sequence[Candidate], common: Field) -> tuple[str, str] | None:
    first = next((one for one in candidates if one.candidate == info.candidate), None)
    if first is None:
        return None
    return common.say("twice", task_id=first.task_id), common.say("twice_do")
