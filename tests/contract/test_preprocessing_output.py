"""What every preprocessing task shows, whatever the data look like.

One table a shape, those inside scikit-learn and made ones; the phase runs once for each, on the tracker without a
server. The pictures are drawn from the stored facts in both languages.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import redirect_stderr
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn import datasets
from tests.outputs import by_name

from automl_preprocessing.clearml_integration import run
from automl_preprocessing.masking import MASK
from automl_preprocessing.visualization import PICTURES
from automl_shared.config.models import DataSettings, OutputSettings
from automl_shared.naming import Phase
from automl_shared.phase import run_task
from automl_shared.sections import RunSection, VariantSection, payload
from automl_shared.tracker.base import NewTask
from automl_shared.tracker.memory import MemoryReporter, MemoryTracker, checked

RUN_ID = "20260101-000000-abcdef"
ARTIFACTS = {
    "data",
    "folds",
    "schema_raw",
    "preprocess_pipeline",
    "recipe",
    "findings",
    "facts",
    "sample_before",
    "sample_after",
    "phase_output",
}
DOCUMENTS = ("schema_raw", "preprocess_pipeline", "recipe", "findings", "facts", "phase_output")
COLUMNS = 6
MAX_JSON = 1_000_000
PERSONAL = re.compile(r"Secret\w+|\w+@secret\.example|090-5550-\d{4}|4111111111111111|秘密\w+|10\.20\.30\.\d+")
"""What the made tables hold of persons."""


class Keeping(MemoryTracker):
    """Keeps the one reporter it hands out, and what the phase printed."""

    kept: MemoryReporter
    console: str = ""

    def reporter(self, task_id: str) -> MemoryReporter:
        self.kept = super().reporter(task_id)
        return self.kept


def _of_sklearn(load: Callable[..., Any]) -> pd.DataFrame:
    frame: pd.DataFrame = load(as_frame=True).frame
    return frame.rename(columns={"target": "y"})


def _mixed() -> pd.DataFrame:
    random, n = np.random.default_rng(0), 300
    size = random.lognormal(0, 1.5, n)
    return pd.DataFrame(
        {
            "size": size,
            "gap": np.where(random.random(n) < 0.4, np.nan, random.normal(size=n)),
            "town": [f"town {i}" for i in random.integers(0, 90, n)],
            "joined": pd.date_range("2020-01-01", periods=n).strftime("%Y-%m-%d"),
            "remark": [f"wrote about order {i} to Secret{i}" for i in range(n)],
            "y": size * 2 + random.normal(size=n),
        }
    )


def _personal() -> pd.DataFrame:
    random, n = np.random.default_rng(0), 240
    one_of = random.integers(0, 25, n)
    return pd.DataFrame(
        {
            "name": [f"Secret{i}" for i in one_of],
            "email": [f"user{i}@secret.example" for i in one_of],
            "note": [f"call 090-5550-{i:04d} first" if i < 3 else "nothing" for i in one_of],
            "card": 4111111111111111,
            "card number": [4111111111111111] * (n - 1) + [5500000000000004],
            "phone": [f"090-5550-{i:04d}" for i in range(n)],
            "host": [f"10.20.30.{i}" for i in one_of],
            "surname": "Secretconstant",
            "age": random.integers(18, 90, n),
            "y": random.choice(["no", "yes"], n),
        }
    )


def _japanese() -> pd.DataFrame:
    random, n = np.random.default_rng(0), 200
    return pd.DataFrame(
        {
            "氏名": [f"秘密太郎{i}" for i in random.integers(0, 40, n)],
            "都道府県": random.choice(["東京都", "大阪府", "北海道"], n),
            "年収（万円）": random.normal(500, 150, n).round(1),
            "とても長い列名" * 28: random.normal(size=n),
            "y": random.choice(["はい", "いいえ"], n),
        }
    )


def _markup() -> pd.DataFrame:
    random, n = np.random.default_rng(0), 150
    return pd.DataFrame(
        {
            "<b>bold</b> & <i>co</i>": random.normal(size=n),
            "x" * 200: random.normal(size=n),
            "choice": random.choice(["v" * 200, "<script>alert(1)</script>", "{curly}", "%{x}"], n),
            "y": random.choice(["<b>a</b>", "b"], n),
        }
    )


def _wide() -> pd.DataFrame:
    random, n = np.random.default_rng(0), 120
    frame = pd.DataFrame(random.normal(size=(n, 120)), columns=[f"sensor_{i}" for i in range(120)])
    return frame.mask(random.random(frame.shape) < 0.1).assign(y=random.choice(["a", "b"], n))


def _many_classes() -> pd.DataFrame:
    random, n = np.random.default_rng(0), 1500
    classes = [f"class {i}" for i in random.integers(0, 100, n)]
    return pd.DataFrame({"only": random.normal(size=n)}).assign(y=classes)


def _categories() -> pd.DataFrame:
    random, n = np.random.default_rng(0), 200
    letters = np.array(list("abcdefghijklmnopqrst"))
    columns = {f"c{k}": random.choice(letters[: k + 2], n) for k in range(9)}
    return pd.DataFrame(columns).assign(y=random.choice(["no", "yes"], n))


def _tiny() -> pd.DataFrame:
    random = np.random.default_rng(0)
    return pd.DataFrame({"x": random.normal(size=12), "k": list("ab") * 6, "y": [0, 1] * 6})


SHAPES: dict[str, Callable[[], pd.DataFrame]] = {
    "iris": lambda: _of_sklearn(datasets.load_iris),
    "diabetes": lambda: _of_sklearn(datasets.load_diabetes),
    "breast cancer": lambda: _of_sklearn(datasets.load_breast_cancer),
    "wine": lambda: _of_sklearn(datasets.load_wine),
    "mixed": _mixed,
    "personal": _personal,
    "japanese": _japanese,
    "markup": _markup,
    "wide": _wide,
    "many classes": _many_classes,
    "categories": _categories,
    "tiny": _tiny,
}


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[Keeping, str, pd.DataFrame]]:
    """Tracker, task and table of a shape; the phase has run on it once."""

    @cache
    def work(shape: str) -> tuple[Keeping, str, pd.DataFrame]:
        frame, folder = SHAPES[shape](), tmp_path_factory.mktemp("shape")
        frame.to_csv(folder / "table.csv", index=False)
        return *_done(folder), frame

    return work


def _done(folder: Path) -> tuple[Keeping, str]:
    tracker = Keeping(folder / "tracker")
    owner = RunSection(run_id=RUN_ID, dataset_key="table", user="u", dataset_project="p")
    data = DataSettings(csv_path=str(folder / "table.csv"), target_column="y")
    sections = payload(owner, data, VariantSection(), OutputSettings(max_plot_columns=COLUMNS, max_plot_rows=100))
    task = tracker.create(NewTask(name="preprocessing", project="p", tags=["phase:preprocessing"], sections=sections))
    tracker.edit(task, sections=payload(owner.model_copy(update={"task_id": task})))
    with redirect_stderr(StringIO()) as console:
        assert run_task({Phase.PREPROCESSING: run}, tracker, task) == 0
    tracker.console = console.getvalue()
    return tracker, task


def _caption(figure: Any) -> str:
    return str(figure.layout.title.text).replace("<br>", " ")


Shown = Callable[[str], tuple[Keeping, str, pd.DataFrame]]


@pytest.mark.parametrize("shape", SHAPES)
def test_every_picture_and_artifact_is_there(shown: Shown, shape: str) -> None:
    tracker, task, _ = shown(shape)

    assert list(tracker.kept.figures) == [title for title, _ in PICTURES.of(tracker.document(task, "facts"))]
    assert set(tracker.task(task).artifacts) >= ARTIFACTS
    assert all(len(figure.to_json()) < MAX_JSON for figure in tracker.kept.figures.values())
    assert all(0 < (figure.layout.height or 1) <= 4000 for figure in tracker.kept.figures.values())


@pytest.mark.parametrize("shape", SHAPES)
def test_the_facts_draw_the_same_pictures_in_either_language(shown: Shown, shape: str) -> None:
    tracker, task, _ = shown(shape)
    facts = tracker.document(task, "facts")

    in_both = (PICTURES.of({**facts, "language": language}) for language in ("en", "ja"))
    for (title, draw), (_, draw_japanese) in zip(*in_both, strict=True):
        english, japanese = checked(draw()), checked(draw_japanese())
        assert english.to_json() == tracker.kept.figures[title].to_json()
        assert _caption(english) != _caption(japanese)
        assert re.search(r"[ぁ-んァ-ン一-龥]", _caption(japanese))


@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_cut_is_said(shown: Shown, shape: str) -> None:
    tracker, task, frame = shown(shape)
    figures, facts = by_name(tracker.kept.figures), tracker.document(task, "facts")
    totals = {
        "columns": frame.shape[1],
        "target distribution": len(facts["target"].get("labels", [])),
        "missing values": len(facts["missing"]),
        "numeric distributions": facts["n_numeric"],
        "category frequencies": facts["n_categorical"],
    }
    for name, total in totals.items():
        assert (re.search(rf"\b{COLUMNS}\b.* of {total}\b", _caption(figures[name])) is not None) == (total > COLUMNS)
    for name, there in (("numeric distributions", facts["n_numeric"]), ("correlation", facts["n_numeric"] > 1)):
        is_said = f"{facts['n_sampled']:,} of {facts['n_train']:,} training rows" in _caption(figures[name])
        assert is_said == bool(there and facts["n_train"] > facts["n_sampled"])


@pytest.mark.parametrize("shape", ["personal", "japanese", "mixed"])
def test_no_personal_value_leaves_the_data(shown: Shown, shape: str) -> None:
    tracker, task, _ = shown(shape)
    texts = {title: figure.to_json() for title, figure in tracker.kept.figures.items()}
    texts |= {name: json.dumps(tracker.document(task, name)) for name in DOCUMENTS}
    texts = {name: json.dumps(json.loads(text), ensure_ascii=False) for name, text in texts.items()}
    texts |= {name: tracker.file(task, name).read_text() for name in ("sample_before", "sample_after")}
    texts["console"] = tracker.console

    assert {name: PERSONAL.findall(text) for name, text in texts.items() if PERSONAL.search(text)} == {}
    assert MASK in texts["sample_before"]
    assert "training" in texts["console"]


def test_markup_in_names_is_shown_letter_by_letter(shown: Shown) -> None:
    tracker, _, _ = shown("markup")

    for figure in tracker.kept.figures.values():
        assert "<script>" not in json.dumps(json.loads(figure.to_json()))
