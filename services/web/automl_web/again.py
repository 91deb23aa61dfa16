"""A run once more with other inputs: a copy of its task with edited `Args`, made a run of its own by the controller."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import ValidationError

from automl_shared.config.mistakes import what_is_wrong
from automl_shared.config.models import PORTFOLIOS, ClearMLSettings, Language
from automl_shared.naming import Naming, Phase
from automl_shared.plugins import METRICS, MODELS
from automl_shared.sections import ArgsSection, payload, read
from automl_shared.tracker import NewTask, Tasks, TaskSnapshot, Viewer
from automl_shared.words import T_
from automl_web.mistakes import WrongFields, unknown_metric, unknown_model

MOST_DATASETS = 50
FIELDS = tuple(ArgsSection.model_fields)
_NOT_COPIED = ("run:", "attempt:")


def run_again(tracker: Tasks, viewer: Viewer, task: TaskSnapshot, typed: Mapping[str, str]) -> str:
    """The id of the new run's task, which waits for the controller. Raises WrongFields before anything is made."""
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


def offers(viewer: Viewer, language: Language) -> dict[str, dict[str, str]]:
    """What may be chosen for a field, each value with what people read; anything else can be typed too."""
    models = {name: MODELS.get(name).titled(name, language) for name in MODELS}
    return {
        "dataset_id": {one.id: one.name for one in viewer.dataset_entries(most=MOST_DATASETS)},
        "models": {**{name: name for name in PORTFOLIOS}, **models},
        "primary_metric": {name: METRICS.get(name).titled(language) for name in METRICS},
    }


def args_of(typed: Mapping[str, str]) -> ArgsSection:
    """What was typed, checked. Raises WrongFields with all that is wrong."""
    found = {
        "target_column": None if typed.get("target_column") else T_("a run needs a column to predict"),
        "models": wrong_models(typed.get("models", "")),
        "primary_metric": wrong_metric(typed.get("primary_metric", "")),
    }
    wrong = {field: one for field, one in found.items() if one}
    try:
        args = ArgsSection.model_validate({name: value for name, value in typed.items() if value})
    except ValidationError as error:
        details = error.errors(include_url=False)
        refused = {str(one["loc"][0]): what_is_wrong(one) for one in details}
        raise WrongFields({**refused, **wrong}) from None
    if wrong:
        raise WrongFields(wrong)
    return args


def wrong_models(text: str) -> str | None:
    """Of what is neither a portfolio nor names of models."""
    if text in PORTFOLIOS:
        return None
    names = [name.strip() for name in text.split(",")]
    strange = next((name for name in names if name not in MODELS), None)
    if strange is None:
        return None
    return unknown_model(strange, [*PORTFOLIOS, *MODELS]) if strange else T_("name at least one model")


def wrong_metric(name: str) -> str | None:
    """Of a name that no metric has."""
    return unknown_metric(name, METRICS) if name and name not in METRICS else None
