"""The agent's rest: it ends when there is something to do, and never asks a server that cannot tell again and again."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from automl_shared.agent import daemon
from automl_shared.agent.daemon import Rest
from automl_shared.agent.environment import CODE_VARIABLE


@dataclass
class Answer:
    status_code: int = 200
    waiting: bool = False
    subcode: int = 0

    @property
    def ok(self) -> bool:
        return self.status_code == 200

    def json(self) -> dict[str, Any]:
        return {"meta": {"result_subcode": self.subcode}, "data": {"waiting": self.waiting}}


@dataclass
class Server:
    """A connection whose server answers at once."""

    answer: Answer
    asked: list[dict[str, Any]] = field(default_factory=list)

    def send_request(self, service: str, action: str, *, json: dict[str, Any], method: str) -> Answer:
        assert (service, action, method) == ("queues", "wait_for_tasks", "post")
        self.asked.append(json)
        return self.answer


@pytest.fixture(autouse=True)
def signals_as_before() -> Iterator[None]:
    handler = signal.getsignal(signal.SIGCHLD)
    yield
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, handler)


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """An agent without a task: other tests may have left this process a child, such as joblib's resource tracker."""
    monkeypatch.setattr(daemon, "_has_child", lambda: False)


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds it slept without being woken by anything."""
    found: list[float] = []
    monkeypatch.setattr(daemon.time, "sleep", found.append)
    return found


PAUSED = {"key": "force", "value": "off", "expiry": 170}
LEAVING = {"key": "leaving", "value": "off", "expiry": 170}


@pytest.mark.parametrize(("found", "ended"), [([PAUSED, LEAVING], ["force", "leaving"]), ([PAUSED], []), (None, [])])
def test_a_worker_takes_tasks_although_one_of_its_name_was_killed_while_it_left(
    found: list[dict[str, Any]] | None, ended: list[str]
) -> None:
    sent: list[dict[str, Any]] = []

    class Stock:
        worker_id = "training:1"

        def __init__(self) -> None:
            self._session = self

        def get_runtime_properties(self) -> list[dict[str, Any]] | None:
            return found

        def send_request(self, service: str, action: str, *, json: dict[str, Any], method: str) -> None:
            assert (service, action, method, json["worker"]) == (
                "workers",
                "set_runtime_properties",
                "post",
                "training:1",
            )
            sent.extend(json["runtime_properties"])

        def run_tasks_loop(self, _queues: list[str]) -> None:
            assert [one["key"] for one in sent if one["expiry"] == 0] == ended

    daemon.awake(SimpleNamespace(Worker=Stock))().run_tasks_loop(["1"])


@pytest.mark.parametrize("instead", ["nothing", "a file"])
def test_the_folder_where_tasks_start_is_made_again(
    instead: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "code"
    if instead == "a file":
        folder.touch()
    monkeypatch.setenv(CODE_VARIABLE, str(folder))
    monkeypatch.setattr(daemon, "hand_on_keys", lambda _worker: None)

    class Stock:
        def run_one_task(self) -> bool:
            return folder.is_dir()

    assert daemon.awake(SimpleNamespace(Worker=Stock))().run_one_task()


@pytest.mark.usefixtures("alone")
def test_an_idle_agent_is_woken_by_a_task(slept: list[float]) -> None:
    server = Server(Answer(waiting=True))
    Rest(server, ["q1", "q2"])(0.5)
    assert server.asked == [{"queues": ["q1", "q2"], "timeout_seconds": daemon.WAIT_SECONDS}]
    assert slept == []


@pytest.mark.usefixtures("alone")
def test_a_task_it_may_not_take_does_not_make_it_spin(slept: list[float]) -> None:
    now = [0.0]
    server = Server(Answer(waiting=True))
    rest = Rest(server, ["q"], clock=lambda: now[0])
    for _ in range(4):
        rest(0.5)
        now[0] += 0.01
    assert (len(server.asked), slept) == (1, [0.5, 0.5, 0.5])
    now[0] += 1
    rest(0.5)
    assert len(server.asked) == 2


@pytest.mark.usefixtures("alone")
def test_nothing_to_do_is_asked_for_again_at_once(slept: list[float]) -> None:
    server = Server(Answer(waiting=False))
    rest = Rest(server, ["q"])
    rest(0.5)
    rest(0.5)
    assert (len(server.asked), slept) == (2, [])


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize(("status", "asked"), [(400, 1), (404, 1), (500, 2), (401, 2)])
def test_a_server_without_the_call_is_asked_once_and_one_in_trouble_again(
    slept: list[float], status: int, asked: int
) -> None:
    server = Server(Answer(status_code=status))
    rest = Rest(server, ["q"])
    rest(0.5)
    rest(0.5)
    then = 0.5 * daemon.SELDOM if asked == 1 else 0.5
    assert (len(server.asked), slept) == (asked, [0.5, then])


def test_other_threads_sleep_as_ever(slept: list[float]) -> None:
    server = Server(Answer(waiting=True))
    rest = Rest(server, ["q"])
    thread = threading.Thread(target=rest, args=(3.0,))
    thread.start()
    thread.join()
    assert (server.asked, slept) == ([], [3.0])


@pytest.mark.usefixtures("alone")
def test_a_worker_whose_queue_was_deleted_starts_again(slept: list[float]) -> None:
    with pytest.raises(SystemExit, match="deleted"):
        Rest(Server(Answer(status_code=400, subcode=daemon.INVALID_QUEUE)), ["q"])(0.5)
    assert slept == []


class StockWorker:
    """The agent's own, whose server has the queues that a test names."""

    def __init__(self) -> None:
        self._session = self
        self.names: dict[str, str] | None = {"1": "automl-training"}

    def send_request(self, service: str, action: str, *, json: dict[str, Any], method: str) -> SimpleNamespace:
        assert (service, action, method) == ("queues", "get_all", "post")
        found = [{"id": number, "name": name} for number, name in (self.names or {}).items() if number in json["id"]]
        return SimpleNamespace(ok=self.names is not None, json=lambda: {"data": {"queues": found}})

    def get_runtime_properties(self) -> None:
        return None


