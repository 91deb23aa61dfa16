"""`automl init`."""

from __future__ import annotations

import shlex
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from automl_controller.cli.init_words import INIT_WORDS
from automl_controller.cli.output import answered, echo, emit
from automl_controller.cli.preview import show_look
from automl_controller.cli.submit import Json, Set
from automl_controller.local.home import Home, StackSettings
from automl_controller.runs.scaffold import Draft, Look, check_free, write_config
from automl_data.intake import Table
from automl_shared.config import Override, parse_override
from automl_shared.config.models import task_type_of
from automl_shared.errors import DataError, did_you_mean, errors_in
from automl_shared.plugins import METRICS
from automl_shared.words import in_language, say_in

DEFAULT = Path("automl.yaml")


def init(
    data: Annotated[str, typer.Argument(help="A table: CSV, Excel, JSON lines, Parquet, ...; a pattern or a URL.")],
    target: Annotated[str | None, typer.Option(help="The column to predict; proposed when left out.")] = None,
    output: Annotated[Path, typer.Option("--output", "-o", help="Config file to write.")] = DEFAULT,
    set_values: Set = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the config file.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing: take what is proposed.")] = False,
    json_output: Json = False,
) -> None:
    """Look at a table and write a config for it. Shows what each column is, what is left out, how long a run takes."""
    draft = Draft.of(data, [*_target(target), *map(parse_override, set_values or [])])
    with errors_in(draft.config.output.language):
        check_free(output, force=force)
        table = draft.read()
        asks = sys.stdin.isatty() and sys.stdout.isatty() and not (yes or json_output)
        guessed = not draft.config.data.target_column
        if guessed:
            proposed = draft.proposed_target(table)
            draft = draft.with_target(_ask_target(draft, table, proposed) if asks else proposed)
        look = draft.look(table, _workers())
        if not json_output:
            show_look(look, data, guessed=guessed and not asks)
        if asks and draft.config.evaluation.primary_metric is None:
            draft = draft.with_values(Override(path=("evaluation", "primary_metric"), value=_ask_metric(look)))
        write_config(draft, look.preview, output, guessed=guessed and not asks, force=force)
    if json_output:
        emit(_document(look, output))
        return
    wanted = [] if output == DEFAULT else ["--config", str(output)]
    if any("--set" in finding.action for finding in look.preview.findings):
        print(say_in(INIT_WORDS, "options", look.config.output.language, file=output) + "\n")
    command = shlex.join(["automl", "submit", *wanted, "--watch"])
    print(say_in(INIT_WORDS, "wrote", look.config.output.language, file=output, command=command))


def _target(name: str | None) -> list[Override]:
    return [Override(path=("data", "target_column"), value=name)] if name else []


def _workers() -> int:
    """Training workers of the stack that is up, or that would be."""
    home = Home.current()
    settings = home.settings() or home.last_settings() or StackSettings()
    return settings.workers.get("training", 1)


def _ask_target(draft: Draft, table: Table, proposed: str) -> str:
    """A column of the table; asked again until it is one that can be predicted."""
    language, names = draft.config.output.language, draft.columns(table)
    echo(say_in(INIT_WORDS, "columns", language, rows=len(table.frame), names=", ".join(names)))
    while True:
        name = _answer(say_in(INIT_WORDS, "ask_target", language), proposed)
        if name not in names:
            echo(
                say_in(INIT_WORDS, "no_column", language, name=name) + in_language(did_you_mean(name, names), language)
            )
            continue
        try:
            draft.with_target(name).look(table, 1)
        except DataError as error:
            echo(error.cause_in(language))
            continue
        return name


def _ask_metric(look: Look) -> str:
    language = look.config.output.language
    positive = look.preview.target.positive
    names = look.config.evaluation.metrics_for(task_type_of(look.preview.target.problem_type))
    echo("\n" + say_in(INIT_WORDS, "metrics", language))
    for place, name in enumerate(names, start=1):
        echo(f"  {place}  {METRICS.get(name).said('…', language, positive)} ({name})")
    while True:
        answer = _answer(say_in(INIT_WORDS, "ask_metric", language), "1")
        if answer in names:
            return answer
        if answer.isdecimal() and 1 <= int(answer) <= len(names):
            return names[int(answer) - 1]
        echo(say_in(INIT_WORDS, "no_metric", language, answer=answer, most=len(names)))


def _answer(question: str, default: str) -> str:
    return str(answered(lambda: typer.prompt(question, default=default, err=True))).strip()


def _document(look: Look, output: Path) -> dict[str, object]:
    seen = look.preview
    return {
        "config": str(output),
        "target": seen.target.name,
        "problem_type": seen.target.problem_type,
        "reason": seen.target.reason,
        "rows": seen.rows,
        "columns": len(seen.columns),
        "preview": seen.model_dump(mode="json"),
        "outlook": asdict(look.outlook),
    }
