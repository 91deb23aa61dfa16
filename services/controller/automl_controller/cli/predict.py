"""`automl predict`."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from automl_controller.cli.output import echo, emit, show_table
from automl_controller.cli.session import open_tracker
from automl_controller.cli.words import PREDICT_WORDS
from automl_shared.errors import ConfigError, did_you_mean, errors_in
from automl_shared.words import T_, number, say_in, with_unit

if TYPE_CHECKING:
    from automl_controller.predicting.stream import Predicted
    from automl_data.bundle import Bundle, Check, Predictor

Say = Callable[..., str]
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
    """Predict new rows with a run's model. They are read as training did, and checked against what it learned from."""
    from automl_controller.predicting.model import fetched
    from automl_controller.predicting.stream import predict_file

    if check not in CHECKS:
        raise ConfigError(
            T_("--check takes another word{hint}", hint=did_you_mean(check, CHECKS)),
            value=check,
            allowed=", ".join(CHECKS),
        )
    bundle = fetched(model, open_tracker, sha256=sha256)
    target = output or Path(f"{file.name.split('.')[0]}-predicted.csv")
    started = time.perf_counter()
    with errors_in(bundle.intake.language):
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
        _show(bundle, made, seconds, explained=explain > 0)


def _model(bundle: Bundle[Predictor]) -> dict[str, Any] | None:
    return bundle.facts.model_dump(mode="json") if bundle.facts else None


def _document(made: Predicted) -> dict[str, Any]:
    return {
        **asdict(made),
        "output": str(made.output),
        "classes": dict(made.classes),
        "known": made.known.document(),
    }


def _show(bundle: Bundle[Predictor], made: Predicted, seconds: float, explained: bool) -> None:
    """In the language of the run that made the model."""
    from automl_controller.predicting.known import told

    def say(key: str, **values: object) -> str:
        return say_in(PREDICT_WORDS, key, bundle.intake.language, **values)

    for text in _about(bundle, made, say):
        echo(text)
    unit = _unit(bundle)
    title = say("predicted", target=f"{bundle.target} ({unit})" if unit else bundle.target)
    if made.classes:
        rows = [{"prediction": name, "rows": made.classes[name]} for name in bundle.classes]
        show_table(title, rows, heads={name: say(name) for name in ("prediction", "rows")})
    else:
        found = {"lowest": made.lowest, "mean": made.mean, "highest": made.highest}
        show_table(title, [found], heads={name: say(name) for name in found})
    for text in told(made.known, bundle):
        print(text)
    if made.shifts:
        print()
        heads = {"column": say("column"), "index": say("distance"), "before": say("learned"), "now": say("now")}
        show_table(say("moved"), [*map(asdict, made.shifts)], ("column", "before", "now", "index"), heads)
        print(say("moved_do"))
    key = "done_warned" if made.rows_warned else "done"
    done = say(key, n=made.rows, rows=f"{made.rows:,}", warned=f"{made.rows_warned:,}", seconds=f"{seconds:.1f}")
    print(f"\n{done}\n{say('wrote', file=made.output)}")
    if explained:
        print(say("reasons", moved=_moved(bundle, say)))


def _about(bundle: Bundle[Predictor], made: Predicted, say: Say) -> Iterator[str]:
    """The model, how it answers, and what is wrong with the rows."""
    facts, answers = bundle.facts, bundle.answers
    if facts:
        yield say("model", candidate=facts.title or facts.candidate, run_id=facts.run_id, target=facts.target)
    if answers.calibration is not None:
        yield say("calibrated", method=answers.calibration.method)
    if answers.threshold is not None:
        yield say("threshold", positive=bundle.classes[1], threshold=f"{answers.threshold:.4g}")
    if answers.reach is not None and answers.level is not None:
        yield say("reach", share=f"{100 * answers.level:.0f} %", reach=with_unit(number(answers.reach), _unit(bundle)))
    if not any(column.learned for column in bundle.columns):
        yield say("unchecked")
    if made.unused:
        yield say("unused", names=", ".join(made.unused[:MOST_NAMES]) + (" …" if len(made.unused) > MOST_NAMES else ""))
    for problem in made.problems:
        yield say(problem.level, message=problem.message)


def _unit(bundle: Bundle[Predictor]) -> str:
    return bundle.facts.unit if bundle.facts else ""


def _moved(bundle: Bundle[Predictor], say: Say) -> str:
    """What the parts of the reasons are parts of."""
    if len(bundle.classes) == 2:
        return say("of_class", name=bundle.classes[1])
    return say("of_answer" if bundle.classes else "of_number")
