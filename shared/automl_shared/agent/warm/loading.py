"""What a fork server imports, so that no task has to. It starts nothing and fits nothing."""

from __future__ import annotations

import importlib
import inspect
import logging
import mimetypes
import pkgutil
import sys
from collections.abc import Iterable

from automl_shared import threads
from automl_shared.plugins.registry import installed_plugins

log = logging.getLogger("automl.warm")

API = "clearml.backend_api.services.v2_23"
CLEARML = (
    "clearml",
    "clearml.storage",
    *(f"{API}.{service}" for service in ("events", "models", "projects", "tasks")),
    "clearml_agent.__main__",
    "clearml_agent.interface.worker",
    "encodings.ascii",
    "encodings.cp437",
    "encodings.idna",
    "netrc",
)
NOT_FOR_TASKS = ("__main__", "automl_shared.agent", "automl_shared.testing")


def load(names: Iterable[str]) -> None:
    """Imports modules. One that is not there is told and left out: a task that needs it will say so itself."""
    for name in names:
        try:
            importlib.import_module(name)
        except ImportError as error:
            log.info("not loaded: %s (%s)", name, error)


def load_package(name: str) -> None:
    """Imports a package of ours with everything in it that tasks run."""
    package = importlib.import_module(name)
    found = (module.name for module in pkgutil.walk_packages(package.__path__, f"{name}.", onerror=lambda _name: None))
    load(module for module in found if not any(part in module for part in NOT_FOR_TASKS))


def load_figures() -> None:
    """Plotly loads a class when it is first used: one figure with every kind of trace that our pictures have."""
    load(["plotly.colors", "plotly.io", "plotly.offline", "plotly.tools"])
    import plotly.graph_objects as go

    from automl_shared.figures import captioned, dressed, untemplated

    traces = [
        go.Bar(x=["a"], y=[1.0], marker={}, error_x={}),
        go.Scatter(x=[0.0], y=[1.0], marker={}, line={}, error_x={}),
        go.Heatmap(z=[[1.0]], colorbar={"title": {}}),
    ]
    table = go.Table(header={"fill": {}}, cells={"fill": {}, "line": {}}, domain={})
    figure = go.Figure([*traces, table])
    figure.update_layout(legend={"title": {}}, xaxis={"title": {}}, yaxis={"title": {}})
    figure.add_annotation(font={})
    figure.add_shape(line={})
    dressed(captioned(figure, "").to_plotly_json())
    untemplated()


def load_sources() -> None:
    """The SDK looks through its caller's stack for a logger's name, which reads the source of every module on it."""
    inspect.stack()


def look_around() -> None:
    """What a task looks for on the disk and in memory and finds as this process does: plugins that packages announce,
    ours and those of narwhals, which scikit-learn asks whether something is a frame, the machine's types of files, and
    mathematical libraries."""
    installed_plugins()
    mimetypes.init()
    if narwhals := sys.modules.get("narwhals.stable.v2"):
        narwhals.dependencies.is_into_dataframe([])
    if threads.can_be_told():
        threads.libraries()