@pytest.mark.parametrize("names", [{}, {"1": "mine"}, {"1": "mine", "2": "automl-training"}])
def test_an_agent_whose_queue_is_deleted_or_renamed_while_it_takes_tasks_starts_again(names: dict[str, str]) -> None:
    worker = daemon.awake(SimpleNamespace(Worker=StockWorker))()
    assert worker.get_worker_properties(["1"]) == ({"1": {"name": "automl-training", "tags": []}}, None)
    worker.names = names
    with pytest.raises(SystemExit, match="deleted or renamed"):
        worker.get_worker_properties(["1"])


def test_an_agent_goes_on_while_the_server_does_not_tell_of_its_queues() -> None:
    worker = daemon.awake(SimpleNamespace(Worker=StockWorker))()
    worker.names = None
    assert worker.get_worker_properties(["1"]) == ({"1": {"tags": []}}, None)
    worker.names = {"1": "automl-training"}
    assert worker.get_worker_properties(["1"])[0]["1"]["name"] == "automl-training"


@pytest.mark.usefixtures("alone")
def test_a_worker_whose_temporary_folder_was_deleted_starts_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(daemon.tempfile, "gettempdir", lambda: "/nowhere")
    with pytest.raises(SystemExit, match="/nowhere, was deleted"):
        Rest(Server(Answer()), ["q"])(0.5)


@pytest.mark.usefixtures("alone")
def test_a_worker_whose_disk_is_full_takes_no_task(
    slept: list[float], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    free = iter([0, daemon.ROOM_BYTES - 1, daemon.ROOM_BYTES])
    monkeypatch.setattr(daemon.shutil, "disk_usage", lambda _place: SimpleNamespace(free=next(free)))
    Rest(Server(Answer(waiting=True)), ["q"])(0.5)
    assert slept == [daemon.ROOM_SECONDS] * 2
    assert capsys.readouterr().out.count("no task is taken") == 1


def test_a_task_that_follows_another_at_once_is_not_taken_either(monkeypatch: pytest.MonkeyPatch) -> None:
    free = iter([daemon.ROOM_BYTES - 1, daemon.ROOM_BYTES])
    monkeypatch.setattr(daemon.shutil, "disk_usage", lambda _place: SimpleNamespace(free=next(free)))
    take = daemon.only_with_room(lambda _session, queue: {"entry": {"task": queue}})
    assert [take(None, queue="q"), take(None, queue="q")] == [{}, {"entry": {"task": "q"}}]


def test_a_worker_reports_on_after_its_machines_clock_was_set_back(monkeypatch: pytest.MonkeyPatch) -> None:
    import clearml_agent.helper.resource_monitor as monitoring

    monkeypatch.setattr(monitoring, "time", time.time)  # it is put back afterwards
    monkeypatch.setattr(daemon, "SAMPLES_PER_SECOND", 50.0)
    real, ahead, moments, reported = time.time, [0.0], list[int](), threading.Event()

    class Reports:
        feature_set = "basic"
        config = SimpleNamespace(get=lambda _name, default=None: default)

        def get(self, **report: Any) -> None:
            if report["action"] == "status_report" and report["machine_stats"] is not None:
                moments.append(report["timestamp"])
                ahead[0] = -3600.0
                if len(moments) == 3:
                    reported.set()

    monkeypatch.setattr(time, "time", lambda: real() + ahead[0])
    monitor = daemon.steady(monitoring)(Reports(), "w:1", first_report_sec=0.1, report_frequency_sec=0.1)
    monkeypatch.setattr(monitor, "get_report", lambda: SimpleNamespace(to_dict=dict))
    monitor.start()
    try:
        assert reported.wait(20)
    finally:
        monitor.stop()
    assert moments[0] - moments[2] > 3500 * 1000


class StockEvents:
    """As the agent's: an entry's time is a millisecond later for every line before it."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []

    def send_events(self, list_events: list[dict[str, Any]], **_more: Any) -> int:
        self.sent += list_events
        return len(list_events)

    def send_lines(self, task: str, entries: int) -> None:
        now = int(time.time() * 1000)
        self.send_events([{"task": task, "timestamp": now + 700 * n} for n in range(entries)])


def test_what_a_task_prints_stays_in_its_order_however_much_it_is() -> None:
    agent = daemon.in_order(StockEvents)()
    for _ in range(3):
        agent.send_lines("task", 100)
    times = [event["timestamp"] for event in agent.sent]
    assert times == sorted({*times})
    assert times[-1] <= time.time() * 1000 + 300
