"""Every picture with names and numbers as long as data has them: nothing is cut, turned or drawn on something else.

The rules are about the figure, not its pixels: what plotly does at 700 px follows from them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from tests.unit.comparison.conftest import KeepingTracker, MadeRun
from tests.unit.preprocessing.test_visualization import facts as facts_of_a_table

from automl_comparison.pictures import PICTURES as COMPARISON
from automl_inference.meta import Request
from automl_inference.visualization import PICTURES as INFERENCE
from automl_preprocessing.visualization import PICTURES as PREPROCESSING
from automl_shared.config.models import EnsembleSettings
from automl_shared.figure_axes import LEVEL_TITLE, NAME_LETTERS, UPRIGHT_TITLE
from automl_shared.figure_tables import LIGHT, PADDING
from automl_shared.figures import BREAK, BREAK_IN_WORD, LEGEND_LETTERS
from automl_shared.phase_io import ChildStatus
from automl_shared.pictures import Pictures
from automl_shared.tracker.memory import checked
from automl_shared.words import width_of
from automl_training.learning_curve import LearningCurve
from automl_training.summary.visualization import PICTURES as SUMMARY
from automl_training.summary.visualization import Facts as SummaryFacts
from automl_training.visualization import PICTURES as TRAINING
from automl_training.visualization import Limits

N_ROWS, N_CLASSES, WIDTH = 60, 12, 700
PHASES = {
    "preprocessing": PREPROCESSING,
    "training": TRAINING,
    "summary": SUMMARY,
    "comparison": COMPARISON,
    "inference": INFERENCE,
}
KINDS = {
    "joints": ("annual_consolidated_revenue_of_the_subsidiary_in_the_region_of_asia_", 5e7),
    "words": ("Wholesale customers of the subsidiary by region, in the year before it", 1e-6),
    "unbroken": ("x" * 68, 5e7),
}
"""A name of 70 letters but for its number, and the size of the target."""


def names(stem: str, n: int) -> list[str]:
    return [f"{stem[:68]}{number:02d}" for number in range(n)]


def table_facts(stem: str, scale: float, *, is_number: bool) -> dict[str, Any]:
    """Of the preprocessing: as many columns as it shows, all with long names."""
    columns, classes = names(stem, 12), names(stem, N_CLASSES)
    histogram = {"edges": [0.0, 0.5 * scale, scale], "counts": [30.0, 30.0]}
    kinds = ("numeric", "categorical", "high_cardinality", "datetime", "text", "several", "left_out")
    told = {"kind": "numeric", "role": "feature", "reason": f"numbers as {columns[0]}", "missing": 3, "distinct": 50}
    numbers = {"name": columns[0], "histogram": histogram, "mean": 0.4 * scale, "median": 0.5 * scale}
    shown = [
        {"name": f"r0f{fold}", "fitted": 48, "scored": 12, "counts": [5] * N_CLASSES, "mean": scale}
        for fold in range(10)
    ]
    rows = {"row_ids": [0], "names": columns[:5], "rows": [[f"{scale:,.0f}", columns[0], "1", "2", "3"]]}
    return facts_of_a_table(
        problem_type="regression" if is_number else "multiclass",
        target=numbers if is_number else {"name": columns[0], "labels": classes, "counts": [5] * N_CLASSES},
        columns=[{**told, "name": name} for name in columns],
        shown_columns=[{**told, "name": name, "examples": [f"{scale:f}", name]} for name in columns],
        missing=[{"column": name, "share": 0.1} for name in columns],
        n_numeric=12,
        n_holdout=12,
        distributions=[{"column": name, "before": histogram, "after": histogram} for name in columns],
        n_categorical=12,
        categories=[
            {"column": name, "distinct": 12, "labels": classes[:5], "shares": [0.1] * 5, "others": 0.4, "missing": 0.1}
            for name in columns[:3]
        ],
        feature_counts={"before": dict.fromkeys(kinds, 1000), "after": dict.fromkeys(kinds, 100_000)},
        correlation={"columns": columns, "values": np.eye(12).tolist()},
        findings=[
            {"level": "red", "code": "leak", "message": f"`{columns[0]}` tells.", "action": f"drop {columns[0]}"}
        ],
        steps=[{"columns": ", ".join(columns), "what": "values are scaled"}],
        folds={"total": 50, "labels": classes, "shown": shown},
        samples={"before": rows, "after": rows, "n_before": 12, "n_after": 40},
    )


def search_facts(stem: str, scale: float) -> dict[str, Any]:
    """Of a search over a logarithm, a number and long names."""
    params = dict(zip(names(stem, 3), ("log", "number", "choice"), strict=True))
    values = {"log": [1e-6, 1e-3, 1e3], "number": [1.0, scale, 2 * scale], "choice": names(stem, 3)}
    trials = [
        {"number": at + 1, "mean": scale * at, "settings": {name: values[kind][at] for name, kind in params.items()}}
        for at in range(3)
    ]
    return {
        "metric": stem,
        "unit": "target",
        "greater_is_better": False,
        "trials": trials,
        "n_trials": 3,
        "n_pruned": 0,
        "n_failed": 0,
        "best": 0.0,
        "default": scale,
        "out_of_time": False,
        "grid_size": 0,
        "n_drawn": 2,
        "importance": dict.fromkeys(params, 0.3),
        "params": {name: {"log": kind == "log", "choice": kind == "choice"} for name, kind in params.items()},
    }


def training_facts(stem: str, scale: float, *, is_number: bool) -> dict[str, Any]:
    """Of a training: its classes, columns and folds all have long names."""
    rng, columns = np.random.default_rng(0), names(stem, 25)
    y: Any = scale * rng.normal(size=N_ROWS) if is_number else np.arange(N_ROWS) % N_CLASSES
    folds = [f"r{repeat}f{fold}" for repeat in range(10) for fold in range(5)]
    scores = {"rmse": [scale * (1 + at % 3) for at in range(len(folds))]}
    values = scale * rng.normal(size=(N_ROWS, len(columns)))
    explained = SimpleNamespace(
        values=values, features=values, names=columns, explained=columns[0], unit="own", n_unseen=N_ROWS
    )
    curve = LearningCurve(rows=[10, 1000, 100_000], scores=scores["rmse"][:3], spread=scale, greater_is_better=False)
    return {
        "problem_type": "regression" if is_number else "multiclass",
        "classes": [] if is_number else names(stem, N_CLASSES),
        "target": stem,
        "primary_metric": "rmse",
        "metric_title": stem,
        "metric_without_class": stem,
        "metric_unit": "target",
        "greater_is_better": False,
        "gap": None,
        "search": search_facts(stem, scale),
        "y_true": y,
        "y_predicted": y + scale if is_number else rng.dirichlet(np.ones(N_CLASSES), N_ROWS),
        "weights": None,
        "folds": folds,
        "scores": scores,
        "train_scores": scores,
        "importance": {name: scale / (1 + at) for at, name in enumerate(columns)},
        "importance_wanted": True,
        "are_classes_weighed": True,
        "shap": lambda: explained,
        "learning_curve": curve,
    }


def summary_facts(stem: str, scale: float) -> SummaryFacts:
    """Of the summary: trained and failed candidates."""
    trained = {"status": "completed", "cv_mean": scale, "cv_std": scale, "fit_seconds": 1e4, "size_bytes": 10**9}
    failed = {"status": "failed", "cause": f"{stem} has no value", "remedy": f"--set data.drop_columns={stem}"}
    rows = [
        ChildStatus(task_id="t", candidate=name, preprocess=stem, model=stem, **(trained if at else failed))
        for at, name in enumerate(names(stem, 12))
    ]
    return SummaryFacts(rows=rows, best=rows[-1], metric=stem, language="en", most=20)


def drawn(pictures: Pictures, *facts: Any) -> Iterator[tuple[str, Any]]:
    """Each picture's name and figure."""
    for title, draw in pictures.of(*facts):
        yield title[3:], checked(draw())


