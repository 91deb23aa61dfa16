"""A changed source file, or an installed package, makes code outdated; reading and compiling it does not."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from automl_shared.agent.warm.freshness import Code


def change(file: Path) -> None:
    file.write_text("B = 2\n")


def touch(file: Path) -> None:
    os.utime(file, (1, 1))


def remove(file: Path) -> None:
    file.unlink()


def add(file: Path) -> None:
    file.with_name("another.py").write_text("")


def install(file: Path) -> None:
    (file.parents[2] / "other-1.0.dist-info").mkdir()


def compile_it(file: Path) -> None:
    (file.parent / "__pycache__").mkdir()
    (file.parent / "__pycache__" / "part.cpython-311.pyc").write_bytes(b"")


@pytest.mark.parametrize(
    ("event", "outdated"),
    [(change, True), (touch, True), (remove, True), (add, True), (install, True), (compile_it, False)],
)
def test_what_makes_code_outdated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, event: Callable[[Path], None], outdated: bool
) -> None:
    package = tmp_path / "some_package"
    (package / "inner").mkdir(parents=True)
    (tmp_path / "some-1.0.dist-info").mkdir()
    part = package / "inner" / "part.py"
    for file in (package / "__init__.py", part.with_name("__init__.py"), part):
        file.write_text("A = 1\n")
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    code = Code(["some_package"])
    assert not code.has_changed()
    event(part)
    assert code.has_changed() is outdated
