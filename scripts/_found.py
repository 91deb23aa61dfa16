"""What the code shows in ClearML, found in its source: names of scalars, artifacts and tags, by phase."""

from __future__ import annotations

import ast
import importlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PHASE_OF: Mapping[str, str] = {
    "services/preprocessing/": "preprocessing",
    "services/training/automl_training/summary/": "training-summary",
    "services/training/": "training",
    "services/comparison/": "comparison",
    "services/inference/": "inference",
    "services/controller/": "run",
    "shared/": "every phase",
}
"""Beginning of a file's path to the phase whose tasks it writes to; the first that fits."""

Found = dict[str, list[str]]
"""Name to the phases that show it."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """A module that writes to the tasks of a phase."""

    module: str
    phase: str
    tree: ast.Module

    def calls(self, *names: str) -> Iterator[ast.Call]:
        """Calls of methods or functions of these names."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call) and node.args and _called(node) in names:
                yield node


@cache
def sources() -> tuple[Source, ...]:
    """Every module of the phases, the controller, and the frame that they run in."""
    phases = (start for start in PHASE_OF if start.startswith("services/"))
    paths = {path for start in phases for path in (ROOT / start).rglob("automl_*/**/*.py")}
    return tuple(map(_source, sorted({*paths, *(ROOT / "shared/automl_shared").glob("*.py")})))


def _source(path: Path) -> Source:
    place = path.relative_to(ROOT).as_posix()
    package = place[place.index("/automl_") + 1 :].removesuffix(".py").removesuffix("/__init__")
    phase = next(phase for start, phase in PHASE_OF.items() if place.startswith(start))
    return Source(module=package.replace("/", "."), phase=phase, tree=ast.parse(path.read_text(encoding="utf-8")))


def scalars(every: Sequence[Source]) -> Found:
    """First arguments of ``run.scalar``."""
    return _by_name(
        (text, one.phase)
        for one in every
        for call in one.calls("scalar")
        if ast.unparse(call.func) == "run.scalar" and (text := _text(call.args[0]))
    )


def artifacts(every: Sequence[Source]) -> Found:
    """What ``reporter.file`` and ``reporter.document`` are given, and ``link_file``."""
    stored = [
        (one, call.args[0])
        for one in every
        for call in one.calls("file", "document")
        if "reporter" in ast.unparse(call.func)
    ]
    linked = [(one, call.args[1]) for one in every for call in one.calls("link_file")]
    return _by_name((name, one.phase) for one, argument in (*stored, *linked) for name in _names(one, argument))


def tags(every: Sequence[Source]) -> set[str]:
    """First arguments of ``tag``."""
    return {name for one in every for call in one.calls("tag") for name in _names(one, call.args[0])}


def _by_name(pairs: Iterable[tuple[str, str]]) -> Found:
    found: Found = defaultdict(list)
    for name, phase in pairs:
        if phase not in found[name]:
            found[name].append(phase)
    return dict(found)


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _text(node: ast.expr) -> str:
    """A text, with ``<name>`` for what is filled in; empty for anything else."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if not isinstance(node, ast.JoinedStr) or not isinstance(node.values[0], ast.Constant):
        return ""
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "<name>" for part in node.values)


def _names(source: Source, node: ast.expr) -> list[str]:
    """A text, a constant's value, or all texts that a loop's variable takes."""
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    if not isinstance(node, ast.Name):
        return []
    if node.id.isupper():
        return [str(getattr(importlib.import_module(source.module), node.id))]
    loops = (one for one in ast.walk(source.tree) if isinstance(one, ast.For) and node in ast.walk(one))
    return [
        one.value
        for loop in loops
        for one in ast.walk(loop.iter)
        if isinstance(one, ast.Constant) and isinstance(one.value, str)
    ]
