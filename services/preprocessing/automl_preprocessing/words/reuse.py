"""What the task says about an earlier result."""

from __future__ import annotations

from automl_shared.words import N_, Words

REUSE: Words = {
    "reused": N_(
        "Not done again: run {run_id} has prepared the same data with the same settings. This task shows that result "
        "as its own: {url}"
    ),
    "redo": N_("To do it again: automl submit --force-step preprocessing."),
    "made": N_("Prepared from scratch: there is no earlier result of the same data and settings."),
    "forced": N_("Prepared again, as asked for by --force-step preprocessing."),
    "tried_again": N_("Prepared again: an earlier attempt failed, perhaps because of a result that it had taken over."),
    "by_hand": N_("Prepared from a file that is not registered, so the result is not kept for other runs."),
    "unusable": N_("The result of task {task} cannot be used again: {why}"),
    "superseded": N_("a newer attempt took its place"),
    "archived": N_("it was archived"),
    "files_gone": N_("these files were deleted: {names}"),
}
