#!/bin/sh
# fmt: off
""":"
exec "$AUTOML_PYTHON" -ISE "$0" "$@"
"""
# fmt: on
# What the agent takes for its Python interpreter: hands its arguments, environment, folder and files to the fork server
# and ends as the task ended. What the task prints comes through here, so that no console grows without end. Imports as
# little as it can: every task waits for it. A shell reads the lines above.

import _signal  # type: ignore[import-not-found]  # a part of signal, which takes longer to import
import _socket
import os
import select
import sys

PYTHON = os.environ["AUTOML_PYTHON"]
LOST = 75  # exit code of a task that is tried again: automl_shared.exit_codes.CONNECTION_LOST
FIRST = LAST = 4_000_000  # bytes of a console that are kept: its beginning at once, its end when the task has ended
PIECE = 1 << 16
INSIDE = bytes(range(0x80, 0xC0))  # what only stands inside a character in UTF-8


def main() -> None:
    """Never returns."""
    if not os.environ.get("AUTOML_WARM_SOCKET"):
        become_python()  # nobody wants it warm
    lines = ask(os.environ["AUTOML_WARM_SOCKET"]).decode().splitlines()
    kind, _, detail = lines[-1].partition(" ") if lines else ("cold", "", "the fork server went away")
    if kind == "exit":
        os._exit(int(detail))
    if kind == "signal":
        end_by(int(detail))
    if kind == "cold":
        start_cold(detail)
    echo("the fork server ended while the task ran: the controller will try it again")
    os._exit(LOST)


def ask(path: str) -> bytes:
    """What the fork server says until the task has ended: ``forked``, then how it ended; or why it must start cold."""
    connection = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
    try:
        connection.connect(path)
    except OSError as error:
        start_cold(f"no fork server at {path!r}: {error.strerror or error}")
    payload = b"\0".join(parts())
    consoles, (out, err) = open_consoles()
    files = b"".join(file.to_bytes(4, sys.byteorder) for file in (0, out, err))
    try:
        connection.sendmsg([len(payload).to_bytes(8, "big")], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, files)])
        connection.sendall(payload)
    except ConnectionError:
        pass  # it answered without asking; the answer is read below
    except OSError as error:
        start_cold(f"the fork server cannot be asked: {error.strerror or error}")
    for file in {out, err} - {1, 2}:
        os.close(file)
    return read(connection, consoles)


def read(connection: _socket.socket, consoles: "list[Console]") -> bytes:
    """Everything up to the end; what the task prints meanwhile is passed on.

    SIGTERM ends the task, because its fork server sees its client go, and this process once all of that is passed on.
    """
    answer, told = b"", []

    def stop(number: int, _frame: object) -> None:
        told.append(number)
        connection.shutdown(_socket.SHUT_RDWR)

    _signal.signal(_signal.SIGTERM, stop)
    try:
        while piece := await_news(connection.fileno(), consoles) and connection.recv(4096):
            answer += piece
    except ConnectionError:
        pass  # an end like any other: what came counts
    close(consoles)
    if told:
        end_by(told[0])
    return answer


class Console:
    """Where a task prints, on its way to a file that the agent reads: its beginning at once, then its end."""

    def __init__(self, source: int, target: int) -> None:
        self.source, self.target = source, target
        self._room, self._missing, self._end = FIRST, 0, bytearray()

    def pump(self) -> bool:
        """Passes on what is there; says whether more can come."""
        piece = os.read(self.source, PIECE)
        rest = piece[self._room :] if self._end else piece[self._room :].lstrip(INSIDE)
        self._pass_on(piece[: len(piece) - len(rest)])
        if rest and not self._end:
            self._pass_on(f"\n[… the task prints much: its last {LAST / 1e6:.1f} MB follow when it ends …]\n".encode())
        self._end += rest
        self._room = max(0, self._room - len(piece))
        if len(self._end) > 2 * LAST:
            self._missing += len(self._end) - LAST
            del self._end[:-LAST]
        return bool(piece)

    def close(self) -> None:
        """Passes the end on, and what is in the pipe: no more, since a process that the task has left may go on."""
        os.set_blocking(self.source, False)
        try:
            for _ in range(PIECE):
                if not self.pump():
                    break
        except BlockingIOError:
            pass
        missing = self._missing + max(0, len(self._end) - LAST)
        if missing:
            self._pass_on(f"[… {missing / 1e6:,.1f} MB of what it printed are not kept …]\n".encode())
        self._pass_on(self._end[-LAST:].lstrip(INSIDE))

    def _pass_on(self, piece: "bytes | bytearray") -> None:
        try:
            while piece:
                piece = piece[os.write(self.target, piece) :]
        except OSError:
            pass  # a full disk: the task goes on


