"""Models: what can be trained, for which kind of problem, and what it needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from functools import cache
from importlib.util import find_spec
from itertools import islice
from random import Random
from typing import Any, TypeVar

from automl_shared.config.models import PORTFOLIOS, Language, ModelChoice, Portfolio, TaskType
from automl_shared.errors import ConfigError, DataError
from automl_shared.frozen import Frozen
from automl_shared.plugins.monotone import MONOTONE, directions_of
from automl_shared.plugins.params import TASK_TYPES, Param, check_types
from automl_shared.plugins.registry import Registry
from automl_shared.plugins.varied import varied, varied_label, varied_of
from automl_shared.words import N_, T_, Words, own_words, say_in

WORDS: Words = {
    "gaps": N_("{name} does not take gaps, and numeric_imputation none leaves them in"),
    "categories": N_("{name} does not take categories, and categorical_encoding native leaves them in"),
    "weights": N_("{name} does not take weights of rows or classes"),
    "rows": N_("{name} is for up to {most} rows, and a fold has {n_rows} to learn from"),
    "setting": N_("{model} ({setting})"),
    "varied": N_("variation {n}"),
    "varied_setting": N_("{setting}, variation {n}"),
}
"""Why a model is not tried, and what a setting of it is called."""

Builder = Callable[[TaskType, Mapping[str, Any], int], Any]
B = TypeVar("B", bound=Callable[..., Any])


class Needs(Frozen):
    """What the rows ask of a model: that it takes gaps, categories as they are, and rows that count more or less."""

    gaps: bool = False
    categories: bool = False
    weights: bool = False


class Preset(Frozen):
    """A setting of a model that is worth a candidate of its own; its label is the model's name and the suffix."""

    suffix: str
    params: Mapping[str, Any]
    portfolios: tuple[Portfolio, ...]
    priority: int = 50
    """As `Model.priority`, for this setting."""
    task_types: tuple[TaskType, ...] = TASK_TYPES
    title: str = ""
    """What tells it from the model's other settings, as people read it; the suffix when empty."""
    title_ja: str = ""


