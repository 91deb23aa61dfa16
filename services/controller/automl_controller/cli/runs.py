"""`automl runs …`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from automl_controller.cli.compare import compare
from automl_controller.cli.files import write_file
from automl_controller.cli.group import Commands
from automl_controller.cli.output import echo, emit, for_terminal, show_table
from automl_controller.cli.progress import show_progress
from automl_controller.cli.report import open_report, report_file
from automl_controller.cli.scores import age, score_in_words
from automl_controller.cli.session import open_tracker
from automl_controller.cli.verdict import show_run
from automl_controller.cli.words import LIST_TEXTS, RUN_TEXTS
from automl_controller.runs.document import readable_decision, run_document, run_status
from automl_controller.runs.listing import ListedRun, listed_run
from automl_controller.runs.lookup import EXIT_CODES, find_run, run_tasks
from automl_controller.runs.notes import notes
from automl_controller.runs.reading import read_state
from automl_controller.runs.results import as_csv, as_document, result_rows
from automl_controller.runs.resume import resume
from automl_controller.runs.state import RunState
from automl_controller.runs.watch import follow
from automl_shared.config.models import Language
from automl_shared.errors import ConfigError
from automl_shared.failures import language_of
from automl_shared.phase_io import RunDocument, RunInfo
from automl_shared.tracker import Server, TaskSnapshot, Tracker
from automl_shared.words import T_, say_in

app = typer.Typer(cls=Commands, help="List, show, follow, cancel runs, and read their results.", no_args_is_help=True)
app.command()(compare)
app.command("open")(open_report)

Run = Annotated[str, typer.Argument(help="Run id, the start of one, a run task's id, or `last`.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]


@app.command("list")
def list_runs(
    limit: Annotated[int, typer.Option(help="How many, newest first.")] = 20, json_output: Json = False
) -> None:
    """All runs, newest first."""
    tracker = open_tracker()
    found = [listed_run(tracker, task) for task in run_tasks(tracker)[:limit]]
    if json_output:
        emit({"runs": [one.document() for one in found]})
    elif found:
        show_list(found, datetime.now(UTC))
    else:
        print(for_terminal(T_("no runs yet; start one: automl init data.csv, then automl submit")))


def show_list(found: Sequence[ListedRun], now: datetime) -> None:
    """Heads are in the language of all of them, in English where they have several."""
    (language, *others) = {one.language for one in found}
    rows = [_list_row(one, now) for one in found]
    heads = {name: say_in(LIST_TEXTS, name, "en" if others else language) for name in LIST_TEXTS}
    show_table(heads["runs"], rows, heads=heads)


def _list_row(run: ListedRun, now: datetime) -> dict[str, str]:
    """A run in a line, in its own language."""
    language = run.language
    return {
        "run": run.run_id,
        "status": say_in(RUN_TEXTS, f"run_{run.status}", language),
        "data": run.data,
        "target": run.target,
        "verdict": _verdict(run),
        "score": score_in_words(run.metric, run.score, language) if run.metric and run.score is not None else "-",
        "age": age(run.created, now, language),
    }


def _verdict(run: ListedRun) -> str:
    if run.recommended:
        return say_in(RUN_TEXTS, "use_model", run.language, candidate=run.title)
    if run.status.startswith("completed"):
        return say_in(RUN_TEXTS, "no_model", run.language)
    return run.cause or "-"


@app.command()
def show(run: Run, json_output: Json = False) -> None:
    """A run's document: tasks, ranking, recommendation, failures."""
    tracker = open_tracker()
    _print_run(tracker, read_state(tracker, find_run(tracker, run)), json_output=json_output)


@app.command()
def watch(run: Run, json_output: Json = False) -> None:
    """Follow a run to its end."""
    tracker = open_tracker()
    follow_run(tracker, find_run(tracker, run).id, json_output=json_output)


@app.command()
def cancel(run: Run, json_output: Json = False) -> None:
    """Stop a run and its tasks."""
    tracker = open_tracker()
    task = find_run(tracker, run)
    if task.status.ended:
        raise ConfigError(
            T_("the run has ended already"),
            value=f"{task.run_id}: {run_status(task)}",
            fix=f"automl runs show {task.run_id}",
        )
    tracker.stop([task.id], "aborted with automl runs cancel")
    if json_output:
        emit({"run_id": task.run_id, "controller_task_id": task.id, "status": "stopping"})
    else:
        print(_say(task, "being_stopped", run_id=task.run_id))


