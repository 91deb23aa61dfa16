"""The first files of a plugin: one that works, and its test beside it."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from pathlib import Path

from automl_controller.starters.texts import STARTERS, TEST, USES
from automl_shared.errors import ConfigError, did_you_mean
from automl_shared.frozen import Frozen
from automl_shared.plugins import CHECKS, METRICS, MODELS, PLOTS, PREPROCESSORS, REPORT_BLOCKS
from automl_shared.words import T_

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_REGISTRIES: Mapping[str, Container[str]] = {
    "model": MODELS,
    "metric": METRICS,
    "preprocessor": PREPROCESSORS,
    "plot": PLOTS,
    "check": CHECKS,
    "report-block": REPORT_BLOCKS,
}


class Starter(Frozen):
    """What was written. ``use``: the option of a run that uses the plugin; empty where every run does."""

    file: Path
    test: Path
    use: str


def write_starter(kind: str, name: str, folder: Path) -> Starter:
    """Writes the plugin and its test, and makes the folder. Raises ConfigError for a kind that does not exist, a name
    that is taken or no name of a file, and a file that is there."""
    _check(kind, name)
    starter = Starter(file=folder / f"{name}.py", test=folder / f"test_{name}.py", use=USES[kind].replace("NAME", name))
    for file in (starter.file, starter.test):
        if file.exists():
            raise ConfigError(T_("the file is there already"), value=file, fix=T_("give the plugin another NAME"))
    folder.mkdir(parents=True, exist_ok=True)
    starter.file.write_text(STARTERS[kind].replace("NAME", name), encoding="utf-8")
    starter.test.write_text(TEST.replace("NAME", name), encoding="utf-8")
    return starter


def _check(kind: str, name: str) -> None:
    if kind not in STARTERS:
        raise ConfigError(
            T_("there is no kind of plugin {kind}{hint}", kind=repr(kind), hint=did_you_mean(kind, STARTERS)),
            allowed=", ".join(STARTERS),
            fix=f"automl plugins new metric {name}",
        )
    if not _NAME.fullmatch(name) or name.startswith("test_"):
        raise ConfigError(
            T_("a plugin is a file of its name"),
            value=name,
            allowed=T_("small letters, digits and _, a letter first, not test_"),
            fix=f"automl plugins new {kind} {_plain(name)}",
        )
    if name in _REGISTRIES[kind]:
        raise ConfigError(
            T_("a {kind} of this name is registered already", kind=kind),
            value=name,
            fix=f"automl plugins new {kind} my_{name}",
        )


def _plain(name: str) -> str:
    """The nearest name that may be."""
    plain = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_").removeprefix("test_")
    return plain if _NAME.fullmatch(plain) else f"my_{plain}".rstrip("_")
