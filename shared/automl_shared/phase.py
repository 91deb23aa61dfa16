"""The frame every phase task runs in: who am I, what differs from my template, what went wrong.

A service's ``__main__`` is one call: ``raise SystemExit(main({Phase.TRAINING: run}))``. The function gets a `PhaseRun`
and returns its phase output; everything around it is done here, once.
"""

from __future__ import annotations

import optparse
import os
import random
import tempfile
import traceback
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import requests

from automl_shared.config.models import DataSettings, Language
from automl_shared.console import echo
from automl_shared.copies import adopt_copy, is_copy
from automl_shared.ending import end_soon
from automl_shared.errors import (
    STRANGE,
    AutoMLError,
    ConfigError,
    ServerRefused,
    ServerUnreachable,
    WrongQueue,
    described,
)
from automl_shared.exit_codes import CONNECTION_LOST, FOLDER_LOST, NO_ROOM, NO_THREADS
from automl_shared.failures import (
    CAUSE_KEY,
    REMEDY_KEY,
    WORDS,
    language_of,
    stopped_by_a_person,
    was_ended_for_silence,
)
from automl_shared.lazy import np
from automl_shared.machine import collect_rarely
from automl_shared.naming import Phase, tag, tag_value
from automl_shared.phase_io import ARTIFACT, PhaseOutput
from automl_shared.phase_run import PhaseRun, Work
from automl_shared.room import found_no_room, found_no_threads
from automl_shared.sections import RunSection, differences, read
from automl_shared.template_version import about_version
from automl_shared.tracker import PhaseTracker, Reporter, TaskReader, Tasks, TaskSnapshot, TaskStatus, connect
from automl_shared.words import T_, say_in

PATIENCE_SECONDS = 120.0
"""How long a task waits for a server that is away before it gives up and leaves itself to the controller."""


class _FolderLost(AutoMLError):
    """Somebody has tidied up the machine's temporary files."""


def main(phases: Mapping[Phase, Work], argv: Sequence[str] | None = None) -> int:
    """Runs the task this process was started for.

    The exit code for the agent: 0 completed, 1 failed, `CONNECTION_LOST` when the server stayed away,
    `NO_ROOM` when the worker's disk was full, `NO_THREADS` when its machine could start no more of them.
    Not argparse: ClearML replaces it by one that asks the server for the task.
    """
    collect_rarely()
    parser = optparse.OptionParser(description=f"works off {', '.join(phases)} tasks; started by clearml-agent")
    parser.add_option("--task-id", default=os.environ.get("CLEARML_TASK_ID"), help="the task to run")
    parser.add_option("--output-info", help="also write the phase output to this file")
    options, _ = parser.parse_args(None if argv is None else list(argv))
    if not options.task_id:
        parser.error("no task: an agent sets CLEARML_TASK_ID, by hand use --task-id ID")
    os.environ["CLEARML_TASK_ID"] = options.task_id
    try:
        tracker = connect(patience_seconds=PATIENCE_SECONDS)
    except ServerUnreachable as error:
        echo(str(error))
        return CONNECTION_LOST
    output_info = Path(options.output_info) if options.output_info else None
    code = run_task(phases, tracker, options.task_id, output_info=output_info)
    end_soon(code)
    return code


