"""The fork server and its client as processes: what a task gets, how it ends, what happens when one of them dies."""

from __future__ import annotations

import errno
import json
import os
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

from automl_shared.agent import daemon
from automl_shared.agent.environment import CLIENT
from automl_shared.agent.warm.server import ForkServer, how_it_ended, listen

SERVER = """
import functools
import os
import sys
from pathlib import Path
from automl_shared.agent.warm import task
from automl_shared.agent.warm.server import ForkServer, listen

socket, outdated = sys.argv[1:]

def run(arguments):
    exec(arguments[-1], {})

work = functools.partial(task.work, run=run, server=os.getpid())
server = ForkServer(listen(socket), work=work, is_outdated=lambda: Path(outdated).exists())
print("listening", flush=True)
print(server.serve(), flush=True)
"""
LOST = 75


@dataclass
class Warm:
    """A fork server whose tasks are Python code."""

    folder: Path
    process: subprocess.Popen[str]
    clients: list[subprocess.Popen[str]] = field(default_factory=list)

    @property
    def outdated(self) -> Path:
        return self.folder / "outdated"

    def start(self, code: str, **environment: str) -> subprocess.Popen[str]:
        self.clients.append(start(code, self.folder / "socket", self.folder, **environment))
        return self.clients[-1]

    def close(self) -> None:
        for one in (self.process, *self.clients):
            one.kill()
            one.communicate()

    def run(self, code: str, **environment: str) -> subprocess.CompletedProcess[str]:
        client = self.start(code, **environment)
        out, err = client.communicate(timeout=20)
        return subprocess.CompletedProcess(client.args, client.returncode, out, err)


def start(code: str, socket: Path, folder: Path, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [str(CLIENT), "-u", "-c", code],
        env={"AUTOML_PYTHON": sys.executable, "AUTOML_WARM_SOCKET": str(socket), **environment},
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def warm(tmp_path: Path) -> Iterator[Warm]:
    outdated = tmp_path / "outdated"
    command = [sys.executable, "-u", "-c", SERVER, str(tmp_path / "socket"), str(outdated)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "FROM": "server"}) as process:
        assert process.stdout.readline() == "listening\n"
        made = Warm(tmp_path, process)
        yield made
        made.close()


def until(condition: Callable[[], object], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def pid_of(client: subprocess.Popen[str]) -> int:
    """The task's own first line."""
    return int(client.stdout.readline())


HELLO = "import os; print(os.getpid(), flush=True)\n"
STARTS_ANOTHER = """
import subprocess, time
print(subprocess.Popen(["sleep", "60"], start_new_session=True).pid, flush=True)
time.sleep(60)
"""
SLEEP = HELLO + "import time; time.sleep(60)"


def test_a_task_gets_the_client_s_folder_environment_and_files(warm: Warm) -> None:
    code = "import json, os, sys; print(json.dumps([os.getcwd(), dict(os.environ)])); print('err', file=sys.stderr)"
    done = warm.run(code, MINE="ä=1\nb", LC_ALL="C.UTF-8")
    assert done.returncode == 0, done.stderr
    folder, environment = json.loads(done.stdout)
    assert (done.returncode, done.stderr, folder) == (0, "err\n", str(warm.folder))
    assert environment["MINE"] == "ä=1\nb"
    assert "FROM" not in environment
    assert environment.keys() == {"AUTOML_PYTHON", "AUTOML_WARM_SOCKET", "LC_ALL", "MINE", "PWD"}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("", 0),
        ("raise SystemExit(3)", 3),
        ("raise SystemExit('why')", 1),
        ("raise SystemExit(-1)", 255),
        ("1 / 0", 1),
        ("import os; os._exit(7)", 7),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", -9),
        ("import os, signal; os.kill(os.getpid(), signal.SIGTERM)", -15),
        ("import os, signal; os.kill(os.getpid(), signal.SIGINT)", -2),
        ("import os; os.abort()", -6),
    ],
)
def test_the_client_ends_as_the_task_ended(warm: Warm, code: str, expected: int) -> None:
    assert warm.run(code).returncode == expected


def test_what_an_interpreter_does_at_its_end_is_done(warm: Warm) -> None:
    code = """
import atexit, threading, time
atexit.register(print, "at exit")
threading.Thread(target=lambda: (time.sleep(0.2), print("thread"))).start()
print("main")
"""
    assert warm.run(code).stdout.splitlines() == ["main", "thread", "at exit"]


