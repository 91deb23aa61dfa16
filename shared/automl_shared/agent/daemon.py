"""``python -m automl_shared.agent.daemon ARGUMENTS``: the stock ``clearml-agent``, warm and awake.

This differs from ``python -m clearml_agent``. What it takes for its interpreter is the client of the fork server, which
becomes the interpreter where there is none. Where it would sleep for a poll interval it is woken by what it waits for:
a task in its queue, where the server can tell, or the end of the task that runs. A worker whose disk is full takes no
task. It looks less often at how busy the machine is. Keys that change are taken up, by it and by its tasks
(`automl_shared.keys`). The folder where it would put a task's code, without which none starts, is made again where
somebody has deleted it. It goes on reporting where the machine's clock is set back. It takes tasks at once where one of
its name was killed while it left. What a task prints is shown in its order, and to the end where a person has stopped
it. And it can be told to leave as soon as it has no task (`LEAVE_SIGNAL`): nobody outside can tell whether it has just
taken one.
"""

from __future__ import annotations

import os
import select
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn, Protocol

import psutil

from automl_shared import keys
from automl_shared.agent.environment import CLIENT, CODE_VARIABLE, LEAVING_KEY, WORKER_VARIABLE

WAIT_SECONDS = 20.0
"""How long the server may keep an idle agent waiting for a task; pausing a worker is noticed when its wait ends."""


LEAVE_SIGNAL = signal.SIGUSR1
"""Ends an agent that has no task, as soon as it has none."""

SIGN_OFF_SECONDS = 5
"""How long an agent that leaves has for telling the server."""

LAST_WORDS_SECONDS = 10.0
"""How long the client of a task that is stopped has for passing on what the task printed last."""

SAMPLES_PER_SECOND = 0.5
"""How often the agent looks at the machine for its reports every ten seconds; four times as often is its own habit."""

TASK_LOOK_SECONDS = 1.0
"""How often an agent with a task looks whether that was stopped and what it has written. Each look takes two calls of
the server, which more often were a tenth of a small task's processor time; the task's end needs no look."""

SELDOM = 4
"""How much longer an idle agent rests where it has to ask again and again."""

UNKNOWN_CALL = (400, 404)
"""How a ClearML server answers a call that it does not have."""

INVALID_QUEUE = 701
"""The subcode of a ClearML server's answer about a queue that does not exist."""

QUEUE_GONE = "a queue of this worker was deleted or renamed: the worker starts again with the queue of its name"

ROOM_BYTES = 16_000_000
"""Less room than that for temporary files, and a task would fail for lack of it."""
ROOM_SECONDS = 5.0
"""Between two looks whether there is room again."""


class Leave(BaseException):
    """Interrupts whatever an agent without a task waits for."""


class Session(Protocol):
    """What is used of the agent's connection."""

    def send_request(self, service: str, action: str, *, json: dict[str, Any], method: str) -> Any: ...


def main() -> int:
    """The agent's own exit code."""
    sys.executable = str(CLIENT)
    import clearml_agent.commands.worker as stock
    import clearml_agent.helper.resource_monitor as monitoring
    from clearml_agent import commands
    from clearml_agent.__main__ import main as agent

    follow_keys()
    stock.time = SteadyTime()
    stock.get_next_task = only_with_room(stock.get_next_task)
    stock.kill_all_child_processes = after_last_words(stock.kill_all_child_processes)
    commands.Worker, stock.ResourceMonitor, stock.Events = awake(stock), steady(monitoring), in_order(stock.Events)
    return int(agent() or 0)


class SteadyTime:
    """Instead of ``time.time`` where time is measured with it: nobody sets it. Of a clock set back by an hour the agent
    would report nothing for so long, and count as gone.
    """

    def __init__(self) -> None:
        self.take_over()

    def __call__(self) -> float:
        return self._start + time.monotonic() - self._since

    def take_over(self) -> None:
        """From now on it is the machine's clock as it is now."""
        self._start, self._since = time.time(), time.monotonic()


def steady(monitoring: Any) -> type:
    """The agent's monitor, changed as this module says. ``monitoring``: the module that has it."""
    monitoring.time = clock = SteadyTime()

    class Monitor(monitoring.ResourceMonitor):  # type: ignore[misc]
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, sample_frequency_per_sec=SAMPLES_PER_SECOND, **options)

        def send_report(self, *arguments: Any, **options: Any) -> Any:
            """It begins to measure again after this, and what it reports bears the machine's time."""
            clock.take_over()
            self._previous_readouts_ts = clock()
            return super().send_report(*arguments, **options)

    return Monitor


