"""Phase outputs: bound to their version, their run and their content."""

from typing import Any

import pytest

from automl_shared.errors import ContractError
from automl_shared.phase_io import DatasetInfo, TrainingSummaryInfo, read_output

INFO = DatasetInfo(
    run_id="r1",
    task_id="t1",
    id="d1",
    key="k",
    project="p",
    file_name="f.csv",
    rows=3,
    columns=2,
    size_bytes=9,
    hash="h",
).sealed()


def document(**changes: Any) -> dict[str, Any]:
    return {**INFO.model_dump(mode="json"), **changes}


def test_an_output_is_read_back_as_it_was() -> None:
    assert read_output(DatasetInfo, document(), run_id="r1") == INFO


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (document(schema_version="2.0"), "schema version"),
        (document(schema_version="x"), "schema version"),
        (document(rows=4), "hash does not match"),
        (document(content_hash=""), "hash does not match"),
        ([], "not a JSON object"),
    ],
)
def test_what_does_not_fit_is_refused(changed: Any, words: str) -> None:
    with pytest.raises(ContractError, match=words):
        read_output(DatasetInfo, changed, run_id="r1")


def test_another_runs_output_is_refused() -> None:
    with pytest.raises(ContractError, match="another run"):
        read_output(DatasetInfo, document(), run_id="r2")


def test_another_phases_output_is_refused() -> None:
    with pytest.raises(ContractError, match="not a TrainingSummaryInfo"):
        read_output(TrainingSummaryInfo, document(), run_id="r1")


def test_a_newer_minor_version_is_read() -> None:
    newer = INFO.model_copy(update={"schema_version": "1.9", "content_hash": ""}).sealed()
    assert read_output(DatasetInfo, newer.model_dump(mode="json")).rows == 3