def test_tasks_do_not_share_their_random_numbers(warm: Warm) -> None:
    code = "import random; print(random.random())"
    assert warm.run(code).stdout != warm.run(code).stdout


def test_tasks_run_side_by_side(warm: Warm) -> None:
    first, second = warm.start(SLEEP), warm.start("print(2)")
    assert second.wait(10) == 0
    assert first.poll() is None
    first.kill()
    first.communicate()


def test_a_killed_client_takes_the_task_and_what_it_started_along(warm: Warm) -> None:
    client = warm.start(HELLO + STARTS_ANOTHER)
    task, grandchild = pid_of(client), pid_of(client)
    client.kill()
    client.communicate()
    until(lambda: not any(map(_lives, (task, grandchild))))
    assert warm.run("print(1)").stdout == "1\n"


LEAVES_ANOTHER = """
import os, subprocess
print(subprocess.Popen(["sleep", "600"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, {}).pid, flush=True)
os._exit(3)
"""


@pytest.mark.parametrize("how", ["start_new_session=False", "start_new_session=True"])
def test_what_a_task_leaves_ends_soon_after_it(warm: Warm, how: str) -> None:
    client = warm.start(LEAVES_ANOTHER.format(how))
    left = psutil.Process(pid_of(client))
    assert client.wait(20) == 3
    until(lambda: not left.is_running(), seconds=30)


def test_what_a_running_task_has_put_aside_goes_on(warm: Warm) -> None:
    daemon = "subprocess.run(['sh', '-c', 'setsid sleep 600 >/dev/null 2>&1 & echo $!'])"
    client = warm.start(f"import subprocess, time; {daemon}; time.sleep(600)")
    aside = psutil.Process(pid_of(client))
    ended = warm.start(LEAVES_ANOTHER.format("start_new_session=False"))
    left = psutil.Process(pid_of(ended))
    until(lambda: not left.is_running(), seconds=30)  # it has looked twice
    assert aside.is_running()
    client.kill()
    until(lambda: not aside.is_running(), seconds=30)


def test_a_killed_fork_server_takes_its_tasks_along_and_they_are_tried_again(warm: Warm) -> None:
    client = warm.start(SLEEP)
    task = pid_of(client)
    warm.process.kill()
    _, said = client.communicate(timeout=10)
    assert client.returncode == LOST
    assert "the controller will try it again" in said
    until(lambda: not _lives(task))


def test_a_fork_server_that_is_told_to_end_takes_its_tasks_along(warm: Warm) -> None:
    client = warm.start(SLEEP)
    task = pid_of(client)
    warm.process.terminate()
    client.communicate(timeout=10)
    assert client.returncode == LOST
    assert warm.process.wait(10) == 0
    assert not _lives(task)


@pytest.mark.parametrize("socket", ["", "/nowhere"])
def test_a_cold_agent_takes_changed_keys(tmp_path: Path, socket: str) -> None:
    shown = tmp_path / "shown"
    shown.write_text('#!/bin/sh\nif [ "$1" = -ISE ]; then exec "$REAL" "$@"; fi\necho "$@"\n')
    shown.chmod(0o755)
    environment = {"AUTOML_PYTHON": str(shown), "AUTOML_WARM_SOCKET": socket, "REAL": sys.executable}
    agent = [CLIENT, "-u", "-m", "clearml_agent", "--config-file", "f", "execute", "--id", "clearml_agent"]
    done = subprocess.run(agent, env=environment, capture_output=True, text=True)
    assert done.stdout == "-u -m automl_shared.agent.execute --config-file f execute --id clearml_agent\n"
    assert ("starting cold" in done.stderr) == bool(socket)


def cold_agent(folder: Path, code: str) -> subprocess.Popen[str]:
    """An agent without a fork server, whose work is Python code."""
    shown = folder / "shown"
    shown.write_text('#!/bin/sh\nif [ "$1" = -ISE ]; then exec "$REAL" "$@"; fi\nexec "$REAL" -u -c "$CODE"\n')
    shown.chmod(0o755)
    environment = {"AUTOML_PYTHON": str(shown), "REAL": sys.executable, "CODE": code}
    command = [CLIENT, "-m", "clearml_agent", "execute"]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