def in_order(events: Any) -> type:
    """The agent's way of sending what a task prints: each entry bears a later time than the one before it.

    Its own habit is a millisecond more for every line, so that much that is printed at once comes after what follows.
    """

    class Ordered(events):  # type: ignore[misc]
        _task, _last = "", 0

        def send_events(self, list_events: list[dict[str, Any]], session: Any = None) -> Any:
            for event in list_events:
                before = Ordered._last + 1 if event["task"] == Ordered._task else 0
                Ordered._task, Ordered._last = event["task"], max(before, int(time.time() * 1000))
                event["timestamp"] = Ordered._last
            return super().send_events(list_events, session=session)

    return Ordered


def awake(stock: Any) -> type:
    """The agent's worker, changed as this module says. ``stock``: the module that has it."""

    class Worker(stock.Worker):  # type: ignore[misc]
        def run_one_task(self, *arguments: Any, **options: Any) -> Any:
            hand_on_keys(self)
            keep_code_folder()
            return super().run_one_task(*arguments, **options)

        def run_tasks_loop(self, queues: Sequence[str], *arguments: Any, **options: Any) -> None:
            lift_pause(self)
            stock.sleep = Rest(self._session, queues)
            super().run_tasks_loop(queues, *arguments, **options)

        def get_worker_properties(self, queue_ids: Sequence[str]) -> Any:
            """As the stock agent's, which does not look at names, and falls over a queue that is not there."""
            named = _queues(self._session, queue_ids)
            if named is not None:
                names = [named.get(queue, {}).get("name") for queue in queue_ids]
                self._names = getattr(self, "_names", names)
                if None in names or names != self._names:
                    sys.exit(QUEUE_GONE)
            return named or {queue: {"tags": []} for queue in queue_ids}, self.get_runtime_properties()

    return Worker


def after_last_words(kill_all: Callable[..., Any]) -> Callable[..., Any]:
    """Lets a task's client, which keeps the end of a long console until the task has ended, pass that on first."""

    def kill(pid: int | None = None, *given: Any, **named: Any) -> Any:
        if pid:
            with suppress(psutil.Error):
                _end_before(psutil.Process(pid))
        return kill_all(pid, *given, **named)

    return kill


def _end_before(client: psutil.Process) -> None:
    """Ends a task, and waits for its client to end with it."""
    task = client.children(recursive=True)
    for process in task:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    if not task:  # it is the fork server's child, which its client has ended
        client.terminate()
    deadline = time.monotonic() + LAST_WORDS_SECONDS
    while client.status() != psutil.STATUS_ZOMBIE and time.monotonic() < deadline:
        time.sleep(0.01)


def become_task_s_agent() -> None:
    """Readies this process's agent to run one task: it takes changed keys, and the task's console is the task's.

    What it would print there first, its whole configuration, is in the log of its worker.
    """
    from clearml_agent.session import Session

    follow_keys()
    Session.print_configuration = lambda _session: None


def follow_keys() -> None:
    """Has this process's agent take changed keys without a new start."""
    from clearml_agent.backend_api.session.session import LoginError, Session
    from clearml_agent.external.pyhocon import ConfigFactory

    keys.follow(Session, LoginError, ConfigFactory.parse_string)


def hand_on_keys(worker: Any) -> None:
    """Writes the keys that the agent works with now into the configuration that its tasks get."""
    session = worker._session
    if session.access_key and session.config.get("api.credentials.secret_key", None) != session.secret_key:
        session.config.put("api.credentials.access_key", session.access_key)
        session.config.put("api.credentials.secret_key", session.secret_key)
        worker.dump_config(worker.temp_config_path)


def only_with_room(get_next_task: Callable[..., Any]) -> Callable[..., Any]:
    """Looks before every task, and finds none while the disk is full: one that follows another comes without a rest
    before it, and all of its tries would be lost in seconds.
    """
    return lambda *given, **named: get_next_task(*given, **named) if _room(tempfile.gettempdir()) >= ROOM_BYTES else {}


def keep_code_folder() -> None:
    """Makes the folder again where tasks start; one that cannot be made lets each task fail, which says why."""
    folder = Path(os.environ[CODE_VARIABLE])
    if not folder.is_dir():
        with suppress(OSError):
            folder.unlink(missing_ok=True)
            folder.mkdir(mode=0o500)


def lift_pause(worker: Any) -> None:
    """Ends the pause of one of this name that was killed while it left; it would hold for as long as that had to leave.

    What a person has paused stays so.
    """
    properties = {one.get("key") for one in worker.get_runtime_properties() or ()}
    if LEAVING_KEY in properties:
        ended = [{"key": key, "value": "off", "expiry": 0} for key in ("force", LEAVING_KEY)]
        body = {"worker": worker.worker_id, "runtime_properties": ended}
        worker._session.send_request("workers", "set_runtime_properties", json=body, method="post")


