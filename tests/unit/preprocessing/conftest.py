"""A small table of people, and a tracker that runs the phase on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from automl_data.intake import file_hash
from automl_preprocessing.clearml_integration import run
from automl_shared.config.models import CrossValidationSettings, DataSettings, OutputSettings
from automl_shared.naming import Phase
from automl_shared.phase import run_task
from automl_shared.phase_io import PreprocessingInfo, read_output
from automl_shared.sections import RunSection, VariantSection, payload
from automl_shared.tracker.base import NewTask
from automl_shared.tracker.memory import MemoryTracker

RUN_ID = "20260101-000000-abcdef"


def people(n: int = 400, seed: int = 0) -> pd.DataFrame:
    """Rows with numbers, texts, booleans, gaps, a key, a date, a constant and prose; the target is half random."""
    random = np.random.default_rng(seed)
    age = random.integers(18, 90, n)
    return pd.DataFrame(
        {
            "customer_id": np.arange(n) + 1000,
            "age": age,
            "income": random.normal(3e4, 1e4, n).round(2),
            "city": random.choice(np.array(["Tokyo", "Osaka", "Kyoto", None], dtype=object), n),
            "member": random.choice([True, False], n),
            "joined": pd.date_range("2020-01-01", periods=n).strftime("%Y-%m-%d"),
            "country": "JP",
            "remark": [f"wrote to us about order {i}" for i in range(n)],
            "churn": np.where(age + random.normal(0, 30, n) > 54, "yes", "no"),
        }
    )


@dataclass(frozen=True)
class Done:
    """A task that has run."""

    tracker: KeepingTracker
    task_id: str
    exit_code: int

    @property
    def info(self) -> PreprocessingInfo:
        return read_output(PreprocessingInfo, self.tracker.document(self.task_id, "phase_output"), run_id=RUN_ID)

    def parquet(self, name: str) -> pd.DataFrame:
        return pd.read_parquet(self.tracker.file(self.task_id, name))

    @property
    def cause(self) -> str:
        return self.tracker.task(self.task_id).runtime["automl_cause"]


class KeepingTracker(MemoryTracker):
    """Keeps the reporters it hands out, so that a test can look at pictures and numbers."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.reporters: dict[str, Any] = {}

    def reporter(self, task_id: str) -> Any:
        return self.reporters.setdefault(task_id, super().reporter(task_id))


Run = Callable[..., Done]


@pytest.fixture
def tracker(tmp_path: Path) -> KeepingTracker:
    return KeepingTracker(tmp_path / "tracker")


def on(tracker: KeepingTracker, folder: Path) -> Run:
    """Registers a frame as a dataset and runs one preprocessing task on it."""

    def work(
        frame: pd.DataFrame,
        *,
        variant: VariantSection | None = None,
        folds: CrossValidationSettings | None = None,
        output: OutputSettings | None = None,
        **data: Any,
    ) -> Done:
        path = folder / "people.csv"
        frame.to_csv(path, index=False)
        dataset = tracker.register_dataset(path, name="people", project="p", tags=[], facts={"hash": file_hash(path)})
        settings = DataSettings(**{"dataset_id": dataset, "target_column": "churn", **data})
        owner = RunSection(run_id=RUN_ID, dataset_key="people", user="u", dataset_project="p")
        sections = payload(
            owner, settings, variant or VariantSection(), folds or CrossValidationSettings(), output or OutputSettings()
        )
        task_id = tracker.create(
            NewTask(name="preprocessing", project="p", tags=["phase:preprocessing"], sections=sections)
        )
        tracker.edit(task_id, sections=payload(owner.model_copy(update={"task_id": task_id})))
        return Done(tracker, task_id, run_task({Phase.PREPROCESSING: run}, tracker, task_id))

    return work


@pytest.fixture
def preprocess(tracker: KeepingTracker, tmp_path: Path) -> Run:
    return on(tracker, tmp_path)


@pytest.fixture(scope="package")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Done:
    """People prepared as usual, for tests that only look."""
    folder = tmp_path_factory.mktemp("usual")
    return on(KeepingTracker(folder / "tracker"), folder)(people())
