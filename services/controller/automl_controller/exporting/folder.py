"""The folder: the model's file, the code that reads it, and what people and programs want to know about it."""

from __future__ import annotations

import json
import shutil
from importlib.metadata import distribution
from importlib.util import find_spec
from pathlib import Path

from automl_controller.exporting.card import card
from automl_controller.exporting.examples import example_rows
from automl_controller.exporting.making import new_folder
from automl_controller.exporting.rendering import as_html, as_markdown
from automl_controller.exporting.requirements import requirements
from automl_controller.exporting.schema import schema
from automl_data.bundle import load_bundle, read_manifest
from automl_data.intake.files import file_hash
from automl_shared.errors import ConfigError
from automl_shared.words import T_

MODEL, EXAMPLES, PACKAGES = "model.bundle", "example_rows.csv", "packages"
CODE = ("automl_data", "automl_shared", "automl_training")
"""What reads a model's file, and what its parts are made of."""
PREDICT = '''"""python predict.py rows.csv predictions.csv: the rows with their predictions behind them."""

import sys
from pathlib import Path

import pandas as pd

folder = Path(__file__).resolve().parent
sys.path.insert(0, str(folder / "{packages}"))
from automl_data.bundle import load_bundle

model = load_bundle(folder / "{model}", expected_sha256="{sha256}")
rows = model.read(sys.argv[1])
pd.concat([rows, model.predict_table(rows)], axis=1).to_csv(sys.argv[2], index=False)
'''


def export(source: Path, folder: Path, *, sha256: str | None = None) -> list[str]:
    """Makes the folder, complete or not at all. Returns what is in it, by name.

    ``sha256``: that the file has to have, where it is known. Raises ConfigError for a folder that is there already, and
    what `load_bundle` raises.
    """
    load_bundle(source, expected_sha256=sha256)
    manifest, found = read_manifest(source), sha256 or file_hash(source)
    told = card(manifest, found)
    texts = {
        "predict.py": PREDICT.format(packages=PACKAGES, model=MODEL, sha256=found),
        "requirements.txt": requirements(source),
        "MODEL_CARD.md": as_markdown(told),
        "model_card.html": as_html(told),
        "schema.json": json.dumps(schema(manifest), ensure_ascii=False, indent=2) + "\n",
        EXAMPLES: example_rows(manifest),
    }
    with new_folder(folder) as made:
        shutil.copyfile(source, made / MODEL)
        for name, text in texts.items():
            (made / name).write_text(text, encoding="utf-8")
        for package in CODE:
            shutil.copytree(_place(package), made / PACKAGES / package, ignore=shutil.ignore_patterns("__pycache__"))
            _announce(package, made / PACKAGES)
    return sorted([MODEL, PACKAGES, *texts])


def _place(package: str) -> Path:
    found = find_spec(package)
    if found is None or found.origin is None:
        raise ConfigError(T_("a package that the model needs is not there"), value=package, fix="make setup")
    return Path(found.origin).parent


def _announce(package: str, folder: Path) -> None:
    """What Python reads of an installed package: by it the models are found, which say what they are made of."""
    found = distribution(package.replace("_", "-"))
    place = folder / f"{package}-{found.version}.dist-info"
    place.mkdir()
    for name in ("METADATA", "entry_points.txt"):
        (place / name).write_text(found.read_text(name) or "", encoding="utf-8")
