"""`automl model export`."""

from __future__ import annotations

import shlex
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from automl_controller.cli.group import command_group
from automl_controller.cli.output import emit
from automl_controller.cli.session import open_tracker
from automl_controller.cli.words import EXPORT_TEXTS
from automl_shared.words import say_in


class Form(StrEnum):
    """What a model becomes."""

    FOLDER = "folder"
    ONNX = "onnx"


app = command_group("What to do with a run's model.")


@app.command()
def export(
    model: Annotated[
        str,
        typer.Argument(
            help="Run id, the start of one, or `last`: the model it recommends. Or a training task's id, a "
            "registered model's id, or a .bundle file."
        ),
    ],
    to: Annotated[
        Form,
        typer.Option(
            help="`folder` predicts in Python, with everything that needs. `onnx` is one graph from raw columns to the "
            "answer, for linear models, forests and boosting on numbers and categories."
        ),
    ] = Form.FOLDER,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Folder to make.  [default: model-<form>]")
    ] = None,
    sha256: Annotated[
        str | None, typer.Option(help="What a .bundle file must have; needed where it holds pickles.")
    ] = None,
    json_output: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    """Make a folder that predicts without ClearML. Model, predict.py, requirements, model card, schema, examples."""
    from automl_controller.exporting.folder import EXAMPLES, export
    from automl_controller.exporting.onnx.folder import export_onnx
    from automl_controller.predicting.model import located
    from automl_data.bundle import read_manifest

    source, known = located(model, open_tracker, sha256=sha256)
    folder, apart = output or Path(f"model-{to}"), None
    if to is Form.ONNX:
        files, apart = export_onnx(source, folder, sha256=known)
    else:
        files = export(source, folder, sha256=known)
    if json_output:
        emit({"folder": str(folder), "files": files, **({} if apart is None else {"apart": apart})})
    else:
        say = partial(say_in, EXPORT_TEXTS, language=read_manifest(source).intake.language)
        print(say("wrote", folder=folder, files=", ".join(files)))
        if apart is not None:
            print(say("apart", apart=f"{apart:.1g}"))
        command = ["python", str(folder / "predict.py"), str(folder / EXAMPLES), "predictions.csv"]
        print(say("try", command=shlex.join(command)))
