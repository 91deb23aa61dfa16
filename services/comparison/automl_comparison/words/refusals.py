"""Why a result does not count, and what to do about it."""

from __future__ import annotations

from automl_shared.words import N_, Words

WORDS: Words = {
    "again": N_("run it again"),
    "no_preprocessing": N_("its preprocessing task {task_id} has no result in this run"),
    "other_folds": N_("it was scored on other rows than the rest (other folds), so its score cannot be compared"),
    "not_scored": N_("it was not scored with {metric}"),
    "not_scored_do": N_("run it again with evaluation.primary_metric={metric}"),
    "fold_scores": N_("it has {n} fold scores instead of {wanted}"),
    "not_computed": N_("{metric} could not be computed on fold {folds}"),
    "not_computed_do": N_(
        "{again} --set evaluation.primary_metric=METRIC (another one), or fewer folds (cross_validation.n_folds)"
    ),
    "no_number": N_("the mean or spread of {metric} is not a number"),
    "see_console": N_("see the task's console"),
    "twice": N_("the same candidate is there twice; task {task_id} counts"),
    "twice_do": N_("nothing: one result is enough"),
    "other_task": N_("its result was made by another task ({task_id})"),
    "not_ended": N_("it had not ended when the candidates were compared ({status})"),
    "not_ended_do": N_("compare again when it has ended: clone the comparison task"),
    "deleted": N_("the task no longer exists"),
}
