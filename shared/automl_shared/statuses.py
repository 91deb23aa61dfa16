"""What the statuses of tasks are called, wherever they are shown."""

from __future__ import annotations

from automl_shared.words import N_, Words

STATUS_WORDS: Words = {
    "status_created": N_("not started"),
    "status_queued": N_("waiting"),
    "status_in_progress": N_("running"),
    "status_stopped": N_("stopped"),
    "status_completed": N_("completed"),
    "status_failed": N_("failed"),
    "status_published": N_("completed"),
    "status_closed": N_("completed"),
    "status_unknown": N_("unknown"),
    "status_missing": N_("deleted"),
    "status_superseded": N_("replaced"),
}
"""``missing``: of a task that is not there any more. ``superseded``: of one that another has taken the place of."""