def without_a_run(stem: str, scale: float) -> Iterator[tuple[str, Any]]:
    """The pictures that plain facts are enough for, in front of each its phase."""
    for is_number in (True, False):
        table, training = (make(stem, scale, is_number=is_number) for make in (table_facts, training_facts))
        yield from ((f"preprocessing: {name}", one) for name, one in drawn(PREPROCESSING, table))
        yield from ((f"training: {name}", one) for name, one in drawn(TRAINING, training, Limits()))
    yield from ((f"summary: {name}", one) for name, one in drawn(SUMMARY, summary_facts(stem, scale)))
    request = Request(candidate=stem, expected=names(stem, 12), given=names(stem, 3))
    yield from ((f"inference: {name}", one) for name, one in drawn(INFERENCE, request))


def of_mixtures(stem: str) -> tuple[str, Any]:
    """The picture of two mixtures of four candidates."""
    members = [SimpleNamespace(candidate=name, title=name) for name in names(stem, 4)]
    built = [
        SimpleNamespace(
            candidate=SimpleNamespace(title=f"{at} {stem}"),
            members=members,
            combination=SimpleNamespace(weights=dict.fromkeys(names(stem, 2 + at), 0.3)),
        )
        for at in range(2)
    ]
    (one,) = (picture for picture in COMPARISON if picture.name == "ensembles")
    facts = SimpleNamespace(language="en", ensembles=SimpleNamespace(built=built))
    return "comparison: ensembles", checked(one.draw(SimpleNamespace(facts=facts)))


