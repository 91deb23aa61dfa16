"""`only_fields`: which parts of a document are returned, and which columns are read for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from automl_server import errors
from automl_server.entities import Entity
from automl_server.errors import ApiError

EVERYTHING = "*"


@dataclass(frozen=True)
class Projection:
    """Paths to keep (empty: all), and paths to leave out."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    @classmethod
    def of(cls, parameters: Mapping[str, Any], entity: Entity) -> Projection:
        """Read `only_fields` (or its older name `projection`). Unknown fields are refused."""
        wanted = parameters.get("projection") or parameters.get("only_fields") or []
        names = [wanted] if isinstance(wanted, str) else wanted
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise ApiError(errors.FIELDS_TYPE_ERROR, "a list of field names is expected", field="only_fields")
        paths = [name.removesuffix(".*") for name in names if name]
        known = {*_known(entity), EVERYTHING}
        unknown = [path for path in paths if path.lstrip("-").partition(".")[0] not in known]
        if unknown:
            raise ApiError(errors.INVALID_FIELDS, fields=unknown, object=entity.name)
        everything = EVERYTHING in paths
        return cls(
            include=() if everything else _outermost(path for path in paths if not path.startswith("-")),
            exclude=tuple(path[1:] for path in paths if path.startswith("-")),
        )

    def columns(self, default: list[str]) -> list[str]:
        """The columns to read, given those that are read when nothing is asked for."""
        excluded = {path for path in self.exclude if "." not in path}
        names = [path.partition(".")[0] for path in self.include] or default
        return [name for name in dict.fromkeys(names) if name not in excluded] or ["id"]

    @property
    def nested_columns(self) -> set[str]:
        """The columns of which only parts are returned."""
        return {path.partition(".")[0] for path in (*self.include, *self.exclude) if "." in path}

    def apply(self, document: dict[str, Any]) -> dict[str, Any]:
        """Cut a document down to what was asked for."""
        nested = [path for path in self.include if "." in path]
        if nested:
            kept = {path: document[path] for path in self.include if "." not in path and path in document}
            for path in nested:
                _copy(document, kept, [unquote(part) for part in path.split(".")])
            document = kept
        for path in self.exclude:
            _remove(document, [unquote(part) for part in path.split(".")])
        return document


def _known(entity: Entity) -> Iterable[str]:
    return (*entity.fields, "entries") if entity.name == "Queue" else entity.fields


def _outermost(paths: Iterable[str]) -> tuple[str, ...]:
    """Without those that lie inside another one."""
    unique = list(dict.fromkeys(paths))
    chosen = set(unique)
    return tuple(path for path in unique if chosen.isdisjoint(_above(path)))


def _above(path: str) -> Iterator[str]:
    """`a` and `a.b` for `a.b.c`."""
    place = path.find(".")
    while place >= 0:
        yield path[:place]
        place = path.find(".", place + 1)


def _copy(source: Any, target: dict[str, Any], parts: list[str]) -> None:
    name, rest = parts[0], parts[1:]
    if not isinstance(source, dict) or name not in source:
        return
    value = source[name]
    if not rest:
        target[name] = value
    elif isinstance(value, dict):
        _copy(value, target.setdefault(name, {}), rest)
    elif isinstance(value, list):
        kept = target.setdefault(name, [{} for _ in value])
        for item, copy in zip(value, kept, strict=True):
            _copy(item, copy, rest[1:] if rest[0] == "*" and rest[1:] else rest)


def _remove(document: Any, parts: list[str]) -> None:
    if isinstance(document, list):
        for item in document:
            _remove(item, parts)
    elif isinstance(document, dict):
        if len(parts) == 1:
            document.pop(parts[0], None)
        else:
            _remove(document.get(parts[0]), parts[1:])
