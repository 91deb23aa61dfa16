"""What happened, as plain data: the candidates, who won by how much, and everything the reader is told about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from statistics import fmean
from typing import TYPE_CHECKING, Literal, Self

import numpy as np

from automl_comparison.time_left import Part
from automl_data.bundle.manifest import Answers
from automl_shared.config.models import Language
from automl_shared.frozen import Frozen
from automl_shared.paired import Confidence, Difference, Pairing, facing
from automl_shared.phase_io import (
    EffectInfo,
    Failure,
    LearningCurveInfo,
    PreprocessingInfo,
    RowInfo,
    TrainingInfo,
    Verdict,
)
from automl_shared.plugins import Metric

if TYPE_CHECKING:
    from automl_comparison.calibration import Corrected
    from automl_comparison.costs import Costs, ExpectedCosts
    from automl_comparison.ensembles import Ensembles
    from automl_comparison.expected_errors import ExpectedErrors
    from automl_comparison.groups import Sensitive
    from automl_comparison.reliability import Reliability
    from automl_comparison.segments import Weaknesses
    from automl_comparison.singles import SingleRow

Preference = Literal["accuracy", "balanced", "simple"]

ENSEMBLE = "ensemble"
"""Where a single candidate names its preparation and model, a mixture of several says this."""


class Candidate(Frozen):
    """One scored candidate. ``scores``: (n_folds,), the primary metric per fold, in fold order."""

    candidate: str
    title: str
    """What people read in place of its id, as the next two."""
    preprocess: str
    preproc_title: str
    model: str
    model_title: str
    registry_name: str
    task_id: str
    model_id: str | None
    preprocessing_task_id: str
    scores: tuple[float, ...]
    cv_mean: float
    cv_std: float
    train_mean: float | None
    """Mean of the same metric on the rows each fold was fitted on."""
    metrics: Mapping[str, float]
    """Every metric's CV mean."""
    fit_seconds: float
    predict_seconds: float
    """Per 1,000 rows."""
    size_bytes: int
    complexity: int
    """0 the simplest."""
    prepare_seconds: float = 0.0
    """Of ``predict_seconds``, what preparing the rows takes."""
    is_baseline: bool = False
    """Whether its model guesses."""
    shuffled: tuple[float, ...] = ()
    """(n_folds,): what its answers score when they are dealt to all rows at random; empty where guessing scores no
    worse, and where it was not looked at."""
    dealt_error: float | None = None
    """Standard error of such answers' lead over guessing; None where it is not known."""
    extrapolates: bool = True
    """Whether its numbers go beyond the targets it has learned from."""
    importance: Mapping[str, float] = field(default_factory=dict)
    """Column to the score lost when its values are shuffled; empty where it was not measured."""
    bundle_sha256: str = ""
    """Of the model's file; empty where it is not known."""
    effects: tuple[EffectInfo, ...] = ()
    """Of the strongest columns; empty where they were not measured, and for a mixture."""
    single_rows: tuple[RowInfo, ...] = ()
    """Typical and surprising ones with their reasons; empty where they were not looked at, and for a mixture."""
    learning_curve: LearningCurveInfo | None = None
    """None where it was not measured, and for a mixture."""

    @classmethod
    def of(cls, info: TrainingInfo, metric: str) -> Self:
        """Raises KeyError when the training was not scored with the metric."""
        on_train = info.train_scores.get(metric, [])
        return cls(
            candidate=info.candidate,
            title=info.title or info.candidate,
            preprocess=info.preproc_id,
            preproc_title=info.preproc_title or info.preproc_id,
            model=info.model,
            model_title=info.model_title or info.model,
            registry_name=info.registry_name,
            task_id=info.task_id,
            model_id=info.model_id,
            preprocessing_task_id=info.preprocessing_task_id,
            scores=tuple(info.scores[metric]),
            cv_mean=info.cv_mean[metric],
            cv_std=info.cv_std[metric],
            train_mean=float(np.mean(on_train)) if on_train and np.isfinite(on_train).all() else None,
            metrics=info.cv_mean,
            fit_seconds=info.fit_seconds,
            predict_seconds=info.predict_seconds,
            prepare_seconds=info.prepare_seconds,
            size_bytes=info.size_bytes,
            complexity=info.complexity,
            is_baseline=info.is_baseline,
            extrapolates=info.extrapolates,
            importance=info.feature_importance,
            bundle_sha256=info.bundle_sha256,
            effects=tuple(info.effects),
            single_rows=tuple(info.single_rows),
            learning_curve=info.learning_curve,
        )

    @property
    def is_ensemble(self) -> bool:
        return self.registry_name == ENSEMBLE


