"""What the controller writes on a run's task."""

from __future__ import annotations

from collections.abc import Sequence

from automl_shared.config.models import Language
from automl_shared.statuses import STATUS_WORDS
from automl_shared.words import N_, Words, speaker, wording

RUN_WORDS: Words = {
    "data_new": N_("Data: {name}, registered by this run."),
    "data_again": N_("Data: {name}, found again: run {run_id} registered the same content."),
    "data_given": N_("Data: {name}, registered before."),
    "reused": N_(
        "Preprocessing {preproc_id} reused from run {run_id}: same data, same settings. To do it again: --force-step "
        "preprocessing. {url}"
    ),
    "task_run": N_("Run {run_id}."),
    "task_preprocessing": N_("Preparation `{what}` of run {run_id}."),
    "task_training": N_("Candidate `{what}` of run {run_id}."),
    "task_training-summary": N_("All candidates of run {run_id} side by side."),
    "task_comparison": N_("The decision of run {run_id}."),
    "task_inference": N_("Predictions for run {run_id}."),
    "left_out": N_("Left out: {parts}."),
    "left_out_part": N_("{candidates} ({reason})"),
    "not_for_classification": N_("{model} is not for classification"),
    "not_for_regression": N_("{model} is not for regression"),
    "not_started": N_("skipped: {cause}"),
    "task_gone": N_("its task is gone"),
    "run_ended": N_("the run ended: {cause}"),
    "still_running": N_("it was still being stopped when the run ended"),
    "no_score": N_("it finished, but its result cannot be read"),
    "output_lost": N_("its result was deleted or changed"),
    "aborted": N_("the run was aborted"),
    "vanished": N_("it was taken out of its queue and never started"),
    "worker_gone": N_("its worker is gone"),
    "output_stored": N_("its worker is gone; its output was stored"),
    "wrong_queue": N_("it was put into the queue of another phase"),
    "input_is_back": N_("what it lacked was made again"),
    "connection_lost": N_("it lost its connection to the server"),
    "disk_full": N_("its worker had no room left on its disk"),
    "no_threads": N_("its worker's machine could start no more threads"),
    "folder_lost": N_("its folder for temporary files was deleted"),
    "ended_from_outside": N_("its process was ended from outside"),
    "newer_output": N_("its worker has a newer version than the controller, which cannot read its results"),
    "same_version": N_("use the same version for the controller and all workers, then run it again"),
    "overdue": N_("it took longer than a candidate may take, and its process did not end by itself"),
    "out_of_memory": N_("killed for memory; one retry"),
    "same_key": N_("run {run_id} was submitted with the same key"),
    "superseded": N_("superseded: {reason}"),
    "double": N_("the server made it twice"),
    "started_late": N_("superseded: it started after it had been given up"),
    "left_over": N_("its run has ended"),
    "nothing_left": N_("no candidate is left"),
    "nothing_left_after": N_("no candidate is left: {cause}"),
    "comparison_failed": N_("the comparison failed: {cause}"),
    "lost": N_("lost {n} times: {reason}"),
    "look_at_worker": N_("look at the worker's log: automl doctor"),
    "budget_before_any": N_("the run's time budget was used up before any candidate was done"),
    "budget_before_any_of": N_(
        "the run's time budget was used up before any candidate was done; all {n} of them would take very roughly "
        "{low} to {high} minutes"
    ),
    "out_of_time_by": N_("{out_of_time}; it would take about {minutes:g} minutes"),
    "not_prepared": N_("its preprocessing gave no result: {cause}"),
    "not_enqueued": N_("it could not be put into the queue {queue}: {reason}"),
    "not_enqueued_do": N_("see whether the queue {queue} is there (automl queues), then: automl runs resume {run_id}"),
    "not_trained": N_("{cause}. Not trained because of it: {candidates}"),
    "remedy_of": N_("for {name}: {remedy}"),
    "same_as": N_("same as {preproc_id} for these data"),
    "one_scaling": N_("would only repeat {preproc_id}: how numbers are scaled makes no difference to the model"),
    "more": N_("and {n} more"),
    "extras": N_("And {n} more candidates, while there was time: {names}."),
    "extra": N_("And one more candidate, while there was time: {names}."),
    "extras_to_come": N_("If the time budget leaves time, up to {n} candidates more: {names}."),
    "compared_with": N_("Compared with the earlier run {run_id}: {url}"),
    "nothing_earlier": N_("Not compared with {run_id}: there is no comparison task of this run."),
    "what_to_do": N_("what to do: {remedy}"),
    "cut": N_("… The rest is on the run's page:"),
    "progress": N_("So far: {counts}"),
    **STATUS_WORDS,
    "failed_heading": N_("What did not work:"),
    "left_out_heading": N_("What the time budget had no room for:"),
    "failed": N_("- {name}: {cause}. What to do: {remedy}"),
    "failed_link": N_("- {name}: {cause}. What to do: {remedy}. {url}"),
    "tasks_heading": N_("Tasks:"),
    "task": N_("- {name}: {status}. {url}"),
    "more_tasks": N_("and {n} more, all in the Pipelines view and in `automl runs show {run_id}`"),
}

COMPARE_WORDS: Words = {
    "nothing_recommended": N_("{run} recommends nothing"),
    "other_metric": N_("different metrics ({one}, {other})"),
    "other_data": N_("different data"),
    "other_target": N_("different targets"),
    "other_class": N_("their scores are about different classes ({one}, {other})"),
    "not_comparable": N_("{one} and {other} are not comparable: {reason}."),
    "other_folds": N_(
        "{one} and {other}: the same data in other folds. Their scores can be looked at side by side, but not compared "
        "row by row: a small difference may be chance."
    ),
    "no_fold_scores": N_("{one} and {other}: the same rows, but the scores per fold are no longer there."),
    "equal": N_("{one} and {other}: the same rows: paired comparison is possible. Their {metric} is the same."),
    "lead_clear": N_(
        "{one} and {other}: the same rows: paired comparison is possible. {better} is clearly better: by {mean} "
        "{metric} (standard error {error})."
    ),
    "lead_slight": N_(
        "{one} and {other}: the same rows: paired comparison is possible. {better} is probably better: by {mean} "
        "{metric} (standard error {error})."
    ),
    "lead_tie": N_(
        "{one} and {other}: the same rows: paired comparison is possible. They cannot be told apart: {better} is ahead "
        "by {mean} {metric} (standard error {error}), which may be chance."
    ),
    "caption": N_(
        "How good each run's recommendation is on rows it had not seen; the line shows how much that varies between "
        "parts of the data."
    ),
    "grey": N_("Hollow grey runs are not comparable with the first of their row (other data or another target)."),
    "without_score": N_("Without a recommendation: {runs}."),
    "metrics_apart": N_("Each metric has a row of its own: scores of different metrics are not comparable."),
    "nothing": N_("None of these runs recommends a model."),
    "cv": N_("cross-validation"),
    "other_group": N_("not comparable"),
    "guessing": N_("guessing"),
    "final_check": N_("final check"),
    "higher": N_("{metric} (higher is better)"),
    "lower": N_("{metric} (lower is better)"),
}

say = speaker(RUN_WORDS)
word = wording(RUN_WORDS)


def few(names: Sequence[str], most: int, language: Language) -> str:
    """At most so many names, and how many more there are."""
    more = [word("more", language, n=len(names) - most)] if len(names) > most else []
    return ", ".join([*names[:most], *more])
