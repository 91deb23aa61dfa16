"""Commands as a shell starts them: one asks, one deletes what others left, some find a machine in trouble."""

from __future__ import annotations

import os
import pty
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.stacks import free_ports
from tests.unit.controller.test_init import churn

from automl_shared.config import load_config

__all__ = ["churn"]  # a fixture


def test_a_terminal_is_asked_and_an_answer_that_cannot_be_is_asked_again(churn: Path, tmp_path: Path) -> None:
    own, theirs = pty.openpty()
    answers = "chrun\ncountry\nplan\n9\n2\n"
    os.write(own, answers.encode())
    done = subprocess.Popen(
        [sys.executable, "-m", "automl_controller.cli.app", "init", str(churn)],
        cwd=tmp_path, stdin=theirs, stdout=theirs, stderr=theirs, close_fds=True,
    )  # fmt: skip
    os.close(theirs)
    shown = _all_of(own)
    assert done.wait() == 0, shown
    assert "there is no column 'chrun' (did you mean 'churn'" in shown
    assert "only one value" in shown
    made = load_config(tmp_path / "automl.yaml")
    assert (made.data.target_column, made.evaluation.primary_metric) == ("plan", "log_loss")


def _all_of(terminal: int) -> str:
    parts = []
    while True:
        try:
            parts.append(os.read(terminal, 65536))
        except OSError:  # the other side is closed
            return b"".join(parts).decode()
        if not parts[-1]:
            return b"".join(parts).decode()


def test_clean_deletes_homes_only(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    environment = {**os.environ, "AUTOML_HOME": str(tmp_path), "YES": "1"}
    script = Path(__file__).resolve().parents[3] / "scripts" / "clean"
    done = subprocess.run([script], env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, (tmp_path / "thesis.txt").exists()) == (2, True)
    assert "automl-home" in done.stderr


AUTOML = [sys.executable, "-m", "automl_controller.cli.app"]


@pytest.mark.parametrize(
    ("where", "value"),
    [
        ("{} --help >/dev/full", "No space left on device"),
        ("mkdir gone; cd gone; rmdir ../gone; {} status", "No such file or directory"),
        (
            "mkdir -p home/automl-home home/supervisord.conf; AUTOML_HOME=home {} up --mode process {ports}",
            "Is a directory",
        ),
    ],
)
def test_what_the_system_refuses_is_told_without_a_traceback(tmp_path: Path, where: str, value: str) -> None:
    done = in_shell(where, tmp_path)
    assert done.returncode == 2, done.stderr
    assert "error: the system refuses" in done.stderr
    assert value in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("output", [">/dev/full", "| true"])
def test_an_error_is_told_where_its_document_cannot_be_written(tmp_path: Path, output: str) -> None:
    done = in_shell(f"{{}} run missing.csv --target y --json {output}", tmp_path)
    assert "error: the data file does not exist" in done.stderr
    assert "Traceback" not in done.stderr
    assert "system refuses" not in done.stderr


@pytest.mark.parametrize("closed", [">&-", "<&- >&- 2>&-"])
def test_a_caller_may_close_input_output_and_messages(tmp_path: Path, closed: str) -> None:
    done = in_shell(f"{{}} --help {closed}", tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def in_shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    api, files, web = free_ports(3)
    ports = f"--api-port {api} --files-port {files} --web-port {web}"
    line = command.format(shlex.join(AUTOML), ports=ports)
    return subprocess.run(["sh", "-c", line], cwd=folder, capture_output=True, text=True, check=False)


def test_a_command_that_is_interrupted_while_it_is_loaded_says_so() -> None:
    code = "import automl_controller.cli; raise KeyboardInterrupt"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (-signal.SIGINT, "interrupted\n")
