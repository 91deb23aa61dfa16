"""The forked process: takes over the client's arguments, environment, folder and files, and becomes the task."""

from __future__ import annotations

import atexit
import os
import random
import runpy
import signal
import socket
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from typing import Any, NoReturn

from automl_shared import threads
from automl_shared.agent.process import end_with_parent
from automl_shared.exit_codes import NO_ROOM, NO_THREADS
from automl_shared.frozen import Frozen
from automl_shared.machine import collect_rarely
from automl_shared.room import found_no_room, found_no_threads

AGENT = "clearml_agent"
LEAVE = "automl_shared.agent.leave"


class Request(Frozen):
    """What a client hands over. ``files``: its standard input, output and error."""

    folder: bytes
    arguments: list[str]
    environment: dict[bytes, bytes]
    files: list[int]


class Become(BaseException):
    """Raised where a program would replace itself by ``python -m <module>``, and caught where it was started.

    No Exception, so that nothing in between takes it for a failure.
    """

    def __init__(self, module: str) -> None:
        super().__init__(module)
        self.module = module


def work(connection: socket.socket, run: Callable[[Sequence[str]], None], server: int) -> NoReturn:
    """Lets the client's arguments run and ends as an interpreter would.

    ``server``: the fork server's process id; nothing outlives it.
    """
    code = 1
    try:
        end_with_parent()
        if os.getppid() != server:
            os._exit(code)
        request = receive(connection)
        connection.close()
        take_over(request)
        code = exit_code(lambda: run(request.arguments))
    except BaseException:  # nothing of the fork server's own stack may go on in the task's process
        traceback.print_exc()
    end(code)


def receive(connection: socket.socket) -> Request:
    """Raises ConnectionError when the client goes away before it has asked."""
    head, files, _, _ = socket.recv_fds(connection, 8, 3)
    head += _exactly(connection, 8 - len(head))
    folder, count, *rest = _exactly(connection, int.from_bytes(head, "big")).split(b"\0")
    arguments, environment = rest[: int(count)], rest[int(count) :]
    return Request(
        folder=folder,
        arguments=[os.fsdecode(argument) for argument in arguments],
        environment={name: value for name, _, value in (one.partition(b"=") for one in environment)},
        files=files,
    )


def _exactly(connection: socket.socket, size: int) -> bytes:
    pieces: list[bytes] = []
    while size > 0:
        piece = connection.recv(min(size, 1 << 16))
        if not piece:
            raise ConnectionError("the client went away before it had asked")
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


def take_over(request: Request) -> None:
    """Makes this process look like one that the client started: a session, files, folder, environment, seeds."""
    os.setsid()
    for place, file in enumerate(request.files):
        os.dup2(file, place)
    for file in set(request.files) - {0, 1, 2}:
        os.close(file)
    os.chdir(request.folder)
    os.environb.clear()
    os.environb.update(request.environment)
    time.tzset()
    tempfile.tempdir = None
    random.seed()
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed()
    threads.follow(os.environ)
    collect_rarely()


def run(arguments: Sequence[str], modules: Collection[str]) -> None:
    """What ``python ARGUMENTS`` would do for what workers run; anything else starts a real interpreter.

    ``modules``: the phases that may follow the agent's ``execute``.
    """
    match [argument for argument in arguments if argument != "-u"]:
        case ["-m", module, *rest] if module == AGENT:
            module = _agent(rest, modules)
            _forget_the_agent()
            _run_module(module)
        case ["-m", module, *rest] if module == LEAVE:
            _run_module(module, *rest)
        case _:
            os.execv(sys.executable, [sys.executable, *arguments])


def _run_module(module: str, *arguments: str) -> None:
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def _agent(arguments: Sequence[str], modules: Collection[str]) -> str:
    """Runs the agent until it would start a phase; that phase's module."""
    from clearml_agent.commands import worker

    from automl_shared.agent import execute

    really, get_python_path = os.execv, worker.get_python_path

    def execv(path: Any, argv: Any) -> NoReturn:
        match [one for one in argv[1:] if one != "-u"]:
            case ["-m", module] if module in modules and os.path.realpath(path) == os.path.realpath(sys.executable):
                raise Become(module)
        really(path, argv)

    def python_path(script_dir: str, entry_point: str, _package_api: Any, **options: Any) -> str | None:
        found: str | None = get_python_path(script_dir, entry_point, ThisInterpreter(), **options)
        return found

    sys.argv = [AGENT, *arguments]
    os.execv, worker.get_python_path = execv, python_path
    try:
        sys.exit(execute.main())
    except Become as become:
        return become.module
    finally:
        os.execv, worker.get_python_path = really, get_python_path


class ThisInterpreter:
    """Answers for a new interpreter that the agent would start to ask it for its ``sys.path``."""

    def get_python_command(self, _arguments: Sequence[str]) -> ThisInterpreter:
        return self

    def get_output(self, **_where: str) -> str:
        """As ``python -c`` prints it: an empty entry, which means its own folder, and what this process has."""
        return os.pathsep.join(["", *sys.path])


def _forget_the_agent() -> None:
    """What a new interpreter would not have: the agent's signal handlers, and the SDK's idea that it runs locally."""
    from clearml.config.remote import override_current_task_id

    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    override_current_task_id(os.environ["CLEARML_TASK_ID"])


def exit_code(call: Callable[[], None]) -> int:
    """How an interpreter would end after the call."""
    try:
        call()
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            return (end.code or 0) & 0xFF
        print(end.code, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
        return 1
    except BaseException as error:  # shown as an interpreter shows it
        with suppress(OSError):  # the console is a file, on a disk that may be full
            traceback.print_exc()
        if found_no_threads(error):
            return NO_THREADS
        return NO_ROOM if found_no_room(error) else 1
    return 0


def end(code: int) -> NoReturn:
    """As an interpreter ends, without taking its modules apart: that would copy every page shared with the fork server.

    The same steps as in ``multiprocessing.popen_fork``.
    """
    try:
        threading._shutdown()  # type: ignore[attr-defined]
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)
