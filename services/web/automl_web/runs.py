"""One run as its page shows it: its task, its children, what they stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property

from automl_shared.candidate_rows import ranked
from automl_shared.errors import NotFound
from automl_shared.failures import CAUSE_KEY, REMEDY_KEY, failure_of, has_result
from automl_shared.frozen import Frozen
from automl_shared.naming import Phase, tag
from automl_shared.phase_io import (
    ComparisonInfo,
    Failure,
    Finding,
    LeaderboardRow,
    PreprocessingInfo,
    RunDocument,
    RunInfo,
    TrainingInfo,
)
from automl_shared.resuming import STATUS_KEY, can_resume
from automl_shared.sections import RunSection, read
from automl_shared.tracker import Records, TaskSnapshot, Viewer
from automl_shared.tracker.viewing import TaskQuery
from automl_shared.words import T_
from automl_web.outputs import Outputs
from automl_web.run_lines import Lamp, RunLine, find_lines, run_line, run_status, verdict_light
from automl_web.run_tasks import TaskRow, task_row
from automl_web.stages import PIPELINE, Stage, remaining, stages_of, steps_in


class RunView(Frozen):
    """Everything a run's page shows but its pictures."""

    line: RunLine
    task: TaskSnapshot
    children: tuple[TaskSnapshot, ...]
    decision: ComparisonInfo | None
    document: RunDocument | None
    leaderboard: tuple[LeaderboardRow, ...]
    metric: str | None
    failures: tuple[Failure, ...]
    not_tried: Mapping[str, str]
    """Candidate to why not, once the run has decided."""
    findings: tuple[Finding, ...]
    stages: tuple[Stage, ...]
    tasks: tuple[TaskRow, ...]
    remaining_seconds: float | None
    has_report: bool
    picture_tasks: Mapping[str, str]
    """Tasks whose pictures tell the run's story, in reading order, to the key of what they are about."""

    @property
    def running(self) -> tuple[TaskRow, ...]:
        return tuple(one for one in self.tasks if one.status in ("in_progress", "stopping") and one.phase != Phase.RUN)

    @cached_property
    def compared(self) -> frozenset[str]:
        """The candidates that can be compared: those with a training of their own."""
        return frozenset(child.unit.candidate or "" for child in counting(self.children, Phase.TRAINING) if child.unit)

    @cached_property
    def measure(self) -> str:
        """The candidate that the others are compared with by a click: the recommended one, else the first; or empty."""
        chosen = self.decision.recommendation if self.decision else None
        best_first = [*([chosen.candidate] if chosen else []), *(row.candidate for row in self.leaderboard)]
        return next((one for one in best_first if one in self.compared), "")

    @property
    def goes_on(self) -> bool:
        """Whether its page will change by itself: a run that was stopped is still ended by the controller."""
        return goes_on(self.task)

    @property
    def how_to_go_on(self) -> str:
        """Which words offer it: what failed is tried again, what was stopped or left out goes on."""
        return "resume" if self.line.status in ("aborted", "completed") else "retry"

    @property
    def without_result(self) -> dict[str, list[Failure]]:
        """Candidates and preparations by their heading; why the run itself failed is its verdict."""
        found: dict[str, list[Failure]] = {}
        for one in sorted(self.failures, key=lambda one: one.left_out):
            if one.candidate != Phase.RUN:
                failed = "without_result" if self.line.status == "aborted" else "failures"
                found.setdefault("left_out" if one.left_out else failed, []).append(one)
        return found

    @property
    def own_remedy(self) -> str:
        """What to do about a run that failed itself; empty for any other."""
        return next((one.remedy for one in self.failures if one.candidate == Phase.RUN), "")

    @property
    def can_resume(self) -> bool:
        """Whether it has ended with something that may still be done."""
        return can_resume(self.task)

    @property
    def says_how_to_predict(self) -> bool:
        """Whether what to do now begins with using the model."""
        steps = self.decision.next_steps if self.decision else []
        return any((step.command or "").startswith("automl predict") for step in steps)

    @property
    def light(self) -> Lamp:
        """Of the verdict, once there is one: the report's."""
        if self.decision is None:
            return self.line.light
        chosen = self.decision.recommendation
        return verdict_light(chosen.light if chosen else None)

    @property
    def headline(self) -> str:
        """Which words the verdict begins with."""
        if self.decision is None:
            return f"headline_{self.line.status}"
        if self.decision.recommendation is None:
            return "headline_none"
        return "headline_red" if self.light == "red" else f"headline_{self.decision.confidence}"


