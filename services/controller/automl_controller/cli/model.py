"""`automl model export`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from automl_controller.cli.output import emit
from automl_controller.cli.session import open_tracker

app = typer.Typer(help="What to do with a run's model.", no_args_is_help=True)


@app.callback()
def model() -> None:
    """What to do with a run's model."""


@app.command()
def export(
    model: Annotated[
        str,
        typer.Argument(
            help="Run id, the start of one, or `last`: the model it recommends. Or a training task's id, a "
            "registered model's id, or a .bundle file."
        ),
    ],
    folder: Annotated[Path, typer.Option("--to", "-o", help="Folder to make.")],
    sha256: Annotated[
        str | None, typer.Option(help="What a .bundle file must have; needed where it holds pickles.")
    ] = None,
    json_output: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    """A folder that predicts without ClearML: model, predict.py, requirements, model card, schema and example rows."""
    from automl_controller.exporting.folder import EXAMPLES, export
    from automl_controller.predicting.model import located

    source, known = located(model, open_tracker, sha256=sha256)
    files = export(source, folder, sha256=known)
    if json_output:
        emit({"folder": str(folder), "files": files})
    else:
        print(f"wrote {folder}: {', '.join(files)}")
        print(f"try it: python {folder / 'predict.py'} {folder / EXAMPLES} predictions.csv")