PRINTS_MUCH = """
import sys
for n in range(60_000):
    print(n, "x" * 300)
print("あ" * 3_000_000)
print("short", file=sys.stderr)
print("last line")
"""


@pytest.mark.parametrize("how", ["warm", "cold"])
def test_of_a_task_that_prints_much_the_beginning_and_the_end_are_kept(warm: Warm, how: str) -> None:
    client = warm.start(PRINTS_MUCH) if how == "warm" else cold_agent(warm.folder, PRINTS_MUCH)
    out, err = client.communicate(timeout=60)
    assert (client.returncode, err) == (0, "short\n")
    assert 8_000_000 < len(out.encode()) < 8_001_000
    lines = out.splitlines()
    assert lines[0].startswith("0 x")
    assert lines[-1] == "last line"
    told = [line for line in lines if line.startswith("[…")]
    assert told == [
        "[… the task prints much: its last 4.0 MB follow when it ends …]",
        "[… 19.4 MB of what it printed are not kept …]",
    ]


GOES_ON = """
import time
from pathlib import Path
print("x" * 5_000_000 + "\\nlast words", flush=True)
Path({!r}).touch()
time.sleep(60)
"""


@pytest.mark.parametrize("how", ["warm", "cold"])
def test_a_task_that_is_stopped_has_its_last_words(
    warm: Warm, how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(daemon, "LAST_WORDS_SECONDS", 60.0)
    code = GOES_ON.format(str(tmp_path / "printed"))
    client = warm.start(code) if how == "warm" else cold_agent(warm.folder, code)
    told: list[str] = []
    reader = threading.Thread(target=lambda: told.append(client.communicate()[0]), daemon=True)
    reader.start()
    until((tmp_path / "printed").exists, 30)
    daemon.after_last_words(lambda _pid: client.kill())(client.pid)
    reader.join(60)
    assert told[0].splitlines()[-1] == "last words"
    assert client.returncode in (-signal.SIGTERM, -signal.SIGKILL)


def test_both_streams_of_a_task_stay_in_order_where_they_are_one_file(warm: Warm) -> None:
    console = warm.folder / "console"
    code = "import os\nfor n in range(500): os.write(1 + n % 2, b'%d ' % n)"
    environment = {"AUTOML_PYTHON": sys.executable, "AUTOML_WARM_SOCKET": str(warm.folder / "socket")}
    with console.open("a") as file:
        subprocess.run([CLIENT, "-c", code], env=environment, stdout=file, stderr=file, timeout=20, check=True)
    assert console.read_text().split() == [str(n) for n in range(500)]


def test_a_process_that_a_task_leaves_printing_does_not_hold_its_end_up(warm: Warm) -> None:
    client = warm.start("import os, subprocess; subprocess.Popen(['yes']); os._exit(3)")
    client.communicate(timeout=20)
    assert client.returncode == 3


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("raise SystemExit(3)", 3),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", -9),
        ("import os, signal; os.kill(os.getppid(), signal.SIGTERM); signal.pause()", -15),
    ],
)
def test_a_cold_agent_ends_as_its_work_ends(tmp_path: Path, code: str, expected: int) -> None:
    agent = cold_agent(tmp_path, code)
    agent.communicate(timeout=20)
    assert agent.returncode == expected


def test_a_cold_agent_that_cannot_fork_works_all_the_same(tmp_path: Path) -> None:
    code = f"""
import os, runpy, sys
def none_left():
    raise BlockingIOError
os.fork = none_left
sys.argv[1:] = ["-m", "clearml_agent"]
runpy.run_path({str(CLIENT)!r}, run_name="__main__")
"""
    shown = tmp_path / "shown"
    shown.write_text('#!/bin/sh\necho "$@"\n')
    shown.chmod(0o755)
    environment = {"AUTOML_PYTHON": str(shown)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "-m automl_shared.agent.execute\n"), done.stderr


def test_without_a_fork_server_the_task_starts_cold_and_says_so(tmp_path: Path) -> None:
    client = start("import os; print(os.environ['MINE'])", tmp_path / "none", tmp_path, MINE="kept")
    out, err = client.communicate(timeout=20)
    assert (client.returncode, out) == (0, "kept\n")
    assert err.startswith("starting cold: no fork server at ")


