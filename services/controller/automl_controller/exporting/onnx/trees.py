"""Decision trees, of whichever library, as one ONNX node that compares in double precision as the libraries do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from automl_controller.exporting.onnx.graph import Graph
from automl_controller.exporting.onnx.refusal import cannot

LEAF = -1


@dataclass(kw_only=True)
class Tree:
    """Arrays (n_nodes,): a row goes left where its feature is at most the threshold, or where it is missing and
    ``missing_left``. Leaves have the feature `LEAF`. ``values``: (n_nodes, n_targets), of leaves."""

    feature: np.ndarray
    threshold: np.ndarray
    left: np.ndarray
    right: np.ndarray
    missing_left: np.ndarray
    values: np.ndarray


@dataclass
class _Attributes:
    nodes: dict[str, list[Any]] = field(default_factory=dict)
    targets: dict[str, list[Any]] = field(default_factory=dict)

    def add(self, place: int, tree: Tree) -> None:
        is_leaf = tree.feature == LEAF
        ids = np.arange(len(is_leaf))
        leaves = np.flatnonzero(is_leaf)
        n_targets = tree.values.shape[1]
        _extend(
            self.nodes,
            treeids=np.full(len(ids), place),
            nodeids=ids,
            featureids=np.where(is_leaf, 0, tree.feature),
            values=np.where(is_leaf, 0.0, tree.threshold),
            modes=np.where(is_leaf, "LEAF", "BRANCH_LEQ"),
            truenodeids=np.where(is_leaf, 0, tree.left),
            falsenodeids=np.where(is_leaf, 0, tree.right),
            missing_value_tracks_true=np.where(is_leaf, 0, tree.missing_left).astype(np.int64),
        )
        _extend(
            self.targets,
            treeids=np.full(len(leaves) * n_targets, place),
            nodeids=np.repeat(leaves, n_targets),
            ids=np.tile(np.arange(n_targets), len(leaves)),
            weights=tree.values[leaves].ravel(),
        )


def _extend(lists: dict[str, list[Any]], **more: np.ndarray) -> None:
    for name, values in more.items():
        lists.setdefault(name, []).extend(values.tolist())


def summed(graph: Graph, features: str, trees: list[Tree], start: np.ndarray) -> str:
    """(n_rows, n_targets) what all of them say together, and ``start`` (n_targets,); doubles."""
    from onnx import numpy_helper

    made = _Attributes()
    for place, tree in enumerate(trees):
        made.add(place, tree)
    values, weights = made.nodes.pop("values"), made.targets.pop("weights")
    attributes: dict[str, Any] = {
        **{f"nodes_{name}": each for name, each in made.nodes.items()},
        **{f"target_{name}": each for name, each in made.targets.items()},
    }
    said = graph.node(
        "TreeEnsembleRegressor",
        features,
        domain="ai.onnx.ml",
        n_targets=len(start),
        nodes_values_as_tensor=numpy_helper.from_array(np.array(values, dtype=np.float64)),
        target_weights_as_tensor=numpy_helper.from_array(np.array(weights, dtype=np.float64)),
        **attributes,
    )
    return graph.linear(graph.as_doubles(said), [1.0], start)


def of_sklearn(tree: Any, scale: float) -> Tree:
    """Of one of scikit-learn's trees; its values times ``scale``."""
    inner = tree.tree_
    return Tree(
        feature=np.where(inner.children_left == LEAF, LEAF, inner.feature),
        threshold=inner.threshold,
        left=inner.children_left,
        right=inner.children_right,
        missing_left=np.asarray(inner.missing_go_to_left, dtype=bool),
        values=inner.value[:, 0, :] * scale,
    )


def of_histograms(estimator: Any) -> list[Tree]:
    """Of scikit-learn's boosting on histograms."""
    rounds = estimator._predictors
    return [_of_nodes(one.nodes, place, len(each)) for each in rounds for place, one in enumerate(each)]


def _of_nodes(nodes: np.ndarray, place: int, n_targets: int) -> Tree:
    if nodes["is_categorical"].any():
        raise cannot("it asks for categories", "HistGradientBoosting")
    values = np.zeros((len(nodes), n_targets))
    values[:, place] = nodes["value"]
    return Tree(
        feature=np.where(nodes["is_leaf"], LEAF, nodes["feature_idx"].astype(np.int64)),
        threshold=nodes["num_threshold"],
        left=nodes["left"].astype(np.int64),
        right=nodes["right"].astype(np.int64),
        missing_left=nodes["missing_go_to_left"].astype(bool),
        values=values,
    )


def of_lightgbm(booster: Any) -> list[Tree]:
    """Of LightGBM's booster, in its order: a round has a tree for each target."""
    told = booster.dump_model()
    n_targets = int(told["num_tree_per_iteration"])
    return [_of_splits(one["tree_structure"], at % n_targets, n_targets) for at, one in enumerate(told["tree_info"])]


def _of_splits(root: dict[str, Any], place: int, n_targets: int) -> Tree:
    nodes = list(_walked(root))
    at = {id(node): number for number, node in enumerate(nodes)}
    values = np.zeros((len(nodes), n_targets))
    values[:, place] = [node.get("leaf_value", 0.0) for node in nodes]
    if strange := {kind for node in nodes if (kind := node.get("decision_type", "<=")) != "<="}:
        raise cannot("it asks for categories", ", ".join(strange))
    return Tree(
        feature=np.array([node.get("split_feature", LEAF) for node in nodes]),
        threshold=np.array([node.get("threshold", 0.0) for node in nodes], dtype=np.float64),
        left=np.array([at.get(id(node.get("left_child")), 0) for node in nodes]),
        right=np.array([at.get(id(node.get("right_child")), 0) for node in nodes]),
        missing_left=np.array([_goes_left(node) for node in nodes]),
        values=values,
    )


def _walked(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for side in ("left_child", "right_child"):
        if side in node:
            yield from _walked(node[side])


def _goes_left(node: dict[str, Any]) -> bool:
    """Where a missing value goes; it counts as 0 where none were seen while learning."""
    if "threshold" not in node:
        return False
    return bool(node["default_left"]) if node["missing_type"] == "NaN" else float(node["threshold"]) >= 0.0
