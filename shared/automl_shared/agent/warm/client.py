#!/bin/sh
# fmt: off
""":"
exec "$AUTOML_PYTHON" -ISE "$0" "$@"
"""
# fmt: on
# What the agent takes for its Python interpreter: hands its arguments, environment, folder and files to the fork server
# and ends as the task ended. Imports as little as it can: every task waits for it. A shell reads the lines above.

import _socket
import os
import sys

PYTHON = os.environ["AUTOML_PYTHON"]
LOST = 75  # exit code of a task that is tried again: automl_shared.exit_codes.CONNECTION_LOST


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
    files = b"".join(file.to_bytes(4, sys.byteorder) for file in (0, 1, 2))
    try:
        connection.sendmsg([len(payload).to_bytes(8, "big")], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, files)])
        connection.sendall(payload)
    except ConnectionError:
        pass  # it answered without asking; the answer is read below
    except OSError as error:
        start_cold(f"the fork server cannot be asked: {error.strerror or error}")
    return read(connection)


def read(connection: _socket.socket) -> bytes:
    """Everything up to the end."""
    answer = b""
    try:
        while piece := connection.recv(4096):
            answer += piece
    except ConnectionError:
        pass  # an end like any other: what came counts
    return answer


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
    """Becomes the real interpreter; with the agent that takes changed keys in place of the stock one. Never returns."""
    arguments = sys.argv[1:]
    if "clearml_agent" in arguments[:3]:
        arguments[arguments.index("clearml_agent")] = "automl_shared.agent.execute"
    os.execv(PYTHON, [PYTHON, *arguments])


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
