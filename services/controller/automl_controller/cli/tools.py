"""`automl queues`, `doctor`, `plugins` and `templates`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from automl_controller.cli.group import Commands
from automl_controller.cli.output import emit, for_terminal, show_table
from automl_controller.cli.plugins import model_document, outcome_document, show_model, show_starter, shown_outcomes
from automl_controller.cli.session import open_tracker, queue_prefix
from automl_controller.cli.status import QUEUES, heads
from automl_controller.local.doctor import examine
from automl_controller.local.home import Home
from automl_controller.local.status import queue_rows
from automl_controller.runs.templates import listed, sync, wanted
from automl_controller.starters import write_starter
from automl_shared.config.models import ClearMLSettings
from automl_shared.errors import ConfigError, did_you_mean
from automl_shared.naming import Phase, tag_value
from automl_shared.plugins import CHECKS, METRICS, MODELS, PLOTS, PREPROCESSORS, REPORT_BLOCKS, Model, Registry
from automl_shared.words import T_

P = TypeVar("P")
Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
Root = Annotated[str, typer.Option("--project-root", help="clearml.project_root of the runs.")]

templates_app = typer.Typer(cls=Commands, help="The tasks every run is cloned from.", no_args_is_help=True)


def queues(json_output: Json = False) -> None:
    """Waiting and running tasks, and workers, per queue."""
    tracker = open_tracker()
    rows = queue_rows(tracker, tracker.workers(), queue_prefix())
    if json_output:
        emit({"queues": rows})
    else:
        show_table(for_terminal(QUEUES), rows, heads=heads(rows))


def doctor(json_output: Json = False) -> None:
    """Check that everything a run needs is there. Each finding names its fix."""
    checks = examine(Home.current(), queue_prefix())
    if json_output:
        emit({"checks": [check.document() for check in checks]})
    else:
        for check in checks:
            name, found, fix = map(for_terminal, (check.name, check.found, check.fix))
            print(f"{'ok  ' if check.ok else 'FAIL'} {name}: {found}")
            if fix:
                print("     " + for_terminal(T_("fix: {command}", command=fix)))
    worst = max(check.exit_code for check in checks)
    raise typer.Exit(worst)


plugins_app = typer.Typer(
    cls=Commands, help="Registered models, metrics, preprocessors and plots.", no_args_is_help=False
)


@plugins_app.callback(invoke_without_command=True)
def plugins_or_one(context: typer.Context, json_output: Json = False) -> None:
    """Registered models, metrics, preprocessors and plots."""
    if context.invoked_subcommand is None:
        plugins(json_output)


@plugins_app.command("show")
def plugins_show(name: str, json_output: Json = False) -> None:
    """One model with its needs, parameters and presets."""
    document = model_document(MODELS.get(name))
    if json_output:
        emit(document)
    else:
        show_model(document)


@plugins_app.command("list")
def plugins(json_output: Json = False) -> None:
    """Every registered model, metric, preprocessor and plot."""
    rows = _plugin_rows()
    if json_output:
        emit({"plugins": rows})
    else:
        show_table("Plugins", rows)


@plugins_app.command("new")
def plugins_new(
    kind: Annotated[str, typer.Argument(help="model, metric, preprocessor, plot, check or report-block.")],
    name: Annotated[str, typer.Argument(help="Its name, and that of its file.")],
    to: Annotated[Path, typer.Option("--to", help="Folder; made where it is missing.")] = Path("plugins"),
    json_output: Json = False,
) -> None:
    """Write a plugin that works, and its test beside it."""
    starter = write_starter(kind, name, to)
    if json_output:
        emit({"file": starter.file, "test": starter.test, "use": starter.use or None})
    else:
        show_starter(starter)


@plugins_app.command("check")
def plugins_check(
    path: Annotated[Path, typer.Argument(help="A file, or a folder of plugins.")], json_output: Json = False
) -> None:
    """Test whether plugins keep what their kind promises. Exit code 1 where a promise is broken."""
    from automl_shared.testing import outcomes  # imports pandas, which no other command waits for

    found = list(outcomes(path) if json_output else shown_outcomes(outcomes(path)))
    if json_output:
        emit({"checks": [outcome_document(one) for one in found]})
    raise typer.Exit(1 if any(one.broken for one in found) else 0)


@templates_app.command("sync")
def templates_sync(project_root: Root = "AutoML", json_output: Json = False) -> None:
    """Make the templates of this version that the server does not have."""
    made = sync(open_tracker(), ClearMLSettings(project_root=project_root))
    rows: list[dict[str, Any]] = [
        {"phase": one.phase.value, "task_id": one.task_id, "version": one.version, "made_now": one.made_now}
        for one in made
    ]
    if json_output:
        emit({"templates": rows})
    else:
        show_table("Templates", rows)


@templates_app.command("list")
def templates_list(project_root: Root = "AutoML", json_output: Json = False) -> None:
    """All templates; `current` are those of this version."""
    settings = ClearMLSettings(project_root=project_root)
    current = {phase.value: wanted(phase, settings)[1] for phase in Phase}
    rows = []
    for task in listed(open_tracker(), settings):
        phase, version = tag_value(task.tags, "phase") or "", tag_value(task.tags, "version") or ""
        rows.append({"phase": phase, "task_id": task.id, "version": version, "current": current.get(phase) == version})
    if json_output:
        emit({"templates": rows})
    elif rows:
        show_table("Templates", rows)
    else:
        print("no templates yet: automl templates sync")


@templates_app.command("show")
def templates_show(phase: str, project_root: Root = "AutoML", json_output: Json = False) -> None:
    """One phase's template of this version, with its default parameters."""
    if phase not in set(Phase):
        raise ConfigError(
            T_("no phase is named {phase}{hint}", phase=repr(phase), hint=did_you_mean(phase, list(Phase))),
            allowed=", ".join(Phase),
        )
    settings = ClearMLSettings(project_root=project_root)
    version = wanted(Phase(phase), settings)[1]
    found = [
        task
        for task in listed(open_tracker(), settings)
        if tag_value(task.tags, "phase") == phase and tag_value(task.tags, "version") == version
    ]
    if not found:
        raise ConfigError(
            T_("the server has no template of this version for {phase}", phase=phase),
            value=version,
            fix="automl templates sync",
        )
    task = found[0]
    if json_output:
        emit({"phase": phase, "task_id": task.id, "version": version, "parameters": task.sections})
        return
    print(f"{task.name} {task.id} (version {version})")
    for section, values in sorted(task.sections.items()):
        for key, text in sorted(values.items()):
            print(f"  {section}/{key} = {text}")


def _plugin_rows() -> list[dict[str, Any]]:
    def rows(family: str, registry: Registry[P], told: Callable[[P], tuple[str, str]]) -> Iterator[dict[str, Any]]:
        for name in registry:
            used_for, about = told(registry.get(name))
            yield {"family": family, "name": name, "for": used_for, "about": about}

    return [
        *rows("model", MODELS, lambda one: (", ".join(one.task_types), _with_needs(one))),
        *rows("metric", METRICS, lambda one: (", ".join(one.problem_types or one.task_types), one.about())),
        *rows("preprocessor", PREPROCESSORS, lambda one: (f"{one.columns} columns", one.summary)),
        *rows("plot", PLOTS, lambda one: (one.phase, one.caption)),
        *rows("check", CHECKS, lambda one: ("the data", one.summary)),
        *rows("report block", REPORT_BLOCKS, lambda one: ("the report", one.title)),
    ]


def _with_needs(model: Model) -> str:
    return model.summary if model.installed() else f"{model.summary} (needs {model.requires})"
