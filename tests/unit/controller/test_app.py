"""How a command ends: what went wrong in it is told, whatever becomes of its output."""

from __future__ import annotations

import errno
import io
import os
import sys

import pytest

from automl_controller.cli import app as root
from automl_shared import __version__
from automl_shared.errors import ConfigError


class Full(io.StringIO):
    """A file on a disk without room."""

    def flush(self) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize(
    ("ended", "raised"),
    [
        (ConfigError("the config is wrong"), ConfigError),
        (KeyboardInterrupt(), KeyboardInterrupt),
        (SystemExit(0), OSError),
    ],
)
def test_output_that_cannot_be_written_hides_no_error(
    ended: BaseException, raised: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    def command(_arguments: list[str]) -> None:
        raise ended

    monkeypatch.setattr(root, "app", command)
    monkeypatch.setattr(os, "dup2", lambda *_files: None)
    monkeypatch.setattr(sys, "stdout", Full())
    with pytest.raises(raised):
        root._run([])


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        root.main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"automl {__version__}\n"
