"""What a stranger's code leaves running does not keep a task's process from its end."""

from __future__ import annotations

import subprocess
import sys

import pytest

STARTED = {
    "a thread that goes on": "threading.Thread(target=time.sleep, args=(600,), name='stray').start()",
    "a thread that ends": "threading.Thread(target=time.sleep, args=(0.5,)).start()",
    "a pool at rest": "ThreadPoolExecutor().submit(int)",
    "nothing": "",
}
TASK = """
import atexit, sys, threading, time
from concurrent.futures import ThreadPoolExecutor
from automl_shared.ending import end_soon

{}
atexit.register(print, "put away")
end_soon(3, seconds=2.0)
sys.exit(3)
"""


@pytest.mark.parametrize("started", STARTED)
@pytest.mark.timeout(60)
def test_the_process_ends_with_its_code_and_puts_everything_away(started: str) -> None:
    task = [sys.executable, "-c", TASK.format(STARTED[started])]
    done = subprocess.run(task, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (3, "put away\n")
    assert ("stray" in done.stderr) == (started == "a thread that goes on"), done.stderr
