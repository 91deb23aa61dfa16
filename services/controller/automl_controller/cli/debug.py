"""`automl debug …`: what helps to find out what is wrong."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from automl_controller.cli.group import command_group
from automl_controller.cli.output import emit, show_table
from automl_controller.cli.session import queue_prefix
from automl_controller.local.bundle import make_bundle
from automl_controller.local.home import Home

app = command_group("What helps to find out what is wrong.")


@app.command()
def bundle(
    run: Annotated[
        str | None, typer.Argument(help="Also this run, with its failed tasks' consoles: its id, or `last`.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="The file; automl-debug-<time>.zip here if left out.")
    ] = None,
    json_output: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    """Make a zip file that helps to find a fault. Logs, versions, settings and checks, no secret; needs no server."""
    path = output or Path(f"automl-debug-{datetime.now(UTC):%Y%m%d-%H%M%S}.zip")
    made = make_bundle(Home.current(), queue_prefix(), path.absolute(), run)
    if json_output:
        emit(
            {
                "file": str(made.path),
                "bytes": made.size_bytes,
                "contents": made.contents,
                "missing": made.missing,
                "secrets": 0,
            }
        )
        return
    show_table("What is in it", [{"file": name, "bytes": size} for name, size in made.contents.items()])
    print()
    show_table("What could not be had", [{"what": name, "why": why} for name, why in made.missing.items()])
    print(f"\n{made.path}: {made.size_bytes / 1024:.0f} KiB, readable by you alone; no secret is in it")
