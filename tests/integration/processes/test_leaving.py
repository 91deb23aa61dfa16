"""Which task a worker works on is read from the machine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from automl_controller.local.home import Home, StackSettings
from automl_controller.local.processes import Processes


def test_a_workers_task_is_known_without_the_server(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.make()
    words = ["-u", "-m", "clearml_agent", "execute", "--id", "abc"]
    with subprocess.Popen([sys.executable, "-c", "input()", *words], stdin=subprocess.PIPE) as task:
        (home.pids / "training-1.pid").write_text(f"{os.getpid()}\n")
        what_for = Processes(home, StackSettings(), print)._what_for({"training-1", "controller"})
        assert task.stdin
        task.stdin.close()
    assert what_for == "waiting for training-1, which runs task abc, and for controller; automl down --now ends it"