def run_task(
    phases: Mapping[Phase, Work], tracker: PhaseTracker, task_id: str, *, output_info: Path | None = None
) -> int:
    """Runs one task on a tracker; see `main`."""
    language: Language = "en"
    try:
        task = tracker.task(task_id)
        language = language_of(task)
        _run(phases, tracker, task, output_info)
        return 0
    except ServerUnreachable as error:
        return _leave_it_to_the_controller(error)
    except ServerRefused as error:
        return _was_refused(tracker, task_id, error, language)
    except _FolderLost as error:
        return _leave_it_to_the_controller(error, FOLDER_LOST)
    except AutoMLError as error:
        if found_no_threads(error):
            return _leave_it_to_the_controller(error, NO_THREADS)
        record_failure(tracker, task_id, error.cause_in(language), error.remedy_in(language), error.told)
        echo(str(error))
    except MemoryError as error:
        cause, remedy = (say_in(WORDS, key, language, error=error) for key in ("no_memory", "larger_machine"))
        record_failure(tracker, task_id, cause, remedy)
        traceback.print_exc()
    except KeyboardInterrupt:  # somebody's signal: the process ends of it
        raise
    except BaseException as error:  # whatever fails, the task says so: cause and remedy on it, traceback in its console
        if _lost_the_server(error):
            return _leave_it_to_the_controller(error)
        if found_no_room(error):
            return _leave_it_to_the_controller(error, NO_ROOM)
        if found_no_threads(error):
            return _leave_it_to_the_controller(error, NO_THREADS)
        remedy = say_in(WORDS, "see_traceback", language)
        record_failure(tracker, task_id, described(error), remedy)
        traceback.print_exc()
    return 1


def _run(phases: Mapping[Phase, Work], tracker: PhaseTracker, task: TaskSnapshot, output_info: Path | None) -> None:
    if task.superseded:
        echo("this attempt was superseded by a newer one: nothing to do")
        return
    work = _work_for(phases, task)
    template = _template_of(tracker, task)
    _compare_versions(tracker, task, template)
    task, origin = _adopted(tracker, task)
    unit = task.unit
    assert unit is not None, "checked by _work_for"
    _announce(task, template)
    with tempfile.TemporaryDirectory(prefix="automl-") as folder:
        run = PhaseRun(
            phase=unit.phase,
            unit=unit,
            task=task,
            context=read(RunSection, task.sections).context,
            origin_run_id=origin,
            tracker=tracker,
            work_dir=Path(folder),
        )
        try:
            output = _execute(run, work)
        except STRANGE as error:
            if run.work_dir.exists():
                raise
            raise _FolderLost(T_("the task's folder for temporary files was deleted"), value=folder) from error
    if output_info:
        output_info.write_text(output.model_dump_json(indent=2), encoding="utf-8")


def _leave_it_to_the_controller(error: BaseException, code: int = CONNECTION_LOST) -> int:
    with suppress(OSError):  # the console is a file, on a disk that may be full
        echo(f"{error}\nthe controller will try this task again")
    return code


def _was_refused(tracker: PhaseTracker, task_id: str, error: ServerRefused, language: Language) -> int:
    """A server takes nothing more of a task that was ended meanwhile: by a person, or because it had seemed silent."""
    told = {CAUSE_KEY: error.cause_in(language), REMEDY_KEY: error.remedy_in(language)}
    with suppress(AutoMLError):
        task = tracker.task(task_id)
        if was_ended_for_silence(task):
            return _leave_it_to_the_controller(error)
        if task.status is TaskStatus.STOPPED:
            told = {**stopped_by_a_person(task), **task.runtime}
    record_failure(tracker, task_id, told[CAUSE_KEY], told[REMEDY_KEY], error.told)
    echo(str(error))
    return 1


def _lost_the_server(error: BaseException | None) -> bool:
    """Whether a connection that broke is behind an error: libraries wrap it in errors of their own."""
    while error is not None:
        if isinstance(error, (ServerUnreachable, requests.ConnectionError, requests.Timeout, ConnectionError)):
            return True
        error = error.__cause__ or error.__context__
    return False


def seed_everything(random_seed: int) -> None:
    """Seeds ``random`` and ``numpy``."""
    random.seed(random_seed)
    np.random.seed(random_seed % 2**32)


def _work_for(phases: Mapping[Phase, Work], task: TaskSnapshot) -> Work:
    unit = task.unit
    if unit is None:
        raise ConfigError(
            T_(
                "this task was not made from a template: nothing of its script, changes, requirements or container was "
                "run"
            ),
            value=task.name,
            allowed=T_("tasks made from the templates that `automl templates list` shows"),
            fix=(
                "automl submit",
                T_("clone a task that a run has made; give other scripts to another agent and queue"),
            ),
        )
    if unit.phase not in phases:
        raise WrongQueue(
            T_("this task was put into the wrong queue"),
            value=f"phase:{unit.phase}",
            allowed=", ".join(f"phase:{phase}" for phase in phases),
            fix="automl templates list",
        )
    return phases[unit.phase]


