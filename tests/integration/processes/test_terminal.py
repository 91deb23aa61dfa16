"""A command that asks at a terminal, and one that deletes what others left."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

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
