"""Models: what can be trained, for which kind of problem, and what it needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any

from automl_shared.config.models import PORTFOLIOS, Portfolio, TaskType
from automl_shared.errors import ConfigError
from automl_shared.plugins.registry import Registry

Builder = Callable[[TaskType, Mapping[str, Any], int], Any]


@dataclass(frozen=True, kw_only=True)
class Model:
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
    defaults: Mapping[str, Any] = field(default_factory=dict)
    portfolios: tuple[Portfolio, ...] = ()
    requires: str | None = None
    """Package that must be installed, when it is an optional one."""

    def installed(self) -> bool:
        return self.requires is None or find_spec(self.requires) is not None

    def estimator(self, task_type: TaskType, params: Mapping[str, Any], random_seed: int) -> Any:
        """The unfitted estimator. Raises ConfigError for a missing package or a parameter it does not take."""
        if not self.installed():
            raise ConfigError(
                f"the model {self.name!r} needs a package that is not installed",
                value=self.requires,
                fix=f"pip install {self.requires}, or leave the model out",
            )
        try:
            return self.build(task_type, {**self.defaults, **params}, random_seed)
        except (TypeError, ValueError) as error:
            raise ConfigError(
                f"the model {self.name!r} does not take these parameters",
                value=f"{dict(params)}: {error}",
                fix=f"automl plugins show {self.name}",
            ) from error


MODELS: Registry[Model] = Registry("model")


def model(
    name: str,
    *,
    task_types: Sequence[TaskType],
    complexity: int,
    summary: str,
    defaults: Mapping[str, Any] | None = None,
    portfolios: Sequence[Portfolio] = (),
    requires: str | None = None,
) -> Callable[[Builder], Builder]:
    """Registers the decorated builder as a model; see `Model`."""

    def register(build: Builder) -> Builder:
        MODELS.register(
            name,
            Model(
                name=name,
                build=build,
                task_types=tuple(task_types),
                complexity=complexity,
                summary=summary,
                defaults=dict(defaults or {}),
                portfolios=tuple(portfolios),
                requires=requires,
            ),
        )
        return build

    return register


def portfolio(name: Portfolio, task_type: TaskType) -> list[str]:
    """The installed models of a portfolio that fit the task, simplest first; a larger one contains the smaller ones."""
    wider = PORTFOLIOS[: PORTFOLIOS.index(name) + 1]
    chosen = [
        one
        for one in map(MODELS.get, MODELS)
        if task_type in one.task_types and one.installed() and set(one.portfolios) & set(wider)
    ]
    return [one.name for one in sorted(chosen, key=lambda one: (one.complexity, one.name))]
