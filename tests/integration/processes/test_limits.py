"""A candidate's limits in a process of its own: what it may use, and how it ends."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from automl_shared.exit_codes import OUT_OF_MEMORY, OUT_OF_TIME
from automl_training.clearml_integration.limits import Family
from automl_training.resources import LIBRARY_VARIABLES, THREADS_VARIABLE, WAIT_POLICY_VARIABLE, WORKERS_FILE_VARIABLE

NEVER_YIELDS = """
from automl_training.clearml_integration import limits
limits.BACKSTOP_SECONDS = 0.1
with limits.Watchdog(
    limits.Limits(seconds=0.1, memory_bytes=1 << 40), memory=lambda: 0, record=print, end=lambda code: None
):
    sum(range(10**15))
"""
STOPPED = """
from automl_training.clearml_integration import limits
family = limits.Family()
guard = limits.Watchdog(
    limits.Limits(seconds={seconds}, memory_bytes={memory}),
    memory=family.memory,
    record=lambda found: print(found.cause, flush=True),
    end=family.end,
)
with guard:
    while True:
        pass
"""


def test_a_task_keeps_the_share_it_started_with(tmp_path: Path) -> None:
    file = tmp_path / "workers"
    file.write_text("64\n")
    program = (
        "import os\nfrom automl_training.resources import take_share, threads\ntake_share()\n"
        f"open({str(file)!r}, 'w').write('1')\n"
        "import numpy, sklearn.linear_model, lightgbm\nfrom threadpoolctl import threadpool_info\n"
        f"print(threads(), *(os.environ[name] for name in {LIBRARY_VARIABLES!r}), os.environ[{WAIT_POLICY_VARIABLE!r}],"
        " *(pool['num_threads'] for pool in threadpool_info()))"
    )
    set_by_it = (*LIBRARY_VARIABLES, THREADS_VARIABLE, WAIT_POLICY_VARIABLE)
    clean = {name: value for name, value in os.environ.items() if name not in set_by_it}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**clean, WORKERS_FILE_VARIABLE: str(file)},
        capture_output=True,
        text=True,
        check=True,
    )
    own, *rest = done.stdout.split()
    assert (own, set(rest)) == ("1", {"1", "PASSIVE"})


@pytest.mark.parametrize(
    ("program", "code", "said"),
    [
        (STOPPED.format(seconds=0.1, memory=1 << 40), OUT_OF_TIME, "longer than"),
        (STOPPED.format(seconds=None, memory="family.memory() - 1"), OUT_OF_MEMORY, "of memory"),
        (NEVER_YIELDS, 1, ""),
    ],
)
def test_the_process_ends_whatever_the_model_does(program: str, code: int, said: str) -> None:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.returncode == code, done.stderr
    assert said in done.stdout


def test_the_memory_of_what_a_model_started_counts() -> None:
    before = Family().memory()
    child = subprocess.Popen(
        [sys.executable, "-c", "x = b'1' * (200 << 20); print(len(x), flush=True); input()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout
    assert child.stdin
    with child:
        child.stdout.readline()
        assert Family().memory() - before > 190 << 20
        child.stdin.write("\n")
        child.stdin.close()


STARTS_NOTHING = """
import psutil
from automl_training.clearml_integration.limits import Family
psutil.Process.children = lambda *_, **__: exit("looked through all processes")
print(Family().memory())
"""


def test_a_model_that_starts_nothing_has_no_process_of_the_machine_read() -> None:
    done = subprocess.run([sys.executable, "-c", STARTS_NOTHING], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 0
