"""`scripts/test` without arguments runs every test, and each in a module of a name of its own."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_every_folder_of_tests_is_named() -> None:
    named = re.findall(r"\btests/[a-z/]+", (ROOT / "scripts" / "test").read_text(encoding="utf-8"))
    files = (file.relative_to(ROOT) for file in ROOT.glob("tests/**/test_*.py"))
    assert not [str(file) for file in files if not any(file.is_relative_to(folder) for folder in named)]


def test_no_folder_of_tests_is_a_package() -> None:
    """pytest cuts a package's name at the last folder that is one: two ``conftest.py`` could be one module."""
    packages = {file.parent for file in ROOT.glob("tests/**/__init__.py")}
    files = (file.relative_to(ROOT) for file in ROOT.glob("tests/**/*.py"))
    assert not [
        str(file) for file in files if file.name.startswith(("test_", "conftest")) and ROOT / file.parent in packages
    ]
