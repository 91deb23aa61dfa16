"""What a phase hands to the next one: typed, versioned, and bound to its run by a content hash.

Every output is one JSON document, stored as the task's artifact ``phase_output``. A consumer reads it with
`output_of`, which refuses a newer major version, another run's output, and a document whose hash does not match.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from automl_shared.config.models import ClassWeights, ColumnKind, ProblemType
from automl_shared.errors import ContractError, NewerOutput
from automl_shared.naming import Phase, candidate_of
from automl_shared.readings import Reading
from automl_shared.recipe import Recipe
from automl_shared.words import T_

if TYPE_CHECKING:
    from automl_shared.tracker import ArtifactReader

ARTIFACT = "phase_output"
SCHEMA_VERSION = "1.0"
_MAJOR = int(SCHEMA_VERSION.split(".")[0])


class Part(BaseModel):
    """A piece of a phase output. Keys of newer minor versions are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class PhaseOutput(Part):
    """What all phase outputs carry. ``content_hash`` is the sha256 of everything else."""

    phase: ClassVar[Phase]

    schema_version: str = Field(SCHEMA_VERSION, description="A newer number before the dot is refused.")
    run_id: str | None = Field(None, description="The run it belongs to.")
    task_id: str = Field(description="The task that made it.")
    content_hash: str = Field("", description="sha256 of everything else.")

    def sealed(self) -> Self:
        """A copy that carries its content hash."""
        return self.model_copy(update={"content_hash": content_hash(self.model_dump(mode="json"))})


class DatasetInfo(PhaseOutput):
    """The data of a run, as registered. ``hash`` is the sha256 of the file's bytes."""

    phase: ClassVar[Phase] = Phase.RUN

    id: str
    key: str
    project: str
    file_name: str
    rows: int
    columns: int
    size_bytes: int
    hash: str
    reused: bool = False


class SourceInfo(Part):
    """How the file was read. What only a text file has is empty for the others."""

    file_name: str
    format: Literal["csv", "parquet", "arrow", "workbook", "html", "json"]
    size_bytes: int
    rows: int
    columns: int
    encoding: str = ""
    separator: str = ""
    quote: str = ""
    decimal: str = ""
    thousands: str = ""


class ColumnInfo(Part):
    """One column of the data: what it is, why we think so, and how its texts were read where they are no words."""

    name: str
    dtype: str
    kind: ColumnKind
    role: Literal["feature", "target", "group", "time", "weight", "left_out"]
    reason: str
    missing: int = 0
    distinct: int = 0
    reading: Reading | None = None


class Finding(Part):
    """Something a person should know about the data, with what to do about it."""

    level: Literal["green", "yellow", "red"]
    code: str
    message: str
    action: str = ""
    columns: list[str] = Field([], description="The columns it is about, all of them.")


class FoldPlan(Part):
    """How the folds were made. ``hash`` is the sha256 of the fold table: equal hashes mean equal rows."""

    kind: Literal["kfold", "stratified", "group", "timeseries"]
    n_folds: int
    n_repeats: int
    random_seed: int
    hash: str
    reason: str


