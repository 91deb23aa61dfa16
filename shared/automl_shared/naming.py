"""Names, tags, projects and queues: every one of them is decided here and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum

from automl_shared.config.models import ClearMLSettings
from automl_shared.errors import ConfigError, did_you_mean
from automl_shared.frozen import Frozen
from automl_shared.run_context import RunContext


class Phase(StrEnum):
    """A kind of task. The value is what tags, templates and JSON say."""

    RUN = "run"
    PREPROCESSING = "preprocessing"
    TRAINING = "training"
    TRAINING_SUMMARY = "training-summary"
    COMPARISON = "comparison"
    INFERENCE = "inference"


class Service(StrEnum):
    """What works a queue off: one image, one agent."""

    CONTROLLER = "controller"
    PREPROCESSING = "preprocessing"
    TRAINING = "training"
    COMPARISON = "comparison"
    INFERENCE = "inference"


SERVICE_OF: Mapping[Phase, Service] = {
    Phase.RUN: Service.CONTROLLER,
    Phase.PREPROCESSING: Service.PREPROCESSING,
    Phase.TRAINING: Service.TRAINING,
    Phase.TRAINING_SUMMARY: Service.TRAINING,
    Phase.COMPARISON: Service.COMPARISON,
    Phase.INFERENCE: Service.INFERENCE,
}
MODULE_OF: Mapping[Service, str] = {service: f"automl_{service.value}" for service in Service}

DEFAULT_NAMES: Mapping[Phase, str] = {
    Phase.RUN: "run [{dataset_key}] [{run_id}]",
    Phase.PREPROCESSING: "preprocessing [{dataset_key}] [{preproc_id}] [{run_id}]",
    Phase.TRAINING: "train [{preproc_id}] [{model_name}] [{run_id}]",
    Phase.TRAINING_SUMMARY: "training-summary [{dataset_key}] [{run_id}]",
    Phase.COMPARISON: "comparison [{dataset_key}] [{run_id}]",
    Phase.INFERENCE: "inference [{dataset_key}] [{run_id}]",
}
DEFAULT_PROJECTS: Mapping[str, str] = {
    "train_models": "train_models",
    "templates": "templates",
    "datasets": "datasets",
    "pipelines": ".pipelines/automl",
}
NAME_FIELDS = ("dataset_key", "run_id", "preproc_id", "model_name", "user")

TEMPLATE_TAG = "template"
IMAGE_TAG = "image"
"""Key of the tag with the version of the images that a template was made for, or a worker has: ``image:<version>``."""
SUPERSEDED_TAG = "superseded"
SET_ASIDE_TAG = "set-aside"
"""Beside `SUPERSEDED_TAG`: what a run had left undone when somebody had it go on. Such a try does not count as lost."""
CONTENT_TAG = "content"
"""Key of the tag that carries the sha256 of a dataset's file: ``content:<hash>``."""
PREPARED_TAG = "prepared"
"""Key of the tag of a finished preprocessing task: a hash of all that decides its result, ``prepared:<hash>``."""
REUSED_TAG = "reused"
"""Key of the tag of a task that shows an earlier run's result as its own: ``reused:<run_id>``."""


def candidate_of(preproc_id: str, label: str) -> str:
    """A candidate's name, from its variant and its model's label in the run: ``<preproc_id>+<label>``."""
    return f"{preproc_id}+{label}"


def label_of(candidate: str) -> str:
    """The model's label in a candidate's name; the name itself where it is that of a model."""
    return candidate.rpartition("+")[2]


def tag(key: str, value: object) -> str:
    """``key:value``."""
    return f"{key}:{value}"


def tag_value(tags: Iterable[str], key: str) -> str | None:
    """The value of the first ``key:…`` tag."""
    prefix = f"{key}:"
    return next((one.removeprefix(prefix) for one in tags if one.startswith(prefix)), None)


class Unit(Frozen):
    """One piece of work of a run; the same unit may be tried several times, each try one task."""

    phase: Phase
    preproc_id: str | None = None
    model: str | None = None

    @classmethod
    def of_tags(cls, tags: Iterable[str]) -> Unit | None:
        """The unit a task's tags name, or None when they carry no known phase."""
        every = list(tags)
        phase = tag_value(every, "phase")
        if phase not in set(Phase):
            return None
        return cls(phase=Phase(phase), preproc_id=tag_value(every, "preprocess"), model=tag_value(every, "model"))

    @property
    def tags(self) -> list[str]:
        """What `of_tags` reads."""
        named = {"phase": self.phase, "preprocess": self.preproc_id, "model": self.model}
        return [tag(key, value) for key, value in named.items() if value]

    @property
    def candidate(self) -> str | None:
        """Its name, for a training."""
        return candidate_of(self.preproc_id, self.model) if self.preproc_id and self.model else None


