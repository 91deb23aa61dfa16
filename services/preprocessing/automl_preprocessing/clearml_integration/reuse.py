"""An earlier preprocessing task that has done the very same work: what makes it the same, and how it is found."""

from __future__ import annotations

import hashlib
import inspect
import json
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from automl_preprocessing.words.reuse import REUSE
from automl_shared.config.models import CrossValidationSettings, DataSettings, Language, OutputSettings
from automl_shared.console import echo
from automl_shared.errors import ContractError, NotFound
from automl_shared.failures import has_result
from automl_shared.frozen import Frozen
from automl_shared.naming import PREPARED_TAG, REUSED_TAG, Phase, tag, tag_value
from automl_shared.phase_io import ARTIFACT, Finding, PreprocessingInfo, output_of
from automl_shared.phase_run import PhaseRun
from automl_shared.plugins import CHECKS, PREPROCESSORS
from automl_shared.recipe import Recipe
from automl_shared.sections import RunSection, VariantSection
from automl_shared.tracker import ArtifactReader, Records, TaskSnapshot, TaskStatus
from automl_shared.words import say_in

FACTS = "facts"
"""Artifact of everything the pictures are drawn from."""
NEEDED = ("data", "folds", FACTS)
LIBRARIES = ("numpy", "pandas", "pyarrow", "scikit-learn")
"""Vendors whose versions decide the numbers."""
MAX_TRIES = 3
"""Earlier tasks looked at: the newest ones mostly show the same files."""


class Earlier(Frozen):
    """A result to show again. ``source`` is the task that did the work, ``task`` the newest that shows it."""

    task: TaskSnapshot
    source_id: str
    source_run_id: str
    info: PreprocessingInfo
    facts: dict[str, Any]

    @property
    def artifacts(self) -> list[str]:
        """Everything it stored but its own phase output."""
        return [name for name in self.task.artifacts if name != ARTIFACT]


class Settings(Frozen):
    """Everything that decides what a preprocessing task makes."""

    content: str
    """What the data are: the sha256 of the file."""
    project_root: str
    """Results are never shared beyond it."""
    data: DataSettings
    variant: VariantSection
    folds: CrossValidationSettings
    output: OutputSettings

    @property
    def key(self) -> str:
        """sha256 of the settings, of our code, and of the plugins and libraries it uses."""
        decisive = {
            "content": self.content,
            "project_root": self.project_root,
            "data": self.data.model_dump(exclude={"dataset_id", "csv_path"}),
            "variant": self.variant.model_dump(),
            "folds": self.folds.model_dump(),
            "output": self.output.model_dump(exclude={"final_model", "top_k"}),
            "recipe": Recipe.model_fields["version"].default,
            "code": code_hash(),
            "plugins": {
                plugin.name: _source_hash(PREPROCESSORS.get(plugin.name).build) for plugin in self.variant.plugins
            },
            "checks": {name: _source_hash(CHECKS.get(name).find) for name in CHECKS},
            "libraries": {name: version(name) for name in LIBRARIES},
        }
        return hashlib.sha256(json.dumps(decisive, sort_keys=True).encode()).hexdigest()


def look(run: PhaseRun, variant: VariantSection) -> Earlier | None:
    """An earlier result of this task's data and settings, unless it shall be done again; says which it is.

    Marks the task as one whose own result can be shown again. Raises NotFound for a dataset that does not exist.
    """
    data, output = run.section(DataSettings), run.section(OutputSettings)
    if data.dataset_id is None:
        _tell(run, "by_hand")
        return None
    settings = Settings(
        content=run.tracker.dataset(data.dataset_id).facts.get("hash") or data.dataset_id,
        project_root=run.context.project_root,
        data=data,
        variant=variant,
        folds=run.section(CrossValidationSettings),
        output=output,
    )
    run.tags_when_stored.append(tag(PREPARED_TAG, settings.key))
    if run.phase in run.section(RunSection).force_steps:
        _tell(run, "forced")
        return None
    if run.task.attempt > 1:
        _tell(run, "tried_again")
        return None
    earlier = find(run.tracker, settings.key, output.language)
    if earlier is None:
        _tell(run, "made")
    return earlier


