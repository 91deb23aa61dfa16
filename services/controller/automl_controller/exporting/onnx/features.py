"""What a fitted preparation does to rows, found out by asking it, and written as ONNX.

Whatever it is made of: where each feature comes from one column, and of numbers along a straight line, a few rows tell
all about it. What is otherwise is found out as well, and refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from automl_controller.exporting.onnx.graph import Graph
from automl_controller.exporting.onnx.refusal import cannot
from automl_data.bundle import RawColumn
from automl_shared.frozen import Frozen
from automl_shared.recipe import LARGEST
from automl_shared.words import T_

UNKNOWN = "\ufffc no such level \ufffc"
"""A level that no column has."""
STRAIGHT = 1e-9
"""How far from a straight line a feature may be, in shares of its largest value."""
TEXT_KINDS = ("categorical", "boolean")


class Block(Frozen):
    """The features of one column. ``places``: among all features. ``gap``: (n_features,) for an empty value."""

    column: RawColumn
    places: np.ndarray
    gap: np.ndarray


class Line(Block):
    """Of a number: less ``first`` and divided by ``second``, or else times ``first`` with ``second`` added.

    All of them (n_features,). It is the way that gives the very same digits: a tree asks whether a value is at most
    another.
    """

    first: np.ndarray
    second: np.ndarray
    divides: np.ndarray

    def write(self, graph: Graph, given: str) -> str:
        """The features (n_rows, n_features). given: (n_rows, 1)."""
        is_number = graph.node("Less", graph.node("Abs", given), graph.constant(LARGEST))
        first, second = graph.constant(self.first), graph.constant(self.second)
        divided = graph.node("Div", graph.node("Sub", given, first), second)
        multiplied = graph.node("Add", graph.node("Mul", given, first), second)
        made = graph.node("Where", graph.constant(self.divides, np.bool_), divided, multiplied)
        return graph.node("Where", is_number, made, graph.constant(self.gap))

    def of(self, x: np.ndarray) -> np.ndarray:
        """The same in numpy: (n_rows, n_features) of (n_rows,)."""
        both = _line(x, self.first, self.second, True), _line(x, self.first, self.second, False)
        return np.asarray(np.where(self.divides, *both))


class Levels(Block):
    """Of a category: ``table`` (n_levels + 1, n_features), the last line for levels that are not known."""

    levels: Sequence[str]
    table: np.ndarray

    def write(self, graph: Graph, given: str) -> str:
        """The features (n_rows, n_features). given: (n_rows, 1); empty text is a gap."""
        lines = np.vstack([self.table, self.gap])
        place = graph.node(
            "LabelEncoder",
            given,
            domain="ai.onnx.ml",
            keys_strings=[*self.levels, ""],
            values_int64s=[*range(len(self.levels)), len(self.levels) + 1],
            default_int64=len(self.levels),
        )
        flat = graph.node("Reshape", place, graph.constant([-1], np.int64))
        return graph.node("Gather", graph.constant(lines), flat, axis=0)


def blocks(transformer: Any, columns: Sequence[RawColumn]) -> list[Line | Levels]:
    """The features by column, those of none left out. Raises ConfigError for what is no such thing."""
    for raw in columns:
        if raw.kind not in ("numeric", *TEXT_KINDS):
            raise cannot(T_("it prepares dates, text or identifiers in a way that ONNX cannot express"), raw.name)
    told = sorted({one for one in _inside(transformer) if isinstance(one, str)})
    known = np.unique([one for one in _inside(transformer) if isinstance(one, float) and np.isfinite(one)])
    probes = {raw.name: _numbers(raw) if raw.kind == "numeric" else [*told, UNKNOWN] for raw in columns}
    nothing = _asked(transformer, columns, {}, 1)[0]
    found, taken = [], np.zeros(len(nothing), dtype=bool)
    for raw in columns:
        values = probes[raw.name]
        made = _asked(transformer, columns, {raw.name: values}, len(values))
        moved = ~np.isclose(made, nothing, rtol=0, atol=0, equal_nan=True).all(axis=0)
        if (taken & moved).any():
            raise cannot(T_("a feature is made of several columns"), raw.name)
        taken |= moved
        if moved.any():
            found.append(_block(raw, np.flatnonzero(moved), values, made[:, moved], nothing[moved], known))
    return [*found, *_constants(columns, ~taken, nothing)]


def written(graph: Graph, made: Sequence[Line | Levels], inputs: Mapping[str, str]) -> str:
    """All features (n_rows, n_features) in their order. ``inputs``: of each column."""
    parts = [one.write(graph, inputs[one.column.name]) for one in made]
    order = np.argsort(np.concatenate([one.places for one in made]), kind="stable")
    return graph.node("Gather", graph.node("Concat", *parts, axis=1), graph.constant(order, np.int64), axis=1)


def _constants(columns: Sequence[RawColumn], never: np.ndarray, nothing: np.ndarray) -> Iterator[Line]:
    """Features that no column moves, as lines of the first number, or else refused."""
    if never.any():
        number = next((raw for raw in columns if raw.kind == "numeric"), None)
        if number is None:
            raise cannot(
                T_("a feature is always the same, and no column is a number that it could be made of"), columns[0].name
            )
        level = np.zeros(int(never.sum()))
        yield Line(
            column=number,
            places=np.flatnonzero(never),
            gap=nothing[never],
            first=level,
            second=nothing[never],
            divides=level > 0,
        )


def _block(
    raw: RawColumn, places: np.ndarray, values: list[Any], made: np.ndarray, gap: np.ndarray, known: np.ndarray
) -> Line | Levels:
    """``known``: numbers that the preparation holds, ascending."""
    if raw.kind != "numeric":
        return Levels(column=raw, places=places, gap=gap, levels=values[:-1], table=made)
    x = np.asarray(values, dtype=np.float64)
    first, last = int(x.argmin()), int(x.argmax())
    factor = (made[last] - made[first]) / (x[last] - x[first])
    added = made[first] - factor * x[first]
    slope = np.where(factor, factor, 1.0)
    divided = np.stack([_snapped(-added / slope, known), _snapped(1 / slope, known)])
    multiplied = np.stack([_snapped(factor, known), _snapped(added, known)])
    divides = _off(divided, True, x, made) < _off(multiplied, False, x, made)
    one, other = np.where(divides, divided, multiplied)
    best = Line(column=raw, places=places, gap=gap, first=one, second=other, divides=divides)
    if not np.allclose(best.of(x), made, rtol=0, atol=STRAIGHT * max(1.0, float(np.abs(made).max()))):
        raise cannot(T_("a number is scaled by a curve"), raw.name)
    return best


def _line(x: np.ndarray, first: np.ndarray, second: np.ndarray, divides: bool) -> np.ndarray:
    """(n_rows, n_features)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((x[:, None] - first) / second if divides else x[:, None] * first + second)