class Runs:
    """Reads runs."""

    def __init__(self, tracker: Records, viewer: Viewer) -> None:
        self._tracker, self._viewer = tracker, viewer
        self.outputs = Outputs(tracker)

    def lines(self, query: TaskQuery) -> list[RunLine]:
        return find_lines(self._viewer, self.outputs, query)

    def task_of(self, run_id: str) -> TaskSnapshot:
        """The run's task, by run id or by its own. Raises NotFound."""
        found = self._tracker.tasks(tags=[tag("phase", Phase.RUN), tag("run", run_id)])
        if found:
            return found[-1]
        named = self._tracker.tasks(ids=[run_id])
        if not named or tag("phase", Phase.RUN) not in named[0].tags:
            raise NotFound(T_("no run has this id"), value=run_id, fix="automl runs list")
        return named[0]

    def view(self, run_id: str) -> RunView:
        """Raises NotFound."""
        task = self.task_of(run_id)
        children = self._children(task)
        stages = self._stages(task)
        stored = self.outputs.read(RunInfo, [task]).get(task.id)
        document = stored.document if stored else None
        decision = self._decision(children)
        board, metric = self._leaderboard(children, document, decision)
        rows = tuple(task_row(child) for child in (task, *children))
        return RunView(
            line=run_line(task, stored),
            task=task,
            children=tuple(children),
            decision=decision,
            document=document,
            leaderboard=board,
            metric=metric,
            failures=_failures(task, children, document),
            not_tried=self._not_tried(children),
            findings=self._findings(children),
            stages=stages,
            tasks=rows,
            remaining_seconds=None if task.status.ended else remaining(stages, datetime.now(UTC)),
            has_report="report" in task.artifacts,
            picture_tasks=picture_tasks(children, decision),
        )

    def _children(self, task: TaskSnapshot) -> list[TaskSnapshot]:
        """The tasks of a run; those that failed with their settings, by which the reason is told."""
        found = self._tracker.tasks(parent=task.id, with_sections=False)
        own = [child for child in found if child.run_id == task.run_id]
        failed = [child.id for child in own if failure_of(child)]
        known = {one.id: one for one in self._tracker.tasks(ids=failed)} if failed else {}
        return [known.get(child.id, child) for child in own]

    def _decision(self, children: Iterable[TaskSnapshot]) -> ComparisonInfo | None:
        found = self.outputs.read(ComparisonInfo, counting(children, Phase.COMPARISON))
        return next(reversed(found.values()), None)

    def _leaderboard(
        self, children: Sequence[TaskSnapshot], document: RunDocument | None, decision: ComparisonInfo | None
    ) -> tuple[tuple[LeaderboardRow, ...], str | None]:
        """The run's own ranking, or what is known so far; and the metric it goes by."""
        if decision:
            return tuple(decision.leaderboard), decision.primary_metric
        trained = list(self.outputs.read(TrainingInfo, counting(children, Phase.TRAINING)).values())
        metric = trained[0].primary_metric if trained else None
        if document and document.leaderboard:
            return tuple(document.leaderboard), metric
        return tuple(ranked(trained)), metric

    def _not_tried(self, children: Iterable[TaskSnapshot]) -> Mapping[str, str]:
        """As the comparison was told."""
        compared = [task.id for task in counting(children, Phase.COMPARISON)][-1:]
        found = self._tracker.tasks(ids=compared) if compared else []
        return read(RunSection, found[0].sections).skipped if found else {}

    def _findings(self, children: Iterable[TaskSnapshot]) -> tuple[Finding, ...]:
        """Of all preparations, each once, the worst first."""
        infos = self.outputs.read(PreprocessingInfo, counting(children, Phase.PREPROCESSING)).values()
        distinct = {(one.code, one.message): one for info in infos for one in info.findings}
        return tuple(sorted(distinct.values(), key=lambda one: ("red", "yellow", "green").index(one.level)))

    def _stages(self, task: TaskSnapshot) -> tuple[Stage, ...]:
        return stages_of(steps_in(self._viewer.configuration(task.id, PIPELINE)))


def counting(children: Iterable[TaskSnapshot], phase: Phase) -> list[TaskSnapshot]:
    """The tasks of a phase whose result counts, oldest first."""
    return [
        child
        for child in children
        if child.unit and child.unit.phase is phase and not child.superseded and has_result(child)
    ]


def goes_on(task: TaskSnapshot) -> bool:
    """As `RunView.goes_on`, from the run's task alone."""
    return run_status(task) == "running" or not task.runtime.get(STATUS_KEY)


def picture_tasks(children: Sequence[TaskSnapshot], decision: ComparisonInfo | None) -> Mapping[str, str]:
    """As `RunView` has them. An ensemble is made by the comparison, whose pictures it then shares."""
    chosen = decision.recommendation.task_id if decision and decision.recommendation else None
    comparison = [task.id for task in counting(children, Phase.COMPARISON)][-1:]
    own = [chosen] if chosen and chosen not in comparison else []
    prepared = [task.id for task in counting(children, Phase.PREPROCESSING)][:1]
    headings = ((comparison, "pictures_of_all"), (own, "pictures_of_chosen"), (prepared, "pictures_of_data"))
    return {task_id: heading for tasks, heading in headings for task_id in tasks}


def _failures(
    task: TaskSnapshot, children: Iterable[TaskSnapshot], document: RunDocument | None
) -> tuple[Failure, ...]:
    if document:
        return tuple(document.failures)
    own = task.runtime.get(CAUSE_KEY)
    of_run = (
        [Failure(candidate="run", task_id=task.id, cause=own, remedy=task.runtime.get(REMEDY_KEY, ""))] if own else []
    )
    found = [failure_of(child) for child in children if not child.superseded]
    return (*of_run, *(one for one in found if one))
