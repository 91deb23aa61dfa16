"""An earlier result is shown again exactly when nothing that decides it has changed, and only while it can be read."""

from __future__ import annotations

import runpy
from collections.abc import Callable
from contextlib import redirect_stderr
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from automl_data.intake import file_hash
from automl_preprocessing.clearml_integration import run
from automl_preprocessing.clearml_integration.reuse import Settings, find
from automl_shared.config.models import CrossValidationSettings, DataSettings, OutputSettings
from automl_shared.copies import adopt_copy
from automl_shared.errors import NotFound
from automl_shared.folds import fold_hash
from automl_shared.naming import Phase, tag_value
from automl_shared.phase import run_task
from automl_shared.phase_io import ARTIFACT, PreprocessingInfo, read_output
from automl_shared.phase_run import PhaseRun
from automl_shared.plugins import PREPROCESSORS, load_plugins
from automl_shared.sections import RunSection, VariantSection, payload
from automl_shared.tracker import NewTask, TaskSnapshot, TaskStatus

from .conftest import KeepingTracker, people

SETTINGS = Settings(
    content="c",
    project_root="AutoML",
    data=DataSettings(target_column="y"),
    variant=VariantSection(),
    folds=CrossValidationSettings(),
    output=OutputSettings(),
)


@dataclass(frozen=True)
class Shop:
    """A server with data on it, on which runs prepare them."""

    tracker: KeepingTracker
    table: Path

    def prepare(self, run_id: str, *, attempt: int = 1, **changes: Any) -> TaskSnapshot:
        """The ended preprocessing task of a run; ``changes`` are of single settings, by any section's key."""
        people(120).to_csv(self.table, index=False)
        dataset = self.tracker.register_dataset(
            self.table, name="people", project="p", tags=[], facts={"hash": file_hash(self.table)}
        )
        head = {"run_id": run_id, "dataset_key": "people", "user": "u", "dataset_project": "p"}
        data = {"dataset_id": dataset, "target_column": "churn"}
        sections = [
            _changed(RunSection, head, changes),
            _changed(DataSettings, data, changes),
            _changed(VariantSection, {"preproc_id": "standard-onehot"}, changes),
            _changed(CrossValidationSettings, {}, changes),
            _changed(OutputSettings, {}, changes),
        ]
        assert not changes, "settings no section has"
        task_id = self.tracker.create(
            NewTask(
                name="preprocessing",
                project="p",
                tags=["phase:preprocessing", f"run:{run_id}", f"attempt:{attempt}"],
                sections=payload(*sections),
            )
        )
        self.tracker.edit(task_id, sections={"Run": {"task_id": f'"{task_id}"'}})
        assert run_task({Phase.PREPROCESSING: run}, self.tracker, task_id) == 0
        self.tracker.mark(task_id, TaskStatus.COMPLETED)
        return self.tracker.task(task_id)

    def info(self, task: TaskSnapshot) -> PreprocessingInfo:
        return read_output(PreprocessingInfo, self.tracker.document(task.id, ARTIFACT), run_id=task.run_id)


def _changed(kind: type[Any], usual: dict[str, Any], changes: dict[str, Any]) -> Any:
    own = {key: changes.pop(key) for key in list(changes) if key in kind.model_fields}
    return kind(**{**usual, **own})


@pytest.fixture
def shop(tracker: KeepingTracker, tmp_path: Path) -> Shop:
    return Shop(tracker, tmp_path / "people.csv")


@dataclass(frozen=True)
class Again:
    """Three runs on the same data, for tests that only look; ``told``: what the second one printed."""

    shop: Shop
    first: TaskSnapshot
    second: TaskSnapshot
    third: TaskSnapshot
    told: str


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory) -> Again:
    folder = tmp_path_factory.mktemp("again")
    shop = Shop(KeepingTracker(folder / "tracker"), folder / "people.csv")
    first = shop.prepare("run-1")
    with redirect_stderr(StringIO()) as told:
        second = shop.prepare("run-2")
    return Again(shop, first, second, shop.prepare("run-3"), told.getvalue())