def test_outdated_code_runs_no_further_task_and_the_one_that_runs_may_end(warm: Warm) -> None:
    running = warm.start(HELLO + "import time; time.sleep(1)")
    pid_of(running)
    warm.outdated.touch()
    late = warm.run("print('late')")
    assert (late.returncode, late.stdout) == (0, "late\n")
    assert "starting cold: the code on disk has changed" in late.stderr
    assert running.wait(10) == 0
    assert warm.process.stdout.readline() == "End.OUTDATED\n"


@pytest.mark.parametrize("what", ["the socket", "its folder", "the socket, and another one is there"])
def test_a_socket_that_somebody_has_deleted_is_made_again(warm: Warm, what: str) -> None:
    place = warm.folder / "socket"
    running = warm.start(HELLO + "import time; time.sleep(0.5)")
    pid_of(running)
    place.unlink()
    if what == "its folder":
        warm.folder.rename(warm.folder.with_name("moved"))
    elif what != "the socket":
        listen(str(place)).close()
    until(lambda: _answers(place), 20)
    assert running.wait(10) == 0
    late = warm.run("print('late')")
    assert (late.stdout, late.stderr) == ("late\n", "")


def test_a_fork_server_whose_folder_was_deleted_while_it_was_down_makes_it_again(tmp_path: Path) -> None:
    place = tmp_path / "cleared" / "socket"
    listen(str(place)).close()
    assert place.is_socket()
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700


def test_with_too_many_open_files_a_client_waits_and_nothing_ends(warm: Warm) -> None:
    hold = warm.folder / "hold"
    hold.touch()
    running = warm.start(HELLO + "import time\nwhile os.path.exists('hold'): time.sleep(0.05)")
    pid_of(running)
    server = psutil.Process(warm.process.pid)
    limits = server.rlimit(psutil.RLIMIT_NOFILE)
    server.rlimit(psutil.RLIMIT_NOFILE, (server.num_fds(), limits[1]))
    waiting = warm.start("print('taken in')")
    with pytest.raises(subprocess.TimeoutExpired):
        waiting.wait(1)
    server.rlimit(psutil.RLIMIT_NOFILE, limits)
    assert waiting.communicate(timeout=20)[0] == "taken in\n"
    hold.unlink()
    assert running.wait(10) == 0


@pytest.mark.parametrize("what", ["process", "file"])
def test_where_nothing_can_be_forked_the_task_starts_cold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    def none_left() -> int:
        raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    with closing(listen(str(tmp_path / "socket"))) as listener:
        is_outdated = none_left if what == "file" else lambda: False
        server = ForkServer(listener, work=lambda _: sys.exit(1), is_outdated=is_outdated)
        client = start("print('mine')", tmp_path / "socket", tmp_path)
        with monkeypatch.context() as patched:
            patched.setattr(os, "fork", none_left)
            server._accept()
    out, err = client.communicate(timeout=20)
    assert (client.returncode, out) == (0, "mine\n")
    assert err == "starting cold: the fork server cannot fork: Resource temporarily unavailable\n"


def test_a_client_that_asks_for_nothing_stops_nobody(warm: Warm) -> None:
    with socket.socket(socket.AF_UNIX) as silent, socket.socket(socket.AF_UNIX) as leaving:
        silent.connect(str(warm.folder / "socket"))
        leaving.connect(str(warm.folder / "socket"))
        leaving.close()
        assert warm.run("print(1)").stdout == "1\n"


def test_many_tasks_leave_memory_and_files_flat(warm: Warm) -> None:
    server = psutil.Process(warm.process.pid)
    code = "x = [0] * 1_000_000"
    for _ in range(20):
        assert warm.run(code).returncode == 0
    before = server.memory_info().rss, server.num_fds()
    for _ in range(80):
        assert warm.run(code).returncode == 0
    until(lambda: not server.children())
    assert server.num_fds() == before[1]
    assert server.memory_info().rss - before[0] < 1 << 20


def test_how_a_process_ended_is_told_in_words() -> None:
    assert how_it_ended(3 << 8) == "exit 3"
    assert how_it_ended(int(signal.SIGKILL)) == "signal 9"


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        return client.connect_ex(str(path)) == 0


def _lives(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
