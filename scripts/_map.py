"""The map of every package: its modules, with the first sentences of their docstrings."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = [ROOT / "shared/automl_shared", ROOT / "shared/data/automl_data", *sorted(ROOT.glob("services/*/automl_*"))]
HEAD = """\
# The map: which module does what

Written by `make docs` from the first sentence of each module; change it there. [CONTRIBUTING](CONTRIBUTING.md) says
where to add what.
"""
END_OF_SENTENCE = re.compile(r"(?<=[.?!])\s")


def modules() -> str:
    """docs/MAP.md."""
    return HEAD + "".join(f"\n{_package(folder)}\n" for folder in PACKAGES)


def _package(folder: Path) -> str:
    rows = [f"| `{name}` | {told} |" for name, told in _parts(folder)]
    place = folder.relative_to(ROOT).as_posix()
    return "\n".join(
        [f"## `{place}`", "", _told(folder / "__init__.py"), "", "| module | what it does |", "|---|---|", *rows]
    )


def _parts(folder: Path) -> Iterator[tuple[str, str]]:
    """Modules and packages of a package, and what each says of itself."""
    for path in sorted(folder.iterdir()):
        if path.is_dir() and (path / "__init__.py").exists():
            yield f"{path.name}/", _told(path / "__init__.py")
        elif path.suffix == ".py" and path.name != "__init__.py":
            yield path.name, _told(path)


def _told(path: Path) -> str:
    """The first sentence of its docstring. Raises SystemExit where it has none."""
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    if not text:
        raise SystemExit(f"{path.relative_to(ROOT)} does not say what it does: give it a docstring")
    return END_OF_SENTENCE.split(" ".join(text.split("\n\n")[0].split()))[0].replace("``", "`")
