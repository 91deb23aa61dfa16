"""`automl up`, `down`, `scale` and `status`."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from automl_controller.cli.output import emit, say, show_table
from automl_controller.cli.session import open_tracker, queue_prefix
from automl_controller.local import stack
from automl_controller.local.home import CONFIG_VARIABLE, Home, StackSettings, use_configuration
from automl_controller.local.status import status_document
from automl_shared.errors import ConfigError

Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
Port = Annotated[int | None, typer.Option(min=1, max=65535)]


def up(
    api_port: Port = None,
    files_port: Port = None,
    web_port: Port = None,
    training: Annotated[int | None, typer.Option(min=0, max=64, help="Training workers.")] = None,
    remote: Annotated[bool, typer.Option(help="Only workers, for the ClearML server that is configured.")] = False,
    json_output: Json = False,
    quiet: bool = typer.Option(False, hidden=True),
) -> None:
    """Start a local server, the controller and one agent per queue; what runs already is left alone."""
    home = Home.current()
    settings = _settings(home, api_port, files_port, web_port, training, remote)
    made = stack.up(home, settings, say)
    if json_output:
        emit(
            {
                "started": list(made.started),
                **status_document(open_tracker(), use_configuration(home), settings.queue_prefix),
            }
        )
    elif made.started:
        say(f"started {', '.join(made.started)}")
    elif not quiet:
        print("everything is up already: automl status")
    if not (json_output or quiet):
        print(f"web {made.urls['web_url']}   api {made.urls['api_url']}   files {made.urls['files_url']}")


def down(json_output: Json = False) -> None:
    """Stop the local stack; all data are kept."""
    stopped = stack.down(Home.current())
    if json_output:
        emit({"stopped": stopped})
    else:
        print("stopped; all data are kept" if stopped else "nothing was up")


def scale(
    wanted: Annotated[list[str], typer.Argument(help="service=count, e.g. training=2")],
    json_output: Json = False,
) -> None:
    """Set the number of workers of a service."""
    home = Home.current()
    settings = stack.scale(home, dict(map(_count, wanted)), say)
    if json_output:
        emit({"workers": settings.workers})
    else:
        print("workers: " + ", ".join(f"{name} {count}" for name, count in settings.workers.items()))


def status(json_output: Json = False) -> None:
    """Server, queues and workers."""
    tracker = open_tracker()
    document = status_document(tracker, use_configuration(Home.current()), queue_prefix())
    if json_output:
        emit(document)
        return
    print(
        f"{document['mode']} stack, web {document['server']['web_url']}, "
        f"CLEARML_CONFIG_FILE={document['server']['clearml_config_file']}\n"
    )
    show_table("Queues", document["queues"])
    print()
    show_table("Workers", document["workers"])


def _count(text: str) -> tuple[str, int]:
    name, _, count = text.partition("=")
    if not count.isdigit():
        raise ConfigError(
            "the number of workers cannot be read", value=text, allowed="service=count", fix="automl scale training=2"
        )
    return name, int(count)


def _settings(
    home: Home, api_port: int | None, files_port: int | None, web_port: int | None, training: int | None, remote: bool
) -> StackSettings:
    """The settings of the stack that is up, else new ones, with what was given on top."""
    settings = home.settings() or StackSettings(remote=remote, remote_config=_remote_config() if remote else "")
    ports = {"api_port": api_port, "files_port": files_port, "web_port": web_port}
    moved = {name: port for name, port in ports.items() if port is not None and port != getattr(settings, name)}
    if moved and home.settings():
        raise ConfigError(
            "the stack is up on other ports", value=moved, fix="automl down, then automl up with the new ports"
        )
    changed = replace(settings, **moved)  # type: ignore[arg-type]
    return changed if training is None else changed.scaled("training", training)


def _remote_config() -> str:
    path = Path(os.environ.get(CONFIG_VARIABLE) or "~/clearml.conf").expanduser().absolute()
    if not path.exists():
        raise ConfigError("no ClearML server is configured", value=path, fix="clearml-init, or set CLEARML_CONFIG_FILE")
    return str(path)