@app.command("resume")
def resume_run(
    run: Run,
    watch: Annotated[bool, typer.Option("--watch", help="Follow it to its end.")] = False,
    json_output: Json = False,
) -> None:
    """Go on with a run that ended early, failed or ran out of time. What is done is not done again."""
    tracker = open_tracker()
    task = find_run(tracker, run)
    done = resume(tracker, task)
    echo(_say(task, "goes_on", run_id=task.run_id, done=done))
    if watch:
        follow_run(tracker, task.id, json_output=json_output)
    elif json_output:
        emit({"run_id": task.run_id, "controller_task_id": task.id, "status": "queued", "done": done})
    else:
        print(_say(task, "watch_next", command=f"automl runs watch {task.run_id}"))


@app.command()
def results(
    run: Run,
    json_output: Json = False,
    csv_output: Annotated[
        bool, typer.Option("--csv", help="Every candidate as CSV, failed and skipped ones with the cause.")
    ] = False,
    output: Annotated[Path | None, typer.Option(help="Write the CSV to this file.")] = None,
) -> None:
    """A run's leaderboard, recommendation, and all other candidates."""
    if json_output and (csv_output or output):
        raise ConfigError(
            T_("a result is printed in one form"), value=T_("--json and --csv"), fix=T_("leave one of them out")
        )
    tracker = open_tracker()
    state = read_state(tracker, find_run(tracker, run))
    document = run_document(tracker, state)
    rows = result_rows(document, state)
    if output:
        write_file(output, as_csv(rows))
    elif csv_output:
        print(as_csv(rows), end="")
    elif json_output:
        emit(as_document(document, rows))
    else:
        _show(tracker, state, document)


def _say(task: TaskSnapshot, key: str, **values: object) -> str:
    """In the run's language."""
    return say_in(RUN_TEXTS, key, language_of(task), **values)


def follow_run(tracker: Tracker, task_id: str, *, json_output: bool, output_info: Path | None = None) -> None:
    """Follows a run, prints its document and leaves with its exit code."""
    task = tracker.task(task_id)
    try:
        state = show_progress(follow(tracker, task_id))
    except KeyboardInterrupt:
        echo(_say(task, "watching_stopped", command=f"automl runs watch {task.run_id}"))
        raise
    _print_run(tracker, state, json_output=json_output, output_info=output_info)
    raise typer.Exit(EXIT_CODES[run_status(state.task)])


def _print_run(tracker: Tracker, state: RunState, *, json_output: bool, output_info: Path | None = None) -> None:
    document = run_document(tracker, state)
    if output_info:
        info = RunInfo(run_id=document.run_id, task_id=state.task.id, document=document).sealed()
        output_info.write_text(info.model_dump_json(indent=2), encoding="utf-8")
    if json_output:
        emit(document.model_dump(mode="json"))
        return
    if document.status == "running":
        show_tasks(document, state.language)
    _show(tracker, state, document)


def show_tasks(document: RunDocument, language: Language) -> None:
    """What a run that goes on has come to, task by task."""
    say = partial(say_in, RUN_TEXTS, language=language)
    rows = [{**task.model_dump(), "status": say(f"is_{task.status}")} for task in document.tasks]
    heads = {"status": "status", "name": "task", "attempt": "attempt", "worker": "worker", "error": "cause"}
    show_table(say("tasks"), rows, list(heads), {name: say(key) for name, key in heads.items()})


def addresses(server: Server, document: RunDocument) -> tuple[str, str]:
    """Where a run is seen, and a link that logs in there: our own pages, which call it by its id, have such links."""
    page = f"{server.urls()['web_url']}/runs/{document.run_id}"
    login_url = server.login_url(page)
    return (page, login_url) if login_url != page else (document.url, "")


def _show(tracker: Tracker, state: RunState, document: RunDocument) -> None:
    """The run for people, and how a browser gets to see it."""
    decision, _ = readable_decision(tracker, state)
    page, login_url = addresses(tracker, document)
    show_run(
        document,
        decision.sentence if decision else "",
        notes(tracker, state),
        language=state.language,
        page=page,
        login_url=login_url,
        caveats=decision.caveats if decision else [],
        steps=decision.next_steps if decision else [],
        report=report_file(tracker, state.task) if state.task.status.ended else None,
    )
