"""Templates: one task per phase, made once from code, found by tag and version and never by name."""

from __future__ import annotations

import hashlib
import json
import logging
from functools import cache

import automl_shared
from automl_controller.runs.plan import SECTIONS_OF, TASK_TYPE_OF
from automl_shared.config.models import ClearMLSettings
from automl_shared.frozen import Frozen
from automl_shared.naming import IMAGE_TAG, MODULE_OF, SERVICE_OF, TEMPLATE_TAG, Naming, Phase, tag, tag_value
from automl_shared.sections import Payload, payload
from automl_shared.tracker import NewTask, TaskReader, Tasks, TaskSnapshot

log = logging.getLogger("automl.controller")


class Template(Frozen):
    """A template on the server."""

    phase: Phase
    task_id: str
    version: str
    made_now: bool = False


def wanted(phase: Phase, settings: ClearMLSettings) -> tuple[NewTask, str]:
    """The template this code needs for a phase, and its version: a hash of everything it holds."""
    naming = Naming(settings)
    version = _version(phase)
    new = NewTask(
        name=f"template [{phase}]",
        project=naming.templates_project,
        sections=_sections(phase),
        module=MODULE_OF[SERVICE_OF[phase]],
        tags=[
            TEMPLATE_TAG,
            tag("phase", phase),
            tag("version", version),
            tag("root", settings.project_root),
            tag(IMAGE_TAG, automl_shared.__version__),
        ],
        type=TASK_TYPE_OF[phase],
        comment=f"Template of the {phase} phase, made by `automl templates sync`. Runs are clones of it.",
    )
    return new, version


def _sections(phase: Phase) -> Payload:
    return payload(*(kind() for kind in SECTIONS_OF[phase]))


@cache
def _version(phase: Phase) -> str:
    content = json.dumps(
        [phase, MODULE_OF[SERVICE_OF[phase]], _sections(phase), automl_shared.__version__], sort_keys=True
    )
    return hashlib.sha256(content.encode()).hexdigest()[:12]


def sync(tracker: Tasks, settings: ClearMLSettings) -> list[Template]:
    """Makes the templates of this version that the server does not have yet."""
    present = {
        (tag_value(task.tags, "phase"), tag_value(task.tags, "version")): task.id for task in listed(tracker, settings)
    }
    templates = []
    for phase in Phase:
        version = _version(phase)
        known = present.get((phase.value, version))
        task_id = known or tracker.create(wanted(phase, settings)[0])
        templates.append(Template(phase=phase, task_id=task_id, version=version, made_now=known is None))
    return templates


def listed(tracker: TaskReader, settings: ClearMLSettings) -> list[TaskSnapshot]:
    """Every template below the project root, of any version, oldest first."""
    return tracker.tasks(tags=[TEMPLATE_TAG, tag("root", settings.project_root)])


class Templates:
    """The templates a run is cloned from: the config's choice, else this version's, made if there is none.

    Raises NotFound for a choice that does not exist.
    """

    def __init__(self, tracker: Tasks, settings: ClearMLSettings) -> None:
        self._tracker, self._settings = tracker, settings
        self._ids: dict[Phase, str] = {}

    def id_of(self, phase: Phase) -> str:
        chosen = self._settings.templates.get(phase.value)
        if phase is Phase.RUN and self._settings.template_task_id:
            chosen = self._settings.template_task_id
        if chosen:
            return self._tracker.task(chosen).id
        if phase not in self._ids:
            version = _version(phase)
            found = self._tracker.tasks(
                tags=[
                    TEMPLATE_TAG,
                    tag("phase", phase),
                    tag("version", version),
                    tag("root", self._settings.project_root),
                ]
            )
            if found:
                self._ids[phase] = found[0].id
            else:
                log.warning("the server has no template of this version for the phase %s: it is made again", phase)
                made = {one.phase: one.task_id for one in sync(self._tracker, self._settings)}
                self._ids[phase] = made[phase]
        return self._ids[phase]

    def forget(self, phase: Phase) -> None:
        """The template that was last told of does not exist any more."""
        self._ids.pop(phase, None)