def _off(line: np.ndarray, divides: bool, x: np.ndarray, made: np.ndarray) -> np.ndarray:
    """(n_features,) how far it is from what was made at most."""
    return np.asarray(np.abs(_line(x, line[0], line[1], divides) - made).max(axis=0))


def _snapped(values: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Each as the number that it is meant to be, where one is known that is all but equal."""
    if not len(known):
        return values
    place = np.clip(np.searchsorted(known, values), 1, max(1, len(known) - 1))
    near = np.stack([known[place - 1], known[np.minimum(place, len(known) - 1)]])
    nearest = np.where(np.abs(near[0] - values) <= np.abs(near[1] - values), near[0], near[1])
    return np.where(np.isclose(nearest, values, rtol=STRAIGHT, atol=1e-12), nearest, values)


def _asked(transformer: Any, columns: Sequence[RawColumn], values: Mapping[str, list[Any]], n: int) -> np.ndarray:
    """(n, n_features) of rows that have nothing but these values."""
    empty = {
        raw.name: np.full(n, np.nan) if raw.kind == "numeric" else pd.Series([None] * n, dtype="str") for raw in columns
    }
    given = {name: pd.Series(list(each)) for name, each in values.items()}
    made = transformer.transform(pd.DataFrame({**empty, **given}))
    if any(isinstance(dtype, pd.CategoricalDtype) for dtype in made.dtypes):
        raise cannot(T_("it leaves categories to the model"), ", ".join(map(str, made.columns[:3])))
    features: np.ndarray = made.to_numpy(dtype=np.float64)
    return features


def _numbers(raw: RawColumn) -> list[float]:
    """Some that were learned from, and some far beyond."""
    learned = raw.learned
    known = [] if learned is None else [learned.lowest, *learned.edges, learned.median, learned.highest]
    there = sorted({float(value) for value in known if value is not None})
    low, high = (there[0], there[-1]) if there else (0.0, 1.0)
    reach = high - low or 1.0
    return [low - 3 * reach, low - reach / 2, *there, (low + high) / 2 + reach / 7, high + reach / 2, high + 3 * reach]


def _inside(thing: Any, seen: set[int] | None = None) -> Iterator[Any]:
    """Every text and number anywhere in a fitted thing: its levels are among them, and its means and scales."""
    seen = set() if seen is None else seen
    if isinstance(thing, str | float):
        yield thing
        return
    if id(thing) in seen or thing is None or isinstance(thing, int | bytes | type):
        return
    seen.add(id(thing))
    for part in _parts(thing):
        yield from _inside(part, seen)


def _parts(thing: Any) -> Iterable[Any]:
    if isinstance(thing, np.ndarray):
        return thing.ravel().tolist() if thing.dtype.kind in "OUTf" else ()
    if isinstance(thing, pd.Series):
        return [*thing.tolist(), *thing.index.tolist()]
    if isinstance(thing, Mapping):
        return [*thing.keys(), *thing.values()]
    if isinstance(thing, list | tuple | set | frozenset | pd.Index):
        return thing
    return getattr(thing, "__dict__", {}).values()