def open_consoles() -> "tuple[list[Console], tuple[int, int]]":
    """For standard output and error, and where the task has to write; one where both are the same file.

    Where no more files can be opened the task writes where this process does.
    """
    outs, errs = os.fstat(1), os.fstat(2)
    try:
        source, out = os.pipe()
        consoles = [Console(source, 1)]
        if (outs.st_dev, outs.st_ino) == (errs.st_dev, errs.st_ino):
            return consoles, (out, out)
        source, err = os.pipe()
        return [*consoles, Console(source, 2)], (out, err)
    except OSError:
        return [], (1, 2)


def await_news(file: int, consoles: "list[Console]") -> bool:
    """Passes on what comes until there is something to read from a file."""
    poll = select.poll()
    for one in (file, *(console.source for console in consoles)):
        poll.register(one, select.POLLIN)
    open_ones = {console.source: console for console in consoles}
    while True:
        ready = {one for one, _ in poll.poll()}
        for one in ready & open_ones.keys():
            if not open_ones[one].pump():
                poll.unregister(one)
                del open_ones[one]
        if file in ready:
            return True


def close(consoles: "list[Console]") -> None:
    """Passes on what is left."""
    for console in consoles:
        console.close()


def parts() -> list[bytes]:
    """The folder, the number of arguments, the arguments, the environment as ``NAME=value``."""
    arguments = [os.fsencode(one) for one in sys.argv[1:]]
    environment = [name + b"=" + value for name, value in os.environb.items()]
    folder = os.getcwdb()  # noqa: PTH109 (pathlib takes longer to import than all the rest)
    return [folder, str(len(arguments)).encode(), *arguments, *environment]


def start_cold(why: str) -> None:
    """Becomes the real interpreter. Never returns."""
    echo(f"starting cold: {why}")
    become_python()


def become_python() -> None:
    """Becomes the real interpreter. Never returns."""
    arguments = sys.argv[1:]
    if "clearml_agent" in arguments[:3]:
        arguments[arguments.index("clearml_agent")] = "automl_shared.agent.execute"
        pump_python(arguments)
    os.execv(PYTHON, [PYTHON, *arguments])


def pump_python(arguments: list[str]) -> None:
    """Starts the real interpreter, passes on what it prints, ends as it ends. Returns where nothing can be forked."""
    import signal

    try:
        news, ended = os.pipe()
        os.set_blocking(ended, False)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        signal.set_wakeup_fd(ended)
        consoles, (out, err) = open_consoles()
        pid = os.fork()
    except OSError:
        return
    if not pid:
        os.dup2(out, 1)
        os.dup2(err, 2)
        os.execv(PYTHON, [PYTHON, *arguments])
    signal.signal(signal.SIGTERM, lambda number, _frame: os.kill(pid, number))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # from a terminal the other one gets it, too
    for file in {out, err} - {1, 2}:
        os.close(file)
    status = None
    while status is None:
        await_news(news, consoles)
        os.read(news, PIECE)
        gone, how = os.waitpid(pid, os.WNOHANG)
        status = how if gone else None
    close(consoles)
    if os.WIFSIGNALED(status):
        end_by(os.WTERMSIG(status))
    os._exit(os.WEXITSTATUS(status))


def end_by(number: int) -> None:
    """Ends by the signal that ended the task. Never returns."""
    import signal

    if number != signal.SIGKILL:
        signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
    os._exit(128 + number)  # a signal whose default is to go on


def echo(text: str) -> None:
    """A line for the task's console."""
    os.write(2, f"{text}\n".encode())


if __name__ == "__main__":
    main()
