"""The fork server's loop: one fork per connection, its end passed on, its life tied to that of its client."""

from __future__ import annotations

import enum
import logging
import os
import select
import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import NoReturn

import psutil

from automl_shared.agent.process import take_in_orphans
from automl_shared.machine import children, make_private

log = logging.getLogger("automl.warm")

GONE = select.POLLHUP | select.POLLERR | getattr(select, "POLLRDHUP", 0)
BACKLOG = 64
LOOK_SECONDS = 5.0
"""Between two looks whether its socket is still where clients look for it."""
FULL_SECONDS = 0.5
"""Before the next try to take a client in, when no more files may be open."""


class End(enum.Enum):
    """Why a fork server ended."""

    TOLD = enum.auto()
    OUTDATED = enum.auto()


class ForkServer:
    """Serves until SIGTERM, or until its code is outdated and its last task has ended.

    ``work`` runs in the forked process with the client's connection and never returns.
    """

    def __init__(
        self, listener: socket.socket, *, work: Callable[[socket.socket], NoReturn], is_outdated: Callable[[], bool]
    ) -> None:
        self._listener, self._work, self._is_outdated = listener, work, is_outdated
        self._clients: dict[int, socket.socket] = {}
        """Process id of a task to the connection of its client."""
        self._poll = select.poll()
        self._wake_read, self._wake_write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._file = _file_number(Path(listener.getsockname()))
        """Of its socket: another one at the same place is nobody's any more."""
        self._ended: set[int] = set()
        """Process ids of tasks that have ended, and may have left processes."""
        self._orphans: set[int] = set()
        """What they had left at the last look."""
        self._look_at = 0.0
        self._complaint = ""
        self._stopping = False
        self._outdated = False

    @property
    def tasks(self) -> list[int]:
        """Process ids of the tasks that run."""
        return list(self._clients)

    def serve(self) -> End:
        """Returns when told to stop, its tasks ended with it, or when outdated and without a task."""
        self._install_signals()
        take_in_orphans()
        self._poll.register(self._listener, select.POLLIN)
        self._poll.register(self._wake_read, select.POLLIN)
        while not self._stopping and not (self._outdated and not self._clients):
            for file, event in sorted(self._poll.poll(LOOK_SECONDS * 1000), key=self._turn):
                self._handle(file, event)
            self._listen_again_if_lost()
            self._end_orphans()
        for pid in children(os.getpid()):
            end_family(pid)
        return End.TOLD if self._stopping else End.OUTDATED

    def _install_signals(self) -> None:
        signal.set_wakeup_fd(self._wake_write, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def _turn(self, ready: tuple[int, int]) -> int:
        """Clients that went away come first and new ones last: a new one may get the file number of one that ended."""
        return {self._wake_read: 1, self._listener.fileno(): 2}.get(ready[0], 0)

    def _handle(self, file: int, event: int) -> None:
        if file == self._listener.fileno():
            self._accept()
        elif file == self._wake_read:
            with suppress(BlockingIOError):
                os.read(self._wake_read, 4096)
            self._reap()
        elif event & GONE:
            for pid in [pid for pid, client in self._clients.items() if client.fileno() == file]:
                log.info("the client of task process %d went away: ending it", pid)
                self._poll.unregister(file)
                end_family(pid)

    def _listen_again_if_lost(self) -> None:
        """Somebody who clears a folder of temporary files takes the socket with it; every task would start cold."""
        path = Path(self._listener.getsockname())
        if _file_number(path) == self._file:
            return
        try:
            listener = listen(str(path))
        except OSError as error:
            self._complain(f"its socket {path} is gone, and it is not possible to listen there again: {error}")
            return
        self._complain(f"its socket {path} was gone: listening there again")
        self._poll.unregister(self._listener)
        self._listener.close()
        self._listener, self._file = listener, _file_number(path)
        self._poll.register(listener, select.POLLIN)

    def _end_orphans(self) -> None:
        """What an ended task has started ends with it, once it had from one look to the next to do so by itself.

        What began a session of its own may be of a task that runs, and stays until none does.
        """
        if time.monotonic() < self._look_at:
            return
        self._look_at = time.monotonic() + LOOK_SECONDS
        try:
            others = children(os.getpid()) - self._clients.keys()
        except OSError as error:  # no more files may be open: seen at the next look
            self._complain(f"cannot look for what tasks have left running: {error.strerror}")
            return
        sessions = {pid: _session_of(pid) for pid in others}
        left = {pid for pid, session in sessions.items() if session in self._ended or not self._clients}
        for pid in left & self._orphans:
            log.warning("process %d was left by a task that has ended: ending it", pid)
            end_family(pid)
        self._orphans = left
        self._ended &= {*sessions.values()}

    def _complain(self, about: str) -> None:
        """Once, however often it is seen in a row."""
        if about != self._complaint:
            log.warning("%s", about)
        self._complaint = about

    def _accept(self) -> None:
        try:
            connection, _ = self._listener.accept()
        except OSError as error:  # it waits until there is room for one more
            log.warning("no client can be taken in: %s", error)
            time.sleep(FULL_SECONDS)
            return
        try:
            self._outdated = self._outdated or self._is_outdated()
            pid = None if self._outdated else os.fork()
        except OSError as error:  # for lack of files or processes
            log.warning("no task can be forked: %s", error)
            self._refuse(connection, f"the fork server cannot fork: {error.strerror}")
            return
        if pid is None:
            self._refuse(connection, "the code on disk has changed, the fork server loads it again")
            return
        if pid == 0:
            self._become_task(connection)
        self._clients[pid] = connection
        tell(connection, "forked")
        self._poll.register(connection, GONE)

    @staticmethod
    def _refuse(connection: socket.socket, why: str) -> None:
        """The task starts cold."""
        tell(connection, f"cold {why}")
        connection.close()

    def _become_task(self, connection: socket.socket) -> NoReturn:
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGCHLD, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for file in (self._wake_read, self._wake_write):
            os.close(file)
        self._listener.close()
        for other in self._clients.values():
            other.close()
        self._work(connection)

    def _reap(self) -> None:
        while ended := _ended_child():
            pid, status = ended
            connection = self._clients.pop(pid, None)
            if connection is None:  # something that a task had left
                continue
            self._ended.add(pid)
            with suppress(KeyError):
                self._poll.unregister(connection)
            tell(connection, how_it_ended(status))
            connection.close()


def _ended_child() -> tuple[int, int] | None:
    """The process id and the status of a child that has ended; None where none has."""
    try:
        pid, status = os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return None
    return (pid, status) if pid else None


def _session_of(pid: int) -> int | None:
    """The process that began its session, as every task does; None for one that has ended."""
    try:
        return os.getsid(pid)
    except ProcessLookupError:
        return None


def how_it_ended(status: int) -> str:
    """``exit CODE`` or ``signal NUMBER``."""
    if os.WIFSIGNALED(status):
        return f"signal {os.WTERMSIG(status)}"
    return f"exit {os.WEXITSTATUS(status)}"


def tell(connection: socket.socket, line: str) -> None:
    """A client that is gone need not be told."""
    with suppress(OSError):
        connection.sendall(f"{line}\n".encode())


def end_family(pid: int) -> None:
    """Ends a task's process and all that it started, at once, as the agent does when a person aborts."""
    with suppress(psutil.NoSuchProcess):
        root = psutil.Process(pid)
        for process in [root, *root.children(recursive=True)]:
            with suppress(psutil.NoSuchProcess):
                process.kill()


def listen(path: str) -> socket.socket:
    """A listening Unix socket; whatever lay at the path is replaced, and a folder that is gone made. Raises OSError."""
    make_private(Path(path).parent)
    Path(path).unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(path)
    listener.listen(BACKLOG)
    return listener


def _file_number(path: Path) -> int | None:
    """None where there is no such file."""
    try:
        return path.stat().st_ino
    except OSError:
        return None
