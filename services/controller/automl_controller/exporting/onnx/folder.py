"""The folder with the graph: what programs run, and what people want to know about it."""

from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError, version
from io import StringIO
from pathlib import Path

import pandas as pd

from automl_controller.exporting.card import card
from automl_controller.exporting.examples import example_rows
from automl_controller.exporting.folder import EXAMPLES
from automl_controller.exporting.making import new_folder
from automl_controller.exporting.onnx.check import checked
from automl_controller.exporting.onnx.model import onnx_model
from automl_controller.exporting.rendering import as_html, as_markdown
from automl_controller.exporting.schema import schema
from automl_data.bundle import Manifest, load_bundle, read_manifest
from automl_data.intake.files import file_hash

MODEL = "model.onnx"
NEEDED = ("numpy", "onnxruntime", "pandas")
PREDICT = '''"""python predict.py rows.csv predictions.csv: the rows with their predictions behind them."""

import sys
from pathlib import Path

import numpy as np
import onnxruntime
import pandas as pd

session = onnxruntime.InferenceSession(Path(__file__).resolve().parent / "{model}")
numbers = {{one.name for one in session.get_inputs() if one.type == "tensor(double)"}}
rows = pd.read_csv(sys.argv[1], sep={separator!r}, decimal={decimal!r}, dtype={texts!r})
columns = {{
    one.name: (rows[one.name].astype(float) if one.name in numbers else rows[one.name].fillna("").astype(object))
    for one in session.get_inputs()
}}
said = session.run(None, {{name: np.asarray(values)[:, None] for name, values in columns.items()}})
for output, values in zip(session.get_outputs(), said):
    for place, column in enumerate(np.atleast_2d(values.T)):
        name = output.name if values.ndim == 1 else f"probability_{{{classes!r}[place]}}"
        rows[name] = column
rows.to_csv(sys.argv[2], index=False)
'''


def export_onnx(source: Path, folder: Path, *, sha256: str | None = None) -> tuple[list[str], float]:
    """Makes the folder, complete or not at all. Returns what is in it, by name, and how far its answers are from the
    model's own at most.

    ``sha256``: that the file has to have, where it is known. Raises ConfigError for a model that cannot be written as
    ONNX and for a folder that is there already, and what `load_bundle` raises.
    """
    bundle = load_bundle(source, expected_sha256=sha256)
    manifest, found = read_manifest(source), sha256 or file_hash(source)
    graph, examples = onnx_model(bundle), example_rows(manifest)
    apart = checked(graph, bundle, _read(examples, manifest))
    told = card(manifest, found, onnx_apart=apart)
    texts = {
        "predict.py": _predict(manifest),
        "requirements.txt": "".join(f"{_pinned(name)}\n" for name in NEEDED),
        "MODEL_CARD.md": as_markdown(told),
        "model_card.html": as_html(told),
        "schema.json": json.dumps(schema(manifest), ensure_ascii=False, indent=2) + "\n",
        EXAMPLES: examples,
    }
    with new_folder(folder) as made:
        (made / MODEL).write_bytes(graph.SerializeToString())
        for name, text in texts.items():
            (made / name).write_text(text, encoding="utf-8")
    return sorted([MODEL, *texts]), apart


def _predict(manifest: Manifest) -> str:
    return PREDICT.format(
        model=MODEL,
        separator=manifest.intake.separator or ",",
        decimal=manifest.intake.decimal or ".",
        texts=_texts(manifest),
        classes=[*map(str, manifest.facts.classes)],
    )


def _texts(manifest: Manifest) -> dict[str, str]:
    return {raw.name: "str" for raw in manifest.columns if raw.kind != "numeric"}


def _read(examples: str, manifest: Manifest) -> pd.DataFrame:
    intake = manifest.intake
    return pd.read_csv(
        StringIO(examples), sep=intake.separator or ",", decimal=intake.decimal or ".", dtype=_texts(manifest)
    )


def _pinned(name: str) -> str:
    try:
        return f"{name}=={version(name)}"
    except PackageNotFoundError:
        return name
