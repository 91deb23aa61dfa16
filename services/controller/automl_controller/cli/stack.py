"""`automl up`, `down`, `scale` and `status`."""

from __future__ import annotations

import os
import webbrowser
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from automl_controller.cli.output import echo, emit, for_terminal
from automl_controller.cli.session import open_tracker, queue_prefix
from automl_controller.cli.status import show_status, watch_status
from automl_controller.local import stack
from automl_controller.local.backend import backend_of
from automl_controller.local.containers import engine
from automl_controller.local.home import CONFIG_VARIABLE, Home, StackSettings, use_configuration
from automl_controller.local.status import follow_status, status_document, troubles
from automl_shared.errors import AutoMLError, ConfigError, ServerUnreachable
from automl_shared.words import T_

Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
Port = Annotated[int | None, typer.Option(min=1, max=65535)]
MODES = ("auto", "process", "docker")


def up(
    mode: Annotated[
        str,
        typer.Option(
            envvar="AUTOML_MODE", help="process, docker, or auto: as last time, else docker where it answers."
        ),
    ] = "auto",
    api_port: Port = None,
    files_port: Port = None,
    web_port: Port = None,
    address: Annotated[
        str | None, typer.Option(help="Name or address of this machine for workers on others; loopback if left out.")
    ] = None,
    training: Annotated[
        int | None, typer.Option(min=0, max=64, help="Training workers; one per core, at most 8, if left out.")
    ] = None,
    remote: Annotated[
        bool | None,
        typer.Option("--remote/--local", help="No server here: work for the one in CLEARML_CONFIG_FILE."),
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option(help="Just these workers and no controller, e.g. training=4.")
    ] = None,
    drain_seconds: Annotated[
        int | None, typer.Option(min=0, help="How long a worker that leaves may go on with its task.")
    ] = None,
    json_output: Json = False,
    quiet: bool = typer.Option(False, hidden=True),
) -> None:
    """Start the local stack: server, controller and workers. What runs already is left alone."""
    home = Home.current()
    given = {
        "api_port": api_port,
        "files_port": files_port,
        "web_port": web_port,
        "address": address,
        "drain_seconds": drain_seconds,
    }
    settings = _settings(home, mode, remote, {name: value for name, value in given.items() if value is not None})
    settings = _with_workers(settings, training, only)
    is_docker = settings.mode == "docker"
    by = T_("with containers of this machine (--mode)") if is_docker else T_("with processes of this machine (--mode)")
    echo(by)
    made = stack.up(home, settings, echo)
    if json_output:
        emit(
            {
                "started": list(made.started),
                **status_document(open_tracker(), use_configuration(home), settings.queue_prefix, troubles(home)),
            }
        )
    elif made.started:
        echo(T_("started {names}", names=", ".join(made.started)))
    elif not quiet:
        print(for_terminal(T_("everything is up already: automl status")))
    if not (json_output or quiet):
        print(f"api {made.urls['api_url']}   files {made.urls['files_url']}")
        login = T_("web {url}   (logs this browser in once; again: automl web)", url=open_tracker().login_url())
        print(for_terminal(login))


def web(
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Only print the address.")] = False,
    json_output: Json = False,
) -> None:
    """Open the web pages, logged in. The address it prints works once, for ten minutes."""
    url = open_tracker().login_url()
    if json_output:
        emit({"url": url})
        return
    print(url)
    if not no_browser:
        webbrowser.open(url)


def down(
    now: Annotated[
        bool, typer.Option("--now", help="Without letting running tasks finish; they are tried again.")
    ] = False,
    json_output: Json = False,
) -> None:
    """Stop the local stack. Running tasks may finish, all data are kept."""
    stopped = stack.down(Home.current(), echo, now=now)
    if json_output:
        emit({"stopped": stopped})
    else:
        print(for_terminal(T_("stopped; all data are kept") if stopped else T_("nothing was up")))


def logs(
    services: Annotated[
        list[str] | None, typer.Argument(help="server, web, controller, training …; all if left out.")
    ] = None,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on with what comes.")] = False,
) -> None:
    """Show what the parts of the local stack wrote."""
    home = Home.current()
    settings = home.last_settings() or StackSettings()
    raise typer.Exit(backend_of(home, settings, echo).show_logs(services or [], follow=follow))


