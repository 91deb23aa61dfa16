"""A run as one line beside others: what it worked on, what it recommends, how good that is and what it took."""

from __future__ import annotations

from dataclasses import field

from pydantic import BaseModel, ValidationError

from automl_controller.runs.document import comparison_of, run_document
from automl_controller.runs.reading import read_state
from automl_controller.runs.state import RunState
from automl_shared.config.models import DataSettings, Language
from automl_shared.errors import ContractError, NotFound
from automl_shared.folds import fold_sizes
from automl_shared.frozen import Frozen
from automl_shared.lazy import pd
from automl_shared.naming import Phase, Unit
from automl_shared.paired import resampling_ratio
from automl_shared.phase_io import ComparisonInfo, Recommendation, RunDocument, TrainingInfo, output_of
from automl_shared.plugins import METRICS
from automl_shared.plugins.model import baseline
from automl_shared.sections import Payload
from automl_shared.tracker import ArtifactReader, RunRecords, TaskSnapshot


class RunFacts(Frozen):
    """What is not known, because the run failed, still runs or recommends nothing, is None or empty."""

    document: RunDocument
    language: Language
    data: DataSettings
    settings: Payload
    metric: str | None = None
    greater_is_better: bool = True
    baseline: float | None = None
    fold_hash: str = ""
    preprocessing_task_id: str = ""
    scores: tuple[float, ...] = field(default=())
    """(n_folds,), the recommended candidate's, in fold order."""

    @property
    def run_id(self) -> str:
        return self.document.run_id

    @property
    def recommended(self) -> Recommendation | None:
        return self.document.recommendation

    @property
    def scored_class(self) -> str:
        """Of two classes the one that its metric is about; empty where it is about both."""
        name = self.metric or ""
        if self.recommended is None or name not in METRICS or not METRICS.get(name).of_positive:
            return ""
        return self.recommended.positive_class

    def titled_metric(self, language: Language) -> str:
        """What people read in place of the metric's name; the name where it is not installed here."""
        name = self.metric or ""
        return METRICS.get(name).titled(language, self.scored_class) if name in METRICS else name

    @property
    def dataset_hash(self) -> str:
        return self.document.dataset.hash if self.document.dataset else ""

    @property
    def seconds(self) -> float | None:
        """From the run's start to its end."""
        return next((task.run_seconds for task in self.document.tasks if task.phase == Phase.RUN), None)


def run_facts(tracker: RunRecords, task: TaskSnapshot) -> RunFacts:
    """Reads a run. Raises ConfigError for a task that holds no run, ContractError for an output that was changed."""
    state = read_state(tracker, task)
    decision = comparison_of(tracker, state)
    document = run_document(tracker, state)
    known = state.known_problem
    return RunFacts(
        document=document,
        language=state.language,
        data=state.plan.config.data,
        settings=task.sections,
        metric=decision.primary_metric if decision else None,
        greater_is_better=decision.greater_is_better if decision else True,
        baseline=_baseline(document),
        fold_hash=known.fold_plan.hash if known else "",
        preprocessing_task_id=next(iter(state.preprocessing), ""),
        scores=_scores(tracker, state, decision) if decision and decision.recommendation else (),
    )


def ratio_of(tracker: ArtifactReader, facts: RunFacts) -> float:
    """Rows scored on over rows fitted on, mean over the folds. Raises NotFound when the fold table was deleted."""
    return resampling_ratio(fold_sizes(pd.read_parquet(tracker.file(facts.preprocessing_task_id, "folds"))))


def _baseline(document: RunDocument) -> float | None:
    if document.recommendation:
        return document.recommendation.baseline
    return next((row.cv_mean for row in document.leaderboard if row.model == baseline()), None)


class _Scored(BaseModel):
    candidate: str
    scores: tuple[float, ...]


class _Ranking(BaseModel):
    """The part of a comparison's artifact ``report_json`` that is read here."""

    candidates: list[_Scored]


def _scores(tracker: ArtifactReader, state: RunState, decision: ComparisonInfo) -> tuple[float, ...]:
    """The recommended candidate's scores per fold: a single one's from its training, a mixture's from the comparison.

    Empty where they were deleted: the run is then shown without.
    """
    found = decision.recommendation
    comparison = state.record.get(Unit(phase=Phase.COMPARISON))
    assert found is not None, "asked for runs that recommend something"
    try:
        if comparison is None or found.task_id != comparison.id:
            info = output_of(TrainingInfo, tracker, found.task_id, run_id=decision.run_id)
            return tuple(info.scores.get(found.primary_metric, []))
        ranking = _Ranking.model_validate(tracker.document(comparison.id, "report_json"))
    except (NotFound, ContractError, ValidationError):
        return ()
    return next((candidate.scores for candidate in ranking.candidates if candidate.candidate == found.candidate), ())