def test_the_same_data_and_settings_are_not_prepared_again(again: Again) -> None:
    shop, first, second = again.shop, again.first, again.second
    before, after = shop.info(first), shop.info(second)

    assert before.reused_from is None
    assert (after.reused_from, after.run_id, after.task_id) == (first.id, "run-2", second.id)
    own = {"run_id", "task_id", "dataset_id", "reused_from", "findings", "content_hash"}
    assert after.model_dump(exclude=own) == before.model_dump(exclude=own)
    assert set(second.artifacts) == set(first.artifacts)
    assert shop.tracker.file(second.id, "data") == shop.tracker.file(first.id, "data")
    assert fold_hash(pd.read_parquet(shop.tracker.file(second.id, "folds"))) == after.fold_plan.hash


def test_the_same_pictures_and_numbers_are_shown(again: Again) -> None:
    before, after = (again.shop.tracker.reporters[task.id] for task in (again.first, again.second))

    assert list(after.figures) == list(before.figures)
    assert after.scalars == before.scalars
    told = {title: figure.to_json() for title, figure in after.figures.items()}
    differing = [title for title, figure in before.figures.items() if figure.to_json() != told[title]]
    assert all("quality" in title for title in differing)


def test_it_is_said_with_the_run_and_a_link(again: Again) -> None:
    shop, first, second = again.shop, again.first, again.second
    (finding,) = [one for one in shop.info(second).findings if one.code == "reused"]

    for told in (second.comment, finding.message, again.told):
        assert "run run-1" in told
        assert shop.tracker.task_url(first.id) in told
    assert "--force-step preprocessing" in finding.action
    assert tag_value(second.tags, "reused") == "run-1"
    assert tag_value(second.tags, "prepared") == tag_value(first.tags, "prepared")


def test_it_is_said_in_japanese(shop: Shop) -> None:
    shop.prepare("run-1", language="ja")
    assert "再計算していません" in shop.prepare("run-2", language="ja").comment


def test_a_third_run_names_the_one_that_did_the_work(again: Again) -> None:
    info = again.shop.info(again.third)
    assert info.reused_from == again.first.id
    assert tag_value(again.third.tags, "reused") == "run-1"
    assert sum(one.code == "reused" for one in info.findings) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"content": "other"},
        {"project_root": "Other"},
        {"data": DataSettings(target_column="y", random_seed=43)},
        {"data": DataSettings(target_column="y", test_size=0.3)},
        {"data": DataSettings(target_column="y", column_types={"age": "categorical"})},
        {"data": DataSettings(target_column="y", feature_columns=["age"])},
        {"variant": VariantSection(scaling="minmax")},
        {"folds": CrossValidationSettings(n_folds=4)},
        {"output": OutputSettings(language="ja")},
        {"output": OutputSettings(max_plot_rows=200)},
        {"output": OutputSettings(mask_personal_data=False)},
    ],
)
def test_any_other_setting_means_new_work(change: dict[str, Any]) -> None:
    assert replace(SETTINGS, **change).key != SETTINGS.key


def test_what_only_later_phases_read_does_not_count() -> None:
    later = replace(SETTINGS, output=OutputSettings(top_k=3, final_model="refit"))
    moved = replace(SETTINGS, data=DataSettings(target_column="y", dataset_id="another of the same content"))
    assert later.key == moved.key == SETTINGS.key


def test_forced_work_is_done_and_can_be_reused_itself(shop: Shop) -> None:
    shop.prepare("run-1")
    forced = shop.prepare("run-2", force_steps=["preprocessing"])
    assert shop.info(forced).reused_from is None
    assert "--force-step" in forced.comment
    assert shop.info(shop.prepare("run-3")).reused_from == forced.id


