"""What else a machine and those who look after it may do: sleep, tidy up, run out of files, give a port away."""

from __future__ import annotations

import contextlib
import shutil
import signal
import socket
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psutil
from strike import PROGRAMS, Strike, named

SLEEP_SECONDS = (50, 90)
"""Longer than anybody's silence is borne."""
NIGHT_SECONDS = 9 * 3600


def let_the_machine_sleep(strike: Strike) -> str:
    """Every program of the stack stands still and goes on later, as on a laptop that is closed."""
    root = strike.program("supervisord")
    if root is None:
        return ""
    seconds = strike.chance.uniform(*SLEEP_SECONDS)
    _suspend_all(strike, root)
    time.sleep(seconds)
    strike.thaw()
    return f"for {seconds:.0f} s"


def let_the_machine_sleep_all_night(strike: Strike) -> str:
    """As above, and all clocks are hours ahead afterwards, although what measures time has counted none of them."""
    root = strike.program("supervisord")
    if root is None or not strike.stage.clocks:
        return ""
    _suspend_all(strike, root)
    for name in strike.stage.clocks:
        strike.stage.set_clock(name, NIGHT_SECONDS)
    time.sleep(strike.chance.uniform(1, 3))
    strike.thaw()
    return f"for {NIGHT_SECONDS / 3600:.0f} h"


def _suspend_all(strike: Strike, root: psutil.Process) -> None:
    with contextlib.suppress(psutil.Error):
        for process in [root, *root.children(recursive=True)]:
            process.suspend()
            strike.frozen.append(process)


def clear_the_scratch_folder(strike: Strike) -> str:
    """Somebody tidies up what is temporary, under the programs and tasks that use it."""
    found = sorted(strike.stage.scratch.iterdir())
    for one in found:
        if one.is_dir() and not one.is_symlink():
            shutil.rmtree(one, ignore_errors=True)
        else:
            one.unlink(missing_ok=True)
    return ", ".join(one.name for one in found)


def delete_the_fork_servers_socket(strike: Strike) -> str:
    """Nobody finds it any more."""
    place = strike.stage.home.warm_socket
    if not place.exists():
        return ""
    place.unlink()
    return str(place)


def leave_few_open_files(strike: Strike) -> str:
    """A program may open no further file for some seconds."""
    process = strike.program(strike.chance.choice(PROGRAMS))
    if process is None:
        return ""
    seconds, name = strike.chance.uniform(3, 12), named(process)
    with contextlib.suppress(psutil.Error):
        limits = process.rlimit(psutil.RLIMIT_NOFILE)
        process.rlimit(psutil.RLIMIT_NOFILE, (process.num_fds() + 1, limits[1]))
        time.sleep(seconds)
        process.rlimit(psutil.RLIMIT_NOFILE, limits)
    return f"{name} for {seconds:.0f} s"


def take_the_servers_port(strike: Strike) -> str:
    """The server ends, and another program has its port when it comes back."""
    server = strike.program("server")
    if server is None:
        return ""
    seconds = strike.chance.uniform(3, 10)
    with contextlib.suppress(psutil.Error):
        server.send_signal(signal.SIGKILL)
    with _listening(strike.stage.settings.api_port):
        time.sleep(seconds)
    return f"for {seconds:.0f} s"


@contextmanager
def _listening(port: int) -> Iterator[None]:
    deadline = time.monotonic() + 5
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                other.bind(("127.0.0.1", port))
                other.listen()
                break
        yield


def bring_the_stack_up_twice(strike: Strike) -> str:
    """Two people give `automl up` at the same moment, with a number of workers of their own."""
    stage = strike.stage
    with ThreadPoolExecutor(2) as pool:
        asked = [
            pool.submit(stage.command, "up", "--mode", "process", "--training", str(count), *stage.ports)
            for count in (2, 3)
        ]
        done = [one.result() for one in asked]
    strike.look_at(*done)
    strike.broken += [f"`automl up` failed: {one.stderr[-300:]}" for one in done if one.returncode]
    stage.staff()
    return f"exit {', '.join(str(one.returncode) for one in done)}"


def lock_the_database(strike: Strike) -> str:
    """Another program has the server's database to itself, as one that makes a copy of it may."""
    seconds = strike.chance.uniform(2, 20)
    with contextlib.closing(sqlite3.connect(strike.stage.home.path / "server.sqlite", timeout=5)) as database:
        try:
            database.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            return ""
        time.sleep(seconds)
        database.rollback()
    return f"for {seconds:.0f} s"


def spoil_a_configuration(strike: Strike) -> str:
    """A program's client configuration is cut off for some seconds, in which the program may be started again."""
    files = sorted((strike.stage.folder / "conf").glob("*.conf"))
    files = [file for file in files if file.stem != "campaign"]
    if not files:
        return ""
    file, seconds = strike.chance.choice(files), strike.chance.uniform(3, 12)
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    process = strike.program(file.stem)
    if process is not None and strike.chance.random() < 0.5:
        with contextlib.suppress(psutil.Error):
            process.kill()
    time.sleep(seconds)
    file.write_bytes(whole)
    return f"{file.stem} for {seconds:.0f} s"