class PreprocessingInfo(PhaseOutput):
    """A preprocessing variant: recipe, schema, folds and hold-out. Nothing in it was fitted.

    The task's artifacts beside this document: ``data`` (Parquet, one row per usable row, index column ``row_id``, all
    feature columns, the target, the rows' weights where there are some, and the groups or times that the folds
    respect, as codes: numbers as float64 with infinities as gaps, categories, booleans and class labels as text) and
    ``folds`` (Parquet: ``row_id``, ``holdout`` bool, and one int8 column ``r<repeat>f<fold>`` each: 0 not used, 1
    fitted on, 2 scored on; hold-out rows are 0 everywhere).
    """

    phase: ClassVar[Phase] = Phase.PREPROCESSING

    preproc_id: str
    dataset_id: str
    dataset_hash: str
    source: SourceInfo | None = None
    reused_from: str | None = Field(None, description="The task whose result it shows again.")
    problem_type: ProblemType
    target: str
    classes: list[str] = Field(
        [], description="Class labels in order, as text; of two the positive one last; empty for regression."
    )
    class_rows: list[int] = Field([], description="Usable rows of each class; empty in outputs of versions without.")
    class_weights: ClassWeights | None = Field(None, description="By class, or `balanced`; for learning alone.")
    columns: list[ColumnInfo]
    recipe: Recipe
    fold_plan: FoldPlan
    n_rows: int
    n_rows_dropped: int = 0
    n_train: int
    n_holdout: int
    n_features_in: int
    n_features_out: int
    findings: list[Finding] = []

    @property
    def feature_names(self) -> list[str]:
        """The columns a model predicts from, before preprocessing."""
        return [column.name for column in self.columns if column.role == "feature"]

    @property
    def positive_class(self) -> str:
        """Of two classes the one that is looked for; empty for any other problem."""
        return self.classes[1] if self.problem_type == "binary" else ""

    @property
    def rows_of_class(self) -> dict[str, int]:
        """0 each where it is not known."""
        return dict(zip(self.classes, self.class_rows or [0] * len(self.classes), strict=True))

    @property
    def target_unit(self) -> str:
        """The unit of the target's numbers; empty where the file says none."""
        reading = self.target_reading
        return reading.told_unit if reading and self.problem_type == "regression" else ""

    @property
    def target_reading(self) -> Reading | None:
        """How the target's texts were read; None where they were plain."""
        return next((column.reading for column in self.columns if column.role == "target"), None)

    @property
    def weight(self) -> str | None:
        """The column of the artifact ``data`` that says how much a row counts; None where all count the same."""
        return self._of_role("weight")

    @property
    def tie(self) -> str | None:
        """The column of the artifact ``data`` with the groups or times that the folds respect, or with their codes."""
        past = self.recipe.past
        if past is not None and self.fold_plan.kind == "timeseries":
            return past.time
        role = {"group": "group", "timeseries": "time"}.get(self.fold_plan.kind)
        return self._of_role(role) if role else None

    def _of_role(self, role: str) -> str | None:
        return next((column.name for column in self.columns if column.role == role), None)


class SearchInfo(Part):
    """What the search for better parameters tried; the scores are means over the folds of the metric that decides.

    The best of many trials looks a little better than it is: ``default_score`` is what was there without the search.
    """

    method: Literal["grid", "random", "bayesian"]
    n_trials: int = Field(description="Settings tried, the default one included.")
    n_pruned: int = Field(description="Given up after some folds, clearly behind.")
    n_failed: int
    best_trial: int = Field(description="Counted from 1, which is the default setting.")
    best_score: float
    default_score: float | None = Field(description="None where the default setting could not be trained.")
    gain: float | None = Field(description="How much better the best is than the default, never negative.")
    best_params: dict[str, Any]
    seconds: float
    out_of_time: bool = False


class EffectInfo(Part):
    """How the answer changes with one column, the others as they are, less its mean over the rows: the predicted
    number, the probability of the second of two classes, or that of ``of_class`` where there are several. ``at``:
    numbers, ascending, or else ``levels``."""

    column: str
    of_class: str = ""
    at: list[float] = []
    levels: list[str] = []
    change: list[float]


class RowReason(Part):
    """What a column adds to a row's answer against its usual value: to the number, or to a probability. ``value``: what
    the row has there; None for a gap, empty for a rare level, which is not told."""

    column: str
    value: float | str | None
    by: float


class RowInfo(Part):
    """A single row, answered by a model that had not seen it. ``reasons``: the columns that move its answer most; of
    two classes it is the probability of the second, of several that of the likeliest."""

    kind: Literal["typical", "surprising"]
    row_id: int
    reasons: list[RowReason]


class LearningCurveInfo(Part):
    """The score on the same unseen rows, learned from ever more of the others; the last point is all of them."""

    rows: list[int]
    scores: list[float]
    rising: bool = Field(description="Whether more rows would still help, by more than chance.")