class Rules(Pairing):
    """How a run is decided.

    ``n_repeats``: how often all rows were dealt into new folds; fold scores come repeat after repeat.
    """

    preference: Preference
    n_repeats: int = 1


class Choice(Frozen):
    """Who won and by how much."""

    ranking: tuple[Candidate, ...]
    """Everybody, the baseline too, best CV mean first."""
    baseline: Candidate | None
    recommended: Candidate | None
    """None when nobody is clearly better than the baseline."""
    leader: Candidate | None
    """Best mean among those worth recommending, or among all models when none is; None when only the baseline ran."""
    useful: tuple[Candidate, ...]
    """Those worth recommending: clearly better than the baseline where there is one; best mean first."""
    alike: tuple[Candidate, ...]
    """Those among which the preference decided, the recommended one included; best mean first."""
    rival: Candidate | None
    """The model the recommended one can least surely be told from, the best of them; of an ensemble, a single one."""
    over_baseline: Difference | None
    """The recommended one's lead, or the leader's when nobody is recommended."""
    over_rival: Difference | None
    confidence: Confidence
    """How sure it is that no other model is as good; without one, that guessing is not."""

    @property
    def verdict(self) -> Verdict:
        return "recommended" if self.recommended else "no_useful_model"

    @property
    def models(self) -> tuple[Candidate, ...]:
        """Everybody but the baseline."""
        return tuple(one for one in self.ranking if not one.is_baseline)

    def rank(self, candidate: Candidate) -> int:
        """1 is the best CV mean."""
        return self.ranking.index(candidate) + 1


class FinalCheck(Frozen):
    """The recommended candidate's one score on the hold-out, read after the choice."""

    score: float | None = None
    n_rows: int = 0
    n_near: tuple[int, int] | None = None
    """Of numbers: rows within the distances that half, and nine out of ten, are said to lie; None where not known."""
    n_right: int | None = None
    """Of classes: rows that the model answers right; None where it is not known how it answers."""
    missing: Literal["", "nothing_recommended", "no_rows", "failed_check"] = ""
    """Why there is none."""
    cause: str = ""
    """Why it failed."""


class Asked(Frozen):
    """What the run was asked for, as far as its next steps need it.

    ``again``: the command that runs it once more; None where no run owns the task. ``model_file``: of a run without a
    server, where its model will be.
    """

    again: str | None = None
    model_file: str = ""
    dropped_columns: tuple[str, ...] = ()
    replaced_values: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    column_types: Mapping[str, str] = field(default_factory=dict)
    random_seed: int = 0
    """Of the rows that are kept back."""
    portfolio: str | None = None


class StoredModel(Frozen):
    """A registered model of the comparison's own. ``sha256``: of its file."""

    model_id: str
    sha256: str
    answers: Answers


EarlierReason = Literal[
    "not_recorded",
    "other_data",
    "other_target",
    "other_metric",
    "other_class",
    "other_folds",
    "nothing_recommended",
    "unreadable",
]


class Earlier(Frozen):
    """An earlier run beside this one. ``lead``: of this run's recommended candidate over the earlier one's."""

    run_id: str
    candidate: str = ""
    title: str = ""
    cv_mean: float = float("nan")
    lead: Difference | None = None
    """None when the two cannot be compared."""
    why: EarlierReason | None = None
    """Why they cannot."""
    cause: str = ""
    """What is wrong with a result that cannot be read."""
    means: Mapping[str, float] = field(default_factory=dict)
    """The earlier run's CV means, by candidate."""


