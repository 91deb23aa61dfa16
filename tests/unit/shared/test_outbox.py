"""What is sent in the background arrives in order, together, and never gets lost without a word."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest

from automl_shared.errors import ServerRefused, ServerUnreachable
from automl_shared.tracker import outbox
from automl_shared.tracker.outbox import Outbox

WAIT_SECONDS = 10.0


class Server:
    """Takes batches; ``away`` times it does not answer."""

    def __init__(self, *, away: int = 0, error: Exception | None = None) -> None:
        self.batches: list[list[int]] = []
        self.away, self.error = away, error
        self.arrived = threading.Event()

    def take(self, batch: Sequence[int]) -> None:
        if self.error:
            raise self.error
        if self.away:
            self.away -= 1
            raise ServerUnreachable("away")
        self.batches.append(list(batch))
        self.arrived.set()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "AGAIN_SECONDS", 0.01)


def test_what_comes_close_together_goes_together_and_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "LINGER_SECONDS", 60.0)
    server = Server()
    box = Outbox(server.take)
    for number in range(5):
        box.put(number)
    box.flush()
    box.put(5)
    box.flush()
    assert server.batches == [[0, 1, 2, 3, 4], [5]]


def test_it_arrives_without_being_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "LINGER_SECONDS", 0.01)
    server = Server()
    Outbox(server.take).put(1)
    assert server.arrived.wait(WAIT_SECONDS)
    assert server.batches == [[1]]


def test_a_server_that_comes_back_gets_everything() -> None:
    server = Server(away=3)
    box = Outbox(server.take, patience_seconds=WAIT_SECONDS)
    box.put(1)
    box.flush()
    assert server.batches == [[1]]


def test_while_there_is_other_work_a_server_may_stay_away_longer_than_the_patience(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(outbox, "LINGER_SECONDS", 0.0)
    server = Server(away=20)
    Outbox(server.take, patience_seconds=0.0).put(1)
    assert server.arrived.wait(WAIT_SECONDS)


@pytest.mark.parametrize("error", [ServerUnreachable("away"), ServerRefused("no")])
def test_what_does_not_arrive_is_raised_where_it_is_waited_for(error: Exception) -> None:
    box = Outbox(Server(error=error).take)
    box.put(1)
    for _ in range(2):
        with pytest.raises(type(error)):
            box.flush()


def test_nothing_to_send_is_no_wait_and_no_thread() -> None:
    before = threading.active_count()
    box = Outbox(Server().take)
    box.flush()
    box.put(1)
    box.flush()
    assert threading.active_count() == before
