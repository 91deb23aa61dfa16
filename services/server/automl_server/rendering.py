"""Documents as JSON text, put together by SQLite.

A page of whole tasks is some megabytes of JSON that is stored as JSON already. Made here as one SQL expression, it is
read, cut down to what was asked for, joined with what it refers to and concatenated inside one step of one statement:
no row becomes a Python object, and other calls run meanwhile, because SQLite works without Python's lock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import unquote

import orjson

from automl_server.entities import Entity, Kind
from automl_server.projection import Projection

_MAX_NESTED = 200  # paths below a field; more of them make the statement too long
_MAX_DEPTH = 4  # of a path: SQLite's parser has a limit
_MAX_JOINS = 2  # of a document with what it refers to, and with what that refers to: for the same reason
_MAX_ARGUMENTS = 100  # of one SQL function: SQLite allows 127
_UNQUOTABLE = frozenset({'"', "\\", *map(chr, range(32))})  # in a JSON path
Tree = dict[str, Any]  # {name: Tree}; an empty one stands for everything below


@dataclass(frozen=True)
class Reference:
    """A place that holds the id of another document; `shown` is what to show of it, None: only its id."""

    shown: Renderer | None = None


@dataclass(frozen=True)
class Renderer:
    """Makes the SQL expression of an entity's documents."""

    entity: Entity
    projection: Projection
    references: Mapping[str, Reference] = field(default_factory=dict)  # path -> what stands there

    @property
    def possible(self) -> bool:
        """Whether SQLite can do it: a few projections that hardly anybody uses are left to Python."""
        nested = [path for path in self.projection.include if "." in path]
        if len(nested) > _MAX_NESTED or any(path.count(".") >= _MAX_DEPTH for path in nested):
            return False
        if any("." in path for path in self.projection.exclude):
            return False
        if any(path.startswith(f"{place}.") for path in nested for place in self.entity.list_paths):
            return False
        if any(mark in _UNQUOTABLE for path in nested for mark in unquote(path)):
            return False
        inner = [reference.shown for reference in self.references.values() if reference.shown]
        return self.depth <= _MAX_JOINS and all(shown.possible and not shown.has_lists for shown in inner)

    @property
    def columns(self) -> list[str]:
        """The columns that are read."""
        visible = [name for name in self.entity.fields if name not in self.entity.hidden]
        return [name for name in self.projection.columns(visible) if name in self.entity.fields]

    @property
    def has_lists(self) -> bool:
        """Whether it shows ids in lists: inside another document these nest deeper than SQLite's parser goes."""
        columns = set(self.columns)
        return any("*" in path and path.partition(".")[0] in columns for path in self.references)

    @property
    def depth(self) -> int:
        """How deep the documents lie in each other that it shows; those in a list lie one deeper."""
        return max(
            (1 + ("*" in path) + other.shown.depth for path, other in self.references.items() if other.shown), default=0
        )

    def sql(self, alias: str) -> Rendered:
        """One document as a JSON object."""
        expression = _Expression()
        text = expression.document(self, alias)
        return Rendered(text, " ".join(expression.joins))


@dataclass(frozen=True)
class Rendered:
    """The SQL expression of a document, and what is to be joined with its table."""

    text: str
    joins: str


