"""`automl demo`, `submit` and `clone`."""

from __future__ import annotations

import shlex
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from automl_controller import demo as demo_data
from automl_controller.cli.init_words import PLAN_WORDS
from automl_controller.cli.output import answered, echo, emit, show_table
from automl_controller.cli.runs import follow_run
from automl_controller.cli.session import open_tracker
from automl_controller.cli.stack import up as up_command
from automl_controller.cli.words import RUN_TEXTS
from automl_controller.local.home import Home
from automl_controller.runs.copy import copy_task
from automl_controller.runs.notes import extras_to_come, left_out
from automl_controller.runs.submit import (
    DataFile,
    PlannedTask,
    check_config,
    check_data,
    dry_run,
    possible_extras,
    read_config,
    skipped_models,
)
from automl_controller.runs.submit import submit as submit_run
from automl_data.intake import local_file, only_table
from automl_data.intake.notes import worth_saying
from automl_shared.config import Config, Override, parse_override
from automl_shared.config.loader import KeyPath
from automl_shared.config.models import task_type_of
from automl_shared.config.overrides import read_overrides
from automl_shared.errors import ConfigError, errors_in
from automl_shared.naming import Phase
from automl_shared.tracker.dataset_names import named_dataset
from automl_shared.words import T_, Language, say_in, wording

Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
_say = wording(PLAN_WORDS)
MOST_UNASKED = 500
"""Candidates of a run that is started without a question."""
MOST_VARIANTS = 4
"""Preprocessing variants named in a line."""

Set = Annotated[list[str] | None, typer.Option("--set", help="path=value, e.g. 'models[0].params.n_estimators=500'.")]


def demo(
    folder: Annotated[Path, typer.Option(help="Where the demo's data and config are put.")] = Path("automl-demo"),
    mode: Annotated[
        str | None, typer.Option(help="process, docker or auto; as last time, or processes, when left out.")
    ] = None,
    json_output: Json = False,
) -> None:
    """Start a stack and find the best model for a small table."""
    config = demo_data.copy_to(folder)
    up_command(mode=mode or ("auto" if Home.current().last_settings() else "process"), quiet=True)
    echo(shlex.join(["automl", "submit", "--config", str(config), "--watch"]))
    submit(config=config, watch=True, json_output=json_output)


def check_size(planned: list[PlannedTask], language: Language, *, yes: bool) -> None:
    """Asks a person before a run of very many candidates, and refuses it where nobody can be asked."""
    count = sum(one.phase == Phase.TRAINING for one in planned)
    if yes or count <= MOST_UNASKED:
        return
    if sys.stdin.isatty() and answered(lambda: typer.confirm(_say("start", language, n=count), err=True)):
        return
    raise ConfigError(
        T_("this run has very many candidates"),
        value=f"{count:,}",
        allowed=T_("up to {most} without being asked", most=MOST_UNASKED),
        fix=("--yes", T_("fewer models or preprocessing variants")),
    )


def submit(
    config: Annotated[Path, typer.Option("--config", "-c", help="The config file.")] = Path("automl.yaml"),
    set_values: Set = None,
    overrides: Annotated[Path | None, typer.Option(help="YAML file with dotted.path: value lines.")] = None,
    dry: Annotated[bool, typer.Option("--dry-run", help="List what would be made, and make nothing.")] = False,
    verbose: Annotated[bool, typer.Option(help="With --dry-run: every task with all of its parameters.")] = False,
    watch: Annotated[bool, typer.Option(help="Follow the run to its end.")] = False,
    force_step: Annotated[
        list[str] | None,
        typer.Option(help="Do this step again even where an earlier run has the same result: preprocessing."),
    ] = None,
    compare_with: Annotated[
        str | None,
        typer.Option(help="Run to compare the result with; the last finished one on the same data, or `none`."),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help=f"Start it however large; above {MOST_UNASKED} candidates it asks.")
    ] = False,
    key: Annotated[
        str | None,
        typer.Option("--idempotency-key", help="However often it is submitted with the same key, one run is made."),
    ] = None,
    output_info: Annotated[Path | None, typer.Option(help="Write the run's phase output to this file.")] = None,
    json_output: Json = False,
) -> None:
    """Check a config and its data, and start a run."""
    own = asked({("run", "force_steps"): force_step, ("run", "compare_with"): compare_with})
    parsed = read_config(config, [*_overrides(overrides, set_values), *own])
    language = parsed.output.language
    with errors_in(language), _data_of(parsed, config.parent) as data:
        for line in worth_saying(data.notes, language):
            echo(line)
        if skipped := skipped_models(parsed, task_type_of(data.problem.type)):
            echo(left_out(skipped, language))
        if dry:
            _show_plan(dry_run(parsed, data), language, json_output=json_output, verbose=verbose)
            if extras := possible_extras(parsed, data):
                echo(extras_to_come(extras, language))
            return
        check_size(dry_run(parsed, data), language, yes=yes)
        tracker = open_tracker()
        made = submit_run(tracker, parsed, data, key=key)
    told = "submitted_before" if made.submitted_before else "submitted"
    facts = {"run_id": made.run_id, "queue": made.queue, "name": made.dataset.name, "url": made.url}
    echo(say_in(RUN_TEXTS, told, language, **facts))
    if not any(made.queue in worker.queues for worker in tracker.workers()):
        echo(say_in(RUN_TEXTS, "nobody_works", language, queue=made.queue))
    if watch or output_info:
        follow_run(tracker, made.task_id, json_output=json_output, output_info=output_info)
    elif json_output:
        emit({"run_id": made.run_id, "controller_task_id": made.task_id, "url": made.url, "queue": made.queue})
    else:
        print(say_in(RUN_TEXTS, "watch_next", language, command=f"automl runs watch {made.run_id}"))


