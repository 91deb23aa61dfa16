"""`automl model export`: a folder that names what it needs and says what it is."""

from __future__ import annotations

import io
import json
import re
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from tests.unit.controller.test_predict import CLASSES, ZIPS, made
from typer.testing import CliRunner

from automl_controller.cli.app import app
from automl_controller.exporting.card import card
from automl_controller.exporting.examples import example_rows
from automl_controller.exporting.folder import export
from automl_controller.exporting.rendering import Card, Part, as_html, as_markdown
from automl_controller.exporting.requirements import requirements
from automl_data.bundle import Answers, Calibration, Member, load_bundle, read_manifest, with_answers, write_ensemble
from automl_data.intake.moments import ISO, OR, moments
from automl_shared.errors import ConfigError, ContractError

FILES = ["MODEL_CARD.md", "example_rows.csv", "model.bundle", "model_card.html", "packages", "predict.py"]
FILES += ["requirements.txt", "schema.json"]
ANSWERS = {
    "regression": Answers(reach=12.5, level=0.9),
    "classification": Answers(calibration=Calibration(method="sigmoid", slope=0.4, offset=-0.2), threshold=0.3),
}


@pytest.fixture(scope="module", params=ANSWERS)
def exported(request: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a model that predicts a number, and of one of two classes."""
    folder = tmp_path_factory.mktemp(request.param)
    source = made(folder, CLASSES if request.param == "classification" else [])
    chosen = with_answers(folder / "chosen.bundle", source, ANSWERS[request.param]).path
    assert export(chosen, folder / "model") == FILES
    return folder / "model"


def test_requirements_are_what_the_model_needs(exported: Path) -> None:
    lines = (exported / "requirements.txt").read_text(encoding="utf-8").splitlines()
    pinned = dict(line.split("==") for line in lines if "==" in line)
    assert lines[0] == f"# Python {sys.version_info.major}.{sys.version_info.minor}"
    versions = read_manifest(exported / "model.bundle").versions
    assert pinned.items() >= {name: versions[name] for name in ("numpy", "pandas", "scikit-learn", "skops")}.items()
    assert not {"clearml", "lightgbm", "xgboost", "catboost"} & set(pinned)


@pytest.mark.parametrize("format", ["", ISO, "%d.%m.%Y", f"%d/%m/%Y{OR}{ISO}", "epoch_s"])
def test_dates_of_the_example_rows_are_read_as_those_learned(exported: Path, format: str) -> None:
    manifest = read_manifest(exported / "model.bundle")
    columns = [raw.model_copy(update={"format": format}) if raw.name == "day" else raw for raw in manifest.columns]
    text = example_rows(manifest.model_copy(update={"columns": columns}))
    days = pd.read_csv(io.StringIO(text), sep=manifest.intake.separator or ",", dtype=str)["day"]
    assert days.isna().all() if format == "epoch_s" else moments(days, format or ISO).notna().all()


def test_an_ensembles_members_say_what_they_need(exported: Path, tmp_path: Path) -> None:
    source = exported / "model.bundle"
    manifest = read_manifest(source)
    assert "lightgbm" not in requirements(source)
    both = write_ensemble(tmp_path / "both.bundle", [Member(source, 0.5), Member(source, 0.5)], facts=manifest.facts)
    assert requirements(both.path) == requirements(source)


def test_the_card_and_the_schema_say_what_it_is(exported: Path) -> None:
    bundle = load_bundle(exported / "model.bundle")
    text, page = ((exported / name).read_text(encoding="utf-8") for name in ("MODEL_CARD.md", "model_card.html"))
    said = ["rent", "20260101-000000-abcdef", "size", "day", "It says what goes together", "240"]
    said += ["from a probability of 0.3 on", "(sigmoid)"] if bundle.classes else ["within 12.5 of the prediction"]
    for one in said:
        assert one in text
        assert one in page
    assert not re.search(r"(src|href)=", page), "nothing outside itself"
    assert "@media print" in page
    schema = json.loads((exported / "schema.json").read_text(encoding="utf-8"))
    assert schema["required"] == [raw.name for raw in bundle.columns]
    assert schema["properties"]["size"]["type"] == ["number", "null"]
    assert set(schema["properties"]["zip"]["examples"]) == set(ZIPS)


def test_a_japanese_run_has_a_japanese_card(exported: Path) -> None:
    manifest = read_manifest(exported / "model.bundle")
    intake, facts = manifest.intake.model_copy(update={"language": "ja"}), manifest.facts
    named = facts.model_copy(update={"title": "リッジ回帰"})
    japanese = manifest.model_copy(update={"intake": intake, "facts": named})
    page = as_html(card(japanese, "0" * 64))
    assert '<html lang="ja">' in page
    assert "モデルカード：rent" in page
    assert "リッジ回帰" in page
    assert "What it" not in page


def test_signs_of_tables_and_pages_are_written_as_signs() -> None:
    part = Part(heading="<b>", header=("a", "b"), rows=[("x|y", "<i>")])
    made_of = Card(title="t", language="en", parts=[part])
    assert "| x\\|y | <i> |" in as_markdown(made_of)
    assert "&lt;b&gt;" in as_html(made_of)
    assert "<i>" not in as_html(made_of)


def test_the_command_makes_it_once(exported: Path, tmp_path: Path) -> None:
    asked = ["model", "export", str(exported / "model.bundle"), "-o", str(tmp_path / "there"), "--json"]
    done = CliRunner().invoke(app, asked)
    assert json.loads(done.stdout) == {"folder": str(tmp_path / "there"), "files": FILES}
    assert sorted(one.name for one in (tmp_path / "there").iterdir()) == FILES
    with pytest.raises(ConfigError, match="the folder is there already"):
        export(exported / "model.bundle", tmp_path / "there")


def test_a_file_that_is_not_the_known_one_is_not_exported(exported: Path, tmp_path: Path) -> None:
    with pytest.raises(ContractError, match="not the one that was registered"):
        export(exported / "model.bundle", tmp_path / "there", sha256="0" * 64)
    assert not list(tmp_path.iterdir())