class TrainingInfo(PhaseOutput):
    """One candidate, scored by cross-validation.

    Artifacts beside it: ``oof_predictions`` (Parquet: ``row_id``, ``repeat``, ``fold``, and ``prediction`` or one
    column ``proba_<class index>`` per class) and ``holdout_predictions`` (same columns without repeat and fold;
    predicted, never scored here), ``model`` (the fitted bundle).
    """

    phase: ClassVar[Phase] = Phase.TRAINING

    preproc_id: str
    model: str
    registry_name: str
    title: str = Field("", description="The candidate as people read it, in the run's language.")
    model_title: str = Field("", description="Its model.")
    preproc_title: str = Field("", description="Its preparation of the data.")
    preprocessing_task_id: str
    params: dict[str, Any]
    problem_type: ProblemType
    fold_hash: str
    primary_metric: str
    scores: dict[str, list[float]] = Field(description="Metric to one out-of-fold score per fold, in fold order.")
    train_scores: dict[str, list[float]] = Field(description="The same on the rows each fold was fitted on.")
    cv_mean: dict[str, float]
    cv_std: dict[str, float]
    fit_seconds: float = Field(description="Sum over the folds, plus the refit when there is one.")
    predict_seconds: float = Field(description="Seconds per 1,000 rows.")
    prepare_seconds: float = Field(
        0.0, description="Of these, the seconds that preparing the rows takes: members of an ensemble share them."
    )
    size_bytes: int
    params_count: int | None = None
    n_features: int
    n_rows_train: int
    complexity: int = Field(description="The model's rank in simplicity, 0 the simplest; breaks ties.")
    family: str = Field("", description="Family of the model, such as linear or boosting.")
    is_baseline: bool = Field(False, description="Whether the model guesses.")
    extrapolates: bool = Field(True, description="Whether its numbers go beyond the targets it has learned from.")
    final_model: Literal["bagged", "refit"]
    bundle_sha256: str
    model_id: str | None = None
    feature_importance: dict[str, float] = Field({}, description="Feature to mean importance over the folds.")
    search: SearchInfo | None = Field(None, description="None where nothing was searched.")
    effects: list[EffectInfo] = Field(
        [], description="Of the columns that matter most; of several classes, those a column moves most."
    )
    single_rows: list[RowInfo] = Field([], description="Typical ones, and those it is most wrong about.")
    learning_curve: LearningCurveInfo | None = Field(None, description="None where it would have taken too long.")
    reporting_failures: list[str] = Field([], description="What could not be drawn or stored, and why.")

    @property
    def candidate(self) -> str:
        return candidate_of(self.preproc_id, self.model)

    def row(self, rank: int) -> LeaderboardRow:
        """The candidate in its place, by the metric that decides."""
        return LeaderboardRow(
            rank=rank,
            candidate=self.candidate,
            title=self.title,
            preprocess=self.preproc_id,
            model=self.model,
            cv_mean=self.cv_mean[self.primary_metric],
            cv_std=self.cv_std[self.primary_metric],
            fit_seconds=self.fit_seconds,
            predict_seconds=self.predict_seconds,
            size_bytes=self.size_bytes,
            task_id=self.task_id,
        )


class Failure(Part):
    """A candidate that gave no result, with its cause and what to do."""

    candidate: str
    task_id: str
    cause: str
    remedy: str
    left_out: bool = Field(
        False, description="Whether the time budget had no room for it, which is as ordered and no failure."
    )


class ChildStatus(Part):
    """One training task as the summary saw it."""

    task_id: str
    candidate: str
    title: str = Field("", description="The candidate as people read it; empty for what gave no result.")
    preprocess: str
    model: str
    status: str
    primary_metric: str | None = None
    cv_mean: float | None = None
    cv_std: float | None = None
    fit_seconds: float | None = None
    predict_seconds: float | None = None
    size_bytes: int | None = None
    cause: str | None = None
    remedy: str | None = None