def clone(
    task_id: Annotated[str, typer.Option(help="The task to run again.")],
    queue: Annotated[str | None, typer.Option(help="Queue; the one of its phase when left out.")] = None,
    overrides: Annotated[Path | None, typer.Option(help="YAML file with dotted.path: value lines.")] = None,
    set_values: Set = None,
    json_output: Json = False,
) -> None:
    """Run a task again, with overrides, as a run of its own."""
    made = copy_task(open_tracker(), task_id, _overrides(overrides, set_values), queue)
    if json_output:
        emit(asdict(made))
    else:
        print(f"{made.name} waits in {made.queue}\n  {made.url}")


def asked(options: Mapping[KeyPath, Any]) -> list[Override]:
    """The options that were given, as values of the config; 0 and an empty text are values, too."""
    return [Override(path=path, value=value) for path, value in options.items() if value is not None]


def _overrides(file: Path | None, set_values: Sequence[str] | None) -> list[Override]:
    """Those of a file, then those of the command, which win."""
    return [*(read_overrides(file) if file else []), *map(parse_override, set_values or [])]


@contextmanager
def _data_of(config: Config, beside: Path) -> Iterator[DataFile]:
    """The data of a config, both checked; a file that was made or fetched for it is gone afterwards."""
    check_config(config)
    if config.data.dataset_id is None:
        with local_file(config.data, beside) as path:
            yield check_data(config, path)
        return
    tracker = open_tracker()
    dataset = named_dataset(tracker, config.data.dataset_id)
    yield check_data(config, only_table(tracker.dataset_files(dataset.id), dataset.id))


def _show_plan(planned: list[PlannedTask], language: Language, *, json_output: bool, verbose: bool) -> None:
    if json_output:
        emit({"tasks": [asdict(one) for one in planned]})
        return
    counts = Counter((one.phase, one.queue) for one in planned)
    rows = [{"phase": phase, "tasks": count, "queue": queue} for (phase, queue), count in counts.items()]
    heads = {name: _say(name, language) for name in ("phase", "tasks", "queue", "model", "trainings", "on")}
    show_table(_say("would_make", language), rows, heads=heads)
    trainings = [one for one in planned if one.model]
    print()
    show_table(_say("by_model", language), _by_model(trainings), heads=heads)
    if not verbose:
        print("\n" + _say("parameters", language, n=len(planned)))
        return
    for one in planned:
        print(f"\n{one.name}")
        for section, values in one.parameters.items():
            for key, text in values.items():
                print(f"  {section}/{key} = {text}")


def _by_model(trainings: Sequence[PlannedTask]) -> list[dict[str, object]]:
    """A row for each model, and the preprocessing variants it is trained on."""
    variants: dict[str, list[str]] = {}
    for training in trainings:
        variants.setdefault(training.model or "", []).append(training.preprocess or "")
    return [
        {
            "model": model,
            "trainings": len(on),
            "on": ", ".join([*on[:MOST_VARIANTS], *["…"] * (len(on) > MOST_VARIANTS)]),
        }
        for model, on in variants.items()
    ]
