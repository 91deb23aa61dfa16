"""What a model card says: everything from the model's own file."""

from __future__ import annotations

from functools import partial
from typing import Protocol

import pandas as pd

from automl_controller.exporting.rendering import Card, Part
from automl_controller.exporting.words import WORDS
from automl_data.bundle import Manifest, RawColumn
from automl_shared.plugins import METRICS
from automl_shared.words import number, percent, say_in

MOST_LEVELS = 5
USE = "pip install -r requirements.txt\npython predict.py example_rows.csv predictions.csv"


class _Say(Protocol):
    def __call__(self, key: str, **values: object) -> str: ...


def card(manifest: Manifest, sha256: str, *, onnx_apart: float | None = None) -> Card:
    """The card, in the language of the run. ``sha256``: of the file. ``onnx_apart``: how far the answers of the graph
    that goes with it are from the model's at most; None where the model itself does."""
    language = manifest.intake.language

    def say(key: str, **values: object) -> str:
        return say_in(WORDS, key, language, **values)

    python = ".".join(manifest.versions.get("python", "3.11").split(".")[:2])
    versions = [(name, version) for name, version in manifest.versions.items()]
    limits = [say(key) for key in ("unlike", "no_cause", "names_levels")]
    return Card(
        title=say("title", target=manifest.facts.target),
        language=language,
        parts=(
            Part(heading=say("about"), header=(say("fact"), say("value")), rows=_about(manifest, sha256, say)),
            Part(heading=say("good"), sentences=_good(manifest, say)),
            Part(heading=say("answers"), sentences=_answers(manifest, say)),
            Part(
                heading=say("takes"),
                header=[say(key) for key in ("column", "kind", "learned", "gaps")],
                rows=[_column(raw, say) for raw in manifest.columns],
            ),
            *([] if onnx_apart is None else [_graph(manifest, onnx_apart, say)]),
            Part(heading=say("limits"), sentences=limits),
            Part(heading=say("use"), sentences=[say("use_is", python=python)], code=USE),
            Part(heading=say("versions"), header=(say("package"), say("version")), rows=versions),
        ),
    )


def _graph(manifest: Manifest, apart: float, say: _Say) -> Part:
    """The graph's inputs and outputs."""
    kinds = ((raw.name, say("of_numbers" if raw.kind == "numeric" else "of_texts")) for raw in manifest.columns)
    n_classes, has_range = len(manifest.facts.classes), manifest.answers.reach is not None
    told = [("prediction", say("of_labels" if n_classes else "of_answers"))]
    if n_classes:
        told.append(("probabilities", say("of_chances", classes=", ".join(manifest.facts.classes))))
    elif has_range:
        told += [("low", say("of_answers")), ("high", say("of_answers"))]
    return Part(
        heading=say("graph"),
        sentences=[say("graph_is"), say("graph_apart", apart=f"{apart:.1g}")],
        header=(say("name"), say("values")),
        rows=[
            *((name, f"{say('input')}: {kind}") for name, kind in kinds),
            *((name, f"{say('output')}: {kind}") for name, kind in told),
        ],
    )


def _about(manifest: Manifest, sha256: str, say: _Say) -> list[tuple[str, str]]:
    facts = manifest.facts
    classes = ", ".join(facts.classes)
    target = say("classes", target=facts.target, classes=classes) if classes else say("regression", target=facts.target)
    rows = max((raw.learned.rows for raw in manifest.columns if raw.learned), default=None)
    return [
        (say("predicts"), target),
        (say("model"), say("combined", model=facts.title or facts.candidate, n=len(manifest.parts))),
        (say("run"), facts.run_id or say("unknown")),
        (say("task"), facts.task_id),
        (say("rows"), say("unknown") if rows is None else f"{rows:,}"),
        (say("sha256"), sha256),
    ]


def _good(manifest: Manifest, say: _Say) -> list[str]:
    facts = manifest.facts
    if facts.cv_mean is None:
        return [say("no_score")]
    name = facts.primary_metric
    metric = METRICS.get(name) if name in METRICS else None
    positive = facts.classes[1] if len(facts.classes) == 2 else ""
    title = metric.titled(manifest.intake.language, positive) if metric else name
    shown = partial(_amount, in_percent=metric is not None and metric.unit == "share")
    said = [say("score", metric=title, mean=shown(facts.cv_mean), spread=shown(facts.cv_std))]
    return [*said, say("baseline", baseline=shown(facts.baseline))] if facts.baseline is not None else said


def _amount(value: float | None, *, in_percent: bool) -> str:
    return "–" if value is None else percent(value) if in_percent else number(value)


def _answers(manifest: Manifest, say: _Say) -> list[str]:
    answers, classes = manifest.answers, manifest.facts.classes
    if not classes:
        if answers.reach is None or answers.level is None:
            return [say("number")]
        return [say("reach", level=f"{answers.level:.0%}", reach=number(answers.reach))]
    said = [say("calibrated", method=say(answers.calibration.method))] if answers.calibration else []
    if answers.threshold is None:
        return [*said, say("likeliest")]
    return [*said, say("threshold", positive=classes[1], threshold=f"{answers.threshold:.4g}")]


def _column(raw: RawColumn, say: _Say) -> tuple[str, str, str, str]:
    learned = raw.learned
    return raw.name, say(raw.kind), _learned(raw, say), percent(learned.gaps) if learned else ""


def _learned(raw: RawColumn, say: _Say) -> str:
    learned = raw.learned
    if learned is None:
        return ""
    if learned.levels:
        named = ", ".join(list(learned.levels)[:MOST_LEVELS])
        more = len(learned.levels) - MOST_LEVELS
        return say("more_levels", levels=named, n=more) if more > 0 else named
    if learned.lowest is None or learned.highest is None:
        return ""
    low, high = (_shown(raw, value) for value in (learned.lowest, learned.highest))
    return say("range", low=low, high=high)


def _shown(raw: RawColumn, value: float) -> str:
    return f"{pd.Timestamp(value, unit='s'):%Y-%m-%d}" if raw.kind == "datetime" else f"{value:g}"
