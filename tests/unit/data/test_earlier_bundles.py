"""Models stored by earlier versions predict what they predicted then."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from automl_data.bundle import load_bundle
from automl_data.bundle.manifest import PartInfo
from automl_data.bundle.parts import restored
from automl_data.recipe.numeric import finite

EARLIER = Path(__file__).parent / "earlier"
"""Two files of the version that kept recipes in the contracts, and rows to predict; one row has a gap."""


@pytest.mark.filterwarnings("ignore:.*rows are empty")
@pytest.mark.parametrize(
    ("name", "column", "expected"),
    [
        ("numbers", "prediction", [152.7033596196646, 144.43217335346296, 188.83670777885405, 153.98789823342008]),
        ("votes", "probability_yes", [3.80649472e-07, 8.6540595e-08, 0.999999902150581, 0.999999529591503]),
    ],
)
def test_a_model_stored_before_modules_moved_predicts_as_then(name: str, column: str, expected: list[float]) -> None:
    model = load_bundle(EARLIER / f"{name}.bundle")
    predicted = model.predict_table(model.read(EARLIER / "rows.csv"))
    assert predicted[column].tolist() == pytest.approx(expected, rel=1e-9)


def test_a_pickle_finds_a_function_where_it_is_now() -> None:
    today = pickle.dumps(finite, protocol=0)
    content = today.replace(b"automl_data.recipe.numeric", b"automl_shared.recipe.numeric")
    assert content != today
    info = PartInfo(file="part.joblib", serialisation="joblib", sha256="", size_bytes=len(content))
    assert restored(info, content) is finite