def compose(context: typer.Context) -> None:
    """Run docker compose for this stack. Example: automl compose ps."""
    from automl_controller.local.containers import Containers

    home = Home.current()
    settings = home.last_settings() or StackSettings(mode="docker")
    raise typer.Exit(Containers(home, settings, echo).run_compose(context.args))


def scale(
    wanted: Annotated[list[str], typer.Argument(help="service=count, e.g. training=2")],
    json_output: Json = False,
) -> None:
    """Set the number of workers of a service."""
    home = Home.current()
    settings = stack.scale(home, dict(map(_count, wanted)), echo)
    if json_output:
        emit({"workers": settings.workers})
    else:
        counts = ", ".join(f"{name} {count}" for name, count in settings.workers.items())
        print(for_terminal(T_("workers: {counts}", counts=counts)))


def status(
    json_output: Json = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Go on with what changes, until Ctrl-C; with --json a document a line.")
    ] = False,
) -> None:
    """Server, queues and workers, and what does not run as it should."""
    home = Home.current()
    try:
        tracker = open_tracker(patient=not watch)
    except ServerUnreachable:
        with suppress(AutoMLError):  # why the server does not answer is what is told, whatever else fails
            for one in troubles(home):
                echo(T_("{name} {what} (see {log})", **one))
        raise

    def read() -> dict[str, Any]:
        return status_document(tracker, use_configuration(home), queue_prefix(), troubles(home))

    if watch:
        watch_status(follow_status(tracker, read), json_output=json_output)
    elif json_output:
        emit(read())
    else:
        show_status(read())


def _count(text: str) -> tuple[str, int]:
    name, _, count = text.partition("=")
    if not count.isdigit():
        raise ConfigError(
            T_("the number of workers cannot be read"),
            value=text,
            allowed="service=count",
            fix="automl scale training=2",
        )
    return name, int(count)


def _settings(home: Home, mode: str, remote: bool | None, given: dict[str, Any]) -> StackSettings:
    """The settings of the stack that is or was up here, else new ones, with what was given on top."""
    if mode not in MODES:
        raise ConfigError(T_("no such mode"), value=mode, allowed=", ".join(MODES))
    running, last = home.settings(), home.last_settings()
    base = _starting_point(home, mode, remote, last)
    if mode != "auto":
        given = {**given, "mode": mode}
    moved = {name: value for name, value in given.items() if value != getattr(base, name)}
    if running and (moved.keys() - {"drain_seconds"} or base.remote_config != running.remote_config):
        raise ConfigError(
            T_("the stack is up otherwise"),
            value=moved or running.remote_config,
            fix=("automl down", T_("name the same options as before")),
        )
    if last and moved.keys() & {"address", "files_port", "mode"}:
        filed = T_("files of earlier runs were filed under the old address: their links do not open until that is back")
        echo(filed)
    return replace(base, **moved)


def _starting_point(home: Home, mode: str, remote: bool | None, last: StackSettings | None) -> StackSettings:
    """The stack that is or was up here, unless it is to work for another server now; else a new one."""
    if last is not None and remote in (None, last.remote):
        return _joined(last) if last.remote else last
    fresh = _joined(StackSettings()) if remote else StackSettings()
    return stack.contained_if_possible(home, fresh, echo) if mode == "auto" and engine.answers() else fresh


def _joined(settings: StackSettings) -> StackSettings:
    named = CONFIG_VARIABLE in os.environ or not settings.remote_config
    return stack.joined(settings, _remote_config() if named else settings.remote_config)


def _with_workers(settings: StackSettings, training: int | None, only: list[str] | None) -> StackSettings:
    if only:
        counts = dict(map(_count, [one if "=" in one else f"{one}=1" for one in only]))
        return replace(settings, controller=False, workers=stack.checked_counts(counts))
    return settings if training is None else settings.scaled("training", training)


def _remote_config() -> str:
    path = Path(os.environ.get(CONFIG_VARIABLE) or "~/clearml.conf").expanduser().absolute()
    if not path.exists():
        raise ConfigError(
            T_("no ClearML server is configured"), value=path, fix=("clearml-init", T_("set CLEARML_CONFIG_FILE"))
        )
    return str(path)
