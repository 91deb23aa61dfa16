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
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Any, TypeVar

import requests
from pydantic import BaseModel

from automl_shared.config.models import ClearMLSettings, DataSettings, Language
from automl_shared.console import echo
from automl_shared.copies import adopt_copy, is_copy
from automl_shared.ending import end_soon
from automl_shared.errors import (
    STRANGE,
    AutoMLError,
    ConfigError,
    LostInput,
    NotFound,
    ServerRefused,
    ServerUnreachable,
    WrongQueue,
    described,
)
from automl_shared.exit_codes import CONNECTION_LOST, FOLDER_LOST, NO_ROOM, NO_THREADS
from automl_shared.failures import (
    CAUSE_KEY,
    MOST_ATTEMPTS,
    REMEDY_KEY,
    WORDS,
    language_of,
    stopped_by_a_person,
    tries,
    was_ended_for_silence,
)
from automl_shared.figures import untemplated
from automl_shared.lazy import np
from automl_shared.machine import collect_rarely
from automl_shared.naming import (
    Phase,
    Unit,
    tag,
    tag_value,
)
from automl_shared.phase_io import ARTIFACT, PhaseOutput, output_of
from automl_shared.plugins import PLOTS
from automl_shared.room import found_no_room, found_no_threads, require_threads
from automl_shared.run_context import RunContext
from automl_shared.sections import RunSection, differences, read
from automl_shared.template_version import about_version
from automl_shared.tracker import PhaseTracker, Reporter, TaskReader, Tasks, TaskSnapshot, TaskStatus, connect
from automl_shared.words import T_, TN_, say_in

PATIENCE_SECONDS = 120.0
"""How long a task waits for a server that is away before it gives up and leaves itself to the controller."""

MOST_PLOTS = 200
"""Of one task, the plugins' too: a page shows them all."""

S = TypeVar("S", bound=BaseModel)
O = TypeVar("O", bound=PhaseOutput)


@dataclass
class PhaseRun:
    """One task of one run, from the inside."""

    phase: Phase
    unit: Unit
    task: TaskSnapshot
    context: RunContext
    origin_run_id: str | None
    """The run whose outputs this task reads; differs from the context's in a copy made by hand."""
    tracker: PhaseTracker
    work_dir: Path
    """A scratch folder, deleted when the phase ends."""
    reporting_failures: list[str] = field(default_factory=list)
    plots: int = 0
    """How many were drawn so far."""
    tags_when_stored: list[str] = field(default_factory=list)
    """``key:value`` tags the task gets once its output is stored; they replace those of the same key."""

    @cached_property
    def reporter(self) -> Reporter:
        return self.tracker.reporter(self.task.id)

    @property
    def tags(self) -> list[str]:
        """Tags for whatever this task makes: its run's, its unit's and the user's own."""
        own = self.section(ClearMLSettings).tags
        unit = [
            tag(key, value)
            for key, value in (("preprocess", self.unit.preproc_id), ("model", self.unit.model))
            if value
        ]
        return list(dict.fromkeys([*self.context.tags_base, tag("phase", self.phase), *unit, *own]))

    def section(self, kind: type[S]) -> S:
        """The settings of one section. Raises ConfigError for a key or value it does not take."""
        return read(kind, self.task.sections)

    def inputs(self, phase: Phase) -> list[str]:
        """Ids of the tasks of a phase whose outputs this one reads."""
        return self.section(RunSection).inputs.get(phase.value, [])

    def input(self, phase: Phase) -> str:
        """The one task of a phase whose output this one reads. Raises ConfigError when there is none."""
        ids = self.inputs(phase)
        if len(ids) != 1:
            raise ConfigError(
                TN_(
                    "this {own} task names one {phase} task to read from",
                    "this {own} task names {n} {phase} tasks to read from",
                    n=len(ids),
                    own=self.phase,
                    phase=phase,
                ),
                allowed=T_("exactly one"),
                value=f"Run/inputs = {self.section(RunSection).inputs}",
                fix=T_("clone a task that a run has made, not a template"),
            )
        return ids[0]

    @cached_property
    def is_tried_again(self) -> bool:
        """Whether a controller makes what this task lacks and tries it once more, if it says so by failing."""
        if self.origin_run_id != self.context.run_id:
            return False
        own_phase = [tag("run", self.context.run_id), tag("phase", self.phase)]
        attempts = [task for task in self.tracker.tasks(tags=own_phase, with_sections=False) if task.unit == self.unit]
        return len(tries(attempts)) < MOST_ATTEMPTS

    def output_of(self, kind: type[O], task_id: str) -> O:
        """Another task's phase output, checked. Raises ContractError or LostInput."""
        try:
            return output_of(kind, self.tracker, task_id, run_id=self.origin_run_id)
        except NotFound as error:
            raise LostInput(error, task_id) from error

    def file_of(self, task_id: str, name: str, *, fix: str | None = None) -> Path:
        """A local copy of another task's artifact, to be read with Arrow. Raises LostInput when it was deleted."""
        require_threads()
        try:
            return self.tracker.file(task_id, name)
        except NotFound as error:
            raise LostInput(error, task_id, fix=fix) from error

    def prepared_file(self, task_id: str, name: str) -> Path:
        """A local copy of a preprocessing task's artifact, which may be an earlier run's shown again.

        Raises LostInput when it was deleted, with the command that makes it again.
        """
        return self.file_of(task_id, name, fix=f"automl submit --force-step {Phase.PREPROCESSING}")

    def draw(self, title: str, make: Callable[[], Any]) -> None:
        """Reports a figure; a picture that cannot be drawn is counted and shown, and never fails the work."""
        try:
            untemplated()
            figure = make()
            if figure is None:
                return
            self.plots += 1
            if self.plots > MOST_PLOTS:
                raise AutoMLError(T_("a task shows {n} plots at most", n=MOST_PLOTS))
            self.reporter.figure(title, figure)
        except STRANGE as error:  # counted in reporting_failures, printed, and part of the output
            self.could_not(f"plot {title!r}", error)

    def draw_plugins(self, document: Mapping[str, Any], *, first_number: int) -> None:
        """Every registered extra plot of this phase, numbered on from the built-in ones; see `drawn`."""
        plots = [plot for plot in map(PLOTS.get, PLOTS) if plot.phase == self.phase]
        if not plots:
            return
        from automl_shared.plugins.facts import drawn  # with NumPy and pandas, which not every phase needs

        for number, plot in enumerate(plots, start=first_number):
            self.draw(f"{number:02d} {plot.name}", partial(drawn, plot, document))

    def scalar(self, title: str, value: float | None) -> None:
        """Reports a number; one that does not exist (None or NaN) is left out."""
        if value is not None and value == value:
            self.reporter.scalar(title, float(value))

    def could_not(self, what: str, error: BaseException) -> None:
        """Something that is reported beside the work is missing: counted, printed, and part of the output."""
        message = f"{what}: {described(error)}"
        self.reporting_failures.append(message)
        echo(f"could not report {message}")


class _FolderLost(AutoMLError):
    """Somebody has tidied up the machine's temporary files."""


Work = Callable[[PhaseRun], PhaseOutput]


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