def _adopted(tracker: Tasks, task: TaskSnapshot) -> tuple[TaskSnapshot, str | None]:
    """The task and the run its inputs come from; a copy made by hand gets a run of its own first."""
    run = read(RunSection, task.sections)
    origin = run.origin_run_id or run.run_id
    return (adopt_copy(tracker, task) if is_copy(task) else task), origin


def _template_of(tracker: TaskReader, task: TaskSnapshot) -> TaskSnapshot | None:
    template_id = tag_value(task.tags, "cloned_from")
    return next(iter(tracker.tasks(ids=[template_id])), None) if template_id else None


def _compare_versions(tracker: Tasks, task: TaskSnapshot, template: TaskSnapshot | None) -> None:
    """Says in the console and on the task that its template is for another version. Raises ContractError."""
    warning = about_version(template.tags, language_of(task)) if template else ""
    if warning and warning not in task.comment:
        echo(warning)
        tracker.edit(task.id, comment="\n".join(filter(None, [warning, task.comment])))


def _announce(task: TaskSnapshot, template: TaskSnapshot | None) -> None:
    echo(f"{task.name}\neffective parameters:")
    for section, values in sorted(task.sections.items()):
        for key, text in sorted(values.items()):
            echo(f"  {section}/{key} = {text}")
    template_id = tag_value(task.tags, "cloned_from")
    if template_id is None:
        return
    if template is None:
        echo(f"the template {template_id} no longer exists: nothing to compare with")
        return
    echo("differs from its template (key: template -> here):")
    for key, before, after in differences(task.sections, template.sections):
        echo(f"  {key}: {before} -> {after}")


def _execute(run: PhaseRun, work: Work) -> PhaseOutput:
    reporter = run.reporter
    seed_everything(run.section(DataSettings).random_seed)
    try:
        output = work(run).sealed()
    except STRANGE as error:  # raised again: run_task says it on the task
        if not (_lost_the_server(error) or found_no_room(error) or found_no_threads(error)):
            _store_what_there_is(reporter)
        raise
    reporter.close()
    reporter.document(ARTIFACT, output.model_dump(mode="json"), needed=True)  # the last: all it speaks of is stored
    reporter.close()
    _tag(run)
    if run.reporting_failures:
        echo(f"{len(run.reporting_failures)} reports failed:\n  " + "\n  ".join(run.reporting_failures))
    return output


def _store_what_there_is(reporter: Reporter) -> None:
    """What failed work has reported helps whoever looks for the reason."""
    try:
        reporter.close()
    except AutoMLError as error:
        echo(f"not all of what was reported before the failure is stored: {error}")


def _tag(run: PhaseRun) -> None:
    if not run.tags_when_stored:
        return
    replaced = tuple(tag(new.partition(":")[0], "") for new in run.tags_when_stored)
    present = run.tracker.task(run.task.id).tags
    kept = [kept for kept in present if not kept.startswith(replaced)]
    run.tracker.edit(run.task.id, tags=[*kept, *run.tags_when_stored])


def record_failure(
    tracker: Tasks, task_id: str, cause: str, remedy: str, more: Mapping[str, str] | None = None
) -> None:
    """Writes cause and remedy on the task, where every table finds them, and more for the controller."""
    cause, remedy = _sendable(cause), _sendable(remedy)
    try:
        tracker.set_runtime(task_id, {CAUSE_KEY: cause, REMEDY_KEY: remedy, **(more or {})})
        tracker.edit(task_id, comment=f"failed: {cause}\nwhat to do: {remedy}")
    except AutoMLError as error:
        echo(f"the failure could not be recorded on the task: {error}")


def _sendable(text: str) -> str:
    """The same, where it is no proper text, as a file's name in an old encoding: no server takes that."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