def show(run: PhaseRun, earlier: Earlier, draw: Callable[[PhaseRun, dict[str, Any]], None]) -> PreprocessingInfo:
    """The earlier result as this task's own: its files linked, its pictures drawn again by ``draw``."""
    language, tracker = run.section(OutputSettings).language, run.tracker
    url = tracker.task_url(earlier.source_id)
    message = _tell(run, "reused", run_id=earlier.source_run_id, url=url)
    for name in earlier.artifacts:
        tracker.link_file(earlier.task.id, name, run.task.id)
    info = earlier.info
    told = Finding(level="green", code=REUSED_TAG, message=message, action=say_in(REUSE, "redo", language))
    findings = [*(finding for finding in info.findings if finding.code != REUSED_TAG), told]
    draw(run, {**earlier.facts, "findings": [*earlier.facts["findings"], told.model_dump()]})
    run.tags_when_stored.append(tag(REUSED_TAG, earlier.source_run_id))
    own = {"run_id": run.context.run_id, "task_id": run.task.id, "dataset_id": run.section(DataSettings).dataset_id}
    return info.model_copy(update={**own, "reused_from": earlier.source_id, "findings": findings})


def _tell(run: PhaseRun, key: str, **values: object) -> str:
    """The sentence of a key, on the console and as the task's comment."""
    language = run.section(OutputSettings).language
    text = say_in(REUSE, key, language, **values)
    redo = say_in(REUSE, "redo", language) if key == "reused" else ""
    comment = "\n".join(part for part in (text, redo) if part)
    echo(comment)
    run.tracker.edit(run.task.id, comment=comment)
    return text


@cache
def code_hash() -> str:
    """sha256 of the sources of this service and of the contracts: a corrected step is never answered from before."""
    digest = hashlib.sha256()
    for package in ("automl_preprocessing", "automl_shared"):
        root = files(package)
        assert isinstance(root, Path), "our packages are folders on disk"
        for file in sorted(root.rglob("*.py")):
            digest.update(str(file.relative_to(root)).encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()


def find(tracker: Records, key: str, language: Language) -> Earlier | None:
    """The newest earlier result of these settings that can still be read; says why another one cannot."""
    done = tracker.tasks(tags=[tag(PREPARED_TAG, key)], statuses=[TaskStatus.COMPLETED, TaskStatus.PUBLISHED])
    ours = [task for task in done if task.unit and task.unit.phase is Phase.PREPROCESSING and has_result(task)]
    for task in ours[::-1][:MAX_TRIES]:
        try:
            return _earlier(tracker, task, language)
        except (ContractError, NotFound) as error:
            echo(say_in(REUSE, "unusable", language, task=task.id, why=error.cause))
    return None


def _earlier(tracker: ArtifactReader, task: TaskSnapshot, language: Language) -> Earlier:
    """Raises ContractError or NotFound when the result cannot be shown again."""
    if task.superseded:
        raise ContractError(say_in(REUSE, "superseded", language))
    if "archived" in task.system_tags:
        raise NotFound(say_in(REUSE, "archived", language))
    gone = [name for name in dict.fromkeys([*NEEDED, *task.artifacts]) if not tracker.has_file(task.id, name)]
    if gone:
        raise NotFound(say_in(REUSE, "files_gone", language, names=", ".join(gone)))
    info = output_of(PreprocessingInfo, tracker, task.id)
    return Earlier(
        task=task,
        source_id=info.reused_from or task.id,
        source_run_id=tag_value(task.tags, REUSED_TAG) or info.run_id or "",
        info=info,
        facts=tracker.document(task.id, FACTS),
    )


def _source_hash(build: Any) -> str:
    """sha256 of the file a plugin's builder is written in."""
    file = inspect.getsourcefile(build)
    return hashlib.sha256(Path(file).read_bytes()).hexdigest() if file else repr(build)