def task_tags(
    context: RunContext, unit: Unit, *, attempt: int, cloned_from: str | None, own: Iterable[str] = ()
) -> list[str]:
    """All tags of a task of a run; they replace the template's."""
    origin = [tag("cloned_from", cloned_from)] if cloned_from else []
    return list(dict.fromkeys([*context.tags_base, *unit.tags, *origin, tag("attempt", attempt), *own]))


class Naming:
    """Task names, projects and queues of a run, with the overrides of ``clearml.naming`` and ``clearml.queues``.

    Raises ConfigError when an override names something that does not exist.
    """

    def __init__(self, settings: ClearMLSettings) -> None:
        self._root = settings.project_root
        self._names = dict(DEFAULT_NAMES)
        self._projects = dict(DEFAULT_PROJECTS)
        for key, value in settings.naming.items():
            self._override(key, value)
        self._queues = _queues(settings.queues)

    def _override(self, key: str, value: str) -> None:
        if key in self._projects:
            self._projects[key] = value
        elif key in set(Phase):
            _check_pattern(key, value)
            self._names[Phase(key)] = value
        else:
            known = [*Phase, *self._projects]
            raise ConfigError(
                f"unknown name `clearml.naming.{key}`{did_you_mean(key, known)}", allowed=", ".join(known)
            )

    def task_name(self, context: RunContext, unit: Unit) -> str:
        """The task's name in the UI."""
        return self._names[unit.phase].format(
            dataset_key=context.dataset_key,
            run_id=context.run_id,
            user=context.user,
            preproc_id=unit.preproc_id or "",
            model_name=unit.model or "",
        )

    def project(self, context: RunContext, phase: Phase) -> str:
        """The project a task of this phase is filed in."""
        if phase is Phase.RUN:
            return f"{context.dataset_project}/{self._projects['pipelines']}"
        if phase is Phase.TRAINING:
            return f"{context.dataset_project}/{self._projects['train_models']}"
        return context.dataset_project

    @property
    def templates_project(self) -> str:
        return f"{self._root}/{self._projects['templates']}"

    @property
    def datasets_project(self) -> str:
        return f"{self._root}/{self._projects['datasets']}"

    def queue(self, phase: Phase) -> str:
        """The queue a task of this phase waits in."""
        return self._queues[SERVICE_OF[phase]]

    def queue_of(self, service: Service) -> str:
        """The queue a service works off."""
        return self._queues[service]


def dataset_project(root: str, user: str, dataset_key: str) -> str:
    """``<project_root>/<user>/<dataset_key>``."""
    return f"{root}/{user}/{dataset_key}"


def slug(text: str) -> str:
    """``text`` as a name: lower case, words joined by ``-``, at least the three characters ClearML asks for."""
    joined = re.sub(r"[^\w.]+", "-", text.strip().casefold()).strip("-.") or "data"
    return joined if len(joined) >= 3 else f"{joined}-data"


def _queues(overrides: Mapping[str, str]) -> dict[Service, str]:
    known = ["prefix", *Service]
    unknown = [key for key in overrides if key not in known]
    if unknown:
        raise ConfigError(
            f"unknown queue `clearml.queues.{unknown[0]}`{did_you_mean(unknown[0], known)}", allowed=", ".join(known)
        )
    prefix = overrides.get("prefix", "automl")
    return {service: overrides.get(service, f"{prefix}-{service}") for service in Service}


def _check_pattern(key: str, pattern: str) -> None:
    try:
        name = pattern.format(**dict.fromkeys(NAME_FIELDS, "xxx"))
    except (KeyError, IndexError, ValueError) as error:
        raise ConfigError(
            f"`clearml.naming.{key}` has an unknown field",
            value=f"{pattern}: {error}",
            allowed=", ".join(f"{{{field}}}" for field in NAME_FIELDS),
        ) from None
    if len(name) < 3:
        raise ConfigError(f"`clearml.naming.{key}` makes names under 3 characters", value=pattern)