class TrainingSummaryInfo(PhaseOutput):
    """All children side by side."""

    phase: ClassVar[Phase] = Phase.TRAINING_SUMMARY

    primary_metric: str
    greater_is_better: bool
    children: list[ChildStatus]
    best: str | None


class LeaderboardRow(Part):
    """One candidate in its place. Order: best CV mean first."""

    rank: int
    candidate: str
    title: str = Field("", description="The candidate as people read it; empty in runs of versions without.")
    preprocess: str
    model: str
    cv_mean: float
    cv_std: float
    fit_seconds: float
    predict_seconds: float
    size_bytes: int
    task_id: str


Light = Literal["green", "amber", "red", "none"]
"""What stands against using a model: nothing, something to bear in mind, something to deal with first; not said."""


class Recommendation(Part):
    """What to use and why. ``holdout`` is the one final check, made after the choice; None without a hold-out."""

    candidate: str
    title: str = Field("", description="The candidate as people read it; empty in runs of versions without.")
    preprocess: str
    model: str
    task_id: str
    model_id: str | None
    primary_metric: str
    cv_mean: float
    cv_std: float
    standard_error: float | None = Field(
        None, description="Of cv_mean as a forecast for new rows, from how much samples of the rows differ."
    )
    baseline: float | None
    holdout: float | None
    reason: str
    positive_class: str = Field("", description="Of two classes the one the metrics are about.")
    unit: str = Field("", description="The scores' unit, if it is the target's and the data names it.")
    light: Light = Field("none", description="What stands against using it; none in runs of versions without.")


Verdict = Literal["recommended", "no_useful_model"]


class EnsembleMemberInfo(Part):
    """A candidate in an ensemble. ``weight``: its share in the answer; they sum to 1."""

    candidate: str
    task_id: str
    weight: float


class EnsembleInfo(Part):
    """An ensemble that was asked for; without a candidate it does not compete, and ``told`` says why."""

    kind: Literal["weighted", "voting", "stacking"]
    candidate: str | None = None
    members: list[EnsembleMemberInfo] = []
    best_single: str | None = Field(None, description="The candidate its gain is measured against.")
    told: str = Field(description="Members, gain and cost, or why there is none, in plain words.")


class NextStep(Part):
    """Something to do after this run, and the command that does it."""

    text: str
    command: str


class CalibrationInfo(Part):
    """How the recommended candidate's probabilities are corrected, counted on rows that had no part in it."""

    method: Literal["temperature", "sigmoid", "isotonic"]
    rows: int
    error_before: float = Field(description="How far what is said and what happens are apart, mean over the rows.")
    error_after: float
    log_loss_before: float
    log_loss_after: float
    score: float | None = Field(None, description="The primary metric of corrected probabilities, where it takes any.")


class ComparisonInfo(PhaseOutput):
    """The decision: ranking, recommendation, and what went wrong."""

    phase: ClassVar[Phase] = Phase.COMPARISON

    primary_metric: str
    greater_is_better: bool
    verdict: Verdict
    confidence: Literal["clear", "slight", "tie"]
    sentence: str = Field(description="The verdict in plain words and units.")
    recommendation: Recommendation | None
    leaderboard: list[LeaderboardRow]
    failures: list[Failure]
    caveats: list[str] = []
    next_steps: list[NextStep] = Field([], description="What to do now, the weightiest first.")
    ensembles: list[EnsembleInfo] = []
    target: str = Field("", description="The column that is predicted.")
    dataset_hash: str = Field("", description="Of the data; a later run on the same can be compared.")
    fold_hash: str = Field("", description="Of the folds everybody was scored on.")
    recommended_scores: list[float] = Field([], description="The recommended candidate's score per fold.")
    resampling_ratio: float | None = Field(None, description="Rows scored on over rows fitted on; mean over the folds.")
    luck: float | None = Field(
        None, description="Variance of a fold's score where a model knows nothing; none where it is not known."
    )
    shuffled: dict[str, list[float]] = Field(
        {}, description="Candidate to the score per fold of its answers dealt at random, where guessing scores worse."
    )
    dealt_errors: dict[str, float] = Field(
        {}, description="Candidate to the standard error of such answers' lead over guessing, where it is known."
    )
    calibration: CalibrationInfo | None = Field(None, description="None where probabilities stay as they are.")


