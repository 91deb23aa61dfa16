"""`automl predict`."""

from __future__ import annotations

import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from automl_controller.cli.output import echo, emit, show_table
from automl_controller.cli.session import open_tracker
from automl_shared.errors import ConfigError, did_you_mean

if TYPE_CHECKING:
    from automl_controller.predicting.stream import Predicted
    from automl_data.bundle import Bundle, Check, Predictor

MOST_NAMES = 10
CHECKS = ("refuse", "warn", "off")
"""What `automl_data.bundle.Check` allows: the command is told without the packages that models need."""


def predict(
    model: Annotated[
        str,
        typer.Argument(
            help="Run id, the start of one, or `last`: the model it recommends. Or a training task's id, a "
            "registered model's id, or a .bundle file."
        ),
    ],
    file: Annotated[Path, typer.Argument(help="CSV or Parquet file of the rows to predict.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="CSV or Parquet file to write; <file>-predicted.csv.")
    ] = None,
    explain: Annotated[int, typer.Option(min=0, help="So many reasons for each row; takes a prediction a column.")] = 0,
    check: Annotated[
        str,
        typer.Option(
            help="Rows unlike those it learned from: `refuse` what would be predicted wrong, `warn` of it, or `off`."
        ),
    ] = "refuse",
    sha256: Annotated[
        str | None, typer.Option(help="What a .bundle file must have; needed where it holds pickles.")
    ] = None,
    json_output: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    """Predict new rows with a run's model: read as training did, checked against what it learned from."""
    from automl_controller.predicting.model import fetched
    from automl_controller.predicting.stream import predict_file

    if check not in CHECKS:
        raise ConfigError(
            f"--check takes another word{did_you_mean(check, CHECKS)}", value=check, allowed=", ".join(CHECKS)
        )
    bundle = fetched(model, open_tracker, sha256=sha256)
    target = output or Path(f"{file.name.split('.')[0]}-predicted.csv")
    started = time.perf_counter()
    made = predict_file(bundle, file, target, check=cast("Check", check), explain=explain)
    seconds = time.perf_counter() - started
    if json_output:
        emit(
            {
                "model": _model(bundle),
                "answers": bundle.answers.model_dump(),
                "file": str(file),
                **_document(made),
                "seconds": round(seconds, 3),
            }
        )
    else:
        _show(bundle, made, seconds)


def _model(bundle: Bundle[Predictor]) -> dict[str, Any] | None:
    return bundle.facts.model_dump(mode="json") if bundle.facts else None


def _document(made: Predicted) -> dict[str, Any]:
    return {**asdict(made), "output": str(made.output), "classes": dict(made.classes)}


def _show(bundle: Bundle[Predictor], made: Predicted, seconds: float) -> None:
    facts = bundle.facts
    if facts:
        echo(f"model {facts.candidate} of run {facts.run_id} predicts {facts.target}")
    if bundle.answers.calibration is not None:
        echo(f"its probabilities are calibrated ({bundle.answers.calibration.method})")
    if bundle.answers.threshold is not None:
        echo(f"says {bundle.classes[1]} from a probability of {bundle.answers.threshold:.4g} on")
    if bundle.answers.reach is not None and bundle.answers.level is not None:
        share, reach = f"{bundle.answers.level:.0%}", f"{bundle.answers.reach:.4g}"
        echo(f"low and high: {share} of new rows lie within {reach} of the prediction")
    if not any(column.learned for column in bundle.columns):
        echo("this model's file does not say what it learned from, so the rows were not checked")
    if made.unused:
        echo(f"not used: {', '.join(made.unused[:MOST_NAMES])}{' …' if len(made.unused) > MOST_NAMES else ''}")
    for problem in made.problems:
        echo(f"{problem.level}: {problem.message}")
    if made.classes:
        rows = [{"prediction": name, "rows": made.classes[name]} for name in bundle.classes]
        show_table(f"Predicted {bundle.target}", rows)
    else:
        show_table(f"Predicted {bundle.target}", [{"lowest": made.lowest, "mean": made.mean, "highest": made.highest}])
    if made.shifts:
        print()
        show_table(
            "Columns that have moved away from what was learned, the farthest first", [*map(asdict, made.shifts)]
        )
    warned = f", {made.rows_warned:,} of them unlike what was learned (column `warnings`)" if made.rows_warned else ""
    print(f"\n{made.rows:,} rows{warned}, in {seconds:.1f} s\nwrote {made.output}")
