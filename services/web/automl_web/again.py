"""A run once more with other inputs: a copy of its task with edited `Args`, made a run of its own by the controller."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import ValidationError

from automl_shared.config.models import PORTFOLIOS, ClearMLSettings
from automl_shared.errors import ConfigError, did_you_mean
from automl_shared.naming import Naming, Phase
from automl_shared.plugins import METRICS, MODELS
from automl_shared.sections import ArgsSection, payload, read
from automl_shared.tracker import NewTask, TaskSnapshot, Tracker, Viewer

FIELDS = tuple(ArgsSection.model_fields)
_NOT_COPIED = ("run:", "attempt:")


class WrongField(ConfigError):
    """what was typed into a field cannot be used"""

    def __init__(self, field: str, what: str, **details: str) -> None:
        super().__init__(what, **details)
        self.field = field


def run_again(tracker: Tracker, viewer: Viewer, task: TaskSnapshot, typed: Mapping[str, str]) -> str:
    """The id of the new run's task, which waits for the controller. Raises WrongField before anything is made."""
    sections = {**task.sections, **payload(args_of(typed))}
    made = tracker.clone(
        task.id,
        NewTask(
            name=task.name,
            project=viewer.details(task.id).project,
            parent=task.id,
            tags=[one for one in task.tags if not one.startswith(_NOT_COPIED)],
            system_tags=[one for one in task.system_tags if one != "archived"],
            sections=sections,
        ),
    )
    tracker.enqueue([made], Naming(read(ClearMLSettings, sections)).queue(Phase.RUN))
    return made


def args_of(typed: Mapping[str, str]) -> ArgsSection:
    """What was typed, checked. Raises WrongField."""
    if not typed.get("target_column"):
        raise WrongField("target_column", "a run needs a column to predict")
    check_models(typed.get("models", ""))
    check_metric(typed.get("primary_metric", ""))
    try:
        return ArgsSection.model_validate({name: value for name, value in typed.items() if value})
    except ValidationError as error:
        detail = error.errors()[0]
        raise WrongField(str(detail["loc"][0]), detail["msg"]) from None


def check_models(text: str) -> None:
    """Raises WrongField for what is neither a portfolio nor names of models."""
    if text in PORTFOLIOS:
        return
    names = [name.strip() for name in text.split(",")]
    unknown = next((name for name in names if name not in MODELS), None)
    if unknown is not None:
        known = [*PORTFOLIOS, *MODELS]
        what = f"no model is called {unknown!r}{did_you_mean(unknown, known)}" if unknown else "name at least one model"
        raise WrongField("models", what, allowed=", ".join(known))


def check_metric(name: str) -> None:
    """Raises WrongField for a name that no metric has."""
    if name and name not in METRICS:
        what = f"no metric is called {name!r}{did_you_mean(name, METRICS)}"
        raise WrongField("primary_metric", what, allowed=", ".join(METRICS))
