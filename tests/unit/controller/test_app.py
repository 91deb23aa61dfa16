"""How a command ends: what went wrong in it is told, whatever becomes of its output."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import typer.main

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


def groups(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    if hasattr(command, "commands"):
        yield path, command
        for name, below in command.commands.items():
            yield from groups(below, f"{path} {name}")


@pytest.mark.parametrize(
    ("path", "group"), [pytest.param(*one, id=one[0]) for one in groups(typer.main.get_command(root.app), "automl")]
)
def test_lists_of_commands_say_each_in_a_whole_sentence(path: str, group: Any) -> None:
    listed = group.get_help(group.make_context(path, [], resilient_parsing=True, terminal_width=50))
    assert "Commands:" in listed
    assert [line for line in listed.partition("Commands:")[2].splitlines() if line.endswith("...")] == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("resume", "'automl runs resume'"),
        ("compare", "'automl runs compare'"),
        ("export", "'automl model export'"),
        ("check", "'automl plugins check'"),
        ("runz", "'run', 'runs'"),
    ],
)
def test_a_command_that_has_another_place_is_named_there(
    typed: str, meant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        typer.main.get_command(root.app).main([typed], prog_name="automl")
    assert f"No such command '{typed}'. Did you mean {meant}?" in capsys.readouterr().err


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        root.main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"automl {__version__}\n"


def test_a_name_in_another_encoding_is_refused_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    """As an archive from Windows may leave it: Arrow cannot open it."""
    with pytest.raises(SystemExit) as ended:
        root.main(["run", os.fsdecode("表.csv".encode("cp932"))])
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert "is not text in UTF-8" in told
    assert r"\x95\.csv" in told
    assert "rename the file" in told