class _Expression:
    """Builds one expression; every table in it gets an alias of its own."""

    def __init__(self) -> None:
        self._numbers = count()
        self._is_inner = False  # in a list or in another document, where nothing can be joined
        self.joins: list[str] = []

    def document(self, renderer: Renderer, alias: str) -> str:
        entity = renderer.entity
        tree, references = _tree(renderer.projection.include), _places(renderer.references)
        columns = renderer.columns
        members = [
            self._column(f'{alias}."{name}"', name, entity, tree.get(name, {}), references.get(name, {}))
            for name in columns
            if name != "id"
        ]
        if "id" in columns:
            return _formatted(f"json_quote({alias}.id)", *members, before='{"id":', after="}")
        return _object(members)

    def _column(self, column: str, name: str, entity: Entity, tree: Tree, references: Any) -> str:
        kind = entity.fields[name]
        if isinstance(references, Reference):
            return _if(column, _member(name, self._referred(column, references)))
        if kind is Kind.FLAG:
            return _if(column, _member(name, f"iif({column}, 'true', 'false')"))
        if kind is not Kind.JSON:
            return _if(column, _member(name, f"json_quote({column})"))
        if tree:
            return self._part(column, "$", name, tree, references)
        return _member(name, self._joined(column, references))

    def _part(self, base: str, place: str, name: str, tree: Tree, references: Tree) -> str:
        """What is chosen of the object that stands at a place inside a value."""
        members = self._chosen(base, place, tree, references)
        found = members[0] if len(members) == 1 else f"nullif({_formatted(*members)}, '')"
        # Whatever is found inside says that it is an object: looking into JSON is what costs most here.
        inside = f"coalesce({found}, iif(json_type({base}, {_text(place)}) = 'object', '', NULL))"
        return f"{_text(f',{_quoted(name)}:{{')}||substr({inside}, 2)||'}}'"

    def _chosen(self, base: str, place: str, tree: Tree, references: Tree) -> list[str]:
        members = []
        for name, below in tree.items():
            inner, reference = f'{place}."{name}"', references.get(name, {})
            value = f"({base} -> {_text(inner)})"
            if isinstance(reference, Reference):
                held = f"json_extract({base}, {_text(inner)})"
                members.append(_if(value, _member(name, self._referred(held, reference))))
            elif below:
                members.append(self._part(base, inner, name, below, reference))
            else:
                members.append(_member(name, self._joined(value, reference)))
        return members

    def _joined(self, value: str, references: Tree) -> str:
        """A JSON value with documents in the places of their ids."""
        if not references:
            return value
        if "*" in references:
            item = f"item{next(self._numbers)}"
            with self._inside():
                value_of_item = self._joined(f"{item}.value", references["*"])
            inner = f"iif({item}.type = 'object', json({value_of_item}), {item}.value)"
            changed = f"(SELECT json_group_array({inner}) FROM json_each({value}) AS {item})"
        else:
            changes: list[str] = []
            for name, reference in references.items():
                place = _text(f'$."{name}"')
                if isinstance(reference, Reference):
                    new = self._referred(f"json_extract({value}, {place})", reference)
                else:
                    new = self._joined(f"({value} -> {place})", reference)
                changes += [place, f"json({new})"]
            changed = f"json_replace({value}, {', '.join(changes)})"
        # Most values hold no id: they stay the text they are.
        holds = " OR ".join(f"instr({value}, {_text(_quoted(name))})" for name in _names(references))
        return f"iif({holds}, {changed}, {value})"

    def _referred(self, identity: str, reference: Reference) -> str:
        """The document with an id; what is not there is shown by its id alone."""
        bare = _formatted(f"json_quote({identity})", before='{"id":', after="}")
        if reference.shown is None:
            return f"iif({identity} <> '', {bare}, json_quote({identity}))"
        alias, table = f"other{next(self._numbers)}", reference.shown.entity.table
        is_inner = self._is_inner
        with self._inside():
            found = self.document(reference.shown, alias)
        if is_inner:
            document = f"coalesce((SELECT {found} FROM {table} AS {alias} WHERE {alias}.id = {identity}), {bare})"
        else:  # a tenth of a table's time: a subquery opens its tables again for every document
            self.joins.append(f"LEFT JOIN {table} AS {alias} ON {alias}.id = {identity}")
            document = f"iif({alias}.id IS NULL, {bare}, {found})"
        return f"iif({identity} <> '', {document}, json_quote({identity}))"

    @contextmanager
    def _inside(self) -> Iterator[None]:
        before, self._is_inner = self._is_inner, True
        yield
        self._is_inner = before


def _tree(paths: Iterable[str]) -> Tree:
    tree: Tree = {}
    for path in paths:
        branch = tree
        for part in path.split("."):
            branch = branch.setdefault(unquote(part), {})
    return tree


def _places(references: Mapping[str, Reference]) -> Tree:
    tree: Tree = {}
    for path, reference in references.items():
        *above, name = path.split(".")
        branch = tree
        for part in above:
            branch = branch.setdefault(part, {})
        branch[name] = reference
    return tree


def _names(references: Tree) -> set[str]:
    """The keys under which ids stand."""
    inner = (_names(reference) for reference in references.values() if not isinstance(reference, Reference))
    own = {name for name, reference in references.items() if isinstance(reference, Reference)}
    return own.union(*inner)


def _if(present: str, member: str) -> str:
    return f"CASE WHEN {present} IS NOT NULL THEN {member} END"


def _member(name: str, value: str) -> str:
    """A member of an object, with a comma before it; null if the value is."""
    return f"{_text(f',{_quoted(name)}:')}||{value}"


def _object(members: list[str]) -> str:
    return f"'{{'||substr({_formatted(*members)}, 2)||'}}'"


def _formatted(*parts: str, before: str = "", after: str = "") -> str:
    """One text; parts that are null are left out. A chain of `||` would copy the beginning again and again."""
    while len(parts) > _MAX_ARGUMENTS:
        groups = [parts[start : start + _MAX_ARGUMENTS] for start in range(0, len(parts), _MAX_ARGUMENTS)]
        parts = tuple(_formatted(*group) for group in groups)
    return f"format({_text(before + '%s' * len(parts) + after)}, {', '.join(parts)})"


def _quoted(name: str) -> str:
    return orjson.dumps(name).decode()


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
