"""The contract on whatever a file registers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from automl_shared.errors import ConfigError
from automl_shared.frozen import Frozen
from automl_shared.plugins.registry import Registered, plugin_files, plugins_of
from automl_shared.testing.metrics import METRIC_PROMISES
from automl_shared.testing.models import MODEL_PROMISES
from automl_shared.testing.preprocessors import PREPROCESSOR_PROMISES
from automl_shared.testing.promises import BrokenPromise, Promise
from automl_shared.testing.shown import CHECK_PROMISES, PLOT_PROMISES, REPORT_BLOCK_PROMISES

PROMISES: Mapping[str, tuple[Promise[Any], ...]] = {
    "model": MODEL_PROMISES,
    "metric": METRIC_PROMISES,
    "preprocessor": PREPROCESSOR_PROMISES,
    "plot": PLOT_PROMISES,
    "check": CHECK_PROMISES,
    "report block": REPORT_BLOCK_PROMISES,
}
"""Family to what its plugins promise."""


class Outcome(Frozen):
    """One promise of one plugin. ``broken``: None where it is kept."""

    file: Path
    plugin: Registered
    says: str
    broken: BrokenPromise | None


def outcomes(path: Path) -> Iterator[Outcome]:
    """Every promise of every plugin in a file or folder. Raises ConfigError where there is none, and PluginBroken."""
    if not path.exists():
        raise ConfigError("no such file or folder of plugins", value=path, fix="automl plugins new metric NAME")
    found = [(file, plugin) for file in plugin_files(path) for plugin in plugins_of(file)]
    if not found:
        raise ConfigError(
            "no plugin is registered there",
            value=path,
            allowed="a .py file, or a folder of some, with a function under @model, @metric, @preprocessor, @plot, "
            "@check or @report_block; test_*.py is left out",
            fix="automl plugins new metric NAME",
        )
    for file, plugin in found:
        for promise in PROMISES[plugin.family]:
            yield Outcome(file=file, plugin=plugin, says=promise.says, broken=_broken(promise, plugin))


def check_file(path: Path) -> None:
    """Raises AssertionError, in words, for the first promise that a plugin in a file or folder does not keep.

    Raises ConfigError where there is no plugin, or the file cannot be imported.
    """
    for outcome in outcomes(path):
        if outcome.broken:
            raise outcome.broken


def _broken(promise: Promise[Any], plugin: Registered) -> BrokenPromise | None:
    try:
        promise.holds(plugin.item)
    except BrokenPromise as error:
        return error
    return None
