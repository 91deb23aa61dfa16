"""`automl server`: the embedded server alone. Every command is carried out by `python -m automl_server`."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from automl_controller.cli.group import Commands
from automl_controller.cli.output import echo, emit
from automl_controller.local.containers import Containers
from automl_controller.local.containers.keys import renew_keys
from automl_controller.local.home import Home
from automl_shared.errors import ConfigError
from automl_shared.words import T_

Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
At = Annotated[Path | None, typer.Option("--home", help="Folder of the server's data; the stack's when left out.")]
Force = Annotated[bool, typer.Option("--force", help="Replace what is there.")]
PASSED_ON = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}

app = typer.Typer(
    cls=Commands, help="The embedded ClearML server, without the rest of the stack.", no_args_is_help=True
)


@app.command(context_settings=PASSED_ON)
def run(context: typer.Context) -> None:
    """Run it in the foreground (options: automl server run --help)."""
    command = _command("run", context.args)
    os.execv(command[0], command)


@app.command(context_settings=PASSED_ON)
def start(context: typer.Context) -> None:
    """Run it in the background; takes the options of `run`, and --json."""
    _carry_out("start", context.args)


@app.command()
def stop(home: At = None, json_output: Json = False) -> None:
    """Stop it; all data are kept."""
    _carry_out("stop", _flags(home, json_output))


@app.command()
def status(home: At = None, json_output: Json = False) -> None:
    """Whether it runs, where, and who runs it. Exit code 3 if it does not."""
    _carry_out("status", _flags(home, json_output))


@app.command()
def info(home: At = None, json_output: Json = False) -> None:
    """Versions, sizes and counts."""
    _carry_out("info", _flags(home, json_output))


@app.command()
def backup(file: Path, home: At = None, force: Force = False, json_output: Json = False) -> None:
    """Copy database and files into one archive. The server may run meanwhile."""
    _carry_out("backup", [str(file.absolute()), *_flags(home, json_output, force)])


@app.command()
def restore(file: Path, home: At = None, force: Force = False, json_output: Json = False) -> None:
    """Put database and files back as they were. The server must not run."""
    _carry_out("restore", [str(file.absolute()), *_flags(home, json_output, force)])


@app.command()
def clean(
    keep_days: Annotated[float, typer.Option(min=0.0, help="Of tasks that changed later nothing goes.")],
    artifacts: Annotated[bool, typer.Option("--artifacts", help="Artifacts too, not only of archived tasks.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
    home: At = None,
    json_output: Json = False,
) -> None:
    """Delete old events and debug images of tasks that are over. Says which; tasks and models stay."""
    chosen = [name for name, wanted in (("--artifacts", artifacts), ("--dry-run", dry_run)) if wanted]
    _carry_out("clean", ["--keep-days", str(keep_days), *chosen, *_flags(home, json_output)])


@app.command(context_settings=PASSED_ON)
def keys(context: typer.Context, home: At = None) -> None:
    """List, create, revoke and rotate keys. The server may run meanwhile. Options: automl server keys --help."""
    stack = Home.current()
    settings = stack.settings()
    if home or settings is None or settings.mode != "docker" or settings.remote:
        _carry_out("keys", [*_flags(home, json_output=False), *context.args])
    elif "rotate" in context.args:
        done = renew_keys(stack, settings)
        if "--json" in context.args:
            emit(done)
        else:
            print(f"{done['access_key']} is in use; {done['replaced']} and its tokens are refused")
    else:
        command = ["exec", "-T", "server", "python", "-m", "automl_server", "keys", "--home", "/data", *context.args]
        raise typer.Exit(Containers(stack, settings, echo).run_compose(command))


def _flags(home: Path | None, json_output: bool, force: bool = False) -> list[str]:
    at = ["--home", str(home.absolute())] if home else []
    return [*at, *(["--json"] if json_output else []), *(["--force"] if force else [])]


def _command(verb: str, arguments: list[str]) -> list[str]:
    if importlib.util.find_spec("automl_server") is None:
        raise ConfigError(
            T_("the embedded server is not installed"), value="automl_server", fix="pip install automl-server"
        )
    given = any(argument == "--home" or argument.startswith("--home=") for argument in arguments)
    home = [] if given or {"-h", "--help"} & {*arguments} else ["--home", str(Home.current().path)]
    return [sys.executable, "-m", "automl_server", verb, *home, *arguments]


def _carry_out(verb: str, arguments: list[str]) -> None:
    """Run a verb; it prints its own errors in this project's form and has its exit codes."""
    result = subprocess.run(_command(verb, arguments), check=False)
    if result.returncode:
        raise typer.Exit(result.returncode)
