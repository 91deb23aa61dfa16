"""An ONNX graph in the making."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

OPSETS = {"": 18, "ai.onnx.ml": 3}


@dataclass
class Graph:
    """Nodes and constants, each result under a name of its own."""

    nodes: list[Any] = field(default_factory=list)
    constants: list[Any] = field(default_factory=list)
    inputs: list[Any] = field(default_factory=list)
    outputs: list[Any] = field(default_factory=list)

    def name(self) -> str:
        """One that no other result has."""
        return f"r{len(self.nodes)}_{len(self.constants)}"

    def node(self, kind: str, *takes: str, named: str = "", domain: str = "", **attributes: Any) -> str:
        """The name of what the node makes."""
        from onnx import helper

        made = named or self.name()
        self.nodes.append(helper.make_node(kind, list(takes), [made], domain=domain, **attributes))
        return made

    def constant(self, values: Any, kind: Any = np.float64) -> str:
        """The name of an array."""
        from onnx import numpy_helper

        name = f"c{self.name()}"
        self.constants.append(numpy_helper.from_array(np.asarray(values, dtype=kind), name))
        return name

    def linear(self, values: str, factor: Any, added: Any) -> str:
        return self.node("Add", self.node("Mul", values, self.constant(factor)), self.constant(added))

    def as_doubles(self, values: str) -> str:
        from onnx import TensorProto

        return self.node("Cast", values, to=TensorProto.DOUBLE)

    def takes(self, name: str, kind: int) -> str:
        """An input of one value a row, (n_rows, 1)."""
        from onnx import helper

        self.inputs.append(helper.make_tensor_value_info(name, kind, [None, 1]))
        return name

    def gives(self, name: str, kind: int, shape: Sequence[int | None], of: str) -> None:
        """An output."""
        from onnx import helper

        self.node("Identity", of, named=name)
        self.outputs.append(helper.make_tensor_value_info(name, kind, list(shape)))

    def model(self) -> Any:
        """The whole, checked for being well-formed."""
        from onnx import checker, helper

        graph = helper.make_graph(self.nodes, "automl", self.inputs, self.outputs, self.constants)
        opsets = [helper.make_opsetid(domain, version) for domain, version in OPSETS.items()]
        made = helper.make_model(graph, opset_imports=opsets, producer_name="automl", ir_version=9)
        checker.check_model(made)
        return made