class Rest:
    """Instead of ``time.sleep`` in the agent's main loop: shorter when there is something to do, longer with a task."""

    def __init__(self, session: Session, queues: Sequence[str], clock: Callable[[], float] = time.monotonic) -> None:
        self._session, self._queues, self._clock = session, list(queues), clock
        self._server_can_tell = True
        self._seen = -WAIT_SECONDS
        self._leaving = self._at_rest = False
        self._read, self._write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        signal.signal(LEAVE_SIGNAL, self._leave)
        signal.set_wakeup_fd(self._write, warn_on_full_buffer=False)

    def __call__(self, seconds: float) -> None:
        if threading.current_thread() is not threading.main_thread():
            time.sleep(seconds)
        elif _has_child():
            self._until_a_child_ends(max(seconds, TASK_LOOK_SECONDS))
        else:
            self._without_a_task(seconds)

    def _without_a_task(self, seconds: float) -> None:
        """The one place where the agent may go at any moment: nothing was taken out of a queue."""
        try:
            self._at_rest = True
            if not self._leaving:
                self._until_there_is_a_task(seconds)
                _until_there_is_room()
        except Leave:
            pass  # as wanted
        finally:
            self._at_rest = False
        if self._leaving:
            self._go()

    def _leave(self, _number: int, _frame: FrameType | None) -> None:
        self._leaving = True
        if self._at_rest:
            raise Leave

    def _go(self) -> NoReturn:
        """Signs off and ends, without the time that the stock agent takes to put everything away."""
        signal.signal(signal.SIGALRM, lambda _number, _frame: os._exit(0))
        signal.alarm(SIGN_OFF_SECONDS)
        body = {"worker": os.environ.get(WORKER_VARIABLE)}
        self._session.send_request("workers", "unregister", json=body, method="post")
        os._exit(0)

    def _until_a_child_ends(self, seconds: float) -> None:
        select.select([self._read], [], [], seconds)
        with suppress(BlockingIOError):
            os.read(self._read, 4096)

    def _until_there_is_a_task(self, seconds: float) -> None:
        """A task that was seen but may not be taken, because this worker is paused, is no reason to ask at once."""
        if self._server_can_tell and self._clock() - self._seen >= seconds:
            self._ask(seconds)
        else:
            time.sleep(seconds if self._server_can_tell else seconds * SELDOM)

    def _ask(self, seconds: float) -> None:
        body = {"queues": self._queues, "timeout_seconds": WAIT_SECONDS}
        answer = self._session.send_request("queues", "wait_for_tasks", json=body, method="post")
        if not answer.ok and _subcode(answer) == INVALID_QUEUE:
            sys.exit(QUEUE_GONE)
        if not answer.ok:
            self._server_can_tell = answer.status_code not in UNKNOWN_CALL
            time.sleep(seconds)
        elif answer.json()["data"]["waiting"]:
            self._seen = self._clock()


def _queues(session: Session, ids: Sequence[str]) -> dict[str, dict[str, Any]] | None:
    """Name and tags of those that are there, by id; None where the server does not tell."""
    body = {"id": list(ids), "only_fields": ["id", "name", "tags"]}
    answer = session.send_request("queues", "get_all", json=body, method="post")
    if not answer.ok:
        return None
    found = answer.json()["data"]["queues"]
    return {queue["id"]: {"name": queue["name"], "tags": queue.get("tags") or []} for queue in found}


def _until_there_is_room() -> None:
    """Another worker may have some."""
    place, told = tempfile.gettempdir(), False
    while _room(place) < ROOM_BYTES:
        if not told:
            print(f"no task is taken until {place} has room for {ROOM_BYTES / 1e6:.0f} MB", flush=True)
        told = True
        time.sleep(ROOM_SECONDS)


def _room(place: str) -> int:
    """Ends the agent where somebody has cleared the folder: its configuration, which its tasks need, was in it."""
    try:
        return shutil.disk_usage(place).free
    except FileNotFoundError:
        sys.exit(
            f"the worker's folder for temporary files, {place}, was deleted: the worker starts again with a new one"
        )


def _subcode(answer: Any) -> int | None:
    """What exactly the server refused; None where its answer does not say."""
    try:
        return int(answer.json()["meta"]["result_subcode"])
    except (ValueError, KeyError, TypeError):
        return None


def _has_child() -> bool:
    """Whether a process that this one started is there, running or ended, and not yet waited for."""
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