def of_runs(folder: Path, stem: str, other: str, scale: float) -> Iterator[tuple[str, Any]]:
    """The pictures of two comparisons: of numbers, with an earlier run, and of two classes that cost something."""
    for classes in ([], names(other, 2)):
        made = MadeRun(
            tracker=KeepingTracker(folder / f"tracker{len(classes)}"), folder=folder, classes=classes, n_rows=200
        )
        made.of_size(1.0 if classes else scale)
        made.add_preprocessing("plain-onehot")
        each = {"feature_importance": dict.fromkeys(names(stem, 12), scale)}
        unit = 0.02 if classes else scale
        scores = [unit * (1 + fold / 100) for fold in range(5)]
        made.add_training("dummy", [(0.7 if classes else 12 * scale) + one for one in scores], preproc_title=stem)
        for at, name in enumerate(names(stem, 4)):
            said = {"title": f"{name}, {other}", "model_title": name, "preproc_title": other}
            timed = {"fit_seconds": 10.0 ** (at - 3), "predict_seconds": 10.0 ** (at - 6)}
            on = "plain-onehot" if at % 2 else "standard-onehot"
            made.add_training(
                f"m{at // 2}", [(1 + at / 20) * one for one in scores], preproc_id=on, **said, **timed, **each
            )
        made.add_failed("svm", reason="worker execution exit code 1")
        costs = {"costs": {"false_positive": 1, "false_negative": 5, "currency": "EUR"}} if classes else {}
        asked = {"primary_metric": made.primary, "ensembles": EnsembleSettings(), **costs}
        made.compare(**asked)
        made.compare(**asked, earlier_comparison=made.reporter.task_id)
        yield from ((f"comparison: {title[3:]}", checked(one)) for title, one in made.reporter.figures.items())


def faults(figure: Any) -> Iterator[str]:
    """What plotly would cut, turn, or draw on something else."""
    layout = figure.layout.to_plotly_json()
    axes = {name: one for name, one in layout.items() if re.fullmatch(r"[xy]axis\d*", name)}
    for name, axis in axes.items():
        if axis.get("visible") is not False and axis.get("showticklabels") is not False:
            yield from (f"{name}: {fault}" for fault in axis_faults(name, axis, figure, layout))
    yield from legend_faults(figure, layout)
    for trace in figure.data:
        if trace.type == "table":
            yield from table_faults(trace)


def axis_faults(name: str, axis: Mapping[str, Any], figure: Any, layout: Mapping[str, Any]) -> Iterator[str]:
    across, shown = name[0] == "x", [*map(str, axis.get("ticktext") or ())]
    if axis.get("automargin") is not True:
        yield "no margin of its own"
    title = (axis.get("title") or {}).get("text") or ""
    if widest(title) > (LEVEL_TITLE if across else UPRIGHT_TITLE) + 1:
        yield f"a line of the title is too long: {title}"
    if title and "standoff" not in axis["title"]:
        yield "the title may lie on the labels"
    if across and axis.get("tickangle") != 0:
        yield f"labels may be turned: {axis.get('tickangle')}"
    if axis.get("type") == "log" and not shown:
        yield "a logarithm without marks of its own"
    if not shown and ("tickformat" not in axis or axis.get("type") == "category"):
        yield "names without room, or numbers that are not written in full"
    if any(re.search(r"\d[eµkMG]", one) for one in shown if re.fullmatch(r"[\d.,eµkMG+-]+", one)):
        yield f"numbers that are not written in full: {shown}"
    if not across and shown and widest(BREAK.join(shown)) > NAME_LETTERS + 1:
        yield f"a line of a name is too long: {shown}"
    room = room_of(axis, figure, layout)
    if across and shown and axis["type"] == "category" and 7 * widest(BREAK.join(shown)) > room / len(shown) + 7:
        yield f"names lie on each other in {room} pixels: {shown}"
    highest = max((one.count(BREAK) + 1 for one in shown), default=0)
    if not across and len(shown) > 1 and "domain" not in axis and 15 * highest > (plot_height(layout) / len(shown)):
        yield f"names lie on each other in {plot_height(layout)} pixels: {shown}"