def test_a_second_attempt_does_the_work_because_what_the_first_has_shown_was_lost(shop: Shop) -> None:
    shop.prepare("run-1")
    again = shop.prepare("run-2", attempt=2)
    assert shop.info(again).reused_from is None
    assert "Prepared again" in again.comment


def _fail(shop: Shop, task: TaskSnapshot) -> None:
    shop.tracker.mark(task.id, TaskStatus.FAILED)


def _supersede(shop: Shop, task: TaskSnapshot) -> None:
    shop.tracker.edit(task.id, tags=[*task.tags, "superseded"])


def _delete_a_file(shop: Shop, task: TaskSnapshot) -> None:
    shop.tracker.file(task.id, "folds").unlink()


def _change_the_output(shop: Shop, task: TaskSnapshot) -> None:
    document = {**shop.tracker.document(task.id, ARTIFACT), "n_train": 1}
    shop.tracker.reporter(task.id).document(ARTIFACT, document)


@pytest.mark.parametrize("spoil", [_fail, _supersede, _delete_a_file, _change_the_output])
def test_a_result_that_does_not_count_or_cannot_be_read_is_not_shown(
    shop: Shop, spoil: Callable[[Shop, TaskSnapshot], None]
) -> None:
    task = shop.prepare("run-1")
    key = tag_value(task.tags, "prepared") or ""
    assert find(shop.tracker, key, "en") is not None
    spoil(shop, task)
    assert find(shop.tracker, key, "en") is None


HALF = """
from automl_shared.plugins import preprocessor

@preprocessor("half", summary="Halves.")
def half():
    from sklearn.preprocessing import FunctionTransformer
    return FunctionTransformer(feature_names_out="one-to-one")
"""


def test_a_plugin_whose_file_changed_means_new_work(tmp_path: Path) -> None:
    load_plugins()
    file = tmp_path / "half.py"
    file.write_text(HALF)
    runpy.run_path(str(file))
    settings = replace(SETTINGS, variant=VariantSection(plugins=["half"]))
    try:
        before = settings.key
        assert settings.key == before
        file.write_text(f"{HALF}# fixed")
        assert settings.key != before
    finally:
        PREPROCESSORS._items.pop("half")


def test_a_copy_made_by_hand_does_not_pass_for_a_result(again: Again) -> None:
    tracker = again.shop.tracker
    copy = tracker.clone(again.first.id, NewTask(name="by hand", project="p", tags=(), sections={}))
    adopted = adopt_copy(tracker, tracker.task(copy))
    assert tag_value(adopted.tags, "prepared") is None


def test_a_task_that_is_edited_and_run_again_gives_its_old_mark_up(shop: Shop) -> None:
    task = shop.prepare("run-1")
    before = tag_value(task.tags, "prepared")
    shop.tracker.edit(task.id, sections={"Data": {"random_seed": "7"}})
    assert run_task({Phase.PREPROCESSING: run}, shop.tracker, task.id) == 0
    marks = [one for one in shop.tracker.task(task.id).tags if one.startswith("prepared:")]
    assert len(marks) == 1
    assert marks[0] != f"prepared:{before}"


def test_a_reader_of_deleted_data_is_told_the_command_that_makes_them_anew(shop: Shop, tmp_path: Path) -> None:
    task = shop.prepare("run-1")
    shop.tracker.file(task.id, "data").unlink()
    unit = task.unit
    reader = PhaseRun(
        phase=unit.phase,
        unit=unit,
        task=task,
        context=RunSection(run_id="run-1", dataset_project="p", dataset_key="k", user="u").context,
        origin_run_id="run-1",
        tracker=shop.tracker,
        work_dir=tmp_path,
    )
    with pytest.raises(NotFound, match="was deleted") as caught:
        reader.prepared_file(task.id, "data")
    assert caught.value.fix == "automl submit --force-step preprocessing"
