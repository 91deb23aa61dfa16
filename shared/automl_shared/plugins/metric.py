"""Metrics: one number from truth and prediction, with its direction and a plain sentence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from inspect import signature
from math import nan
from string import Formatter
from typing import Any, Literal, TypeVar, get_args

from automl_shared.config.models import PROBLEM_NAMES, Language, ProblemType, TaskType, task_type_of
from automl_shared.errors import STRANGE, ConfigError, DataError, described
from automl_shared.frozen import Frozen
from automl_shared.plugins.registry import Registry
from automl_shared.words import N_, T_, Words, filled_in, own_words, say_in

Needs = Literal["prediction", "probability"]
Unit = Literal["target", "share", "none"]
F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")

IN_UNITS: dict[Unit, str] = {"target": "in units of the target", "share": "as a share", "none": "a bare number"}
WORDS: Words = {"plain": N_("{name} is {value}")}
"""What is said of a metric that brings no sentence."""


class Metric(Frozen):
    """A registered metric.

    ``function(y_true, y_pred)``: y_true (n_rows,), floats for regression and class indices for classification.
    y_pred (n_rows,) likewise, or (n_rows, n_classes) probabilities when ``needs`` is ``probability``. Returns a float;
    NaN where the rows allow no value. A fold may lack classes. A function that has a parameter ``sample_weight`` gets
    the rows' weights (n_rows,), where there are any.

    Raises ConfigError for facts that are not among the allowed ones, and a sentence without its ``{value}``.
    """

    name: str
    function: Callable[..., Any]
    task_types: tuple[TaskType, ...]
    greater_is_better: bool
    needs: Needs = "prediction"
    unit: Unit = "none"
    """``target``: in units of the target; ``share``: shown in per cent; ``none``: a bare number."""
    sentence: str = ""
    """What a value means, as half a plain sentence with ``{value}`` in it."""
    sentence_ja: str = ""
    """The same in Japanese; where one of the two is missing, the other stands in."""
    of_positive: str = ""
    """What a value means where it is about one of two classes: with ``{value}``, and the class as ``{positive}``."""
    of_positive_ja: str = ""
    summary: str = ""
    """What it measures, in one plain sentence."""
    summary_ja: str = ""
    title: str = ""
    """Its name as people read it; the registry's when empty."""
    title_ja: str = ""
    """As with the sentence, where one of two languages is missing the other stands in."""
    problem_types: tuple[ProblemType, ...] = ()
    """The only problems it is for; empty: all of its task types."""
    takes_at_word: bool = False
    """Whether it takes probabilities at their word, as log loss does: no others score better than the true ones. Where
    it decides, those of every candidate are drawn together or apart before they are compared and mixed."""
    takes_many: bool = False
    """Whether it scores many models at once: y_pred may have axes before the rows, and the answer has them. An ensemble
    is chosen by thousands of scores, most of whose time is that of the calls."""
    luck: Callable[[Sequence[int]], float] | None = None
    """(n_classes,) rows of each class to the variance of the score of a model that knows nothing, where that follows
    from them."""

    def __post_init__(self) -> None:
        for name in ("task_types", "problem_types"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        self._check("unit", (self.unit,), get_args(Unit))
        self._check("input it needs", (self.needs,), get_args(Needs))
        self._check("task type", self.task_types, get_args(TaskType))
        self._check("problem type", self.problem_types, get_args(ProblemType))
        for sentence in (self.sentence, self.sentence_ja):
            self._check_fields(sentence, ["value"])
        for sentence in (self.of_positive, self.of_positive_ja):
            self._check_fields(sentence, ["value", "positive"])

    def _check(self, what: str, given: Sequence[str], allowed: Sequence[str]) -> None:
        if unknown := [one for one in given if one not in allowed]:
            raise ConfigError(
                f"the metric {self.name!r} has an unknown {what}",
                value=", ".join(unknown),
                allowed=", ".join(allowed),
                fix="correct its decorator",
            )

    def _check_fields(self, sentence: str, fields: Sequence[str]) -> None:
        if sentence and {field for _, field, _, _ in Formatter().parse(sentence) if field is not None} != set(fields):
            raise ConfigError(
                f"the sentence of the metric {self.name!r} does not say its value",
                value=sentence,
                allowed=f"a text with {' and '.join(f'{{{field}}}' for field in fields)} in it and no other field",
                fix="correct the sentence",
            )

    def better(self, a: float, b: float) -> bool:
        """Whether score ``a`` beats score ``b``."""
        return a > b if self.greater_is_better else a < b

    def fits(self, problem_type: ProblemType) -> bool:
        """Whether it can score such a problem."""
        if self.problem_types:
            return problem_type in self.problem_types
        return task_type_of(problem_type) in self.task_types

    @cached_property
    def takes_weights(self) -> bool:
        """Whether rows may count more or less."""
        return "sample_weight" in signature(self.function).parameters

    def score(self, y_true: Any, predicted: Any, weights: Any = None) -> float:
        """The score of a model's predictions; NaN where the rows allow none.

        y_true: (n_rows,). predicted: (n_rows,) values, or (n_rows, n_classes) probabilities, from which the likeliest
        class is taken where the metric asks for predictions. weights: (n_rows,), which a metric that takes none leaves
        out of account. Raises DataError, naming the metric, when it fails.
        """
        likeliest = self.needs == "prediction" and predicted.ndim == 2
        return self._called(float, y_true, predicted.argmax(axis=1) if likeliest else predicted, weights)

    def scores(self, y_true: Any, predicted: Any, weights: Any = None) -> list[float]:
        """What `score` gives for each of several models, in one call where the metric takes many.

        predicted: (n_models, n_rows) values, or (n_models, n_rows, n_classes) probabilities; the rest as for `score`.
        """
        if not self.takes_many or len(predicted) == 1:
            return [self.score(y_true, one, weights) for one in predicted]
        likeliest = self.needs == "prediction" and predicted.ndim == 3
        return self._called(_floats, y_true, predicted.argmax(axis=2) if likeliest else predicted, weights)

    def _called(self, read: Callable[[Any], T], y_true: Any, y_pred: Any, weights: Any) -> T:
        weighed = {} if weights is None or not self.takes_weights else {"sample_weight": weights}
        try:
            return read(self.function(y_true, y_pred, **weighed))
        except STRANGE as error:  # whatever a stranger's function raises is told with the metric's name
            raise DataError(
                T_("the metric {name!r} cannot score these rows", name=self.name),
                value=described(error),
                fix=T_("leave {name} out of evaluation, or correct it", name=self.name),
            ) from error

    def luck_of(self, rows: Sequence[int]) -> float:
        """What `luck` says of (n_classes,) rows of each class; NaN where they allow no value, or it says nothing.

        Raises DataError, naming the metric, when it fails.
        """
        if self.luck is None:
            return nan
        try:
            variance = float(self.luck(rows))
            if variance <= 0:
                raise ValueError(f"a variance is above 0, but got {variance:g}")
        except STRANGE as error:
            raise DataError(
                T_("the metric {name!r} cannot say how far luck goes", name=self.name),
                value=described(error),
                fix=T_("leave {name} out of evaluation, or correct it", name=self.name),
            ) from error
        return variance

    def about(self) -> str:
        """What it measures, which direction is better, and its unit, in one line."""
        direction = "higher" if self.greater_is_better else "lower"
        what = self.summary or f"{self.said('{value}', 'en')}."
        return f"{what} {direction.capitalize()} is better; {IN_UNITS[self.unit]}."

    def titled(self, language: Language, positive: str = "") -> str:
        """What people read in place of its registry name, with the class it is about. ``positive``: as for `said`."""
        title = own_words(self.title, self.title_ja, language) or self.name
        return f"{title} ({positive})" if positive and self.of_positive else title

    def explained(self, language: Language) -> str:
        """What it measures, in one plain sentence; empty where it does not say."""
        return own_words(self.summary, self.summary_ja, language)

    def said(self, value: str, language: Language, positive: str = "") -> str:
        """What a value means, as half a sentence; ``value`` as people write it.

        ``positive``: of two classes the one that is looked for; empty for any other problem.
        """
        of_positive = own_words(self.of_positive, self.of_positive_ja, language)
        if positive and of_positive:
            return filled_in(of_positive, {"value": value, "positive": positive})
        sentence = own_words(self.sentence, self.sentence_ja, language)
        if not sentence:
            return say_in(WORDS, "plain", language, name=self.name, value=value)
        return filled_in(sentence, {"value": value})


def _floats(found: Any) -> list[float]:
    return [float(one) for one in found]


METRICS: Registry[Metric] = Registry("metric")


def metric(name: str, **facts: Any) -> Callable[[F], F]:
    """Registers the decorated function as a metric; see `Metric` for what it is called with. ``facts``: every other
    field of `Metric`, lists where it has tuples.

    Raises ConfigError for a field that is missing or does not exist.
    """

    def register(function: F) -> F:
        METRICS.declare(Metric, facts, name=name, function=function)
        return function

    return register


def chosen_metrics(names: Sequence[str], problem_type: ProblemType) -> list[Metric]:
    """The registered metrics, in order. Raises ConfigError for an unknown one, or one that does not fit the problem."""
    metrics = [METRICS.get(name) for name in names]
    for one in metrics:
        if not one.fits(problem_type):
            task_type = task_type_of(problem_type)
            raise ConfigError(
                T_(
                    "the metric {metric!r} is not made for {task}",
                    metric=one.name,
                    task=PROBLEM_NAMES[problem_type if task_type in one.task_types else task_type],
                ),
                value=one.name,
                allowed=", ".join(name for name in METRICS if METRICS.get(name).fits(problem_type)),
                fix=("--set evaluation.primary_metric=null", T_("correct the list of metrics")),
            )
    return metrics