def room_of(axis: Mapping[str, Any], figure: Any, layout: Mapping[str, Any]) -> float:
    """Pixels across the axis: what names beside the plot leave of the figure, and its part of that."""
    beside = layout.get("yaxis", {}).get("ticktext") or [""]
    left, right = axis.get("domain") or (0, 1)
    scale = 100 if any(trace.type == "heatmap" and trace.showscale is not False for trace in figure.data) else 0
    return (right - left) * (WIDTH - 7 * widest(BREAK.join(beside)) - 90 - scale)


def plot_height(layout: Mapping[str, Any]) -> float:
    below = layout.get("xaxis", {})
    labels = max((one.count(BREAK) + 1 for one in below.get("ticktext") or [""]), default=1)
    title = (below.get("title") or {}).get("text") or ""
    pixels = 16 * labels + 20 * (title.count(BREAK) + 1 if title else 0)
    return layout.get("height", 450) - layout["margin"]["t"] - max(layout["margin"]["b"], pixels)


def legend_faults(figure: Any, layout: Mapping[str, Any]) -> Iterator[str]:
    told = [one.name for one in figure.data if one.name and one.showlegend is not False]
    if not told or layout.get("showlegend") is False:
        return
    legend = layout["legend"]
    if legend["yanchor"] != "bottom" or legend["y"] < 1 or legend["xanchor"] != "left" or legend["x"] != 0:
        yield f"the legend may lie on the plot: {legend}"
    wide = sum(45 + 7 * width_of(name) for name in told)
    if legend["orientation"] == "h" and layout["yaxis"].get("ticktext") and wide > room_of({}, figure, layout) + 90:
        yield f"the legend is wider than the plot: {told}"
    if widest(BREAK.join(told)) > LEGEND_LETTERS:
        yield f"a name of the legend is too long: {told}"


def table_faults(trace: Any) -> Iterator[str]:
    pixels = np.array(trace.columnwidth) / sum(trace.columnwidth) * 640
    for head, column, wide in zip(trace.header.values, trace.cells.values, pixels, strict=True):
        letter = LIGHT * trace.cells.font.size / 12
        for text in (re.sub("</?b>", "", head), *column):
            if widest(text) * letter > wide - PADDING + letter:
                yield f"a column of {wide:.0f} pixels is too narrow for {text}"
            for before, after in zip(text.split(BREAK_IN_WORD), text.split(BREAK_IN_WORD)[1:], strict=False):
                word = (before.split(BREAK)[-1].split(" ")[-1] + after.split(BREAK)[0].split(" ")[0]).strip()
                if width_of(word) <= 12 and word.isascii() and word.isalnum():
                    yield f"a word is broken: {text}"


def widest(text: str) -> int:
    return max(width_of(line.replace("\u200b", "")) for line in text.split(BREAK))


@pytest.mark.parametrize("kind", KINDS)
def test_no_picture_cuts_or_turns_long_names_and_large_numbers(kind: str) -> None:
    found = {f"{name}: {fault}" for name, figure in without_a_run(*KINDS[kind]) for fault in faults(figure)}
    assert sorted(found) == []


def test_no_picture_of_a_comparison_does_either_and_every_picture_is_drawn(tmp_path: Path) -> None:
    made = [*of_runs(tmp_path, KINDS["joints"][0], KINDS["words"][0], 5e7), of_mixtures(KINDS["words"][0])]
    assert sorted({f"{name}: {fault}" for name, figure in made for fault in faults(figure)}) == []
    shown = {name for name, _ in [*made, *without_a_run(*KINDS["joints"])]}
    every = {f"{phase}: {one.name}" for phase, pictures in PHASES.items() for one in pictures}
    assert {name for name in every if not any(one.startswith(name) for one in shown)} == set()
