"""A worker whose version is not its task's template's says so: a warning, or a refusal across major versions."""

from __future__ import annotations

from pathlib import Path

import pytest

import automl_shared
from automl_controller.runs.templates import listed, sync
from automl_shared.config.models import ClearMLSettings, OutputSettings
from automl_shared.errors import ContractError
from automl_shared.failures import CAUSE_KEY, REMEDY_KEY
from automl_shared.naming import IMAGE_TAG, Phase, tag, tag_value
from automl_shared.phase import run_task
from automl_shared.phase_io import InferenceInfo
from automl_shared.phase_run import PhaseRun
from automl_shared.sections import RunSection, payload
from automl_shared.template_version import about_version
from automl_shared.tracker import NewTask, TaskSnapshot
from automl_shared.tracker.memory import MemoryTracker


def work(run: PhaseRun) -> InferenceInfo:
    return InferenceInfo(
        run_id=run.context.run_id,
        task_id=run.task.id,
        model_task_id="m",
        expected_columns=[],
        given_columns=[],
        message="",
    )


class Queue:
    """Tasks of one template, worked off by this version."""

    def __init__(self, folder: Path) -> None:
        self.tracker = MemoryTracker(folder)

    def template(self, version: str) -> str:
        tags = ["template", "phase:inference", tag(IMAGE_TAG, version)]
        return self.tracker.create(NewTask(name="template [inference]", project="p", tags=tags, sections={}))

    def run(self, template: str, language: str = "en") -> tuple[int, TaskSnapshot]:
        owner = RunSection(run_id="r", dataset_key="k", user="u", dataset_project="p")
        output = OutputSettings.model_validate({"language": language})
        tags = ["phase:inference", tag("cloned_from", template)]
        new = NewTask(name="inference", project="p", tags=tags, sections=payload(owner, output), comment="as it was")
        task_id = self.tracker.create(new)
        self.tracker.edit(task_id, sections=payload(owner.model_copy(update={"task_id": task_id})))
        return run_task({Phase.INFERENCE: work}, self.tracker, task_id), self.tracker.task(task_id)


@pytest.fixture
def queue(tmp_path: Path) -> Queue:
    return Queue(tmp_path)


def test_every_template_names_the_version_of_the_images_it_is_for(queue: Queue) -> None:
    sync(queue.tracker, ClearMLSettings())
    made = listed(queue.tracker, ClearMLSettings())
    assert len(made) == len(Phase)
    assert {tag_value(one.tags, IMAGE_TAG) for one in made} == {automl_shared.__version__}


def test_the_same_version_says_nothing(queue: Queue, capsys: pytest.CaptureFixture[str]) -> None:
    code, task = queue.run(queue.template(automl_shared.__version__))
    assert (code, task.comment) == (0, "as it was")
    assert "version" not in capsys.readouterr().err


def test_another_version_is_said_in_the_console_and_on_the_task(
    queue: Queue, capsys: pytest.CaptureFixture[str]
) -> None:
    code, task = queue.run(queue.template("0.99.3"))
    assert code == 0
    for said in (task.comment, capsys.readouterr().err):
        assert f"version 0.99.3 of the images, this worker runs version {automl_shared.__version__}" in said
        assert "automl templates sync" in said
    assert task.comment.endswith("\nas it was")


def test_it_is_said_in_the_language_of_the_run(queue: Queue) -> None:
    _, task = queue.run(queue.template("0.99.3"), language="ja")
    assert "バージョン 0.99.3 用" in task.comment


def test_another_major_version_runs_nothing(queue: Queue) -> None:
    code, task = queue.run(queue.template("7.0.0"))
    assert code == 1
    assert task.runtime[CAUSE_KEY].endswith(f"(template 7.0.0, worker {automl_shared.__version__})")
    assert "images of one version" in task.runtime[REMEDY_KEY]
    assert not task.artifacts


def test_a_template_that_is_gone_or_names_no_version_stops_nobody(queue: Queue) -> None:
    nameless = queue.tracker.create(NewTask(name="template", project="p", tags=["template"], sections={}))
    assert [queue.run(template)[0] for template in ("gone", nameless)] == [0, 0]


@pytest.mark.parametrize(("template", "worker", "refused"), [("1.2.0", "1.10.0", False), ("1.9.0", "2.0.0", True)])
def test_only_the_major_version_decides(template: str, worker: str, refused: bool) -> None:
    tags = [tag(IMAGE_TAG, template)]
    if refused:
        with pytest.raises(ContractError, match="another major version"):
            about_version(tags, "en", worker)
    else:
        assert f"version {template} of the images, this worker runs version {worker}" in about_version(
            tags, "en", worker
        )