class Facts(Frozen):
    """Everything the sentences, pictures and reports are made of."""

    run_id: str
    dataset_key: str
    metric: Metric
    preference: Preference
    data: PreprocessingInfo
    """Any one variant: target, rows, folds and findings are the same in all of them."""
    n_folds: int
    rules: Rules
    choice: Choice
    ensembles: Ensembles
    final_check: FinalCheck
    failures: tuple[Failure, ...]
    skipped: Mapping[str, str]
    """What was not tried, and why."""
    unread: frozenset[str] = frozenset()
    """Candidates that are held against guessing alone, because their answers cannot be read any more."""
    extras: tuple[str, ...] = ()
    """Candidates that were not planned: the time budget had room for them."""
    language: Language = "en"
    """What the reader reads."""
    earlier: Earlier | None = None
    """None when there is no earlier run to compare with."""
    expected_errors: ExpectedErrors | None = None
    """Of the recommended candidate; None when nothing is recommended, or its predictions cannot be read."""
    costs: Costs | None = None
    """Of errors; None where nobody has said them."""
    expected_costs: ExpectedCosts | None = None
    """None where there are no two classes, or it is not known what errors cost."""
    reliability: Reliability | None = None
    """Of probabilities as they are told; None for numbers, and where there are too few rows."""
    corrected: Corrected | None = None
    """The recommended candidate's probabilities, where they are better corrected."""
    weaknesses: Weaknesses | None = None
    """Parts of the rows that the recommended candidate predicts worse than the rest; None where it is not known."""
    sensitive: tuple[Sensitive, ...] = ()
    single_rows: tuple[SingleRow, ...] = ()
    """Typical ones, and those that the recommended candidate is most wrong or least sure about."""
    asked: Asked = field(default_factory=Asked)
    model: StoredModel | None = None
    """The recommended candidate with the way it answers; None where it answers as its training made it."""
    expected_range: tuple[float, float] | None = None
    """Where its score on very many new rows is to be expected, the lower end first; None when that is not known."""
    check_range: tuple[float, float] | None = None
    """Where the final check is to be expected, the lower end first; None when that is not known."""
    left_out: tuple[Part, ...] = ()
    """What the run's time budget left no time for while its result was put together."""
    near_ranges: tuple[tuple[float, float], tuple[float, float]] | None = None
    """Where the two counts of `FinalCheck.n_near` are to be expected; None when that is not known."""
    check_factor: float | None = None
    """Of numbers: how many times as large all errors have to be for these counts to show it, most likely; None when
    that is not known."""

    @property
    def metric_title(self) -> str:
        """The metric that decides, with the class it is about where it is about one."""
        return self.metric.titled(self.language, self.data.positive_class)

    @property
    def held_against(self) -> float | None:
        """The mean score that the recommended candidate has to beat: of guessing, or of its own answers, shuffled,
        where those score better; None where there is no baseline."""
        chosen, baseline = self.choice.recommended, self.choice.baseline
        return fmean(facing(baseline, chosen)) if chosen and baseline else None

    @property
    def is_won_by_guessing(self) -> bool:
        """Whether nothing can score better than guessing, as by recall where it always says the class looked for."""
        guess, n_classes = self.choice.baseline, len(self.data.classes)
        if guess is None or not n_classes:
            return False
        perfect = self.metric.score(np.arange(n_classes), np.eye(n_classes))
        return bool(np.isfinite(perfect)) and not self.metric.better(perfect, guess.cv_mean)

    @property
    def check_overlooks(self) -> float | None:
        """The share of the lead over what it is held against that may be gone without the final check showing it; None
        where it is not known."""
        chosen, beaten = self.choice.recommended, self.held_against
        if chosen is None or beaten is None or self.check_range is None or chosen.cv_mean == beaten:
            return None
        worst = self.check_range[0 if self.metric.greater_is_better else 1]
        return (chosen.cv_mean - worst) / (chosen.cv_mean - beaten)
