"""`automl server`: the command a person types, with the server's own errors and exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from .conftest import server_environment


def automl(home: Path, *words: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    result = subprocess.run(
        [sys.executable, "-m", "automl_controller.cli.app", "server", *words],
        env={**server_environment(), "AUTOML_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == code, result.stdout + result.stderr
    assert "Traceback" not in result.stderr
    return result


def document(home: Path, *words: str, code: int = 0) -> dict[str, Any]:
    return json.loads(automl(home, *words, "--json", code=code).stdout)


def test_a_server_from_start_to_restore(tmp_path: Path) -> None:
    home, archive = tmp_path / "home", tmp_path / "backup.tar"
    assert document(home, "status", code=3)["running"] is False
    ports = ("--api-port", "0", "--files-port", "0", "--web-port", "0")
    assert document(home, "start", *ports)["ready"] is True
    try:
        assert "up already (run by `automl server start`)" in automl(home, "start").stdout
        assert document(home, "info")["counts"]["tasks"] == 0
        assert document(home, "backup", str(archive))["files"] == 0
        assert document(home, "clean", "--keep-days", "1")["tasks"] == []
        refused = automl(home, "restore", str(archive), code=2).stderr
        assert refused.startswith("error: another server runs on this home\n  got:     ")
        assert "\n  fix:     " in refused
    finally:
        assert document(home, "stop")["stopped"] is True
    assert document(home, "restore", str(archive), "--force")["replaced"]
    assert document(home, "backup", str(archive), code=2)["exit_code"] == 2


@pytest.mark.parametrize("words", [("--help",), ("run", "--help"), ("backup", "--help")])
def test_help(tmp_path: Path, words: tuple[str, ...]) -> None:
    assert "sage:" in automl(tmp_path, *words).stdout
