"""What the report shows to use the model: the command, and code that loads the recommended model and no other file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.unit.comparison.test_ensemble_phase import SLOPES, add_member

from automl_comparison.steps import NEW_ROWS
from automl_shared.errors import ContractError


@pytest.fixture
def ready(made_run: Any) -> Any:
    """A run whose two models have files that load."""
    made_run.add_dummy()
    for model, slope in SLOPES.items():
        add_member(made_run, model, slope)
    return made_run


@pytest.fixture
def snippet(ready: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The code of a report, in a folder with rows to predict for; ClearML's models come from the run's tracker."""

    class Model:
        def __init__(self, model_id: str) -> None:
            self.model_id = model_id

        def get_local_copy(self, *, raise_on_error: bool) -> str:
            assert raise_on_error
            return str(ready.tracker.model_file(self.model_id))

    monkeypatch.setattr("clearml.Model", Model)
    monkeypatch.chdir(tmp_path)
    ready.truth[["x", "price"]].head(3).to_csv(NEW_ROWS, index=False)
    return code_of(ready)


def code_of(made: Any) -> str:
    command, code = codes_of(made)
    assert command == f"automl predict 20260101-000000-abcdef {NEW_ROWS}"
    return code


def codes_of(made: Any) -> list[str]:
    made.compare()
    document = made.told["report"]
    return [
        block["text"]
        for section in document["sections"]
        if section["key"] == "model"
        for block in section["blocks"]
        if block["kind"] == "code"
    ]


def test_it_predicts_as_it_stands(snippet: str, ready: Any, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    names: dict[str, Any] = {}
    exec(snippet, names)
    assert names["model"].facts.model == "weighted"
    assert names["model"].predict(names["table"]) == pytest.approx(ready.truth["price"].head(3).to_numpy())
    assert capsys.readouterr().out.startswith("[")


def test_it_refuses_a_file_that_was_exchanged(snippet: str, ready: Any) -> None:
    (model,) = ready.reporter.models.values()
    Path(model["path"]).write_bytes(ready.tracker.model_file("model-of-steep").read_bytes())
    with pytest.raises(ContractError, match="not the one that was registered"):
        exec(snippet, {})


def test_of_a_single_candidate_it_names_the_hash_its_training_stored(made_run: Any) -> None:
    made_run.add_dummy()
    made_run.add_training("ridge", [3.0, 3.2, 2.8, 3.1, 2.9], bundle_sha256="5" * 64)
    code = code_of(made_run)
    assert f'sha256 = "{"5" * 64}"\n' in code
    assert "load_bundle(path, expected_sha256=sha256)" in code
