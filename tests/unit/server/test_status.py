"""The status machine against the table of the full server."""

from __future__ import annotations

import itertools

import pytest

from automl_server.errors import INVALID_TASK_STATUS, ApiError
from automl_server.store.status import STATUSES, TRANSITIONS, check_transition

ENDS = {"published"}


@pytest.mark.parametrize(("current", "new"), list(itertools.permutations(STATUSES, 2)))
def test_only_listed_transitions_are_allowed(current: str, new: str) -> None:
    if new in TRANSITIONS[current]:
        check_transition(current, new)
    else:
        with pytest.raises(ApiError) as caught:
            check_transition(current, new)
        assert caught.value.kind is INVALID_TASK_STATUS
        assert caught.value.data == {"current_status": current, "new_status": new}
    check_transition(current, new, force=True)


@pytest.mark.parametrize("status", STATUSES)
def test_the_same_status_again(status: str) -> None:
    check_transition(status, status)
    with pytest.raises(ApiError):
        check_transition(status, status, same_allowed=False)


def test_what_is_published_stays_published() -> None:
    assert not TRANSITIONS["published"]
    assert {new for news in TRANSITIONS.values() for new in news} <= set(STATUSES)


def test_a_stopped_task_can_be_enqueued_again() -> None:
    check_transition("stopped", "queued")
    check_transition("queued", "in_progress")
    with pytest.raises(ApiError):
        check_transition("completed", "queued")
