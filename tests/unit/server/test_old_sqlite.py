"""An SQLite without what the server needs is refused in words."""

from pathlib import Path

import pytest

from automl_server import __main__ as command


def test_an_old_sqlite_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "OLDEST_SQLITE", (99, 0))
    assert command.main(["info", "--home", str(tmp_path)]) == 2
    assert "too old" in capsys.readouterr().err
