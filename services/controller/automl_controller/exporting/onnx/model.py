"""From a model's file to its ONNX graph."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from automl_controller.exporting.onnx.estimators import answered
from automl_controller.exporting.onnx.features import blocks, written
from automl_controller.exporting.onnx.graph import Graph
from automl_controller.exporting.onnx.refusal import cannot, missing
from automl_data.bundle import Bundle, Calibration, Predictor
from automl_data.bundle.reading import BundleMember
from automl_shared.words import T_

SMALLEST = 1e-300
"""Below every probability that is not 0."""


def onnx_model(bundle: Bundle[Predictor]) -> Any:
    """The graph: an input for each raw column, (n_rows, 1), numbers as doubles and everything else as text, where NaN
    and the empty text are gaps. Outputs: ``prediction``, with ``probabilities`` of classes, or ``low`` and ``high``.

    Raises ConfigError for what ONNX, or a converter, has no word for, and where the converters are not installed.
    """
    try:
        from onnx import TensorProto
    except ImportError as error:
        raise missing(error) from error
    graph = Graph()
    inputs = {
        raw.name: graph.takes(raw.name, TensorProto.DOUBLE if raw.kind == "numeric" else TensorProto.STRING)
        for raw in bundle.columns
    }
    by = bundle.answers.calibration
    alone = not bundle.weights and bundle.final is None
    said = _said(graph, bundle, inputs, by if alone else None)
    answer = said if alone or by is None else _calibrated(graph, said, by)
    (_classes if bundle.classes else _number)(graph, bundle, answer)
    return graph.model()


def _said(graph: Graph, bundle: Bundle[Predictor], inputs: Mapping[str, str], by: Calibration | None) -> str:
    """What the members say together, each calibrated before; (n_rows, n)."""
    if bundle.final is not None:
        raise cannot(T_("a model stands on top of several"), type(bundle.final).__name__)
    each = [_member(graph, member, bundle, inputs) for member in bundle.members]
    told = [one if by is None else _calibrated(graph, one, by) for one in each]
    weights = np.asarray(bundle.weights or [1.0] * len(told), dtype=np.float64)
    scaled = [
        graph.node("Mul", one, graph.constant([weight]))
        for one, weight in zip(told, weights / weights.sum(), strict=True)
    ]
    return graph.node("Sum", *scaled) if len(scaled) > 1 else scaled[0]


def _member(graph: Graph, member: Any, bundle: Bundle[Predictor], inputs: Mapping[str, str]) -> str:
    if isinstance(member, BundleMember):
        return _said(graph, member.bundle, inputs, None)
    n_classes = len(bundle.classes)
    if n_classes and member.seen != tuple(range(n_classes)):
        raise cannot(T_("a part of it has not seen every class"), ", ".join(bundle.classes))
    used = [raw for raw in bundle.columns if raw.name in inputs]
    made = blocks(member.transformer, used)
    if not made:
        raise cannot(T_("it predicts from no column"), bundle.target)
    said = answered(graph, member.estimator, written(graph, made, inputs))
    if not n_classes:
        return _back(graph, said, member.target)
    return _calibrated(graph, said, member.sharpness.calibration) if member.sharpness else said


def _back(graph: Graph, said: str, target: Any) -> str:
    """From the model's scale to the unit of the target."""
    curve = type(target.curve).__name__
    if curve not in ("Straight", "Log"):
        raise cannot(T_("its target is transformed by a curve"), curve)
    ends = (graph.constant(np.float64(end)) for end in (target.lowest, target.highest))
    held = graph.node("Clip", graph.linear(said, [target.scale], [target.mean]), *ends)
    if curve == "Straight":
        return held
    return graph.node("Sub", graph.node("Exp", held), graph.constant([1.0]))


def _calibrated(graph: Graph, said: str, by: Calibration) -> str:
    """As `automl_data.bundle.calibration` does it."""
    if by.method == "temperature":
        return graph.node("Softmax", graph.linear(_soft_log(graph, said, by), [by.slope], [0.0]), axis=1)
    if by.method == "isotonic":
        raise cannot(T_("its probabilities are corrected step by step"), by.method)
    logs = _soft_log(graph, said, by)
    first, second = (graph.node("Gather", logs, graph.constant([at], np.int64), axis=1) for at in (0, 1))
    odds = graph.linear(graph.node("Sub", second, first), [by.slope], [by.offset])
    chance = graph.node("Sigmoid", odds)
    return graph.node("Concat", graph.linear(chance, [-1.0], [1.0]), chance, axis=1)


def _soft_log(graph: Graph, said: str, by: Calibration) -> str:
    return graph.node("Log", graph.node("Add", said, graph.constant([max(by.soft, SMALLEST)])))


def _classes(graph: Graph, bundle: Bundle[Predictor], answer: str) -> None:
    from onnx import TensorProto

    threshold = bundle.answers.threshold
    if threshold is None:
        place = graph.node("ArgMax", answer, axis=1, keepdims=0)
    else:
        second = graph.node("Gather", answer, graph.constant(1, np.int64), axis=1)
        reached = graph.node("GreaterOrEqual", second, graph.constant(threshold))
        place = graph.node("Cast", reached, to=TensorProto.INT64)
    keys = list(range(len(bundle.classes)))
    named = graph.node(
        "LabelEncoder", place, domain="ai.onnx.ml", keys_int64s=keys, values_strings=[*map(str, bundle.classes)]
    )
    graph.gives("prediction", TensorProto.STRING, [None], named)
    graph.gives("probabilities", TensorProto.DOUBLE, [None, len(bundle.classes)], answer)


def _number(graph: Graph, bundle: Bundle[Predictor], answer: str) -> None:
    from onnx import TensorProto

    flat = graph.node("Reshape", answer, graph.constant([-1], np.int64))
    graph.gives("prediction", TensorProto.DOUBLE, [None], flat)
    reach = bundle.answers.reach
    for name, sign in (("low", -1.0), ("high", 1.0)) if reach is not None else ():
        graph.gives(name, TensorProto.DOUBLE, [None], graph.linear(flat, [1.0], [sign * (reach or 0.0)]))
