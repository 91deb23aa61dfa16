"""What the file of every registered model promises: loaded in a fresh process, without pickle, it predicts the same."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.outputs import bundle_facts, recipe

from automl_data.bundle import ENDING, Bundle, Facts, raw_columns, read_manifest
from automl_shared.config.models import TaskType
from automl_shared.plugins import MODELS
from automl_shared.recipe import Recipe
from automl_training.candidate import Candidate, FittedPipeline

N_ROWS, N_CLASSES, WRITTEN = 60, 3, "%d.%m.%Y"
CASES = [
    (name, task_type) for name in MODELS if MODELS.get(name).installed() for task_type in MODELS.get(name).task_types
]
every_model = pytest.mark.parametrize(("name", "task_type"), CASES)

Stored = tuple[Path, dict[tuple[str, TaskType], np.ndarray]]

FRESH = """
import sys
from pathlib import Path

import numpy as np
import pandas as pd

from automl_data.bundle import load_bundle

unpickled = []
sys.addaudithook(lambda event, args: unpickled.append(args) if event == "pickle.find_class" else None)
folder = Path(sys.argv[1])
rows = pd.read_csv(folder / "rows.csv")
for path in sorted(folder.glob("*.bundle")):
    unpickled.clear()
    bundle = load_bundle(path)
    assert not unpickled, (path.name, unpickled)
    np.save(path.with_suffix(".npy"), bundle.average(rows))
"""


def _typed() -> pd.DataFrame:
    """The table as preprocessing hands it on: numbers as floats, categories as text, real dates."""
    generator = np.random.default_rng(4)
    size = generator.normal(1000, 300, N_ROWS).round(2)
    size[2] = np.nan
    days = pd.to_timedelta(generator.integers(0, 700, N_ROWS), unit="D")
    frame = pd.DataFrame(
        {
            "size": size,
            "floors": generator.integers(1, 9, N_ROWS).astype("float64"),
            "colour": generator.choice(["red", "green", "blue"], N_ROWS),
            "used": generator.choice(["True", "False"], N_ROWS),
            "plant": generator.integers(100, 130, N_ROWS).astype(str),
            "sold": (pd.Timestamp("2024-01-01", tz="UTC") + days).as_unit("us"),
            "note": generator.choice(["good as new", "a scratch on the door", "no papers"], N_ROWS),
        }
    )
    frame.loc[4, "colour"] = None
    return frame


def _target(task_type: TaskType) -> np.ndarray:
    order = _typed()["size"].fillna(1000).rank().to_numpy()
    return (order * N_CLASSES // (N_ROWS + 1)).astype(int) if task_type == "classification" else order * 1e3


def _recipe(task_type: TaskType) -> Recipe:
    return recipe(
        task_type=task_type,
        numeric=["size", "floors"],
        categorical=["colour", "used"],
        high_cardinality=["plant"],
        datetime={"sold": WRITTEN},
        text=["note"],
        missing_indicators=True,
        categorical_imputation="constant",
    )


def _bundle(name: str, task_type: TaskType) -> tuple[Bundle[FittedPipeline], Facts]:
    n_classes = N_CLASSES if task_type == "classification" else 0
    columns = _recipe(task_type)
    candidate = Candidate(recipe=columns, model=MODELS.get(name), params={}, n_classes=n_classes, random_seed=1)
    classes = ["low", "mid", "top"][:n_classes]
    bundle = Bundle(
        members=[candidate.fit(_typed(), _target(task_type))],
        columns=raw_columns(columns, _typed()),
        target="price",
        classes=classes,
    )
    facts = bundle_facts(
        model=name,
        target="price",
        problem_type="multiclass" if classes else "regression",
        classes=classes,
        primary_metric="log_loss" if classes else "rmse",
    )
    return bundle, facts


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Stored:
    """A folder with the file of every model and what a fresh process predicts with it; what they predicted before."""
    folder = tmp_path_factory.mktemp("bundles")
    _typed().assign(sold=_typed()["sold"].dt.strftime(WRITTEN), more="a column nobody asked for").to_csv(
        folder / "rows.csv", index=False
    )
    before: dict[tuple[str, TaskType], np.ndarray] = {}
    for name, task_type in CASES:
        bundle, facts = _bundle(name, task_type)
        bundle.save(folder / f"{name}-{task_type}{ENDING}", facts)
        before[name, task_type] = bundle.average(_typed())
    subprocess.run([sys.executable, "-c", FRESH, str(folder)], check=True)
    return folder, before


@every_model
def test_a_fresh_process_predicts_the_same_from_the_rows_of_a_csv_file(
    stored: Stored, name: str, task_type: TaskType
) -> None:
    folder, before = stored
    np.testing.assert_array_equal(np.load(folder / f"{name}-{task_type}.npy"), before[name, task_type])


@every_model
def test_no_part_is_a_pickle(stored: Stored, name: str, task_type: TaskType) -> None:
    manifest = read_manifest(stored[0] / f"{name}-{task_type}{ENDING}")
    assert {part.serialisation for part in manifest.parts} == {"skops"}


@pytest.mark.parametrize(
    "changes",
    [
        {"categorical_encoding": "ordinal", "high_cardinality_encoding": "frequency", "rare_share": 0.1},
        {"scaling": "quantile", "numeric_imputation": "knn", "polynomial_degree": 2},
        {"scaling": "power", "pca": 0.9, "target_transform": "log"},
        {"scaling": "robust", "feature_selection": 0.5, "target_transform": "power", "target_standardize": True},
        {"scaling": "minmax", "target_transform": "quantile", "categorical_imputation": "most_frequent"},
        {"scaling": "none", "numeric_imputation": "mean", "missing_indicators": False},
    ],
)
def test_no_preprocessing_needs_a_pickle(tmp_path: Path, changes: dict[str, object]) -> None:
    recipe = _recipe("regression").model_copy(update=changes)
    candidate = Candidate(recipe=recipe, model=MODELS.get("ridge"), params={}, n_classes=0, random_seed=1)
    bundle, facts = _bundle("dummy", "regression")
    fitted = candidate.fit(_typed(), _target("regression"))
    written = Bundle(members=[fitted], columns=bundle.columns, target="price", classes=[]).save(tmp_path / "b", facts)
    assert [part.serialisation for part in written.manifest.parts] == ["skops"]