class Model(Frozen):
    """A registered model.

    ``build(task_type, params, random_seed)`` returns an unfitted scikit-learn estimator; it imports what it needs
    itself, so that knowing a model costs nothing. ``params`` are the defaults with the user's on top.
    """

    name: str
    build: Builder
    task_types: tuple[TaskType, ...]
    complexity: int
    """Rank in simplicity: 0 the simplest. Decides between candidates that score alike."""
    summary: str
    """What it is, in one plain sentence."""
    title: str = ""
    """Its name as people read it; the registry's when empty."""
    title_ja: str = ""
    """The same in Japanese; where one of the two is missing, the other stands in."""
    defaults: Mapping[str, Any] = field(default_factory=dict)
    params: Mapping[str, Param] = field(default_factory=dict)
    """Documented parameters. One that is searched has its default among ``defaults``."""
    presets: tuple[Preset, ...] = ()
    portfolios: tuple[Portfolio, ...] = ()
    family: str = ""
    """Models of one family err alike; the strongest of each is trained before the rest. Its own name when empty."""
    priority: int = 50
    """Rank in promise: the higher, the earlier it is trained, because a time budget cuts the tail."""
    requires: str | None = None
    """Package that must be installed, when it is an optional one."""
    package: str = ""
    """Package whose version is kept with a stored model; the one it requires when empty."""
    trusted: tuple[str, ...] = ()
    """What a stored model is made of beside scikit-learn's estimators, named in full: functions and types that do
    nothing on being built but take their state, and ``module.*`` for a module's estimators. Else it is a pickle."""
    takes_gaps: bool = False
    """Whether numbers may be NaN: it is tried where ``numeric_imputation`` is ``none``."""
    takes_categories: bool = False
    """Whether columns may be pandas categories, with gaps: it is tried where ``categorical_encoding`` is ``native``."""
    takes_weights: bool = False
    """Whether ``fit`` has a parameter ``sample_weight``: it is tried where rows or classes count more or less."""
    monotone: str = ""
    """Parameter of the estimator for the directions of the features, (n_features,) 1, -1 or 0, where it has one."""
    scale_invariant: bool = False
    """Whether scaling a column changes nothing that matters, as for trees."""
    scales_itself: bool = False
    """Whether it brings its columns to one scale, so that shifting or stretching one changes nothing that matters."""
    is_baseline: bool = False
    """Whether it guesses without looking at the features: weights of classes are not for it."""
    extrapolates: bool = True
    """Whether its numbers go beyond the targets it has learned from; those of trees and neighbours stay level."""
    max_rows: int | None = None
    """Training rows above which it would need too much time or memory."""

    def __post_init__(self) -> None:
        for name in ("task_types", "presets", "portfolios", "trusted"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        object.__setattr__(self, "family", self.family or self.name)
        object.__setattr__(self, "package", self.package or self.requires or "")

    def titled(self, label: str, language: Language = "en") -> str:
        """What people read in place of a candidate's label: the model's title, and which setting of it."""
        own = own_words(self.title, self.title_ja, language) or self.name
        suffix = label.removeprefix(self.name).lstrip("-")
        if not suffix:
            return own
        return say_in(WORDS, "setting", language, model=own, setting=self._setting(suffix, language))

    def _setting(self, suffix: str, language: Language) -> str:
        """Which setting of the model a label's suffix stands for."""
        if found := varied_of(f"{self.name}-{suffix}"):
            of, number = found[0].removeprefix(self.name).lstrip("-"), found[1]
            key = "varied_setting" if of else "varied"
            return say_in(WORDS, key, language, setting=self._setting(of, language) if of else "", n=number)
        preset = next((one for one in self.presets if one.suffix == suffix), None)
        return (own_words(preset.title, preset.title_ja, language) if preset else "") or suffix

    def installed(self) -> bool:
        return self.requires is None or find_spec(self.requires) is not None

    def lacks(self, needs: Needs, language: Language = "en") -> str | None:
        """Why it cannot be trained on these rows; None when it can."""
        takes = {"gaps": self.takes_gaps, "categories": self.takes_categories, "weights": self.takes_weights}
        missing = next((need for need, taken in takes.items() if getattr(needs, need) and not taken), None)
        return None if missing is None else say_in(WORDS, missing, language, name=self.name)

    def too_many(self, n_rows: int, language: Language = "en") -> str | None:
        """Why it is not fitted on so many training rows; None when it is."""
        if self.max_rows is None or n_rows <= self.max_rows:
            return None
        return say_in(WORDS, "rows", language, name=self.name, most=f"{self.max_rows:,}", n_rows=f"{n_rows:,}")

    def check_rows(self, n_rows: int) -> None:
        """Raises DataError for more training rows than it is made for."""
        if why := self.too_many(n_rows):
            raise DataError(
                T_(
                    "the table has too many rows for this model, which needs time or memory that grows faster than "
                    "the rows"
                ),
                value=why,
                fix=T_("leave {name} out, or give it fewer rows with data.editing.query", name=self.name),
            )

    def search_space(self, task_type: TaskType) -> dict[str, Param]:
        """The parameters that are searched for this kind of problem; the default of each is in ``defaults``."""
        return {name: param for name, param in self.params.items() if param.searched and task_type in param.task_types}

    def estimator(
        self, task_type: TaskType, params: Mapping[str, Any], random_seed: int, directions: Sequence[int] = ()
    ) -> Any:
        """The unfitted estimator. ``directions``: (n_features,), of the columns that ``params.monotone`` names.

        Raises ConfigError for a missing package or a parameter it does not take.
        """
        if not self.installed():
            raise ConfigError(
                T_("the model {name!r} needs a package that is not installed", name=self.name),
                value=self.requires,
                fix=(f"pip install {self.requires}", T_("leave the model out")),
            )
        check_types(T_("the model {name!r}", name=self.name), self.params, params, f"automl plugins show {self.name}")
        if directions_of(params) and not self.monotone:
            raise ConfigError(
                T_("the model {name!r} cannot keep to the directions of columns", name=self.name),
                value=f"{MONOTONE}: {params[MONOTONE]}",
                allowed=", ".join(name for name in MODELS if MODELS.get(name).monotone),
                fix=T_("leave {params} out of its params", params=MONOTONE),
            )
        own = {name: value for name, value in params.items() if name != MONOTONE}
        if any(directions):
            own[self.monotone] = list(directions)
        try:
            return self.build(task_type, {**self.defaults, **own}, random_seed)
        except (TypeError, ValueError) as error:
            raise ConfigError(
                T_("the model {name!r} does not take these parameters", name=self.name),
                value=f"{dict(params)}: {error}",
                fix=f"automl plugins show {self.name}",
            ) from error


MODELS: Registry[Model] = Registry("model")


def model(name: str, **facts: Any) -> Callable[[B], B]:
    """Registers the decorated builder as a model. ``facts``: every other field of `Model`, lists where it has tuples.

    Raises ConfigError for a field that is missing or does not exist.
    """

    def register(build: B) -> B:
        MODELS.declare(Model, facts, name=name, build=build)
        return build

    return register


@cache
def baseline() -> str:
    """The registry name of the model that guesses, which every run trains."""
    return next(name for name in MODELS if MODELS.get(name).is_baseline)


def portfolio(name: Portfolio, task_type: TaskType) -> dict[str, ModelChoice]:
    """The installed models of a portfolio that fit the task, and their presets, by label; most promising first.

    A larger portfolio contains the smaller ones.
    """
    wider = set(PORTFOLIOS[: PORTFOLIOS.index(name) + 1])
    found: list[tuple[int, str, ModelChoice]] = []
    for one in map(MODELS.get, MODELS):
        if task_type not in one.task_types or not one.installed():
            continue
        if wider & set(one.portfolios):
            found.append((one.priority, one.name, ModelChoice(name=one.name)))
        found.extend(
            (preset.priority, f"{one.name}-{preset.suffix}", ModelChoice(name=one.name, params=dict(preset.params)))
            for preset in one.presets
            if task_type in preset.task_types and wider & set(preset.portfolios)
        )
    return {label: choice for _, label, choice in sorted(found, key=lambda entry: (-entry[0], entry[1]))}


VARIED_PARAMS = 2
"""Searched parameters that a model has at least for settings near its own to be tried."""
LARGEST_FIRST = 5
"""Settings of the largest portfolio that come before varied ones: those after them brought an ensemble nothing."""


def extras(name: Portfolio, task_type: TaskType, *, most: int, random_seed: int) -> dict[str, ModelChoice]:
    """What a portfolio goes on with while there is time, by label, at most so many; most promising first.

    The first that the largest portfolio has beyond it, then settings near its own.
    """
    planned = portfolio(name, task_type)
    beyond = [one for one in portfolio(PORTFOLIOS[-1], task_type).items() if one[0] not in planned]
    first = beyond[: min(LARGEST_FIRST, most)]
    near = _around(planned, task_type, rounds=most, random_seed=random_seed)
    return dict([*first, *islice(near, most - len(first))])


def _around(
    planned: Mapping[str, ModelChoice], task_type: TaskType, *, rounds: int, random_seed: int
) -> Iterator[tuple[str, ModelChoice]]:
    """Settings near those of a portfolio: one near each of them, then a second one near each, and so on.

    Not near those of a model with hardly anything to search, and none that was there before.
    """
    spaces = {label: MODELS.get(one.name).search_space(task_type) for label, one in planned.items()}
    seen = [(one.name, {**MODELS.get(one.name).defaults, **one.params}) for one in planned.values()]
    around = [
        (label, settings)
        for (label, one), settings in zip(planned.items(), seen, strict=True)
        if len(spaces[label]) >= VARIED_PARAMS
    ]
    for number in range(1, rounds + 1):
        for label, (name, settings) in around:
            new = varied_label(label, number)
            params = varied(spaces[label], settings, random=Random(f"{random_seed} {task_type} {new}"))
            if (name, params) not in seen:
                seen.append((name, params))
                yield new, ModelChoice(name=name, params=params)
