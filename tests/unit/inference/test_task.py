"""The stub: checks the request against the model's schema, says that predicting comes later, and completes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from tests.outputs import comparison_info, preprocessing_info, recipe, recommendation, training_info

from automl_inference.clearml_integration import run
from automl_shared.config.models import DataSettings, Editing
from automl_shared.naming import Phase
from automl_shared.phase import run_task
from automl_shared.phase_io import (
    ColumnInfo,
    ComparisonInfo,
    EnsembleInfo,
    EnsembleMemberInfo,
    FoldPlan,
    InferenceInfo,
    PhaseOutput,
    read_output,
)
from automl_shared.recipe import Columns
from automl_shared.sections import RunSection, payload
from automl_shared.tracker.base import NewTask
from automl_shared.tracker.memory import MemoryTracker

RUN_ID = "20260101-000000-abcdef"
FEATURES = Columns(numeric=["age"], categorical=["city"])
FOLDS = FoldPlan(kind="kfold", n_folds=5, n_repeats=1, random_seed=42, hash="f", reason="")


class Models:
    """A run with one trained model that needs the columns ``age`` and ``city``."""

    def __init__(self, folder: Path) -> None:
        self.tracker = MemoryTracker(folder / "tracker")
        self.folder = folder
        columns = [
            ColumnInfo(name=name, dtype="str", kind=kind, role=role, reason="")
            for name, kind, role in (
                ("age", "numeric", "feature"),
                ("city", "categorical", "feature"),
                ("id", "identifier", "left_out"),
                ("y", "numeric", "target"),
            )
        ]
        self.preprocessing = self._output(
            "preprocessing",
            lambda task_id: preprocessing_info(
                pd.DataFrame({"row_id": range(10), "holdout": False}),
                task_id=task_id,
                columns=columns,
                recipe=recipe(numeric=["age"], categorical=["city"]),
            ),
        )
        self.training = self._output(
            "training",
            lambda task_id: training_info(
                "rmse",
                run_id=RUN_ID,
                task_id=task_id,
                model="ridge",
                registry_name="ridge",
                preprocessing_task_id=self.preprocessing,
                problem_type="regression",
                scores={},
                cv_mean={},
            ),
        )

    def _output(self, phase: str, make: Any) -> str:
        task_id = self.tracker.create(NewTask(name=phase, project="p", tags=[f"phase:{phase}"], sections={}))
        output: PhaseOutput = make(task_id).sealed()
        self.tracker.reporter(task_id).document("phase_output", output.model_dump(mode="json"))
        return task_id

    def recommended(self, *, ensemble: bool) -> str:
        """A comparison that recommends the trained model, alone or as the member of an ensemble; its task id."""

        def decision(task_id: str) -> ComparisonInfo:
            member = EnsembleMemberInfo(candidate="standard-onehot+ridge", task_id=self.training, weight=1.0)
            return comparison_info(
                run_id=RUN_ID,
                task_id=task_id,
                primary_metric="rmse",
                greater_is_better=False,
                recommendation=recommendation(
                    candidate="ensemble+weighted" if ensemble else member.candidate,
                    preprocess="ensemble" if ensemble else "standard-onehot",
                    model="weighted" if ensemble else "ridge",
                    task_id=task_id if ensemble else self.training,
                    primary_metric="rmse",
                    cv_mean=1.0,
                ),
                ensembles=[EnsembleInfo(kind="weighted", candidate="ensemble+weighted", members=[member], told="")],
            )

        return self._output("comparison", decision)

    def dataset(self, text: str) -> str:
        path = self.folder / "new.csv"
        path.write_text(text, encoding="utf-8")
        return self.tracker.register_dataset(path, name="new", project="p", tags=[], facts={})

    def infer(self, *, comparison: str | None = None, **data: Any) -> tuple[int, str]:
        inputs = {"comparison": [comparison]} if comparison else {"training": [self.training]}
        owner = RunSection(run_id=RUN_ID, dataset_key="people", user="u", dataset_project="p", inputs=inputs)
        task_id = self.tracker.create(
            NewTask(
                name="inference", project="p", tags=["phase:inference"], sections=payload(owner, DataSettings(**data))
            )
        )
        self.tracker.edit(task_id, sections=payload(owner.model_copy(update={"task_id": task_id})))
        return run_task({Phase.INFERENCE: run}, self.tracker, task_id), task_id

    def info(self, task_id: str) -> InferenceInfo:
        return read_output(InferenceInfo, self.tracker.document(task_id, "phase_output"), run_id=RUN_ID)


@pytest.fixture
def models(tmp_path: Path) -> Models:
    return Models(tmp_path)


def test_it_completes_and_says_that_predicting_comes_later(models: Models, capsys: pytest.CaptureFixture[str]) -> None:
    code, task_id = models.infer(dataset_id=models.dataset("age,city,more\n1,Tokyo,2\n"))
    info = models.info(task_id)

    assert code == 0
    assert info.status == "not_implemented"
    assert info.model_task_id == models.training
    assert info.expected_columns == ["age", "city"]
    assert info.given_columns == ["age", "city", "more"]
    assert "not implemented yet" in info.message
    assert "not implemented yet" in capsys.readouterr().err


@pytest.mark.parametrize("ensemble", [False, True])
def test_the_recommended_model_of_a_run_is_checked(models: Models, ensemble: bool) -> None:
    comparison = models.recommended(ensemble=ensemble)

    code, task_id = models.infer(comparison=comparison, dataset_id=models.dataset("age,city\n1,Tokyo\n"))

    assert code == 0
    assert models.info(task_id).model_task_id == comparison
    assert models.info(task_id).expected_columns == ["age", "city"]


def test_without_data_there_is_nothing_to_check(models: Models) -> None:
    code, task_id = models.infer()

    assert code == 0
    assert models.info(task_id).given_columns == []
    assert "No data was given" in models.info(task_id).message


def test_missing_columns_are_named(models: Models) -> None:
    code, task_id = models.infer(dataset_id=models.dataset("age,citty\n1,Tokyo\n"))
    runtime = models.tracker.task(task_id).runtime

    assert code == 1
    assert "missing: city" in runtime["automl_cause"]
    assert "did you mean 'citty'?" in runtime["automl_cause"]
    assert "rename_columns" in runtime["automl_remedy"]


def test_the_data_is_edited_like_the_data_that_was_learned_from(models: Models) -> None:
    code, _ = models.infer(
        dataset_id=models.dataset("age,town\n1,Tokyo\n"), editing=Editing(rename_columns={"town": "city"})
    )

    assert code == 0


def test_a_task_that_names_no_model_is_refused(models: Models) -> None:
    models.training = "unknown"

    code, task_id = models.infer()

    assert code == 1
    assert "unknown" in models.tracker.task(task_id).runtime["automl_cause"]
