"""A task from the inside: what a phase's work reads and reports through."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from automl_shared.config.models import ClearMLSettings, OutputSettings
from automl_shared.console import echo
from automl_shared.errors import STRANGE, AutoMLError, ConfigError, LostInput, NotFound, described
from automl_shared.failures import MOST_ATTEMPTS, tries
from automl_shared.figure_sizes import sized
from automl_shared.figures import untemplated
from automl_shared.naming import Phase, Unit, tag
from automl_shared.phase_io import PhaseOutput, output_of
from automl_shared.pictures import Titled
from automl_shared.plugins import PLOTS
from automl_shared.room import require_threads
from automl_shared.run_context import RunContext
from automl_shared.sections import RunSection, read
from automl_shared.tracker import PhaseTracker, Reporter, TaskSnapshot
from automl_shared.words import T_, TN_

MOST_PLOTS = 200
"""Of one task, the plugins' too: a page shows them all."""

S = TypeVar("S", bound=BaseModel)
O = TypeVar("O", bound=PhaseOutput)
V = TypeVar("V")


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
    _kept: dict[Hashable, Any] = field(default_factory=dict, repr=False)

    @cached_property
    def reporter(self) -> Reporter:
        return self.tracker.reporter(self.task.id)

    @property
    def tags(self) -> list[str]:
        """Tags for whatever this task makes: its run's, its unit's and the user's own."""
        own = self.section(ClearMLSettings).tags
        return list(dict.fromkeys([*self.context.tags_base, *self.unit.tags, *own]))

    def section(self, kind: type[S]) -> S:
        """The settings of one section. Raises ConfigError for a key or value it does not take."""
        return self.once(kind, lambda: read(kind, self.task.sections))

    def once(self, key: Hashable, make: Callable[[], V]) -> V:
        """What is made for a key, the same object for everybody who asks: nobody may change it. Errors are not kept."""
        if key not in self._kept:
            self._kept[key] = make()
        made: V = self._kept[key]
        return made

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
            self.reporter.figure(title, sized(figure, self.section(OutputSettings).language))
        except STRANGE as error:  # counted in reporting_failures, printed, and part of the output
            self.could_not(f"plot {title!r}", error)

    def draw_all(self, pictures: Sequence[Titled], document: Mapping[str, Any]) -> None:
        """The phase's own pictures, and every registered extra plot of it, numbered on from them; see `drawn`."""
        for title, draw in pictures:
            self.draw(title, draw)
        plots = [plot for plot in map(PLOTS.get, PLOTS) if plot.phase == self.phase]
        if not plots:
            return
        from automl_shared.plugins.facts import drawn  # with NumPy and pandas, which not every phase needs

        for number, plot in enumerate(plots, start=len(pictures) + 1):
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


Work = Callable[[PhaseRun], PhaseOutput]
