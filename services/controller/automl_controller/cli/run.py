"""`automl run`."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import Annotated

import typer

from automl_controller.cli.output import echo, emit
from automl_controller.cli.progress import show_progress
from automl_controller.cli.submit import Json, Set
from automl_controller.cli.verdict import show_run
from automl_controller.cli.words import RUN_TEXTS
from automl_controller.runs.lookup import EXIT_CODES
from automl_controller.runs.notes import notes
from automl_shared.config import Override, parse_override
from automl_shared.words import say_in


def run(
    data: Annotated[str | None, typer.Argument(help="A table; the config's when left out.")] = None,
    target: Annotated[str | None, typer.Option(help="The column to predict; proposed for a table.")] = None,
    config: Annotated[Path, typer.Option("--config", "-c", help="The config file.")] = Path("automl.yaml"),
    set_values: Set = None,
    folder: Annotated[Path, typer.Option(help="Where the run's own folder is made.")] = Path(),
    verbose: Annotated[
        bool, typer.Option(help="Show every task's console; needed by a debugger in one of our own or your files.")
    ] = False,
    in_process: Annotated[bool, typer.Option("--in-process", help="What it does anyway, said in a script.")] = True,  # noqa: ARG001
    json_output: Json = False,
) -> None:
    """Run everything in this process, without a server. One task after the other; the result is in a folder.

    Limits of single candidates (time, memory) hold only where workers run them.
    """
    from automl_controller.in_process import Request

    wanted = [parse_override(text) for text in set_values or []]
    if target:
        wanted.append(Override(path=("data", "target_column"), value=target))
    if data:
        request = Request.of_table(data, wanted)
    else:
        request = Request.of_file(config, wanted)
    if request.guessed:
        language, column = request.config.output.language, request.config.data.target_column
        command = shlex.join(["automl", "run", str(data), "--target", *request.others[:1]])
        echo(say_in(RUN_TEXTS, "target_guessed", language, column=column, command=command))
    made = request.run(folder, show=show_progress, verbose=verbose)
    if json_output:
        emit(made.document.model_dump(mode="json"))
    else:
        language = made.state.language
        show_run(
            made.document,
            made.sentence,
            notes(made.engine.tracker, made.state),
            language=language,
            caveats=made.caveats,
            steps=made.next_steps,
            report=made.report,
            model=os.path.relpath(made.model) if made.model else None,
        )
    raise typer.Exit(EXIT_CODES[made.document.status])