class InferenceInfo(PhaseOutput):
    """A request to predict, validated against the chosen model's schema."""

    phase: ClassVar[Phase] = Phase.INFERENCE

    model_task_id: str
    mode: Literal["single", "batch", "optimize"] = "single"
    expected_columns: list[str] = []
    given_columns: list[str] = []
    status: Literal["not_implemented"] = "not_implemented"
    message: str = ""


class TaskDocument(Part):
    """One task of a run, in the run's JSON document."""

    task_id: str
    phase: str
    name: str
    status: str
    attempt: int
    worker: str | None = None
    preprocess: str | None = None
    model: str | None = None
    queued_seconds: float | None = None
    run_seconds: float | None = None
    error: str | None = None


class DatasetDocument(Part):
    id: str
    key: str
    rows: int
    columns: int
    hash: str


RunStatus = Literal["completed", "completed_with_failures", "failed", "aborted", "running"]


class RunDocument(Part):
    """What ``automl submit --watch --json`` and ``automl runs show RUN --json`` print."""

    run_id: str
    status: RunStatus
    controller_task_id: str
    url: str
    dataset: DatasetDocument | None
    tasks: list[TaskDocument]
    recommendation: Recommendation | None
    leaderboard: list[LeaderboardRow]
    failures: list[Failure]


class RunInfo(PhaseOutput):
    """The finished run."""

    phase: ClassVar[Phase] = Phase.RUN

    document: RunDocument


O = TypeVar("O", bound=PhaseOutput)


def content_hash(document: dict[str, Any]) -> str:
    """sha256 of a document's canonical JSON, without its own ``content_hash``."""
    rest = {key: value for key, value in document.items() if key != "content_hash"}
    canonical = json.dumps(rest, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode(errors="surrogatepass")).hexdigest()


def output_of(kind: type[O], tracker: ArtifactReader, task_id: str, *, run_id: str | None = None) -> O:
    """A task's phase output. Raises NotFound where there is none, and what `read_output` raises."""
    return read_output(kind, tracker.document(task_id, ARTIFACT), run_id=run_id, source=f"task {task_id}")


def read_output(kind: type[O], document: Any, *, run_id: str | None = None, source: str = "") -> O:
    """The validated phase output in a JSON document. ``run_id``: the run it must belong to.

    Raises NewerOutput for a newer major version, ContractError for a wrong run, a wrong hash or a wrong shape.
    """
    what = T_("the phase output of {source}", source=source) if source else T_("the phase output")
    if not isinstance(document, dict):
        raise ContractError(T_("{what} is not a JSON object", what=what), value=type(document).__name__)
    version = str(document.get("schema_version", ""))
    if not re.match(r"[0-9]{1,4}(\.|$)", version) or int(version.split(".")[0]) > _MAJOR:
        raise NewerOutput(
            T_("{what} has a schema version this code cannot read", what=what),
            value=version or T_("none"),
            allowed=T_("up to {major}.x", major=_MAJOR),
            fix=T_("use images of the same version everywhere, then run it again"),
        )
    if run_id is not None and document.get("run_id") != run_id:
        raise ContractError(
            T_("{what} belongs to another run", what=what),
            value=document.get("run_id"),
            allowed=run_id,
            fix=T_("run it again; outputs are never mixed between runs"),
        )
    if document.get("content_hash") != content_hash(document):
        raise ContractError(
            T_("{what} was changed after it was written: its hash does not match", what=what),
            value=document.get("content_hash"),
            fix=T_("run it again"),
        )
    try:
        return kind.model_validate(document)
    except ValidationError as error:
        raise ContractError(T_("{what} is not a {kind}", what=what, kind=kind.__name__), value=str(error)) from None
